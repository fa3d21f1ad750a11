/** Jobs of a pipeline as a forge runs them: each in a folder of its own, with the artifacts of those before. */

import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type GitServer, gitServer } from './git-server.ts';
import { gitlabJob, type JobKind } from './gitlab-job.ts';
import { ImageProject, type ImageTold } from './image-project.ts';
import { type Ran, TestProject } from './project.ts';
import { startReferrersRegistry } from './registries.ts';
import { temporaryFolder } from './temporary.ts';

export const TOKEN = 'token-of-the-job';
const PASSWORD = 'a-password-for-a-key';
export const SIGN = ['run', 'sign', 'attest', 'verify', '--only', '--bare'];

export type Pipeline = {
  readonly project: ImageProject;
  readonly server: GitServer;
  /** The forge's own copy, a path. */
  readonly repository: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
};

/** Beside what an image project may say: lines of `signing`, where the public key lies, which pipeline it is. */
type PipelineTold = Pick<ImageTold, 'steps' | 'beside' | 'files'> & {
  readonly publicKey?: string;
  /** Called with the project before its state goes to the forge; for a tag, say. */
  readonly prepare?: (project: ImageProject) => void;
  readonly kind?: JobKind;
};

/** A repository on a forge with one commit on its protected branch, and a pipeline for it. */
export async function pipeline(t: TestContext, told: PipelineTold = {}): Promise<Pipeline> {
  const { publicKey = 'signer.pub', kind = 'protected' } = told;
  const host = await startReferrersRegistry(t);
  const project = new ImageProject(t, {
    image: `${host}/group/small`,
    settings: ['check: false'],
    steps: told.steps ?? [],
    files: told.files ?? {},
    beside: [
      `verify: { signers: [{ key: ${publicKey} }], needs: [signature, provenance, sbom] }`,
      ...(told.beside ?? []),
    ],
  });
  const made = await project.run(['keys', 'generate', '../signer'], {
    env: { SEALSMITH_SIGNING_PASSWORD: PASSWORD },
  });
  assert.equal(made.exit, 0, made.err);
  project.write({ [publicKey]: readFileSync(join(project.base, 'signer.pub'), 'utf8') });
  project.commit();
  told.prepare?.(project);
  const root = temporaryFolder(t);
  const repository = join(root, 'group/small.git');
  project.git('clone', '--quiet', '--bare', '.', repository);
  const server = await gitServer(t, root, TOKEN);
  const secrets = {
    SEALSMITH_SIGNING_KEY: readFileSync(join(project.base, 'signer.key'), 'utf8'),
    SEALSMITH_SIGNING_PASSWORD: PASSWORD,
  };
  const env = {
    ...gitlabJob(project, kind),
    CI_PROJECT_URL: `https://${server.host}/group/small`,
    CI_SERVER_TLS_CA_FILE: server.certificate,
    CI_JOB_TOKEN: TOKEN,
  };
  return { project, server, repository, secrets, env };
}

/** The digest that a job handed on. */
export function handed(job: TestProject, name: string): string {
  const line = new RegExp(`^SEALSMITH_RECORD_${name}=(sha256:[0-9a-f]{64})$`, 'm');
  return line.exec(job.read('.sealsmith/handoff.env'))?.[1] ?? assert.fail('no digest');
}

/** A folder for the next job, with these artifacts of the job before. */
export function nextJob(t: TestContext, from: TestProject, paths: readonly string[]): TestProject {
  const job = new TestProject();
  t.after(() => job[Symbol.dispose]());
  bring(from, job, paths);
  return job;
}

export function bring(from: TestProject, to: TestProject, paths: readonly string[]): void {
  for (const path of paths) {
    if (!existsSync(join(from.folder, path))) continue;
    mkdirSync(join(to.folder, path, '..'), { recursive: true });
    cpSync(join(from.folder, path), join(to.folder, path), { recursive: true });
  }
}

export const RECORDS = ['.sealsmith/runs', '.sealsmith/run.json'];
export const IMAGE = ['.sealsmith/image', '.sealsmith/sbom', '.sealsmith/image.cdx.json'];

export function inFolder(job: TestProject, env: Pipeline['env']): Pipeline['env'] {
  return { ...env, CI_PROJECT_DIR: job.folder };
}

/** Built and pushed; in the folder of the job that pushed, with the digest that it handed on. */
export async function pushed(t: TestContext, told: Pipeline): Promise<{ job: TestProject; record: string }> {
  const { project, env } = told;
  const built = await project.run(['run', 'containerize'], { env });
  assert.equal(built.exit, 0, built.out + built.err);
  const job = nextJob(t, project, [
    '.git',
    'sealsmith.yml',
    'app',
    'base',
    ...['signer.pub', 'keys'],
    '.gitignore',
    ...RECORDS,
    ...IMAGE,
  ]);
  const digest = handed(project, 'CONTAINERIZE');
  const ran = await job.run(['run', 'push', '--only'], {
    env: { ...inFolder(job, env), SEALSMITH_RECORD_CONTAINERIZE: digest },
  });
  assert.equal(ran.exit, 0, ran.out + ran.err);
  return { job, record: handed(job, 'PUSH') };
}

export function sign(
  job: TestProject,
  told: Pipeline,
  record: string,
  more: Pipeline['env'] = {},
): Promise<Ran> {
  const env = { ...inFolder(job, told.env), ...told.secrets, ...more };
  return job.run([...SIGN, '--record', record], { env });
}

/** What a job says went wrong, with its data. */
export function refusal(ran: Ran): string {
  return `${ran.exit} ${ran.out}${ran.err}`.replace(/\s+/g, ' ');
}
