/**
 * E1 in a container as runners of forges start them: a user who is not root, the engine's usual limits, tokens in the
 * environment of the job's shell. Where namespaces can be made there nothing is found; else what leaks is what stands in
 * docs/isolation.md.
 */

import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { dockerEngine } from '../support/docker.ts';
import { gitlabJob } from '../support/gitlab-job.ts';
import { foundIn, LOOKER, leaks } from '../support/looker.ts';
import { ENTRY, TestProject } from '../support/project.ts';

const docker = await dockerEngine();
const NAME = `sealsmith-attack-${process.pid}`;

const SECRETS = {
  SIGSTORE_ID_TOKEN: 'sigstore.identity.0123456789abcdef',
  CI_JOB_TOKEN: 'token-of-the-job-0123456789abcdef',
  CI_REGISTRY_PASSWORD: 'password-of-the-registry-0123456789',
  SEALSMITH_CACHE_KEY: 'key-that-seals-entries-0123456789abc',
  DEPLOY_TOKEN: 'token-of-the-deployment-0123456789ab',
};

/** Folders of this machine's system, which the container sees read-only. */
const LINKS = { bin: 'usr/bin', sbin: 'usr/sbin', lib: 'usr/lib', lib64: 'usr/lib64' };

/** An image that holds links and empty folders: programs are those of this machine. */
function loadImage(work: string, env: Readonly<Record<string, string>>): void {
  const root = join(work, 'root');
  for (const name of ['usr', 'tmp', 'node', 'program', 'builds', 'etc'])
    mkdirSync(join(root, name), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  for (const [name, target] of Object.entries(LINKS)) symlinkSync(target, join(root, name));
  execFileSync('tar', ['-C', root, '-cf', join(work, 'root.tar'), '.']);
  execFileSync('docker', ['import', join(work, 'root.tar'), NAME], {
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

describe('E1: a test script that looks for tokens, in a container as somebody who is not root', {
  skip: typeof docker === 'string' && docker,
}, () => {
  after(() => (typeof docker === 'string' ? undefined : docker.stop()));

  it('finds none, or what the shell of the job holds', async () => {
    assert.ok(typeof docker !== 'string', String(docker));
    const env = { ...process.env, ...docker.env };
    using project = new TestProject({
      'sealsmith.yml': [
        'toolchain: commands',
        'steps:',
        '  spy: { run: "node look.cjs", outputs: [found.json] }',
        '  ship: { run: "printf %s \\"$DEPLOY_TOKEN\\" > given", secrets: [DEPLOY_TOKEN], outputs: [given] }',
        '',
      ].join('\n'),
      'look.cjs': LOOKER,
    });
    project.commit();
    execFileSync('chmod', ['-R', 'a+rwX', project.folder]);
    mkdirSync(join(project.base, 'image'));
    loadImage(join(project.base, 'image'), docker.env);
    try {
      const folder = '/builds/project';
      const told = { ...gitlabJob(project, 'protected', SECRETS), CI_PROJECT_DIR: folder, HOME: '/tmp' };
      const git = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' };
      const args = [
        ...['run', '--rm', '--user', '1000:1000', '--network', 'none', '--workdir', folder],
        ...['--volume', '/usr:/usr:ro', '--volume', `${project.folder}:${folder}`],
        ...['--volume', `${dirname(ENTRY)}:/program:ro`, '--volume', `${dirname(process.execPath)}:/node:ro`],
        ...Object.keys({ ...told, ...git }).flatMap((name) => ['--env', name]),
        ...['--env', 'PATH=/node:/usr/bin:/usr/sbin', NAME],
        // A shell stays above us, as that of a runner does.
        ...['sh', '-c', 'node /program/main.js run spy ship; exit $?'],
      ];
      const ran = await promisify(execFile)('docker', args, { env: { ...env, ...told, ...git } });
      assert.match(ran.stdout, /2 done/);
      assert.equal(project.read('given'), SECRETS.DEPLOY_TOKEN, 'the honest twin');
      const isolation = project.record().how.jobs.find(({ id }) => id === 'spy')?.isolation;
      const leaked = leaks(foundIn(join(project.folder, 'found.json')), SECRETS);
      const all = Object.keys(SECRETS).map((name) => `${name} in processes`);
      assert.deepEqual(leaked, isolation?.processes === 'namespaces' ? [] : all);
    } finally {
      execFileSync('docker', ['image', 'rm', '--force', NAME], { env, stdio: 'pipe' });
    }
  });
});
