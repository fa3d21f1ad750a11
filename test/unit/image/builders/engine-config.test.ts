import { deepEqual, equal } from 'node:assert/strict';
import { it } from 'node:test';
import type { Sha256 } from '../../../../src/core/digest.ts';
import { imageDigest } from '../../../../src/core/image.ts';
import { plainConfig } from '../../../../src/image/builders/engine-config.ts';

const LAYER = imageDigest('a'.repeat(64) as Sha256);

function plain(config: unknown): unknown {
  const made = plainConfig(Buffer.from(JSON.stringify(config)), 315_532_800, [LAYER]);
  return made.ok ? JSON.parse(Buffer.from(made.value).toString()) : made.failure;
}

it('keeps what decides how a container starts, and nothing of who made it', () => {
  deepEqual(
    plain({
      created: '2026-12-01T04:00:00.5Z',
      architecture: 'amd64',
      os: 'linux',
      container: 'c0ffee',
      container_config: { Hostname: 'c0ffee', Env: ['SECRET=x'] },
      docker_version: '20.10',
      parent: 'sha256:1',
      config: {
        Hostname: 'c0ffee',
        Image: 'sha256:1',
        Cmd: ['a'],
        Entrypoint: null,
        Env: ['A=b'],
        Healthcheck: { Test: ['CMD', 'a'] },
        Labels: { z: '1', 'io.buildah.version': '1.28.2', a: '2' },
      },
      rootfs: { type: 'layers', diff_ids: ['sha256:other'] },
      history: [
        { created: '1979-01-01T00:00:00Z', created_by: 'base' },
        { created: '2026-12-01T04:00:00Z', created_by: 'RUN a', comment: 'FROM 0123456789ab' },
        { created: '2026-12-01T04:00:00Z', created_by: 'CMD a', comment: 'buildkit', empty_layer: true },
      ],
    }),
    {
      created: '1980-01-01T00:00:00Z',
      architecture: 'amd64',
      os: 'linux',
      config: {
        Env: ['A=b'],
        Cmd: ['a'],
        Labels: { a: '2', z: '1' },
        Healthcheck: { Test: ['CMD', 'a'] },
      },
      rootfs: { type: 'layers', diff_ids: [LAYER] },
      history: [
        { created_by: 'base', created: '1979-01-01T00:00:00Z' },
        { created_by: 'RUN a', created: '1980-01-01T00:00:00Z' },
        { created_by: 'CMD a', empty_layer: true, comment: 'buildkit', created: '1980-01-01T00:00:00Z' },
      ],
    },
  );
});

it('refuses what is no configuration', () => {
  equal(plain('text'), 'it is no object');
});
