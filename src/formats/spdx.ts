/**
 * Licences as SPDX names them: expressions (SPDX 2.3, Annex D) in one spelling, and the few other spellings that
 * packages use so often that their meaning is beyond doubt.
 */

import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' };
import ids from 'spdx-license-ids/index.json' with { type: 'json' };

/** Longer than any expression that a person wrote. */
const LONGEST = 2000;
const DEEPEST = 20;

const EXCEPTIONS = [
  'Autoconf-exception-2.0',
  'Autoconf-exception-3.0',
  'Autoconf-exception-generic',
  'Bison-exception-2.2',
  'Bootloader-exception',
  'Classpath-exception-2.0',
  'cryptsetup-OpenSSL-exception',
  'eCos-exception-2.0',
  'Font-exception-2.0',
  'GCC-exception-2.0',
  'GCC-exception-3.1',
  'GPL-3.0-linking-exception',
  'LGPL-3.0-linking-exception',
  'Libtool-exception',
  'Linux-syscall-note',
  'LLVM-exception',
  'OCaml-LGPL-linking-exception',
  'OpenJDK-assembly-exception-1.0',
  'openvpn-openssl-exception',
  'Qt-LGPL-exception-1.1',
  'Swift-exception',
  'u-boot-exception-2.0',
  'Universal-FOSS-exception-1.0',
  'WxWindows-exception-3.1',
  'x11vnc-openssl-exception',
];

/** Spellings that mean one licence and no other, in lower case. */
const SPELLINGS: Readonly<Record<string, string>> = {
  'apache 2': 'Apache-2.0',
  'apache 2.0': 'Apache-2.0',
  'apache license 2.0': 'Apache-2.0',
  'apache license v2.0': 'Apache-2.0',
  'apache license, version 2.0': 'Apache-2.0',
  'apache license version 2.0': 'Apache-2.0',
  'apache software license 2.0': 'Apache-2.0',
  'apache-2': 'Apache-2.0',
  apache2: 'Apache-2.0',
  '2-clause bsd': 'BSD-2-Clause',
  'bsd 2-clause': 'BSD-2-Clause',
  'bsd-2-clause license': 'BSD-2-Clause',
  '3-clause bsd': 'BSD-3-Clause',
  'bsd 3-clause': 'BSD-3-Clause',
  'bsd 3-clause license': 'BSD-3-Clause',
  'bsd-3-clause license': 'BSD-3-Clause',
  'isc license': 'ISC',
  'isc license (iscl)': 'ISC',
  'mit license': 'MIT',
  'the mit license': 'MIT',
  'mozilla public license 2.0 (mpl 2.0)': 'MPL-2.0',
  'mpl 2.0': 'MPL-2.0',
  'python software foundation license': 'PSF-2.0',
};

/** Lower case to the spelling that SPDX has: identifiers are compared without case. */
const IDS: ReadonlyMap<string, string> = new Map([...deprecated, ...ids].map((id) => [id.toLowerCase(), id]));
const EXCEPTION_IDS: ReadonlyMap<string, string> = new Map(EXCEPTIONS.map((id) => [id.toLowerCase(), id]));
const REFERENCE = /^(?:DocumentRef-[a-z0-9.-]+:)?LicenseRef-[a-z0-9.-]+$/i;

/** @returns the one spelling of an identifier; undefined when SPDX has no such licence */
export function spdxId(text: string): string | undefined {
  return IDS.get(text.toLowerCase());
}

/** @returns the expression with its identifiers as SPDX spells them; undefined when it is none */
export function spdxExpression(text: string): string | undefined {
  const plain = text.trim();
  if (plain === '' || plain.length > LONGEST) return undefined;
  const spelled = Object.hasOwn(SPELLINGS, plain.toLowerCase()) ? SPELLINGS[plain.toLowerCase()] : undefined;
  if (spelled !== undefined) return spelled;
  const words = plain.replaceAll('(', ' ( ').replaceAll(')', ' ) ').trim().split(/\s+/);
  const reader = { words, at: 0, depth: 0 };
  const read = either(reader);
  return read !== undefined && reader.at === words.length ? read.text : undefined;
}

/** Several that hold at once, as one expression. */
export function spdxAll(expressions: readonly string[]): string {
  const parts = expressions.map((one) => (expressions.length > 1 && / OR /.test(one) ? `(${one})` : one));
  return parts.join(' AND ');
}

type Reader = { readonly words: readonly string[]; at: number; depth: number };
type Read = { readonly text: string; readonly level: 'one' | 'and' | 'or' };

/** `OR` binds least, then `AND`, then `WITH` (Annex D.4, "Order of precedence"). */
function either(reader: Reader): Read | undefined {
  return row(reader, 'or', both);
}

function both(reader: Reader): Read | undefined {
  return row(reader, 'and', one);
}

function row(
  reader: Reader,
  level: 'and' | 'or',
  part: (reader: Reader) => Read | undefined,
): Read | undefined {
  const first = part(reader);
  if (first === undefined) return undefined;
  const parts = [first];
  while (reader.words[reader.at]?.toLowerCase() === level) {
    reader.at += 1;
    const next = part(reader);
    if (next === undefined) return undefined;
    parts.push(next);
  }
  if (parts.length === 1) return first;
  const said = parts.map(({ text, level: inner }) =>
    level === 'and' && inner === 'or' ? `(${text})` : text,
  );
  return { text: said.join(` ${level.toUpperCase()} `), level };
}

function one(reader: Reader): Read | undefined {
  const word = reader.words[reader.at] ?? '';
  reader.at += 1;
  if (word === '(') {
    reader.depth += 1;
    if (reader.depth > DEEPEST) return undefined;
    const inner = either(reader);
    reader.depth -= 1;
    if (inner === undefined || reader.words[reader.at] !== ')') return undefined;
    reader.at += 1;
    return inner;
  }
  const licence = licenceOf(word);
  if (licence === undefined) return undefined;
  if (reader.words[reader.at]?.toLowerCase() !== 'with') return { text: licence, level: 'one' };
  const exception = EXCEPTION_IDS.get((reader.words[reader.at + 1] ?? '').toLowerCase());
  reader.at += 2;
  return exception === undefined ? undefined : { text: `${licence} WITH ${exception}`, level: 'one' };
}

function licenceOf(word: string): string | undefined {
  const known = IDS.get(word.toLowerCase());
  if (known !== undefined) return known;
  if (REFERENCE.test(word)) return word;
  // `+`: or any later version.
  const plain = word.endsWith('+') ? IDS.get(word.slice(0, -1).toLowerCase()) : undefined;
  return plain === undefined ? undefined : `${plain}+`;
}
