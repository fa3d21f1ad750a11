/** Issues of the schema library, said in our words and with the place in the file. */

import type * as z from 'zod';
import type { Place, Problem } from '../core/failure.ts';
import { nearest } from '../core/nearest.ts';
import { configSchema } from './schema.ts';

/** Place of a value, or with `key` of its name, by its path. */
export type Placer = (path: readonly PropertyKey[], key?: boolean) => Place;

type Issue = z.core.$ZodIssue;

/** One schema issue in our words; a union is reported by the alternative that came nearest. */
export function problemsOf(
  issue: Issue,
  above: readonly PropertyKey[],
  value: unknown,
  place: Placer,
): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union') {
    const best = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    const found = at(value, path);
    if (typeof found !== 'object' || found === null) {
      return [
        {
          place: place(path),
          message: `${label(path)}: expected ${expectedAt(path)}, found ${kindOf(found)}`,
        },
      ];
    }
    return best.flatMap((inner) => problemsOf(inner, path, value, place));
  }
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(path);
    return issue.keys.map((key) => {
      // Known to another alternative than the one that came nearest.
      if (known.includes(key)) {
        const others = Object.keys(Object(at(value, path))).filter((one) => !issue.keys.includes(one));
        const message = `${label(path)}: ${shown(key)} does not go with ${others.map(shown).join(', ')}`;
        return { place: place([...path, key], true), message };
      }
      const close = nearest(key, known);
      const hint = close === undefined ? `known here: ${known.join(', ')}` : `did you mean "${close}"?`;
      const where = path.length === 0 ? '' : ` in ${label(path)}`;
      return {
        place: place([...path, key], true),
        message: `unknown setting ${shown(key)}${where}; ${hint}`,
      };
    });
  }
  const found = at(value, path);
  if (found === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value')) {
    return [
      {
        place: place(path.slice(0, -1), true),
        message: `${label(path.slice(0, -1))} needs "${String(path.at(-1))}"`,
      },
    ];
  }
  if (issue.code === 'invalid_value') {
    const words = issue.values.map(String);
    // Of words as short as T1 and T2 the nearest is as good as any.
    const close = typeof found === 'string' && found.length > 3 ? nearest(found, words) : undefined;
    const hint = close === undefined ? `expected ${words.join(', ')}` : `did you mean "${close}"?`;
    return [{ place: place(path), message: `${label(path)}: unknown value ${shown(found)}; ${hint}` }];
  }
  if (issue.code === 'too_small' && found === '')
    return [{ place: place(path), message: `${label(path)} must not be empty` }];
  if (issue.code === 'too_big' || issue.code === 'too_small') {
    const bound = issue.code === 'too_big' ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
    return [{ place: place(path), message: `${label(path)}: expected ${bound}, found ${shown(found)}` }];
  }
  if (issue.code === 'invalid_type') {
    return [
      {
        place: place(path),
        message: `${label(path)}: expected ${article(issue.expected)}, found ${kindOf(found)}`,
      },
    ];
  }
  if (issue.code === 'custom' && issue.params?.['whole'] === true)
    return [{ place: place(path), message: `${label(path)}: ${issue.message}` }];
  return [{ place: place(path), message: `${label(path)}: ${shown(found)} is not ${issue.message}` }];
}

/** How far into the value an alternative got before it failed: a mismatch at the top counts least. */
function depth(issues: readonly Issue[]): number {
  return Math.max(
    ...issues.map((issue) => (issue.path.length > 0 || issue.code === 'unrecognized_keys' ? 1 : 0)),
    0,
  );
}

/** The keys that would have been right at a path, read off the schema itself. */
function knownKeys(path: readonly PropertyKey[]): string[] {
  const shapes = shapesOf(alternatives(schemaAt(path)));
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}

/** What a union would have taken: its plain words, and groups by the setting that tells them apart. */
function expectedAt(path: readonly PropertyKey[]): string {
  const all = alternatives(schemaAt(path));
  const words = all.flatMap((one) => definition(one).values ?? []).map(String);
  const shapes = shapesOf(all);
  if (shapes.length < 2) return ['options', ...words].join(' or ');
  const leads = shapes.flatMap((shape) => Object.keys(shape).slice(0, 1)).map((key) => `"${key}"`);
  return [...words, `a group with ${leads.join(' or ')}`].join(' or ');
}

function schemaAt(path: readonly PropertyKey[]): unknown {
  let schema: unknown = configSchema;
  for (const part of path) schema = child(schema, part);
  return schema;
}

/** The members of a union, itself otherwise. */
function alternatives(schema: unknown): readonly unknown[] {
  const inner = withoutWrapping(schema);
  return definition(inner).options?.flatMap(alternatives) ?? [inner];
}

function withoutWrapping(schema: unknown): unknown {
  const def = definition(schema);
  const wrapped = def.innerType ?? def.in;
  return wrapped === undefined ? schema : withoutWrapping(wrapped);
}

type Definition = {
  readonly type?: string;
  readonly shape?: Record<string, unknown>;
  readonly catchall?: unknown;
  readonly innerType?: unknown;
  /** Of what is changed once it is read: what is read. */
  readonly in?: unknown;
  readonly values?: readonly unknown[];
  readonly element?: unknown;
  readonly options?: readonly unknown[];
};

function definition(schema: unknown): Definition {
  return (schema as { readonly _zod?: { readonly def?: Definition } } | undefined)?._zod?.def ?? {};
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  return definition(withoutWrapping(schema)).shape;
}

function shapesOf(schemas: readonly unknown[]): readonly Record<string, unknown>[] {
  return schemas.map(shapeOf).filter((shape) => shape !== undefined);
}

function child(schema: unknown, key: PropertyKey): unknown {
  const all = alternatives(schema);
  const shape = shapesOf(all).find((one) => Object.hasOwn(one, key));
  if (shape !== undefined) return shape[String(key)];
  return all
    .map((one) => definition(one).catchall ?? definition(one).element)
    .find((one) => one !== undefined);
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  let node = value;
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, part)) return undefined;
    node = (node as Record<PropertyKey, unknown>)[part];
  }
  return node;
}

function label(path: readonly PropertyKey[]): string {
  return path.length === 0
    ? 'the file'
    : path
        .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
        .join('')
        .replace(/^\./, '');
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return String(value);
  return typeof value === 'object' ? 'a group of settings' : `${article(typeof value)} (${shown(value)})`;
}

function article(type: string): string {
  const words: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of settings',
  };
  return Object.hasOwn(words, type) ? String(words[type]) : type;
}

/** A private key that was pasted anywhere is not repeated: what is printed here ends in logs. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  if (/ed25519-secret|PRIVATE KEY/.test(text)) return 'a private key';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
