/**
 * The disk as archives need it: descriptors, positions and single steps, synchronous, so that the same code runs in any
 * thread. `system/disk.ts` is the real one. What goes wrong is thrown as an error with an errno (`code`), because it
 * may happen at every line; the archive's readers and writers catch it once, at their edge.
 */

export type FileFacts = {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly bytes: number;
  /** Permission bits, such as 0o755, with setuid, setgid and sticky. */
  readonly mode: number;
  /** Milliseconds since 1970 of the last change to its content, as far as the disk says; anybody may set it. */
  readonly modified: number;
};

export interface Disk {
  /** Opens a regular file for reading; a link in the last name, a pipe or a device is an error. Returns a descriptor. */
  openRead(path: string): number;
  /** The same for a file that is there and is to be written to as well. */
  openWrite(path: string): number;
  /** Makes a new file (O_EXCL, O_NOFOLLOW) with exactly these permission bits; a name that exists is an error. */
  create(path: string, mode: number): number;
  close(file: number): void;
  facts(file: number): FileFacts;
  /** Fills `into` from `position` as far as the file reaches; returns how many bytes. */
  read(file: number, into: Uint8Array, position: number): number;
  /**
   * Reads a whole regular file from its beginning, as far as `into` reaches; a link in the last name, a pipe or a
   * device is an error. Returns the bytes it has, which may be more.
   */
  readWhole(path: string, into: Uint8Array): number;
  /** Writes all of it, at the current position or at `position`. */
  write(file: number, bytes: Uint8Array, position?: number): void;
  sync(file: number): void;
  /** Of a path, links not followed; undefined when there is nothing. */
  look(path: string): FileFacts | undefined;
  list(folder: string): readonly { readonly name: string; readonly kind: FileFacts['kind'] }[];
  /**
   * Names of a folder one by one, in the disk's own order and without holding them all: for folders that a stranger
   * may have filled. Ends after `most` names; false when there are more. Names that are not UTF-8 are not exact.
   */
  scan(folder: string, most: number, visit: (name: string, kind: FileFacts['kind']) => void): boolean;
  readLink(path: string): string;
  /** With exactly these permission bits; the folder above is there, the name is not. */
  makeFolder(path: string, mode: number): void;
  makeLink(target: string, path: string): void;
  /** A second name for a file that is there, or for a link itself; never for what a link points to. */
  makeHardLink(existing: string, path: string): void;
  setMode(path: string, mode: number): void;
  /** Of a link its own. Takes setuid and setgid away; only root may give files away. */
  setOwner(path: string, uid: number, gid: number): void;
  rename(from: string, to: string): void;
  /** Sets `modified` of a file (milliseconds since 1970); of a link its own, not its target's. */
  touch(path: string, modified: number): void;
  /** A file, a link, or a tree; what is not there is removed already. */
  remove(path: string): void;
  /** Anything but a folder (EISDIR); what is not there is removed already. */
  removeFile(path: string): void;
  /** Of a folder alone, and only when nothing is in it (ENOTEMPTY). */
  removeFolder(path: string): void;
}
