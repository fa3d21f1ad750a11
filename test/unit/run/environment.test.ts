import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { JobSpec } from '../../../src/core/step.ts';
import { environmentOf } from '../../../src/run/environment.ts';
import { FakeFiles } from '../../support/files.ts';
import { aWorld, type FakeWorld } from '../../support/world.ts';
import { aSpec } from '../report/builders.ts';

const STORES = '/state/stores';
const FOLDERS = {
  home: '/private/run/home',
  tmp: '/private/run/tmp',
  bin: '/private/run/bin',
  docker: '/private/run/docker',
};

function environment(
  spec: Partial<JobSpec>,
  world: Partial<FakeWorld> = {},
  bins: readonly string[] = [],
  trusted = true,
) {
  const granted = new Map([...(world.secrets ?? [])].map(([name, value]) => [`secret:${name}`, value]));
  return environmentOf(aSpec('test', spec), aWorld(world), granted, trusted, FOLDERS, bins, STORES);
}

const OURS = {
  HTTPS_PROXY: 'http://proxy:3128',
  PIP_INDEX_URL: 'https://index',
  PIP_TARGET: '/x',
  AWS_REGION: 'eu',
};

describe('the environment of a job', () => {
  it('is made: of ours nothing is inherited', () => {
    const env = environment(
      {},
      { env: { ...OURS, PATH: '/evil', HOME: '/home/ada', LD_PRELOAD: '/evil.so' } },
    );
    assert.deepEqual(env, {
      PATH: '/private/run/bin:/usr/local/bin:/usr/bin',
      HOME: '/private/run/home',
      TMPDIR: '/private/run/tmp',
      XDG_CACHE_HOME: '/private/run/home/.cache',
      XDG_CONFIG_HOME: '/private/run/home/.config',
      LANG: 'C.UTF-8',
      TZ: 'UTC',
      CI: 'true',
      SOURCE_DATE_EPOCH: '315532800',
    });
  });

  it('has exactly the tools of the plan first, then the project’s own programs (E5)', () => {
    assert.equal(
      environment({}, {}, ['/w/.venv/bin', '/w/node_modules/.bin'])['PATH'],
      '/private/run/bin:/w/.venv/bin:/w/node_modules/.bin:/usr/local/bin:/usr/bin',
    );
  });

  it('has what the job declares, which wins over ours', () => {
    const env = environment({ env: { FLASK_ENV: 'testing', TZ: 'Europe/Berlin' } });
    assert.deepEqual([env['FLASK_ENV'], env['TZ']], ['testing', 'Europe/Berlin']);
  });

  it('points package managers to their stores outside the workspace', () => {
    const store = { name: 'pnpm', keeps: ['v*/files'], leaves: [], checked: false };
    const env = environment({
      stores: [{ ...store, env: ['npm_config_store_dir', 'pnpm_config_store_dir'] }],
    });
    assert.deepEqual(
      [env['npm_config_store_dir'], env['pnpm_config_store_dir']],
      ['/state/stores/pnpm', '/state/stores/pnpm'],
    );
  });
});

