/** The inputs of the action, read once into the words of the command line. `action.yml` names the same ones. */

import { err, ok, type Result } from '../../core/result.ts';
import type { Env } from '../registry.ts';

export type Input = {
  readonly name: string;
  /** `steps`: words of the command itself; `value`, `number` and `switch`: a flag with or without one. */
  readonly kind: 'steps' | 'value' | 'number' | 'switch';
  readonly flag: string;
};

export const INPUTS: readonly Input[] = [
  { name: 'run', kind: 'steps', flag: '' },
  { name: 'config', kind: 'value', flag: '--config' },
  { name: 'working-directory', kind: 'value', flag: '--cwd' },
  { name: 'jobs', kind: 'number', flag: '--jobs' },
  { name: 'only', kind: 'switch', flag: '--only' },
  { name: 'record', kind: 'value', flag: '--record' },
  { name: 'bare', kind: 'switch', flag: '--bare' },
  { name: 'keep-going', kind: 'switch', flag: '--keep-going' },
  { name: 'strict', kind: 'switch', flag: '--strict' },
  { name: 'verbose', kind: 'switch', flag: '--verbose' },
  { name: 'quiet', kind: 'switch', flag: '--quiet' },
];

/**
 * `['run', '--cwd=web', '--keep-going', '--', 'lint', 'test']`. Values are joined to their flags and steps stand
 * behind `--`, so that no input can become a flag.
 *
 * @returns `usage` when a number is no whole one from 1, or a switch neither `true` nor `false` (YAML 1.2 core schema)
 */
export function argumentsFromInputs(env: Env): Result<string[]> {
  const args = ['run'];
  const steps: string[] = [];
  for (const { name, kind, flag } of INPUTS) {
    const value = (env[variableOf(name)] ?? '').trim();
    if (value === '') continue;
    switch (kind) {
      case 'steps':
        steps.push(...value.split(/\s+/));
        break;
      case 'value':
        args.push(`${flag}=${value}`);
        break;
      case 'number':
        if (!/^[1-9][0-9]{0,9}$/.test(value)) return wrong(name, value, 'a whole number from 1');
        args.push(`${flag}=${value}`);
        break;
      case 'switch':
        if (/^(?:true|True|TRUE)$/.test(value)) args.push(flag);
        else if (!/^(?:false|False|FALSE)$/.test(value)) return wrong(name, value, 'true or false');
        break;
    }
  }
  return ok(steps.length === 0 ? args : [...args, '--', ...steps]);
}

/** How the runner names the variable of an input: capitals, spaces as underscores, dashes kept. */
export function variableOf(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function wrong(name: string, value: string, expected: string): Result<never> {
  return err({ code: 'usage', message: `the input "${name}" is "${value}"; it must be ${expected}` });
}
