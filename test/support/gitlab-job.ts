/** Variables of a GitLab job, as the runner sets them: of the protected branch, of a merge request, of a fork, of a tag. */

import type { TestProject } from './project.ts';

export type JobKind = 'protected' | 'merge-request' | 'other-merge-request' | 'fork' | 'release';

const HEAD = 'refs/heads/main';

/** @param secrets  protected variables: the caller decides which jobs get them, as GitLab would */
export function gitlabJob(
  project: TestProject,
  kind: JobKind,
  secrets: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const commit = project.git('rev-parse', 'HEAD');
  const common = {
    CI: 'true',
    GITLAB_CI: 'true',
    CI_PROJECT_PATH: 'group/small',
    CI_PROJECT_URL: 'https://gitlab.com/group/small',
    CI_PROJECT_DIR: project.folder,
    CI_COMMIT_SHA: commit,
    CI_DEFAULT_BRANCH: 'main',
    CI_JOB_URL: 'https://gitlab.com/group/small/-/jobs/4711',
    CI_JOB_ID: '4711',
    ...secrets,
  };
  switch (kind) {
    case 'protected':
      return {
        ...common,
        CI_PIPELINE_SOURCE: 'push',
        CI_COMMIT_BRANCH: 'main',
        CI_COMMIT_REF_NAME: 'main',
        CI_COMMIT_REF_PROTECTED: 'true',
      };
    case 'release':
      return {
        ...common,
        CI_PIPELINE_SOURCE: 'push',
        CI_COMMIT_TAG: 'v1',
        CI_COMMIT_REF_NAME: 'v1',
        CI_COMMIT_REF_PROTECTED: 'true',
      };
    case 'merge-request':
    case 'other-merge-request':
    case 'fork':
      return {
        ...common,
        CI_PIPELINE_SOURCE: 'merge_request_event',
        CI_COMMIT_REF_NAME: 'topic',
        CI_COMMIT_REF_PROTECTED: 'false',
        CI_MERGE_REQUEST_IID: kind === 'other-merge-request' ? '8' : '7',
        CI_MERGE_REQUEST_REF_PATH: `refs/merge-requests/${kind === 'other-merge-request' ? 8 : 7}/head`,
        CI_MERGE_REQUEST_PROJECT_PATH: 'group/small',
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: kind === 'fork' ? 'stranger/small' : 'group/small',
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'topic',
      };
  }
}

/** What a clone has when the default branch was fetched: its state is where `main` is now. */
export function fetched(project: TestProject): void {
  project.git('update-ref', 'refs/remotes/origin/main', project.git('rev-parse', HEAD));
}
