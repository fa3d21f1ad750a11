/** Whole runs of the real program that make an image: by layers, of another job's, into an engine. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { MarkedProject } from '../support/aftermath.ts';
import { useDocker } from '../support/docker.ts';
import { ImageProject, UNASKED } from '../support/image-project.ts';
import type { Ran } from '../support/project.ts';
import { startDockerRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { tinyLayout } from '../support/tiny-images.ts';

await useDocker();

const RUN = ['run', 'containerize'];

async function done(project: MarkedProject, args: readonly string[] = RUN): Promise<Ran> {
  const ran = await project.run(args);
  assert.equal(ran.exit, 0, ran.out + ran.err);
  return ran;
}

/** Of the image that lies there, as it lies there. */
function indexOf(project: MarkedProject): { manifests: { digest: string }[] } {
  return JSON.parse(project.read('.sealsmith/image/index.json'));
}

function digestOf(project: MarkedProject): string | undefined {
  return project.record().what.facts.image?.digest;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

describe('containerize by layers', () => {
  it('says in the plan who builds, why, on what, and what it is granted', async (t) => {
    const project = new ImageProject(t, { image: 'registry.example.org/group/tiny' });
    const ran = await done(project, ['plan', 'containerize', '--json']);
    const plan = JSON.parse(ran.out);
    const [job, ...more] = plan.jobs;
    assert.deepEqual(more, []);
    assert.deepEqual(job.spec?.grants ?? job.grants, ['network']);
    const explained = await done(project, ['explain', 'containerize']);
    assert.match(explained.out, /layers: there are "layers"/);
    assert.match(explained.out, /\bbase\b/);
    assert.ok(!project.has('.sealsmith/image'), 'a plan does nothing');
  });

  it('leaves a layout, a list of contents, and facts with the digests of both', async (t) => {
    const project = new ImageProject(t);
    const ran = await done(project);
    const { image, sbom } = project.record().what.facts;
    assert.ok(image && sbom, ran.out);
    assert.deepEqual(
      indexOf(project).manifests.map(({ digest }) => digest),
      [image.digest],
    );
    const blob = (digest: string): string =>
      project.read(`.sealsmith/image/blobs/${digest.replace(':', '/')}`);
    assert.equal(`sha256:${sha256(blob(image.digest))}`, image.digest);
    const manifest = JSON.parse(blob(image.digest));
    assert.equal(manifest.config.digest, image.config);
    assert.deepEqual(
      manifest.layers.map(({ digest }: { digest: string }) => digest),
      image.layers.map(({ digest }) => digest),
    );
    assert.equal(image.layers.length, 2);
    assert.deepEqual(image.checked, { runner: 'bare', what: 'answers /health with 200' });
    assert.equal(sbom.subject, image.digest);
    assert.equal(sbom.evidence[0]?.sha256, sha256(project.read(sbom.path)));
    assert.match(ran.out, /answers \/health\s+\(200\)/);
    await project.leavesNothing();
  });

  it('gives the same digest again, and from another clone: other folder, umask, times and order of files', async (t) => {
    const one = new ImageProject(t, { settings: ['check: false'] });
    one.write({ 'app/b.html': 'b\n', 'app/a.html': 'a\n' });
    one.commit();
    await done(one);
    const first = digestOf(one);
    await done(one, [...RUN, '--force']);
    assert.equal(digestOf(one), first);

    const other = new MarkedProject('', {}, 'ein anderer "Ordner"');
    t.after(() => other[Symbol.dispose]());
    execFileSync('sh', ['-c', 'rm sealsmith.yml; umask 077; git clone --quiet "$1" .', 'sh', one.folder], {
      cwd: other.folder,
    });
    // Written anew in another order, a long time ago, by somebody with other habits.
    for (const name of ['b.html', 'health', 'a.html']) {
      const text = other.read(`app/${name}`);
      execFileSync('rm', [join(other.folder, 'app', name)]);
      writeFileSync(join(other.folder, 'app', name), text, { mode: 0o600 });
      utimesSync(join(other.folder, 'app', name), 1e9, 1e9);
    }
    chmodSync(join(other.folder, 'app'), 0o700);
    await done(other);
    assert.equal(digestOf(other), first);
    assert.deepEqual(other.record().what.facts.sbom, one.record().what.facts.sbom);

    const [a, b] = [one, other].map(({ folder }) => join(folder, '.sealsmith/image'));
    const equal = await one.run(['image', 'diff', String(a), String(b)]);
    assert.equal(equal.exit, 0, equal.out + equal.err);
    assert.match(equal.out, /equal|same/);

    other.write({ 'app/a.html': 'another\n' });
    await done(other);
    const layers = [one, other].map((project) => project.record().what.facts.image?.layers ?? []);
    const changed = layers[0]?.filter(({ digest }, at) => layers[1]?.[at]?.digest !== digest);
    assert.equal(changed?.length, 1, 'one layer');
    const differs = await one.run(['image', 'diff', String(a), String(b)]);
    assert.equal(differs.exit, 1, differs.out + differs.err);
    assert.match(differs.out, /www\/a\.html/);
  });

  it('takes layers that have not changed from before, and bad ones never', async (t) => {
    const project = new ImageProject(t, { settings: UNASKED });
    await done(project);
    const first = digestOf(project);
    // Whoever can write there still cannot say what is in an image.
    const spoilt = execFileSync('sh', [
      '-c',
      'find "$1" -path "*images*" -type f -size +0 -exec sh -c \'chmod u+w "$1"; printf x | dd of="$1" bs=1 conv=notrunc 2>/dev/null; echo "$1"\' sh {} \\;',
      'sh',
      join(project.base, 'state'),
    ]).toString();
    assert.notEqual(spoilt.trim(), '', 'something is kept there');
    await done(project, [...RUN, '--force']);
    assert.equal(digestOf(project), first);
    for (const { digest } of project.record().what.facts.image?.layers ?? []) {
      const bytes = readFileSync(join(project.folder, '.sealsmith/image/blobs', digest.replace(':', '/')));
      assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, digest);
    }
  });

  it('says what is wrong with its settings at once, before anything is done', async (t) => {
    for (const [settings, exit] of [
      [['dockerfile: Dockerfile'], 2],
      [['with: docker'], 2],
      [['platfrom: linux/arm64'], 2],
      [['check: { port: 70000 }'], 2],
    ] as const) {
      const project = new ImageProject(t, { settings });
      const ran = await project.run(RUN);
      assert.equal(ran.exit, exit, ran.out + ran.err);
      assert.match(ran.out + ran.err, /sealsmith\.yml:\d+:\d+/);
      assert.ok(!project.has('.sealsmith/image'));
    }
  });
});

