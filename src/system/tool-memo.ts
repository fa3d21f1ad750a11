/** Answers of tools, by what they depend on. A memo that cannot be read or written only costs time. */

import type { Files } from '../core/ports.ts';

const SCHEMA = 'sealsmith-tools/1';

/** Answers kept; the oldest go first. */
const MOST = 500;

export class ToolMemo {
  readonly #files: Pick<Files, 'readText' | 'writeText'>;
  readonly #path: string;
  readonly #answers: Map<string, string>;
  #changed = false;

  constructor(files: Pick<Files, 'readText' | 'writeText'>, path: string) {
    this.#files = files;
    this.#path = path;
    const text = files.readText(path);
    this.#answers = parse(text.ok ? (text.value ?? '') : '');
  }

  get(key: string): string | undefined {
    return this.#answers.get(key);
  }

  set(key: string, answer: string): void {
    if (this.#answers.get(key) === answer) return;
    this.#answers.set(key, answer);
    this.#changed = true;
  }

  save(): void {
    if (!this.#changed) return;
    const answers = Object.fromEntries([...this.#answers].slice(-MOST));
    this.#files.writeText(this.#path, `${JSON.stringify({ schema: SCHEMA, answers })}\n`, 0o600);
  }
}

function parse(text: string): Map<string, string> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return new Map();
    const { schema, answers } = value as { schema?: unknown; answers?: unknown };
    if (schema !== SCHEMA || typeof answers !== 'object' || answers === null) return new Map();
    return new Map(
      Object.entries(answers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  } catch {
    return new Map();
  }
}
