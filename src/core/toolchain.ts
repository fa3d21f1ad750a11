/** How an ecosystem does the verbs. One file or folder each in `toolchains/`, listed in its registry. */

import type { Listed } from './ports.ts';
import type { Result } from './result.ts';
import type { Project } from './step.ts';

/** The workspace as detection sees it: read only, by workspace path (the empty string is its root). */
export type Tree = {
  readonly root: string;
  text(path: string): Result<string | undefined>;
  has(path: string): boolean;
  list(path: string): readonly Listed[];
};

export interface Toolchain {
  readonly name: 'python' | 'node' | 'go' | 'commands';
  /** One line, for help and docs. */
  readonly summary: string;
  /**
   * Reads what the project's own files say. Undefined when this is no project of the kind; a failure when one of
   * its files cannot be used.
   */
  detect(tree: Tree): Result<Project | undefined>;
}
