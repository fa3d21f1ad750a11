/** Puts the members of layers, one after the other, into the tree that they make. */

import { err, ok, type Result } from '../core/result.ts';
import type { LayerMember } from './layer-read.ts';
import type { ImageTree, TreeEntry } from './tree.ts';

type Node = { entry: TreeEntry; readonly children: Map<string, Node> };

type Extra = Pick<TreeEntry, 'sha256' | 'kept'>;

/** As the kernel has it. */
const MOST_LINKS = 40;

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

export class MergedTree {
  readonly #root: Node = { entry: implicit(0, 0), children: new Map() };
  #layer = 0;
  #member = -1;
  /** Whiteouts of this layer that have been seen: a second one changes nothing, and a million cost nothing. */
  #whiteouts = new Set<string>();

  begin(layer: number): void {
    this.#layer = layer;
    this.#member = -1;
    this.#whiteouts = new Set();
  }

  /** @returns where to put what is learnt of a file's content; undefined for what has none. The failure is a clause */
  add(member: LayerMember): Result<((found: Extra) => void) | undefined, string> {
    this.#member += 1;
    const parts = member.path === '' ? [] : member.path.split('/');
    const name = parts.pop();
    if (name === undefined) {
      this.#root.entry = this.#entryOf(member);
      return ok(undefined);
    }
    if (name.startsWith(WHITEOUT)) {
      const done = this.#whiteout(parts, name, member.path);
      return done.ok ? ok(undefined) : done;
    }
    const parent = this.#folder(parts);
    if (parent === undefined)
      return err(`${JSON.stringify(member.path)} leads through something that is no folder`);
    if (member.kind === 'hard-link') return this.#hardLink(parent, name, member);
    const node = { entry: this.#entryOf(member), children: new Map<string, Node>() };
    const known = parent.children.get(name);
    if (member.kind === 'folder' && known?.entry.kind === 'folder') {
      known.entry = node.entry;
      return ok(undefined);
    }
    parent.children.set(name, node);
    if (member.kind !== 'file') return ok(undefined);
    return ok((found) => {
      node.entry = { ...node.entry, ...found };
    });
  }

  done(layers: ImageTree['layers']): ImageTree {
    const at = (path: string): Node | undefined => {
      let node: Node | undefined = this.#root;
      for (const part of path === '' ? [] : path.split('/')) node = node?.children.get(part);
      return node;
    };
    return {
      layers,
      get: (path) => at(path)?.entry,
      resolve: (path) => this.#resolve(path.split('/'))?.path.join('/'),
      list: (folder) => [...(at(folder)?.children.keys() ?? [])].sort(),
      entries: () => entriesOf(this.#root),
    };
  }

  #hardLink(parent: Node, name: string, member: LayerMember): Result<undefined, string> {
    const target = member.target.split('/');
    const last = target.pop() ?? '';
    // The last name is not followed: a link may have two names as well.
    const found = this.#resolve(target)?.node.children.get(last);
    if (found === undefined || found.entry.kind === 'folder') {
      return err(
        `${JSON.stringify(member.path)} is another name of ${JSON.stringify(member.target)}, which is no file`,
      );
    }
    parent.children.set(name, { entry: { ...found.entry, layer: this.#layer }, children: new Map() });
    return ok(undefined);
  }

  #whiteout(folder: readonly string[], name: string, path: string): Result<void, string> {
    const parent = this.#resolve(folder)?.node;
    const key = `${folder.join('/')}/${name}`;
    const seen = this.#whiteouts.has(key);
    this.#whiteouts.add(key);
    if (name === OPAQUE) {
      if (!seen && parent !== undefined)
        for (const child of [...parent.children.keys()]) this.#prune(parent, child);
      return ok(undefined);
    }
    // What the engine's own file system kept there, and no deletion.
    if (name.startsWith(`${WHITEOUT}${WHITEOUT}`)) return ok(undefined);
    const gone = name.slice(WHITEOUT.length);
    if (gone === '' || gone === '.' || gone === '..')
      return err(`${JSON.stringify(path)} removes nothing that can be`);
    if (!seen && parent !== undefined) this.#prune(parent, gone);
    return ok(undefined);
  }

  /** Removes what lower layers have at a name; what this layer put there or below stays. */
  #prune(parent: Node, name: string): void {
    const node = parent.children.get(name);
    if (node === undefined) return;
    for (const child of [...node.children.keys()]) this.#prune(node, child);
    if (node.entry.layer < this.#layer && node.children.size === 0) parent.children.delete(name);
  }

  /** The folder that a member goes into; made where there is nothing. */
  #folder(parts: readonly string[]): Node | undefined {
    let at: Found = { node: this.#root, path: [] };
    for (const [place, part] of parts.entries()) {
      const next = at.node.children.get(part);
      if (next === undefined) {
        const made: Node = { entry: implicit(this.#layer, this.#member), children: new Map() };
        at.node.children.set(part, made);
        at = { node: made, path: [...at.path, part] };
      } else if (next.entry.kind === 'link') {
        const found = this.#resolve([...at.path, ...parts.slice(place, place + 1)]);
        if (found === undefined) return undefined;
        at = found;
      } else at = { node: next, path: [...at.path, part] };
      if (at.node.entry.kind !== 'folder') return undefined;
    }
    return at.node;
  }

  /** Follows every link, also in the last name; `..` ends at the root. */
  #resolve(parts: readonly string[]): Found | undefined {
    const path: string[] = [];
    const nodes: Node[] = [this.#root];
    const left = parts.toReversed();
    let links = 0;
    for (let part = left.pop(); part !== undefined; part = left.pop()) {
      if (part === '' || part === '.') continue;
      if (part === '..') {
        if (path.pop() !== undefined) nodes.pop();
        continue;
      }
      const next = nodes.at(-1)?.children.get(part);
      if (next === undefined) return undefined;
      if (next.entry.kind === 'link') {
        links += 1;
        if (links > MOST_LINKS) return undefined;
        const { target } = next.entry;
        if (target.startsWith('/')) {
          path.length = 0;
          nodes.length = 1;
        }
        left.push(...target.split('/').toReversed());
        continue;
      }
      path.push(part);
      nodes.push(next);
    }
    const node = nodes.at(-1);
    return node === undefined ? undefined : { node, path };
  }

  #entryOf(member: LayerMember): TreeEntry {
    const { kind, mode, uid, gid, bytes, mtime, target } = member;
    const content = { layer: this.#layer, member: this.#member };
    return {
      kind: kind === 'hard-link' ? 'file' : kind,
      layer: this.#layer,
      content,
      mode,
      uid,
      gid,
      bytes,
      mtime,
      target: kind === 'link' ? target : '',
    };
  }
}

type Found = { readonly node: Node; readonly path: readonly string[] };

/** A folder that no member speaks of. */
function implicit(layer: number, member: number): TreeEntry {
  return {
    kind: 'folder',
    layer,
    content: { layer, member },
    mode: 0o755,
    uid: 0,
    gid: 0,
    bytes: 0,
    mtime: 0,
    target: '',
  };
}

function* entriesOf(root: Node): IterableIterator<readonly [string, TreeEntry]> {
  const waiting: (readonly [string, Node])[] = childrenOf('', root);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, node] = next;
    yield [path, node.entry];
    if (node.children.size > 0) waiting.push(...childrenOf(`${path}/`, node));
  }
}

/** Last first, as a stack wants them. */
function childrenOf(prefix: string, node: Node): (readonly [string, Node])[] {
  return [...node.children]
    .sort(([a], [b]) => (a < b ? 1 : -1))
    .map(([name, child]) => [`${prefix}${name}`, child] as const);
}
