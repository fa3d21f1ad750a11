/** The program that is measured: what users run. */

import { join } from 'node:path';

export const NODE = process.execPath;
export const ENTRY = join(import.meta.dirname, '..', 'dist', 'main.js');
