/**
 * With an engine: loaded under a name of this check alone, started with the rights of an ordinary container and no more,
 * one port published on the loopback of where the engine is. Both container and image are removed in any case; what a
 * check left that was killed is removed by the next one, by the time that stands in its label and tag.
 */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { interrupted } from '../builders/engine-program.ts';
import { CAPABILITIES } from './bare-script.ts';
import { call, complaint, succeeded } from './call.ts';
import type { Engine } from './engine.ts';
import { LABEL, loadImage, type PrivateNames, privateNames, refused, sweep } from './engine-image.ts';
import { EngineRunning } from './engine-running.ts';
import { commandOf } from './program.ts';
import type { CheckRunner, Started, Subject } from './runner.ts';
import { notStarted } from './trouble.ts';

/** Variables that the engine's own program would listen to; they reach the image by a file that is removed at once. */
const ITS_OWN =
  /^(?:PATH|HOME|TMPDIR|LANG|LC_.*|LD_.*|XDG_.*|DOCKER_.*|CONTAINERS?_.*|PODMAN_.*|STORAGE_.*|BUILDAH_.*|GODEBUG|GO.*|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_.*|SSH_.*|DBUS_.*|_.*)$/i;

export function engineRunner(engine: Engine, summary: string): CheckRunner {
  return {
    name: engine.name,
    summary,
    async start(subject, inside) {
      const answers = await call(inside, {
        program: engine.name,
        args: ['version', '--format', '{{.Server.Version}}'],
      });
      const podman =
        engine.name === 'podman' ? await call(inside, { program: 'podman', args: ['version'] }) : answers;
      if (!succeeded(answers) && !succeeded(podman))
        return err({ code: 'engine-unavailable', engine: engine.name, message: complaint(answers) });
      await sweep(engine, inside);
      return startWith(engine, subject, inside);
    },
  };
}

async function startWith(engine: Engine, subject: Subject, inside: Inside): Promise<Result<Started>> {
  const names = privateNames(engine, subject, inside);
  const running = new EngineRunning({ engine, subject, inside, ...names });
  const begun = await begin(engine, subject, inside, names);
  const started = begun.ok ? await running.begin() : begun;
  if (started.ok) return ok(running);
  await running.stop();
  return subject.interrupt.aborted ? err(interrupted(subject.interrupt)) : started;
}

/** Loads and creates; whatever of it has been done, the caller takes down. */
async function begin(
  engine: Engine,
  subject: Subject,
  inside: Inside,
  names: PrivateNames,
): Promise<Result<void>> {
  const loaded = await loadImage(engine, subject, inside, names.image);
  if (!loaded.ok) return loaded;
  const command = commandOf(subject.image.config, subject.command);
  if (!command.ok) return err(notStarted(command.failure));
  const variables = handOver(subject, inside);
  if (!variables.ok) return variables;
  const created = await call(inside, {
    program: engine.name,
    args: [
      'create',
      ...options(engine, subject, inside, names),
      ...variables.value.options,
      names.image,
      ...(subject.command?.slice(1) ?? []),
    ],
    env: variables.value.env,
  });
  inside.doors().files.remove(variables.value.file);
  return succeeded(created) ? ok(undefined) : refused(engine, 'create a container', created);
}

function options(engine: Engine, subject: Subject, inside: Inside, names: PrivateNames): readonly string[] {
  const here = engine.host(inside.env) === undefined ? '127.0.0.1::' : '';
  const { port, image, command } = subject;
  const check = image.config.healthcheck;
  return [
    `--name=${names.container}`,
    `--label=${LABEL}=${names.until}`,
    '--pull=never',
    '--cap-drop=ALL',
    // Podman hands what is added to everybody, and others have no use for it.
    ...(/^(?:|root|0)(?::.*)?$/.test(image.config.user) ? CAPABILITIES : []).map(
      (name) => `--cap-add=${name.toUpperCase()}`,
    ),
    '--security-opt=no-new-privileges',
    ...engine.create,
    ...(port === undefined ? [] : [`--publish=${here}${port}/tcp`, `--env=PORT=${port}`]),
    ...(command === undefined ? [] : [`--entrypoint=${command[0]}`, '--no-healthcheck']),
    // Asked every second, not after the half minute of a container that lives for months.
    ...(check === undefined || port !== undefined || command !== undefined ? [] : health(engine, check.test)),
  ];
}

function health(engine: Engine, test: readonly string[]): readonly string[] {
  if (engine.asksHealth) return ['--health-interval=1s'];
  return [`--health-cmd=${JSON.stringify(test)}`, '--health-interval=disable'];
}

type HandedOver = {
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** To be removed as soon as the container is there. */
  readonly file: string;
};

/** Values go through the environment of the engine's program, never through its arguments. */
function handOver({ env, folder }: Subject, inside: Inside): Result<HandedOver> {
  const file = `${folder}/variables`;
  const own = Object.entries(env).filter(([name]) => ITS_OWN.test(name));
  const others = Object.entries(env).filter(([name]) => !ITS_OWN.test(name));
  const options = others.map(([name]) => `--env=${name}`);
  if (own.length === 0) return ok({ options, env: Object.fromEntries(others), file });
  const [broken] = own.find(([, value]) => /[\r\n]/.test(value)) ?? [];
  if (broken !== undefined)
    return err(notStarted(`the variable ${broken} has several lines, which no engine takes`));
  const text = own.map(([name, value]) => `${name}=${value}\n`).join('');
  const written = inside.doors().files.writeText(file, text, 0o600);
  if (!written.ok) return written;
  return ok({ options: [...options, `--env-file=${file}`], env: Object.fromEntries(others), file });
}
