/**
 * `internal pip-wheels -- PIP install --require-hashes -r FILE…`: the same install from a folder of wheels that outlives
 * the job (PIP_DEST), because pip's own cache stays empty behind an index that forbids caching. When the folder holds
 * everything, no index is asked; else pip downloads there what is missing first.
 *
 * What lies in the folder is believed nothing: pip compares every wheel that it takes from there with the hashes. It
 * never builds from there, since what builds a source archive is pinned by no hash.
 */

import { basename } from 'node:path';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readArguments } from './arguments.ts';

export async function pipWheels(args: readonly string[], inside: Inside): Promise<Result<number, string>> {
  const read = readArguments(args, []);
  if (!read.ok) return read;
  const [pip, verb, ...wanted] = read.value.rest;
  if (pip === undefined || verb !== 'install') return err('needs pip install and its arguments after --');
  if (!wanted.includes('--require-hashes')) return err('is for requirements with hashes only');
  const folder = inside.env['PIP_DEST'];
  if (folder === undefined || folder === '') return err('needs the folder of wheels in PIP_DEST');

  const call = (...words: readonly string[]): Promise<Result<number, string>> => run(inside, pip, words);
  const fromFolder = ['--no-index', '--find-links', folder, ...ONLY_WHEELS];
  const there = inside.names(folder);
  const wheels = there.ok ? there.value.filter((name) => name.endsWith('.whl')).length : 0;
  if (wheels > 0) {
    inside.print(`${wheels} ${wheels === 1 ? 'wheel is' : 'wheels are'} here: asking no index\n`);
    const installed = await call('install', ...fromFolder, ...wanted);
    if (!installed.ok || installed.value === 0) return installed;
    inside.print('they are not what is needed: asking the index for the rest\n');
  }
  // Without its own cache: the folder is that.
  const fetched = await call('download', '--no-cache-dir', '--dest', folder, ...ONLY_WHEELS, ...wanted);
  if (!fetched.ok) return fetched;
  if (fetched.value === 0) {
    const installed = await call('install', ...fromFolder, ...wanted);
    if (!installed.ok || installed.value === 0) return installed;
  }
  inside.print('not everything can be had as a wheel: installing without the folder\n');
  return call('install', ...wanted);
}

const ONLY_WHEELS = ['--only-binary', ':all:'] as const;

async function run(
  inside: Inside,
  program: string,
  args: readonly string[],
): Promise<Result<number, string>> {
  const how = await inside.start({ program, args }).ended;
  if (how.kind === 'not-started') return err(`${basename(program)} cannot be started (${how.errno})`);
  return how.kind === 'killed' ? err(`${basename(program)} was ended by ${how.signal}`) : ok(how.exit);
}
