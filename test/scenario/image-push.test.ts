/** Whole runs of the real program that push: only when named, by digest, under the commit's tag; and what is pushed runs. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { MarkedProject } from '../support/aftermath.ts';
import { dockerEngine } from '../support/docker.ts';
import { podmanEnv } from '../support/image-checks.ts';
import { ImageProject, UNASKED } from '../support/image-project.ts';
import type { Ran } from '../support/project.ts';
import { startDockerRegistry, startReferrersRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';

const PASSWORD = 'correct-horse-battery-staple';
const WRONG = 'wrong-horse-battery-staple';

type Registry = (t: Pick<TestContext, 'after'>) => Promise<string>;

const REGISTRIES: readonly (readonly [string, Registry])[] = [
  ["Docker's registry", (t) => startDockerRegistry(t)],
  ['a registry with referrers', startReferrersRegistry],
];

async function done(project: MarkedProject, args: readonly string[]): Promise<Ran> {
  const ran = await project.run(args);
  assert.equal(ran.exit, 0, ran.out + ran.err);
  return ran;
}

/** What the registry has under a tag or digest; undefined when it has nothing. */
async function digestAt(host: string, reference: string, repository = 'group/tiny') {
  const answer = await fetch(`http://${host}/v2/${repository}/manifests/${reference}`, {
    method: 'HEAD',
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  });
  return answer.ok ? (answer.headers.get('docker-content-digest') ?? undefined) : undefined;
}

async function tagsAt(host: string): Promise<readonly string[]> {
  const answer = await fetch(`http://${host}/v2/group/tiny/tags/list`);
  const { tags } = answer.ok ? ((await answer.json()) as { tags: string[] | null }) : { tags: [] };
  return (tags ?? []).toSorted();
}

function failures(project: MarkedProject): readonly (Failure | undefined)[] {
  return project.record().how.jobs.flatMap(({ failure }) => (failure === undefined ? [] : [failure]));
}

/** Nothing that a run said, wrote or kept has the text. */
function nowhere(project: MarkedProject, ran: Ran, text: string): void {
  for (const form of [text, Buffer.from(`ci:${text}`).toString('base64')]) {
    assert.ok(!(ran.out + ran.err).includes(form), 'on the screen');
    const folder = join(project.folder, '.sealsmith');
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!/\.(json|log)$/.test(name)) continue;
      assert.ok(!readFileSync(join(folder, name), 'utf8').includes(form), name);
    }
  }
}

for (const [kind, start] of REGISTRIES) {
  describe(`push to ${kind}`, () => {
    it('happens when it is named, by digest, under the tag of the commit and no other', async (t) => {
      const host = await start(t);
      const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
      project.commit();
      const commit = project.git('rev-parse', 'HEAD');
      const unnamed = await done(project, ['run', '--json']);
      assert.deepEqual(
        project
          .record()
          .how.skips.filter(({ step }) => step === 'push')
          .map(({ why }) => why.code),
        ['needs-naming'],
        unnamed.out,
      );
      assert.deepEqual(await tagsAt(host), []);

      await done(project, ['run', 'push']);
      const { image, pushed } = project.record().what.facts;
      assert.ok(image && pushed);
      assert.deepEqual(
        { name: pushed.name, digest: pushed.digest, tags: pushed.tags },
        { name: `${host}/group/tiny`, digest: image.digest, tags: [commit] },
      );
      assert.deepEqual(await tagsAt(host), [commit]);
      assert.equal(await digestAt(host, commit), image.digest);
      assert.equal(await digestAt(host, image.digest), image.digest);

      project.write({ 'app/health': 'changed\n' });
      await done(project, ['run', 'push']);
      const dirty = project.record().what.facts.image?.digest;
      assert.notEqual(dirty, image.digest);
      assert.deepEqual(await tagsAt(host), [commit, `${commit}-dirty`]);
      assert.equal(await digestAt(host, `${commit}-dirty`), dirty);
      assert.equal(await digestAt(host, commit), image.digest, 'the tag of the commit has not moved');

      project.write({ 'app/health': 'changed again\n' });
      const moved = await done(project, ['run', 'push']);
      assert.match(moved.out, /another image before/);
    });
  });
}

