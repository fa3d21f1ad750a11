/** Asks a person for a secret at the terminal, without showing it. */

import { writeSync } from 'node:fs';

/** `interrupted`: Ctrl-C, or the signal; `absent`: there is no terminal to ask at, or it was closed. */
export type Asked =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'absent' };

/** Characters; who pastes more has not pasted a password. */
const MOST = 1024;

/** The question goes to standard error: standard output may be somebody's input. */
export async function askHidden(question: string, signal: AbortSignal): Promise<Asked> {
  const { stdin } = process;
  if (!stdin.isTTY) return { kind: 'absent' };
  if (signal.aborted) return { kind: 'interrupted' };
  writeSync(2, question);
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await lineOf(stdin, signal);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeSync(2, '\n');
  }
}

/** What was typed so far after one more key of a raw terminal, or how it ended. */
export function press(text: string, key: string): string | Asked {
  switch (key) {
    case '\r':
    case '\n':
      return { kind: 'answered', text };
    // Ctrl-C and Ctrl-D, which a raw terminal does not act on by itself.
    case '\u0003':
      return { kind: 'interrupted' };
    case '\u0004':
      return { kind: 'absent' };
    case '\u007f':
    case '\b':
      return [...text].slice(0, -1).join('');
    case '\u0015':
      return '';
    default:
      return text.length < MOST ? text + key : text;
  }
}

function lineOf(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<Asked> {
  return new Promise((resolve) => {
    let text = '';
    const decoder = new TextDecoder();
    const done = (asked: Asked): void => {
      stdin.off('data', take).off('end', end);
      signal.removeEventListener('abort', abort);
      resolve(asked);
    };
    const end = (): void => done({ kind: 'absent' });
    const abort = (): void => done({ kind: 'interrupted' });
    const take = (chunk: Uint8Array): void => {
      for (const key of decoder.decode(chunk, { stream: true })) {
        const after = press(text, key);
        if (typeof after === 'string') text = after;
        else {
          done(after);
          break;
        }
      }
    };
    stdin.on('data', take).on('end', end);
    signal.addEventListener('abort', abort);
  });
}
