/** The workflows that users take, and those of ours: read by linters, and held to what the documentation promises of them. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { PINS } from '../../src/core/pins.ts';
import { INPUTS } from '../../src/hosts/github/inputs.ts';
import { without } from '../support/forge-tools.ts';
import { temporaryFolder } from '../support/temporary.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const SHIPPED = 'workflows/github';
const OWN = '.github/workflows';
const FILES = [SHIPPED, OWN].flatMap((folder) =>
  readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`),
);
const PLACEHOLDER = /your-organisation\/sealsmith@0{40}/g;

const ask = promisify(execFile);

type Step = {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
};
type Job = {
  readonly if?: string;
  readonly uses?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps?: readonly Step[];
};
type Workflow = {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly concurrency?: object;
  readonly jobs: Readonly<Record<string, Job>>;
};

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const workflow = (file: string): Workflow => parse(text(file)) as Workflow;
const jobsOf = (file: string): (readonly [string, Job])[] => Object.entries(workflow(file).jobs);
const stepsOf = ({ steps = [] }: Job): readonly Step[] => steps;

/** Both linters on one file, as they would be run in a repository that has it. */
async function lint(t: TestContext, content: string): Promise<void> {
  const folder = join(temporaryFolder(t), OWN);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'x.yml');
  writeFileSync(file, content);
  const read = await ask('actionlint', ['-no-color', '-shellcheck=', '-pyflakes=', file]);
  assert.equal(read.stdout, '');
  await ask('zizmor', ['--offline', '--persona', 'pedantic', '--no-progress', file]);
}

/** Workflows that a page of the documentation shows whole, with a commit in the place of `<commit>`. */
function snippets(page: string): string[] {
  const blocks = [...text(page).matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => match[1] ?? '');
  const whole = blocks.filter((block) => /^on:/m.test(block) && /^jobs:/m.test(block));
  return whole.map((block) =>
    block.replaceAll('<owner>', 'owner').replaceAll('<commit>', '0123456789'.repeat(4)),
  );
}

describe('the linters', { skip: without('actionlint', 'zizmor'), concurrency: 2 }, () => {
  for (const file of FILES) {
    it(`find nothing in ${file}, even at their most pedantic`, (t) => lint(t, text(file)));
  }

  it('find nothing in the workflows of docs/github.md', async (t) => {
    const found = snippets('docs/github.md');
    assert.ok(found.length > 0);
    for (const one of found) await lint(t, one);
  });

  it('find something where there is something, so that their silence means something', async (t) => {
    const content = text(`${SHIPPED}/pipeline.yml`);
    const worse = [
      content.replace('          persist-credentials: false\n', ''),
      content.replace(/(checkout)@[0-9a-f]{40}/, '$1@v7'),
      content.replace('pull_request: {}', 'pull_request_target: {}'),
      content.replace('permissions: {}', 'permissions: write-all'),
      content.replace('needs: build', 'needs: built'),
    ];
    for (const one of worse) {
      assert.notEqual(one, content);
      await assert.rejects(lint(t, one));
    }
  });

  it('find nothing in action.yml', async () => {
    await ask('zizmor', ['--offline', '--persona', 'pedantic', '--no-progress', join(ROOT, 'action.yml')]);
  });
});

