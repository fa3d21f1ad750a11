import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { settingsOf, unknownSettings } from '../../../src/run/cache-settings.ts';
import { parseConfig, readConfigText } from '../../../src/run/config.ts';
import { prepare } from '../../../src/run/prepare.ts';
import { FakeFiles } from '../../support/files.ts';
import { aConfig } from '../../support/planned.ts';
import { aKey, aSigner, cacheSettings, DAY } from '../../support/seals.ts';
import { aWorld, failure, value, WORKSPACE } from '../../support/world.ts';

const HOME = '/home/ada';
const SEED = Buffer.alloc(32, 7).toString('base64');
const PRIVATE = `ed25519-secret:${SEED}`;
const KEY = aKey(1).publicKey;

function settings(cache: string) {
  return settingsOf(aConfig(`cache: ${cache}\n`).cache, HOME);
}

function problems(text: string): readonly string[] {
  const parsed = parseConfig(readConfigText('sealsmith.yml', text), () => () => ({ value: '' }));
  const failed = failure(parsed);
  assert.ok(failed.code === 'config-invalid');
  return failed.problems.map(({ place, message }) => `${place.line}:${place.column} ${message}`);
}

describe('the settings of the cache', () => {
  it('are the usual ones where nothing is said', () => {
    assert.deepEqual(settingsOf(undefined, HOME), cacheSettings());
    assert.deepEqual(settings('{}'), cacheSettings());
  });

  it('are those of the file', () => {
    const text = `
  store: directory
  path: ~/cache//diary/
  size: 500MB
  epoch: 4
  max-age: 36h
  signers:
    - { key: "${KEY}", tier: T2, name: main on gitlab }
    - { key: "${aKey(2).publicKey}", tier: T1 }`;
    assert.deepEqual(settings(text), {
      store: 'directory',
      path: '/home/ada/cache/diary',
      size: 500e6,
      epoch: 4,
      maxAge: 1.5 * DAY,
      signers: [aSigner(aKey(1), 'T2', 'main on gitlab'), aSigner(aKey(2), 'T1')],
      unknown: undefined,
    });
  });

  it('are off with false, and then nobody may seal', () => {
    assert.deepEqual(settings('false'), cacheSettings({ store: 'off' }));
  });

  it('know the units of sizes and ages', () => {
    const sizes = {
      '1MB': 1e6,
      '10GB': 1e10,
      '2TB': 2e12,
      '1MiB': 2 ** 20,
      '10GiB': 10 * 2 ** 30,
      '1TiB': 2 ** 40,
    };
    for (const [text, bytes] of Object.entries(sizes))
      assert.equal(settings(`{ size: ${text} }`).size, bytes);
    assert.equal(settings('{ max-age: 1h }').maxAge, DAY / 24);
    assert.equal(settings('{ max-age: 14d }').maxAge, 14 * DAY);
  });

  it('allow nobody where they cannot be had', () => {
    assert.deepEqual(unknownSettings('why'), cacheSettings({ unknown: 'why' }));
  });
});

