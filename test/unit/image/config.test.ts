import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { envValue, readConfig } from '../../../src/image/config.ts';
import { json } from '../../support/layouts.ts';

const D = `sha256:${'d'.repeat(64)}`;
const LEAST = { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [D] } };

describe('the configuration of an image', () => {
  it('is read as Docker writes it, nulls and all', () => {
    const read = readConfig(
      json({
        ...LEAST,
        variant: '',
        created: '2026-01-01T00:00:00Z',
        container_config: { anything: 1 },
        config: {
          Env: ['A=1', 'A=2=3'],
          Entrypoint: null,
          Cmd: ['x'],
          User: '10:10',
          WorkingDir: '/app',
          ExposedPorts: { '80/tcp': {}, '53/udp': {} },
          Volumes: null,
          Labels: { a: 'b' },
          OnBuild: null,
          Healthcheck: { Test: ['CMD', 'x'], Interval: 5, Retries: 3 },
        },
        history: [{ created_by: 'a' }, { created_by: 'b', empty_layer: true, comment: 'c' }],
      }),
    );
    assert.ok(read.ok);
    const { value } = read;
    assert.deepEqual(value.platform, { os: 'linux', architecture: 'amd64' });
    assert.deepEqual(value.ports, ['53/udp', '80/tcp']);
    assert.deepEqual([value.entrypoint, value.cmd, value.volumes], [[], ['x'], []]);
    assert.equal(envValue(value.env, 'A'), '2=3');
    assert.deepEqual(value.healthcheck, {
      test: ['CMD', 'x'],
      interval: 5,
      timeout: undefined,
      startPeriod: undefined,
      retries: 3,
    });
    assert.deepEqual(
      value.history.map(({ empty }) => empty),
      [false, true],
    );
  });

  it('has no health check when it switches that off', () => {
    const read = readConfig(json({ ...LEAST, config: { Healthcheck: { Test: ['NONE'] } } }));
    assert.ok(read.ok && read.value.healthcheck === undefined);
  });

  const wrong: readonly (readonly [string, string | object])[] = [
    ['no JSON', '{'],
    ['a list', '[]'],
    ['a name twice', '{"os":"linux","os":"windows"}'],
    ['no platform', { rootfs: LEAST.rootfs }],
    ['no layers', { os: 'linux', architecture: 'amd64' }],
    ['a digest that is none', { ...LEAST, rootfs: { type: 'layers', diff_ids: ['sha256:../../x'] } }],
    ['variables that are none', { ...LEAST, config: { Env: 'A=1' } }],
    ['a user that is a number', { ...LEAST, config: { User: 10 } }],
    ['labels of something else', { ...LEAST, config: { Labels: { a: {} } } }],
    ['a history that is none', { ...LEAST, history: {} }],
  ];
  for (const [name, value] of wrong) {
    it(`is refused with ${name}`, () => {
      assert.equal(readConfig(typeof value === 'string' ? Buffer.from(value) : json(value)).ok, false);
    });
  }
});
