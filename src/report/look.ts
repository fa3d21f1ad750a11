/** How text looks: colour only adds, the marks have a plain form for logs. */

export type Look = {
  readonly columns: number;
  readonly color: boolean;
  /** `tree`: one sign each, for a terminal. `plain`: words, for logs and for programs that search them. */
  readonly marks: 'tree' | 'plain';
};

export type Tone = 'good' | 'bad' | 'warn' | 'quiet' | 'strong' | 'none';

/** What can be said of a line before its first word. */
export type Mark = 'ok' | 'same' | 'fail' | 'stop' | 'skip' | 'run' | 'wait' | 'note' | 'made' | 'none';

/** The text in its tone; without colour the text itself. */
export function paint(text: string, tone: Tone, look: Look): string {
  const code = CODES[tone];
  return look.color && code !== '' && text !== '' ? `${ESC}[${code}m${text}${ESC}[0m` : text;
}

/** The sign or word, padded to the width that all of its kind take, and painted. */
export function mark(kind: Mark, look: Look): string {
  const { sign, word, tone } = MARKS[kind];
  return paint(look.marks === 'tree' ? sign : word.padEnd(4), tone, look);
}

/** Cells that `mark` takes. */
export function markWidth(look: Look): number {
  return look.marks === 'tree' ? 1 : 4;
}

const ESC = String.fromCharCode(0x1b);

const CODES: { readonly [tone in Tone]: string } = {
  good: '32',
  bad: '31',
  warn: '33',
  quiet: '2',
  strong: '1',
  none: '',
};

const MARKS: {
  readonly [kind in Mark]: { readonly sign: string; readonly word: string; readonly tone: Tone };
} = {
  ok: { sign: '✓', word: 'ok', tone: 'good' },
  same: { sign: '✓', word: 'same', tone: 'quiet' },
  fail: { sign: '✗', word: 'fail', tone: 'bad' },
  stop: { sign: '■', word: 'stop', tone: 'warn' },
  skip: { sign: '–', word: 'skip', tone: 'quiet' },
  run: { sign: '›', word: 'run', tone: 'warn' },
  wait: { sign: '·', word: 'wait', tone: 'quiet' },
  note: { sign: '!', word: 'note', tone: 'warn' },
  made: { sign: '→', word: 'made', tone: 'good' },
  none: { sign: ' ', word: '', tone: 'none' },
};
