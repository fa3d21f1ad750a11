/** A project with one dependency from a registry of ours, installed by npm, pnpm or Yarn on stores that tests reach into. */

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { node } from '../../src/toolchains/node/index.ts';
import { type ManagerUnderTest, packageArchive } from './node-packages.ts';
import type { PackageServer } from './package-server.ts';
import { filesBelow, StoreBench } from './store-bench.ts';

const MODULES = join(import.meta.dirname, '..', '..', 'node_modules');

const PROGRAMS: Readonly<Record<ManagerUnderTest, Readonly<Record<string, string>>>> = {
  npm: {},
  pnpm: { pnpm: join(MODULES, 'pnpm/bin/pnpm.cjs') },
  'yarn-1': { yarn: join(MODULES, 'yarn-1/bin/yarn.js') },
  'yarn-2': { yarn: join(MODULES, 'yarn-2/bin/yarn.js') },
};

const LOCK: Readonly<Record<ManagerUnderTest, readonly [string, ...string[]]>> = {
  npm: ['npm', 'install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'],
  pnpm: ['pnpm', 'install', '--lockfile-only'],
  'yarn-1': ['yarn', 'install', '--ignore-scripts'],
  'yarn-2': ['yarn', 'install', '--mode=update-lockfile'],
};

/** The one dependency, as it should be. */
export const HONEST = {
  'package.json': JSON.stringify({ name: 'honest', version: '1.0.0' }),
  'index.js': 'module.exports = "honest";\n',
};

/** What an attacker makes of it: other code, and a file more. */
export const POISON = {
  ...HONEST,
  'index.js': 'module.exports = "poison";\n',
  'more.js': 'module.exports = "poison";\n',
};

/** What a package is when nothing of the attacker's is in it. */
export const CLEAN = { files: ['index.js', 'package.json'], code: HONEST['index.js'] };

export class NodeStore extends StoreBench {
  readonly #manager: ManagerUnderTest;

  private constructor(
    manager: ManagerUnderTest,
    registry: string,
    files: Readonly<Record<string, string>>,
    optional: boolean,
  ) {
    const dependencies = { [optional ? 'optionalDependencies' : 'dependencies']: { honest: '1.0.0' } };
    const json = { name: 'small', version: '1.0.0', license: 'MIT', private: true, ...dependencies };
    const yarn = {
      '.yarnrc.yml': 'nodeLinker: node-modules\nunsafeHttpWhitelist: ["127.0.0.1"]\n',
      'yarn.lock': '',
    };
    super(
      node,
      { 'package.json': JSON.stringify(json), ...(manager === 'yarn-2' ? yarn : {}), ...files },
      {
        settings: { npm_config_registry: `${registry}/`, YARN_NPM_REGISTRY_SERVER: registry },
        tools: PROGRAMS[manager],
      },
    );
    this.#manager = manager;
  }

  static async locked(
    manager: ManagerUnderTest,
    server: PackageServer,
    more: {
      readonly files?: Readonly<Record<string, string>>;
      /** An optional dependency, for this kind of system only. */
      readonly optional?: boolean;
    } = {},
  ): Promise<NodeStore> {
    const optional = more.optional === true;
    const only = optional ? { os: [process.platform] } : {};
    server.npmPackage({ name: 'honest', version: '1.0.0', ...only }, packageArchive(HONEST));
    const made = new NodeStore(manager, `${server.address}/npm`, more.files ?? {}, optional);
    const [program, ...args] = LOCK[manager];
    await made.tool(program, args, { YARN_ENABLE_TELEMETRY: '0', npm_config_update_notifier: 'false' });
    made.uninstall();
    server.forget();
    return made;
  }

  get manager(): ManagerUnderTest {
    return this.#manager;
  }

  uninstall(): void {
    for (const made of ['node_modules', '.pnp.cjs', '.yarn'])
      rmSync(join(this.folder, made), { recursive: true, force: true });
  }

  /** What is in place of the dependency; undefined when nothing is. */
  installed(): { readonly files: readonly string[]; readonly code: string } | undefined {
    if (!this.has('node_modules/honest/index.js')) return undefined;
    return {
      files: filesBelow(join(this.folder, 'node_modules/honest')),
      code: this.read('node_modules/honest/index.js'),
    };
  }
}
