/**
 * The description that PyInstaller builds from. Its command line would do for most of this; three things that make
 * the result the same in every folder and with every installer can be said only here.
 */

import { posix } from 'node:path';

export type SpecPlan = {
  /** What the program is called. */
  readonly name: string;
  /** The script, in the workspace. */
  readonly entry: string;
  /** Folders below which the project's code is imported, in the workspace; empty is its root. */
  readonly roots: readonly string[];
  /** `source:destination`; sources in the workspace. */
  readonly data: readonly string[];
  readonly layout: 'one-file' | 'one-folder';
};

/** Python code; PyInstaller runs it with the workspace as its current folder. */
export function specText({ name, entry, roots, data, layout }: SpecPlan): string {
  const datas = data.map((text) => {
    const [source = '', destination = ''] = text.split(':');
    return `(at(${python(source)}), ${python(destination)})`;
  });
  return `${HEAD}
a = Analysis(
    [at(${python(entry)})],
    pathex=[${roots.map((root) => `at(${python(root)})`).join(', ')}],
    datas=[${datas.join(', ')}],
)
# Who installed a package, and from which folder, says nothing about the program.
installer = ('INSTALLER', 'RECORD', 'REQUESTED', 'direct_url.json')
a.datas = [d for d in a.datas if not ('.dist-info' in d[0] and os.path.basename(d[0]) in installer)]
pyz = PYZ(a.pure)
${layout === 'one-file' ? oneFile(name) : oneFolder(name)}`;
}

/** The program below PyInstaller's folder for results. */
export function programOf({ name, layout }: Pick<SpecPlan, 'name' | 'layout'>): string {
  return layout === 'one-file' ? name : posix.join(name, name);
}

// Whether a string of one character is shared within bytecode depends on whether anybody made it before, and the
// names of the folders above the workspace are enough for that. Made here, all of them are.
const HEAD = `import os
import sys

for n in range(256):
    sys.intern(chr(n))


def at(path):
    return os.path.join(os.getcwd(), path)

`;

function oneFile(name: string): string {
  return `EXE(pyz, a.scripts, a.binaries, a.datas, name=${python(name)}, upx=False)\n`;
}

function oneFolder(name: string): string {
  return `exe = EXE(pyz, a.scripts, exclude_binaries=True, name=${python(name)}, upx=False)
COLLECT(exe, a.binaries, a.datas, name=${python(name)}, upx=False)
`;
}

/** A string literal of Python in ASCII: JSON's escapes mean the same there, except for characters beyond U+FFFF. */
function python(text: string): string {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}
