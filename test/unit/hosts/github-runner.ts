/** A step of a GitHub job in a process of its own: one failed run, told to the host's reporter. */

import { github } from '../../../src/hosts/github.ts';
import { aRun, commandFailed, eventsOf } from '../report/builders.ts';
import { DISK } from './view.ts';

const host = github(process.env, DISK);
const reporter = await host?.open({
  write: (text) => void process.stdout.write(text),
  terminal: false,
  color: false,
  verbose: false,
  quiet: false,
  columns: () => 80,
  rows: () => 24,
  every: () => () => {},
  onExit: () => () => {},
  token: () => 'f'.repeat(32),
  clock: { now: () => 0 },
  files: DISK,
  workspace: process.argv[2] ?? '',
  secrets: [],
});
const failedTests = [{ name: 'x', file: 'a.py', line: 2, message: 'm' }];
const junit = { tests: 3, passed: 2, failed: 1, skipped: 0, evidence: [] };
const run = aRun(
  [{ id: 'test', state: 'failed', failure: commandFailed('test', 'pytest'), failedTests }],
  [],
  { facts: { junit } },
);
for (const event of eventsOf(run, { test: 'boom\n' })) reporter?.on(event);
await reporter?.close();
