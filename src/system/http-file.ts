/** Where the body of an answer goes, and what is thrown when that or the call itself goes wrong. */

import { closeSync, constants, openSync, unlinkSync, writeSync } from 'node:fs';
import type { HttpTrouble } from '../core/ports.ts';
import { errnoOf } from './attempt.ts';
import { fsPath } from './names.ts';

export class Trouble extends Error {
  readonly trouble: HttpTrouble;

  constructor(trouble: HttpTrouble) {
    super(trouble.detail);
    this.trouble = trouble;
  }
}

/** Gets the body piece by piece. False: the call shall end; `enough`: what comes now is of no interest. */
export type Taker = (chunk: Buffer) => boolean | 'enough' | Promise<boolean>;

export function stopped(): Trouble {
  return new Trouble({ kind: 'stopped', detail: 'we ended the call' });
}

/** Made by us or not at all, read by us alone. */
export class NewFile {
  readonly #path: string;
  #file: number | undefined;
  #made = false;
  bytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  open(): void {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
    this.#file = this.#try(() => openSync(fsPath(this.#path), flags, 0o600));
    this.#made = true;
  }

  write(chunk: Uint8Array): void {
    const file = this.#file;
    if (file === undefined) throw new Error('written to before it was opened');
    this.#try(() => {
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    });
    this.bytes += chunk.length;
  }

  close(): void {
    if (this.#file === undefined) return;
    closeSync(this.#file);
    this.#file = undefined;
  }

  remove(): void {
    if (this.#made) unlinkSync(fsPath(this.#path));
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      const code = errnoOf(error);
      if (code === undefined) throw error;
      throw new Trouble({ kind: 'disk', detail: `${this.#path}: ${code}` });
    }
  }
}
