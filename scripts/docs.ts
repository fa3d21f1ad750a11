/**
 * Writes the pages that follow from the code: `npm run docs`. A test compares them byte for byte, so that none of them
 * is ever edited by hand or forgotten.
 */

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { recordJsonSchema } from '../src/run/record-schema.ts';
import { jsonSchema } from '../src/run/schema.ts';
import { configurationPage } from './docs/configuration.ts';
import { exitCodesPage } from './docs/exit-codes.ts';

const root = join(import.meta.dirname, '..');

/** Text of every generated file, by its path in the repository. */
export function generated(): ReadonlyMap<string, string> {
  return new Map([
    ['docs/configuration.md', configurationPage(jsonSchema())],
    ['docs/exit-codes.md', exitCodesPage()],
    ['docs/record.schema.json', json(recordJsonSchema())],
    ['sealsmith.schema.json', json(jsonSchema())],
  ]);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of generated()) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    process.stdout.write(`${path}\n`);
  }
}
