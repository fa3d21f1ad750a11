/** Requirements files: which ones a project has, what they name, and whether they pin by hash. */

import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { workspacePath } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Tree } from '../../core/toolchain.ts';

/** What groups, extras and files are called that a pipeline needs beside the runtime's. */
export const DEVELOPMENT =
  /^(?:dev|develop|development|tests?|testing|lint|linting|ci|qa|build|binary|packaging)$/;

const MAIN = /^(?:base|main|common|requirements|app|prod|production|runtime)$/;

export type RequirementsFile = {
  readonly path: string;
  /** It and everything that it includes (`-r`) or is held to (`-c`), sorted. */
  readonly files: readonly string[];
  /** Those of them whose requirements it installs: itself and what it includes. */
  readonly installs: ReadonlySet<string>;
  /** Normalised names of what it asks for, includes followed, each with the file that says so. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether a requirement carries a hash; installers then want one on each. */
  readonly hashed: boolean;
  /** Whether it installs the project itself (`-e .`). */
  readonly self: boolean;
  /** Folders and files of the workspace that it installs as packages, and that so decide what is installed. */
  readonly local: readonly string[];
};

/** A package's name as indexes compare it (PEP 503). */
export function normalName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The name in a requirement (PEP 508): `Flask[async]>=3 ; python_version > "3.8"` is `flask`. */
export function requirementName(requirement: string): string | undefined {
  const name = /^\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;@(,\s])/.exec(
    requirement,
  )?.[1];
  if (name !== undefined) return normalName(name);
  const egg = /[#&]egg=([A-Za-z0-9._-]+)/.exec(requirement)?.[1];
  return egg === undefined ? undefined : normalName(egg);
}

/** The requirements files to install, in order; one that another of them includes is not listed again. */
export function findRequirements(tree: Tree): Result<readonly RequirementsFile[]> {
  const found: RequirementsFile[] = [];
  const paths = [...rootFiles(tree), ...folderFiles(tree)];
  const later = (path: string): number => (path === 'requirements.txt' ? 0 : 1);
  for (const path of paths.toSorted((a, b) => later(a) - later(b))) {
    const file = readRequirements(tree, path);
    if (!file.ok) return file;
    found.push(file.value);
  }
  return ok(found.filter((file) => !found.some((other) => other !== file && includes(other, file, found))));
}

/** Reads one requirements file with everything that it includes. */
export function readRequirements(tree: Tree, path: string): Result<RequirementsFile> {
  const held = new Set<string>();
  const installs = new Set<string>();
  const lines: Line[] = [];
  const waiting: Included[] = [{ path, from: path, constraint: false }];
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const seen = next.constraint ? held : installs;
    if (seen.has(next.path)) continue;
    seen.add(next.path);
    const text = tree.text(next.path);
    if (!text.ok) return text;
    if (text.value === undefined) return err(absent(next.from, next.path));
    for (const line of logicalLines(text.value)) {
      const include = includeIn(line, next);
      if (include === undefined) {
        if (!next.constraint) lines.push({ file: next.path, text: line });
      } else if (!include.ok) return include;
      else if (include.value !== undefined) waiting.push(include.value);
    }
  }
  const asked = askedIn(lines);
  return asked.ok
    ? ok({ path, files: [...new Set([...installs, ...held])].sort(), installs, ...asked.value })
    : asked;
}

type Line = { readonly file: string; readonly text: string };

function askedIn(
  lines: readonly Line[],
): Result<Pick<RequirementsFile, 'names' | 'hashed' | 'self' | 'local'>> {
  const names = new Map<string, string>();
  const local: string[] = [];
  let self = false;
  for (const { file, text } of lines) {
    const [, editable, requirement = ''] = /^(-e\s*|--editable[\s=]+)?(.*)$/s.exec(text) ?? [];
    const place = /^(?:\.{1,2}(?=[/[\s]|$)|\/)[^[\s]*/.exec(requirement)?.[0];
    const name = requirement.startsWith('-') ? undefined : requirementName(requirement);
    if (name !== undefined && !names.has(name)) names.set(name, file);
    if (place === undefined) continue;
    if (/^\.\/?$/.test(place)) {
      self = true;
      // A copy of the project is installed: any file of it may have gone in.
      if (editable === undefined) local.push('**');
      continue;
    }
    // pip takes such paths from the folder that it is started in.
    const path = workspacePath(place);
    if (path === undefined) return err(outside(file, place));
    local.push(path);
  }
  return ok({ names, local, self, hashed: lines.some(({ text }) => /\s--hash[=\s]/.test(text)) });
}

type Included = { readonly path: string; readonly from: string; readonly constraint: boolean };

/** What a line includes; undefined for another kind of line, an empty value for an address of the network. */
function includeIn(line: string, within: Included): Result<Included | undefined> | undefined {
  const [, option, target] =
    /^(-r|--requirement|-c|--constraint)(?:\s+|=|(?=[^\s-]))(\S.*)$/.exec(line) ?? [];
  if (option === undefined || target === undefined) return undefined;
  if (/^[a-z]+:\/\//i.test(target)) return ok(undefined);
  const path = workspacePath(posix.join(posix.dirname(within.path), target.trim()));
  if (path === undefined) return err(outside(within.path, target));
  return ok({
    path,
    from: within.path,
    constraint: within.constraint || option === '-c' || option === '--constraint',
  });
}

/** Lines with continuations joined and comments gone, as pip reads them. */
function logicalLines(text: string): string[] {
  const joined = text.replace(/^\uFEFF/, '').replace(/\\\r?\n/g, ' ');
  return joined
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function rootFiles(tree: Tree): string[] {
  return names(tree, '').filter((name) => {
    if (name === 'requirements.txt') return true;
    const kind = /^(?:requirements[-_.](\w+)|(\w+)[-_.]requirements)\.txt$/.exec(name);
    return kind !== null && DEVELOPMENT.test(kind[1] ?? kind[2] ?? '');
  });
}

function folderFiles(tree: Tree): string[] {
  const all = names(tree, 'requirements').filter((name) => name.endsWith('.txt'));
  const known = all.filter((name) => {
    const stem = name.slice(0, -'.txt'.length);
    return MAIN.test(stem) || DEVELOPMENT.test(stem);
  });
  return (known.length === 0 && all.length === 1 ? all : known).map((name) => `requirements/${name}`);
}

function names(tree: Tree, folder: string): string[] {
  return tree.list(folder).flatMap(({ name, kind }) => (kind === 'folder' ? [] : [name]));
}

/** Of two files that include each other the first one found stays. */
function includes(
  other: RequirementsFile,
  file: RequirementsFile,
  order: readonly RequirementsFile[],
): boolean {
  if (!other.installs.has(file.path)) return false;
  return !file.installs.has(other.path) || order.indexOf(other) < order.indexOf(file);
}

function absent(file: string, path: string): Failure {
  const message = `names ${path}, which is not there`;
  return { code: 'project-invalid', file, message, next: `add ${path}, or take the line out of ${file}` };
}

function outside(file: string, path: string): Failure {
  const message = `includes ${path}, which lies outside this folder, where a change would go unseen`;
  const next = 'start in the folder that holds both (--cwd), or keep a copy here';
  return { code: 'project-invalid', file, message, next };
}
