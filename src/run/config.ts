/** Text of sealsmith.yml in, typed configuration or every problem with its place out. */

import type { Place, Problem } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import { textDigest } from '../formats/canonical.ts';
import type { Config, Settings } from './config-shape.ts';
import { type Placer, problemsOf } from './issues.ts';
import {
  afterProblems,
  declaredNames,
  mixedProblems,
  secretProblems,
  sharedProblems,
  stepNameProblems,
  withheldProblems,
} from './names.ts';
import { configSchema } from './schema.ts';
import { readYaml } from './yaml.ts';

/** Turns `${NAME}` into its value; undefined when the name is not declared, with the reason. */
export type Expand = (name: string) => { readonly value: string } | { readonly problem: string };

/** A file whose YAML was read, which its settings and its steps come from. */
export type ConfigText = {
  /** Its name as people know it, for messages. */
  readonly file: string;
  readonly text: string;
  readonly yaml: ReturnType<typeof readYaml>;
};

export function readConfigText(file: string, text: string): ConfigText {
  return { file, text, yaml: readYaml(text) };
}

/**
 * Parses a configuration. All problems at once, sorted by place.
 *
 * @param expand  given the declared names (`env:` and the steps' `env:`), makes the reader of `${NAME}`
 */
export function parseConfig(
  { file, text, yaml }: ConfigText,
  expand: (declared: ReadonlySet<string>) => Expand,
): Result<Config> {
  const placeAt = placer(file, text);
  if (!yaml.ok) {
    return invalid(yaml.failure.map(({ offset, message }) => ({ place: placeAt(offset), message })));
  }
  const value = yaml.value.value ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    return invalid([{ place: placeAt(0), message: 'expected settings as "name: value" lines' }]);
  }
  const place: Placer = (path, key = false) => placeAt(yaml.value.offset(path, key));
  const names = stepNameProblems(value, place);
  const expanded = expandAll(value, expand(declaredNames(value)));
  const parsed = configSchema.safeParse(names.without(expanded.value));
  const problems = [
    ...names.problems,
    ...expanded.problems.map(({ path, message }) => ({ place: place(path), message })),
    ...(parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, [], value, place))),
    ...secretProblems(value, place),
    ...withheldProblems(value, place),
    ...sharedProblems(value, place),
    ...mixedProblems(value, place),
    ...afterProblems(value, place),
  ];
  if (problems.length > 0 || !parsed.success) return invalid(problems);
  return ok({
    ...parsed.data,
    file,
    sha256: textDigest(text),
    origin: (...path) => {
      if (!yaml.value.has(path)) return undefined;
      return { from: 'config', file, line: place(path, true).line };
    },
  });
}

/** The settings beside `steps`, whatever the steps say; undefined when the file or one of them is not sound. */
export function parseSettings({ file, text, yaml }: ConfigText): Settings | undefined {
  if (!yaml.ok || typeof yaml.value.value !== 'object' || yaml.value.value === null) return undefined;
  const parsed = configSchema.safeParse({ ...yaml.value.value, steps: undefined });
  const placeAt = placer(file, text);
  return parsed.success
    ? { values: parsed.data, place: (key) => placeAt(yaml.value.offset([key], true)) }
    : undefined;
}

function invalid(problems: readonly Problem[]): Result<never> {
  const sorted = problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return err({ code: 'config-invalid', problems: sorted });
}

/** Lines and columns of offsets; both count from 1. */
function placer(file: string, text: string): (offset: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

type Expanded = { value: object; problems: { path: PropertyKey[]; message: string }[] };

/** Replaces `${NAME}` in every string below `steps`, but never in `run`: that line belongs to its shell. */
function expandAll(value: object, expand: Expand): Expanded {
  const problems: Expanded['problems'] = [];
  const expanded = (node: unknown, path: PropertyKey[]): unknown => {
    if (typeof node === 'string') {
      return node.replace(/\$\{([^}]*)\}/g, (whole, name: string) => {
        const found = expand(name);
        if ('value' in found) return found.value;
        problems.push({ path, message: found.problem });
        return whole;
      });
    }
    if (Array.isArray(node)) return node.map((item, index) => expanded(item, [...path, index]));
    if (typeof node !== 'object' || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, child]) => {
        const shellLine = path.length === 2 && key === 'run';
        return [key, shellLine ? child : expanded(child, [...path, key])];
      }),
    );
  };
  const steps = 'steps' in value ? { steps: expanded(value.steps, ['steps']) } : {};
  return { value: { ...value, ...steps }, problems };
}
