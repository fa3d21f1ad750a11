/** The inputs of the action, read once into the words of the command line. `action.yml` names the same ones. */

import { err, ok, type Result } from '../../core/result.ts';
import type { Env } from '../registry.ts';

export type Input = {
  readonly name: string;
  /** `steps`: words of the command itself; `value` and `switch`: a flag with or without one. */
  readonly kind: 'steps' | 'value' | 'switch';
  readonly flag: string;
};

export const INPUTS: readonly Input[] = [
  { name: 'run', kind: 'steps', flag: '' },
  { name: 'config', kind: 'value', flag: '--config' },
  { name: 'working-directory', kind: 'value', flag: '--cwd' },
  { name: 'jobs', kind: 'value', flag: '--jobs' },
  { name: 'only', kind: 'switch', flag: '--only' },
  { name: 'keep-going', kind: 'switch', flag: '--keep-going' },
  { name: 'verbose', kind: 'switch', flag: '--verbose' },
  { name: 'quiet', kind: 'switch', flag: '--quiet' },
];

/**
 * `['run', '--cwd=web', '--keep-going', '--', 'lint', 'test']`. Values are joined to their flags and steps stand
 * behind `--`, so that no input can become a flag.
 *
 * @returns `usage` when a switch is neither `true` nor `false` (YAML 1.2 core schema)
 */
export function argumentsFromInputs(env: Env): Result<string[]> {
  const args = ['run'];
  const steps: string[] = [];
  for (const { name, kind, flag } of INPUTS) {
    const value = (env[variableOf(name)] ?? '').trim();
    if (value === '') continue;
    if (kind === 'steps') steps.push(...value.split(/\s+/));
    else if (kind === 'value') args.push(`${flag}=${value}`);
    else if (/^(?:true|True|TRUE)$/.test(value)) args.push(flag);
    else if (!/^(?:false|False|FALSE)$/.test(value)) {
      return err({ code: 'usage', message: `the input "${name}" is "${value}"; it must be true or false` });
    }
  }
  return ok(steps.length === 0 ? args : [...args, '--', ...steps]);
}

/** How the runner names the variable of an input: capitals, spaces as underscores, dashes kept. */
export function variableOf(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}