/** A project whose image another job has made. */
function importing(t: TestContext, from: string, more: readonly string[] = []): MarkedProject {
  const lines = [`from: ${from}`, ...UNASKED, ...more].map((line) => `    ${line}`);
  const project = new MarkedProject(['  containerize:', ...lines].join('\n'));
  t.after(() => project[Symbol.dispose]());
  return project;
}

describe('containerize of an image that another job made', () => {
  it('takes an archive of docker save over as it is', async (t) => {
    const project = importing(t, '{ archive: image.tar }');
    const layout = tinyLayout(temporaryFolder(t));
    const name = `sealsmith-test-${project.mark}:1`;
    // skopeo does not look at DOCKER_HOST.
    const daemon = process.env['DOCKER_HOST'];
    const host = daemon === undefined ? [] : ['--dest-daemon-host', daemon];
    execFileSync('skopeo', ['copy', '--quiet', ...host, `oci:${layout}`, `docker-daemon:${name}`]);
    t.after(() => execFileSync('docker', ['rmi', '--force', name], { stdio: 'ignore' }));
    execFileSync('docker', ['save', '--output', join(project.folder, 'image.tar'), name]);
    await done(project);
    const { image } = project.record().what.facts;
    assert.equal(image?.builder, 'import');
    assert.deepEqual(
      indexOf(project).manifests.map(({ digest }) => digest),
      [image?.digest],
    );
  });

  it('takes what the digest file of kaniko names from the registry, and nothing that a tag names', async (t) => {
    const host = await startDockerRegistry(t);
    const layout = tinyLayout(temporaryFolder(t));
    execFileSync('skopeo', [
      ...['copy', '--quiet', '--dest-tls-verify=false'],
      ...[`oci:${layout}`, `docker://${host}/tiny:latest`],
    ]);
    const { digest } = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')).manifests[0];
    const project = importing(t, `{ digest-file: digest.txt, image: "${host}/tiny" }`);
    project.write({ 'digest.txt': `${digest}\n` });
    await done(project);
    assert.equal(project.record().what.facts.image?.digest, digest);

    project.write({ 'digest.txt': `sha256:${'0'.repeat(64)}` });
    const absent = await project.run(RUN);
    assert.equal(absent.exit, 5, absent.out + absent.err);
    project.write({ 'digest.txt': 'latest' });
    const tag = await project.run(RUN);
    assert.notEqual(tag.exit, 0, tag.out + tag.err);
    assert.ok(!project.has('.sealsmith/image'), 'nothing of a failed run is left');
  });

  it('lets a line of the project make the layout', async (t) => {
    const project = importing(t, '{ oci: made }', ['run: "cp -r prepared made"', 'outputs: [made]']);
    const without = await project.run(RUN);
    assert.equal(without.exit, 2, 'outputs are no setting of containerize');
    const right = importing(t, '{ oci: made }', ['run: "rm -rf made; cp -r prepared made"']);
    execFileSync('cp', ['-r', tinyLayout(temporaryFolder(t)), join(right.folder, 'prepared')]);
    await done(right);
    const { image } = right.record().what.facts;
    const made = JSON.parse(right.read('prepared/index.json')).manifests[0].digest;
    assert.equal(image?.digest, made);
  });
});

describe('run --load', () => {
  it('hands the image to docker, where it runs', async (t) => {
    const project = new ImageProject(t, { settings: UNASKED });
    project.write({ 'app/health': `${project.mark}\n` });
    const ran = await done(project, [...RUN, '--load']);
    const { image } = project.record().what.facts;
    const loaded = execFileSync(
      'docker',
      ['image', 'ls', '--no-trunc', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}'],
      { encoding: 'utf8' },
    );
    const [name] =
      /(\S+) \S+/
        .exec(loaded.split('\n').find((line) => line.includes(String(image?.config))) ?? '')
        ?.slice(1) ?? [];
    assert.ok(name !== undefined, `${ran.out}\n${loaded}`);
    t.after(() => execFileSync('docker', ['rmi', '--force', name], { stdio: 'ignore' }));
    const said = execFileSync('docker', ['run', '--rm', name, 'cat', '/www/health']);
    assert.equal(said.toString(), `${project.mark}\n`);
    assert.ok(existsSync(join(project.folder, '.sealsmith/image/index.json')));
  });
});
