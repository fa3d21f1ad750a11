/**
 * A layer as an engine wrote it, with nothing dated later than the one date of the build (reproducible-builds.org,
 * SOURCE_DATE_EPOCH) and without what its storage notes at files for itself. Everything else stays byte for byte, in its
 * order. What comes in is the engine's own work; whoever unpacks it later reads it strictly.
 */

import { err, ok, type Result } from '../core/result.ts';
import { type PaxRecords, readPax } from '../formats/pax.ts';
import { isZero, readTarHeader, TAR_BLOCK, TarError } from '../formats/tar-header.ts';

/** Bytes that one pax header may have. */
const MOST_PAX = 1024 * 1024;

/** Where they stand in a header (POSIX.1-1988). */
const SIZE = { at: 124, length: 12 } as const;
const MTIME = { at: 136, length: 12 } as const;
const CHECKSUM = { at: 148, length: 8 } as const;

const TIMES = ['mtime', 'atime', 'ctime'];

/** overlayfs keeps these at what it copied up (kernel documentation, overlayfs); they mean nothing in an image. */
const OWN_RECORD = /^SCHILY\.xattr\.(?:user|trusted)\.overlay\./;

export class LayerDates {
  readonly #epoch: number;
  #pending: Buffer = Buffer.alloc(0);
  /** Content and padding that pass as they are; all that follows the archive's end, too. */
  #passing = 0;

  /** @param epoch  seconds since 1970 */
  constructor(epoch: number) {
    this.#epoch = epoch;
  }

  /** What is ready of it; views of the piece among it. The failure is one clause. */
  push(piece: Uint8Array): Result<readonly Uint8Array[], string> {
    const out: Uint8Array[] = [];
    let rest = piece;
    try {
      while (rest.length > 0) {
        if (this.#passing > 0) {
          const used = rest.subarray(0, this.#passing);
          out.push(used);
          this.#passing -= used.length;
          rest = rest.subarray(used.length);
          continue;
        }
        const wanted = this.#wanted() - this.#pending.length;
        this.#pending = Buffer.concat([this.#pending, rest.subarray(0, wanted)]);
        rest = rest.subarray(Math.min(wanted, rest.length));
        if (this.#pending.length === this.#wanted()) out.push(...this.#settle());
      }
      return ok(out);
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      return err(error.problem.detail);
    }
  }

  /** To be called when nothing follows. */
  end(): Result<void, string> {
    const whole =
      this.#pending.length === 0 && (this.#passing === 0 || this.#passing === Number.POSITIVE_INFINITY);
    return whole ? ok(undefined) : err('it ends before its end');
  }

  /** Bytes until something can be decided: a header, and with a pax header all that it says. */
  #wanted(): number {
    if (this.#pending.length < TAR_BLOCK) return TAR_BLOCK;
    const header = this.#pending.subarray(0, TAR_BLOCK);
    if (isZero(header)) return TAR_BLOCK;
    const { type, bytes } = readTarHeader(header);
    if (type !== 'x' && type !== 'g') return TAR_BLOCK;
    if (bytes > MOST_PAX) throw new TarError('extension', `a header of ${bytes} bytes before a member`);
    return TAR_BLOCK + padded(bytes);
  }

  #settle(): readonly Uint8Array[] {
    const header = this.#pending.subarray(0, TAR_BLOCK);
    const body = this.#pending.subarray(TAR_BLOCK);
    this.#pending = Buffer.alloc(0);
    if (isZero(header)) {
      this.#passing = Number.POSITIVE_INFINITY;
      return [header];
    }
    const { type, bytes, mtime } = readTarHeader(header);
    if (type === 'x' || type === 'g') return this.#records(header, body.subarray(0, bytes));
    if (mtime > this.#epoch) setNumber(header, MTIME, this.#epoch);
    this.#passing = padded(bytes);
    return [header];
  }

  #records(header: Buffer, body: Uint8Array): readonly Uint8Array[] {
    const records = readPax(body);
    const kept = [...records].filter(([keyword, value]) => this.#stays(keyword, value));
    if (kept.length === 0) return [];
    const text = kept.length === records.size ? body : paxBody(new Map(kept));
    setNumber(header, SIZE, text.length);
    if (readTarHeader(header).mtime > this.#epoch) setNumber(header, MTIME, this.#epoch);
    return [header, text, Buffer.alloc(padded(text.length) - text.length)];
  }

  /** A time that is too late goes: then that of the member's own header holds, which is set. */
  #stays(keyword: string, value: Uint8Array): boolean {
    if (OWN_RECORD.test(keyword)) return false;
    return !TIMES.includes(keyword) || Number(Buffer.from(value).toString('latin1')) <= this.#epoch;
  }
}

function padded(bytes: number): number {
  return Math.ceil(bytes / TAR_BLOCK) * TAR_BLOCK;
}

function setNumber(header: Buffer, { at, length }: typeof SIZE | typeof MTIME, value: number): void {
  header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, length, 'latin1');
  header.fill(' ', CHECKSUM.at, CHECKSUM.at + CHECKSUM.length);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM.at, CHECKSUM.length, 'latin1');
}

/** `length keyword=value\n`, where the length counts itself. */
function paxBody(records: PaxRecords): Buffer {
  return Buffer.concat(
    [...records].map(([keyword, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from('\n')]);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length += 1;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    }),
  );
}
