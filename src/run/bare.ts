/**
 * A run in a folder that holds no checkout: what was made lies there, and of the project only what this needs is taken
 * out of the commit's objects, namely the configuration and the files that it names for signing and verifying. Nothing of
 * the project is there to be executed, and what a job before says of the configuration and of the lock files is compared
 * with the commit.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Failure } from '../core/failure.ts';
import type { GitFacts, HostFacts } from '../core/host.ts';
import { isBelow, OURS, workspacePath } from '../core/path.ts';
import type { Git, GitFetch, World } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import { withAncestors } from './ancestry.ts';
import { CONFIG_NAMES } from './config-shape.ts';
import type { Prepared } from './prepare.ts';

/** The commit of this run, as objects. */
export type BareCommit = {
  readonly world: World;
  readonly git: GitFacts;
  /** A file of the commit by its path in the workspace. */
  blob(path: string): Promise<Uint8Array | undefined>;
};

/** Steps that run none of the project's code. */
export const BARE_STEPS: readonly string[] = ['push', 'sign', 'attest', 'verify'];

const COMMIT_REF = 'refs/sealsmith/commit';

/**
 * Fetches the commit that the host names into a bare repository below `.sealsmith`, made anew.
 *
 * @returns the world with that in the place of whatever repository lies around
 */
export async function openCommit(
  world: World,
  host: HostFacts,
  workspace: string,
): Promise<Result<BareCommit>> {
  if (host.host === 'local')
    return err({ code: 'usage', message: '--bare is for jobs of a forge; here the checkout is at hand' });
  const prefix = prefixOf(world, host.host, workspace);
  if (!prefix.ok) return prefix;
  const { commit, ref, repositoryUrl: url, defaultBranch } = host;
  const into = `${workspace}/${OURS}/source.git`;
  const removed = world.files.remove(into);
  if (!removed.ok) return removed;
  const fetched = await world.git.fetch({
    ...{ into, url: `${url}.git`, authorization: authorizationOf(world, host.host) },
    // Whether the commit of a tag lies on a protected branch is a question to the history.
    depth: isTag(ref) ? undefined : 1,
    wants: [{ what: commit, as: COMMIT_REF }, ...branchesFor(ref, defaultBranch)],
  });
  if (!fetched.ok) return fetched;
  const at = (path: string): string => posix.join(prefix.value, path);
  const git: Git = {
    ...world.git,
    facts: async () => facts,
    refusal: async () => undefined,
    files: async () => undefined,
    tracked: async () => undefined,
    show: async (_, revision, path) => textOf(await world.git.blob(into, revision, at(path))),
    contains: (_, revision, one) => world.git.contains(into, revision, one),
  };
  const facts: GitFacts = {
    ...{ commit, branch: undefined, dirty: false, newFiles: [], shallow: true, credentials: [] },
    ...{ remote: url, prefix: prefix.value },
  };
  const blob = (path: string): Promise<Uint8Array | undefined> => world.git.blob(into, commit, at(path));
  return ok({ world: { ...world, git }, git: facts, blob });
}

function isTag(ref: string): boolean {
  return ref.startsWith('refs/tags/');
}

/** The settings on which trust hangs are those of the default branch, and any branch may be a protected one. */
function branchesFor(ref: string, defaultBranch: string | undefined): GitFetch['wants'] {
  if (isTag(ref)) return [{ what: 'refs/heads/*', as: 'refs/remotes/origin/*' }];
  const branch = `refs/heads/${defaultBranch}`;
  if (defaultBranch === undefined || branch === ref) return [];
  return [{ what: branch, as: `refs/remotes/origin/${defaultBranch}` }];
}

/** Where the workspace lies below the folder in which the forge would have put the checkout. */
function prefixOf(world: World, host: 'github' | 'gitlab', workspace: string): Result<string> {
  const name = host === 'gitlab' ? 'CI_PROJECT_DIR' : 'GITHUB_WORKSPACE';
  const real = (path: string): string => world.files.realPath(path) ?? path;
  const top = real(world.env[name] ?? workspace);
  const here = real(workspace);
  if (here === top) return ok('');
  if (isBelow(here, top)) return ok(posix.relative(top, here));
  return err({ code: 'usage', message: `--bare: ${here} does not lie below ${name}, which is ${top}` });
}

