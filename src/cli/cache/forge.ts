/** How each forge is given the sealing key so that protected branches have it and changes have not. Pure. */

import { CACHE_KEY_VARIABLE } from '../../cache/signing-key.ts';

export type Forge = 'github' | 'gitlab';

/** `host` and `group/project` of a remote; undefined where it is no address of a forge. */
export type Repository = { readonly host: string; readonly path: string } | undefined;

export type ForgeSteps = {
  /** What the commands do, one line. */
  readonly said: string;
  /** For a shell, in order. */
  readonly commands: readonly string[];
  /** The same in the browser, one line. */
  readonly byHand: string;
  /** What the job's own file needs, if anything. */
  readonly job: readonly string[];
};

/** The forge that the remote's host names; both where it names none. */
export function forgesOf(remote: string | undefined): readonly Forge[] {
  const host = repositoryOf(remote)?.host ?? '';
  if (/(^|[.-])github([.-]|$)/.test(host)) return ['github'];
  if (/(^|[.-])gitlab([.-]|$)/.test(host)) return ['gitlab'];
  return ['github', 'gitlab'];
}

/** Reads `https://host/path`, `ssh://git@host:port/path` and `git@host:path`. */
export function repositoryOf(remote: string | undefined): Repository {
  const url = /^(?:https?|ssh|git):\/\/(?:[^@/]*@)?([^/:]+)(?::\d+)?\/(.+)$/.exec(remote ?? '');
  const [, host, path] = url ?? /^(?:[^@/:]+@)?([^/:]+):(?!\/)(.+)$/.exec(remote ?? '') ?? [];
  const clean = path?.replace(/\/+$/, '').replace(/\.git$/, '');
  return host === undefined || clean === undefined || clean === ''
    ? undefined
    : { host: host.toLowerCase(), path: clean };
}

/**
 * @param branches  names or patterns of protected branches
 * @param file  absolute path of the private key
 */
export function forgeSteps(
  forge: Forge,
  repository: Repository,
  branches: readonly string[],
  file: string,
): ForgeSteps {
  const named = branches.join(', ');
  return forge === 'github' ? github(repository, branches, named, file) : gitlab(named, file);
}

/**
 * An environment: a repository's own secrets reach every branch, those of an environment only the branches that its
 * rule names.
 */
function github(
  repository: Repository,
  branches: readonly string[],
  named: string,
  file: string,
): ForgeSteps {
  const path = repository?.path ?? 'OWNER/NAME';
  const elsewhere = repository !== undefined && repository.host !== 'github.com';
  const host = elsewhere ? ['--hostname', repository.host] : [];
  const environment = `repos/${path}/environments/sealsmith`;
  const policy = 'deployment_branch_policy';
  return {
    said: `Hand the private key to GitHub, in an environment for ${named} alone (gh):`,
    commands: [
      shell(
        'gh',
        'api',
        ...host,
        '--method',
        'PUT',
        environment,
        ...['-F', `${policy}[protected_branches]=false`],
        ...['-F', `${policy}[custom_branch_policies]=true`],
      ),
      ...branches.map((branch) =>
        shell(
          'gh',
          'api',
          ...host,
          '--method',
          'POST',
          `${environment}/deployment-branch-policies`,
          ...['-f', `name=${branch}`],
        ),
      ),
      `${shell('gh', 'secret', 'set', VARIABLE, '--env', 'sealsmith', '--repo', elsewhere ? `${repository.host}/${path}` : path)} < ${shellWord(file)}`,
    ],
    byHand: `Settings, Environments, New environment "sealsmith"; Deployment branches: Selected branches, ${named}; Add environment secret ${VARIABLE}.`,
    job: [
      `In the workflow, the job for ${named} alone says "environment: sealsmith", and its step "uses: <owner>/sealsmith@<commit>"`,
      `  env: { ${VARIABLE}: "\${{ secrets.${VARIABLE} }}" }`,
    ],
  };
}

/** A protected variable: pipelines of branches that are not protected, and of forks, do not get it. */
function gitlab(named: string, file: string): ForgeSteps {
  return {
    said: 'Hand the private key to GitLab, as a protected and masked variable (glab, in this folder):',
    commands: [
      `${shell('glab', 'variable', 'set', VARIABLE, '--protected', '--masked', '--raw')} < ${shellWord(file)}`,
    ],
    byHand: `Settings, CI/CD, Variables, Add variable: key ${VARIABLE}, Masked and hidden, Protect variable on, Expand variable reference off.`,
    job: [
      `${named} must be protected: Settings, Repository, Protected branches.`,
      'In .gitlab-ci.yml, each job that runs sealsmith says',
      '  cache: { key: sealsmith-$CI_JOB_NAME, paths: [.sealsmith/cache] }',
    ],
  };
}

const VARIABLE = CACHE_KEY_VARIABLE;

function shell(...words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word as a shell takes it, whatever it holds. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9@%+=:,./_-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
