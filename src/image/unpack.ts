/**
 * All layers of an image as files below a folder of ours, for starting it without an engine. Whiteouts as in the
 * specification (image-spec layer.md); devices and pipes are left out, setuid and setgid are taken away.
 *
 * Nothing in a layer can lead outside the folder: UnpackTree knows every link that was put there, and each path that the
 * disk gets has real folders only. Nobody but us may reach the folder while this works.
 */

import type { Disk } from '../core/disk.ts';
import { err, ok, type Result } from '../core/result.ts';
import { refused } from './attempt.ts';
import { interrupted } from './builders/engine-program.ts';
import type { Image } from './image.ts';
import { LAYER_LIMITS, type LayerMember, type LayerVisitor, readLayer } from './layer-read.ts';
import { below, type FolderNode, type TreeNode, UnpackTree } from './unpack-tree.ts';

export type Unpacked = {
  readonly tree: UnpackTree;
  /** Devices and pipes that were left out. */
  readonly skipped: number;
};

export type UnpackLimits = { readonly bytes: number; readonly members: number };

/** Of all layers together, unpacked. */
export const UNPACK_LIMITS: UnpackLimits = { bytes: 64 * 2 ** 30, members: 2_000_000 };

/** While it is written to, ours alone; what it gets at the end is the caller's business (unpack-owners.ts). */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/**
 * @param root  an empty folder that nobody else can reach; what is in it after a failure is the caller's to remove
 */
