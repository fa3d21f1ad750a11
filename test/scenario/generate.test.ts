/** `sealsmith generate`: what is written where, what is left alone, and that everybody writes the same. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'yaml';
import { type Ran, TestProject } from '../support/project.ts';

const ACTION = `owner/sealsmith@${'0123456789'.repeat(4)}`;
const IMAGE = `registry.example.org/ci@sha256:${'0123456789abcdef'.repeat(4)}`;
const WORKFLOW = '.github/workflows/sealsmith.yml';
const INCLUDED = '.gitlab/sealsmith.yml';

const STEPS = `toolchain: commands
steps:
  pack: { run: ./pack.sh, outputs: [out/pack.txt] }
  smoke: { run: ./smoke.sh, after: [pack] }
`;

const SIGNED = `toolchain: commands
signing: { with: keyless }
verify:
  signers: [{ issuer: "https://gitlab.com", workflow: "https://gitlab.com/group/diary//.gitlab-ci.yml", ref: refs/heads/main }]
  source: { repository: "https://gitlab.com/group/diary" }
steps:
  pack: { run: ./pack.sh, outputs: [image.tar], after: [] }
  containerize: { image: ghcr.io/group/diary, from: { archive: image.tar }, after: [pack] }
  tell: { run: ./tell.sh, after: [verify], secrets: [CHAT_TOKEN] }
`;

type Jobs = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function aProject(config = STEPS, below = ''): TestProject {
  return new TestProject({ [`${below}sealsmith.yml`]: config }).commit();
}

function github(project: TestProject, ...more: string[]): Promise<Ran> {
  return project.run(['generate', 'github', '--action', ACTION, ...more]);
}

function jobsOf(text: string): Jobs {
  return (parse(text) as { jobs: Jobs }).jobs;
}

describe('sealsmith generate', () => {
  it('writes a workflow, says which and what is in it, and finds that it fits', async () => {
    using project = aProject();
    const ran = await github(project);
    assert.equal(ran.exit, 0, ran.err);
    assert.match(
      ran.out,
      /^wrote .*\.github\/workflows\/sealsmith\.yml\n +pack, smoke\nnote: .* main here\n$/,
    );
    assert.deepEqual(Object.keys(jobsOf(project.read(WORKFLOW))), ['pack', 'smoke']);
    const check = await project.run(['generate', 'github', '--check']);
    assert.equal(check.exit, 0, check.err);
    const again = await project.run(['generate', 'github']);
    assert.match(again.out, /^unchanged /);
    assert.deepEqual(project.leftovers(), []);
    assert.equal(project.has('.sealsmith'), false);
  });

  it('writes a file for GitLab to include, and leaves the one that includes it alone', async () => {
    using project = aProject();
    project.write({ '.gitlab-ci.yml': 'mine: { script: [true] }\n' });
    const ran = await project.run(['generate', 'gitlab', '--image', IMAGE]);
    assert.equal(ran.exit, 0, ran.err);
    assert.equal(project.read('.gitlab-ci.yml'), 'mine: { script: [true] }\n');
    const written = parse(project.read(INCLUDED)) as Jobs;
    assert.deepEqual(Object.keys(written), ['.sealsmith-job', 'sealsmith-pack', 'sealsmith-smoke']);
    assert.match(ran.out, /include: \.gitlab\/sealsmith\.yml/);
  });

  it('prints it instead, and nothing beside', async () => {
    using project = aProject();
    const ran = await project.run(['generate', 'gitlab', '--stdout']);
    assert.equal(ran.exit, 0, ran.err);
    assert.equal(project.has('.gitlab'), false);
    await project.run(['generate', 'gitlab']);
    assert.equal(ran.out, project.read(INCLUDED));
  });

  it('writes elsewhere when told to', async () => {
    using project = aProject();
    assert.equal((await github(project, '--output', 'ci/a.yml')).exit, 0);
    assert.equal(project.has(WORKFLOW), false);
    const check = await project.run(['generate', 'github', '--check', '--output', 'ci/a.yml']);
    assert.equal(check.exit, 0, check.err);
  });

  it('says 3 when there is no file, and when it does not fit any more, with the first line that differs', async () => {
    using project = aProject();
    const none = await github(project, '--check');
    assert.equal(none.exit, 3);
    assert.equal(project.has(WORKFLOW), false);
    await github(project);
    const before = project.read(WORKFLOW);
    project.write({ 'sealsmith.yml': STEPS.replace('after: [pack]', 'after: []') });
    const ran = await project.run(['--json', 'generate', 'github', '--check']);
    assert.equal(ran.exit, 3);
    const { code, failure } = JSON.parse(ran.out);
    assert.equal(code, 'pipeline-outdated');
    const lines = before.split('\n');
    const { line, has, wants } = failure.first;
    assert.equal(lines[line - 1], has);
    assert.notEqual(has, wants);
    assert.equal(project.read(WORKFLOW), before);
    const again = await project.run(['generate', 'github']);
    assert.equal(again.exit, 0, again.err);
    assert.notEqual(project.read(WORKFLOW), before);
    assert.equal((await project.run(['generate', 'github', '--check'])).exit, 0);
  });

  it('keeps what was chosen the last time, unless something else is chosen', async () => {
    using project = aProject();
    await github(project, '--image', IMAGE);
    assert.equal((await project.run(['generate', 'github', '--check'])).exit, 0);
    const other = ACTION.replace('owner', 'other');
    assert.equal((await project.run(['generate', 'github', '--action', other])).exit, 0);
    assert.ok(project.read(WORKFLOW).includes(`--image ${IMAGE} --action ${other}`));
  });

  for (const [what, change] of [
    ['that is not its own', () => 'on: push\n'],
    ['that was changed by hand', (text: string) => text.replace('ubuntu-24.04', 'self-hosted')],
    ['of another forge', (text: string) => text.replace('generate github', 'generate gitlab')],
  ] as const) {
    it(`overwrites no file ${what} without being told to`, async () => {
      using project = aProject();
      await github(project);
      const changed = change(project.read(WORKFLOW));
      project.write({ [WORKFLOW]: changed });
      const ran = await project.run(['--json', 'generate', 'github', '--action', ACTION]);
      assert.equal(ran.exit, 2);
      assert.equal(JSON.parse(ran.out).code, 'pipeline-foreign');
      assert.equal(project.read(WORKFLOW), changed);
      assert.equal((await github(project, '--force')).exit, 0);
      assert.equal((await project.run(['generate', 'github', '--check'])).exit, 0);
    });
  }

  it('writes to the top of the repository for a project below it, under a name of its own', async () => {
    using project = aProject(STEPS, 'apps/web app/');
    const ran = await github(project, '-C', 'apps/web app');
    assert.equal(ran.exit, 0, ran.err);
    const text = project.read('.github/workflows/sealsmith-apps-web-app.yml');
    assert.ok(text.includes('working-directory: apps/web app'));
    assert.ok(text.includes("'apps/web app/out/pack.txt'"));
  });

  for (const [what, config] of [
    ['that signs', SIGNED],
    ['that does not', STEPS],
  ] as const) {
    it(`writes the same bytes for a project ${what} in every folder, with other tools, secrets and no commit`, async () => {
      const texts: string[] = [];
      for (const [name, env, committed] of [
        ['one', {}, true],
        ['another', { PATH: gitAlone(), CI: 'true', SEALSMITH_SIGNING_KEY: 'not-to-be-seen' }, true],
        ['third', { CHAT_TOKEN: 'not-to-be-seen', SIGSTORE_ID_TOKEN: 'not-to-be-seen' }, false],
      ] as const) {
        const files = { 'sealsmith.yml': `${config}  lint: { run: cargo clippy, tools: [cargo] }\n` };
        using project = new TestProject(files, name);
        if (committed) project.commit();
        for (const forge of ['github', 'gitlab']) {
          const action = forge === 'github' ? ['--action', ACTION] : [];
          const ran = await project.run(['generate', forge, '--stdout', ...action], { env });
          assert.equal(ran.exit, 0, ran.err);
          texts.push(ran.out);
        }
      }
      assert.equal(new Set(texts).size, 2);
      assert.doesNotMatch(texts.join(''), /not-to-be-seen|cargo/);
    });
  }

  it('gives identity, packages and secrets to the jobs whose plan grants them, and to no other', async () => {
    using project = aProject(SIGNED);
    const ran = await github(project, '--stdout');
    assert.equal(ran.exit, 0, ran.err);
    const jobs = jobsOf(ran.out);
    assert.deepEqual(Object.keys(jobs), ['pack', 'containerize', 'push', 'sign', 'tell']);
    const writes = Object.entries(jobs).map(([id, job]) => {
      const all = Object.entries(job['permissions'] as Record<string, string>);
      return [id, ...all.filter(([, right]) => right === 'write').map(([name]) => name)];
    });
    assert.deepEqual(writes, [
      ['pack'],
      ['containerize'],
      ['push', 'packages'],
      ['sign', 'packages', 'id-token'],
      ['tell'],
    ]);
    const told = Object.entries(jobs).filter(([, job]) => JSON.stringify(job).includes('secrets.'));
    assert.deepEqual(
      told.map(([id]) => id),
      ['tell'],
    );
    for (const id of ['push', 'sign', 'tell'])
      assert.equal(jobs[id]?.['if'], "github.ref == 'refs/heads/main'", id);
    const { out } = await project.run(['generate', 'gitlab', '--stdout']);
    const gitlab = parse(out) as Jobs;
    const identified = Object.keys(gitlab).filter((id) => gitlab[id]?.['id_tokens'] !== undefined);
    assert.deepEqual(identified, ['sealsmith-sign']);
    assert.doesNotMatch(out, /allow_failure/);
  });

  it('knows what a forge calls its own registry, though nobody has said it here', async () => {
    const config = SIGNED.replace('ghcr.io/group/diary', '"${CI_REGISTRY_IMAGE}/app"');
    using project = aProject(`env: [CI_REGISTRY_IMAGE]\n${config}`);
    project.git('remote', 'add', 'origin', 'git@gitlab.com:group/diary.git');
    const ran = await project.run(['generate', 'gitlab', '--stdout']);
    assert.equal(ran.exit, 0, ran.err);
    assert.ok(ran.out.includes('credentials for registry.gitlab.com'));
  });

  it('checks nothing out where it signs', async () => {
    using project = aProject(SIGNED);
    const { out } = await github(project, '--stdout');
    const uses = JSON.stringify(jobsOf(out)['sign']).match(/(?<="uses":"[^"@/]*\/)[^"@]*/g);
    assert.deepEqual(uses, ['download-artifact', 'sealsmith', 'upload-artifact']);
    const gitlab = parse((await project.run(['generate', 'gitlab', '--stdout'])).out) as Jobs;
    const sign = gitlab['sealsmith-sign'];
    assert.deepEqual(sign?.['variables'], { GIT_STRATEGY: 'empty' });
    assert.deepEqual(sign?.['before_script'], []);
  });

  it('lets kaniko build what containerize takes over, and says of it that it is archived', async () => {
    const config = SIGNED.replace(/ {2}pack:.*\n/, '').replace(', after: [pack]', '');
    using project = aProject(config.replace('archive: image.tar', 'archive: .sealsmith/kaniko/image.tar'));
    project.write({ Dockerfile: 'FROM scratch\n' });
    for (const forge of ['github', 'gitlab']) {
      const action = forge === 'github' ? ['--action', ACTION] : [];
      const ran = await project.run(['generate', forge, '--stdout', '--kaniko', IMAGE, ...action]);
      assert.equal(ran.exit, 0, ran.err);
      assert.match(ran.out, /# kaniko was archived/);
      assert.ok(ran.out.includes('--no-push') && ran.out.includes('/.sealsmith/kaniko/image.tar"'));
      assert.ok(ran.out.includes(IMAGE));
    }
  });

  it('refuses kaniko where nothing takes its image over, where that would change the tree, and without a Dockerfile', async () => {
    const sound = SIGNED.replace('archive: image.tar', 'archive: .sealsmith/kaniko/image.tar');
    for (const [config, dockerfile] of [
      [STEPS, 'FROM scratch\n'],
      [SIGNED, 'FROM scratch\n'],
      [sound, ''],
    ] as const) {
      using project = aProject(config);
      project.write({ Dockerfile: dockerfile });
      const ran = await project.run(['--json', 'generate', 'gitlab', '--kaniko', IMAGE]);
      assert.equal(ran.exit, 2);
      assert.equal(JSON.parse(ran.out).code, 'usage');
      assert.equal(project.has('.gitlab'), false);
    }
  });

  for (const [what, args] of [
    ['an action by a tag', ['github', '--action', 'owner/sealsmith@v1']],
    ['no action', ['github']],
    ['an image by a tag', ['gitlab', '--image', 'registry.example.org/ci:latest']],
    ['a configuration outside of the project', ['gitlab', '--config', '../other.yml']],
  ] as const) {
    it(`refuses ${what}, and writes nothing`, async () => {
      using project = aProject();
      project.write({ '../other.yml': STEPS });
      const ran = await project.run(['--json', 'generate', ...args]);
      assert.equal(ran.exit, 2, ran.err);
      assert.equal(JSON.parse(ran.out).code, 'usage');
      assert.equal(project.has('.github') || project.has('.gitlab'), false);
    });
  }
});

