/** Reads the lines of a list, and believes nothing that they say before it has been held against the rules. */

import type { Miss, Seal } from '../../core/cache.ts';
import { isSha256, type Sha256 } from '../../core/digest.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Limits, PIECE } from './layout.ts';
import type { ArchiveList, FileMember, FolderMember, Group, LinkMember, Piece } from './members.ts';
import { Rules } from './rules.ts';

export const FORMAT = 'sealsmith-list/1';

/** Characters of a line at most: a path of 4096 bytes, each escaped, and its digest. */
const LINE = 32 * 1024;

/** Bytes that become text at once. */
const CHUNK = 1024 * 1024;

/**
 * @param bytes    the list, decompressed
 * @param archive  what the seal says of it
 */
export function parseList(
  bytes: Uint8Array,
  archive: Seal['archive'],
  roots: ReadonlySet<string>,
  limits: Limits,
): Result<ArchiveList, Miss> {
  const reader = new ListReader(archive, roots, limits);
  for (const line of linesOf(bytes)) {
    const value = line === undefined ? undefined : parsed(line);
    const broken = value === undefined ? wrong('a line that cannot be read') : reader.take(value);
    if (broken !== undefined) return err(broken);
  }
  return reader.end();
}

/** Every line ends with a line break, also the last; undefined, once, for what is no text or no line. */
function* linesOf(bytes: Uint8Array): Generator<string | undefined> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const text = decoded(decoder, bytes.subarray(at, at + CHUNK), at + CHUNK < bytes.length);
    if (text === undefined) return yield undefined;
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > LINE) return yield undefined;
    yield* lines;
  }
  if (rest !== '') yield undefined;
}

function decoded(
  decoder: InstanceType<typeof TextDecoder>,
  bytes: Uint8Array,
  stream: boolean,
): string | undefined {
  try {
    return decoder.decode(bytes, { stream });
  } catch {
    return undefined;
  }
}

function parsed(line: string): unknown {
  if (line.length > LINE) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

class ListReader {
  readonly #archive: Seal['archive'];
  readonly #rules: Rules;
  readonly #folders: FolderMember[] = [];
  readonly #groups: Group[] = [];
  readonly #links: LinkMember[] = [];
  #expects: 'header' | 'folders' | 'groups' | 'links' = 'header';
  /** The group that is being read, where it begins, and where it ends so far. */
  #at = 0;
  #end = 0;
  #pieces: Piece[] = [];
  #files: FileMember[] = [];

  constructor(archive: Seal['archive'], roots: ReadonlySet<string>, limits: Limits) {
    this.#archive = archive;
    this.#rules = new Rules(roots, limits);
  }

  take(line: unknown): Miss | undefined {
    const broken = this.#line(line);
    // At once: a list of millions that its seal hides costs no more than the seal says.
    return broken ?? (this.#rules.members > this.#archive.members ? wrong(NO_SUM) : undefined);
  }

  #line(line: unknown): Miss | undefined {
    if (!Array.isArray(line)) return wrong('a line that is no array');
    const values: readonly unknown[] = line;
    if (this.#expects === 'header') return this.#header(values);
    const [kind] = values;
    if (kind === 'd' && this.#expects === 'folders') return this.#folder(values);
    if ((kind === 'p' || kind === 'f') && this.#expects !== 'links') {
      if (this.#expects === 'folders') this.#rules.next();
      this.#expects = 'groups';
      return kind === 'p' ? this.#piece(values) : this.#file(values);
    }
    if (kind === 'l') return this.#link(values);
    return wrong('a line of no kind, or in the wrong place');
  }

  end(): Result<ArchiveList, Miss> {
    const broken = this.#endGroup();
    if (broken !== undefined) return err(broken);
    const { members, bytes } = this.#rules;
    const { stored } = this.#archive;
    if (this.#expects === 'header') return err(wrong('it is empty'));
    if (members !== this.#archive.members || bytes !== this.#archive.bytes || this.#at !== stored)
      return err(wrong(NO_SUM));
    return ok({ folders: this.#folders, groups: this.#groups, links: this.#links, members, bytes, stored });
  }

  #header([format, members, bytes, ...more]: readonly unknown[]): Miss | undefined {
    this.#expects = 'folders';
    if (format !== FORMAT || more.length > 0) return wrong('it is of another format');
    if (members !== this.#archive.members || bytes !== this.#archive.bytes)
      return wrong('it says of itself what its seal does not');
    return undefined;
  }

  #folder([, path, mode, ...more]: readonly unknown[]): Miss | undefined {
    if (typeof path !== 'string' || typeof mode !== 'number' || more.length > 0) return wrong('a folder');
    this.#folders.push({ path, mode });
    return this.#rules.folder(path, mode);
  }

  #piece([, method, stored, plain, sha256, ...more]: readonly unknown[]): Miss | undefined {
    const broken = this.#files.length > 0 ? this.#endGroup() : undefined;
    if (broken !== undefined) return broken;
    if ((method !== 'zstd' && method !== 'stored') || !isDigest(sha256) || more.length > 0)
      return wrong('a piece');
    if (!isCount(stored) || !isCount(plain) || stored === 0 || stored > plain) return wrong('a piece');
    if (plain > PIECE || (method === 'stored' && stored !== plain)) return wrong('a piece of another size');
    this.#end += stored;
    if (this.#end > this.#archive.stored) return wrong('a piece beyond the end');
    this.#pieces.push({ method, stored, plain, sha256 });
    return undefined;
  }

  #file([, path, mode, bytes, sha256, ...more]: readonly unknown[]): Miss | undefined {
    if (typeof path !== 'string' || typeof mode !== 'number' || more.length > 0) return wrong('a file');
    if (!isCount(bytes) || !isDigest(sha256)) return wrong('a file');
    this.#files.push({ path, mode, bytes, sha256 });
    return this.#rules.file(path, mode, bytes);
  }

  #link([, path, target, ...more]: readonly unknown[]): Miss | undefined {
    if (this.#expects !== 'links') {
      const broken = this.#endGroup();
      if (broken !== undefined) return broken;
      this.#rules.next();
      this.#expects = 'links';
    }
    if (typeof path !== 'string' || typeof target !== 'string' || more.length > 0) return wrong('a link');
    this.#links.push({ path, target });
    return this.#rules.link(path, target);
  }

  /** The files of a group are exactly what its pieces hold; only one large file takes several, all but the last full. */
  #endGroup(): Miss | undefined {
    const [pieces, files] = [this.#pieces, this.#files];
    if (pieces.length === 0 && files.length === 0) return undefined;
    const held = pieces.reduce((sum, { plain }) => sum + plain, 0);
    const wanted = files.reduce((sum, { bytes }) => sum + bytes, 0);
    if (held !== wanted) return wrong(`${held} bytes in pieces for ${wanted} bytes of files`);
    const full = files.filter(({ bytes }) => bytes > 0);
    const even = pieces.slice(0, -1).every(({ plain }) => plain === PIECE);
    if (pieces.length > 1 && (full.length !== 1 || !even))
      return wrong('pieces that are not as they must be');
    this.#groups.push({ at: this.#at, pieces, files });
    this.#at = this.#end;
    this.#pieces = [];
    this.#files = [];
    return undefined;
  }
}

const NO_SUM = 'it says of itself what does not add up';

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isDigest(value: unknown): value is Sha256 {
  return typeof value === 'string' && isSha256(value);
}

function wrong(what: string): Miss {
  return { code: 'entry-unsafe', detail: `its list: ${what}` };
}
