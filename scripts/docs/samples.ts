/** One failure of each code (two where the exit status depends on the data), for the page of exit codes. */

import type { FailureCode, FailureOf } from '../../src/core/failure.ts';

/** The compiler sees to it that no code is forgotten. */
export const SAMPLES: { readonly [C in FailureCode]: readonly FailureOf<C>[] } = {
  usage: [{ code: 'usage', message: '"tset" is not a step', nearest: 'test' }],
  'config-invalid': [
    {
      code: 'config-invalid',
      problems: [
        {
          place: { file: 'sealsmith.yml', line: 12, column: 9 },
          message: 'unknown setting "timout" in steps.test; did you mean "timeout"?',
        },
      ],
    },
  ],
  'config-absent': [{ code: 'config-absent', path: 'ci/sealsmith.yml' }],
  'config-exists': [{ code: 'config-exists', path: 'sealsmith.yml' }],
  'not-a-folder': [{ code: 'not-a-folder', path: 'diray' }],
  'nothing-detected': [{ code: 'nothing-detected', root: 'docs' }],
  'toolchain-ambiguous': [
    {
      code: 'toolchain-ambiguous',
      found: [
        { name: 'python', file: 'requirements.txt' },
        { name: 'node', file: 'package.json' },
      ],
    },
  ],
  'project-invalid': [
    {
      code: 'project-invalid',
      file: 'requirements.txt',
      message: 'names requirements/base.txt, which is not there',
      next: 'add requirements/base.txt, or take the line out of requirements.txt',
    },
  ],
  'step-cycle': [{ code: 'step-cycle', steps: ['smoke', 'load', 'smoke'] }],
  'outputs-overlap': [{ code: 'outputs-overlap', path: 'out/report.xml', jobs: ['smoke', 'load'] }],
  'output-tracked': [{ code: 'output-tracked', job: 'smoke', path: 'reports' }],
  'output-outside': [
    { code: 'output-outside', job: 'smoke', path: 'shared/reports', place: '/srv/shared/reports' },
  ],
  'variable-unset': [{ code: 'variable-unset', name: 'INDEX_PASSWORD', wantedBy: 'install' }],
  'fact-missing': [{ code: 'fact-missing', fact: 'deps', wantedBy: 'test' }],
  'fact-stale': [{ code: 'fact-stale', fact: 'deps', file: 'requirements.txt' }],
  'record-invalid': [{ code: 'record-invalid', path: '.sealsmith/run.json', message: 'it is not JSON' }],
  'tool-missing': [{ code: 'tool-missing', tool: 'poetry', wantedBy: 'install', get: 'pipx install poetry' }],
  'tool-broken': [
    { code: 'tool-broken', tool: 'uv', path: '/usr/local/bin/uv', message: 'uv --version ended with 1' },
  ],
  'git-refused': [
    {
      code: 'git-refused',
      path: '/builds/diary',
      why: 'owner',
      detail: 'git config --global --add safe.directory /builds/diary',
    },
  ],
  'key-unusable': [
    {
      code: 'key-unusable',
      path: '/home/ada/.local/state/sealsmith/keys/machine.key',
      why: 'others may use it: its mode is 0644, not 0600',
    },
  ],
  'cache-refused': [
    {
      code: 'cache-refused',
      entry: 'test',
      reason: 'digest-mismatch',
      detail: 'piece 3',
    },
  ],
  'cache-unreachable': [
    { code: 'cache-unreachable', reason: 'store-error', detail: '/srv/cache is no folder' },
  ],
  'workspace-busy': [{ code: 'workspace-busy', path: '.sealsmith/lock', pid: 4711 }],
  system: [{ code: 'system', doing: 'write', path: '.sealsmith/logs/test.log', errno: 'ENOSPC' }],
  'command-failed': [
    { code: 'command-failed', job: 'test', command: 'pytest -q', exit: 1, log: '.sealsmith/logs/test.log' },
  ],
  'command-killed': [
    {
      code: 'command-killed',
      job: 'test',
      command: 'pytest -q',
      signal: 'SIGKILL',
      log: '.sealsmith/logs/test.log',
    },
  ],
  'command-timeout': [
    {
      code: 'command-timeout',
      job: 'test',
      command: 'pytest -q',
      limit: 600_000,
      log: '.sealsmith/logs/test.log',
    },
  ],
  'output-missing': [{ code: 'output-missing', job: 'smoke', path: 'smoke.log' }],
  'output-invalid': [
    { code: 'output-invalid', job: 'test', path: '.sealsmith/work/test/junit.xml', message: 'is not JUnit' },
  ],
  interrupted: [
    { code: 'interrupted', signal: 'SIGINT' },
    { code: 'interrupted', signal: 'SIGTERM' },
  ],
  bug: [{ code: 'bug', message: 'no job lint', stack: '' }],
};
