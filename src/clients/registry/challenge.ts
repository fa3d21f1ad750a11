/** What a registry asks for when it wants to know who we are (RFC 9110 section 11.6.1, RFC 6750 section 3). */

export type Challenge = {
  /** In lower case: `basic`, `bearer`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: ReadonlyMap<string, string>;
};

/** Characters of the header that are read; more is nobody's who means well. */
const LONGEST = 8192;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const NEXT = new RegExp(`[\\s,]*(${TOKEN})(?:\\s*=\\s*(?:"((?:[^"\\\\]|\\\\.)*)"|(${TOKEN})))?`, 'y');

/** All challenges of a `WWW-Authenticate` header in their order, as far as it can be read. */
export function readChallenges(header: string | undefined): readonly Challenge[] {
  const text = header ?? '';
  if (text.length > LONGEST) return [];
  const found: { scheme: string; params: Map<string, string> }[] = [];
  NEXT.lastIndex = 0;
  for (;;) {
    const match = NEXT.exec(text);
    if (match === null) return found;
    const [, name = '', quoted, plain] = match;
    const value = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    if (value === undefined) {
      found.push({ scheme: name.toLowerCase(), params: new Map() });
      continue;
    }
    const params = found.at(-1)?.params;
    // A parameter of nothing, or one said twice: whatever is meant, nobody should guess.
    if (params === undefined || params.has(name.toLowerCase())) return [];
    params.set(name.toLowerCase(), value);
  }
}
