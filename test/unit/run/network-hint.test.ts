import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Isolation } from '../../../src/core/ports.ts';
import { ok } from '../../../src/core/result.ts';
import type { Job } from '../../../src/core/step.ts';
import { execute } from '../../../src/run/execute.ts';
import { NO_CACHE } from '../../support/cache.ts';
import { aJobOf, plannedOf } from '../../support/planned.ts';
import { FakeProcesses, print } from '../../support/processes.ts';
import { aWorld, value } from '../../support/world.ts';

const HINT = 'it was kept off the network; steps.test.network: true lets it reach the network';

/** The remarks of a job that printed something and ended. */
async function remarks(
  printed: string,
  { exit = 1, network = 'withheld', job = aJobOf('test/unit') }: Told = {},
): Promise<readonly string[]> {
  const processes = new FakeProcesses({
    'test-unit': (request) => {
      print(request, printed);
      return { kind: 'exited', exit };
    },
  });
  const base = plannedOf([[job]]);
  const jobs = base.plan.jobs.map((one) => ({
    ...one,
    isolation: { processes: 'namespaces', network } as const,
  }));
  const executed = await execute(
    aWorld({ processes }),
    { ...base, plan: { ...base.plan, jobs } },
    {
      jobs: 1,
      keepGoing: false,
      force: false,
      signal: new AbortController().signal,
      durations: new Map(),
      facts: {},
      bins: [],
      cache: NO_CACHE,
      envFile: undefined,
      granted: new Map(),
      emit: () => {},
      account: () => assert.fail('nobody asks for it'),
    },
  );
  return value(executed).jobs[0]?.how.remarks ?? [];
}

type Told = { readonly exit?: number; readonly network?: Isolation['network']; readonly job?: Job };

describe('a job that failed without the network', () => {
  for (const line of [
    'Error: getaddrinfo ENOTFOUND example.org',
    'getaddrinfo EAI_AGAIN example.org',
    'connect ENETUNREACH 192.0.2.1:443',
    'curl: (6) Could not resolve host: example.org',
    'socket.gaierror: [Errno -3] Temporary failure in name resolution',
    'OSError: [Errno 101] Network is unreachable',
    '[Errno -5] No address associated with hostname',
    'Get "https://example.org": dial tcp: lookup example.org: i/o timeout',
  ]) {
    it(`is told how it is granted: ${line}`, async () => {
      assert.deepEqual(await remarks(`begin\n${line}\nend\n`), [HINT]);
    });
  }

  it('is told beside what its reader says', async () => {
    const finish = async () => ok({ facts: {}, summary: '', remarks: ['read'] });
    assert.deepEqual(await remarks('ENOTFOUND\n', { job: aJobOf('test/unit', {}, { finish }) }), [
      'read',
      HINT,
    ]);
  });

  it('is told nothing when it had the network, did well, or failed of something else', async () => {
    assert.deepEqual(await remarks('ENOTFOUND\n', { network: 'granted' }), []);
    assert.deepEqual(await remarks('ENOTFOUND\n', { network: 'shared' }), []);
    assert.deepEqual(await remarks('ENOTFOUND\n', { exit: 0 }), []);
    assert.deepEqual(await remarks('1 test failed\n'), []);
  });
});
