/**
 * What forges tell every job about itself, by name: these values may stand in a log. Anything else in the environment
 * is somebody's own, and nobody can know what is in it.
 */

import type { HostName } from '../../core/host.ts';

/** Names whose values are shown, in the order in which they are. */
export function toldBy(host: HostName): readonly string[] {
  switch (host) {
    case 'gitlab':
      return GITLAB;
    case 'github':
      return GITHUB;
    case 'local':
      return ['CI'];
  }
}

/** The image that this job runs in, as somebody tells us by our own variable, else as the forge does. */
export function jobImage(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const said = env['SEALSMITH_JOB_IMAGE'] || env['CI_JOB_IMAGE'] || '';
  return IMAGE.test(said) ? said : undefined;
}

/** What a name can be made of; anything else is none, and must not stand in a record. */
const IMAGE = /^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,511}$/;

/** The same as a member of what a host says of the run. */
export function imageFacts(env: Readonly<Record<string, string | undefined>>): { readonly image?: string } {
  const image = jobImage(env);
  return image === undefined ? {} : { image };
}

const GITLAB: readonly string[] = [
  ...['CI_SERVER_URL', 'CI_SERVER_VERSION', 'CI_CONFIG_PATH'],
  ...['CI_PROJECT_ID', 'CI_PROJECT_PATH', 'CI_PROJECT_URL', 'CI_PROJECT_VISIBILITY', 'CI_DEFAULT_BRANCH'],
  ...['CI_PIPELINE_ID', 'CI_PIPELINE_SOURCE', 'CI_PIPELINE_URL'],
  ...['CI_JOB_ID', 'CI_JOB_NAME', 'CI_JOB_STAGE', 'CI_JOB_URL', 'CI_JOB_IMAGE', 'CI_JOB_MANUAL'],
  ...['CI_COMMIT_SHA', 'CI_COMMIT_REF_NAME', 'CI_COMMIT_REF_PROTECTED', 'CI_COMMIT_BRANCH', 'CI_COMMIT_TAG'],
  ...['CI_MERGE_REQUEST_IID', 'CI_MERGE_REQUEST_REF_PATH', 'CI_MERGE_REQUEST_EVENT_TYPE'],
  ...['CI_MERGE_REQUEST_PROJECT_PATH', 'CI_MERGE_REQUEST_SOURCE_PROJECT_PATH'],
  ...['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME', 'CI_MERGE_REQUEST_TARGET_BRANCH_NAME', 'CI_OPEN_MERGE_REQUESTS'],
  ...['CI_ENVIRONMENT_NAME', 'CI_REGISTRY', 'CI_REGISTRY_IMAGE'],
  ...['CI_RUNNER_ID', 'CI_RUNNER_DESCRIPTION', 'CI_RUNNER_TAGS', 'CI_RUNNER_VERSION'],
  ...['CI_RUNNER_EXECUTABLE_ARCH', 'CI_SHARED_ENVIRONMENT', 'CI_DISPOSABLE_ENVIRONMENT'],
  ...['GIT_STRATEGY', 'GIT_DEPTH'],
];

const GITHUB: readonly string[] = [
  ...['GITHUB_SERVER_URL', 'GITHUB_REPOSITORY', 'GITHUB_REPOSITORY_ID', 'GITHUB_EVENT_NAME'],
  ...['GITHUB_REF', 'GITHUB_REF_PROTECTED', 'GITHUB_BASE_REF', 'GITHUB_HEAD_REF', 'GITHUB_SHA'],
  ...['GITHUB_WORKFLOW_REF', 'GITHUB_WORKFLOW_SHA', 'GITHUB_JOB', 'GITHUB_RUN_ID', 'GITHUB_RUN_ATTEMPT'],
  ...['GITHUB_ACTOR', 'GITHUB_TRIGGERING_ACTOR', 'GITHUB_ACTION_REPOSITORY', 'GITHUB_ACTION_REF'],
  ...['RUNNER_NAME', 'RUNNER_ENVIRONMENT', 'RUNNER_OS', 'RUNNER_ARCH'],
  ...['ACTIONS_CACHE_MODE'],
];
