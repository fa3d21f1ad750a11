/**
 * In act's runs this stands for the two actions with which jobs hand files to each other: the service is act's own,
 * spoken to as GitHub's is. Like theirs it leaves out what begins with a dot unless it is asked for, takes the folder
 * that all paths have in common for the top, follows links, and keeps no modes.
 */

import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative, resolve } from 'node:path';

const SERVICE = 'twirp/github.actions.results.api.v1.ArtifactService';

function input(name: string): string {
  return (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
}

function needed(name: string): string {
  const value = process.env[name] ?? '';
  if (value === '') throw new Error(`${name} is not set`);
  return value;
}

async function ask(method: string, question: object): Promise<Record<string, unknown>> {
  const answer = await fetch(new URL(`${SERVICE}/${method}`, needed('ACTIONS_RESULTS_URL')), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${needed('ACTIONS_RUNTIME_TOKEN')}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ workflow_run_backend_id: '1', workflow_job_run_backend_id: '1', ...question }),
  });
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
}

/** Members of an answer have two spellings in JSON. */
function member(answer: Record<string, unknown>, name: string): string {
  const other = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const value = answer[name] ?? answer[other];
  if (typeof value !== 'string') throw new Error(`no ${name} in ${JSON.stringify(answer)}`);
  return value;
}

async function upload(): Promise<void> {
  const wanted = input('path')
    .split('\n')
    .map((line) => resolve(line.trim()));
  const [first = '', ...others] = wanted;
  let top = first;
  while (others.some((path) => relative(top, path).startsWith('..'))) top = resolve(top, '..');
  // Of one file it is the folder that it lies in.
  if (existsSync(top) && statSync(top).isFile()) top = resolve(top, '..');
  const there = wanted.filter((path) => existsSync(path)).map((path) => relative(top, path) || '.');
  if (there.length === 0) {
    if (input('if-no-files-found') === 'error') throw new Error(`no files at ${wanted.join(', ')}`);
    console.log('::warning::no files were found');
    return;
  }
  const hidden = input('include-hidden-files') === 'true' ? [] : ['--exclude=.*'];
  const file = join(mkdtempSync(join(needed('RUNNER_TEMP'), 'artifact-')), 'content');
  const modes = ['--dereference', '--mode=u=rwX,go=rX', ...hidden];
  execFileSync('tar', ['--create', '--file', file, '--directory', top, ...modes, '--', ...there]);
  const name = input('name');
  const created = await ask('CreateArtifact', { name, version: 4 });
  const sent = await fetch(`${member(created, 'signed_upload_url')}&comp=block`, {
    method: 'PUT',
    body: readFileSync(file),
  });
  if (!sent.ok) throw new Error(`upload: ${sent.status}`);
  const id = member(await ask('FinalizeArtifact', { name, size: '0' }), 'artifact_id');
  appendFileSync(needed('GITHUB_OUTPUT'), `artifact-id=${id}\n`);
  console.log(`uploaded ${name}: ${there.join(' ')}`);
}

async function download(): Promise<void> {
  const list = (await ask('ListArtifacts', {}))['artifacts'] as Record<string, unknown>[];
  for (const id of input('artifact-ids').split(',')) {
    const found = list.find((one) => member(one, 'database_id') === id.trim());
    if (found === undefined) throw new Error(`no artifact ${id}`);
    const name = member(found, 'name');
    const address = member(await ask('GetSignedArtifactURL', { name }), 'signed_url');
    const file = join(mkdtempSync(join(needed('RUNNER_TEMP'), 'artifact-')), 'content');
    writeFileSync(file, Buffer.from(await (await fetch(address)).arrayBuffer()));
    const target = input('merge-multiple') === 'true' ? input('path') : join(input('path'), name);
    mkdirSync(target, { recursive: true });
    execFileSync('tar', ['--extract', '--file', file, '--directory', target]);
    execFileSync('chmod', ['--recursive', 'a-x+X', target]);
    attack(target);
    console.log(`downloaded ${name} to ${target}`);
  }
}

/** Where a test says so, one byte of what travelled is another on arrival. */
function attack(target: string): void {
  const folder = join(target, 'image/blobs/sha256');
  if (process.env['ARTIFACT_ATTACK'] !== 'image' || !existsSync(folder)) return;
  const largest = readdirSync(folder)
    .map((name) => ({ path: join(folder, name), bytes: statSync(join(folder, name)).size }))
    .toSorted((a, b) => b.bytes - a.bytes)[0];
  if (largest === undefined) throw new Error('there is nothing to attack');
  const bytes = readFileSync(largest.path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(largest.path, bytes);
}

await (input('artifact-ids') === '' ? upload() : download());
