import assert from 'node:assert/strict';
import { it, type TestContext } from 'node:test';
import type { World } from '../../../src/core/ports.ts';
import { ok } from '../../../src/core/result.ts';
import { EMPTY_CONFIG } from '../../../src/run/config-shape.ts';
import { imageFacts } from '../../../src/run/image-facts.ts';
import { FakeFiles } from '../../support/files.ts';
import { aTool, aWorld, value, WORKSPACE } from '../../support/world.ts';

/** What Docker's client is asked with; `exit` is what it answers. */
async function probe(t: TestContext, env: World['env'], exit = 0) {
  const world = aWorld({ env, files: new FakeFiles({ [`${WORKSPACE}/Dockerfile`]: 'FROM scratch\n' }) });
  const given: unknown[] = [];
  t.mock.method(
    world.processes,
    'ask',
    async (_path: string, _args: readonly string[], variables: unknown) => {
      given.push(variables);
      return ok({ exit, output: '', errors: '' });
    },
  );
  const tools = new Map([['docker', aTool('docker')]]);
  const facts = value(await imageFacts(world, WORKSPACE, EMPTY_CONFIG, tools));
  return { answers: facts.docker, given: given[0] };
}

it("asks the daemon of the person's own context, as their settings or a variable name it", async (t) => {
  assert.deepEqual((await probe(t, {})).given, { DOCKER_CONFIG: '/home/ada/.docker' });
  assert.deepEqual(
    (await probe(t, { DOCKER_CONFIG: '/etc/mine', DOCKER_CONTEXT: 'far', OTHER: 'x' })).given,
    {
      DOCKER_CONFIG: '/etc/mine',
      DOCKER_CONTEXT: 'far',
    },
  );
});

it('takes a client without a daemon for none', async (t) => {
  assert.equal((await probe(t, {})).answers, true);
  assert.equal((await probe(t, {}, 1)).answers, false);
});
