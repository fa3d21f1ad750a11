/** What an image needs of a Node project's dependencies: the files that its package manager installs them from. */

import { posix } from 'node:path';
import type { RuntimeDependencies } from '../../core/image.ts';
import type { WorkspacePath } from '../../core/path.ts';
import type { NodeProject } from './project.ts';

/** Beside manifests and lock: what decides where packages come from, and patches of them. Never the archives. */
const SETTINGS = {
  npm: ['.npmrc'],
  pnpm: ['.npmrc', 'pnpm-workspace.yaml', '.pnpmfile.cjs', 'patches'],
  yarn: ['.yarnrc.yml', '.yarn/releases', '.yarn/plugins', '.yarn/patches'],
  'yarn-1': ['.npmrc', '.yarnrc'],
} as const;

/** @returns undefined when it needs nothing, or no lock file says what */
export function runtimeOf({ json, manager, members, tree }: NodeProject): RuntimeDependencies | undefined {
  const needs = [json, ...members.map((member) => member.json)].some(({ runtime }) => runtime.length > 0);
  if (!needs || manager.lock === undefined) return undefined;
  const manifests = ['package.json', ...members.map(({ folder }) => posix.join(folder, 'package.json'))];
  const settings = SETTINGS[manager.name].filter((path) => tree.has(path));
  return {
    kind: 'node',
    manager: manager.name === 'yarn-1' ? 'yarn' : manager.name,
    files: [...manifests, manager.lock, ...settings] as WorkspacePath[],
    requires: json.node,
  };
}
