/**
 * Which built packages run on a base: platform tags from the newest that it can run to the oldest (PEP 600 manylinux,
 * PEP 656 musllinux), for pip, which takes each by name, and for uv, which knows some targets by one.
 */

import type { Platform } from '../../core/image.ts';
import type { BaseFacts } from '../lock.ts';
import { machineOf } from './markers.ts';
import { libcOf } from './mismatch.ts';

/** `cp313`. */
export function abiOf(python: string): string {
  const [major = '3', minor = '0'] = python.split('.');
  return `cp${major}${minor}`;
}

/** As `pip --platform` takes them, the best first. */
export function pipPlatforms(facts: BaseFacts, platform: Platform): readonly string[] {
  const machine = machineOf(platform);
  const libc = libcOf(facts);
  if (libc === undefined) return [];
  const [major, minor] = libc.version;
  if (libc.kind === 'musl') {
    return [...down(minor, 0).map((at) => `musllinux_${major}_${at}_${machine}`), `linux_${machine}`];
  }
  const oldest = machine === 'x86_64' || machine === 'i686' ? 5 : 17;
  const tags = down(minor, oldest).flatMap((at) => {
    const older = LEGACY.find((one) => one.minor === at && at >= oldest);
    const own = `manylinux_${major}_${at}_${machine}`;
    return older === undefined ? [own] : [own, `${older.name}_${machine}`];
  });
  return [...tags, `linux_${machine}`];
}

/** Names from before PEP 600. */
const LEGACY = [
  { minor: 17, name: 'manylinux2014' },
  { minor: 12, name: 'manylinux2010' },
  { minor: 5, name: 'manylinux1' },
] as const;

/** Of glibc 2 those that uv knows by a name of their own; between them the older one is right too. */
const UV_MINORS = [40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 28, 17] as const;

/** As `uv --python-platform` takes it; undefined for a base that it has no word for. */
export function uvPlatform(facts: BaseFacts, platform: Platform): string | undefined {
  const machine = machineOf(platform);
  const libc = libcOf(facts);
  if (libc === undefined || (machine !== 'x86_64' && machine !== 'aarch64')) return undefined;
  const [major, minor] = libc.version;
  // Its only one for musl is of version 1.2.
  if (libc.kind === 'musl') {
    return major === 1 && minor === 2 ? `${machine}-unknown-linux-musl` : undefined;
  }
  const known = UV_MINORS.find((at) => at <= minor);
  return major === 2 && known !== undefined ? `${machine}-manylinux_2_${known}` : undefined;
}

function down(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, at) => from - at);
}
