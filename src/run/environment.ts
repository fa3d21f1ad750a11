/** The environment of a job's commands: made, never inherited. */

import type { World } from '../core/ports.ts';
import { isSensitive } from '../core/secret-name.ts';
import type { JobSpec } from '../core/step.ts';
import { IDENTITY_VARIABLES } from './evidence-facts.ts';

/**
 * The modification time in everything that is built: the first of January 1980, the earliest that every archive
 * format can say. Not the commit's time: a commit that changes no input must not change an output.
 */
export const SOURCE_DATE_EPOCH = '315532800';

/** Settings files of package managers, by the variable that names them; found in the real home folder. */
const SETTINGS: readonly { readonly variable: string; readonly files: readonly string[] }[] = [
  { variable: 'npm_config_userconfig', files: ['.npmrc'] },
  { variable: 'PIP_CONFIG_FILE', files: ['.config/pip/pip.conf', '.pip/pip.conf'] },
  { variable: 'UV_CONFIG_FILE', files: ['.config/uv/uv.toml'] },
  { variable: 'POETRY_CONFIG_DIR', files: ['.config/pypoetry'] },
  { variable: 'GOENV', files: ['.config/go/env'] },
  { variable: 'NETRC', files: ['.netrc'] },
  { variable: 'GIT_CONFIG_GLOBAL', files: ['.gitconfig', '.config/git/config'] },
];

export type PrivateFolders = {
  readonly home: string;
  readonly tmp: string;
  readonly bin: string;
  /** Where credentials for registries are; the job's own, in Docker's form. */
  readonly docker: string;
};

/**
 * @param granted  values by the grant that hands them out
 * @param trusted  false on a forge for a change (T0, T1): then no setting that may hold a password is handed on
 * @param folders  made for this job alone
 * @param bins  absolute folders of the project's own programs
 * @param stores  absolute folder that holds those of the package managers, each by its store's name
 * @returns the whole environment; secrets are those that the job was granted, and no others
 */
export function environmentOf(
  spec: JobSpec,
  world: Pick<World, 'env' | 'files' | 'home' | 'machine' | 'secrets'>,
  granted: ReadonlyMap<string, string>,
  trusted: boolean,
  folders: PrivateFolders,
  bins: readonly string[],
  stores: string,
): Record<string, string> {
  const network = spec.grants.includes('network');
  return {
    // The tools of the plan first: a dependency may ship a program that is called `node`.
    PATH: [folders.bin, ...bins, ...world.machine.path].join(':'),
    HOME: folders.home,
    TMPDIR: folders.tmp,
    XDG_CACHE_HOME: `${folders.home}/.cache`,
    XDG_CONFIG_HOME: `${folders.home}/.config`,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    CI: 'true',
    SOURCE_DATE_EPOCH,
    ...(network ? forwarded(spec, world, trusted) : {}),
    ...(spec.grants.includes('identity') ? identityOf(world) : {}),
    ...(asksRegistries(spec) ? registryVariables(folders.docker) : {}),
    ...Object.fromEntries(
      spec.stores.flatMap(({ name, env }) => env.map((variable) => [variable, `${stores}/${name}`])),
    ),
    ...spec.env,
    ...Object.fromEntries(
      spec.grants.flatMap((grant) => {
        const name = grant.replace(/^(secret|env-file|environment):/, '');
        const value = name === grant ? undefined : granted.get(grant);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
  };
}

/** What the forge gave this run to say who it is. */
function identityOf({ env, secrets }: Pick<World, 'env' | 'secrets'>): Record<string, string> {
  return Object.fromEntries(
    IDENTITY_VARIABLES.flatMap((name) => {
      const value = secrets.get(name) ?? env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** Whether it speaks to registries by itself, or through an engine. */
export function asksRegistries({ grants }: Pick<JobSpec, 'grants'>): boolean {
  return grants.some((grant) => grant === 'engine' || grant.startsWith('registry:'));
}

/** Docker and we read the first; podman, buildah and skopeo the second. */
function registryVariables(folder: string): Record<string, string> {
  return { DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: `${folder}/config.json` };
}

/** The machine's own settings that a tool needs to reach its servers, as the job lists them. */
function forwarded(
  spec: JobSpec,
  world: Pick<World, 'env' | 'files' | 'home' | 'secrets'>,
  trusted: boolean,
): Record<string, string> {
  const wanted = spec.forwards.map((name) =>
    name.endsWith('*')
      ? (known: string) => known.startsWith(name.slice(0, -1))
      : (known: string) => known === name,
  );
  const lists = (known: string): boolean => wanted.some((test) => test(known));
  const values: Record<string, string> = {};
  for (const { variable, files } of trusted ? SETTINGS : []) {
    const file = files
      .map((name) => `${world.home}/${name}`)
      .find((path) => world.files.kind(path) !== undefined);
    if (file !== undefined && lists(variable)) values[variable] = file;
  }
  for (const [name, value] of [...Object.entries(world.env), ...world.secrets]) {
    if (value === undefined || !lists(name)) continue;
    if (trusted || !isSensitive(name, value)) values[name] = value;
  }
  return values;
}
