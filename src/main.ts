#!/usr/bin/env node
/** The entry: answers at once what needs nothing, else opens the world, lets the command line work, sets the status. */

import { VERSION } from './cli/version.ts';
import { takeSecrets } from './system/secrets.ts';

const args = process.argv.slice(2);
const { node } = process.versions;

if (Number.parseInt(node, 10) < 24) {
  process.stderr.write(`sealsmith needs Node 24 or later, and this is ${node} (exit 5)\n`);
  process.exitCode = 5;
} else if (args.length === 1 && args[0] === '--version') {
  process.stdout.write(`${VERSION}\n`);
} else {
  // Before anything else is loaded: where the environment holds secrets, this starts the program anew without them.
  // What a job calls keeps its environment: its secrets were granted to it.
  const secrets = args[0] === 'internal' ? undefined : takeSecrets();
  const { start } = await import('./cli/start.ts');
  process.exitCode = await start(args, import.meta.filename, secrets);
}
