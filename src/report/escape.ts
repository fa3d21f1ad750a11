/**
 * Everything foreign (names of files, tests and branches, what jobs print) is made harmless for the place where it
 * is printed, so that it can neither move the cursor, nor hide or reorder text, nor speak to the forge.
 * See threat E3.
 */

const ESC = String.fromCharCode(0x1b);
const CSI = String.fromCharCode(0x9b);
const BEL = String.fromCharCode(0x07);
const ST = String.fromCharCode(0x9c);

/** Controls, invisible and reordering characters, lone surrogates, line separators. */
const UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** What shapes honest emoji and scripts: joiners and variation selectors. */
const SHAPING = /^(?:\u200c|\u200d|\ufe0e|\ufe0f)$/;

/** Foreign text within one line of ours: a newline becomes `\n`, an escape `\x1b`, a bidi override `\u202e`. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (char) => (SHAPING.test(char) ? char : code(char)));
}

/** Lines of foreign text; CR, LF and CR LF end one, so that nothing overwrites what was printed before. */
export function linesOf(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * One line that a job printed, for a terminal or a log. Escape sequences are dropped except simple text colours
 * (when `color`), so that nothing is hidden by concealing, by black on black or by moving the cursor.
 */
export function outputLine(line: string, color: boolean): string {
  if (PLAIN.test(line)) return line;
  let out = '';
  let from = 0;
  let colored = false;
  for (const sequence of line.matchAll(SEQUENCE)) {
    out += printable(line.slice(from, sequence.index));
    from = sequence.index + sequence[0].length;
    const codes = sequence[1] === undefined ? [] : harmless(sequence[1]);
    if (!color || codes.length === 0) continue;
    out += `${ESC}[${codes.join(';')}m`;
    colored = true;
  }
  out += printable(line.slice(from));
  return colored ? `${out}${ESC}[0m` : out;
}

/**
 * A line of a GitHub log that is no command: the runner trims it and takes `::name::`, finds `##[name]` anywhere, and
 * the log's page gives `##[group]` a meaning of its own.
 */
export function inertForGithub(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\:').replaceAll('##[', '##\\[');
}

/** The same for a log of nobody knows which service: several know commands such as `##vso[…]`. */
export function inertForUnknown(line: string): string {
  return line.replace(/##(\w*)\[/g, '##$1\\[');
}

/** A line of a GitLab log that opens or closes no section. */
export function inertForGitlab(line: string): string {
  return line.replace(/section_(start|end):(?=\d)/g, 'section_$1\\:');
}

/** A workflow command, its values encoded as the runner decodes them. */
export function workflowCommand(
  name: string,
  properties: Readonly<Record<string, string>>,
  data: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== '');
  const list = given.map(
    ([key, value]) => `${key}=${encoded(value).replaceAll(':', '%3A').replaceAll(',', '%2C')}`,
  );
  return `::${name}${list.length === 0 ? '' : ` ${list.join(',')}`}::${encoded(data)}`;
}

/** Text of an HTML or XML element or attribute. Characters that XML 1.0 cannot hold are made visible. */
export function markup(text: string): string {
  return text
    .replace(UNSEEN, (char) => (char === '\n' || char === '\t' || SHAPING.test(char) ? char : code(char)))
    .replace(/[\ufffe\uffff]/g, code)
    .replace(/[&<>"']/g, entity);
}

/**
 * Foreign text within one line of Markdown: all punctuation that could mean something, to CommonMark, to tables or
 * to GitHub's own links and mentions, becomes a character reference.
 */
export function markdownText(text: string): string {
  return visible(text).replace(/[^\p{L}\p{N}\p{M}\p{Emoji_Presentation} ,/()=?+…→·–-]/gu, (char) =>
    entity(char),
  );
}

/** The text of a Mermaid node, to be put between double quotes. */
export function mermaidText(text: string): string {
  return visible(text).replace(
    /[^\p{L}\p{N}\p{M} .,/()=?+…→·–-]/gu,
    (char) => `#${char.codePointAt(0) ?? 0};`,
  );
}

/** Nothing but printable ASCII, tabs and common letters: nothing to do. */
const PLAIN = /^[\t -~\u00a1-\u00ac\u00ae-\u02ff]*$/;

/** A control sequence (its parameters caught when it sets colours), a string such as a title or link, or a lone escape. */
const SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})(?:([0-9;]*)m|[0-?]*[ -/]*[@-~])`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}${ST}]*(?:${BEL}|${ESC}\\\\|${ST})`,
    `${ESC}[ -/]*[0-~]`,
  ].join('|'),
  'g',
);

function printable(text: string): string {
  return text.replace(UNSEEN, (char) => (char === '\t' || SHAPING.test(char) ? char : code(char)));
}

/** Of the parameters of "select graphic rendition" (ECMA-48) those that add and cannot hide. */
function harmless(parameters: string): string[] {
  const codes = parameters === '' ? ['0'] : parameters.split(';').slice(0, 8);
  const extended = codes.some((one) => one === '38' || one === '48' || one === '58');
  return extended ? [] : codes.filter((one) => /^(?:0{0,2}|1|3|4|22|23|24|3[1-79]|9[1-7])$/.test(one));
}

function encoded(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function entity(char: string): string {
  return `&#${char.codePointAt(0) ?? 0};`;
}

function code(char: string): string {
  const known: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const point = char.codePointAt(0) ?? 0;
  if (Object.hasOwn(known, char)) return known[char] ?? '';
  if (point < 0x100) return `\\x${point.toString(16).padStart(2, '0')}`;
  return point < 0x10000 ? `\\u${point.toString(16).padStart(4, '0')}` : `\\u{${point.toString(16)}}`;
}
