/**
 * Values to lines of YAML, in one form only. Text is written plain when every reader takes it as text, else in double
 * quotes with everything escaped that could end them or move the eye: nothing foreign becomes structure.
 */

/** `note`: lines above; `beside`: one remark behind the value. Both are ours; what is foreign in them is made visible. */
export type Entry = {
  readonly key: string;
  readonly value: Yaml;
  readonly note?: readonly string[];
  readonly beside?: string;
};

export type Yaml =
  | string
  | number
  | boolean
  /** One line in brackets. */
  | { readonly row: readonly string[] }
  /** Lines of a script, as they are. */
  | { readonly script: readonly string[] }
  | { readonly list: readonly Yaml[] }
  | { readonly map: readonly Entry[] };

export function entry(key: string, value: Yaml, more: Partial<Entry> = {}): Entry {
  return { key, value, ...more };
}

/** @returns the lines of a document that is a map, without a line break at their ends */
export function yamlLines(entries: readonly Entry[]): string[] {
  return mapLines(entries, '');
}

function mapLines(entries: readonly Entry[], indent: string): string[] {
  return entries.flatMap(({ key, value, note, beside }) => {
    const [first = '', ...rest] = valueLines(value, indent);
    const remark = beside === undefined ? '' : ` # ${oneLine(beside)}`;
    return [
      ...(note ?? []).map((line) => `${indent}# ${oneLine(line)}`.trimEnd()),
      `${indent}${scalar(key, true)}:${first === '' ? '' : ` ${first}`}${remark}`,
      ...rest,
    ];
  });
}

/** The first is what stands beside the key. */
function valueLines(value: Yaml, indent: string): string[] {
  if (typeof value === 'string') return [scalar(value)];
  if (typeof value !== 'object') return [String(value)];
  if ('row' in value) return [`[${value.row.map((text) => scalar(text, true)).join(', ')}]`];
  if ('script' in value) return ['|', ...value.script.map((line) => `${indent}  ${line}`.trimEnd())];
  if ('map' in value) return value.map.length === 0 ? ['{}'] : ['', ...mapLines(value.map, `${indent}  `)];
  return value.list.length === 0 ? ['[]'] : ['', ...value.list.flatMap((item) => itemLines(item, indent))];
}

function itemLines(item: Yaml, indent: string): string[] {
  if (typeof item !== 'object' || !('map' in item)) {
    const [first = '', ...rest] = valueLines(item, `${indent}  `);
    return [`${indent}  - ${first}`, ...rest];
  }
  const [first = '', ...rest] = mapLines(item.map, `${indent}    `);
  return [`${indent}  - ${first.trimStart()}`, ...rest];
}

/** Words that some reader of YAML takes for something else than text. */
const NO_TEXT = /^(?:true|false|yes|no|on|off|y|n|null|\.?nan|\.?inf)$/i;

/** Neither a number nor an indicator at the beginning, and printable ASCII alone. */
const PLAIN = /^(?:[A-Za-z_/$]|\.[A-Za-z])[ -~]*$/;

/** What ends a plain text: a comment, a second key, the end of the line. */
const ENDS = /: | #|[: ]$/;

/** Within brackets more has a meaning; so it has in a key. */
const NARROW = /^(?:[A-Za-z_/]|\.[A-Za-z])[A-Za-z0-9_./@+-]*$/;

export function scalar(text: string, narrow = false): string {
  const plain = narrow ? NARROW.test(text) : PLAIN.test(text) && !ENDS.test(text);
  return plain && !NO_TEXT.test(text) ? text : quoted(text);
}

/** JSON's escapes are YAML's; what neither has to escape and nobody sees is escaped as well. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codes);
}

function codes(char: string): string {
  return [...Array(char.length).keys()]
    .map((at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`)
    .join('');
}

/** A comment ends where its line ends, and hides nothing. */
function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, codes);
}
