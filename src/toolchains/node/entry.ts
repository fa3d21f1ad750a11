/** Where a Node program starts, and whether Node alone can run it from one file. */

import { workspacePath } from '../../core/path.ts';
import type { NodeProject } from './project.ts';

export type Entry =
  | { readonly kind: 'found'; readonly path: string; readonly file: string | undefined }
  | { readonly kind: 'none'; readonly why: string };

/** @param wanted  from the configuration; else `bin`, else `main` of what is no library */
export function findEntry({ json, tree }: NodeProject, wanted: string | undefined): Entry {
  if (wanted !== undefined) return present(tree.has(wanted), wanted, undefined, 'steps.build-binary.entry');
  const programs = [...new Set(json.programs.values())];
  const named = json.name === undefined ? undefined : json.programs.get(json.name.split('/').at(-1) ?? '');
  const program = named ?? (programs.length === 1 ? programs[0] : undefined);
  if (program !== undefined)
    return present(tree.has(program), program, 'package.json', 'bin of package.json');
  if (programs.length > 1) {
    return {
      kind: 'none',
      why: `several programs, steps.build-binary.entry says which: ${programs.join(', ')}`,
    };
  }
  const isProgram = json.private || json.scripts.has('start');
  if (json.main !== undefined && isProgram)
    return present(tree.has(json.main), json.main, 'package.json', 'main of package.json');
  if (json.main !== undefined)
    return {
      kind: 'none',
      why: 'main of package.json is a library; "bin" or steps.build-binary.entry names a program',
    };
  return { kind: 'none', why: 'neither "bin" nor "main" in package.json, and no steps.build-binary.entry' };
}

function present(there: boolean, path: string, file: string | undefined, source: string): Entry {
  const place = workspacePath(path);
  if (place === undefined) return { kind: 'none', why: `${source} leads outside: ${path}` };
  return there
    ? { kind: 'found', path: place, file }
    : { kind: 'none', why: `${source} is ${path}, which is not in the project` };
}

/** @returns why the file cannot go into an executable as it is, or undefined when it can */
export function needsBundler({ json, tree }: NodeProject, path: string): string | undefined {
  if (/\.[cm]?tsx?$|\.jsx$/.test(path)) return `${path} is not plain JavaScript`;
  if (path.endsWith('.mjs') || (json.module && !path.endsWith('.cjs'))) return `${path} is an ES module`;
  if (json.runtime.length > 0) return `the program has dependencies (${json.runtime.slice(0, 3).join(', ')})`;
  const text = tree.text(path);
  const other = /\b(?:require|import)\s*\(\s*(['"`])(\.{1,2}\/[^'"`]*)\1/.exec(
    text.ok ? (text.value ?? '') : '',
  )?.[2];
  return other === undefined ? undefined : `${path} loads ${other}`;
}
