/** Where a recorded run is made again: this machine, or a container of the recorded image. */

import type { Reproduction } from '../../core/reproduction.ts';
import type { Result } from '../../core/result.ts';

export type DoorCall = {
  /** Words of our own command line. */
  readonly args: readonly string[];
  /** Declared variables with the values that the record has. */
  readonly env: Readonly<Record<string, string>>;
  readonly network: boolean;
  /** What it prints, both outputs in their order. */
  readonly onOutput: (chunk: Uint8Array) => void;
};

/** Our program, started elsewhere; `run` gives its exit status. */
export interface Door {
  readonly where: Reproduction['where'];
  run(call: DoorCall): Promise<Result<number>>;
}

/** The ground of one reproduction; all of it is removed at its end. Absolute paths. */
export type Ground = {
  readonly folder: string;
  /** The checkout; its workspace may lie below. */
  readonly source: string;
  /** Where the project lies in it, empty for its top. */
  readonly prefix: string;
  readonly state: string;
  readonly temporary: string;
};

export function workspaceOf({ source, prefix }: Pick<Ground, 'source' | 'prefix'>): string {
  return prefix === '' ? source : `${source}/${prefix}`;
}
