/** A workspace in memory, for detection: `aTree({ 'requirements.txt': 'flask\n' })`. */

import type { Listed } from '../../src/core/ports.ts';
import { ok } from '../../src/core/result.ts';
import type { Tree } from '../../src/core/toolchain.ts';

export function aTree(files: Readonly<Record<string, string>>): Tree {
  const paths = Object.keys(files).sort();
  return {
    root: '/workspace',
    text: (path) => ok(Object.hasOwn(files, path) ? files[path] : undefined),
    has: (path) => path === '' || paths.some((file) => file === path || file.startsWith(`${path}/`)),
    list(folder) {
      const below = folder === '' ? '' : `${folder}/`;
      const listed = new Map<string, Listed>();
      for (const path of paths) {
        if (!path.startsWith(below)) continue;
        const [name = '', ...rest] = path.slice(below.length).split('/');
        listed.set(name, { name, kind: rest.length === 0 ? 'file' : 'folder' });
      }
      return [...listed.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    },
  };
}
