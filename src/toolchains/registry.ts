/** The toolchains, in the order in which they look at a folder. */

import type { Toolchain } from '../core/toolchain.ts';
import { commands } from './commands.ts';
import { go } from './go/index.ts';
import { node } from './node/index.ts';
import { python } from './python/index.ts';

export const TOOLCHAINS: readonly Toolchain[] = [
  python, //   requirements files, pyproject.toml, uv.lock, poetry.lock
  node, //     package.json
  go, //       go.mod
  commands, // only what sealsmith.yml says
];
