/**
 * Threat E3: names of tests, files, branches and steps, and what jobs print, speak to the forge or to the terminal.
 * The log is read here as the runner, GitLab and a terminal read it; only what is ours may be understood.
 */

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { View } from '../../src/core/host.ts';
import { detectHost, type Env } from '../../src/hosts/registry.ts';
import { aView, DISK } from '../unit/hosts/view.ts';
import { aRun, commandFailed, eventsOf, type Run } from '../unit/report/builders.ts';

const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);

/** Everything that was ever used to forge a log. */
const PAYLOADS = [
  '::set-output name=token::stolen',
  '::add-mask::e',
  '   ::error file=a,line=1::forged',
  '##[set-env name=PATH]/evil',
  'text ##[group]forged',
  '::stop-commands::00000000000000000000000000000001',
  '::00000000000000000000000000000001::',
  '\r::set-env name=NODE_OPTIONS::--require=/evil',
  '\u0085::set-output name=a::b',
  '\u00a0::set-output name=a::b',
  `section_end:1:sealsmith_test\r${ESC}[0K`,
  `${ESC}[0Ksection_start:1:forged[collapsed=true]\r${ESC}[0Kforged`,
  `${ESC}[2J${ESC}[H${ESC}[3J`,
  `${ESC}[1A${ESC}[2K\r  ok   test            4.8s  41 passed`,
  `${ESC}]0;title${BEL}`,
  `${ESC}]8;;https://example.org${ESC}\\click${ESC}]8;;${ESC}\\`,
  `${ESC}]52;c;ZXZpbA==${BEL}`,
  `${ESC}[8mhidden${ESC}[0m`,
  `${ESC}[?1049h${ESC}[?25l`,
  '\u009b2J\u009d0;x\u009c',
  'user\u202etxt.exe \u2066x\u2069',
  '##vso[task.setvariable variable=x]y',
  '##teamcity[buildStatus status=SUCCESS]',
];

/** A run in which every foreign word is hostile: project, branch, step, command, file, test, message, remark, summary. */
function hostileRun(payload: string): Run {
  const word = `x\n${payload}`;
  const run = aRun(
    [
      { id: 'lint', summary: word, remarks: [word], spec: { commands: [{ tool: word, args: [word] }] } },
      {
        id: `job\n${payload}`,
        summary: payload,
        state: 'failed',
        failure: commandFailed(word, word),
        failedTests: [
          { name: payload, file: payload, line: 1, message: word },
          { name: word, file: undefined, line: undefined, message: payload },
        ],
        log: word,
      },
      { id: 'test', state: 'failed', failure: commandFailed('test', payload) },
    ],
    [{ step: word, why: { code: 'needs-naming', detail: word } }],
    {
      path: [word, payload],
      artifacts: [],
      context: { commit: payload, ref: word, change: payload, tierReason: word },
    },
  );
  return { ...run, plan: { ...run.plan, project: { name: payload, toolchain: 'python', file: word } } };
}

async function logOf(
  t: TestContext,
  env: Env,
  run: Run,
  output: Record<string, string>,
  more: Partial<View> = {},
): Promise<string> {
  const view = aView(t, { color: true, ...more });
  const reporter = await detectHost(env, DISK).open(view);
  for (const event of eventsOf(run, output)) {
    reporter.on(event);
    if (event.kind === 'run-started')
      reporter.on({ kind: 'remark', job: undefined, text: output['lint'] ?? '' });
    if (event.kind === 'job-started')
      reporter.on({ kind: 'job-progress', job: event.job, note: output['lint'] ?? '' });
    view.tick();
  }
  await reporter.close();
  return view.text();
}

function printedBy(run: Run, payload: string): Record<string, string> {
  const text = `before\n${payload}\nbetween ${payload}\n${payload}`;
  return Object.fromEntries(run.jobs.map((job) => [job.how.id, text]));
}

/** What the runner of GitHub does with a log: `ActionCommand` and `ActionCommandManager` of actions/runner. */
function githubCommands(log: string): { readonly name: string; readonly data: string }[] {
  const known = new Set([
    'set-output',
    'set-env',
    'add-path',
    'add-mask',
    'save-state',
    'add-matcher',
    'remove-matcher',
    'debug',
    'warning',
    'error',
    'notice',
    'group',
    'endgroup',
    'echo',
    'stop-commands',
  ]);
  const found: { name: string; data: string }[] = [];
  let stopped: string | undefined;
  for (const line of log.split(/\r\n|\n|\r/)) {
    const parts =
      /^[\s\u0085]*::([^ :]+)(?: .*?)?::(.*)$/.exec(line) ?? /##\[([^ \]]+)[^\]]*\](.*)/.exec(line);
    const name = parts?.[1]?.toLowerCase();
    if (name === undefined || !(known.has(name) || name === stopped)) continue;
    if (stopped !== undefined) {
      if (name === stopped) stopped = undefined;
      continue;
    }
    if (name === 'stop-commands') stopped = parts?.[2] ?? '';
    else found.push({ name, data: parts?.[2] ?? '' });
  }
  assert.equal(stopped, undefined, 'commands stay stopped');
  return found;
}

