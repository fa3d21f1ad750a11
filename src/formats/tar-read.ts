/**
 * Reads a tar archive strictly, as a stream in chunks of any size: POSIX.1-1988 ustar, POSIX.1-2001 pax headers, GNU
 * tar's long names and binary numbers. What two readers could understand differently is refused. It opens and writes
 * nothing; names are bytes that nobody has checked.
 */

import { err, ok, type Result } from '../core/result.ts';
import { isPlacing, type PaxRecords, readLongName, readPax, withPax } from './pax.ts';
import { isZero, readTarHeader, TAR_BLOCK, TarError, type TarHeader, type TarProblem } from './tar-header.ts';

export type { TarProblem };

export type TarMember = Omit<TarHeader, 'type'> & {
  /** `other` is a type that neither POSIX nor this reader knows. */
  readonly kind: (typeof KINDS)[keyof typeof KINDS] | 'other';
  /** Records of pax headers that are not in the fields above, such as extended attributes. */
  readonly pax: PaxRecords;
};

export type TarEvent =
  | { readonly kind: 'member'; readonly member: TarMember }
  /** The next bytes of the last member: a view of the chunk, good until the next one. */
  | { readonly kind: 'content'; readonly bytes: Uint8Array };

const KINDS = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard-link',
  '2': 'link',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'folder',
  '6': 'pipe',
} as const;

/** What may stand before a member, each at most once: `x` and `g` are pax headers, `L` and `K` GNU's long names. */
type ExtensionType = 'x' | 'g' | 'L' | 'K';

type State =
  | { readonly at: 'header' }
  | { readonly at: 'content'; left: number; readonly padding: number }
  | { readonly at: 'extension'; readonly type: ExtensionType; left: number; readonly padding: number }
  | { readonly at: 'padding'; left: number }
  | { readonly at: 'end'; left: number };

export class TarReader {
  readonly #extensionLimit: number;
  #state: State = { at: 'header' };
  /** Of a header block that came in parts, or of an extension. */
  #parts: Uint8Array[] = [];
  #gathered = 0;
  #extensions = new Map<ExtensionType, Uint8Array>();
  #global: PaxRecords = new Map();
  #globalBytes = 0;
  #broken: TarProblem | undefined;

  /** @param extensionLimit  bytes that one pax header or long name may have */
  constructor(extensionLimit = 1024 * 1024) {
    this.#extensionLimit = extensionLimit;
  }

