/** The entry of the GitHub Action: its inputs become the words of the command line, and the same program starts. */

import { start } from './cli/start.ts';
import { exitOf } from './core/failure.ts';
import { annotationsOfFailure, fromTop } from './hosts/github/annotations.ts';
import { argumentsFromInputs } from './hosts/github/inputs.ts';

const args = argumentsFromInputs(process.env);

if (args.ok) {
  // What starts itself again (a job in namespaces of its own) starts the command line, not the action.
  process.exitCode = await start(args.value, import.meta.filename.replace(/action(?=\.[jt]s$)/, 'main'));
} else {
  process.stdout.write(`${annotationsOfFailure(args.failure, fromTop('', '/')).join('\n')}\n`);
  process.exitCode = exitOf(args.failure);
}
