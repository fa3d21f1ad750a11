/** The variables a run knows: those of the file named by env-file, and those of the environment that are declared. */

import { parseEnv } from 'node:util';
import { err, ok, type Result } from '../core/result.ts';
import { withheldProblem } from './withheld.ts';

export type Variables = {
  /** Of env-file, in its order. */
  readonly file: Readonly<Record<string, string>>;
  /** Of the environment we were started with, without its secrets. */
  readonly environment: Readonly<Record<string, string | undefined>>;
};

/**
 * Reads `NAME=value` lines; a line that is none of `NAME=…`, `export NAME=…`, a comment or empty is a failure, and so
 * is a variable that no step may get.
 */
export function parseEnvFile(file: string, text: string): Result<Readonly<Record<string, string>>> {
  const plain = text.replace(/^\ufeff/, '');
  const problems = linesOf(plain).flatMap(({ line, number }) => {
    const message = lineProblem(line);
    return message === undefined ? [] : [{ place: { file, line: number, column: 1 }, message }];
  });
  if (problems.length > 0) return err({ code: 'config-invalid', problems });
  return ok(parseEnv(plain) as Record<string, string>);
}

/** Empty, a comment, or an assignment. */
const SOUND = /^\s*(?:#.*|(?:export\s+)?[A-Za-z_][A-Za-z0-9_]*\s*=.*)?$/s;

function lineProblem(line: string): string | undefined {
  if (!SOUND.test(line)) return 'expected a line NAME=value';
  const [, name = ''] = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)/.exec(line) ?? [];
  return withheldProblem(name);
}

/** A value in quotes may go on over several lines, which are one then. */
function linesOf(text: string): readonly { readonly line: string; readonly number: number }[] {
  const joined = text.replace(/=[ \t]*(["'`])(?:(?!\1).)*\1/gs, (value) => value.replaceAll('\n', '\0'));
  let number = 1;
  return joined.split('\n').map((line) => {
    const here = number;
    number += line.split('\0').length;
    return { line: line.replace(/\r$/, ''), number: here };
  });
}

/**
 * Values of a list of `NAME` and `NAME=value`. A name without a value anywhere is left out: the step sees it unset,
 * as its key says.
 */
export function valuesOf(list: readonly string[], variables: Variables): Record<string, string> {
  const values: Record<string, string> = {};
  for (const entry of list) {
    const at = entry.indexOf('=');
    const name = at < 0 ? entry : entry.slice(0, at);
    const value = at < 0 ? variable(name, variables) : entry.slice(at + 1);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

/** The environment wins over the file: it is the more particular of the two. */
export function variable(name: string, variables: Variables): string | undefined {
  const { environment, file } = variables;
  const own = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return own ?? (Object.hasOwn(file, name) ? file[name] : undefined);
}
