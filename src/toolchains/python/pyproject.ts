/** `pyproject.toml` (PEP 621, PEP 735, PEP 518) and Poetry's own tables as a typed value. */

import { parse, TomlError } from 'smol-toml';
import { err, ok, type Result } from '../../core/result.ts';
import { DEVELOPMENT, requirementName } from './requirements.ts';

export type Pyproject = {
  /** Whether it has a `[project]` table: without one the file holds only settings of tools. */
  readonly project: boolean;
  readonly name: string | undefined;
  readonly requiresPython: string | undefined;
  /** Requirements (PEP 508) of the runtime. */
  readonly dependencies: readonly string[];
  /** Extras that a pipeline needs: `dev`, `test` … */
  readonly extras: readonly string[];
  /** What those extras ask for. */
  readonly extraRequirements: readonly string[];
  /** Requirements of the dependency groups that a pipeline needs, groups that they include followed. */
  readonly development: readonly string[];
  /** Normalised names of all packages that it asks for, wherever. */
  readonly names: ReadonlySet<string>;
  /** Whether the project is itself a package to be built. */
  readonly buildable: boolean;
  readonly poetry: boolean;
  /** Names of the tables below `[tool]`. */
  readonly tools: ReadonlySet<string>;
  /** Whether `[tool.uv]` declares groups or extras that exclude each other. */
  readonly conflicts: boolean;
};

type Table = Readonly<Record<string, unknown>>;

/** @returns `project-invalid` with line and column when it is no TOML */
export function readPyproject(text: string, file = 'pyproject.toml'): Result<Pyproject> {
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const message = error.message.split('\n', 1)[0] ?? 'is no TOML';
    const place = `${file}:${error.line}:${error.column}`;
    return err({ code: 'project-invalid', file: place, message, next: `correct ${file}` });
  }
  const project = table(root['project']);
  const poetry = table(table(root['tool'])['poetry']);
  const optional = table(project['optional-dependencies']);
  const groups = table(root['dependency-groups']);
  const wanted = Object.keys(groups).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const extras = Object.keys(optional).filter((name) => DEVELOPMENT.test(name.toLowerCase()));
  const everything = [
    ...strings(project['dependencies']),
    ...Object.values(optional).flatMap(strings),
    ...Object.keys(groups).flatMap((name) => groupRequirements(groups, name)),
  ];
  return ok({
    project: root['project'] !== undefined,
    name: string(project['name']) ?? string(poetry['name']),
    requiresPython: string(project['requires-python']) ?? string(table(poetry['dependencies'])['python']),
    dependencies: strings(project['dependencies']),
    extras,
    extraRequirements: extras.flatMap((name) => strings(optional[name])),
    development: [...new Set(wanted.flatMap((name) => groupRequirements(groups, name)))],
    names: new Set([...everything.flatMap((text) => requirementName(text) ?? []), ...poetryNames(poetry)]),
    buildable: root['build-system'] !== undefined,
    poetry: table(root['tool'])['poetry'] !== undefined,
    tools: new Set(Object.keys(table(root['tool']))),
    conflicts: table(table(root['tool'])['uv'])['conflicts'] !== undefined,
  });
}

/** A dependency group's requirements (PEP 735), its `include-group`s followed, each once. */
function groupRequirements(groups: Table, name: string, above: ReadonlySet<string> = new Set()): string[] {
  const entries = groups[name];
  if (above.has(name) || !Array.isArray(entries)) return [];
  const seen = new Set([...above, name]);
  return entries.flatMap((entry: unknown) => {
    if (typeof entry === 'string') return [entry];
    const include = string(table(entry)['include-group']);
    return include === undefined ? [] : groupRequirements(groups, include, seen);
  });
}

function poetryNames(poetry: Table): string[] {
  const groups = Object.values(table(poetry['group'])).map((group) => table(table(group)['dependencies']));
  const tables = [table(poetry['dependencies']), table(poetry['dev-dependencies']), ...groups];
  return tables.flatMap((dependencies) =>
    Object.keys(dependencies).flatMap((name) => requirementName(name) ?? []),
  );
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
