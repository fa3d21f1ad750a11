import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/toolchains/python/spec.ts
import { posix } from "node:path";
function specText({ name, entry, roots, data, layout }) {
  const datas = data.map((text) => {
    const [source = "", destination = ""] = text.split(":");
    return `(at(${python(source)}), ${python(destination)})`;
  });
  return `${HEAD}
a = Analysis(
    [at(${python(entry)})],
    pathex=[${roots.map((root) => `at(${python(root)})`).join(", ")}],
    datas=[${datas.join(", ")}],
)
# Who installed a package, and from which folder, says nothing about the program.
installer = ('INSTALLER', 'RECORD', 'REQUESTED', 'direct_url.json')
a.datas = [d for d in a.datas if not ('.dist-info' in d[0] and os.path.basename(d[0]) in installer)]
pyz = PYZ(a.pure)
${layout === "one-file" ? oneFile(name) : oneFolder(name)}`;
}
function programOf({ name, layout }) {
  return layout === "one-file" ? name : posix.join(name, name);
}
var HEAD = `import os
import sys

for n in range(256):
    sys.intern(chr(n))


def at(path):
    return os.path.join(os.getcwd(), path)

`;
function oneFile(name) {
  return `EXE(pyz, a.scripts, a.binaries, a.datas, name=${python(name)}, upx=False)
`;
}
function oneFolder(name) {
  return `exe = EXE(pyz, a.scripts, exclude_binaries=True, name=${python(name)}, upx=False)
COLLECT(exe, a.binaries, a.datas, name=${python(name)}, upx=False)
`;
}
function python(text) {
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

export {
  specText,
  programOf
};
