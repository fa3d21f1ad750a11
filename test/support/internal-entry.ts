/** `sealsmith internal …` without the rest of the program. */

import { internal } from '../../src/cli/internal.ts';
import { inside } from '../../src/system/inside.ts';

process.exitCode = await internal(process.argv.slice(3), inside(import.meta.filename));
