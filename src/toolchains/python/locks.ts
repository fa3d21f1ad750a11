/** `uv.lock` and `poetry.lock`: which of their packages are pinned by something else than a hash, or not at all. */

import { parse, TomlError } from 'smol-toml';

type Table = Readonly<Record<string, unknown>>;

/**
 * Names of packages that the lock file holds without a hash: those from git (a commit), from a folder or an address.
 * The project itself, and members of its workspace, are not counted: they are the tree.
 *
 * @returns undefined when the text is no lock file
 */
export function withoutHashes(text: string): readonly string[] | undefined {
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (error instanceof TomlError) return undefined;
    throw error;
  }
  const packages = root['package'];
  if (packages === undefined) return [];
  if (!Array.isArray(packages)) return undefined;
  const names = packages.flatMap((entry: unknown) => {
    const one = table(entry);
    const source = table(one['source']);
    const ours = source['virtual'] !== undefined || source['editable'] !== undefined;
    return ours || hashed(one) ? [] : [String(one['name'])];
  });
  return [...new Set(names)].sort();
}

/** uv keeps hashes at `sdist` and `wheels`, Poetry at `files`. */
function hashed(one: Table): boolean {
  const files = [one['sdist'], ...list(one['wheels']), ...list(one['files'])].filter(
    (file) => file !== undefined,
  );
  return files.length > 0 && files.every((file) => typeof table(file)['hash'] === 'string');
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
