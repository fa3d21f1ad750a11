/** Names that a configuration gives: of steps and variables, checked beyond what a schema can say. */

import type { Problem } from '../core/failure.ts';
import { edits, nearest } from '../core/nearest.ts';
import { looksSecret } from '../core/secret-name.ts';
import { RESERVED, STEPS } from '../steps/registry.ts';
import type { Placer } from './issues.ts';
import { withheldProblem } from './withheld.ts';

/** Names under `steps:` that are neither built in nor a sound name for a step of the user's own. */
export function stepNameProblems(
  value: object,
  place: Placer,
): { readonly problems: Problem[]; readonly without: (value: object) => object } {
  const builtIn: readonly string[] = STEPS.map((step) => step.name);
  const known = [...builtIn, ...RESERVED];
  const problems: Problem[] = [];
  const wrong = new Set<string>();
  for (const name of Object.keys(stepsOf(value))) {
    if (builtIn.includes(name)) continue;
    const message = nameProblem(name, known, typeof runOf(stepsOf(value)[name]) === 'string');
    if (message === undefined) continue;
    problems.push({ place: place(['steps', name], true), message });
    wrong.add(name);
  }
  // What stands below a wrong name was meant for another step: nothing is said of it twice.
  const without = (whole: object): object => {
    if (wrong.size === 0) return whole;
    const sound = Object.entries(stepsOf(whole)).filter(([name]) => !wrong.has(name));
    return { ...whole, steps: Object.fromEntries(sound) };
  };
  return { problems, without };
}

/** Whether it has a line of its own decides: with one it is a step, without one it was meant for another. */
function nameProblem(name: string, known: readonly string[], runs: boolean): string | undefined {
  if ((RESERVED as readonly string[]).includes(name))
    return `"${name}" is kept for a step to come; choose another name`;
  const close = known.find((candidate) => (runs ? isSwapped(candidate, name) : edits(candidate, name) === 1));
  if (close !== undefined) return `"${name}" is not a step; did you mean "${close}"?`;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return `a step's name is made of a-z, 0-9 and "-", not "${name}"`;
  return undefined;
}

/** `tset` for `test`: nobody calls a step of theirs that. */
function isSwapped(known: string, name: string): boolean {
  const letters = (word: string): string => [...word].sort().join('');
  return edits(known, name) === 1 && letters(known) === letters(name);
}

function runOf(options: unknown): unknown {
  return typeof options === 'object' && options !== null && 'run' in options ? options.run : undefined;
}

/** Names in `after:` must be steps. */
export function afterProblems(value: object, place: Placer): Problem[] {
  const steps = stepsOf(value);
  const known = [...STEPS.map((step) => step.name as string), ...Object.keys(steps)];
  return Object.entries(steps).flatMap(([name, options]) =>
    strings(options, 'after').flatMap((after, index) => {
      if (known.includes(after)) return [];
      const close = nearest(after, known);
      const hint = close === undefined ? `the steps are ${known.join(', ')}` : `did you mean "${close}"?`;
      return [
        { place: place(['steps', name, 'after', index]), message: `"${after}" is not a step; ${hint}` },
      ];
    }),
  );
}

/** A variable that is called like a secret must be handled like one. */
export function secretProblems(value: object, place: Placer): Problem[] {
  const lists: [readonly PropertyKey[], readonly string[]][] = [
    [['env'], strings(value, 'env')],
    ...Object.entries(stepsOf(value)).map(([name, options]): [readonly PropertyKey[], readonly string[]] => [
      ['steps', name, 'env'],
      strings(options, 'env'),
    ]),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, index) =>
      !name.includes('=') && looksSecret(name) && withheldProblem(name) === undefined
        ? [
            {
              place: place([...path, index]),
              message: `"${name}" is called like a secret; list it under "secrets"`,
            },
          ]
        : [],
    ),
  );
}

/** Variables that no step gets, neither by `env` nor by `secrets`; see withheld.ts. */
export function withheldProblems(value: object, place: Placer): Problem[] {
  const steps = Object.entries(stepsOf(value));
  const lists: [readonly PropertyKey[], readonly string[]][] = [
    [['env'], strings(value, 'env')],
    ...steps.flatMap(([step, options]) =>
      ['env', 'secrets'].map((key): [readonly PropertyKey[], readonly string[]] => [
        ['steps', step, key],
        strings(options, key),
      ]),
    ),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((entry, index) => {
      const message = withheldProblem(entry.split('=', 1)[0] ?? '');
      return message === undefined ? [] : [{ place: place([...path, index]), message }];
    }),
  );
}

/** `${NAME}` is read within steps; a shared variable that holds one would be taken as it is written. */
export function sharedProblems(value: object, place: Placer): Problem[] {
  return strings(value, 'env').flatMap((entry, index) =>
    entry.includes('${')
      ? [{ place: place(['env', index]), message: 'env: "${…}" is not read here, only within steps' }]
      : [],
  );
}

/** What one step calls a secret is none of the variables of another. */
export function mixedProblems(value: object, place: Placer): Problem[] {
  const steps = Object.entries(stepsOf(value));
  const secrets = new Map(
    steps.flatMap(([step, options]) => strings(options, 'secrets').map((name) => [name, step])),
  );
  const lists: [readonly PropertyKey[], readonly string[]][] = [
    [['env'], strings(value, 'env')],
    ...steps.map(([step, options]): [readonly PropertyKey[], readonly string[]] => [
      ['steps', step, 'env'],
      strings(options, 'env'),
    ]),
  ];
  return lists.flatMap(([path, names]) =>
    names.flatMap((name, index) => {
      const step = secrets.get(name);
      const message = `"${name}" is a secret of ${step}; list it under "secrets" here too`;
      return step === undefined ? [] : [{ place: place([...path, index]), message }];
    }),
  );
}

export function declaredNames(value: object): ReadonlySet<string> {
  const lists = [
    strings(value, 'env'),
    ...Object.values(stepsOf(value)).map((options) => strings(options, 'env')),
  ];
  return new Set(lists.flat().map((entry) => entry.split('=', 1)[0] ?? ''));
}

function stepsOf(value: object): Record<string, unknown> {
  const steps: unknown = 'steps' in value ? value.steps : undefined;
  return typeof steps === 'object' && steps !== null && !Array.isArray(steps)
    ? (steps as Record<string, unknown>)
    : {};
}

function strings(value: unknown, key: string): readonly string[] {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return [];
  const list: unknown = (value as Record<string, unknown>)[key];
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}
