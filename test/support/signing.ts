/** Doors and settings of signers with defaults. */

import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { err, ok } from '../../src/core/result.ts';
import type { SigningDoors, SigningSettings } from '../../src/signing/signer.ts';
import { systemHttp } from '../../src/system/http.ts';

/** Real network and clock; files of the disk; nothing waits between attempts. */
export function aSigningDoors(more: Partial<SigningDoors> = {}): SigningDoors {
  return {
    http: systemHttp({ env: {} }),
    clock: { now: () => Date.now() },
    readText(path, limit) {
      try {
        return ok(readFileSync(path, 'utf8').slice(0, limit + 1));
      } catch {
        return ok(undefined);
      }
    },
    variable: () => undefined,
    pause: () => setTimeout(1),
    output: async () => err({ message: 'no programs in this test' }),
    publicSigningConfig: async () =>
      err({ code: 'sigstore-unreachable', service: 'TUF', doing: 'ask', detail: 'never in a test' }),
    ...more,
  };
}

export type KeySettings = Extract<SigningSettings, { with: 'key' }>;
export type KeylessSettings = Extract<SigningSettings, { with: 'keyless' }>;

export function aKeySettings(path: string, more: Partial<KeySettings> = {}): KeySettings {
  return {
    with: 'key',
    key: { from: 'file', path },
    password: undefined,
    services: undefined,
    log: false,
    timestamp: false,
    ...more,
  };
}

export function aKeylessSettings(config: string, more: Partial<KeylessSettings> = {}): KeylessSettings {
  return {
    with: 'keyless',
    token: { from: 'gitlab' },
    services: { kind: 'config', path: config },
    transparency: undefined,
    ...more,
  };
}

/** The environment as a table. */
export function variables(table: Readonly<Record<string, string>>): SigningDoors['variable'] {
  return (name) => table[name];
}
