/** A view that remembers what was written to it, on a folder of its own that is removed after the test. */

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Sha256 } from '../../../src/core/digest.ts';
import type { View } from '../../../src/core/host.ts';
import { err, ok } from '../../../src/core/result.ts';
import { START } from '../report/builders.ts';

export type Watched = View & {
  /** Everything written so far. */
  readonly text: () => string;
  /** Calls what was given to `every`. */
  readonly tick: () => void;
  /** Ends the program as a signal would. */
  readonly exit: () => void;
  readonly timers: () => number;
};

export const DISK: View['files'] = {
  readText(path, limit = 16 * 1024 * 1024) {
    if (!existsSync(path)) return ok(undefined);
    if (statSync(path).size > limit) return err({ code: 'system', doing: 'read', path, errno: 'EFBIG' });
    return ok(readFileSync(path, 'utf8'));
  },
  writeText(path, text) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return ok(undefined);
  },
  kind: (path) => (!existsSync(path) ? undefined : statSync(path).isDirectory() ? 'folder' : 'file'),
  async digest(path) {
    if (!existsSync(path)) return err({ code: 'system', doing: 'read', path, errno: 'ENOENT' });
    const bytes = readFileSync(path);
    return ok({ sha256: createHash('sha256').update(bytes).digest('hex') as Sha256, bytes: bytes.length });
  },
};

export function aFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'sealsmith-hosts-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function aView(t: TestContext, more: Partial<View> = {}): Watched {
  const written: string[] = [];
  const ticks = new Set<() => void>();
  const restores = new Set<() => void>();
  let tokens = 0;
  return {
    write: (text) => void written.push(text),
    terminal: false,
    color: false,
    verbose: false,
    quiet: false,
    columns: () => 80,
    rows: () => 24,
    every(_, tick) {
      ticks.add(tick);
      return () => void ticks.delete(tick);
    },
    onExit(restore) {
      restores.add(restore);
      return () => void restores.delete(restore);
    },
    token() {
      tokens += 1;
      return tokens.toString(16).padStart(32, '0');
    },
    clock: { now: () => START + 2000 },
    files: DISK,
    workspace: more.workspace ?? aFolder(t),
    secrets: [],
    ...more,
    text: () => written.join(''),
    tick: () => ticks.forEach((tick) => void tick()),
    exit: () => restores.forEach((restore) => void restore()),
    timers: () => ticks.size,
  };
}