describe('what is wrong in the settings of the cache', () => {
  const WRONG: readonly (readonly [text: string, ...expected: string[]])[] = [
    ['cache: true', '1:8 cache: expected options or false, found true'],
    ['cache: { epcoh: 2 }', '1:10 unknown setting "epcoh" in cache; did you mean "epoch"?'],
    [
      'cache: { store: s3 }',
      '1:17 cache.store: unknown value "s3"; expected auto, directory, gitlab, github',
    ],
    ['cache: { store: directroy }', '1:17 cache.store: unknown value "directroy"; did you mean "directory"?'],
    ['cache: { size: 10 }', '1:16 cache.size: expected text, found a number (10)'],
    ['cache: { size: 10gb }', '1:16 cache.size: "10gb" is not a size such as 500MB or 10GB'],
    ['cache: { size: 0GB }', '1:16 cache.size: "0GB" is not a size from 1MB to 1000TB'],
    ['cache: { size: 99999999TiB }', '1:16 cache.size: "99999999TiB" is not a size from 1MB to 1000TB'],
    ['cache: { max-age: 2w }', '1:19 cache.max-age: "2w" is not an age such as 12h or 14d'],
    ['cache: { max-age: 0d }', '1:19 cache.max-age: "0d" is not an age from 1h to 3650d'],
    ['cache: { max-age: 99999999d }', '1:19 cache.max-age: "99999999d" is not an age from 1h to 3650d'],
    ['cache: { epoch: -1 }', '1:17 cache.epoch: expected at least 0, found -1'],
    ['cache: { epoch: 1.5 }', '1:17 cache.epoch: expected a whole number, found a number (1.5)'],
    [
      'cache: { path: /srv/cache }',
      '1:16 cache.path: only the store "directory" has a path; add "store: directory"',
    ],
    [`cache: { signers: [{ key: "${KEY}" }] }`, '1:20 cache.signers[0] needs "tier"'],
    [
      `cache: { signers: [{ key: "${KEY}", tier: T3 }] }`,
      '1:89 cache.signers[0].tier: unknown value "T3"; expected T0, T1, T2',
    ],
    [
      'cache: { signers: [{ key: "ed25519:AAAA", tier: T2 }] }',
      '1:27 cache.signers[0].key: what follows "ed25519:" is not base64 of 32 bytes',
    ],
    [
      `cache: { signers: [{ key: "${KEY.slice(8)}", tier: T2 }] }`,
      '1:27 cache.signers[0].key: a public key begins with "ed25519:"',
    ],
    [
      `cache:\n  signers:\n    - { key: "${KEY}", tier: T1 }\n    - { key: "${KEY}", tier: T2 }`,
      '4:14 cache.signers[1].key: this key is listed already; it can have one tier',
    ],
    [
      'cache: { store: x, epoch: x }',
      '1:17 cache.store: unknown value "x"; expected auto, directory, gitlab, github',
      '1:27 cache.epoch: expected a number, found text ("x")',
    ],
  ];
  for (const [text, ...expected] of WRONG) {
    it(`is said of ${text.replaceAll('\n', ' ').slice(0, 70)}`, () => {
      assert.deepEqual(problems(text), expected);
    });
  }

  for (const path of [
    'cache',
    './cache',
    '../cache',
    '/',
    '//',
    '~',
    '~/',
    '/srv/../etc',
    '/srv/./x',
    '~ada/x',
    '""',
    '"/a\\0b"',
  ]) {
    it(`is said of the folder ${path}`, () => {
      const [problem = '', ...more] = problems(`cache: { store: directory, path: ${path} }`);
      assert.deepEqual(more, []);
      assert.match(problem, /^1:34 cache\.path/);
    });
  }

  it('is a private key where a public one belongs: its own message, and nothing of it is repeated', () => {
    const said = problems(`cache: { signers: [{ key: "${PRIVATE}", tier: T2 }] }`);
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^1:27 cache\.signers\[0\]\.key: this is a private key; only the public one/);
  });

  it('E2: a private key is repeated by no problem, wherever it was pasted', () => {
    const texts = [
      `cache: "${PRIVATE}"`,
      `cache: { signers: "${PRIVATE}" }`,
      `cache: { signers: ["${PRIVATE}"] }`,
      `cache: { signers: [{ key: "${PRIVATE}", tier: T2 }] }`,
      `cache: { signers: [{ key: "${SEED}", tier: T2 }] }`,
      `cache: { signers: [{ key: "ed25519:${PRIVATE}", tier: T2 }] }`,
      `cache: { signers: [{ key: "${KEY}", tier: "${PRIVATE}" }] }`,
      `cache: { "${PRIVATE}": 1 }`,
      `cache: { size: "${PRIVATE}", max-age: "${PRIVATE}", epoch: "${PRIVATE}", store: "${PRIVATE}" }`,
      `cache: { store: directory, path: "${PRIVATE}" }`,
      `"${PRIVATE}": 1`,
      `project: "${PRIVATE}"`,
      `cache:\n  signers: [{ key: ${PRIVATE}\n`,
    ];
    for (const text of texts) {
      for (const said of problems(text)) assert.ok(!said.includes(SEED.slice(0, 12)), said);
    }
  });
});