export async function unpackImage(
  image: Image,
  disk: Disk,
  root: string,
  interrupt: AbortSignal,
  limits: UnpackLimits = UNPACK_LIMITS,
): Promise<Result<Unpacked>> {
  const unpacker = new Unpacker(disk, root, image.source.place, interrupt);
  let left = limits;
  for (const [number, layer] of image.manifest.layers.entries()) {
    unpacker.begin(number + 1);
    const own = { ...LAYER_LIMITS, bytes: Math.min(LAYER_LIMITS.bytes, left.bytes), members: left.members };
    try {
      const read = await readLayer(image.source, layer, image.config.diffIds[number], unpacker, own);
      if (!read.ok) return read;
      left = { bytes: left.bytes - read.value.bytes, members: left.members - read.value.members };
    } finally {
      unpacker.close();
    }
  }
  return ok({ tree: unpacker.tree, skipped: unpacker.skipped });
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

class Unpacker implements LayerVisitor {
  readonly tree = new UnpackTree();
  skipped = 0;
  readonly #disk: Disk;
  readonly #root: string;
  readonly #where: string;
  readonly #interrupt: AbortSignal;
  #layer = 0;
  #file: number | undefined;

  constructor(disk: Disk, root: string, place: string, interrupt: AbortSignal) {
    this.#disk = disk;
    this.#root = root;
    this.#where = place;
    this.#interrupt = interrupt;
  }

  begin(layer: number): void {
    this.#layer = layer;
  }

  close(): void {
    if (this.#file !== undefined) this.#disk.close(this.#file);
    this.#file = undefined;
  }

  member(member: LayerMember): Result<boolean> {
    if (this.#interrupt.aborted) return err(interrupted(this.#interrupt));
    if (member.path === '') {
      settle(this.tree.root, member, this.#layer);
      return ok(false);
    }
    return this.#at(member.path, () => this.#put(member));
  }

  content(piece: Uint8Array): Result<void> {
    const file = this.#file;
    if (file === undefined) return ok(undefined);
    return this.#at('', () => {
      this.#disk.write(file, piece);
      return ok(undefined);
    });
  }

  ended(): Result<void> {
    this.close();
    return ok(undefined);
  }

  #put(member: LayerMember): Result<boolean> {
    const at = member.path.lastIndexOf('/') + 1;
    const name = member.path.slice(at);
    const folder = this.tree.folder(member.path.slice(0, at), this.#layer, (path) =>
      this.#disk.makeFolder(this.#path(path), FOLDER_MODE),
    );
    if (!folder.ok) return this.#invalid(member.path, folder.failure);
    const { node: parent, path } = folder.value;
    if (name === OPAQUE) return this.#clear(parent, path);
    if (name.startsWith(WHITEOUT)) return this.#whiteout(parent, path, name);
    return this.#take(member, parent, name, below(path, name));
  }

  #take(member: LayerMember, parent: FolderNode, name: string, path: string): Result<boolean> {
    const there = parent.children.get(name);
    if (there?.kind === 'folder' && member.kind === 'folder') {
      settle(there, member, this.#layer);
      return ok(false);
    }
    // Before what stood there goes: it may be what is linked to.
    const target = member.kind === 'hard-link' ? this.tree.look(member.target) : undefined;
    if (target !== undefined && target.node === there) return ok(false);
    if (there !== undefined) this.#remove(parent, name, path);
    const common = { mode: modeOf(member), uid: member.uid, gid: member.gid, layer: this.#layer };
    switch (member.kind) {
      case 'folder':
        this.#disk.makeFolder(this.#path(path), FOLDER_MODE);
        parent.children.set(name, { kind: 'folder', children: new Map(), ...common });
        return ok(false);
      case 'file':
        this.#file = this.#disk.create(this.#path(path), FILE_MODE);
        parent.children.set(name, { kind: 'file', bytes: member.bytes, ...common });
        return ok(true);
      case 'link':
        this.#disk.makeLink(member.target, this.#path(path));
        parent.children.set(name, { kind: 'link', target: member.target, ...common });
        return ok(false);
      case 'hard-link':
        return this.#hardLink(member, target?.node, target?.path ?? '', parent, name, path);
      case 'character-device':
      case 'block-device':
      case 'pipe':
        this.skipped += 1;
        return ok(false);
    }
  }

  #hardLink(
    member: LayerMember,
    target: TreeNode | undefined,
    targetPath: string,
    parent: FolderNode,
    name: string,
    path: string,
  ): Result<boolean> {
    if (target === undefined || target.kind === 'folder')
      return this.#invalid(member.path, 'what it is linked to is no file of the image');
    this.#disk.makeHardLink(this.#path(targetPath), this.#path(path));
    // One file under two names: what one gets as its mode, the other has as well.
    parent.children.set(name, target);
    return ok(false);
  }

  /** What layers below have put there; what this one has stays, wherever it stands in the archive. */
  #clear(folder: FolderNode, path: string): Result<boolean> {
    for (const [name, node] of [...folder.children]) this.#erase(folder, name, node, below(path, name));
    return ok(false);
  }

  #whiteout(parent: FolderNode, path: string, name: string): Result<boolean> {
    const gone = name.slice(WHITEOUT.length);
    // Names that aufs keeps for itself.
    if (gone.startsWith(WHITEOUT)) return ok(false);
    if (gone === '' || gone === '.' || gone === '..')
      return this.#invalid(below(path, name), 'it takes away what has no name');
    const node = parent.children.get(gone);
    if (node !== undefined) this.#erase(parent, gone, node, below(path, gone));
    return ok(false);
  }

  #erase(parent: FolderNode, name: string, node: TreeNode, path: string): void {
    if (node.layer < this.#layer && !this.#holdsNew(node)) this.#remove(parent, name, path);
    else if (node.kind === 'folder') this.#clear(node, path);
  }

  #holdsNew(node: TreeNode): boolean {
    if (node.kind !== 'folder') return node.layer === this.#layer;
    if (node.layer === this.#layer) return true;
    return [...node.children.values()].some((child) => this.#holdsNew(child));
  }

  #remove(parent: FolderNode, name: string, path: string): void {
    this.#disk.remove(this.#path(path));
    parent.children.delete(name);
  }

  #path(path: string): string {
    return `${this.#root}/${path}`;
  }

  #at<T>(path: string, work: () => Result<T>): Result<T> {
    try {
      return work();
    } catch (error) {
      return err(refused('unpack', this.#path(path), error));
    }
  }

  #invalid(path: string, message: string): Result<never> {
    const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
    return err({
      code: 'image-invalid',
      what: `a layer of ${this.#where}`,
      message: `of ${shown}, ${message}`,
    });
  }
}

function settle(node: FolderNode, member: LayerMember, layer: number): void {
  node.mode = modeOf(member);
  node.uid = member.uid;
  node.gid = member.gid;
  node.layer = layer;
}

/** Without setuid and setgid: what is tried here shall not become somebody else. */
function modeOf({ mode }: LayerMember): number {
  return mode & 0o1777;
}
