/**
 * Requirements files as pip reads them, made flat for one base: includes followed, lines whose marker does not hold for
 * the base left out, one requirement a line with its hashes. So it does not matter which Python the installer runs with.
 */

import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import { workspacePath } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type MarkerEnvironment, markerHolds } from './markers.ts';

export type Requirement = {
  /** `flask[async]==3.1.3`, without marker. */
  readonly text: string;
  /** `sha256:…`. */
  readonly hashes: readonly string[];
};

export type Requirements = {
  readonly requirements: readonly Requirement[];
  /** Lines that hold versions without asking for anything (`-c`). */
  readonly constraints: readonly Requirement[];
  /** Options about where packages come from, as written. */
  readonly options: readonly string[];
  /** Whether the project itself is among them (`-e .`), which goes into an image as files of its own. */
  readonly self: boolean;
  /** Every file that was read. */
  readonly files: readonly string[];
};

/** A text of the workspace; undefined when it is not there. */
export type ReadText = (path: string) => Result<string | undefined>;

/** More files or lines than any project has. */
const MOST_FILES = 100;
const MOST_LINES = 20_000;

export function readRequirements(
  files: readonly string[],
  read: ReadText,
  environment: MarkerEnvironment,
): Result<Requirements> {
  const found = new Found(environment);
  const waiting = files.map((path) => ({ path, constraint: false }));
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { path, constraint } = next;
    const key = `${constraint ? 'c' : 'r'} ${path}`;
    if (found.seen.has(key)) continue;
    found.seen.add(key);
    if (found.seen.size > MOST_FILES)
      return err(invalid(path, `more than ${MOST_FILES} files include each other`));
    const text = read(path);
    if (!text.ok) return text;
    if (text.value === undefined) return err(invalid(path, 'it is not there'));
    for (const line of logicalLines(text.value)) {
      const included = found.take(line, path, constraint);
      if (!included.ok) return included;
      if (included.value !== undefined) waiting.push(included.value);
    }
  }
  return ok(found.all());
}

/** The same for a text that an exporter gives. */
export function parseRequirements(
  text: string,
  name: string,
  environment: MarkerEnvironment,
): Result<Requirements> {
  return readRequirements([name], (path) => ok(path === name ? text : undefined), environment);
}

/** One file for an installer. */
export function requirementsText(options: readonly string[], requirements: readonly Requirement[]): string {
  const lines = requirements.map(({ text, hashes }) =>
    [text, ...hashes.map((hash) => `--hash=${hash}`)].join(' '),
  );
  return [...options, ...lines, ''].join('\n');
}

type Include = { readonly path: string; readonly constraint: boolean };

class Found {
  readonly seen = new Set<string>();
  readonly #environment: MarkerEnvironment;
  readonly #requirements = new Map<string, Requirement>();
  readonly #constraints = new Map<string, Requirement>();
  readonly #options = new Set<string>();
  #self = false;
  #lines = 0;

  constructor(environment: MarkerEnvironment) {
    this.#environment = environment;
  }

  all(): Requirements {
    return {
      requirements: [...this.#requirements.values()],
      constraints: [...this.#constraints.values()],
      options: [...this.#options],
      self: this.#self,
      files: [...new Set([...this.seen].map((key) => key.slice(2)))],
    };
  }

  take(line: string, path: string, constraint: boolean): Result<Include | undefined> {
    this.#lines += 1;
    if (this.#lines > MOST_LINES) return err(invalid(path, `it has more than ${MOST_LINES} lines`));
    const [, option = '', argument = ''] =
      /^(-[a-zA-Z]|--[a-z-]+)(?:[\s=]+|(?<=^-[a-zA-Z])(?=\S)|$)(.*)$/s.exec(line) ?? [];
    if (option === '') return this.#requirement(line, path, constraint);
    if (/^(?:-r|--requirement|-c|--constraint)$/.test(option)) {
      const target = workspacePath(posix.join(posix.dirname(path), argument.trim()));
      if (target === undefined || /^[a-z]+:\/\//i.test(argument))
        return err(invalid(path, `it includes ${argument.trim()}, which is no file of the workspace`));
      return ok({ path: target, constraint: constraint || option === '-c' || option === '--constraint' });
    }
    if (/^(?:-e|--editable)$/.test(option)) return this.#requirement(argument.trim(), path, constraint);
    if (/^(?:-i|--index-url|--extra-index-url|--no-index|-f|--find-links)$/.test(option))
      this.#options.add(line);
    // The others choose between source and binary, or say what we say ourselves.
    return ok(undefined);
  }

  #requirement(line: string, path: string, constraint: boolean): Result<undefined> {
    const [head = '', ...rest] = line.split(/\s+(?=--[a-z])/);
    const hashes = rest.flatMap(
      (option) => /^--hash[=\s]+(sha(?:256|384|512):[0-9a-f]+)$/.exec(option)?.[1] ?? [],
    );
    if (/^\.\/?(?:\[[^\]]*\])?$/.test(head)) {
      this.#self = true;
      return ok(undefined);
    }
    if (
      /^(?:\.{0,2}\/|file:|git\+|hg\+|svn\+|bzr\+)/.test(head) ||
      / @ (?:file:|git\+|hg\+|svn\+|bzr\+)/.test(head)
    )
      return err(
        invalid(path, `${head} is no package of an index, and only built packages go into an image`),
      );
    const separator = / @ /.test(head) ? /\s;\s*/ : /\s*;\s*/;
    const at = separator.exec(head);
    const text = (at === null ? head : head.slice(0, at.index)).trim();
    if (at !== null) {
      const holds = markerHolds(head.slice(at.index + at[0].length), this.#environment);
      if (!holds.ok) return err(invalid(path, `of ${text}, ${holds.failure}`));
      if (!holds.value) return ok(undefined);
    }
    if (!/^[A-Za-z0-9]/.test(text)) return err(invalid(path, `${line.slice(0, 80)} is no requirement`));
    (constraint ? this.#constraints : this.#requirements).set(text, { text, hashes });
    return ok(undefined);
  }
}

/** Lines with continuations joined and comments gone. */
function logicalLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '');
}

function invalid(file: string, message: string): Failure {
  return { code: 'project-invalid', file, message, next: `correct ${file}` };
}
