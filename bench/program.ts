/** The program that is measured: what users run. */

import { join } from 'node:path';

export const NODE = process.execPath;
/** What users run, or another build of it that is to be compared. */
export const ENTRY =
  process.env['SEALSMITH_BENCH_ENTRY'] ?? join(import.meta.dirname, '..', 'dist', 'main.js');
