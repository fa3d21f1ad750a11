/** `key.js <folder> <state> cold|warm`: the key of a job whose inputs are everything in a folder; `warm` with the memo. */

import { keyOf, keyParts } from '../../src/cache/key.ts';
import { InputDigests } from '../../src/run/input-digests.ts';
import { systemFiles } from '../../src/system/files.ts';
import { systemMachine } from '../../src/system/machine.ts';
import { systemWorkers } from '../../src/system/workers.ts';

const [folder = '.', state = '.', how] = process.argv.slice(2);
const workers = systemWorkers(process.argv[1] ?? '');
const files = systemFiles(workers);
const host =
  how === 'warm' ? ({ host: 'local', ci: false } as const) : ({ host: 'github', ci: true } as const);
const digests = new InputDigests({ files, state }, { workspace: folder, ...host });
const paths = files.walk(folder, new Set());
if (!paths.ok) throw new Error(JSON.stringify(paths.failure));
const inputs = await digests.of(paths.value);
if (!inputs.ok) throw new Error(JSON.stringify(inputs.failure));
digests.save();
const job = {
  id: 'bench',
  step: 'bench',
  commands: [],
  inputs: ['**'],
  tools: [],
  params: null,
  env: {},
  forwards: [],
  stores: [],
  outputs: [],
  scratch: [],
  needs: [],
  gives: [],
  grants: [],
  cache: 'result',
  limit: 1,
} as const;
console.log(keyOf(keyParts(job, '0', systemMachine('', folder), inputs.value, {}, 1)));
await workers.close();
