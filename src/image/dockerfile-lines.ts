/**
 * A Dockerfile as instructions with the place of every word: line continuations, comments between them, heredocs and
 * the directives at its top (docs.docker.com/reference/dockerfile; BuildKit's parser where that says nothing). What an
 * instruction means is not known here, and nothing is an error: who builds it is the judge of that.
 */

/** A word as it is written, with its quotes and escapes. Offsets are of the whole text, in UTF-16 units. */
export type Word = { readonly text: string; readonly start: number; readonly end: number };

export type Instruction = {
  /** In capitals: `FROM`, `RUN`. */
  readonly name: string;
  /** Of its first line, from 1. */
  readonly line: number;
  /** `--from=…` and the like before the first other word. */
  readonly flags: readonly Word[];
  readonly words: readonly Word[];
  /** On one line, as engines print it. */
  readonly text: string;
};

export type Lines = {
  /** What `# syntax=` names: the image that reads the file in BuildKit. */
  readonly syntax: (Word & { readonly line: number }) | undefined;
  /** Backslash, or the backtick that `# escape=` sets. */
  readonly escaper: string;
  readonly instructions: readonly Instruction[];
};

const DIRECTIVE = /^(?<before>\uFEFF?#\s*(?<key>[A-Za-z][A-Za-z0-9]*)\s*=\s*)(?<value>\S.*?)\s*$/;

/** Only these have heredocs (BuildKit, frontend/dockerfile/parser). */
const WITH_HEREDOCS = new Set(['RUN', 'COPY', 'ADD']);

const HEREDOC = /^\d*<<(?<chomp>-?)(?<name>[^<]+)$/;

/** An escape at the end of a line, unless it is escaped itself. */
const CONTINUED = /(?<before>^|[^\\])\\[ \t]*$/;
const CONTINUED_BACKTICK = /(?<before>^|[^`])`[ \t]*$/;

export function readLines(text: string): Lines {
  const lines = physicalLines(text);
  const { syntax, escaper } = directives(lines);
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; ) {
    const logical = logicalLine(lines, at, escaper);
    at = logical.next;
    const instruction = instructionOf(logical, escaper);
    if (instruction === undefined) continue;
    instructions.push(instruction);
    at = behindHeredocs(lines, at, instruction);
  }
  return { syntax, escaper, instructions };
}

type Line = { readonly text: string; readonly start: number };

function physicalLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    const end = text.indexOf('\n', start);
    const stop = end < 0 ? text.length : end;
    lines.push({ text: text.slice(start, stop).replace(/\r$/, ''), start });
    start = stop + 1;
  }
  return lines;
}

function directives(lines: readonly Line[]): Pick<Lines, 'syntax' | 'escaper'> {
  let syntax: Lines['syntax'];
  let escaper = '\\';
  // A file that can be run by itself begins with `#!`; BuildKit then still looks for its syntax, and for nothing else.
  const first = lines[0]?.text.startsWith('#!') === true ? 1 : 0;
  for (const [index, { text, start }] of lines.entries()) {
    if (index < first) continue;
    const { before = '', key = '', value = '' } = DIRECTIVE.exec(text)?.groups ?? {};
    if (key === '') break;
    const from = start + before.length;
    if (key.toLowerCase() === 'syntax')
      syntax ??= { text: value, start: from, end: from + value.length, line: index + 1 };
    if (key.toLowerCase() === 'escape' && first === 0 && (value === '`' || value === '\\')) escaper = value;
  }
  return { syntax, escaper };
}

/** One line as the engine sees it, and for each of its characters the place in the text. */
type Logical = {
  readonly text: string;
  readonly places: readonly number[];
  readonly line: number;
  readonly next: number;
};

function logicalLine(lines: readonly Line[], first: number, escaper: string): Logical {
  const continued = escaper === '`' ? CONTINUED_BACKTICK : CONTINUED;
  let text = '';
  let line = first;
  const places: number[] = [];
  for (let at = first; at < lines.length; at += 1) {
    const { text: raw, start } = lines[at] ?? { text: '', start: 0 };
    if (isEmpty(raw)) {
      if (text === '') return { text, places, line, next: at + 1 };
      // Comments and empty lines inside of an instruction are no part of it, and do not end it.
      continue;
    }
    if (text === '') line = at;
    const found = continued.exec(raw);
    const kept = found === null ? raw : raw.slice(0, found.index + (found.groups?.['before'] ?? '').length);
    text += kept;
    for (let index = 0; index < kept.length; index += 1) places.push(start + index);
    if (found === null) return { text, places, line, next: at + 1 };
  }
  return { text, places, line, next: lines.length };
}

function isEmpty(line: string): boolean {
  return /^\uFEFF?\s*(?:#|$)/.test(line);
}

function instructionOf({ text, places, line }: Logical, escaper: string): Instruction | undefined {
  const all = wordsOf(text, places, escaper);
  const [name, ...rest] = all;
  if (name === undefined) return undefined;
  const plain = rest.findIndex((word) => !word.text.startsWith('--'));
  const flags = plain < 0 ? rest.length : plain;
  return {
    name: name.text.replace(/^\uFEFF/, '').toUpperCase(),
    line: line + 1,
    flags: rest.slice(0, flags),
    words: rest.slice(flags),
    text: text.trim().replace(/\s+/g, ' '),
  };
}

/** Split at white space outside of quotes. */
function wordsOf(text: string, places: readonly number[], escaper: string): readonly Word[] {
  const words: Word[] = [];
  let from = -1;
  let quote = '';
  const close = (end: number): void => {
    if (from < 0) return;
    const start = places[from] ?? 0;
    words.push({ text: text.slice(from, end), start, end: (places[end - 1] ?? 0) + 1 });
    from = -1;
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quote === '' && /\s/.test(char)) {
      close(at);
      continue;
    }
    if (from < 0) from = at;
    if (char === escaper && quote !== "'") at += 1;
    else if (quote === '' && (char === '"' || char === "'")) quote = char;
    else if (char === quote) quote = '';
  }
  close(text.length);
  return words;
}

/** Where the file goes on after the bodies of an instruction's heredocs. */
function behindHeredocs(lines: readonly Line[], from: number, { name, words }: Instruction): number {
  const onBuild = name === 'ONBUILD' && WITH_HEREDOCS.has((words[0]?.text ?? '').toUpperCase());
  if (!onBuild && !WITH_HEREDOCS.has(name)) return from;
  let at = from;
  for (const { text } of words) {
    const found = HEREDOC.exec(text)?.groups;
    if (found === undefined) continue;
    const end = (found['name'] ?? '').replace(/^(["'])(.*)\1$/, '$2');
    const isEnd = ({ text: line }: Line): boolean =>
      (found['chomp'] === '-' ? line.replace(/^\t+/, '') : line) === end;
    while (at < lines.length && !isEnd(lines[at] ?? { text: '', start: 0 })) at += 1;
    at += 1;
  }
  return at;
}