/** What GitLab takes for the border of a section: `logs_section_prefix_regex` and what follows it. */
function gitlabSections(log: string): string[] {
  return [...log.matchAll(/section_(start|end):\d+:([a-zA-Z0-9_.-]+)(?:\[[^\]]*\])?\r/g)].map(
    (match) => `${match[1]} ${match[2]}`,
  );
}

/** What is left when the harmless colours, and where we draw our own, are taken away. */
function residue(log: string, drawn: boolean): string {
  const colors = new RegExp(
    `${ESC}\\[(?:0|1|2|3|4|22|23|24|3[1-79]|9[1-7])(?:;(?:0|1|2|3|4|22|23|24|3[1-79]|9[1-7]))*m`,
    'g',
  );
  const ours = new RegExp(`${ESC}\\[\\d+A\\r|${ESC}\\[[KJ]|${ESC}\\[\\?25[hl]`, 'g');
  const text = log.replace(colors, '');
  return drawn ? text.replace(ours, '') : text;
}

const GITHUB = { GITHUB_ACTIONS: 'true' };
const GITLAB = { GITLAB_CI: 'true' };

for (const payload of PAYLOADS) {
  const named = JSON.stringify(payload);

  test(`GitHub understands only our own commands: ${named}`, async (t) => {
    const run = hostileRun(payload);
    const log = await logOf(t, GITHUB, run, printedBy(run, payload));
    const names = githubCommands(log).map((command) => command.name);
    assert.deepEqual([...new Set(names)].sort(), ['endgroup', 'error', 'group']);
    assert.equal(names.filter((name) => name === 'group').length, 3);
    assert.equal(names.filter((name) => name === 'endgroup').length, 3);
    // The page of a log gives these a meaning even where the runner does not.
    assert.ok(log.split('\n').every((line) => line.startsWith('::') || !/##\[/.test(line)));
    assert.doesNotMatch(residue(log, false).replace(/\n/g, ''), /[\p{Cc}\u202e\u2066]/u);
  });

  test(`GitLab sees only our own sections: ${named}`, async (t) => {
    const run = hostileRun(payload);
    const log = await logOf(t, GITLAB, run, printedBy(run, payload));
    const sections = gitlabSections(log);
    assert.equal(sections.length, 6);
    for (let at = 0; at < 6; at += 2) {
      assert.equal(sections[at]?.replace('start', 'end'), sections[at + 1]);
    }
    const markers = new RegExp(
      `${ESC}\\[0Ksection_(?:start|end):\\d+:sealsmith_[A-Za-z0-9_.-]+(?:\\[collapsed=true\\])?\\r${ESC}\\[0K`,
      'g',
    );
    assert.doesNotMatch(residue(log.replace(markers, ''), false).replace(/\n/g, ''), /[\p{Cc}\u202e\u2066]/u);
  });

  test(`an unknown service, a pipe and a terminal get no control of others: ${named}`, async (t) => {
    const run = hostileRun(payload);
    const views: readonly (readonly [Env, Partial<View>])[] = [
      [{ CI: 'true' }, {}],
      [{}, {}],
      [{}, { verbose: true }],
      [{}, { terminal: true }],
    ];
    for (const [env, view] of views) {
      const log = await logOf(t, env, run, printedBy(run, payload), view);
      assert.doesNotMatch(residue(log, view.terminal === true).replace(/\n/g, ''), /[\p{Cc}\u202e\u2066]/u);
      if (env['CI'] === 'true') assert.doesNotMatch(log, /##(?:vso|teamcity)?\[/);
    }
  });
}

test('what a job prints cannot pass for a line of ours: it stands in its group or behind a bar', async (t) => {
  const forged = '  ok   test            4.8s  41 passed\n4 done · 1.0s\n';
  const run = aRun([{ id: 'test', state: 'failed', failure: commandFailed('test', 'pytest') }]);
  for (const env of [{ CI: 'true' }, {}]) {
    const lines = (await logOf(t, env, run, { test: forged }, { verbose: true, color: false })).split('\n');
    const forgeries = lines.filter((line) => line.includes('41 passed') || line.includes('4 done'));
    assert.ok(forgeries.length >= 2);
    assert.ok(
      forgeries.every((line) => /^(?: {4}| {2}|test +)\| /.test(line)),
      forgeries.join('\n'),
    );
  }
});

test('honest twin: colours, tabs, letters of all the world and words like ::before come through', async (t) => {
  const honest = `${ESC}[32mPASSED${ESC}[0m tests/grüße.py\n\tstd::vector<int> a::b\n日本語 👩‍💻 ❤️\n100 % # [x] <b> & "c"`;
  const run = aRun([{ id: 'test' }]);
  for (const env of [GITHUB, GITLAB, { CI: 'true' }]) {
    const log = await logOf(t, env, run, { test: honest });
    for (const line of honest.split('\n')) assert.ok(log.includes(line), line);
  }
});