describe('the folder of the cache', () => {
  /** A world whose workspace holds the file, below a home that is the workspace's own or another. */
  function world(cache: string, home: string) {
    const config = `cache: { store: directory, path: ${cache} }\nsteps: { smoke: { run: x } }\n`;
    return aWorld({
      files: new FakeFiles({ [`${WORKSPACE}/sealsmith.yml`]: config, '/home/ada/': '' }),
      home,
    });
  }
  const local = { host: 'local', ci: false } as const;

  it('may lie anywhere apart from the workspace', async () => {
    const { cache } = value(await prepare(world('~/cache', HOME), local, WORKSPACE, undefined));
    assert.equal(cache.path, '/home/ada/cache');
    assert.ok((await prepare(world(`${WORKSPACE}-cache`, HOME), local, WORKSPACE, undefined)).ok);
  });

  it('is refused in the workspace and around it, also by way of the home folder or a link', async () => {
    const linked = world('/srv/link', HOME);
    linked.files.put('/srv/', '');
    value(linked.files.link(WORKSPACE, '/srv/link'));
    for (const here of [
      world(`${WORKSPACE}/cache`, HOME),
      world(WORKSPACE, HOME),
      world('~/cache', WORKSPACE),
      linked,
    ]) {
      const failed = failure(await prepare(here, local, WORKSPACE, undefined));
      assert.ok(failed.code === 'config-invalid');
      assert.match(failed.problems[0]?.message ?? '', /^cache\.path: .* lie in each other/);
    }
  });
});

describe('what gives power over the cache', () => {
  for (const name of ['SEALSMITH_CACHE_KEY', 'ACTIONS_RUNTIME_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN']) {
    it(`E1: ${name} goes to no step, by no way`, () => {
      for (const [text, place] of [
        [`env: [${name}]`, '1:7'],
        [`env: ["${name}=x"]`, '1:7'],
        [`steps: { test: { env: [${name}] } }`, '1:24'],
        [`steps: { test: { env: ["A=1", "${name}=x"] } }`, '1:31'],
        [`steps: { test: { secrets: [${name}] } }`, '1:28'],
        [`steps: { smoke: { run: x, secrets: [A_TOKEN, ${name}] } }`, '1:46'],
      ] as const) {
        const said = problems(text);
        assert.ok(
          said.some((one) => one.startsWith(`${place} ${name} `) && one.endsWith('no step gets it')),
          `${text}: ${JSON.stringify(said)}`,
        );
      }
    });
  }

  it('E1: it goes to no step by env-file either', async () => {
    const files = new FakeFiles({
      [`${WORKSPACE}/sealsmith.yml`]: 'env-file: .env\nsteps: { smoke: { run: x } }\n',
      [`${WORKSPACE}/.env`]: `A=1\nexport SEALSMITH_CACHE_KEY=${PRIVATE}\n`,
    });
    const failed = failure(
      await prepare(aWorld({ files }), { host: 'local', ci: false }, WORKSPACE, undefined),
    );
    assert.ok(failed.code === 'config-invalid');
    assert.deepEqual(failed.problems, [
      {
        place: { file: '.env', line: 2, column: 1 },
        message: 'SEALSMITH_CACHE_KEY seals cache entries; no step gets it',
      },
    ]);
  });

  it('is not what opens the package registry: CI_JOB_TOKEN and GITHUB_TOKEN may be handed out as secrets', () => {
    assert.ok(aConfig('steps: { test: { secrets: [CI_JOB_TOKEN, GITHUB_TOKEN] } }'));
  });
});
