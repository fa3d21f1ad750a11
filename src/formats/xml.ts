/**
 * The part of XML 1.0 that reports are written in, as events in one pass: elements, attributes, text, CDATA. Comments
 * and instructions are passed over, a document type is refused, and only the five predefined entities and character
 * references mean anything: there is nothing here that could grow or be fetched.
 */

export type XmlEvent =
  | { readonly kind: 'open'; readonly name: string; readonly attributes: ReadonlyMap<string, string> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'close'; readonly name: string }
  /** The text is not well formed from here on; the last event. */
  | { readonly kind: 'broken'; readonly at: number };

/** @param text  a whole document, decoded */
export function* xmlEvents(text: string): Generator<XmlEvent> {
  const patterns = makePatterns();
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at) yield { kind: 'text', text: decode(text.slice(at, end)) };
    if (next < 0) return;
    const step =
      text.startsWith('<!', next) || text.startsWith('<?', next)
        ? special(text, next)
        : element(text, next, patterns);
    if (step === undefined) {
      yield { kind: 'broken', at: next };
      return;
    }
    yield* step.events;
    at = step.end;
  }
}

/** Sticky, so that each begins where it is told to; made anew for each reader, because they remember that place. */
function makePatterns() {
  return {
    name: /[A-Za-z_:][\w:.-]*/y,
    attribute: /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y,
    end: /\s*(\/?)>/y,
    close: /<\/([A-Za-z_:][\w:.-]*)\s*>/y,
  };
}

type Patterns = ReturnType<typeof makePatterns>;

type Step = { readonly events: readonly XmlEvent[]; readonly end: number };

/** Comments, instructions and CDATA; anything else that begins with `<!` is refused. */
function special(text: string, at: number): Step | undefined {
  const kinds = [
    ['<!--', '-->'],
    ['<?', '?>'],
    ['<![CDATA[', ']]>'],
  ] as const;
  const kind = kinds.find(([start]) => text.startsWith(start, at));
  if (kind === undefined) return undefined;
  const [start, stop] = kind;
  const end = text.indexOf(stop, at + start.length);
  if (end < 0) return undefined;
  const inside = text.slice(at + start.length, end);
  return { events: start === '<![CDATA[' ? [{ kind: 'text', text: inside }] : [], end: end + stop.length };
}

function element(text: string, at: number, patterns: Patterns): Step | undefined {
  const closing = match(patterns.close, text, at);
  if (closing !== undefined) {
    return { events: [{ kind: 'close', name: closing.found[1] ?? '' }], end: closing.end };
  }
  const named = match(patterns.name, text, at + 1);
  if (named === undefined) return undefined;
  const name = named.found[0];
  const attributes = new Map<string, string>();
  let { end } = named;
  for (
    let one = match(patterns.attribute, text, end);
    one !== undefined;
    one = match(patterns.attribute, text, end)
  ) {
    const [, key = '', double, single] = one.found;
    attributes.set(key, decode(double ?? single ?? ''));
    end = one.end;
  }
  const last = match(patterns.end, text, end);
  if (last === undefined) return undefined;
  const open: XmlEvent = { kind: 'open', name, attributes };
  return { events: last.found[1] === '/' ? [open, { kind: 'close', name }] : [open], end: last.end };
}

function match(
  pattern: RegExp,
  text: string,
  at: number,
): { found: RegExpExecArray; end: number } | undefined {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? undefined : { found, end: pattern.lastIndex };
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** What is no known reference stays as it is written. */
function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
