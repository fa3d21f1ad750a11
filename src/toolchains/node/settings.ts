/** Variables for the package managers: what keeps them quiet and predictable, and what they may learn. */

import { NETWORK_FORWARDS } from '../job.ts';
import type { ManagerName } from './manager.ts';

/** In every job. None of them asks a server of its own accord, and none replaces itself by another version. */
export const MANAGER_ENV: Readonly<Record<ManagerName, Readonly<Record<string, string>>>> = {
  npm: { npm_config_update_notifier: 'false', npm_config_logs_max: '0' },
  pnpm: {
    npm_config_update_notifier: 'false',
    // pnpm 9, 10, and 11 and later each have another word for: use this version, whatever packageManager says.
    npm_config_package_manager_strict: 'false',
    npm_config_manage_package_manager_versions: 'false',
    pnpm_config_pm_on_fail: 'ignore',
    pnpm_config_update_notifier: 'false',
    // A script must not install what it finds missing.
    pnpm_config_verify_deps_before_run: 'false',
  },
  yarn: { YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_PROGRESS_BARS: '0', YARN_ENABLE_HYPERLINKS: '0' },
  'yarn-1': { npm_config_update_notifier: 'false', npm_config_logs_max: '0' },
};

/**
 * Settings of the machine without which a manager may not reach its registry. By name: `npm_config_*` as a whole would
 * also hand on what an npm that started us said of itself.
 */
export function nodeForwards(name: ManagerName): readonly string[] {
  return [
    ...NETWORK_FORWARDS,
    'NODE_EXTRA_CA_CERTS',
    'NODE_USE_SYSTEM_CA',
    'NODE_USE_ENV_PROXY',
    ...REGISTRY[name],
  ];
}

/** npm's settings are read by pnpm and Yarn 1 too; `.npmrc` of the home folder comes by `npm_config_userconfig`. */
const NPM_SETTINGS: readonly string[] = [
  ...[
    'registry',
    'userconfig',
    'globalconfig',
    'proxy',
    'https_proxy',
    'noproxy',
    'cafile',
    'ca',
    'strict_ssl',
  ].flatMap((name) => [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`]),
  // Registries and credentials of scopes: npm_config_@group:registry, npm_config_//host/:_authToken.
  ...['npm_config_@*', 'npm_config_//*'],
];

const REGISTRY: Readonly<Record<ManagerName, readonly string[]>> = {
  npm: NPM_SETTINGS,
  pnpm: [...NPM_SETTINGS, 'pnpm_config_registry'],
  yarn: [
    ...[
      'YARN_NPM_REGISTRY_SERVER',
      'YARN_NPM_AUTH_TOKEN',
      'YARN_NPM_AUTH_IDENT',
      'YARN_HTTP_PROXY',
      'YARN_HTTPS_PROXY',
    ],
    ...['YARN_HTTPS_CA_FILE_PATH', 'YARN_ENABLE_STRICT_SSL'],
  ],
  'yarn-1': [...NPM_SETTINGS, 'YARN_REGISTRY'],
};
