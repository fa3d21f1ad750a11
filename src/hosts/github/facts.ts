/** What GitHub says of this run, from `GITHUB_*` and the event file. What is missing or malformed is empty, and said. */

import type { HostFacts } from '../../core/host.ts';
import type { Env, EventFiles } from '../registry.ts';
import { Reading } from '../shared/reading.ts';

export type GithubFacts = Extract<HostFacts, { host: 'github' }>;

/**
 * `commit` is what the runner checks out: for a pull request the merge of head and base (`refs/pull/7/merge`), not
 * the head. Without a readable event file the origin of a pull request is unknown, and nobody trusts it.
 */
export function githubFacts(
  env: Env,
  files: EventFiles,
): { readonly facts: GithubFacts; readonly remarks: readonly string[] } {
  const read = new Reading(env, 'GitHub');
  const repository = read.needed('GITHUB_REPOSITORY', /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/);
  const server = read.optional('GITHUB_SERVER_URL', /^https?:\/\/[^\s"'<>]+$/) ?? 'https://github.com';
  const event = eventOf(env, files, repository, read);
  const run = read.optional('GITHUB_RUN_ID', /^[0-9]+$/);
  const head = objectAt(objectAt(event, 'pull_request'), 'head');
  const facts: GithubFacts = {
    host: 'github',
    event: read.needed('GITHUB_EVENT_NAME', /^[a-z_]+$/),
    repository,
    repositoryUrl: repository === '' ? '' : `${server}/${repository}`,
    ref: read.needed('GITHUB_REF', /^refs\/[^\p{Cc}]+$/u),
    commit: read.needed('GITHUB_SHA', /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: textAt(objectAt(event, 'repository'), 'default_branch'),
    headRepository: textAt(objectAt(head, 'repo'), 'full_name'),
    change: numberAt(objectAt(event, 'pull_request'), 'number'),
    visibility: visibilityOf(objectAt(event, 'repository')),
    runUrl: repository === '' || run === undefined ? '' : `${server}/${repository}/actions/runs/${run}`,
  };
  return { facts, remarks: read.remarks };
}

/** Older servers say only whether it is private. */
function visibilityOf(repository: Fields | undefined): string | undefined {
  const said = textAt(repository, 'visibility');
  if (said !== undefined) return said;
  const hidden = repository === undefined ? undefined : repository['private'];
  return typeof hidden === 'boolean' ? (hidden ? 'private' : 'public') : undefined;
}

/** GitHub's own limit for the payload of an event is 25 MB. */
const EVENT_LIMIT = 25 * 1024 * 1024;

/** A JSON object of which nothing is known. */
type Fields = Readonly<Record<string, unknown>>;

function eventOf(env: Env, files: EventFiles, repository: string, read: Reading): Fields | undefined {
  const path = read.optional('GITHUB_EVENT_PATH');
  if (path === undefined) return undefined;
  const text = files.readText(path, EVENT_LIMIT);
  const event = text.ok && text.value !== undefined ? parsed(text.value) : undefined;
  if (event === undefined) {
    read.note('the event file of GitHub (GITHUB_EVENT_PATH) cannot be read, so what it says is not known');
    return undefined;
  }
  const said = textAt(objectAt(event, 'repository'), 'full_name');
  if (said !== undefined && said !== repository) {
    read.note(
      `the event file speaks of another repository than GITHUB_REPOSITORY (${env['GITHUB_REPOSITORY'] ?? ''}), so it is not used`,
    );
    return undefined;
  }
  return event;
}

function parsed(text: string): Fields | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function objectAt(value: Fields | undefined, name: string): Fields | undefined {
  return value !== undefined && Object.hasOwn(value, name) ? asObject(value[name]) : undefined;
}

function textAt(value: Fields | undefined, name: string): string | undefined {
  const found = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'string' && /^[^\p{Cc}]{1,1000}$/u.test(found) ? found : undefined;
}

function numberAt(value: Fields | undefined, name: string): string | undefined {
  const found = value !== undefined && Object.hasOwn(value, name) ? value[name] : undefined;
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? String(found) : undefined;
}
