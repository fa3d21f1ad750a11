/** `package.json` as a typed value: only what decides how a project is installed, tested and built. */

import { err, ok, type Result } from '../../core/result.ts';

export type PackageJson = {
  readonly name: string | undefined;
  readonly private: boolean;
  readonly scripts: ReadonlyMap<string, string>;
  /** Every kind of dependency, by name. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** Names of those that the program needs when it runs. */
  readonly runtime: readonly string[];
  /** A range of versions, from `engines`. */
  readonly node: string | undefined;
  /** From `packageManager` (Corepack): `pnpm@9.1.0+sha512…`. */
  readonly manager: { readonly name: string; readonly version: string } | undefined;
  /** Programs by name, as workspace paths. */
  readonly programs: ReadonlyMap<string, string>;
  readonly main: string | undefined;
  /** Whether `.js` files are ES modules. */
  readonly module: boolean;
  /** Globs of the packages of a workspace. */
  readonly workspaces: readonly string[];
  /** Packages that Yarn may build: `dependenciesMeta.<name>.built`. */
  readonly built: ReadonlySet<string>;
};

type Table = Readonly<Record<string, unknown>>;

const KINDS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** @returns `project-invalid` with line and column when it is no JSON, or no object */
export function readPackageJson(text: string, file = 'package.json'): Result<PackageJson> {
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return err({ code: 'project-invalid', ...whereAndWhat(error.message, file), next: `correct ${file}` });
  }
  if (!isTable(root)) {
    return err({ code: 'project-invalid', file, message: 'is no JSON object', next: `correct ${file}` });
  }
  const name = string(root['name']);
  const engines = table(root['engines']);
  return ok({
    name,
    private: root['private'] === true,
    scripts: strings(root['scripts']),
    dependencies: new Map(KINDS.flatMap((kind) => [...strings(root[kind])])),
    runtime: [...strings(root['dependencies']).keys()],
    node: string(engines['node']),
    manager: readManager(string(root['packageManager'])),
    programs: readPrograms(root['bin'], name),
    main: relative(string(root['main'])),
    module: root['type'] === 'module',
    workspaces: readWorkspaces(root['workspaces']),
    built: new Set(
      Object.entries(table(root['dependenciesMeta'])).flatMap(([key, meta]) =>
        table(meta)['built'] === true ? [key] : [],
      ),
    ),
  });
}

/** V8 says `… in JSON at position 32 (line 4 column 3)`. */
function whereAndWhat(message: string, file: string): { file: string; message: string } {
  const [, line, column] = /\(line (\d+) column (\d+)\)/.exec(message) ?? [];
  const what = message.replace(/ in JSON at position .*$/s, '');
  return { file: line === undefined ? file : `${file}:${line}:${column}`, message: `is no JSON: ${what}` };
}

function readManager(text: string | undefined): PackageJson['manager'] {
  const [, name, version] = /^([a-z]+)@(\d[^+\s]*)/.exec(text ?? '') ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}

function readPrograms(bin: unknown, name: string | undefined): ReadonlyMap<string, string> {
  const listed =
    typeof bin === 'string' ? new Map([[name?.split('/').at(-1) ?? 'program', bin]]) : strings(bin);
  return new Map(
    [...listed].flatMap(([program, path]) => {
      const place = relative(path);
      return place === undefined ? [] : [[program, place] as const];
    }),
  );
}

/** npm's and Yarn's list, or the older object with a list in it. */
function readWorkspaces(value: unknown): readonly string[] {
  const list = isTable(value) ? value['packages'] : value;
  return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
}

function relative(path: string | undefined): string | undefined {
  const place = path?.replace(/^(?:\.\/)+/, '');
  return place === '' ? undefined : place;
}

function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function table(value: unknown): Table {
  return isTable(value) ? value : {};
}

function string(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function strings(value: unknown): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(table(value)).flatMap(([key, text]) =>
      typeof text === 'string' ? [[key, text] as const] : [],
    ),
  );
}
