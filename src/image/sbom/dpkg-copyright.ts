/**
 * Licences of a Debian package by its copyright file: the machine-readable form (DEP-5), else the common licences that
 * it points to. What Debian calls a licence is said as SPDX calls it where that is beyond doubt.
 */

import { readDeb822 } from '../../formats/deb822.ts';
import { spdxExpression, spdxId } from '../../formats/spdx.ts';
import type { Licence } from './found.ts';
import { distinct } from './licences.ts';
import { plainLine } from './text.ts';

const WANTED: ReadonlySet<string> = new Set(['format', 'files', 'license']);

export function readCopyright(text: string): readonly Licence[] {
  const found = /^Format(?:-Specification)?:/im.test(text.slice(0, 4096)) ? machineReadable(text) : [];
  return distinct(found.length > 0 ? found : commonLicences(text));
}

/** Only the first line of `License` names it; the rest is its text. */
function machineReadable(text: string): readonly Licence[] {
  const names = new Set<string>();
  for (const paragraph of readDeb822(text, WANTED).paragraphs) {
    const [first = ''] = (paragraph.get('license') ?? '').split('\n', 1);
    const name = plainLine(first, 200);
    if (name !== '') names.add(name);
  }
  return [...names].map(debianLicence).flatMap(parts);
}

/** All of them hold, so what stands beside each other with `AND` may as well stand by itself. */
function parts(licence: Licence): readonly Licence[] {
  if (!('spdx' in licence) || licence.spdx.includes(' OR ')) return [licence];
  return licence.spdx.split(' AND ').map((spdx) => ({ spdx }));
}

/** DEP-5, "License specification": `or` and `and`, a comma before `and` binds less; `+` is "or any later version". */
export function debianLicence(name: string): Licence {
  const words = name.replaceAll(',', ' ').split(/\s+/);
  if (name.includes(',') && words.some((word) => word.toLowerCase() === 'or')) return { name };
  const exception = /^(\S+) with (\S+) exception$/i.exec(name.trim());
  const [, licence = '', which = ''] = exception ?? [];
  const said =
    exception === null
      ? words.map((word) => (/^(?:and|or)$/i.test(word) ? word : debianWord(word))).join(' ')
      : `${debianWord(licence)} WITH ${Object.hasOwn(EXCEPTIONS, which.toLowerCase()) ? EXCEPTIONS[which.toLowerCase()] : which}`;
  const spdx = spdxExpression(said);
  return spdx === undefined ? { name } : { spdx };
}

const WORDS: Readonly<Record<string, string>> = {
  expat: 'MIT',
  'mit/x11': 'MIT',
  perl: '(Artistic-1.0-Perl OR GPL-1.0-or-later)',
  'psf-2': 'PSF-2.0',
  python: 'PSF-2.0',
  zlib: 'Zlib',
  'bsd-2-clauses': 'BSD-2-Clause',
  'bsd-3-clauses': 'BSD-3-Clause',
};

const EXCEPTIONS: Readonly<Record<string, string>> = {
  autoconf: 'Autoconf-exception-generic',
  bison: 'Bison-exception-2.2',
  classpath: 'Classpath-exception-2.0',
  font: 'Font-exception-2.0',
  gcc: 'GCC-exception-3.1',
  libtool: 'Libtool-exception',
};

const GNU = /^([AL]?GPL|GFDL)-?v?(\d)(?:\.(\d))?(?:\.0)?(\+?)$/i;

function debianWord(word: string): string {
  const known = WORDS[word.toLowerCase()];
  if (known !== undefined && Object.hasOwn(WORDS, word.toLowerCase())) return known;
  const gnu = GNU.exec(word);
  if (gnu !== null) {
    const [, family = '', major = '', minor = '0', plus = ''] = gnu;
    return `${family.toUpperCase()}-${major}.${minor}-${plus === '+' ? 'or-later' : 'only'}`;
  }
  return spdxId(word) ?? word;
}

/** `/usr/share/common-licenses/GPL-2` says which text, not whether later versions hold, so it stays a name. */
function commonLicences(text: string): readonly Licence[] {
  const names = new Set<string>();
  for (const [, name = ''] of text.matchAll(
    /\/usr\/share\/common-licenses\/([A-Za-z0-9][A-Za-z0-9.-]{0,40})/g,
  )) {
    names.add(name.replace(/[.-]+$/, ''));
    if (names.size >= 50) break;
  }
  return [...names].map((name) => {
    const known = /^(?:Apache|MPL|CC0)-/.test(name) ? spdxId(name) : undefined;
    return known === undefined ? { name } : { spdx: known };
  });
}
