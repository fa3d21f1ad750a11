/** An image that runs without an engine: seen and ended through the process that stays beside it. */

import { inTime } from '../../core/asking.ts';
import type { Answer, Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { BareMeans } from './bare-script.ts';
import { call, complaint, succeeded } from './call.ts';
import { type Listening, readListening } from './listening.ts';
import type { Health, Started, Subject } from './runner.ts';
import { notStarted } from './trouble.ts';

/** Milliseconds for the namespaces to be there; a machine may be busy. */
const PATIENCE = 30_000;

/** Milliseconds until what was killed must be gone. */
const GONE = 10_000;

/** Milliseconds from the end of an image's program to the end of what stays beside it. */
const ENDING = 2000;

/** Between two looks at a file. */
const PAUSE = 10;

/** Prints the processes whose root folder is the argument or lies in it, as far as whoever runs it may know. */
const LOOK = `
for process in /proc/[0-9]*; do
  to=$(readlink "$process/root") || continue
  case $to in "$1" | "$1"/*) echo "\${process#/proc/}" ;; esac
done
`;

type Parts = {
  readonly inside: Inside;
  readonly subject: Subject;
  readonly means: BareMeans;
  readonly state: string;
  readonly root: string;
  readonly running: Running;
  /** Reads what the image prints. */
  readonly reader: Running;
  readonly health: readonly string[] | undefined;
  /** The beginning of a command line that makes us the image's user; undefined where that is us. */
  readonly asUser: readonly string[] | undefined;
};

export class BareRunning implements Started {
  readonly ended: Promise<Ended>;
  readonly remarks: readonly string[];
  readonly #parts: Parts;
  #over: Ended | undefined;
  #asker: Asker | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.remarks =
      parts.means === 'chroot'
        ? ['this machine makes no namespaces: the image had its network and saw its processes']
        : [];
    this.ended = parts.running.ended.then(async (seen) => {
      const how = this.#truly(seen);
      this.#over = how;
      // The rest of what it printed, unless a process of its own still holds the pipe.
      await inTime(parts.inside, 1000, parts.reader.ended);
      return how;
    });
  }

  /** util-linux's unshare ends as its child did, but for SIGKILL, of which it says this instead. */
  #truly(seen: Ended): Ended {
    const killed = this.#read('trouble')?.includes('sigprocmask unblock failed') === true;
    return seen.kind === 'exited' && seen.exit === 1 && killed ? { kind: 'killed', signal: 'SIGKILL' } : seen;
  }

  /** Until the image's own program runs, or has run. */
  async ready(): Promise<Result<void>> {
    const { inside, subject, means, running } = this.#parts;
    const late = inside.now() + PATIENCE;
    while (this.#read('pid') === undefined && this.#over === undefined && inside.now() < late) {
      await inTime(inside, PAUSE, running.ended);
    }
    if (this.#read('pid') === undefined) {
      const why = this.#read('trouble') ?? 'it did not get so far';
      return err(notStarted(`it cannot be started without an engine: ${why}`));
    }
    return subject.port === undefined || means === 'chroot' ? ok(undefined) : this.#enter();
  }

  /** Whether its network can be entered: if not, no silence there would mean anything. */
  async #enter(): Promise<Result<void>> {
    const { inside, means, running } = this.#parts;
    const holder = this.#read('holder');
    if (holder === undefined) return ok(undefined);
    const tried = await call(inside, { program: 'nsenter', args: [...entering(means, holder), 'true'] });
    if (succeeded(tried)) return ok(undefined);
    // One that ends at once takes its namespaces with it, a moment before we are told.
    await inTime(inside, ENDING, running.ended);
    if (this.#over !== undefined) return ok(undefined);
    return err(notStarted(`its network cannot be entered to ask it: ${complaint(tried)}`));
  }

  ask(path: string, limit: number): Promise<Answer> {
    const { inside, subject, means } = this.#parts;
    const port = subject.port ?? 0;
    if (means === 'chroot') return inside.ask(port, path, limit);
    const holder = this.#read('holder');
    if (holder === undefined) return Promise.resolve({ kind: 'refused' });
    this.#asker ??= new Asker(inside, entering(means, holder), [String(port), path, String(subject.within)]);
    return this.#asker.next();
  }

  async health(): Promise<Health | undefined> {
    if (this.#parts.health === undefined) return undefined;
    const exit = this.#read('health');
    if (exit === undefined) return 'starting';
    return exit === '0' ? 'healthy' : 'unhealthy';
  }

  async listening(): Promise<readonly Listening[] | undefined> {
    const holder = this.#read('holder');
    if (holder === undefined) return undefined;
    const { files } = this.#parts.inside.doors();
    const tables = ['tcp', 'tcp6'].map((name) => files.readText(`/proc/${holder}/net/${name}`));
    const texts = tables.flatMap((table) => (table.ok ? (table.value ?? []) : []));
    return texts.length === 0 ? undefined : readListening(texts.join('\n'));
  }

  async stop(): Promise<Result<void>> {
    const { inside, running, reader } = this.#parts;
    this.#asker?.stop();
    const late = inside.now() + GONE;
    for (;;) {
      const pids = await this.#left();
      if (pids.length > 0)
        await call(inside, { program: 'sh', args: ['-c', 'kill -KILL "$@"', 'sh', ...pids] });
      else if (this.#over !== undefined || this.#read('pid') === undefined) break;
      if (inside.now() > late) return err(notStarted('what was started cannot be ended'));
      await inTime(inside, PAUSE, running.ended);
    }
    running.signal('SIGKILL');
    await running.ended;
    await inTime(inside, 1000, reader.ended);
    reader.signal('SIGKILL');
    await reader.ended;
    return ok(undefined);
  }

  /**
   * What has to be killed. In namespaces the end of their first process is the end of all; elsewhere what has our folder
   * as its root or is in it belongs to the image, whatever it did to get away. A root that may not trace, as that of a
   * container, is told of nobody else's processes; so the image's user looks, too.
   */
  async #left(): Promise<readonly string[]> {
    const { inside, means, root, asUser } = this.#parts;
    const pid = this.#read('pid');
    const first = this.#over !== undefined || pid === undefined ? [] : [pid];
    if (means !== 'chroot') return first;
    const { disk } = inside.doors();
    const within = (path: string): boolean => path === root || path.startsWith(`${root}/`);
    const ours = disk
      .list('/proc')
      .map(({ name }) => name)
      .filter((name) => /^\d+$/.test(name))
      .filter((name) =>
        ['root', 'cwd'].some((link) => {
          try {
            return within(disk.readLink(`/proc/${name}/${link}`));
          } catch {
            // Gone meanwhile, or not ours to look at.
            return false;
          }
        }),
      );
    const [program, ...become] = asUser ?? [];
    if (program === undefined) return [...new Set([...first, ...ours])];
    const looked = await call(inside, { program, args: [...become, 'sh', '-c', LOOK, 'sealsmith', root] });
    const theirs = looked.output.split('\n').filter((line) => /^\d+$/.test(line));
    return [...new Set([...first, ...ours, ...theirs])];
  }

  #read(name: string): string | undefined {
    const text = this.#parts.inside.doors().files.readText(`${this.#parts.state}/${name}`, 64 * 1024);
    const value = text.ok ? text.value?.trim() : undefined;
    return value === '' ? undefined : value;
  }
}