describe('settings of the machine', () => {
  const forwards = ['HTTPS_PROXY', 'PIP_INDEX_URL', 'UV_INDEX_*'];
  const world = { env: { ...OURS, UV_INDEX_HOME_URL: 'u', UV_INDEXES: 'x' } };

  it('are handed on with network, those that are listed and no others', () => {
    const env = environment({ forwards, grants: ['network'] }, world);
    assert.equal(env['HTTPS_PROXY'], 'http://proxy:3128');
    assert.equal(env['PIP_INDEX_URL'], 'https://index');
    assert.equal(env['UV_INDEX_HOME_URL'], 'u');
    for (const name of ['PIP_TARGET', 'AWS_REGION', 'UV_INDEXES']) assert.equal(env[name], undefined, name);
  });

  it('stay outside without network', () => {
    const env = environment({ forwards }, world);
    for (const name of Object.keys(world.env)) assert.equal(env[name], undefined, name);
  });

  it('stay outside when nothing lists them', () => {
    const env = environment({ grants: ['network'] }, world);
    for (const name of Object.keys(world.env)) assert.equal(env[name], undefined, name);
  });

  it('give way to what the job declares', () => {
    const env = environment({ forwards, grants: ['network'], env: { PIP_INDEX_URL: 'mine' } }, world);
    assert.equal(env['PIP_INDEX_URL'], 'mine');
  });

  it('are found in the real home folder too, where the job has another one', () => {
    const files = new FakeFiles({
      '/home/ada/.npmrc': '',
      '/home/ada/.pip/pip.conf': '',
      '/home/ada/.netrc': '',
    });
    const spec: Partial<JobSpec> = {
      forwards: ['npm_config_userconfig', 'PIP_CONFIG_FILE'],
      grants: ['network'],
    };
    const env = environment(spec, { files });
    assert.equal(env['npm_config_userconfig'], '/home/ada/.npmrc');
    assert.equal(env['PIP_CONFIG_FILE'], '/home/ada/.pip/pip.conf');
    assert.equal(env['NETRC'], undefined);
    assert.equal(environment({ ...spec, grants: [] }, { files })['npm_config_userconfig'], undefined);
  });

  it('win in the environment over those of the home folder', () => {
    const files = new FakeFiles({ '/home/ada/.npmrc': '' });
    const spec: Partial<JobSpec> = { forwards: ['npm_config_userconfig'], grants: ['network'] };
    const env = environment(spec, { files, env: { npm_config_userconfig: '/etc/npmrc' } });
    assert.equal(env['npm_config_userconfig'], '/etc/npmrc');
  });
});

describe('secrets', () => {
  const secrets = new Map([
    ['NPM_TOKEN', 'a-secret-value'],
    ['OTHER', 'another-secret'],
    ['UV_INDEX_HOME_PASSWORD', 'index-password'],
  ]);

  it('reach the job that was granted them, one by one', () => {
    const env = environment({ grants: ['secret:NPM_TOKEN'] }, { secrets });
    assert.equal(env['NPM_TOKEN'], 'a-secret-value');
    assert.equal(Object.values(env).includes('another-secret'), false);
  });

  it('reach no other job, with or without network', () => {
    for (const grants of [[], ['network']] as const) {
      const values = Object.values(
        environment({ grants: [...grants], forwards: ['HTTPS_PROXY'] }, { secrets }),
      );
      assert.deepEqual(
        values.filter((value) => [...secrets.values()].includes(value)),
        [],
      );
    }
  });

  it('that are not there are left out', () => {
    assert.equal('ABSENT' in environment({ grants: ['secret:ABSENT'] }, { secrets }), false);
  });

  it('of an index go with the network, where the toolchain lists them, and not without it', () => {
    const forwards = ['UV_INDEX_*'];
    const name = 'UV_INDEX_HOME_PASSWORD';
    assert.equal(environment({ forwards, grants: ['network'] }, { secrets })[name], 'index-password');
    assert.equal(environment({ forwards }, { secrets })[name], undefined);
  });
});

describe('E6: on a forge a change gets no setting that may hold a password', () => {
  const forwards = ['UV_INDEX_*', 'HTTPS_PROXY', 'npm_config_userconfig'];
  const told = {
    files: new FakeFiles({ '/home/ada/.npmrc': '//registry/:_authToken=x' }),
    secrets: new Map([['UV_INDEX_OWN_PASSWORD', 'index-password']]),
    env: { HTTPS_PROXY: 'http://proxy:3128', UV_INDEX_URL: 'https://me:password@index/simple' },
  };

  it('while settings without one are still handed on', () => {
    const env = environment({ forwards, grants: ['network'] }, told, [], false);
    assert.equal(env['HTTPS_PROXY'], 'http://proxy:3128');
    assert.doesNotMatch(JSON.stringify(env), /password|npmrc/);
  });

  it('and whoever is trusted has them all', () => {
    const env = environment({ forwards, grants: ['network'] }, told);
    assert.equal(env['UV_INDEX_OWN_PASSWORD'], 'index-password');
    assert.equal(env['UV_INDEX_URL'], 'https://me:password@index/simple');
    assert.equal(env['npm_config_userconfig'], '/home/ada/.npmrc');
  });
});
