import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Grant } from '../../../src/core/step.ts';
import { giveRegistries } from '../../../src/run/registries.ts';
import { FakeFiles } from '../../support/files.ts';
import { aWorld, value } from '../../support/world.ts';
import { aSpec } from '../report/builders.ts';

const basic = (word: string): string => Buffer.from(`ada:${word}`).toString('base64');

const AUTHS = {
  'one.example.org': { auth: basic('word-of-one') },
  'two.example.org': { auth: basic('word-of-two') },
};

async function given(grants: readonly Grant[], trusted = true) {
  const files = new FakeFiles({
    '/home/ada/.docker/config.json': JSON.stringify({ auths: AUTHS, currentContext: 'far' }),
    '/home/ada/.docker/contexts/meta': '',
  });
  const world = aWorld({ files, home: '/home/ada', env: {} });
  const secrets = value(await giveRegistries({ world, trusted }, aSpec('x', { grants }), '/job/docker'));
  return { secrets, config: JSON.parse(files.text('/job/docker/config.json') ?? ''), files };
}

describe('credentials of registries for a job', () => {
  it('are those of the hosts that it was granted, and no others', async () => {
    const { config, secrets } = await given(['network', 'registry:one.example.org']);
    assert.deepEqual(Object.keys(config.auths), ['one.example.org']);
    assert.ok(secrets.includes('word-of-one') && secrets.includes(basic('word-of-one')));
    assert.ok(!JSON.stringify([config, secrets]).includes('two'));
  });

  it('are none for a host whose name only looks like it', async () => {
    for (const host of ['example.org', 'one.example.org:5000', 'x.one.example.org', 'ONE.example.org.'])
      assert.deepEqual((await given([`registry:${host}`])).config.auths ?? {}, {}, host);
  });

  it('are none for a change on a forge', async () => {
    const { config, secrets } = await given(['registry:one.example.org'], false);
    assert.deepEqual([config.auths ?? {}, secrets], [{}, []]);
  });

  it('come with the daemon that the person chose for an engine, and without it for nobody else', async () => {
    assert.equal((await given(['engine'])).config.currentContext, 'far');
    assert.equal((await given(['registry:one.example.org'])).config.currentContext, undefined);
  });

  it('are where nobody else reads', async () => {
    const { files } = await given(['registry:one.example.org']);
    assert.ok(files.readPrivate('/job/docker/config.json').ok);
  });
});
