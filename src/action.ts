/** The entry of the GitHub Action: its inputs become the words of the command line, and the same program starts. */

import { refuse, start } from './cli/start.ts';
import { argumentsFromInputs } from './hosts/github/inputs.ts';
import { takeSecrets } from './system/secrets.ts';

// First of all: it may start us again, after which the inputs with a dash in their names are only known by it.
const secrets = takeSecrets();
const args = argumentsFromInputs(process.env);
// What starts itself again (a job in namespaces of its own) starts the command line, not the action.
const entry = import.meta.filename.replace(/action(?=\.[jt]s$)/, 'main');

process.exitCode = args.ok
  ? await start(args.value, entry, secrets)
  : await refuse(args.failure, entry, secrets);
