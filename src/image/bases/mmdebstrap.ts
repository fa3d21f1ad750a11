/**
 * Runs mmdebstrap and hands on the tar that it writes. Nothing of it touches our disk: it works in a temporary folder of
 * its own, which it removes, also when it is told to end; what it mounts is in a namespace of its own and goes with it.
 */

import type { Ended, Inside, Running } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { EPOCH } from './debian-layer.ts';

export type DebianBuild = {
  readonly suite: string;
  /** In Debian's words: `amd64`. */
  readonly arch: string;
  readonly packages: readonly string[];
  readonly mirror: string | undefined;
  /** Versions that must be taken where the archive has them. */
  readonly versions: ReadonlyMap<string, string> | undefined;
};

/** Milliseconds. A minute and a half is usual; a slow mirror may take longer, one that hangs shall not. */
const LIMIT = 20 * 60_000;

/** What timeout says of itself (its manual, "EXIT STATUS"). */
const TIMED_OUT = 124;
const NOT_FOUND = 127;

/** Milliseconds that it has for taking down what it made. */
const GRACE = 20_000;

/** A hook of mmdebstrap's own that merges /usr by itself, without a package that brings 70 MB of Perl for it. */
const MERGED_USR = '/usr/share/mmdebstrap/hooks/maybe-merged-usr';

/** How often we look whether we are to end. */
const TICK = 100;

/** @param onTar  gets the archive in pieces, each good until it returns; its answer says whether it still wants more */
export async function runMmdebstrap(
  build: DebianBuild,
  inside: Inside,
  onTar: (piece: Uint8Array) => boolean,
): Promise<Result<void>> {
  const interrupt = inside.interrupt();
  let wanted = true;
  const running = inside.start({
    // It does not hear SIGTERM while a program of its works: all of them have to get it, and timeout makes them a group.
    program: 'timeout',
    args: [
      `--kill-after=${GRACE / 1000}`,
      String(LIMIT / 1000),
      'mmdebstrap',
      ...argumentsFor(build, inside.look(MERGED_USR)),
    ],
    input: Buffer.from(preferences(build.versions)),
    env: { ...ENV, ...roomFor(inside) },
    onOutput: (piece) => {
      wanted &&= onTar(piece);
    },
  });
  const ended = await watch(running, inside, () => !wanted || interrupt.aborted);
  if (interrupt.aborted) {
    return err({ code: 'interrupted', signal: interrupt.reason === 'SIGINT' ? 'SIGINT' : 'SIGTERM' });
  }
  if (!wanted) return ok(undefined);
  if (ended.kind === 'exited' && ended.exit === 0) return ok(undefined);
  return err(await failureOf(ended, inside));
}

/** Without apt and without what is only recommended: what is essential (Debian policy 3.8) and what was asked for. */
function argumentsFor(
  { suite, arch, packages, mirror, versions }: DebianBuild,
  merged: Result<unknown>,
): string[] {
  return [
    '--variant=essential',
    '--format=tar',
    `--architectures=${arch}`,
    '--aptopt=Acquire::Retries "3"',
    ...(packages.length === 0 ? [] : [`--include=${packages.join(',')}`]),
    // From our standard input: nothing of the lock is ever part of a shell's line.
    ...(versions === undefined ? [] : ['--setup-hook=cat > "$1/etc/apt/preferences.d/sealsmith"']),
    ...(merged.ok && merged.value !== undefined ? [`--hook-dir=${MERGED_USR}`] : []),
    suite,
    '-',
    ...(mirror === undefined ? [] : [mirror]),
  ];
}

/** What apt prefers (apt_preferences(5)): above 1000 also where that means an older version. */
function preferences(versions: ReadonlyMap<string, string> | undefined): string {
  return [...(versions ?? [])]
    .map(([name, version]) => `Package: ${name}\nPin: version ${version}\nPin-Priority: 1001\n`)
    .join('\n');
}

/** Scripts of packages run with it too. */
const ENV = {
  SOURCE_DATE_EPOCH: String(EPOCH),
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  // What is compiled on purpose is the same each time; what an import leaves is not.
  PYTHONDONTWRITEBYTECODE: '1',
  PYTHONHASHSEED: '0',
} as const;

/** As an ordinary user it becomes another user of ours, who cannot enter the private folder of a job. */
function roomFor(inside: Inside): Readonly<Record<string, string>> {
  return ordinary(inside) ? { TMPDIR: '/var/tmp' } : {};
}

/** Undefined where there is no such file. */
function firstLine(inside: Inside, path: string): string | undefined {
  const file = inside.read(path);
  if (!file.ok) return undefined;
  try {
    const buffer = Buffer.alloc(4096);
    const count = file.value.read(buffer, 0);
    return count.ok ? buffer.toString('latin1', 0, count.value) : undefined;
  } finally {
    file.value.close();
  }
}

function ordinary(inside: Inside): boolean {
  const status = firstLine(inside, '/proc/self/status') ?? '';
  return /^Uid:\s+(?!0\s)/m.test(status);
}

/** In a user namespace with a single user nobody can make files of other users, and a system has many. */
function alone(inside: Inside): boolean {
  const map = firstLine(inside, '/proc/self/uid_map');
  return map !== undefined && /^\s*\d+\s+\d+\s+1\s*$/.test(map);
}

async function watch(running: Running, inside: Inside, stop: () => boolean): Promise<Ended> {
  let ended: Ended | undefined;
  const over = running.ended.then((how) => {
    ended = how;
  });
  let told: number | undefined;
  while (ended === undefined) {
    await Promise.race([over, inside.pause(TICK)]);
    const now = inside.now();
    if (told === undefined && stop()) {
      told = now;
      running.signal('SIGTERM');
    } else if (told !== undefined && now > told + 2 * GRACE) running.signal('SIGKILL');
  }
  return ended;
}

async function failureOf(ended: Ended, inside: Inside) {
  if (ended.kind === 'not-started' || (ended.kind === 'exited' && ended.exit === NOT_FOUND)) {
    return {
      code: 'tool-missing' as const,
      tool: 'mmdebstrap',
      wantedBy: 'a base of Debian',
      get: 'apt install mmdebstrap',
    };
  }
  if (ordinary(inside) && alone(inside)) {
    return {
      code: 'engine-unavailable' as const,
      engine: 'mmdebstrap',
      message: 'here is only one user id, and a Debian system needs more (newuidmap, /etc/subuid)',
    };
  }
  const how =
    ended.kind === 'killed'
      ? `mmdebstrap: ${ended.signal}`
      : ended.exit === TIMED_OUT
        ? `mmdebstrap was not done after ${LIMIT / 60_000} minutes`
        : `mmdebstrap ended with ${ended.exit}`;
  return { code: 'image-build-failed' as const, builder: 'debian', message: how };
}