describe('each workflow', () => {
  for (const file of FILES) {
    describe(file, () => {
      it('begins with no permission, and gives each job its own', () => {
        const { permissions, concurrency, jobs } = workflow(file);
        assert.deepEqual(permissions, {});
        assert.ok(concurrency !== undefined);
        for (const [name, job] of Object.entries(jobs)) {
          assert.ok(job.permissions !== undefined, name);
          assert.ok((job['timeout-minutes'] ?? 0) > 0, name);
        }
      });

      it('starts for no event that gives strangers the rights of the repository', () => {
        const known = ['push', 'pull_request', 'workflow_dispatch', 'workflow_call'];
        assert.deepEqual(
          Object.keys(workflow(file).on).filter((event) => !known.includes(event)),
          [],
        );
      });

      it('names every action by the commit that we know, with its release beside it', () => {
        const known = new Set(
          Object.values(PINS).map(({ action, commit, release }) => `${action}@${commit} # ${release}`),
        );
        const used = [...text(file).matchAll(/uses: (.*)$/gm)].map((match) => match[1] ?? '');
        for (const one of used) {
          const ours = one.match(PLACEHOLDER) !== null || one.startsWith('./ #');
          assert.ok(ours || known.has(one), one);
        }
      });

      it('leaves no credentials behind a checkout, and runs no line of a shell', () => {
        for (const [name, job] of jobsOf(file)) {
          for (const step of stepsOf(job)) {
            assert.equal(step.run, undefined, name);
            if (step.uses?.startsWith('actions/checkout@') === true)
              assert.equal(step.with?.['persist-credentials'], false, name);
          }
        }
      });

      it('gives our action inputs that it has, and says how far it may use the cache', () => {
        const inputs = new Set(INPUTS.map((input) => input.name));
        const ours = jobsOf(file).flatMap(([, job]) =>
          stepsOf(job).filter(({ uses = '' }) => uses.startsWith('your-organisation/') || uses === './'),
        );
        assert.ok(ours.length > 0);
        for (const step of ours) {
          for (const input of Object.keys(step.with ?? {})) assert.ok(inputs.has(input), input);
          assert.ok(step.env?.['ACTIONS_CACHE_MODE'] !== undefined);
        }
      });

      it('gives what runs the code of the project nothing to write with', () => {
        const build = workflow(file).jobs['build'];
        assert.deepEqual(build?.permissions, { contents: 'read' });
        const secrets = JSON.stringify(build).match(/secrets\.\w+/g);
        assert.deepEqual(secrets, ['secrets.SEALSMITH_CACHE_KEY']);
        assert.match(
          build?.environment ?? '',
          /^\$\{\{ github\.ref == format\('refs\/heads\/\{0\}'.* && 'sealsmith' \|\| '' \}\}$/,
        );
      });
    });
  }
});

describe('the workflows that sign', () => {
  for (const name of ['pipeline.yml', 'reusable.yml']) {
    const file = `${SHIPPED}/${name}`;

    it(`${name} gives an identity to one job alone, which checks nothing out`, () => {
      const may = jobsOf(file).filter(([, job]) => job.permissions?.['id-token'] !== undefined);
      assert.deepEqual(
        may.map(([job]) => job),
        ['sign'],
      );
      const [, sign] = may[0] ?? ['', {}];
      const uses = stepsOf(sign).map((step) => step.uses?.replace(/@.*/, ''));
      assert.deepEqual(uses, [
        'actions/download-artifact',
        'actions/download-artifact',
        'your-organisation/sealsmith',
        'actions/upload-artifact',
      ]);
      const ours = stepsOf(sign)[2]?.with ?? {};
      assert.equal(ours['bare'], true);
      assert.equal(ours['only'], true);
      assert.match(String(ours['record']), /^\$\{\{ needs\.push\.outputs\.record \}\}$/);
    });

    it(`${name} checks out in one job alone, which may write nothing`, () => {
      const out = jobsOf(file).filter(([, job]) =>
        stepsOf(job).some(({ uses = '' }) => uses.startsWith('actions/checkout@')),
      );
      assert.deepEqual(
        out.map(([job]) => job),
        ['build'],
      );
      for (const [job, { permissions = {} }] of jobsOf(file))
        if (job !== 'build') assert.ok(Object.values(permissions).includes('write'));
    });

    it(`${name} pushes and signs on the default branch alone`, () => {
      const { push, sign } = workflow(file).jobs;
      assert.match(
        push?.if ?? '',
        /github\.ref == format\('refs\/heads\/\{0\}', github\.event\.repository\.default_branch\)$/,
      );
      // What waits for a job that was skipped is skipped.
      assert.equal(sign?.if, undefined);
      assert.match(text(file), /^ {4}needs: \[build, push\]$/m);
    });

    it(`${name} gives each secret to one step alone`, () => {
      const found = [...text(file).matchAll(/^ {10}(\w+): \$\{\{ secrets\.(\w+) \}\}$/gm)].map(
        (match) => match[2],
      );
      assert.deepEqual(found, ['SEALSMITH_CACHE_KEY', 'SEALSMITH_SIGNING_KEY', 'SEALSMITH_SIGNING_PASSWORD']);
      assert.equal(text(file).match(/secrets\./g)?.length, 3);
    });
  }

  it('say the same in both forms', () => {
    const both = ['pipeline.yml', 'reusable.yml'].map((name) =>
      text(`${SHIPPED}/${name}`)
        .slice(text(`${SHIPPED}/${name}`).indexOf('\njobs:\n'))
        .replaceAll('${{ inputs.working-directory }}/', '')
        .replaceAll(/^ {10}(?:config|working-directory): .*\n/gm, '')
        .replace('inputs.publish && ', '')
        .replace('${{ inputs.build }}', 'install lint test build-binary containerize'),
    );
    assert.equal(both[0], both[1]);
  });
});

it('our own workflow is the one that users take, with the action of this commit', () => {
  const [own = '', taken = ''] = [`${OWN}/sealsmith.yml`, `${SHIPPED}/single-job.yml`].map((file) =>
    text(file).slice(text(file).indexOf('\nname:')),
  );
  assert.equal(own.replace(/uses: \.\/ #.*/, 'OURS'), taken.replace(/uses: your-organisation.*/, 'OURS'));
});
