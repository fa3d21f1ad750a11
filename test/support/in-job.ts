/** `in-job.ts with|without PROGRAM ARGS…`: runs a program as the engine runs the commands of jobs. */

import { realProcesses } from './real-processes.ts';

const [network, program = '', ...args] = process.argv.slice(2);
const env = Object.fromEntries(
  Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
);
const outcome = await realProcesses(true).run({
  program,
  args,
  cwd: process.cwd(),
  env,
  network: network === 'with',
  limit: 120_000,
  abort: new AbortController().signal,
  onOutput: (chunk) => void process.stdout.write(chunk.slice()),
});
process.exitCode = outcome.kind === 'exited' ? outcome.exit : 99;
