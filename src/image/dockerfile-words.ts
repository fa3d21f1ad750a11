/**
 * Quotes, escapes and variables in a word of a Dockerfile (docs.docker.com/reference/dockerfile, "Environment
 * replacement"). Only forms whose result is certain are replaced: a wrong guess would pin the wrong image.
 */

/** The value of a variable; undefined when it has none, null when it cannot be known here. */
export type Variables = (name: string) => string | undefined | null;

/** Undefined when it has a form that is not known here, or a value that is not. */
export function replaced(word: string, variables: Variables, escaper: string): string | undefined {
  const reader = new Reader(word, variables, escaper);
  const text = reader.until('');
  return reader.unclear ? undefined : text;
}

class Reader {
  /** Something was not understood: the text is worth nothing. */
  unclear = false;
  readonly #word: string;
  readonly #variables: Variables;
  readonly #escaper: string;
  #at = 0;

  constructor(word: string, variables: Variables, escaper: string) {
    this.#word = word;
    this.#variables = variables;
    this.#escaper = escaper;
  }

  /** @param end  the character to stop at, which is taken; the end of the word without one */
  until(end: string): string {
    let text = '';
    while (this.#at < this.#word.length) {
      const char = this.#next();
      if (char === end) return text;
      if (char === this.#escaper && end !== "'") text += this.#escaped(end);
      else if (char === '$' && end !== "'") text += this.#variable();
      else if ((char === '"' || char === "'") && end !== '"' && end !== "'") text += this.until(char);
      else text += char;
    }
    if (end !== '') this.unclear = true;
    return text;
  }

  #next(): string {
    const char = this.#word.charAt(this.#at);
    this.#at += 1;
    return char;
  }

  #escaped(end: string): string {
    const char = this.#next();
    // Between double quotes it stays what it is, unless what follows would mean something.
    return end === '"' && !['"', '$', this.#escaper].includes(char) ? `${this.#escaper}${char}` : char;
  }

  #variable(): string {
    const rest = this.#word.slice(this.#at);
    const plain = /^[A-Za-z_][A-Za-z0-9_]*/.exec(rest)?.[0];
    if (plain !== undefined) {
      this.#at += plain.length;
      return this.#value(plain) ?? '';
    }
    const braced = /^\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?<how>\}|:?[-+?])/.exec(rest);
    const { name = '', how = '' } = braced?.groups ?? {};
    if (braced === null) {
      this.unclear = true;
      return '';
    }
    this.#at += braced[0].length;
    const value = this.#value(name);
    if (how === '}') return value ?? '';
    const other = this.until('}');
    const there = value !== undefined && (!how.startsWith(':') || value !== '');
    if (how.endsWith('-')) return there ? value : other;
    if (how.endsWith('+')) return there ? other : '';
    // With `?` the build ends there, and the engine says so.
    if (!there) this.unclear = true;
    return value ?? '';
  }

  #value(name: string): string | undefined {
    const value = this.#variables(name);
    if (value !== null) return value;
    this.unclear = true;
    return undefined;
  }
}
