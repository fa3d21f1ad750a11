/** A container of an engine: seen and taken down by its name. */

import { inTime } from '../../core/asking.ts';
import type { Answer, Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Called, call, isGone, succeeded } from './call.ts';
import { type Engine, healthOf, startTrouble } from './engine.ts';
import { forgetImage, refused } from './engine-image.ts';
import { type Listening, readListening } from './listening.ts';
import type { Health, Started, Subject } from './runner.ts';
import { notStarted } from './trouble.ts';

type Parts = {
  readonly engine: Engine;
  readonly subject: Subject;
  readonly inside: Inside;
  readonly container: string;
  readonly image: string;
};

/** Milliseconds for the last lines to come after the container's end. */
const REST = 2000;

export class EngineRunning implements Started {
  readonly remarks: readonly string[] = [];
  ended: Promise<Ended> = new Promise<Ended>(() => {});
  readonly #parts: Parts;
  #logs: Running | undefined;
  #waiting: Running | undefined;
  #place: { readonly host: string; readonly port: number } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Starts the container that has been created. */
  async begin(): Promise<Result<void>> {
    const { inside, engine, container, subject } = this.#parts;
    const started = await this.#call(['start', container]);
    if (!succeeded(started)) {
      const { entrypoint, cmd } = subject.image.config;
      const [program = ''] = subject.command ?? [...entrypoint, ...cmd];
      const clause = startTrouble(started.errors, program);
      if (clause !== undefined) return err(notStarted(clause));
      return refused(engine, 'start a container', started);
    }
    this.#logs = inside.start({
      program: engine.name,
      args: ['logs', '--follow', container],
      onOutput: (chunk) => subject.log.push(chunk, 0),
      onErrors: (chunk) => subject.log.push(chunk, 1),
    });
    this.ended = this.#end(this.#logs);
    return subject.port === undefined ? ok(undefined) : this.#findPort(subject.port);
  }

  async ask(path: string, limit: number): Promise<Answer> {
    const { inside } = this.#parts;
    const place = this.#place;
    if (place === undefined) return { kind: 'refused' };
    if (place.host === '127.0.0.1') return inside.ask(place.port, path, limit);
    const url = `http://${place.host}:${place.port}${path}`;
    const sent = await inside
      .doors()
      .http.send({ method: 'GET', url, headers: {}, limit: 1 << 20, timeout: limit, plain: true });
    if (sent.ok) return { kind: 'answered', status: sent.value.status };
    return { kind: sent.failure.kind === 'unreachable' ? 'refused' : 'silent' };
  }

  async health(): Promise<Health | undefined> {
    const { engine, container, subject } = this.#parts;
    if (subject.image.config.healthcheck === undefined) return undefined;
    if (!engine.asksHealth) {
      const asked = await this.#call(['healthcheck', 'run', container]);
      return succeeded(asked) ? 'healthy' : 'unhealthy';
    }
    const format = '{{if .State.Health}}{{.State.Health.Status}}{{end}}';
    const said = await this.#call(['inspect', '--format', format, container]);
    return healthOf(said.output) ?? 'starting';
  }

  async listening(): Promise<readonly Listening[] | undefined> {
    const { container } = this.#parts;
    const tables = await this.#call(['exec', container, 'cat', '/proc/net/tcp', '/proc/net/tcp6']);
    return tables.output.includes('local_address') ? readListening(tables.output) : this.#fromOutside();
  }

  async stop(): Promise<Result<void>> {
    const { inside, container, image, engine } = this.#parts;
    const removed = await this.#call(['rm', '--force', '--volumes', ...engine.remove, container]);
    if (this.#logs !== undefined) await inTime(inside, REST, this.#logs.ended);
    for (const one of [this.#logs, this.#waiting]) {
      one?.signal('SIGKILL');
      await one?.ended;
    }
    const forgotten = await forgetImage(engine, inside, image);
    if (succeeded(removed) || isGone(removed)) return forgotten;
    return refused(engine, 'remove what was started', removed);
  }

  /** An image without a program that shows files: where the engine is on this machine, its tables can be read. */
  async #fromOutside(): Promise<readonly Listening[] | undefined> {
    const { inside, container } = this.#parts;
    const said = await this.#call(['inspect', '--format', '{{.State.Pid}} {{.Id}}', container]);
    const [pid = '0', id = ''] = said.output.split(' ');
    if (!/^[1-9]\d*$/.test(pid) || !/^[0-9a-f]{64}$/.test(id)) return undefined;
    const { files } = inside.doors();
    const read = (name: string): string => {
      const text = files.readText(`/proc/${pid}/${name}`);
      return text.ok ? (text.value ?? '') : '';
    };
    // The number may be that of another machine's process, or of another namespace's.
    return read('cgroup').includes(id) ? readListening(read('net/tcp') + read('net/tcp6')) : undefined;
  }

  async #findPort(port: number): Promise<Result<void>> {
    const { inside, engine, container } = this.#parts;
    const said = await this.#call(['port', container, `${port}/tcp`]);
    const published = /:(\d+)\s*$/m.exec(said.output)?.[1];
    if (published !== undefined) {
      this.#place = { host: engine.host(inside.env) ?? '127.0.0.1', port: Number(published) };
      return ok(undefined);
    }
    // One that has ended at once has no ports any more, and says why by its end.
    const state = await this.#call(['inspect', '--format', '{{.State.Running}}', container]);
    if (state.output === 'false') return ok(undefined);
    return refused(engine, 'publish a port', said);
  }

  async #end(logs: Running): Promise<Ended> {
    const { inside, engine, container } = this.#parts;
    let text = '';
    this.#waiting = inside.start({
      program: engine.name,
      args: ['wait', container],
      onOutput: (chunk) => {
        text += Buffer.from(chunk).toString('latin1');
      },
      onErrors: () => {},
    });
    const how = await this.#waiting.ended;
    await inTime(inside, REST, logs.ended);
    const exit = Number.parseInt(text.trim(), 10);
    return Number.isInteger(exit) ? { kind: 'exited', exit } : how;
  }

  #call(args: readonly string[]): Promise<Called> {
    const { inside, engine } = this.#parts;
    return call(inside, { program: engine.name, args });
  }
}
