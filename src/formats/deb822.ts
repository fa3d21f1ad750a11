/**
 * Paragraphs of `Name: value` fields as Debian's tools write them (deb822(5)): dpkg's status, copyright files. Read
 * leniently, since they come from images: a line that is no field is left out and counted.
 */

/** Names in lower case. Lines of a value are joined by a newline, without the space that continues them. */
export type Paragraph = ReadonlyMap<string, string>;

export type Deb822 = {
  readonly paragraphs: readonly Paragraph[];
  /** Lines that are no field, and fields beyond the limit. */
  readonly broken: number;
  /** Paragraphs beyond the limit. */
  readonly left: number;
};

/** Far more than dpkg knows. A field more costs memory and says nothing. */
const MOST_FIELDS = 200;

/** A machine with every package of Debian has fewer. */
const MOST_PARAGRAPHS = 100_000;

const NAME = /^[!-9;-~]+$/;

/**
 * @param wanted  names of fields in lower case that are kept; undefined keeps all
 */
export function readDeb822(text: string, wanted?: ReadonlySet<string>): Deb822 {
  const paragraphs: Paragraph[] = [];
  let current = new Map<string, string[]>();
  let lines: string[] | undefined;
  let fields = 0;
  let broken = 0;
  let left = 0;

  const finish = (): void => {
    if (current.size > 0) {
      if (paragraphs.length < MOST_PARAGRAPHS) paragraphs.push(joined(current));
      else left += 1;
    }
    current = new Map();
    lines = undefined;
    fields = 0;
  };

  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, '');
    at = end === -1 ? text.length : end + 1;
    if (line.trim() === '') finish();
    else if (line.startsWith('#')) continue;
    else if (line.startsWith(' ') || line.startsWith('\t')) lines?.push(line.slice(1));
    else {
      lines = undefined;
      const colon = line.indexOf(':');
      const name = line.slice(0, Math.max(0, colon)).toLowerCase();
      fields += 1;
      if (!NAME.test(name) || fields > MOST_FIELDS || current.has(name)) broken += 1;
      else {
        // A field that nobody wants still takes the lines that continue it.
        lines = [line.slice(colon + 1).trim()];
        if (wanted === undefined || wanted.has(name)) current.set(name, lines);
      }
    }
  }
  finish();
  return { paragraphs, broken, left };
}

function joined(fields: ReadonlyMap<string, readonly string[]>): Paragraph {
  return new Map([...fields].map(([name, lines]) => [name, lines.join('\n')]));
}
