/**
 * `internal expect-silence --because TEXT --ignore PREFIXES -- PROGRAM ARGS…`: for checkers that list what is wrong
 * and end with 0 all the same (`gofmt -l`): a line on standard output is a failure. Lines that begin with one of the
 * prefixes (separated by commas) do not count.
 */

import { basename } from 'node:path';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readArguments } from './arguments.ts';
import { Lines } from './lines.ts';

export async function expectSilence(
  args: readonly string[],
  inside: Inside,
): Promise<Result<number, string>> {
  const read = readArguments(args, ['because', 'ignore']);
  if (!read.ok) return read;
  const { because, ignore } = read.value.values;
  const [program, ...rest] = read.value.rest;
  if (program === undefined) return err('needs the program after --');

  const prefixes = ignore.split(',').filter((prefix) => prefix !== '');
  const lines = new Lines();
  let said = 0;
  const take = (whole: readonly string[]): void => {
    for (const line of whole) {
      if (line.trim() === '' || prefixes.some((prefix) => line.startsWith(prefix))) continue;
      said += 1;
      inside.print(`${line}\n`);
    }
  };
  const { ended } = inside.start({ program, args: rest, onOutput: (chunk) => take(lines.push(chunk)) });
  const how = await ended;
  take(lines.end());
  if (how.kind === 'not-started') return err(`${basename(program)} cannot be started (${how.errno})`);
  if (how.kind === 'killed') return err(`${basename(program)} was ended by ${how.signal}`);
  if (how.exit !== 0) return ok(how.exit);
  return said === 0 ? ok(0) : err(because);
}
