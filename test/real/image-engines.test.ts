/** The examples' own Dockerfiles, unchanged, by real engines: they install what they need, and the images answer. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import type { WorkspacePath } from '../../src/core/path.ts';
import type { CheckRequest } from '../../src/image/check/request.ts';
import { type Docker, dockerEngine } from '../support/docker.ts';
import { builtRecipe, dockerfileRecipe, ENTRY, HERE } from '../support/engine-builds.ts';
import { podmanEnv } from '../support/image-checks.ts';
import { type LanguageBases, moveTag, pushLanguageBases } from '../support/language-bases.ts';
import { without } from '../support/python-projects.ts';
import { startDockerRegistry } from '../support/registries.ts';
import { temporaryFolder } from '../support/temporary.ts';

const docker: Docker | string = await dockerEngine();

after(async () => {
  if (typeof docker !== 'string') await docker.stop();
});

const EXAMPLES = {
  diary: { base: 'python:3', port: 5000, env: { DIARY_SECRET: 'only-for-this-test-0123456789abcdef' } },
  hello: { base: 'node:24', port: 3000, env: {} },
} as const;

type Example = keyof typeof EXAMPLES;

describe('the examples by engines', {
  skip: without('mmdebstrap') || without('crane') || without('docker-registry'),
}, () => {
  let host = '';
  let bases: LanguageBases = { python: '', node: '' };
  const ends: (() => unknown)[] = [];

  before(async () => {
    if (typeof docker === 'string' && process.env['CI']) throw new Error(docker);
    const t = { after: (end?: unknown) => void ends.push(end as () => unknown) };
    host = await startDockerRegistry(t);
    bases = await pushLanguageBases(temporaryFolder(t), host);
    // From here on only sealsmith.lock knows which is which.
    await moveTag(`${host}/python:3`, `${host}/node@${bases.node}`);
    await moveTag(`${host}/node:24`, `${host}/python@${bases.python}`);
  });

  after(async () => {
    for (const end of ends.toReversed()) await end();
  });

  for (const engine of ['docker', 'buildah'] as const) {
    const skip = engine === 'docker' && typeof docker === 'string' ? docker : without(engine);
    const engineEnv = engine === 'docker' && typeof docker !== 'string' ? docker.env : {};

    for (const example of ['diary', 'hello'] as const) {
      it(`${example} is built by ${engine} from its Dockerfile, and answers`, { skip }, async (t) => {
        const { base, port, env } = EXAMPLES[example];
        const name = `${host}/${base}`;
        const digest = example === 'diary' ? bases.python : bases.node;
        const image = await builtRecipe(t, dockerfileRecipe(engine, { args: { BASE: name } }), {
          files: { 'sealsmith.lock': lockOf(name, digest) },
          copy: exampleFolder(t, example),
          env: engineEnv,
          labels: { 'org.opencontainers.image.title': example },
        });
        assert.deepEqual(image.bases, [{ name, digest }]);
        assert.match(image.remarks.join('\n'), /now, and was built on as sealsmith.lock pins it/);
        const node = image.paths.some((path) => path.endsWith('usr/local/bin/node'));
        assert.equal(node, example === 'hello');
        assert.match(JSON.stringify(image.json.config['Healthcheck']), /health/);
        assert.equal(Object.keys(image.json.config['ExposedPorts'] ?? {})[0], `${port}/tcp`);
        assert.equal(image.log.includes('only-for-this-test'), false);
        const machine = { ...engineEnv, ...podmanEnv(temporaryFolder(t)) };
        const checked = check(join(image.layout, '..'), {
          name: example,
          builder: engine,
          port,
          env,
          machine,
        });
        assert.equal(checked.status, 0, `${checked.stdout}${checked.stderr}`);
        assert.match(checked.stdout, /answers \/health \(200\)/);
      });
    }
  }
});

/** As it stands in the repository, without what tools left in it. */
function exampleFolder(t: TestContext, example: Example): string {
  const folder = join(temporaryFolder(t), example);
  const from = join(import.meta.dirname, '../../examples', example);
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: from,
    encoding: 'utf8',
  });
  for (const path of listed.split('\0').filter((one) => one !== ''))
    cpSync(join(from, path), join(folder, path));
  return folder;
}

function lockOf(name: string, digest: string): string {
  return JSON.stringify({ schema: 'sealsmith-lock/1', images: { [name]: { digest } } });
}

type Checked = {
  readonly name: string;
  readonly builder: 'docker' | 'buildah';
  readonly port: number;
  /** What the program is given. */
  readonly env: Readonly<Record<string, string>>;
  /** What the engines of this machine need. */
  readonly machine: Readonly<Record<string, string>>;
};

/** As the job does it after the build. */
function check(workspace: string, { name, builder, port, env, machine }: Checked) {
  const request: CheckRequest = {
    layout: 'image' as WorkspacePath,
    platform: HERE,
    name,
    env: Object.keys(env),
    within: 60_000,
    how: { kind: 'alone', runner: 'auto', builder, ask: { port, path: '/health' } },
  };
  const args = [ENTRY, 'internal', 'image-check', JSON.stringify(request), 'checked.json'];
  return spawnSync(process.execPath, args, {
    cwd: workspace,
    encoding: 'utf8',
    env: { ...process.env, ...machine, ...env },
  });
}
