/**
 * `internal gotest --module PATH --report FILE -- go test -json …`: runs the tests, prints what people read instead
 * of JSON, and leaves the report as JUnit XML. Ends as `go` does.
 */

import { basename } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { GoTestEvents } from '../../formats/go-test-events.ts';
import { junitText } from '../../formats/junit-text.ts';
import { readArguments } from './arguments.ts';
import { Lines } from './lines.ts';
import { writeWhole } from './write-whole.ts';

export async function gotest(
  args: readonly string[],
  inside: Inside,
): Promise<Result<number, Failure | string>> {
  const read = readArguments(args, ['module', 'report']);
  if (!read.ok) return read;
  const { module, report } = read.value.values;
  const [program, ...rest] = read.value.rest;
  if (program === undefined) return err('needs the program after --');

  const events = new GoTestEvents(module);
  const lines = new Lines();
  const show = (whole: readonly string[]): void => {
    const text = whole.map((line) => events.push(line)).join('');
    if (text !== '') inside.print(text);
  };
  const { ended } = inside.start({ program, args: rest, onOutput: (chunk) => show(lines.push(chunk)) });
  const how = await ended;
  show(lines.end());
  inside.print(events.rest());
  const written = await writeWhole(inside, report, async (file) =>
    file.write(Buffer.from(junitText(events.cases()))),
  );
  if (!written.ok) return written;
  if (how.kind === 'not-started') return err(`${basename(program)} cannot be started (${how.errno})`);
  return how.kind === 'killed' ? err(`${basename(program)} was ended by ${how.signal}`) : ok(how.exit);
}
