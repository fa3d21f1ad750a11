#!/usr/bin/env node
/** The entry: answers at once what needs nothing, else opens the world, lets the command line work, sets the status. */

import { VERSION } from './cli/version.ts';

const args = process.argv.slice(2);

if (args.length === 1 && args[0] === '--version') {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { start } = await import('./cli/start.ts');
  process.exitCode = await start(args, import.meta.filename);
}
