/**
 * The tar that mmdebstrap writes, made into a layer: what differs from run to run or machine to machine is left out,
 * and so is what a container never reads (manuals, translations). The rest is written anew by us, in the order it came
 * (which is sorted), with one time for all. The same packages give the same bytes.
 */

import { createHash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import type { Disk } from '../../core/disk.ts';
import type { Failure } from '../../core/failure.ts';
import { type ImageDigest, imageDigest } from '../../core/image.ts';
import { nameText } from '../../core/name-text.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { TAR_END, type TarEntry, type TarHardLink, tarHeader, tarPadding } from '../../formats/tar.ts';
import { type TarMember, TarReader } from '../../formats/tar-read.ts';
import { attempt } from '../attempt.ts';

/** 1980-01-01, the one time of everything that we build. */
export const EPOCH = 315_532_800;

/** More than any set of packages that is an image and no mirror. */
const LIMIT = 16 * 2 ** 30;
const STATUS = 'var/lib/dpkg/status';
const OS_RELEASE = 'usr/lib/os-release';
/** Bytes of these two that are read. */
const TEXT_LIMIT = 64 * 2 ** 20;

export type DebianLayer = {
  readonly diffId: ImageDigest;
  readonly bytes: number;
  /** What dpkg says is installed. */
  readonly status: string;
  readonly osRelease: string;
};

export class DebianLayerWriter {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #file: number;
  readonly #tar = new TarReader();
  readonly #digest = createHash('sha256');
  readonly #texts = new Map<string, Buffer[]>();
  #bytes = 0;
  #read = 0;
  /** Of the present member: what is left of it, and what becomes of it. */
  #left = 0;
  #keep = false;
  #padding = 0;
  #text: Buffer[] | undefined;
  /** Hard links to what was left out have nothing to point to. */
  readonly #dropped = new Set<string>();
  #failure: Failure | undefined;

  private constructor(disk: Disk, path: string, file: number) {
    this.#disk = disk;
    this.#path = path;
    this.#file = file;
  }

  static create(disk: Disk, path: string): Result<DebianLayerWriter> {
    const file = attempt('write', path, () => disk.create(path, 0o600));
    return file.ok ? ok(new DebianLayerWriter(disk, path, file.value)) : file;
  }

  /** The first failure; from then on nothing is taken. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  push(piece: Uint8Array): void {
    if (this.#failure !== undefined) return;
    const taken = this.#take(piece);
    if (!taken.ok) this.#failure = taken.failure;
  }

  /** Closes the file in any case. */
  finish(): Result<DebianLayer> {
    const whole = this.#failure === undefined ? this.#end() : err(this.#failure);
    const closed = attempt('write', this.#path, () => this.#disk.close(this.#file));
    if (!whole.ok) return whole;
    if (!closed.ok) return closed;
    const diffId = imageDigest(this.#digest.digest('hex') as Sha256);
    return ok({
      diffId,
      bytes: this.#bytes,
      status: this.#gathered(STATUS),
      osRelease: this.#gathered(OS_RELEASE),
    });
  }

  #take(piece: Uint8Array): Result<void> {
    this.#read += piece.length;
    if (this.#read > LIMIT) return err(invalid(`it has more than ${LIMIT} bytes`));
    const events = this.#tar.push(piece);
    if (!events.ok) return err(invalid(events.failure.detail));
    for (const event of events.value) {
      const done = event.kind === 'member' ? this.#member(event.member) : this.#content(event.bytes);
      if (!done.ok) return done;
    }
    return ok(undefined);
  }

  #end(): Result<void> {
    const end = this.#tar.end();
    if (!end.ok) return err(invalid(end.failure.detail));
    if (this.#gathered(STATUS) === '') return err(invalid('dpkg knows of no package in it'));
    return this.#write(TAR_END);
  }

  #member(member: TarMember): Result<void> {
    const name = nameText(Buffer.from(member.name));
    const path = memberPath(name);
    const target = nameText(Buffer.from(member.target));
    const linked = member.kind === 'hard-link' ? memberPath(target) : target;
    if (path === undefined || linked === undefined)
      return err(invalid(`${JSON.stringify(name)} leads out of it`));
    this.#left = member.bytes;
    this.#padding = tarPadding(member.bytes);
    this.#keep = keeps(path, member.kind) && !(member.kind === 'hard-link' && this.#dropped.has(linked));
    this.#text = undefined;
    if (!this.#keep) {
      this.#dropped.add(path);
      return ok(undefined);
    }
    const { kind, mode, uid, gid, bytes } = member;
    if (kind !== 'file' && kind !== 'folder' && kind !== 'link' && kind !== 'hard-link') {
      return err(invalid(`${JSON.stringify(name)} is no file, folder or link`));
    }
    if (path === STATUS || path === OS_RELEASE) {
      if (kind !== 'file' || member.bytes > TEXT_LIMIT) return err(invalid(`${path} is no text`));
      this.#text = [];
      this.#texts.set(path, this.#text);
    }
    const common = { path: path === '' ? '.' : path, mode: mode & 0o7777, mtime: EPOCH, owner: { uid, gid } };
    const entry: TarEntry | TarHardLink =
      kind === 'file'
        ? { ...common, kind, bytes }
        : kind === 'folder'
          ? { ...common, kind }
          : { ...common, kind, target: linked };
    return this.#write(tarHeader(entry));
  }

  #content(piece: Uint8Array): Result<void> {
    this.#left -= piece.length;
    if (!this.#keep) return ok(undefined);
    this.#text?.push(Buffer.from(piece));
    const written = this.#write(piece);
    return written.ok && this.#left === 0 ? this.#write(new Uint8Array(this.#padding)) : written;
  }

  #write(bytes: Uint8Array): Result<void> {
    if (bytes.length === 0) return ok(undefined);
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    return attempt('write', this.#path, () => this.#disk.write(this.#file, bytes));
  }

  #gathered(path: string): string {
    return Buffer.concat(this.#texts.get(path) ?? []).toString('utf8');
  }
}

function invalid(message: string): Failure {
  return { code: 'image-invalid', what: 'what mmdebstrap made', message };
}

/** Relative, without `./` and an ending slash; empty for the root. Undefined when it leads out. */
function memberPath(name: string): string | undefined {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  return name.startsWith('/') || name.includes('\0') || parts.includes('..') ? undefined : parts.join('/');
}

/** Folders that a container gets filled, or that start empty; what stands in them is of the machine that built. */
const EMPTY = /^(?:dev|proc|sys|run|tmp|var\/tmp)\//;

/** Files that say when, where or how often it was built, and lists that are out of date by tomorrow. */
const VOLATILE: readonly RegExp[] = [
  /^var\/log\/./,
  /^var\/cache\/(?:apt|ldconfig|man)\/./,
  /^var\/lib\/apt\/(?:lists|mirrors|periodic)\/./,
  /^var\/lib\/apt\/extended_states$/,
  /^var\/lib\/dpkg\/(?:[^/]*-old|lock[^/]*|triggers\/Lock)$/,
  /^var\/cache\/debconf\/[^/]*-old$/,
  /^var\/lib\/(?:systemd|dbus|urandom)\/(?:random-seed|machine-id|.*\.stamp)$/,
  /^etc\/(?:machine-id|hostname|hosts|resolv\.conf|\.pwd\.lock|mtab)$/,
  /^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/,
  // Of the machine's own mirror, and of this build.
  /^etc\/apt\/sources\.list(?:\.d\/.*)?$/,
  /^etc\/apt\/(?:preferences|apt\.conf)\.d\/(?:\d*mmdebstrap|sealsmith)$/,
];

/** As Debian's own slim images: no manuals and no translations; who owns what (copyright) stays. */
const DOCUMENTS: readonly RegExp[] = [
  /^usr\/share\/(?:man|info|groff|lintian|linda|bug)\/./,
  /^usr\/share\/locale\/(?!locale\.alias$)./,
  /^usr\/share\/doc\/[^/]+\/(?!copyright$)./,
];

function keeps(path: string, kind: TarMember['kind']): boolean {
  if (EMPTY.test(path)) return false;
  // Empty folders of logs and caches stay: programs expect them.
  if (kind !== 'folder' && VOLATILE.some((one) => one.test(path))) return false;
  return !DOCUMENTS.some((one) => one.test(path));
}
