/**
 * poetry.lock as a requirements file: the packages of the main group with their hashes and markers. Since Poetry 2
 * (lock version 2.1) each package says its groups, so that neither Poetry nor a plug-in of it is needed.
 */

import { parse, TomlError } from 'smol-toml';
import { err, ok, type Result } from '../../core/result.ts';

type Table = Readonly<Record<string, unknown>>;

/** @returns text for `parseRequirements`, or one clause about the lock file */
export function poetryRequirements(text: string): Result<string, string> {
  let root: Table;
  try {
    root = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return err('it is no TOML');
  }
  const version = String(table(root['metadata'])['lock-version']);
  if (!/^2\.[1-9]\d*$/.test(version))
    return err(
      `it is of lock version ${version.slice(0, 10)}, which does not say what the program needs to run`,
    );
  const packages = root['package'];
  if (!Array.isArray(packages)) return ok('');
  const lines: string[] = [];
  const indexes = new Set<string>();
  for (const one of packages) {
    const entry = table(one);
    if (!isOfMain(entry)) continue;
    const line = lineOf(entry, indexes);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok([...[...indexes].map((url) => `--extra-index-url ${url}`), ...lines, ''].join('\n'));
}

/** Extras are not asked for. */
function isOfMain(entry: Table): boolean {
  const groups = entry['groups'];
  return entry['optional'] !== true && Array.isArray(groups) && groups.includes('main');
}

function lineOf(entry: Table, indexes: Set<string>): Result<string, string> {
  const { name, version, markers } = entry;
  if (typeof name !== 'string' || typeof version !== 'string') return err('a package has no name or version');
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || !/^[A-Za-z0-9][A-Za-z0-9.+!_-]*$/.test(version))
    return err('a package has a name or version that is none');
  const source = table(entry['source']);
  if (source['type'] !== undefined && source['type'] !== 'legacy')
    return err(`${name} is no package of an index, and only built packages go into an image`);
  if (typeof source['url'] === 'string' && /^https?:\/\/\S+$/.test(source['url'])) indexes.add(source['url']);
  // By group where they differ.
  const marker = typeof markers === 'string' ? markers : table(markers)['main'];
  if (typeof marker === 'string' && /[\r\n#]/.test(marker)) return err(`the marker of ${name} is none`);
  const files = Array.isArray(entry['files']) ? entry['files'] : [];
  const hashes = files.flatMap((file) => {
    const hash = table(file)['hash'];
    return typeof hash === 'string' && /^sha(?:256|384|512):[0-9a-f]+$/.test(hash) ? [hash] : [];
  });
  if (hashes.length === 0) return err(`${name} has no hashes in it`);
  const condition = typeof marker === 'string' && marker !== '' ? ` ; ${marker}` : '';
  return ok(`${name}==${version}${condition} ${hashes.map((hash) => `--hash=${hash}`).join(' ')}`);
}

function table(value: unknown): Table {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Table) : {};
}
