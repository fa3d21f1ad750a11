/**
 * npm's, pnpm's or Yarn's packages for a base, installed by the project's own package manager in a copy of its manifest
 * and lock: what the program needs to run and nothing else, for the base's platform, without running install scripts.
 */

import { hash } from 'node:crypto';
import { posix } from 'node:path';
import type { Disk } from '../../core/disk.ts';
import type { Platform, RuntimeDependencies } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { jsonDigest } from '../../formats/canonical.ts';
import { platformText } from '../../formats/oci.ts';
import { attempt } from '../attempt.ts';
import type { BaseFacts } from '../lock.ts';
import {
  type DependenciesRequest,
  ground,
  type MadeDependencies,
  type PreparedDependencies,
  RECIPE,
} from './dependencies.ts';
import { libcOf } from './mismatch.ts';
import { countModules, scriptsWithheld, tidyNode } from './node-tidy.ts';
import { runProgram } from './programs.ts';
import { readFiles } from './workspace-files.ts';

type NodeDependencies = Extract<RuntimeDependencies, { kind: 'node' }>;
type Request = DependenciesRequest<NodeDependencies>;

type Manager = 'npm' | 'pnpm' | 'yarn' | 'yarn-1';

export async function prepareNode(request: Request, inside: Inside): Promise<Result<PreparedDependencies>> {
  const { dependencies, facts, platform } = request;
  const copied = readFiles(inside, dependencies.files);
  if (!copied.ok) return copied;
  const texts = copied.value;
  const lock = LOCKS[dependencies.manager].find((name) => texts.has(name));
  if (lock === undefined) {
    return err({
      code: 'project-invalid',
      file: 'package.json',
      message: `has no lock file of ${dependencies.manager} beside it, and an image holds what a lock file pins`,
      next: `run ${dependencies.manager} install, and commit the lock file`,
    });
  }
  const first = /^# yarn lockfile v1$/m.test(texts.get(lock)?.toString('utf8') ?? '');
  const manager: Manager = dependencies.manager === 'yarn' && first ? 'yarn-1' : dependencies.manager;
  const key = jsonDigest({
    recipe: RECIPE,
    kind: 'node',
    manager,
    node: facts.node ?? '',
    libc: libcOf(facts)?.kind ?? '',
    platform: platformText(platform),
    files: Object.fromEntries([...texts].map(([path, bytes]) => [path, hash('sha256', bytes)])),
  });
  return ok({ key, make: () => make(request, manager, texts, lock, inside) });
}

const LOCKS = {
  npm: ['npm-shrinkwrap.json', 'package-lock.json'],
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
} as const;

async function make(
  request: Request,
  manager: Manager,
  texts: ReadonlyMap<string, Buffer>,
  lock: string,
  inside: Inside,
): Promise<Result<MadeDependencies>> {
  const place = ground(inside);
  if (!place.ok) return place;
  const { folder, release } = place.value;
  const made = await fill(request, manager, texts, folder, inside);
  if (!made.ok) {
    release();
    return made;
  }
  const withheld = scriptsWithheld(inside.doors().disk, `${folder}/content/node_modules`);
  if (!withheld.ok) {
    release();
    return withheld;
  }
  const { facts, platform } = request;
  return ok({
    folder: `${folder}/content`,
    summary: `${made.value} packages for Node ${facts.node} on ${platformText(platform)} by ${manager === 'yarn-1' ? 'yarn' : manager}, checked against ${lock}`,
    remarks:
      withheld.value.length === 0
        ? []
        : [
            `install scripts did not run: ${withheld.value.join(', ')}; what they would have built is not there`,
          ],
    release,
  });
}

async function fill(
  { platform, facts, base }: Request,
  manager: Manager,
  texts: ReadonlyMap<string, Buffer>,
  folder: string,
  inside: Inside,
): Promise<Result<number>> {
  const { files, disk } = inside.doors();
  const work = `${folder}/work`;
  for (const [path, bytes] of texts) {
    const place = posix.join(work, path);
    const above = files.makeFolder(posix.dirname(place));
    const written = above.ok ? attempt('write', place, () => writeNew(disk, place, bytes)) : above;
    if (!written.ok) return written;
  }
  for (const call of callsOf(manager, platform, facts)) {
    const done = await run(call, work, base, inside);
    if (!done.ok) return done;
  }
  const moved = attempt('write', folder, () => {
    disk.makeFolder(`${folder}/content`, 0o755);
    const modules = `${work}/node_modules`;
    // Without dependencies there is none.
    if (disk.look(modules)?.kind === 'folder') disk.rename(modules, `${folder}/content/node_modules`);
    else disk.makeFolder(`${folder}/content/node_modules`, 0o755);
  });
  if (!moved.ok) return moved;
  const tidied = tidyNode(disk, `${folder}/content/node_modules`);
  return tidied.ok ? countModules(disk, `${folder}/content/node_modules`) : tidied;
}

async function run(
  { program, args, env }: Call,
  work: string,
  base: string,
  inside: Inside,
): Promise<Result<void>> {
  const exit = await runProgram(inside, { program, args, env, cwd: work });
  if (!exit.ok) return exit;
  if (exit.value === 0) return ok(undefined);
  if (exit.value === undefined) {
    return err({
      code: 'tool-missing',
      tool: program,
      wantedBy: 'the dependencies of an image',
      get: `install ${program}, which the lock file is of`,
    });
  }
  return err({
    code: 'image-build-failed',
    builder: 'layers',
    message: `${program} could not install the dependencies for ${base} (exit ${exit.value})`,
    next: 'what it says stands above',
  });
}

function writeNew(disk: Disk, path: string, bytes: Uint8Array): void {
  const file = disk.create(path, 0o644);
  try {
    disk.write(file, bytes);
  } finally {
    disk.close(file);
  }
}

type Call = {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

/** Each with what keeps it from running code of packages, and from taking what is for tests. */
function callsOf(manager: Manager, platform: Platform, facts: BaseFacts): readonly Call[] {
  const cpu = CPUS[platform.architecture as keyof typeof CPUS] ?? platform.architecture;
  const libc = libcOf(facts)?.kind;
  const target = [`--os=${platform.os}`, `--cpu=${cpu}`, ...(libc === undefined ? [] : [`--libc=${libc}`])];
  switch (manager) {
    case 'npm': {
      const flags = ['--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
      return [{ program: 'npm', args: ['ci', ...flags, ...target], env: {} }];
    }
    case 'pnpm': {
      const args = ['install', '--prod', '--frozen-lockfile', '--ignore-scripts', ...target];
      const env = { npm_config_node_linker: 'hoisted', npm_config_package_import_method: 'copy', CI: 'true' };
      return [{ program: 'pnpm', args, env }];
    }
    case 'yarn-1': {
      const flags = ['--production', '--frozen-lockfile', '--ignore-scripts', '--non-interactive'];
      return [{ program: 'yarn', args: ['install', ...flags], env: {} }];
    }
    case 'yarn':
      // `focus` takes what the manifest asks for even where the lock file says something else.
      return [
        { program: 'yarn', args: ['install', '--immutable', '--mode=skip-build'], env: YARN },
        { program: 'yarn', args: ['workspaces', 'focus', '--production'], env: YARN },
      ];
  }
}

const YARN = {
  YARN_NODE_LINKER: 'node-modules',
  YARN_ENABLE_SCRIPTS: 'false',
  YARN_ENABLE_TELEMETRY: 'false',
} as const;

/** What Node calls Go's GOARCH. */
const CPUS = { amd64: 'x64', '386': 'ia32', ppc64le: 'ppc64' } as const;
