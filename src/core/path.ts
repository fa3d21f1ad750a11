/** Paths inside the workspace: relative, `/`-separated, never climbing out. */

import { posix } from 'node:path';

export type WorkspacePath = string & { readonly brand: 'WorkspacePath' };

/** `.sealsmith` holds everything we write into a workspace. */
export const OURS = '.sealsmith' as WorkspacePath;

/**
 * Normalises a path written by a person: `./a//b/` becomes `a/b`.
 *
 * @returns undefined when it is absolute, climbs out, is empty or holds a NUL
 */
export function workspacePath(text: string): WorkspacePath | undefined {
  if (text === '' || text.includes('\0') || text.startsWith('/')) return undefined;
  const normal = posix.normalize(text).replace(/\/+$/, '');
  if (normal === '.' || normal === '..' || normal.startsWith('../')) return undefined;
  return normal as WorkspacePath;
}

/** True when `path` is `folder` or below it. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/**
 * Glob to test for workspace paths: `*` and `?` stay within a name, `**` crosses folders,
 * `[ab]` is a set, `{a,b}` alternatives. A pattern that names a folder covers what is in it, and `.` covers all.
 * What is no glob (`[z-a]`, an open brace) is taken as the plain name of a file.
 */
export function globTest(pattern: string): (path: string) => boolean {
  const clean = pattern.replace(/^(?:\.\/+)+/, '').replace(/\/+$/, '');
  if (clean === '**' || clean === '.' || (clean === '' && pattern.startsWith('.'))) return () => true;
  const expression = expressionOf(clean);
  return expression === undefined ? (path) => isBelow(path, clean) : (path) => expression.test(path);
}

/** Whether a pattern can match anything in the workspace: sound, relative, without `..`. */
export function isGlob(pattern: string): boolean {
  return (
    !pattern.startsWith('/') && !pattern.split('/').includes('..') && expressionOf(pattern) !== undefined
  );
}

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^${source(pattern)}(?:/.*)?$`, 'su');
  } catch {
    return undefined;
  }
}

function source(pattern: string): string {
  let out = '';
  let depth = 0;
  for (let at = 0; at < pattern.length; at += 1) {
    const char = pattern[at] as string;
    if (pattern.startsWith('**/', at)) {
      out += '(?:.*/)?';
      at += 2;
    } else if (pattern.startsWith('**', at)) {
      out += '.*';
      at += 1;
    } else if (char === '*') out += '[^/]*';
    else if (char === '?') out += '[^/]';
    else if (char === '[' && pattern.indexOf(']', at + 2) > 0) {
      const end = pattern.indexOf(']', at + 2);
      const set = pattern
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\\]]/g, '\\$&');
      out += `(?!/)[${set}]`;
      at = end;
    } else if (char === '{') {
      out += '(?:';
      depth += 1;
    } else if (char === '}' && depth > 0) {
      out += ')';
      depth -= 1;
    } else if (char === ',' && depth > 0) out += '|';
    else out += char.replace(/[\\^$.|+()[\]{}/]/g, '\\$&');
  }
  return out;
}

/**
 * A path as keys say it. Stray bytes of names (lone surrogates, see system/names.ts) have no canonical JSON
 * (RFC 8785): they are said as NUL and two hex digits, and no name has a NUL.
 */
export function keyText(text: string): string {
  if (text.isWellFormed()) return text;
  return text.replace(/[\udc80-\udcff]/gu, (stray) => `\0${(stray.charCodeAt(0) - 0xdc00).toString(16)}`);
}
