/**
 * Finds out what this machine can do to keep commands apart, by doing it once, and remembers the answer until the
 * machine restarts or anything changes that it could depend on.
 */

import { hash } from 'node:crypto';
import { closeSync, openSync, readFileSync, readlinkSync } from 'node:fs';
import { LOOPBACKS } from '../core/loopback.ts';
import type { Files, Isolation } from '../core/ports.ts';
import { errnoOf } from './attempt.ts';
import { findProgram, SYSTEM_FOLDERS } from './find-program.ts';
import { type Means, startInNamespaces } from './namespaces.ts';
import { isTree } from './process-tree.ts';

export { LOOPBACKS } from '../core/loopback.ts';

/** What was found to work. */
export type Ability =
  | { readonly processes: 'none' }
  | { readonly processes: 'namespaces'; readonly network: boolean; readonly means: Means };

export class Isolator {
  readonly #files: Pick<Files, 'readText' | 'writeText'>;
  readonly #memo: string;
  readonly #folders: readonly string[];
  #ability: Promise<Ability> | undefined;

  /**
   * @param state  the folder for what outlives a run
   * @param path  folders outside the workspace to look for util-linux in, after the system's own
   */
  constructor(files: Pick<Files, 'readText' | 'writeText'>, state: string, path: readonly string[]) {
    this.#files = files;
    this.#memo = `${state}/isolation.json`;
    this.#folders = [...SYSTEM_FOLDERS, ...path];
  }

  ability(): Promise<Ability> {
    this.#ability ??= this.#find();
    return this.#ability;
  }

  async isolation(network: boolean): Promise<Isolation> {
    const ability = await this.ability();
    const withheld = ability.processes === 'namespaces' && ability.network;
    return { processes: ability.processes, network: network ? 'granted' : withheld ? 'withheld' : 'shared' };
  }

  async #find(): Promise<Ability> {
    if (process.platform !== 'linux') return { processes: 'none' };
    const { means, identity } = this.#candidates();
    const key = hash('sha256', JSON.stringify([means, identity, surroundings()]), 'hex');
    const known = this.#recall(key, means);
    if (known !== undefined) return known;
    const found = await tryAll(means);
    const which = found.processes === 'none' ? -1 : means.indexOf(found.means);
    const network = found.processes === 'namespaces' && found.network;
    // Where nothing can be remembered it is tried each time: some milliseconds.
    this.#files.writeText(this.#memo, `${JSON.stringify({ key, which, network })}\n`, 0o600);
    return found;
  }

  #recall(key: string, candidates: readonly Means[]): Ability | undefined {
    const text = this.#files.readText(this.#memo);
    if (!text.ok || text.value === undefined) return undefined;
    const memo = parse(text.value);
    if (memo?.key !== key) return undefined;
    const means = candidates[memo.which];
    if (means === undefined) return { processes: 'none' };
    return { processes: 'namespaces', network: memo.network, means };
  }

  #candidates(): Candidates {
    const identity: string[] = [];
    const find = (name: string): string | undefined => {
      const found = findProgram(name, this.#folders, undefined);
      if (found === undefined) return undefined;
      const { dev, ino, size, mtimeNs, ctimeNs } = found.stat;
      identity.push([found.path, dev, ino, size, mtimeNs, ctimeNs].join(' '));
      return found.path;
    };
    const [sh, unshare, nsenter] = [find('sh'), find('unshare'), find('nsenter')];
    const [setsid, setpriv, mount] = [find('setsid'), find('setpriv'), find('mount')];
    if (sh === undefined || unshare === undefined || nsenter === undefined || setsid === undefined) {
      return { means: [], identity };
    }
    const rest = { sh, unshare, nsenter, setsid, loopback: loopback(find) };
    const root: Means[] =
      process.geteuid?.() === 0 && setpriv !== undefined && mount !== undefined
        ? [{ kind: 'root', ...rest, setpriv, mount }]
        : [];
    return { means: [...root, { kind: 'user', ...rest }], identity };
  }
}

/** What to try, the best first, and which files that depends on. */
type Candidates = { readonly means: readonly Means[]; readonly identity: readonly string[] };

function loopback(find: (name: string) => string | undefined): readonly string[] | undefined {
  for (const [name, ...args] of LOOPBACKS) {
    const program = find(name);
    if (program !== undefined) return [program, ...args];
  }
  return undefined;
}

async function tryAll(candidates: readonly Means[]): Promise<Ability> {
  for (const means of candidates) {
    for (const network of means.loopback === undefined ? [true] : [false, true]) {
      if (await works(means, network)) return { processes: 'namespaces', network: !network, means };
    }
  }
  return { processes: 'none' };
}

/** A command in it must see itself in /proc, no other process than ours there, and be reported as what it died of. */
async function works(means: Means, network: boolean): Promise<boolean> {
  const output = openSync('/dev/null', 'w');
  try {
    const script = '[ -d "/proc/$$" ] && [ ! -d "/proc/$OUTSIDE/task/$OUTSIDE" ] && kill -s KILL $$';
    // Our own number, unless ours is so small that there may be one like it inside.
    const outside = process.pid > 100 ? String(process.pid) : 'none';
    const started = await startInNamespaces(
      means,
      { program: means.sh, args: ['-c', script], cwd: '/', env: { OUTSIDE: outside }, output },
      network,
    );
    if (!isTree(started)) return false;
    const ended = await started.ended;
    await started.end();
    return ended.signal === 'SIGKILL';
  } finally {
    closeSync(output);
  }
}

/** All that decides whether namespaces can be made: the kernel's run, its settings, the rights of this container. */
function surroundings(): readonly (string | undefined)[] {
  const status = read('/proc/self/status') ?? '';
  const rights = [...status.matchAll(/^(?:Uid|Gid|Cap\w+|NoNewPrivs|Seccomp\w*):.*$/gm)].map(
    ([line]) => line,
  );
  return [
    read('/proc/sys/kernel/random/boot_id'),
    read('/proc/sys/user/max_user_namespaces'),
    read('/proc/sys/kernel/unprivileged_userns_clone'),
    read('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    read('/proc/self/attr/current'),
    ...['user', 'mnt', 'pid', 'net'].map((name) => link(`/proc/self/ns/${name}`)),
    ...rights,
  ];
}

function read(path: string): string | undefined {
  return orNothing(() => readFileSync(path, 'latin1'));
}

function link(path: string): string | undefined {
  return orNothing(() => readlinkSync(path));
}

function orNothing(work: () => string): string | undefined {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

type Memo = { readonly key: string; readonly which: number; readonly network: boolean };

function parse(text: string): Memo | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    const { key, which, network } = value as Partial<Memo>;
    const known = typeof key === 'string' && Number.isInteger(which) && typeof network === 'boolean';
    return known ? { key, which: which as number, network } : undefined;
  } catch {
    return undefined;
  }
}
