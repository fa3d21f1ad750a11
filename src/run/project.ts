/** What kind of project the workspace is: every toolchain looks at it, exactly one must know it. */

import { basename } from 'node:path';
import type { Failure } from '../core/failure.ts';
import type { Files } from '../core/ports.ts';
import { all, err, ok, type Result } from '../core/result.ts';
import type { Project } from '../core/step.ts';
import type { Tree } from '../core/toolchain.ts';
import { TOOLCHAINS } from '../toolchains/registry.ts';

/** The workspace as detection sees it. */
export function treeOf(root: string, files: Files): Tree {
  const absolute = (path: string): string => (path === '' ? root : `${root}/${path}`);
  return {
    root,
    text: (path) => files.readText(absolute(path)),
    has: (path) => files.kind(absolute(path)) !== undefined,
    list: (path) => files.list(absolute(path)),
  };
}

/**
 * @param wanted  the toolchain that the configuration names
 * @param steps  whether there are steps of its own or an image to make, so that an unknown project is fine
 */
export function detectProject(tree: Tree, wanted: string | undefined, steps: boolean): Result<Project> {
  const candidates = TOOLCHAINS.filter((toolchain) => wanted === undefined || toolchain.name === wanted);
  const looked = all(candidates.map((toolchain) => toolchain.detect(tree)));
  if (!looked.ok) return looked;
  const found = looked.value.filter((project) => project !== undefined);
  const [first, ...others] = found;
  if (first === undefined) {
    const missing = nothing(tree, wanted, steps);
    return missing === undefined ? ok(anyProject()) : err(missing);
  }
  if (others.length > 0) {
    return err({
      code: 'toolchain-ambiguous',
      found: found.map((project) => ({ name: project.toolchain, file: project.file })),
    });
  }
  return ok(first);
}

/** Why it is wrong that no toolchain knows the folder; undefined when the configuration says all there is to do. */
function nothing(tree: Tree, wanted: string | undefined, steps: boolean): Failure | undefined {
  if (wanted === undefined || wanted === 'commands')
    return steps ? undefined : { code: 'nothing-detected', root: tree.root };
  return {
    code: 'project-invalid',
    file: 'sealsmith.yml',
    message: `toolchain is ${wanted}, but there is no ${wanted} project in ${tree.root}`,
    next: 'correct "toolchain", or leave it out: it is detected',
  };
}

/** A project of which only the configuration knows what to do. */
export function anyProject(): Project {
  return {
    toolchain: 'commands',
    name: undefined,
    file: 'sealsmith.yml',
    requests: [],
    bins: [],
    env: {},
    stores: [],
    forwards: [],
    runtime: undefined,
    plan: () =>
      ok({ kind: 'skip', why: { code: 'nothing-to-do', detail: 'no toolchain, and no "run" for it' } }),
  };
}

/** The name people know the project by: its own or configured, its repository's, its folder's. */
export function projectName(project: Project, remote: string | undefined, root: string): string {
  const repository = remote
    ?.replace(/\/+$/, '')
    .split(/[/:]/)
    .at(-1)
    ?.replace(/\.git$/, '');
  const name = project.name ?? (repository === '' ? undefined : repository) ?? basename(root);
  return name === '' ? 'project' : name;
}
