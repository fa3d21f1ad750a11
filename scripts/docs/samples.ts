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
  'pipeline-foreign': [
    { code: 'pipeline-foreign', path: '.github/workflows/sealsmith.yml', why: 'not-ours' },
  ],
  'pipeline-outdated': [
    {
      code: 'pipeline-outdated',
      path: '.gitlab/sealsmith.yml',
      first: { line: 23, has: '  needs: []', wants: '  needs:' },
    },
  ],
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
  'source-unreachable': [
    {
      code: 'source-unreachable',
      url: 'https://gitlab.example.org/group/diary.git',
      detail: 'fatal: Authentication failed',
    },
  ],
  'record-refused': [
    { code: 'record-refused', why: 'unnamed', wantedBy: 'sign' },
    { code: 'record-refused', why: 'absent', digest: '4f2c…' },
    { code: 'record-refused', why: 'not-of-commit', digest: '4f2c…', path: 'requirements.txt' },
    { code: 'record-refused', why: 'failed', digest: '4f2c…', exit: 1 },
    { code: 'record-refused', why: 'dirty', digest: '4f2c…' },
    { code: 'record-refused', why: 'nothing-made', wantedBy: 'sign', fact: 'image' },
    { code: 'record-refused', why: 'nothing-made', wantedBy: 'sign', fact: 'binary' },
    { code: 'record-refused', why: 'other-commit', digest: '4f2c…', found: '8c1d0a4…', wanted: 'a41c9e2…' },
    { code: 'record-refused', why: 'conflict', fact: 'binary', digests: ['4f2c…', '9d07…'] },
  ],
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
  'image-invalid': [
    { code: 'image-invalid', what: 'image.tar', message: 'its manifest names a layer that is not in it' },
  ],
  'digest-mismatch': [
    {
      code: 'digest-mismatch',
      what: 'a layer of registry.example.org/diary',
      expected: 'sha256:7b1e…',
      found: 'sha256:90ac…',
    },
  ],
  'base-mismatch': [
    {
      code: 'base-mismatch',
      base: 'debian:bookworm',
      message: 'has Python 3.11, and pyproject.toml asks for >=3.12',
    },
  ],
  'base-changed': [
    {
      code: 'base-changed',
      base: 'debian:bookworm',
      message: 'python3-minimal 3.11.2-1+b1 is not in the archive any more',
    },
  ],
  'lock-invalid': [{ code: 'lock-invalid', path: 'sealsmith.lock', message: 'it is not JSON' }],
  'image-build-failed': [
    { code: 'image-build-failed', builder: 'docker', message: 'the build ended with 1' },
  ],
  'engine-unavailable': [
    { code: 'engine-unavailable', engine: 'docker', message: 'its daemon does not answer' },
  ],
  'check-failed': [
    {
      code: 'check-failed',
      why: 'ended',
      message: 'it ended with 1 before it answered on port 5000',
    },
  ],
  'registry-refused': [
    {
      code: 'registry-refused',
      registry: 'registry.example.org',
      repository: 'group/diary',
      doing: 'push to',
      why: 'denied',
      as: 'gitlab-ci-token (CI_REGISTRY_USER)',
      detail: 'requested access to the resource is denied',
    },
    {
      code: 'registry-refused',
      registry: 'registry.example.org',
      repository: 'group/diary',
      doing: 'push a manifest to',
      why: 'invalid',
      as: 'nobody',
      detail: 'manifest invalid',
    },
  ],
  'registry-unreachable': [
    {
      code: 'registry-unreachable',
      registry: 'registry.example.org',
      doing: 'read a manifest',
      detail: 'registry.example.org: ECONNREFUSED',
    },
  ],
  'signing-key-invalid': [{ code: 'signing-key-invalid', what: 'cosign.key', message: 'it is a public key' }],
  'signing-key-locked': [
    { code: 'signing-key-locked', what: 'cosign.key', why: 'wrong-password' },
    { code: 'signing-key-locked', what: 'SEALSMITH_SIGNING_KEY', why: 'no-password' },
  ],
  'signing-impossible': [
    {
      code: 'signing-impossible',
      why: 'unknown-issuer',
      message: 'the public Sigstore does not know gitlab.example.org',
      next: 'sign with a key, or name a private Sigstore (signing.config, signing.trusted-root)',
    },
  ],
  'identity-unusable': [
    {
      code: 'identity-unusable',
      from: 'GitHub',
      why: 'absent',
      message: 'the job lacks id-token: write',
      next: 'give the job "permissions: { id-token: write }"',
    },
  ],
  'sigstore-refused': [
    {
      code: 'sigstore-refused',
      service: 'the certificate authority at fulcio.example.org',
      doing: 'issue a certificate',
      status: 400,
      detail: 'the issuer is not known here',
    },
  ],
  'sigstore-unreachable': [
    {
      code: 'sigstore-unreachable',
      service: 'the log at rekor.example.org',
      doing: 'enter a signature',
      detail: 'rekor.example.org: ECONNREFUSED',
    },
  ],
  'sigstore-invalid': [
    {
      code: 'sigstore-invalid',
      service: 'the log at rekor.example.org',
      message: 'its entry is about another signature',
    },
  ],
  'services-invalid': [{ code: 'services-invalid', path: 'signing_config.json', message: 'it is not JSON' }],
  'not-verified': [
    {
      code: 'not-verified',
      subject: 'registry.example.org/diary@sha256:7b1e…',
      exit: 3,
      reasons: ['wrong-repository'],
    },
    {
      code: 'not-verified',
      subject: 'registry.example.org/diary@sha256:7b1e…',
      exit: 4,
      reasons: ['subject-mismatch'],
    },
    {
      code: 'not-verified',
      subject: 'registry.example.org/diary@sha256:7b1e…',
      exit: 5,
      reasons: ['unreachable'],
    },
  ],
  'not-reproduced': [
    {
      code: 'not-reproduced',
      commit: 'a41c9e2f4b11',
      differs: ['build-binary', 'dist/diary.tar.gz'],
      ran: true,
    },
    { code: 'not-reproduced', commit: 'a41c9e2f4b11', differs: ['test (commands)'], ran: false },
  ],
  'reproduce-impossible': [
    {
      code: 'reproduce-impossible',
      message: 'the record is of a tree with changes that no commit has',
      why: 'dirty',
      next: 'commit, run again, and reproduce that record',
    },
    {
      code: 'reproduce-impossible',
      message: 'commit a41c9e2f4b11 is not in this repository',
      why: 'commit-absent',
      next: 'start in a clone that has it, or let --fetch get it',
    },
  ],
  interrupted: [
    { code: 'interrupted', signal: 'SIGINT' },
    { code: 'interrupted', signal: 'SIGTERM' },
  ],
  bug: [{ code: 'bug', message: 'no job lint', stack: '' }],
};
