/** Scripts of the project itself that its manager would run after an install. */

import type { NodeProject } from './project.ts';

/** In the order of an install. All but Yarn 2 and later run what stands before and after a script with it. */
export function ownScripts({ json, manager }: Pick<NodeProject, 'json' | 'manager'>): readonly string[] {
  const has = (script: string): boolean => json.scripts.has(script);
  const alone = manager.name === 'yarn';
  const install = has('install') && !alone ? ['install'] : ['preinstall', 'install', 'postinstall'];
  const prepare = has('prepare') && !alone ? ['prepare'] : ['preprepare', 'prepare', 'postprepare'];
  return [...install, ...prepare].filter(has);
}

/** Whether Yarn has nothing that it may run: no script of the project or its workspace, no package marked to be built. */
export function nothingBuilds({ json, manager, members }: NodeProject): boolean {
  const packages = [json, ...members.map((member) => member.json)];
  return packages.every((one) => one.built.size === 0 && ownScripts({ json: one, manager }).length === 0);
}