function entering(means: BareMeans, holder: string): readonly string[] {
  const user = means === 'root' ? [] : [`--user=/proc/${holder}/ns/user`, '--preserve-credentials'];
  return [...user, `--net=/proc/${holder}/ns/net`, '--'];
}

/** Asks from within the network of the image: our own program, one line for each answer. */
class Asker {
  readonly #running: Running;
  readonly #answers: Answer[] = [];
  #rest = '';
  #gone = false;
  #wake: () => void = () => {};

  constructor(inside: Inside, into: readonly string[], request: readonly string[]) {
    const { node, entry } = inside.self;
    this.#running = inside.start({
      program: 'nsenter',
      args: [...into, node, entry, 'internal', 'image-ask', ...request],
      onOutput: (chunk) => this.#take(Buffer.from(chunk).toString('latin1')),
    });
    void this.#running.ended.then(() => {
      this.#gone = true;
      this.#wake();
    });
  }

  async next(): Promise<Answer> {
    while (this.#answers.length === 0 && !this.#gone) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#answers.shift() ?? { kind: 'refused' };
  }

  stop(): void {
    this.#running.signal('SIGKILL');
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const [kind, status] = line.split(' ');
      if (kind === 'answered') this.#answers.push({ kind, status: Number(status) });
      else if (kind === 'silent' || kind === 'refused') this.#answers.push({ kind });
    }
    this.#wake();
  }
}
