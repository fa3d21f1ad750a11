/** Our action as a runner starts it, and once by act: what GitHub shows, what later steps get, what it cannot be made to do. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ActProject, aNodeProject, GREEN, RED } from '../support/act-project.ts';
import { without } from '../support/forge-tools.ts';
import { PUSH, runAction } from '../support/github-job.ts';
import { TestProject } from '../support/project.ts';

const ESC = String.fromCharCode(27);

/** One step that prints something. */
function aStep(line: string, more = ''): Record<string, string> {
  return { 'sealsmith.yml': `toolchain: commands\nsteps:\n  greet:\n    run: ${line}\n${more}` };
}

describe('the action, started as the runner does', { concurrency: 2 }, () => {
  it('gives outputs, a group a job and a page, and ends with 0', async () => {
    using project = new TestProject(aNodeProject(GREEN)).commit();
    const { exit, out, err, outputs, summary, commands } = await runAction(project);
    assert.equal(exit, 0, out + err);
    const record = join(project.folder, '.sealsmith/run.json');
    assert.deepEqual(Object.fromEntries(outputs), {
      exit: '0',
      record,
      'record-digest': `sha256:${createHash('sha256').update(readFileSync(record)).digest('hex')}`,
      cache: 'restored 0, missed 1, refused 0, saved 0',
      tests: '2',
      'failed-tests': '0',
    });
    const names = commands.map((command) => command.name);
    assert.deepEqual(names, ['add-mask', 'group', 'stop-commands', 'endgroup']);
    assert.match(commands[1]?.data ?? '', /^ok {3}test .* 2 passed$/);
    assert.match(summary, /^## ✓ small: 1 done /);
    assert.match(summary, /```mermaid\nflowchart LR\n/);
    assert.match(summary, /^\| ✓ ok \| test \| \d+\.\ds \| 2 passed \|$/m);
    assert.match(summary, /github · tier T2 because push on protected main · [0-9a-f]{7}/);
    const line = 'sealsmith reproduce .sealsmith/run.json --on-host';
    assert.equal(out.trimEnd().split('\n').at(-1), `reproduce: ${line}`);
    assert.match(summary, /\n\*\*reproduce:\*\* <code>[^\n]*<\/code>\n$/);
    assert.deepEqual(project.leftovers(), []);
  });

  it('ends each output with a word that nobody could know', async () => {
    using project = new TestProject(aStep('echo hello')).commit();
    const texts = [await runAction(project), await runAction(project)].map((step) => step.rawOutputs);
    const words = [...texts.join('').matchAll(/<<(.+)\n/g)].map((match) => match[1] ?? '');
    assert.equal(words.length, 8);
    assert.equal(new Set(words).size, words.length);
    for (const word of words)
      assert.match(word, /^ghadelimiter_[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('marks the line of a failed test, in a project below the top of the repository too', async () => {
    using project = new TestProject(aNodeProject(RED, 'web app/')).commit();
    const { exit, out, outputs, summary, commands } = await runAction(project, {
      inputs: { run: 'test', 'working-directory': 'web app', 'keep-going': 'True' },
    });
    assert.equal(exit, 1, out);
    const [error, ...others] = commands.filter((command) => command.name === 'error');
    assert.deepEqual(others, []);
    assert.deepEqual(error, {
      name: 'error',
      properties: { file: 'web app/test/page.test.js', line: '6', title: 'test: shows the logout link' },
      data: "Expected values to be strictly equal:\n'Login' !== 'Logout'",
    });
    assert.equal(outputs.get('exit'), '1');
    assert.equal(outputs.get('tests'), '2');
    assert.equal(outputs.get('failed-tests'), '1');
    assert.equal(outputs.get('record'), join(project.folder, 'web app/.sealsmith/run.json'));
    assert.match(summary, /^## ✗ small: 1 failed \(exit 1\)/);
    const commit = project.git('rev-parse', 'HEAD');
    const address = `https://github.com/group/small/blob/${commit}/web%20app/test/page.test.js#L6`;
    assert.ok(summary.includes(`<a href="${address}">`), summary);
    assert.match(out, /^\S*1 failed \(exit 1\)/m);
  });

  it('marks the line of what a linter found, with a path that its tool prints', async () => {
    const line = '\'echo "app/main.sh:2:7: a quote is missing"; false\'';
    using project = new TestProject({
      'sealsmith.yml': `toolchain: commands\nsteps:\n  lint: { run: ${line} }\n`,
      'app/main.sh': "echo\necho '\n",
    });
    project.commit();
    const { exit, out, commands } = await runAction(project);
    assert.equal(exit, 1, out);
    const errors = commands.filter((command) => command.name === 'error').map(({ properties }) => properties);
    assert.deepEqual(errors, [
      { title: 'lint' },
      { file: 'app/main.sh', line: '2', col: '7', title: 'lint' },
    ]);
  });

  it('says the archive that build-binary made', async () => {
    const json = { name: 'tiny', version: '1.0.0', private: true, bin: 'main.cjs' };
    using project = new TestProject({
      'package.json': JSON.stringify(json),
      'main.cjs': 'console.log(1);\n',
    });
    project.commit();
    const { exit, out, outputs, summary } = await runAction(project, { inputs: { run: 'build-binary' } });
    assert.equal(exit, 0, out);
    const archive = outputs.get('binary') ?? '';
    assert.equal(archive, join(project.folder, project.record().what.facts.binary?.archive ?? ''));
    const digest = createHash('sha256').update(readFileSync(archive)).digest('hex');
    assert.equal(outputs.get('binary-digest'), `sha256:${digest}`);
    assert.ok(summary.includes(`sha256:${digest}`));
  });

  it('is trusted as far as the event really goes', async () => {
    using project = new TestProject(aStep('echo hello')).commit();
    const { repository } = PUSH.payload;
    const change = (from: string): object => ({
      number: 7,
      repository,
      pull_request: {
        number: 7,
        base: { ref: 'main', repo: repository },
        head: { ref: 'topic', repo: { full_name: from } },
      },
    });
    const merge = 'refs/pull/7/merge';
    const cases = [
      { tier: 'T2', event: PUSH },
      { tier: 'T1', event: { ...PUSH, ref: 'refs/heads/main/x' } },
      { tier: 'T1', event: { name: 'pull_request', ref: merge, payload: change('group/small') } },
      { tier: 'T0', event: { name: 'pull_request', ref: merge, payload: change('stranger/small') } },
      { tier: 'T0', event: { name: 'pull_request_target', ref: PUSH.ref, payload: change('group/small') } },
      { tier: 'T0', event: { name: 'pull_request', ref: merge, payload: {} } },
    ];
    for (const { tier, event } of cases) {
      const { exit, out, summary } = await runAction(project, { event });
      assert.equal(exit, 0, out);
      const { how } = project.record();
      assert.equal(how.tier, tier, `${event.name} of ${event.ref}: ${how.tierReason}`);
      assert.ok(summary.includes(`tier ${tier} because `), summary);
      assert.equal(how.repository, 'https://github.com/group/small');
      assert.equal(how.runUrl, 'https://github.com/group/small/actions/runs/4711');
    }
  });

  it('masks secrets before anything else, and prints none', async () => {
    const files = aStep('\'echo "token $DEPLOY_TOKEN"; false\'', '    secrets: [DEPLOY_TOKEN]\n');
    using project = new TestProject(files).commit();
    const secret = 'first-line-of-a-key\nsecond-line-of-a-key';
    const step = await runAction(project, { env: { DEPLOY_TOKEN: secret } });
    assert.equal(step.exit, 1, step.out);
    const masks = step.commands.filter((command) => command.name === 'add-mask').map(({ data }) => data);
    assert.deepEqual(new Set(masks), new Set([secret, ...secret.split('\n'), 'runtime-token-of-the-runner']));
    const lines = step.out.split('\n');
    assert.ok(lines.slice(0, masks.length).every((line) => line.startsWith('::add-mask::')));
    const shown = [
      lines.slice(masks.length).join('\n'),
      step.err,
      step.summary,
      step.rawOutputs,
      project.read('.sealsmith/run.json'),
      project.read('.sealsmith/logs/greet.log'),
    ];
    for (const text of shown) {
      assert.doesNotMatch(text, /-line-of-a-key|runtime-token/);
    }
    assert.match(step.out, /^token \*\*\*/m);
  });

  it('refuses wrong inputs with an annotation, an output and status 2', async () => {
    using project = new TestProject(aStep('echo hello')).commit();
    const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
      [{ 'keep-going': 'maybe' }, /^the input "keep-going" is "maybe"; it must be true or false$/],
      [{ jobs: 'many' }, /^the input "jobs" is "many"; it must be a whole number from 1$/],
      [{ jobs: '0' }, /whole number from 1/],
      [{ run: 'gret' }, /"gret" is not a step/],
      [{ run: '--force' }, /"--force" is not a step/],
      [{ config: 'none.yml' }, /no configuration at .*none\.yml/],
      [{ 'working-directory': 'nowhere' }, /nowhere is not a folder/],
    ];
    for (const [inputs, message] of cases) {
      const { exit, out, err, commands, outputs, summary } = await runAction(project, { inputs });
      assert.equal(exit, 2, out + err);
      const errors = commands.filter((command) => command.name === 'error');
      assert.equal(errors.length, 1, out + err);
      assert.match(errors[0]?.data ?? '', message);
      assert.deepEqual(Object.fromEntries(outputs), { exit: '2' });
      assert.match(summary, /^## sealsmith: nothing ran \(exit 2\)/);
    }
    assert.equal(project.has('.sealsmith'), false);
  });

  it('marks the line of a wrong configuration', async () => {
    using project = new TestProject(aStep('echo hello', '  sing: {}\n')).commit();
    const { exit, commands } = await runAction(project);
    assert.equal(exit, 2);
    const [error] = commands.filter((command) => command.name === 'error');
    assert.deepEqual(error?.properties, {
      file: 'sealsmith.yml',
      line: '5',
      col: '3',
      title: 'sealsmith configuration',
    });
    assert.match(error?.data ?? '', /"sing" is not a step; did you mean "sign"/);
  });

  it('interprets no branch, commit message, test name or output', async () => {
    const tests = `import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
console.log('::set-env name=PATH::/evil');
console.log('text ##[add-path]/evil');
for (const name of ['GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_OUTPUT', 'GITHUB_STATE']) {
  if (process.env[name]) appendFileSync(process.env[name], 'NODE_OPTIONS=--require=/evil\\n');
}
test('::set-output name=x::y', () => assert.fail('::error::forged\\n::add-mask::e'));
test('::error::', () => assert.fail('${'\\u001b'}[2Jwiped'));
`;
    using project = new TestProject(aNodeProject(tests)).commit();
    const branch = '$(touch${IFS}x)';
    project.git('checkout', '--quiet', '-b', branch);
    project.git('commit', '--quiet', '--allow-empty', `--message=${ESC}[2J::error::from the message`);
    const step = await runAction(project, {
      event: { ...PUSH, ref: `refs/heads/${branch}` },
      inputs: { run: 'test' },
    });
    assert.equal(step.exit, 1, step.out + step.err);
    assert.equal(project.has('x'), false);
    assert.deepEqual(
      step.commands.map(({ name, properties }) => [name, properties['title'] ?? ''].join(' ').trim()),
      [
        'add-mask',
        'group',
        'stop-commands',
        'endgroup',
        'error test: ::set-output name=x::y',
        'error test: ::error::',
      ],
    );
    const outputs = ['exit', 'record', 'record-digest', 'cache', 'tests', 'failed-tests'];
    assert.deepEqual([...step.outputs.keys()], outputs);
    const colors = new RegExp(`${ESC}\\[[0-9;]*m`, 'g');
    assert.ok(!step.out.replace(colors, '').includes(ESC));
    assert.ok(!step.summary.includes(ESC));
    assert.equal(step.forLaterSteps, '');
    assert.equal(project.record().how.ref, `refs/heads/${branch}`);
  });
});

describe('the action, run by act', { skip: without('act'), concurrency: 2 }, () => {
  it('is green, and a later step reads its outputs', async () => {
    using project = new ActProject();
    const { exit, log } = await project.act('green');
    assert.equal(exit, 0, log);
    assert.match(log, /^read exit=0 tests=2 failed=0 digest=sha256:[0-9a-f]{64}$/m);
    assert.match(log, /✓ small: 1 done/);
    assert.match(log, /tier T2 because push on protected main/);
    assert.match(log, /Job succeeded/);
  });

  it('is red, the job with it, and a later step reads its outputs all the same', async () => {
    using project = new ActProject();
    const { exit, log } = await project.act('red');
    assert.equal(exit, 1, log);
    assert.match(log, /^read exit=1 tests=2 failed=1 digest=sha256:[0-9a-f]{64}$/m);
    assert.match(log, /::error file=bad\/test\/page\.test\.js,line=6,title=test%3A shows the logout link::/);
    assert.match(log, /Job failed/);
    // act gives a pseudo terminal without a size.
    assert.match(log, /^ {2}\S*skip\S* +install {2,}/m);
    assert.match(log, /next:\S* sealsmith run test/);
  });
});
