/** What the Go files of a tree show without being compiled: programs, tests, and whether C is mixed in. */

import type { Tree } from '../../core/toolchain.ts';

export type Sources = {
  /** Folders of programs: `.` or `./cmd/x`. */
  readonly programs: readonly string[];
  /** The first test file. */
  readonly test: string | undefined;
  /** A file that imports "C". */
  readonly cgo: string | undefined;
};

/** Programs elsewhere are rarely what a project ships; they are built when the configuration names them. */
const PROGRAM_DEPTH = 2;
const DEPTH = 12;

/** Reads every Go file once; folders that `./...` leaves out (Go's `help packages`) are not entered. */
export function readSources(tree: Tree): Sources {
  const programs: string[] = [];
  let test: string | undefined;
  let cgo: string | undefined;
  const waiting: { folder: string; depth: number }[] = [{ folder: '', depth: 0 }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { folder, depth } = next;
    const below = (name: string): string => (folder === '' ? name : `${folder}/${name}`);
    let isProgram = false;
    for (const { name, kind } of tree.list(folder)) {
      if (kind === 'folder' && depth < DEPTH && !isLeftOut(tree, below(name), name)) {
        waiting.push({ folder: below(name), depth: depth + 1 });
      }
      if (kind !== 'file' || !name.endsWith('.go') || /^[._]/.test(name)) continue;
      if (name.endsWith('_test.go')) {
        test ??= below(name);
        continue;
      }
      const text = tree.text(below(name));
      const code = text.ok ? (text.value ?? '') : '';
      if (/^\/\/go:build ignore\b/m.test(code)) continue;
      if (/^import "C"|^\s+"C"$/m.test(code)) cgo ??= below(name);
      isProgram ||= /^package main\b/m.test(code);
    }
    const usual = depth === 0 || folder === 'cmd' || (folder.startsWith('cmd/') && depth <= PROGRAM_DEPTH);
    if (isProgram && usual) programs.push(folder === '' ? '.' : `./${folder}`);
  }
  return { programs, test, cgo };
}

function isLeftOut(tree: Tree, path: string, name: string): boolean {
  return (
    /^[._]/.test(name) || ['vendor', 'testdata', 'node_modules'].includes(name) || tree.has(`${path}/go.mod`)
  );
}
