import { deepEqual, equal, ok } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { LayerDates } from '../../../src/image/layer-dates.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const EPOCH = 315_532_800;

/** As tar writes it, pax headers with fractions of seconds and all. */
function aLayer(t: TestContext, seconds: number, ...args: readonly string[]): Buffer {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'dir'));
  writeFileSync(join(folder, 'dir/file'), 'x'.repeat(1000));
  symlinkSync('file', join(folder, 'dir/link'));
  for (const path of ['dir/file', 'dir']) utimesSync(join(folder, path), seconds, seconds);
  execFileSync('touch', ['--no-dereference', '--date', `@${seconds}`, join(folder, 'dir/link')]);
  return execFileSync('tar', [
    '--create',
    '--format=pax',
    '--sort=name',
    ...args,
    '--directory',
    folder,
    'dir',
  ]);
}

function dated(layer: Uint8Array, piece = layer.length): Buffer | string {
  const dates = new LayerDates(EPOCH);
  const out: Uint8Array[] = [];
  for (let at = 0; at < layer.length; at += piece) {
    const ready = dates.push(layer.subarray(at, at + piece));
    if (!ready.ok) return ready.failure;
    out.push(...ready.value.map((one) => Uint8Array.from(one)));
  }
  const end = dates.end();
  return end.ok ? Buffer.concat(out) : end.failure;
}

function listed(layer: Buffer | string): readonly string[] {
  ok(typeof layer !== 'string', String(layer));
  const said = execFileSync('tar', ['--list', '--verbose', '--full-time', '--utc', '--file', '-'], {
    input: layer,
  });
  return said
    .toString()
    .split('\n')
    .filter((line) => line !== '');
}

it('dates what is younger to the one date, and keeps names, modes and contents', (t) => {
  const layer = aLayer(t, 1_764_561_600.25);
  const lines = listed(dated(layer));
  equal(lines.length, 3);
  ok(lines.every((line) => line.includes('1980-01-01 00:00:00')));
  deepEqual(
    lines.map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/, '')),
    listed(layer).map((line) => line.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?/, '')),
  );
});

it('makes two layers alike that differ in their dates alone', (t) => {
  deepEqual(dated(aLayer(t, 1_764_561_600.25)), dated(aLayer(t, 1_700_000_000.5)));
});

it('leaves what is older as it is, byte for byte', (t) => {
  const layer = aLayer(t, 1000, '--pax-option=delete=atime,delete=ctime');
  deepEqual(dated(layer), layer);
});

it('gives the same however it is cut', (t) => {
  const layer = aLayer(t, 1_764_561_600.25);
  deepEqual(dated(layer, 7), dated(layer));
});

it('drops what overlayfs notes for itself, and nothing else of that kind', () => {
  const records = ['user.overlay.origin=x', 'security.capability=y']
    .map((text) => `SCHILY.xattr.${text}\n`)
    .map((text) => `${text.length + 3} ${text}`)
    .join('');
  const out = dated(
    Buffer.concat([header('x', records.length), padded(records), header('5', 0), Buffer.alloc(1024)]),
  );
  ok(typeof out !== 'string', String(out));
  equal(out.includes('overlay'), false);
  ok(out.includes('SCHILY.xattr.security.capability=y\n'));
});

it('refuses what is no archive, and one that is cut off', (t) => {
  equal(typeof dated(Buffer.alloc(512, 'x')), 'string');
  equal(typeof dated(aLayer(t, 1000).subarray(0, 700)), 'string');
});

function padded(text: string): Buffer {
  return Buffer.concat([Buffer.from(text), Buffer.alloc(512 - (text.length % 512))]);
}

function header(type: string, bytes: number): Buffer {
  const block = Buffer.alloc(512);
  block.write('name');
  for (const [at, value] of [
    [100, 0o755],
    [108, 0],
    [116, 0],
  ] as const)
    block.write(`${value.toString(8).padStart(7, '0')}\0`, at);
  for (const [at, value] of [
    [124, bytes],
    [136, 0],
  ] as const)
    block.write(`${value.toString(8).padStart(11, '0')}\0`, at);
  block.write('        ', 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}
