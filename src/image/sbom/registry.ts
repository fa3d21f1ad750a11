/** Every cataloguer, one line each. */

import { apk } from './apk.ts';
import type { Cataloguer } from './cataloguer.ts';
import { dpkg } from './dpkg.ts';
import { go } from './go.ts';
import { npm } from './npm.ts';
import { osRelease } from './os-release.ts';
import { python } from './python.ts';

export const CATALOGUERS: readonly Cataloguer[] = [
  osRelease, // the system itself, which names of its packages speak of
  dpkg, //      Debian, Ubuntu, distroless
  apk, //       Alpine
  python, //    what pip and its like installed
  npm, //       what npm and its like installed
  go, //        modules in Go programs
];
