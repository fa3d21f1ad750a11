/**
 * Takes secrets out of a stream of bytes: as they are, base64 and URL-encoded, also when split over chunks or broken
 * by line ends.
 */

export type Redactor = {
  /** @returns what may be shown so far; the end is held back while it could be the beginning of a secret */
  push(chunk: Uint8Array): Uint8Array;
  /** @returns what was held back */
  end(): Uint8Array;
};

const MASK = '***';

/**
 * @param secrets  values; those under 8 characters are left alone unless listed in `granted`, because they would
 *   blot out ordinary text
 */
export function makeRedactor(secrets: Iterable<string>, granted: Iterable<string> = []): Redactor {
  const short = new Set(granted);
  const values = new Set([...[...secrets].filter((value) => value.length >= 8), ...short]);
  const needles = [...values].filter((value) => value !== '').flatMap(forms);
  if (needles.length === 0) return { push: (chunk) => chunk, end: () => new Uint8Array(0) };
  return streaming(needles);
}

/** A whole text at once, with the same rules. The redactor must not be in the middle of another one. */
export function redactText(text: string, redactor: Redactor): string {
  return Buffer.concat([redactor.push(Buffer.from(text, 'utf8')), redactor.end()]).toString('utf8');
}

/** Passwords and tokens within addresses (`https://user:password@host`, `https://token@host`). */
export function credentialsIn(values: Iterable<string | undefined>): string[] {
  return [...values].flatMap((value) =>
    [...(value ?? '').matchAll(/\w:\/\/(?:[^\s/:@]*:([^\s/@]+)|([^\s/:@]{8,}))@/g)].flatMap(
      ([, password, token]) => {
        const found = password ?? token ?? '';
        return isEncoded(found) ? [found, decodeURIComponent(found)] : [found];
      },
    ),
  );
}

function isEncoded(text: string): boolean {
  return /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(text) && text.includes('%') && !/%[89A-Fa-f]/.test(text);
}

function streaming(forms: readonly string[]): Redactor {
  // Text is latin1: one character a byte. Line ends count nowhere, so that a value broken into lines is found too.
  const needles = [...new Set(forms.map(withoutBreaks))].filter((needle) => needle !== '');
  const longest = Math.max(...needles.map((needle) => needle.length)) * 3;
  let held = '';
  const take = (more: string, waits: (text: string) => number): Uint8Array => {
    const text = held + more;
    const until = text.length - waits(text);
    let shown = '';
    let end = 0;
    for (const span of spansOf(text, needles)) {
      // What begins behind `until` may be the beginning of a longer secret: it waits.
      if (span.start >= until) break;
      shown += text.slice(end, span.start) + MASK;
      end = span.end;
    }
    shown += text.slice(end, Math.max(end, until));
    held = text.slice(Math.max(end, until));
    return Buffer.from(shown, 'latin1');
  };
  return {
    push: (chunk) => take(Buffer.from(chunk).toString('latin1'), (text) => heldBack(text, needles, longest)),
    end: () => take('', () => 0),
  };
}

type Span = { readonly start: number; readonly end: number };

/** Where secrets stand, in order; those that touch are one. */
function spansOf(text: string, needles: readonly string[]): readonly Span[] {
  const joined = withoutBreaks(text);
  const found: Span[] = [];
  for (const needle of needles) {
    for (let at = joined.indexOf(needle); at >= 0; at = joined.indexOf(needle, at + 1)) {
      found.push({ start: at, end: at + needle.length });
    }
  }
  if (found.length === 0) return found;
  const merged: { start: number; end: number }[] = [];
  for (const span of found.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== undefined && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  const places = placesOf(text);
  return merged.map(({ start, end }) => ({ start: places[start] ?? 0, end: (places[end - 1] ?? 0) + 1 }));
}

/** For each character of the text without line ends, where it stands in the text. */
function placesOf(text: string): Uint32Array {
  const places = new Uint32Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\n' || text[at] === '\r') continue;
    places[count] = at;
    count += 1;
  }
  return places;
}

function withoutBreaks(text: string): string {
  return text.replace(/[\r\n]+/g, '');
}

/** How many characters at the end could still become a secret, or a longer one, with what comes next. */
function heldBack(text: string, needles: readonly string[], longest: number): number {
  const from = Math.max(0, text.length - longest);
  for (let at = from; at < text.length; at += 1) {
    if (needles.some((needle) => mayBecome(text, at, needle))) return text.length - at;
  }
  return 0;
}

/** Whether all that stands from `at` to the end is the beginning of the needle, line ends left out. */
function mayBecome(text: string, at: number, needle: string): boolean {
  if (text[at] !== needle[0]) return false;
  let same = 0;
  for (let here = at; here < text.length; here += 1) {
    const char = text[here];
    if (char === needle[same]) same += 1;
    else if (char !== '\n' && char !== '\r') return false;
  }
  return same < needle.length;
}

/** The spellings under which a value turns up in logs, as latin1 text of their UTF-8 bytes. */
function forms(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  const plain = bytes.toString('latin1');
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((line) => line.length >= 8) : [];
  const encoded = [
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    JSON.stringify(value).slice(1, -1),
    ...lines,
  ].map((text) => Buffer.from(text, 'utf8').toString('latin1'));
  return [...new Set([plain, ...encoded, ...base64Forms(bytes)])].filter(
    (form) => form.length >= Math.min(8, plain.length),
  );
}

/**
 * Base64 depends on where the value begins in the encoded text: three alignments, without the characters at either
 * end that its neighbours decide too.
 */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = before === 0 ? 0 : before + 1;
    const last = (before + bytes.length) % 3 === 0 ? padded.length : padded.length - 1;
    const core = padded.slice(first, last);
    return core.length < 8 ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
