/** `go.mod` (Go Modules Reference, "go.mod files") as a typed value. */

import type { Package } from '../../core/fact.ts';
import { err, ok, type Result } from '../../core/result.ts';

export type GoMod = {
  /** The module's path. */
  readonly module: string;
  /** The least version of Go, as the `go` line says it. */
  readonly go: string | undefined;
  /** What it requires, directly or not, in the order of the file. */
  readonly requires: readonly Package[];
  /** Modules that are replaced by a folder of this machine. */
  readonly local: ReadonlySet<string>;
};

/** @returns `project-invalid` with the line, when it has no module path or a line that is not understood */
export function readGoMod(text: string): Result<GoMod> {
  let module: string | undefined;
  let go: string | undefined;
  let block: string | undefined;
  const requires: Package[] = [];
  const local = new Set<string>();
  for (const [index, raw] of text.split('\n').entries()) {
    const words = wordsOf(raw);
    if (words.length === 0) continue;
    if (block !== undefined && words[0] === ')') {
      block = undefined;
      continue;
    }
    const [verb, ...rest] = block === undefined ? words : [block, ...words];
    if (block === undefined && rest.length === 1 && rest[0] === '(') {
      block = verb;
      continue;
    }
    const [first, second] = rest;
    if (verb === 'module') module = first;
    else if (verb === 'go') go = first;
    else if (verb === 'replace') {
      const target = rest[rest.indexOf('=>') + 1] ?? '';
      if (first !== undefined && /^\.{0,2}\//.test(target)) local.add(first);
    } else if (verb === 'require') {
      if (first === undefined || second === undefined)
        return err(broken(index + 1, 'a requirement is a path and a version'));
      requires.push({ name: first, version: second });
    }
  }
  if (module === undefined) return err(broken(1, 'has no module line'));
  return ok({ module, go, requires, local });
}

function broken(line: number, message: string) {
  return {
    code: 'project-invalid',
    file: `go.mod:${line}`,
    message,
    next: 'correct go.mod; go mod edit -fmt checks it',
  } as const;
}

/** Words of a line without its comment; strings lose their quotes. */
function wordsOf(line: string): string[] {
  const words = line.replace(/\/\/.*$/, '').match(/"(?:[^"\\]|\\.)*"|`[^`]*`|[()]|[^\s()"`]+/g) ?? [];
  return words.map((word) => (/^["`]/.test(word) ? word.slice(1, -1) : word));
}
