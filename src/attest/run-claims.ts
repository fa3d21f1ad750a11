/** What a forge's identity token says of the run, in one shape. */

export type BuildIdentity = {
  /** HTTPS, without `.git`. */
  readonly repository: string;
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly trigger: string | undefined;
  readonly repositoryId: string | undefined;
  readonly runner: string | undefined;
  /** Of the workflow or runner that signed. */
  readonly builder: string;
  readonly run: string | undefined;
};

type Claims = Readonly<Record<string, unknown>>;

/**
 * @param issuer  of the token
 * @param claims  decoded; whoever issues the certificate has verified them
 * @returns undefined for the token of a person or a service: it says nothing of a build
 */
export function buildIdentityOf(issuer: string, claims: Claims): BuildIdentity | undefined {
  const text = (name: string): string | undefined => {
    const value = claims[name];
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const jobWorkflow = text('job_workflow_ref');
  if (jobWorkflow !== undefined) {
    const server = text('server_url') ?? 'https://github.com';
    const repository = text('repository');
    if (repository === undefined) return undefined;
    const id = text('run_id');
    return {
      repository: `${server}/${repository}`,
      ref: text('ref'),
      commit: text('sha'),
      trigger: text('event_name'),
      repositoryId: text('repository_id'),
      runner: text('runner_environment'),
      builder: `${server}/${jobWorkflow}`,
      run:
        id === undefined
          ? undefined
          : `${server}/${repository}/actions/runs/${id}/attempts/${text('run_attempt') ?? '1'}`,
    };
  }
  const project = text('project_path');
  if (project === undefined || text('ci_config_ref_uri') === undefined) return undefined;
  const repository = `${issuer.replace(/\/+$/, '')}/${project}`;
  const job = text('job_id');
  return {
    repository,
    ref: text('ref_path') ?? text('ref'),
    commit: text('sha'),
    trigger: text('pipeline_source'),
    repositoryId: text('project_id'),
    runner: text('runner_environment'),
    builder: `${repository}/-/runners/${text('runner_id') ?? 'unknown'}`,
    run: job === undefined ? undefined : `${repository}/-/jobs/${job}`,
  };
}
