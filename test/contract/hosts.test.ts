/** What every host must do, whatever its protocol. Loops over the registry. */

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Host } from '../../src/core/host.ts';
import { detectHost, type Env, HOSTS } from '../../src/hosts/registry.ts';
import { aView, DISK } from '../unit/hosts/view.ts';
import { aRun, commandFailed, eventsOf } from '../unit/report/builders.ts';

/** One environment a door, in the order of the registry. */
const PLACES: readonly { readonly name: Host['name']; readonly env: Env }[] = [
  { name: 'github', env: { GITHUB_ACTIONS: 'true', CI: 'true' } },
  { name: 'gitlab', env: { GITLAB_CI: 'true', CI: 'true' } },
  { name: 'local', env: {} },
];
const ALSO_LOCAL = { name: 'local', env: { CI: 'true' } } as const;

const RUN = aRun(
  [
    { id: 'install', ms: 3100, summary: '69 packages', remarks: ['no hashes'] },
    { id: 'lint', after: ['install'], state: 'fresh', ms: 0, summary: 'as before' },
    {
      id: 'test',
      after: ['install'],
      state: 'failed',
      summary: '1 failed, 40 passed',
      failure: commandFailed('test', 'pytest -q'),
      failedTests: [{ name: 'test_logout', file: 'tests/nav.py', line: 17, message: 'assert 0' }],
    },
    { id: 'build-binary', after: ['install'], state: 'cancelled', ms: 0 },
  ],
  [{ step: 'push', why: { code: 'needs-naming', detail: 'nothing leaves' } }],
  { path: ['install', 'test'] },
);

test('every host has a file of its own, and every file is in the registry', () => {
  const files = readdirSync(new URL('../../src/hosts/', import.meta.url)).filter((name) =>
    name.endsWith('.ts'),
  );
  const names = files.filter((name) => name !== 'registry.ts').map((name) => name.slice(0, -3));
  assert.deepEqual(
    names,
    PLACES.map((place) => place.name),
  );
  assert.equal(HOSTS.length, names.length);
});

test('each place is found by its own variable, and no two claim it', () => {
  for (const { name, env } of [...PLACES, ALSO_LOCAL]) {
    assert.equal(detectHost(env, DISK).name, name);
    const claims = HOSTS.slice(0, -1).filter((door) => door(env, DISK) !== undefined);
    assert.equal(claims.length, name === 'local' ? 0 : 1);
  }
});

for (const { name, env } of [...PLACES, ALSO_LOCAL]) {
  for (const terminal of name === 'local' ? [false, true] : [false]) {
    const where = `${name}${env['CI'] === 'true' ? ' in CI' : terminal ? ' on a terminal' : ''}`;

    test(`${where}: tells every job, the failed test with its place, the exit status and the next step`, async (t) => {
      const view = aView(t, { terminal });
      const reporter = await detectHost(env, DISK).open(view);
      for (const event of eventsOf(RUN, { install: 'collected\n', test: 'boom\n' })) reporter.on(event);
      await reporter.close();
      const text = view.text();
      for (const part of [
        '69 packages',
        'no hashes',
        'lint',
        '1 failed, 40 passed',
        'build-binary',
        'push',
        'needs-naming: nothing leaves',
      ]) {
        assert.ok(text.includes(part), part);
      }
      assert.match(text, /tests\/nav\.py:17 {2}test_logout/);
      assert.match(text, /1 failed \(exit 1\)/);
      // A forge says last how to make the same again at a desk.
      const last = text.trimEnd().split('\n');
      if (name !== 'local') assert.match(last.pop() ?? '', /^reproduce: sealsmith reproduce \S*run\.json/);
      assert.ok(last.at(-1)?.startsWith('next: '), text);
    });

    test(`${where}: tells a failure without a run, and its next step`, async (t) => {
      const view = aView(t, { terminal });
      const reporter = await detectHost(env, DISK).open(view);
      reporter.failed({ code: 'tool-missing', tool: 'uv', wantedBy: 'install', get: 'pip install uv' });
      await reporter.close();
      assert.match(
        view.text(),
        /install needs uv, which is not on this machine \(exit 5\)\nnext: pip install uv\n$/,
      );
    });

    test(`${where}: quiet says nothing of what went well`, async (t) => {
      const view = aView(t, { terminal, quiet: true });
      const reporter = await detectHost(env, DISK).open(view);
      for (const event of eventsOf(RUN, { install: 'collected\n', test: 'boom\n' })) reporter.on(event);
      await reporter.close();
      assert.ok(!view.text().includes('69 packages'));
      assert.match(view.text(), /test_logout/);
    });

    test(`${where}: without colour there is no colour, and with it the same words`, async (t) => {
      const shown: string[] = [];
      for (const color of [false, true]) {
        const view = aView(t, { terminal, color });
        const reporter = await detectHost(env, DISK).open(view);
        for (const event of eventsOf(RUN, { test: 'boom\n' })) reporter.on(event);
        await reporter.close();
        shown.push(view.text());
      }
      const [plain = '', colored = ''] = shown;
      const colors = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
      assert.doesNotMatch(plain, colors);
      assert.equal(colored.replace(colors, ''), plain);
    });

    test(`${where}: leaves no timer and nothing to restore behind`, async (t) => {
      const view = aView(t, { terminal });
      const reporter = await detectHost(env, DISK).open(view);
      for (const event of eventsOf(RUN).slice(0, 3)) reporter.on(event);
      await reporter.close();
      const before = view.text();
      view.exit();
      assert.equal(view.text(), before);
      assert.equal(view.timers(), 0);
    });
  }
}