describe('push', () => {
  it('with --only takes the image of the run before, and never another', async (t) => {
    const host = await startDockerRegistry(t);
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    project.commit();
    await done(project, ['run', 'containerize']);
    const digest = project.record().what.facts.image?.digest ?? '';
    const index = project.read('.sealsmith/image/index.json');
    writeFileSync(join(project.folder, '.sealsmith/image/index.json'), index.replace(/sha256:./, 'sha256:0'));
    const replaced = await project.run(['run', 'push', '--only']);
    assert.equal(replaced.exit, 4, replaced.out + replaced.err);
    assert.deepEqual(await tagsAt(host), []);

    writeFileSync(join(project.folder, '.sealsmith/image/index.json'), index);
    await done(project, ['run', 'push', '--only']);
    assert.equal(await digestAt(host, project.git('rev-parse', 'HEAD')), digest);
  });

  it('that finds another image than the one that was built sends nothing of it', async (t) => {
    const host = await startDockerRegistry(t);
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    await done(project, ['run', 'containerize']);
    // As a step would that writes while push begins.
    execFileSync('sh', ['-c', 'rm -r .sealsmith/image; cp -r base .sealsmith/image'], {
      cwd: project.folder,
    });
    const request = { layout: '.sealsmith/image', to: `${host}/group/tiny`, tags: ['x'], mountFrom: [] };
    const whole = { ...request, plainHttp: [], account: '.sealsmith/run.json' };
    const ran = await project.run(['internal', 'image-push', JSON.stringify(whole), 'result.json']);
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.match(ran.err, /not what it was said to be/);
    assert.deepEqual(await tagsAt(host), []);
  });

  it('never sends a layer that is not what its digest says', async (t) => {
    const host = await startDockerRegistry(t);
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    await done(project, ['run', 'containerize']);
    const layer = project.record().what.facts.image?.layers.at(-1)?.digest ?? '';
    const path = join(project.folder, '.sealsmith/image/blobs', layer.replace(':', '/'));
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
    execFileSync('rm', [path]);
    writeFileSync(path, bytes);
    const ran = await project.run(['run', 'push', '--only']);
    assert.equal(ran.exit, 4, ran.out + ran.err);
    assert.deepEqual(await tagsAt(host), []);
  });

  it('that is refused says who was refused what and where, exit 5, and never with what password', async (t) => {
    const host = await startDockerRegistry(t, { accounts: { ci: PASSWORD } });
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    const logIn = (word: string): void =>
      project.write({
        '../docker/config.json': JSON.stringify({
          auths: { [host]: { auth: Buffer.from(`ci:${word}`).toString('base64') } },
        }),
      });
    const env = { DOCKER_CONFIG: join(project.base, 'docker') };
    for (const [word, as] of [
      [undefined, /nobody/],
      [WRONG, /\bci\b|granted/],
    ] as const) {
      if (word !== undefined) logIn(word);
      const ran = await project.run(['run', 'push'], { env });
      assert.equal(ran.exit, 5, ran.out + ran.err);
      const [failure] = failures(project);
      assert.ok(failure?.code === 'registry-refused', JSON.stringify(failure));
      assert.equal(failure.registry, host);
      assert.equal(failure.repository, 'group/tiny');
      assert.equal(failure.why, 'unauthorized');
      assert.match(failure.as, as);
      nowhere(project, ran, WRONG);
    }
    logIn(PASSWORD);
    const ran = await project.run(['run', 'push', '--verbose'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    nowhere(project, ran, PASSWORD);
    await project.leavesNothing();
  });

  it('to a registry that is not there is exit 5, and the image stays', async (t) => {
    const project = new ImageProject(t, { image: '127.0.0.1:1/group/tiny', settings: UNASKED });
    const ran = await project.run(['run', 'push']);
    assert.equal(ran.exit, 5, ran.out + ran.err);
    assert.deepEqual(
      failures(project).map((failure) => failure?.code),
      ['registry-unreachable'],
    );
    assert.ok(project.has('.sealsmith/image/index.json'));
  });

  it('takes along to no step of the project what opens the registry', async (t) => {
    const host = await startDockerRegistry(t, { accounts: { ci: PASSWORD } });
    const auth = Buffer.from(`ci:${PASSWORD}`).toString('base64');
    const project = new ImageProject(t, {
      image: `${host}/group/tiny`,
      settings: UNASKED,
      steps: ['  spy: { run: "env; cat ~/.docker/config.json || true", after: [containerize] }'],
      files: { '../docker/config.json': JSON.stringify({ auths: { [host]: { auth } } }) },
    });
    const env = { DOCKER_CONFIG: join(project.base, 'docker') };
    const ran = await project.run(['run', 'spy', 'push', '--verbose'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const log = project.read('.sealsmith/logs/spy.log');
    assert.ok(!log.includes('DOCKER_CONFIG=') && !log.includes(auth) && !log.includes('***'), log);
  });
});

describe('an image that was pushed', () => {
  it('runs by docker and podman alike', async (t) => {
    const engine = await dockerEngine();
    assert.ok(typeof engine !== 'string', String(engine));
    t.after(() => engine.stop());
    const host = await startDockerRegistry(t);
    const project = new ImageProject(t, { image: `${host}/group/tiny`, settings: UNASKED });
    const text = `${project.mark}\n`;
    project.write({ 'app/health': text });
    await done(project, ['run', 'push']);
    const { pushed } = project.record().what.facts;
    const name = `${pushed?.name}@${pushed?.digest}`;
    const folder = temporaryFolder(t);
    const env = { ...process.env, ...engine.env, ...podmanEnv(folder) };
    try {
      const cat = ['--network=none', name, 'cat', '/www/health'];
      for (const [program, ...pull] of [['docker'], ['podman', '--tls-verify=false']] as const) {
        const said = execFileSync(program, ['run', '--rm', ...pull, ...cat], { env, stdio: 'pipe' });
        assert.equal(said.toString(), text, program);
      }
    } finally {
      for (const program of ['docker', 'podman'])
        spawnSync(program, ['rmi', '--force', name], { env, stdio: 'ignore' });
    }
  });
});
