/** YAML in, plain values with their places out. What is wrong with a text as YAML is said here, and nothing else. */

import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { err, ok, type Result } from '../core/result.ts';

/** Offsets count UTF-16 code units from the beginning of the text. */
export type YamlProblem = { readonly offset: number; readonly message: string };

export type Yaml = {
  /** Plain data without cycles, nested at most 50 deep; null for an empty text. */
  readonly value: unknown;
  /** Where a value stands, or with `key` its name; the nearest thing above where the path does not exist. */
  readonly offset: (path: readonly PropertyKey[], key?: boolean) => number;
  readonly has: (path: readonly string[]) => boolean;
};

/** Reads one document of YAML 1.2; keys must be unique. */
export function readYaml(text: string): Result<Yaml, readonly YamlProblem[]> {
  const document = parseDocument(text, {
    uniqueKeys: true,
    merge: true,
    strict: true,
    // Its warnings would go to standard error behind everybody's back.
    logLevel: 'error',
  });
  if (document.errors.length > 0) {
    return err(
      withoutEchoes(document.errors).map((error) => ({ offset: error.pos[0], message: said(error) })),
    );
  }
  const value = toPlain(document);
  if (!value.ok) return err([value.failure]);
  return ok({
    value: value.value,
    offset: (path, key = false) => offsetOf(document, path, key),
    has: (path) => document.getIn(path) !== undefined,
  });
}

/** After a few, errors only echo the first. */
const MOST_ERRORS = 20;

/** Parsing that ran out of stack leaves an error for every bracket: one says it all. */
function withoutEchoes(errors: readonly YAMLError[]): readonly YAMLError[] {
  const deep = errors.find((error) => ranOutOfStack(error));
  return deep === undefined ? errors.slice(0, MOST_ERRORS) : [deep];
}

function ranOutOfStack({ message }: YAMLError): boolean {
  return message.includes('call stack');
}

/** The parser appends the place, which its caller says in front, and a picture of the line. */
function said(error: YAMLError): string {
  if (ranOutOfStack(error)) return TOO_DEEP;
  if (error.code === 'MULTIPLE_DOCS') return 'a second document begins here; only one is read';
  const [first = ''] = error.message.split('\n', 1);
  return first.replace(/ at line \d+, column \d+:?$/, '');
}

const TOO_DEEP = 'nested too deeply';

/** Far more than a configuration has, far less than the stack can bear. */
const DEEPEST = 50;

/** Aliases are followed a bounded number of times: a file of a kilobyte must not become a gigabyte. */
function toPlain(document: Document): Result<unknown, YamlProblem> {
  const aliases: Alias[] = [];
  const problem = structureProblem(document, aliases);
  if (problem !== undefined) return err(problem);
  try {
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return err({
      offset: rangeStart(aliases.at(-1)) ?? 0,
      message: 'aliases: they would make the file too large',
    });
  }
}

/** What would become no tree, or one that cannot be walked. Collects the aliases on the way. */
function structureProblem(document: Document, aliases: Alias[]): YamlProblem | undefined {
  const anchors = new Map<string, Node>();
  let problem: YamlProblem | undefined;
  visit(document, {
    Node(_, node, path) {
      const offset = rangeStart(node) ?? 0;
      // A map stands in the path with its pair, a list alone.
      if (path.length > 2 * DEEPEST) problem = { offset, message: TOO_DEEP };
      else if (isAlias(node)) {
        aliases.push(node);
        const { source } = node;
        const anchored = anchors.get(source);
        if (anchored === undefined) problem = { offset, message: `there is no anchor &${source} before it` };
        else if (path.includes(anchored)) problem = { offset, message: `*${source} contains itself` };
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
      return problem === undefined ? undefined : visit.BREAK;
    },
  });
  return problem;
}

function offsetOf(document: Document, path: readonly PropertyKey[], key: boolean): number {
  let node: unknown = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [index, part] of path.entries()) {
    if (!isMap(node)) {
      const child: unknown = (node as { get?: (key: unknown, keep: boolean) => unknown } | null)?.get?.(
        part,
        true,
      );
      node = child;
      offset = rangeStart(node) ?? offset;
      continue;
    }
    const pair: Pair | undefined = node.items.find(
      (item) => isScalar(item.key) && String(item.key.value) === String(part),
    );
    if (pair === undefined) return offset;
    const last = index === path.length - 1;
    node = pair.value;
    offset = (last && key ? rangeStart(pair.key) : (rangeStart(node) ?? rangeStart(pair.key))) ?? offset;
  }
  return offset;
}

function rangeStart(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