/** What the forge gave this job to read its repository with. */
function authorizationOf({ secrets, env }: World, host: 'github' | 'gitlab'): string | undefined {
  const [user, name] =
    host === 'gitlab' ? ['gitlab-ci-token', 'CI_JOB_TOKEN'] : ['x-access-token', 'GITHUB_TOKEN'];
  const token = secrets.get(name) ?? env[name];
  if (token === undefined || token === '') return undefined;
  return `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}

/** The configuration, and the file of variables that it names, as the commit has them; what else lies there goes. */
export async function placeConfig(
  commit: BareCommit,
  workspace: string,
  configPath: string | undefined,
): Promise<Result<void>> {
  const named = configPath === undefined ? CONFIG_NAMES : [posix.relative(workspace, configPath)];
  for (const name of named) {
    const placed = await place(commit, workspace, name);
    if (!placed.ok) return placed;
    if (placed.value === undefined) continue;
    const { parseSettings, readConfigText } = await import('./config.ts');
    const envFile = parseSettings(readConfigText(name, placed.value))?.values['env-file'];
    const beside = envFile === undefined ? ok(undefined) : await place(commit, workspace, envFile);
    if (!beside.ok) return beside;
  }
  return ok(undefined);
}

/** A program that the configuration names would be found in the artifacts, or read its script there. */
export function foreignProgram(signing: Prepared['signing']): Failure | undefined {
  if (signing?.token === undefined || !('command' in signing.token)) return undefined;
  const message =
    '--bare runs no program but ours, and signing.token names a command; name a variable or a file';
  return { code: 'usage', message };
}

/** Keys, and the files of a private Sigstore. */
export async function placeTrust(
  commit: BareCommit,
  workspace: string,
  { signing, verify }: Pick<Prepared, 'signing' | 'verify'>,
): Promise<Result<void>> {
  const services = typeof signing?.services === 'object' ? signing.services : undefined;
  const keys = [signing?.key, signing?.password, signing?.token].flatMap((one) =>
    one !== undefined && 'file' in one ? [one.file] : [],
  );
  const signers = (verify?.signers ?? []).flatMap((one) => ('key' in one ? [one.key] : []));
  for (const path of [...keys, ...signers, ...(services === undefined ? [] : Object.values(services))]) {
    const placed = await place(commit, workspace, path);
    if (!placed.ok) return placed;
  }
  return ok(undefined);
}

/** Also over what lies there: artifacts of a job that ran the project's code may bring anything along. */
async function place(
  { world, blob }: BareCommit,
  workspace: string,
  path: string,
): Promise<Result<string | undefined>> {
  const inside = workspacePath(path);
  // A file elsewhere on the machine is none of the commit's.
  if (inside === undefined || isBelow(inside, OURS)) return ok(undefined);
  const text = textOf(await blob(inside));
  const target = `${workspace}/${inside}`;
  const led = ledElsewhere(world, workspace, inside);
  const removed = world.files.remove(led ?? target);
  if (!removed.ok || text === undefined) return removed.ok ? ok(undefined) : removed;
  const written = world.files.writeText(target, text, 0o600);
  return written.ok ? ok(text) : written;
}

/** The first link on the way to a file: what is written or removed below it would be somebody else's. */
function ledElsewhere({ files }: World, workspace: string, inside: string): string | undefined {
  const names = inside.split('/').slice(0, -1);
  const folders = names.map((_, at) => `${workspace}/${names.slice(0, at + 1).join('/')}`);
  return folders.find((folder) => files.kind(folder) !== 'folder' && files.kind(folder) !== undefined);
}

/**
 * Compares what the named records and those before them say of the configuration and of the lock files.
 *
 * @param used  the configuration of this run, which is that of the commit
 * @returns the files that are as the commit has them; `record-refused` for the first that is not
 */
export async function compareWithCommit(
  { world, git, blob }: BareCommit,
  workspace: string,
  named: readonly Sha256[],
  used: FileDigest | undefined,
): Promise<Result<readonly FileDigest[]>> {
  const records = withAncestors(world.files, workspace, named);
  if (!records.ok) return records;
  const equal = new Map<string, FileDigest>();
  for (const { record, digest } of records.value) {
    const { source, config, facts } = record.what;
    const refused = (path: string): Result<never> =>
      err({ code: 'record-refused', why: 'not-of-commit', digest, path });
    if (source.path !== git.prefix) return refused(source.path === '' ? 'the folder' : source.path);
    // Another file of the commit, or none, is not what the commit has the pipeline run by.
    if (config?.path !== used?.path) return refused(config?.path ?? used?.path ?? '');
    for (const file of [...(config === undefined ? [] : [config]), ...(facts.deps?.evidence ?? [])]) {
      const bytes = await blob(file.path);
      const found = bytes === undefined ? undefined : createHash('sha256').update(bytes).digest('hex');
      if (found !== file.sha256) return refused(file.path);
      equal.set(file.path, file);
    }
  }
  return ok([...equal.values()].toSorted((a, b) => (a.path < b.path ? -1 : 1)));
}