  /** What the chunk brings, in order; after a problem always that problem. */
  push(chunk: Uint8Array): Result<readonly TarEvent[], TarProblem> {
    return this.#guarded(() => {
      const events: TarEvent[] = [];
      for (let rest = chunk; rest.length > 0; ) rest = rest.subarray(this.#take(rest, events));
      return events;
    });
  }

  /**
   * Leaves out what is still to come of the last member's content, with what fills its last block: nobody looks at that
   * then. Returns how many bytes, which are not to be pushed.
   */
  skip(): number {
    const state = this.#state;
    if (this.#broken !== undefined || state.at !== 'content') return 0;
    this.#state = { at: 'header' };
    return state.left + state.padding;
  }

  /** To be called when nothing follows: `cut-off` unless the two blocks of zeros that end an archive were there. */
  end(): Result<void, TarProblem> {
    return this.#guarded(() => {
      if (this.#state.at !== 'end' || this.#state.left > 0) {
        throw new TarError('cut-off', 'it ends before its end');
      }
    });
  }

  #guarded<T>(work: () => T): Result<T, TarProblem> {
    if (this.#broken !== undefined) return err(this.#broken);
    try {
      return ok(work());
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      this.#broken = error.problem;
      return err(error.problem);
    }
  }

  /** @returns how many bytes were used */
  #take(bytes: Uint8Array, events: TarEvent[]): number {
    const state = this.#state;
    if (state.at === 'header') return this.#gather(bytes, TAR_BLOCK, (block) => this.#header(block, events));
    if (state.at === 'extension') {
      return this.#gather(bytes, state.left, (body) => {
        this.#extensions.set(state.type, body);
        this.#state = { at: 'padding', left: state.padding };
      });
    }
    const used = bytes.subarray(0, state.at === 'end' && state.left === 0 ? bytes.length : state.left);
    if (state.at === 'content') events.push({ kind: 'content', bytes: used });
    else if (!isZero(used)) {
      throw state.at === 'end'
        ? new TarError('after-end', 'something follows its end')
        : new TarError('padding', 'a member is filled up with something');
    }
    state.left = Math.max(0, state.left - used.length);
    if (state.at === 'content' && state.left === 0) this.#state = { at: 'padding', left: state.padding };
    this.#skipEmptyPadding();
    return used.length;
  }

  /** Copies until there are `wanted` bytes, then hands them on. */
  #gather(bytes: Uint8Array, wanted: number, use: (whole: Uint8Array) => void): number {
    const used = bytes.subarray(0, wanted - this.#gathered);
    this.#parts.push(used.slice());
    this.#gathered += used.length;
    if (this.#gathered === wanted) {
      const whole = Buffer.concat(this.#parts);
      this.#parts = [];
      this.#gathered = 0;
      use(whole);
      this.#skipEmptyPadding();
    }
    return used.length;
  }

  #skipEmptyPadding(): void {
    if (this.#state.at === 'padding' && this.#state.left === 0) this.#state = { at: 'header' };
  }

  #header(block: Uint8Array, events: TarEvent[]): void {
    if (isZero(block)) {
      if (this.#extensions.size > 0) throw new TarError('extension', 'a header speaks of nothing');
      // One block of zeros has been; another must follow, and any number may.
      this.#state = { at: 'end', left: TAR_BLOCK };
      return;
    }
    const header = readTarHeader(block);
    const padding = (TAR_BLOCK - (header.bytes % TAR_BLOCK)) % TAR_BLOCK;
    const { type } = header;
    if (type === 'x' || type === 'g' || type === 'L' || type === 'K') {
      this.#beginExtension(type, header.bytes);
      this.#state = { at: 'extension', type, left: header.bytes, padding };
      return;
    }
    const member = this.#member(header);
    events.push({ kind: 'member', member });
    const left = member.bytes;
    const fill = (TAR_BLOCK - (left % TAR_BLOCK)) % TAR_BLOCK;
    this.#state = left === 0 ? { at: 'header' } : { at: 'content', left, padding: fill };
  }

  #beginExtension(type: ExtensionType, bytes: number): void {
    // What holds for all members is kept, so all of it together has a limit.
    if (type === 'g') this.#globalBytes += bytes;
    if (bytes === 0 || bytes > this.#extensionLimit || this.#globalBytes > this.#extensionLimit) {
      throw new TarError('extension', `a header of ${bytes} bytes before a member`);
    }
    const names = type === 'L' || type === 'K' ? ['x'] : type === 'x' ? ['L', 'K'] : [];
    if (this.#extensions.has(type) || [...this.#extensions.keys()].some((other) => names.includes(other))) {
      throw new TarError('extension', 'a member is named twice');
    }
  }

  #member(header: TarHeader): TarMember {
    if (header.type === 'S') throw new TarError('sparse', 'a file with holes is not stored as it is');
    const own = this.#extensions.get('x');
    const global = this.#extensions.get('g');
    if (global !== undefined) this.#global = new Map([...this.#global, ...globalRecords(global)]);
    const pax = new Map([...this.#global, ...(own === undefined ? [] : readPax(own))]);
    const [longName, longTarget] = [this.#extensions.get('L'), this.#extensions.get('K')];
    this.#extensions = new Map();
    const { type, ...fields } = withPax(
      {
        ...header,
        ...(longName === undefined ? {} : { name: readLongName(longName) }),
        ...(longTarget === undefined ? {} : { target: readLongName(longTarget) }),
      },
      pax,
    );
    const kind = kindOf(type);
    if (fields.name.length === 0) throw new TarError('name', 'a member has no name');
    // Before POSIX a folder was a file whose name ends so; some readers still think that.
    if (kind === 'file' && fields.name.at(-1) === 0x2f)
      throw new TarError('name', 'a file is named as a folder');
    if (kind !== 'file' && kind !== 'other' && fields.bytes > 0) {
      throw new TarError('unexpected-content', `a ${kind} has content`);
    }
    for (const keyword of ['path', 'linkpath', 'size', 'uid', 'gid', 'mtime']) pax.delete(keyword);
    return { ...fields, kind, pax };
  }
}

function kindOf(type: string): TarMember['kind'] {
  return Object.hasOwn(KINDS, type) ? KINDS[type as keyof typeof KINDS] : 'other';
}

function globalRecords(body: Uint8Array): PaxRecords {
  const records = readPax(body);
  if ([...records.keys()].some(isPlacing)) {
    throw new TarError('extension', 'a header names or measures all members at once');
  }
  return records;
}
