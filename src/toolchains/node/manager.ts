/** Which package manager a project is installed with: the one whose lock file it has. */

import { err, ok, type Result } from '../../core/result.ts';
import type { Tree } from '../../core/toolchain.ts';
import type { PackageJson } from './package-json.ts';

/** Yarn from version 2 on has little in common with Yarn 1. */
export type ManagerName = 'npm' | 'pnpm' | 'yarn' | 'yarn-1';

export type Manager = {
  readonly name: ManagerName;
  /** The lock file; undefined when there is none. */
  readonly lock: string | undefined;
  /** What made us choose. */
  readonly file: string;
  /** The version that `packageManager` asks for. */
  readonly asked: string | undefined;
  /** What `.yarnrc.yml` says, for Yarn from version 2 on. */
  readonly yarn: YarnSettings;
};

export type YarnSettings = {
  /** Yarn itself, committed. */
  readonly path: string | undefined;
  readonly linker: 'pnp' | 'node-modules' | 'pnpm';
  /** Whether archives are kept in the project (`.yarn/cache`), usually committed. */
  readonly keepsArchives: boolean;
  /** Whether an archive that is not what the lock file says ends the install, as it does unless this is turned off. */
  readonly refusesChanges: boolean;
};

/** npm takes the first of its two when both are there. */
const LOCKS = [
  { file: 'npm-shrinkwrap.json', tool: 'npm' },
  { file: 'package-lock.json', tool: 'npm' },
  { file: 'pnpm-lock.yaml', tool: 'pnpm' },
  { file: 'yarn.lock', tool: 'yarn' },
] as const;

const UNKNOWN_LOCKS = ['bun.lock', 'bun.lockb', 'deno.lock'] as const;

/** @returns `project-invalid` when lock files of several managers are there and nothing says which counts */
export function chooseManager(tree: Tree, json: PackageJson): Result<Manager> {
  const locks = LOCKS.filter(({ file }) => tree.has(file));
  const tools = [...new Set(locks.map(({ tool }) => tool))];
  const asked = LOCKS.find(({ tool }) => tool === json.manager?.name)?.tool;
  if (json.manager !== undefined && asked === undefined) {
    return err({
      code: 'project-invalid',
      file: 'package.json',
      message: `packageManager is ${json.manager.name}, and only npm, pnpm and Yarn are known here`,
      next: 'name one of these, or say how to install: steps.install.run',
    });
  }
  if (tools.length > 1 && asked === undefined) {
    return err({
      code: 'project-invalid',
      file: locks.map(({ file }) => file).join(', '),
      message: `lock files of ${tools.join(' and ')}: one of them is out of date`,
      next: 'remove what is not used, or name the manager in package.json ("packageManager")',
    });
  }
  const unknown = UNKNOWN_LOCKS.find((file) => tree.has(file));
  if (tools.length === 0 && unknown !== undefined && json.dependencies.size > 0) {
    return err({
      code: 'project-invalid',
      file: unknown,
      message: 'is the lock file of a manager that is not known here (npm, pnpm and Yarn are)',
      next: 'run: npm install --package-lock-only, and commit package-lock.json',
    });
  }
  const tool = asked ?? tools[0] ?? 'npm';
  const lock = locks.find((one) => one.tool === tool)?.file;
  return yarnOr(tree, json, {
    tool,
    lock,
    file: asked === undefined ? (lock ?? 'package.json') : 'package.json',
  });
}

function yarnOr(
  tree: Tree,
  json: PackageJson,
  chosen: {
    readonly tool: 'npm' | 'pnpm' | 'yarn';
    readonly lock: string | undefined;
    readonly file: string;
  },
): Result<Manager> {
  const { tool, lock, file } = chosen;
  const asked = json.manager?.name === tool ? json.manager.version : undefined;
  const settings = tree.text('.yarnrc.yml');
  if (!settings.ok) return settings;
  const yarn = readYarnSettings(settings.value ?? '');
  const text = tool === 'yarn' && lock !== undefined ? tree.text(lock) : ok(undefined);
  if (!text.ok) return text;
  // Yarn 1 says so in its lock file; a lock file that is still to be filled says nothing.
  const first = asked?.startsWith('1.') ?? /^# yarn lockfile v1$/m.test(text.value ?? '');
  const berry =
    !first && (asked !== undefined || settings.value !== undefined || /^__metadata:/m.test(text.value ?? ''));
  return ok({ name: tool === 'yarn' && !berry ? 'yarn-1' : tool, lock, file, asked, yarn });
}

/** The four settings are plain scalars at the top level: no YAML reader is needed for them. */
function readYarnSettings(text: string): YarnSettings {
  const scalar = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(?:"([^"]*)"|'([^']*)'|([^\\s#]+))`, 'm')
      .exec(text)
      ?.slice(1)
      .find((part) => part !== undefined);
  const linker = scalar('nodeLinker');
  return {
    path: scalar('yarnPath')?.replace(/^\.\//, ''),
    linker: linker === 'node-modules' || linker === 'pnpm' ? linker : 'pnp',
    keepsArchives: scalar('enableGlobalCache') === 'false',
    refusesChanges: /^(?:throw)?$/.test(scalar('checksumBehavior') ?? ''),
  };
}
