/**
 * The `Files` port in memory: folders, links, modes, inodes and times behave as on a disk. What a test wants to go
 * wrong it says with `refuse`.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Sha256 } from '../../src/core/digest.ts';
import type { Failure } from '../../src/core/failure.ts';
import type { DigestMemo, FileKind, Files, Listed, LogFile, TreeEntry } from '../../src/core/ports.ts';
import { err, ok, type Result } from '../../src/core/result.ts';

type Node = { readonly inode: number; changed: number } & (
  | { readonly kind: 'file'; bytes: Buffer; mode: number }
  | { readonly kind: 'folder'; mode: number }
  | { readonly kind: 'link'; readonly target: string }
);

type Refusal = { readonly operation: keyof Files; readonly path: RegExp; readonly errno: string };

const LINKS_FOLLOWED = 40;

export class FakeFiles implements Files {
  readonly #nodes = new Map<string, Node>([['/', { inode: 2, changed: 0, kind: 'folder', mode: 0o755 }]]);
  readonly #refusals: Refusal[] = [];
  readonly #locks = new Map<string, number>();
  #inodes = 2;
  #ticks = 0;
  #temporary = 0;

  /** @param files  absolute paths and their text; a trailing `/` makes an empty folder */
  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [path, text] of Object.entries(files)) this.put(path, text);
  }

  /* what tests do with it */

  /** Puts a file and the folders above it; `put('/a/', '')` makes a folder. */
  put(path: string, content: string | Uint8Array, mode = 0o644): void {
    const folder = path.endsWith('/');
    const place = posix.normalize(path).replace(/(.)\/+$/, '$1');
    expectOk(this.makeFolder(folder ? place : posix.dirname(place)));
    if (folder) return;
    const resolved = this.#resolve(place);
    const path_ = typeof resolved === 'string' ? resolved : place;
    const known = this.#nodes.get(path_);
    const bytes = Buffer.from(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    if (known?.kind === 'file') Object.assign(known, { bytes, mode, changed: this.#tick() });
    else this.#nodes.set(path_, { ...this.#fresh(), kind: 'file', bytes, mode });
  }

  /** Text of a file; undefined when there is none. */
  text(path: string): string | undefined {
    const found = this.readText(path);
    return found.ok ? found.value : undefined;
  }

  /** From now on the operation fails for paths that match. */
  refuse(operation: keyof Files, path: RegExp, errno: string): void {
    this.#refusals.push({ operation, path, errno });
  }

  /** Every path there is below a folder, sorted. */
  paths(below = '/'): readonly string[] {
    const start = below.endsWith('/') ? below : `${below}/`;
    return [...this.#nodes.keys()].filter((path) => path !== '/' && path.startsWith(start)).sort();
  }

  /* the port */

  readText(path: string, limit = 16 * 1024 * 1024): Result<string | undefined> {
    const refused = this.#refused('readText', 'read', path);
    if (refused !== undefined) return refused;
    const resolved = this.#resolve(path);
    if (typeof resolved !== 'string') {
      return resolved.errno === 'ENOENT' || resolved.errno === 'ENOTDIR'
        ? ok(undefined)
        : failed('read', path, resolved.errno);
    }
    const node = this.#nodes.get(resolved);
    if (node === undefined) return ok(undefined);
    if (node.kind !== 'file') return failed('read', path, 'EISDIR');
    if (node.bytes.length > limit) return failed('read', path, 'EFBIG');
    return ok(node.bytes.toString('utf8'));
  }

  kind(path: string): FileKind | undefined {
    const place = this.#place(path);
    return typeof place === 'string' ? this.#nodes.get(place)?.kind : undefined;
  }

  realPath(path: string): string | undefined {
    const resolved = this.#resolve(path);
    return typeof resolved === 'string' && this.#nodes.has(resolved) ? resolved : undefined;
  }

  list(path: string): readonly Listed[] {
    const resolved = this.#resolve(path);
    if (typeof resolved !== 'string') return [];
    const start = resolved === '/' ? '/' : `${resolved}/`;
    return [...this.#nodes]
      .filter(
        ([other]) => other.startsWith(start) && other !== '/' && !other.slice(start.length).includes('/'),
      )
      .map(([other, { kind }]): Listed => ({ name: other.slice(start.length), kind }))
      .sort((a, b) => order(a.name, b.name));
  }

  writeText(path: string, text: string, mode = 0o644): Result<void> {
    const refused = this.#refused('writeText', 'write', path);
    if (refused !== undefined) return refused;
    const above = this.makeFolder(posix.dirname(path));
    if (!above.ok) return above;
    const place = this.#place(path);
    if (typeof place !== 'string') return failed('write', path, place.errno);
    if (this.#nodes.get(place)?.kind === 'folder') return failed('write', path, 'EISDIR');
    // Written beside and renamed: always another inode, and a link is replaced rather than followed.
    this.#nodes.set(place, { ...this.#fresh(), kind: 'file', bytes: Buffer.from(text, 'utf8'), mode });
    this.#touch(posix.dirname(place));
    return ok(undefined);
  }

  readPrivate(path: string): Result<string | undefined> {
    const refused = this.#refused('readPrivate', 'read', path);
    if (refused !== undefined) return refused;
    const folder = this.#place(posix.dirname(path));
    const above = typeof folder === 'string' ? this.#nodes.get(folder) : undefined;
    const node = this.#nodes.get(path);
    if (node === undefined) return ok(undefined);
    const closed =
      node.kind === 'file' && above?.kind === 'folder' && ((node.mode | above.mode) & 0o077) === 0;
    if (!closed) return err({ code: 'key-unusable', path, why: 'others may use it' });
    return ok(node.bytes.toString('utf8'));
  }

  createPrivate(path: string, text: string): Result<boolean> {
    const refused = this.#refused('createPrivate', 'write', path);
    if (refused !== undefined) return refused;
    const folder = this.makeFolder(posix.dirname(path), 0o700);
    if (!folder.ok) return folder;
    if (this.#nodes.has(path)) return ok(false);
    this.put(path, text, 0o600);
    return ok(true);
  }

  makeFolder(path: string, mode = 0o755): Result<void> {
    const refused = this.#refused('makeFolder', 'make', path);
    if (refused !== undefined) return refused;
    let at = '/';
    for (const name of posix.normalize(path).split('/').filter(Boolean)) {
      const next = this.#resolve(posix.join(at, name));
      if (typeof next !== 'string') return failed('make', path, next.errno);
      const node = this.#nodes.get(next);
      if (node === undefined) {
        this.#nodes.set(next, { ...this.#fresh(), kind: 'folder', mode });
        this.#touch(posix.dirname(next));
      } else if (node.kind !== 'folder') {
        return failed('make', path, next === path ? 'EEXIST' : 'ENOTDIR');
      }
      at = next;
    }
    return ok(undefined);
  }

  remove(path: string): Result<void> {
    const refused = this.#refused('remove', 'remove', path);
    if (refused !== undefined) return refused;
    const place = this.#place(path);
    if (typeof place !== 'string') return ok(undefined);
    if (!this.#nodes.has(place)) return ok(undefined);
    for (const other of this.#below(place)) this.#nodes.delete(other);
    this.#touch(posix.dirname(place));
    return ok(undefined);
  }

  rename(from: string, to: string): Result<void> {
    const refused = this.#refused('rename', 'rename', from);
    if (refused !== undefined) return refused;
    const [source, target] = [this.#place(from), this.#place(to)];
    if (typeof source !== 'string') return failed('rename', from, source.errno);
    if (typeof target !== 'string') return failed('rename', to, target.errno);
    const node = this.#nodes.get(source);
    if (node === undefined) return failed('rename', from, 'ENOENT');
    const there = this.#nodes.get(target);
    if (there?.kind === 'folder' && node.kind !== 'folder') return failed('rename', to, 'EISDIR');
    if (there !== undefined && there.kind !== 'folder' && node.kind === 'folder')
      return failed('rename', to, 'ENOTDIR');
    if (there !== undefined && this.#below(target).length > 1) return failed('rename', to, 'ENOTEMPTY');
    const moved = this.#below(source).map((path): [string, Node] => [
      `${target}${path.slice(source.length)}`,
      this.#nodes.get(path) as Node,
    ]);
    for (const path of this.#below(source)) this.#nodes.delete(path);
    for (const [path, each] of moved) this.#nodes.set(path, each);
    node.changed = this.#tick();
    this.#touch(posix.dirname(source));
    this.#touch(posix.dirname(target));
    return ok(undefined);
  }

  link(target: string, path: string): Result<void> {
    const refused = this.#refused('link', 'link', path);
    if (refused !== undefined) return refused;
    const place = this.#place(path);
    if (typeof place !== 'string') return failed('link', path, place.errno);
    if (this.#nodes.has(place)) return failed('link', path, 'EEXIST');
    this.#nodes.set(place, { ...this.#fresh(), kind: 'link', target });
    this.#touch(posix.dirname(place));
    return ok(undefined);
  }

  temporary(prefix: string): Result<string> {
    this.#temporary += 1;
    const path = `/tmp/${prefix}${this.#temporary}`;
    const refused = this.#refused('temporary', 'make', path);
    if (refused !== undefined) return refused;
    const made = this.makeFolder(path, 0o700);
    return made.ok ? ok(path) : made;
  }

  async digest(path: string): Promise<Result<{ readonly sha256: Sha256; readonly bytes: number }>> {
    const refused = this.#refused('digest', 'read', path);
    if (refused !== undefined) return refused;
    const resolved = this.#resolve(path);
    if (typeof resolved !== 'string') return failed('read', path, resolved.errno);
    const node = this.#nodes.get(resolved);
    if (node === undefined) return failed('read', path, 'ENOENT');
    if (node.kind !== 'file') return failed('read', path, 'EISDIR');
    return ok({ sha256: sha256(node.bytes), bytes: node.bytes.length });
  }

  async digestAll(root: string, paths: readonly string[]): Promise<Result<readonly TreeEntry[]>> {
    const entries: TreeEntry[] = [];
    for (const path of paths) {
      const refused = this.#refused('digestAll', 'read', `${root}/${path}`);
      if (refused !== undefined) return refused;
      const place = this.#place(`${root}/${path}`);
      if (typeof place !== 'string') continue;
      for (const below of this.#below(place).sort(order)) {
        const node = this.#nodes.get(below);
        if (node === undefined || node.kind === 'folder') continue;
        const bytes = node.kind === 'link' ? Buffer.from(node.target, 'utf8') : node.bytes;
        const mode =
          node.kind === 'link'
            ? 'link'
            : (node.mode & 0o111) === 0
              ? ('file' as const)
              : ('executable' as const);
        entries.push({ path: `${path}${below.slice(place.length)}`, sha256: sha256(bytes), mode });
      }
    }
    return ok(entries);
  }

  /** Nothing is remembered: everything is read each time. */
  digestMemo(_path?: string): DigestMemo {
    return { find: () => undefined, note: () => {}, save: () => {} };
  }

  stamp(path: string): string | undefined {
    const place = this.#place(path);
    if (typeof place !== 'string' || !this.#nodes.has(place)) return undefined;
    const said = this.#below(place)
      .sort(order)
      .map((below) => {
        const node = this.#nodes.get(below);
        if (node === undefined) return [];
        const size = node.kind === 'file' ? node.bytes.length : node.kind === 'link' ? node.target.length : 0;
        const mode = node.kind === 'link' ? 0 : node.mode;
        return [below.slice(place.length), node.kind, size, mode, node.changed, node.inode];
      });
    return sha256(Buffer.from(JSON.stringify(said), 'utf8'));
  }

  log(path: string, limit: number): Result<LogFile> {
    const made = this.#refused('log', 'write', path) ?? this.writeText(path, '');
    if (!made.ok) return made;
    const half = Math.floor(limit / 2);
    let head = Buffer.alloc(0);
    let tail = Buffer.alloc(0);
    let open = true;
    return ok({
      write: (chunk) => {
        if (!open) throw new Error(`written to ${path} after it was closed`);
        const room = half - head.length;
        head = Buffer.concat([head, chunk.subarray(0, Math.max(0, room))]);
        tail = Buffer.concat([tail, chunk.subarray(Math.max(0, room))]);
        tail = tail.subarray(Math.max(0, tail.length - half));
        this.put(path, Buffer.concat([head, tail]));
      },
      close: () => {
        open = false;
      },
    });
  }

  lock(path: string): Result<() => void> {
    const refused = this.#refused('lock', 'write', path);
    if (refused !== undefined) return refused;
    const pid = this.#locks.get(path);
    if (pid !== undefined) return err({ code: 'workspace-busy', path, pid });
    this.#locks.set(path, 4711);
    return ok(() => void this.#locks.delete(path));
  }

  walk(root: string, skip: ReadonlySet<string>): Result<readonly string[]> {
    const refused = this.#refused('walk', 'list', root);
    if (refused !== undefined) return refused;
    const found: string[] = [];
    const visit = (folder: string): void => {
      for (const { name, kind } of this.list(posix.join(root, folder))) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if (kind !== 'folder') found.push(path);
        else if (!skip.has(name)) visit(path);
      }
    };
    visit('');
    return ok(found.sort(order));
  }

  /* helpers */

  #fresh(): { inode: number; changed: number } {
    this.#inodes += 1;
    return { inode: this.#inodes, changed: this.#tick() };
  }

  #tick(): number {
    this.#ticks += 1;
    return this.#ticks;
  }

  #touch(path: string): void {
    const node = this.#nodes.get(path);
    if (node !== undefined) node.changed = this.#tick();
  }

  #below(place: string): string[] {
    const start = place === '/' ? '/' : `${place}/`;
    return [...this.#nodes.keys()].filter((path) => path === place || path.startsWith(start));
  }

  #refused(operation: keyof Files, doing: string, path: string): { ok: false; failure: Failure } | undefined {
    const refusal = this.#refusals.find((one) => one.operation === operation && one.path.test(path));
    return refusal === undefined ? undefined : failed(doing, path, refusal.errno);
  }

  /** Where a path leads when every link in it is followed, the last one too. */
  #resolve(path: string, depth = 0): string | { errno: string } {
    const place = this.#place(path, depth);
    if (typeof place !== 'string') return place;
    const node = this.#nodes.get(place);
    if (node?.kind !== 'link') return place;
    if (depth > LINKS_FOLLOWED) return { errno: 'ELOOP' };
    return this.#resolve(posix.resolve(posix.dirname(place), node.target), depth + 1);
  }

  /** Where a path lies when the links on the way are followed, but not the last name. */
  #place(path: string, depth = 0): string | { errno: string } {
    const normal = posix.normalize(path).replace(/(.)\/+$/, '$1');
    if (normal === '/') return normal;
    const above = this.#resolve(posix.dirname(normal), depth);
    if (typeof above !== 'string') return above;
    const node = this.#nodes.get(above);
    if (node === undefined) return { errno: 'ENOENT' };
    if (node.kind !== 'folder') return { errno: 'ENOTDIR' };
    return posix.join(above, posix.basename(normal));
  }
}

function sha256(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}

function failed(doing: string, path: string, errno: string): { ok: false; failure: Failure } {
  return err({ code: 'system', doing, path, errno });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function expectOk(result: Result<void>): void {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
}
