/** Arguments of internal commands: `--name value` pairs, all of them needed, and what stands after `--`. */

import { err, ok, type Result } from '../../core/result.ts';

export type Arguments<N extends string> = {
  readonly values: Readonly<Record<N, string>>;
  /** After `--`. */
  readonly rest: readonly string[];
};

/** @returns every named option, or one clause saying what is wrong */
export function readArguments<N extends string>(
  args: readonly string[],
  names: readonly N[],
): Result<Arguments<N>, string> {
  const values = new Map<string, string>();
  let at = 0;
  for (; at < args.length && args[at] !== '--'; at += 2) {
    const name = (args[at] ?? '').replace(/^--/, '');
    const value = args[at + 1];
    if (!(names as readonly string[]).includes(name) || value === undefined)
      return err(`does not know ${args[at]}`);
    values.set(name, value);
  }
  const missing = names.find((name) => !values.has(name));
  if (missing !== undefined) return err(`needs --${missing}`);
  return ok({ values: Object.fromEntries(values) as Record<N, string>, rest: args.slice(at + 1) });
}

/** A whole number within bounds. */
export function readNumber(text: string, least: number, most: number): Result<number, string> {
  const value = Number(text);
  const fits = Number.isInteger(value) && value >= least && value <= most;
  return fits ? ok(value) : err(`${text} is not a number from ${least} to ${most}`);
}