describe('a hostile project', () => {
  for (const path of ['$(touch x)', '${{ secrets.A }}', "a' && touch x '", 'a\nscript: [touch x]']) {
    it(`gets no output called ${JSON.stringify(path)} into a pipeline`, async () => {
      using project = aProject(STEPS.replace('out/pack.txt', JSON.stringify(path)));
      for (const forge of ['github', 'gitlab']) {
        const action = forge === 'github' ? ['--action', ACTION] : [];
        const ran = await project.run(['--json', 'generate', forge, ...action]);
        assert.equal(ran.exit, 2, ran.err);
        assert.equal(JSON.parse(ran.out).code, path.includes('${{') ? 'config-invalid' : 'usage');
      }
      assert.equal(project.has('.github') || project.has('.gitlab'), false);
    });
  }

  it('gets no line of its own into a file, by its name or by why a step is skipped', async () => {
    const name = 'x\nevil: { script: [touch x] }\n# ${{ secrets.A }} \u2028evil: 1';
    using project = new TestProject({
      'package.json': JSON.stringify({ name, version: '1.0.0', scripts: { test: `echo ${name}` } }),
    }).commit();
    for (const forge of ['github', 'gitlab']) {
      const action = forge === 'github' ? ['--action', ACTION] : [];
      const ran = await project.run(['generate', forge, '--stdout', ...action]);
      assert.equal(ran.exit, 0, ran.err);
      assert.doesNotMatch(ran.out, /^\s*evil/m);
      const plain = ran.out.split('\n').filter((line) => !line.trimStart().startsWith('#'));
      assert.doesNotMatch(plain.join('\n'), /evil|secrets\.A/);
    }
  });

  it('has no file written through a link that leads out of the repository', async () => {
    using project = aProject();
    mkdirSync(join(project.base, 'outside'));
    symlinkSync(join(project.base, 'outside'), join(project.folder, '.gitlab'));
    const ran = await project.run(['--json', 'generate', 'gitlab']);
    assert.equal(ran.exit, 2, ran.out);
    assert.equal(project.has('../outside/sealsmith.yml'), false);
  });
});

/** A folder with git in it, a cargo that does not work, and nothing else. */
function gitAlone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'git-alone-'));
  after(() => rmSync(folder, { recursive: true }));
  symlinkSync(execFileSync('which', ['git'], { encoding: 'utf8' }).trim(), join(folder, 'git'));
  writeFileSync(join(folder, 'cargo'), '#!/nowhere/at/all\n', { mode: 0o755 });
  return folder;
}
