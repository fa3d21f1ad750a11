/** A folder to work in and the real doors, with what is said kept instead of printed. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { internal } from '../../../../src/cli/internal.ts';
import type { Inside } from '../../../../src/core/inside.ts';
import { inside } from '../../../../src/system/inside.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

export class AtWork {
  readonly folder: string;
  out = '';
  err = '';

  constructor(t: TestContext) {
    this.folder = temporaryFolder(t);
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array, mode = 0o644): void {
    mkdirSync(dirname(this.path(name)), { recursive: true });
    writeFileSync(this.path(name), content, { mode });
  }

  read(name: string): Buffer {
    return readFileSync(this.path(name));
  }

  has(name: string): boolean {
    return existsSync(this.path(name));
  }

  /** @returns the exit status */
  run(args: readonly string[], more: Partial<Inside> = {}): Promise<number> {
    const doors: Inside = {
      ...inside(import.meta.filename),
      print: (text) => {
        this.out += text;
      },
      complain: (text) => {
        this.err += text;
      },
      ...more,
    };
    return internal(args, doors);
  }
}

/** A port that nobody listens at, at this moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
