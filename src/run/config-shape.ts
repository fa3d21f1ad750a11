/** What a configuration is once it is read. Apart from the reading, which brings the parsers that a run without a file does not need. */

import type { Sha256 } from '../core/digest.ts';
import type { Place } from '../core/failure.ts';
import type { Origin, StepOptions } from '../core/step.ts';
import type { ParsedConfig } from './schema.ts';

export const CONFIG_NAMES = ['sealsmith.yml', 'sealsmith.yaml'] as const;

export type Config = ParsedConfig & {
  /** Name of the file, or undefined when there is none. */
  readonly file: string | undefined;
  /** SHA-256 over its bytes; undefined without one. */
  readonly sha256: Sha256 | undefined;
  /** Where a value stands; undefined when the file does not say it. */
  readonly origin: (...path: readonly string[]) => Origin | undefined;
};

export const EMPTY_CONFIG: Config = { file: undefined, sha256: undefined, origin: () => undefined };

/** What the file says of each step, as far as steps have that in common; false where one is switched off. */
export function stepsOf(config: Config): Readonly<Record<string, StepOptions | false | undefined>> {
  return config.steps ?? {};
}

/** What the file says beside `steps`. No variable can change that, so it is known before there are any. */
export type Settings = {
  readonly values: Omit<ParsedConfig, 'steps'>;
  readonly place: (key: keyof ParsedConfig) => Place;
};
