/** What GitLab says of this run, from its predefined variables. What is missing or malformed is empty, and said. */

import type { HostFacts } from '../../core/host.ts';
import type { Env } from '../registry.ts';
import { Reading } from '../shared/reading.ts';

export type GitlabFacts = Extract<HostFacts, { host: 'gitlab' }>;

export function gitlabFacts(env: Env): { readonly facts: GitlabFacts; readonly remarks: readonly string[] } {
  const read = new Reading(env, 'GitLab');
  const facts: GitlabFacts = {
    host: 'gitlab',
    source: read.needed('CI_PIPELINE_SOURCE', /^[a-z_]+$/),
    repository: read.needed('CI_PROJECT_PATH', PROJECT),
    repositoryUrl: read.needed('CI_PROJECT_URL', ADDRESS),
    ref: refOf(read),
    commit: read.needed('CI_COMMIT_SHA', /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: read.optional('CI_DEFAULT_BRANCH'),
    // Anything but the exact word is no.
    refProtected: env['CI_COMMIT_REF_PROTECTED'] === 'true',
    headRepository: read.optional('CI_MERGE_REQUEST_SOURCE_PROJECT_PATH', PROJECT),
    change: read.optional('CI_MERGE_REQUEST_IID', /^[0-9]+$/),
    visibility: read.optional('CI_PROJECT_VISIBILITY', /^(?:public|internal|private)$/),
    runUrl: read.optional('CI_JOB_URL', ADDRESS) ?? read.optional('CI_PIPELINE_URL', ADDRESS) ?? '',
  };
  return { facts, remarks: read.remarks };
}

const PROJECT = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+$/u;
const ADDRESS = /^https?:\/\/[^\s"'<>]+$/;

/** A tag's pipeline has no branch, a merge request's pipeline has neither. */
function refOf(read: Reading): string {
  const tag = read.optional('CI_COMMIT_TAG');
  if (tag !== undefined) return `refs/tags/${tag}`;
  const change = read.optional('CI_MERGE_REQUEST_REF_PATH', /^refs\//);
  if (change !== undefined) return change;
  const branch = read.optional('CI_COMMIT_BRANCH');
  return branch === undefined ? '' : `refs/heads/${branch}`;
}
