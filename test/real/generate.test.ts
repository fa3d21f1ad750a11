/** What `sealsmith generate` writes: read by the linters of both forges, and run by act and by gitlab-ci-local. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { PINS } from '../../src/core/pins.ts';
import { MODULES, without } from '../support/forge-tools.ts';
import { GeneratedProject } from '../support/generated.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const IMAGE = `registry.example.org/ci@sha256:${'0123456789abcdef'.repeat(4)}`;

/** Steps that hand files to each other: what one made the next one reads. */
const CHAIN = `toolchain: commands
steps:
  pack: { run: "mkdir -p out && echo packed > out/pack.txt", outputs: [out], after: [] }
  check: { run: "test -d out && grep packed out/pack.txt", after: [pack] }
  beside: { run: "test ! -e out", after: [] }
`;

/** One of everything that a workflow can hold. */
const FULL = `toolchain: commands
protected: [main, "release/*"]
release-tags: ["v*"]
cache:
  signers: [{ key: "ed25519:VRtcpjDU0X3In6wZ/ywhywxqNkyJEy76gBxbgk3qoFI=", tier: T2 }]
signing: { with: keyless, github: true }
verify:
  signers: [{ issuer: "https://token.actions.githubusercontent.com", workflow: "https://github.com/group/small/.github/workflows/sealsmith.yml", ref: refs/heads/main }]
  source: { repository: "https://github.com/group/small" }
steps:
  pack: { run: "echo packed > pack.txt", outputs: [pack.txt], inputs: [x], tools: [sh], after: [] }
  containerize: { image: registry.example.org/group/small, from: { archive: .sealsmith/kaniko/image.tar }, after: [pack] }
  tell: { run: ./tell.sh, after: [verify], secrets: [CHAT_TOKEN] }
`;

const PROJECTS: Readonly<Record<string, () => GeneratedProject>> = {
  hello: () => example('hello'),
  diary: () => example('diary'),
  'everything at once': () => new GeneratedProject({ 'sealsmith.yml': FULL, Dockerfile: 'FROM scratch\n' }),
};

function example(name: string): GeneratedProject {
  const project = new GeneratedProject();
  cpSync(join(ROOT, 'examples', name), project.folder, {
    recursive: true,
    filter: (path) => !/\/(?:node_modules|\.venv|\.sealsmith|dist)$/.test(path),
  });
  return project;
}

function flagsOf(name: string): string[] {
  return name === 'everything at once' ? ['--kaniko', IMAGE] : [];
}

const ask = promisify(execFile);

describe('a generated workflow', { skip: without('actionlint', 'zizmor') }, () => {
  for (const [name, open] of Object.entries(PROJECTS)) {
    it(`of ${name} is clean for actionlint, and for zizmor at its most pedantic`, async () => {
      using project = open();
      await project.generate('github', ...flagsOf(name));
      const file = join(project.folder, '.github/workflows/sealsmith.yml');
      const read = await ask('actionlint', ['-no-color', file]);
      assert.equal(read.stdout, '');
      await ask('zizmor', ['--offline', '--persona', 'pedantic', '--no-progress', file]);
    });
  }
});

describe('a generated file for GitLab', { skip: without('gitlab-ci-local') }, () => {
  for (const [name, open] of Object.entries(PROJECTS)) {
    it(`of ${name} is a pipeline whose jobs are all there`, async () => {
      using project = open();
      await project.generate('gitlab', ...flagsOf(name));
      const { stdout } = await ask(join(MODULES, 'gitlab-ci-local'), ['--list-csv-all'], {
        cwd: project.folder,
      });
      assert.match(stdout, /^sealsmith-containerize;/m);
    });
  }
});

describe('a generated pipeline, run on this machine', { skip: without('act', 'gitlab-ci-local') }, () => {
  for (const forge of ['github', 'gitlab'] as const) {
    it(`of ${forge} gives each job what the jobs before have handed to it, and nothing else`, async (t) => {
      using project = new GeneratedProject({ 'sealsmith.yml': CHAIN });
      await project.generate(forge);
      const { exit, log } = await project.pushed(t, forge);
      assert.equal(exit, 0, log);
      assert.equal(log.match(/Job succeeded|^ PASS /gm)?.length, 3, log);
    });
  }
});

describe('the actions of others', () => {
  it('are the same ones, by the same commits, in all that we ship', () => {
    const texts = ['workflows/github/pipeline.yml'].map((file) => readFileSync(join(ROOT, file), 'utf8'));
    const known = new Set(
      Object.values(PINS).map(({ action, commit, release }) => `${action}@${commit} # ${release}`),
    );
    const used = texts.flatMap((text) =>
      [...text.matchAll(/uses: (actions\/\S+@\S+ # \S+)/g)].map(([, one]) => one),
    );
    assert.ok(used.length > 0);
    assert.deepEqual(
      used.filter((one) => !known.has(one ?? '')),
      [],
    );
  });
});
