/** Reads what install put in place into the `deps` fact, and says what nothing vouches for. */

import { posix } from 'node:path';
import { ok, type Result } from '../../core/result.ts';
import type { JobIo, Report } from '../../core/step.ts';
import { withoutHashes, yarnPackages } from './locks.ts';
import { type Installed, installedPackages } from './modules.ts';
import { nothingBuilds, ownScripts } from './own-scripts.ts';
import type { NodeProject } from './project.ts';

export type InstallPlan = {
  readonly lock: string;
  /** The manager's; empty when the project brings it along. */
  readonly version: string;
  readonly node: string;
  /** Packages whose scripts the configuration lets run. */
  readonly allowed: readonly string[];
};

export function finishInstall(
  project: NodeProject,
  plan: InstallPlan,
): (io: JobIo) => Promise<Result<Report>> {
  const { manager } = project;
  const label = manager.name === 'yarn-1' ? 'yarn' : manager.name;
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: trouble(io.tail), remarks: [] });
    const lockText = io.files.readText(posix.join(io.workspace, plan.lock), LOCK_LIMIT);
    if (!lockText.ok) return lockText;
    const lockDigest = await io.files.digest(posix.join(io.workspace, plan.lock));
    if (!lockDigest.ok) return lockDigest;

    const found = packagesOf(project, io, lockText.value ?? '');
    const withheld = [...new Set(found.filter((one) => one.wantsScript).map(({ name }) => name))].filter(
      (name) => !plan.allowed.includes(name),
    );
    const unhashed = withoutHashes(manager.name, lockText.value ?? '');
    const hashesChecked = unhashed?.length === 0 && manager.yarn.refusesChanges;
    const packages = found.map(({ name, version }) => ({ name, version }));
    const count = `${packages.length} ${packages.length === 1 ? 'package' : 'packages'} by ${label}`;
    return ok({
      facts: {
        deps: {
          manager: label,
          // A script may have compiled something for this very Node.
          ...(plan.allowed.length === 0 ? {} : { runtime: { name: 'node', version: plan.node } }),
          packages,
          hashesChecked,
          scriptsWithheld: withheld,
          evidence: [{ path: plan.lock, sha256: lockDigest.value.sha256 }],
        },
      },
      summary: hashesChecked ? `${count}, hashes checked` : count,
      remarks: [
        ...hashRemarks(plan.lock, unhashed),
        ...(manager.yarn.refusesChanges
          ? []
          : ['.yarnrc.yml has Yarn take archives that are not what yarn.lock says (checksumBehavior)']),
        ...(withheld.length === 0
          ? []
          : [`install scripts withheld: ${listed(withheld)}; steps.install.scripts lets them run`]),
        ...(project.layout === 'pnp' && !nothingBuilds(project)
          ? [
              'which other packages wanted to run a script is not known: Yarn does not say it for this project',
            ]
          : []),
        ...scriptRemarks(project, plan, found),
        ...versionRemarks(project, plan),
      ],
    });
  };
}

/** Lock files of large projects have several megabytes. */
const LOCK_LIMIT = 64 * 1024 * 1024;

/** Without `node_modules` the lock file is the list, and nobody can say here which package wants a script. */
function packagesOf(project: NodeProject, io: JobIo, lock: string): readonly Installed[] {
  if (project.layout === 'node_modules') {
    const folders = ['', ...project.members.map(({ folder }) => folder)];
    return installedPackages(
      io,
      folders.map((folder) => posix.join(folder, 'node_modules')),
    );
  }
  return yarnPackages(lock)
    .map((one) => ({ ...one, wantsScript: saidByYarn(io.tail, one.name) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

/** `➤ YN0004: │ esbuild@npm:0.25.9 lists build scripts, but all build scripts have been disabled.` */
function saidByYarn(tail: string, name: string): boolean {
  return tail.split('\n').some((line) => line.includes(` ${name}@`) && line.includes('lists build scripts'));
}

function hashRemarks(lock: string, unhashed: readonly string[] | undefined): string[] {
  if (unhashed === undefined) return [`${lock} cannot be read here: whether it has hashes is not known`];
  return unhashed.length === 0
    ? []
    : [`${lock} has no hash for ${listed(unhashed)}: what the server answers is taken`];
}

function scriptRemarks(project: NodeProject, plan: InstallPlan, found: readonly Installed[]): string[] {
  const { name = '' } = project.json;
  const own = ownScripts(project);
  const missing = plan.allowed.filter((one) => one !== name && !found.some((other) => other.name === one));
  return [
    ...(own.length === 0 || plan.allowed.includes(name)
      ? []
      : [
          `the project's own ${own.join(', ')} did not run; ${name === '' ? 'give it a name and list that' : `list ${name}`} in steps.install.scripts if it must`,
        ]),
    ...missing.map((one) => `steps.install.scripts names ${one}, which is not installed`),
  ];
}

function versionRemarks({ manager }: NodeProject, plan: InstallPlan): string[] {
  const { asked } = manager;
  if (asked === undefined || plan.version === '' || asked === plan.version) return [];
  return [
    `package.json asks for ${manager.name === 'yarn-1' ? 'yarn' : manager.name} ${asked}; ${plan.version} was used`,
  ];
}

function listed(names: readonly string[]): string {
  const most = 8;
  return names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
}

/** The line in which the manager says what went wrong; else the last one. */
function trouble(tail: string): string {
  const lines = tail
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said = lines.filter((line) => ERROR.test(line)).map((line) => line.replace(ERROR, '').trim());
  const telling = said.find(
    (line) => line !== '' && !/^(?:code|errno|path|syscall|A complete log)\b/.test(line),
  );
  return (telling ?? lines.at(-1) ?? '').slice(0, 200);
}

const ERROR =
  /^(?:npm (?:error|ERR!)|ERR_PNPM_\w+|ERROR|\[ERROR\]|error|Error:|➤ YN(?!0000|0004|0007|0013)\d{4}: [│·]?)/;
