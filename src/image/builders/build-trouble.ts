/**
 * Why a build failed, out of what its engine printed: the instruction and its line. Engines have no other way to say it,
 * so this only makes the message better; that it failed their exit status says.
 */

import type { FailureOf } from '../../core/failure.ts';
import { type Dockerfile, lineOf } from '../dockerfile.ts';
import { type EngineSaid, lastLine } from './engine-program.ts';

/** @param file  the Dockerfile as the user knows it */
export function buildTrouble(
  builder: string,
  file: string,
  dockerfile: Dockerfile,
  { exit, output, errors }: EngineSaid,
): FailureOf<'image-build-failed'> {
  const where = instructionIn(`${output}\n${errors}`, dockerfile);
  const why = cleaned(lastLine(errors) || `it ended with ${exit}`);
  const at = where?.line === undefined ? file : `${file}:${where.line}`;
  const what = where?.text === undefined ? '' : ` ${shortened(where.text)}`;
  return { code: 'image-build-failed', builder, message: `${at}${what}: ${why}` };
}

type Where = { readonly text: string | undefined; readonly line: number | undefined };

const PATTERNS: readonly RegExp[] = [
  // BuildKit since 2021: the file's name and the line, before the piece of the file.
  /^(?:[^\s:]+\.)?[Dd]ockerfile[^\s:]*:(?<line>\d+)\n-{10,}/m,
  // BuildKit before: ` > [stage 2/3] RUN make:`.
  /^ > \[[^\]]*\] (?<text>.+):$/m,
  // buildah and podman.
  /building at STEP "(?<text>(?:[^"\\]|\\.)+)"/,
];

/** Docker's classic builder: the last one that began. */
const STEP = /^Step \d+\/\d+ : (?<text>.+)$/gm;

function instructionIn(said: string, dockerfile: Dockerfile): Where | undefined {
  for (const pattern of PATTERNS) {
    const { line, text } = pattern.exec(said)?.groups ?? {};
    if (line !== undefined) return withText(Number(line), dockerfile);
    if (text !== undefined) return { text, line: lineOf(dockerfile, unquoted(text)) };
  }
  const last = [...said.matchAll(STEP)].at(-1)?.groups?.['text'];
  return last === undefined ? undefined : { text: last, line: lineOf(dockerfile, last) };
}

function withText(line: number, { instructions }: Dockerfile): Where {
  return { line, text: instructions.find((one) => one.line === line)?.text };
}

/** Go's quoting of what it prints between double quotes, as far as it matters for finding it again. */
function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, '$1');
}

function cleaned(line: string): string {
  return line
    .replace(/^(?:ERROR|Error|error): /, '')
    .replace(/^failed to solve: /, '')
    .replace(/^building at STEP "(?:[^"\\]|\\.)+": /, '');
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
