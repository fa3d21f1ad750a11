/** What a folder's own files say of a Go module, read once into a plain value. */

import { ok, type Result } from '../../core/result.ts';
import type { Tree } from '../../core/toolchain.ts';
import { type GoMod, readGoMod } from './go-mod.ts';
import { readSources, type Sources } from './sources.ts';

export type GoProject = {
  readonly mod: GoMod;
  /** Whether copies of all dependencies are committed below `vendor/`. */
  readonly vendored: boolean;
  readonly hasSums: boolean;
  /** The configuration of golangci-lint. */
  readonly golangci: string | undefined;
  /** Read when a plan asks for it: a large module has many files. */
  readonly sources: () => Sources;
};

/** @returns undefined without a `go.mod` */
export function readProject(tree: Tree): Result<GoProject | undefined> {
  const text = tree.text('go.mod');
  if (!text.ok) return text;
  if (text.value === undefined) return ok(undefined);
  const mod = readGoMod(text.value);
  if (!mod.ok) return mod;
  let sources: Sources | undefined;
  return ok({
    mod: mod.value,
    vendored: tree.has('vendor/modules.txt'),
    hasSums: tree.has('go.sum'),
    golangci: tree.list('').find(({ name }) => /^\.golangci\.(?:ya?ml|toml|json)$/.test(name))?.name,
    sources: () => {
      sources ??= readSources(tree);
      return sources;
    },
  });
}
