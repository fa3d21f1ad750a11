/** Two layers, member by member: which is the first that differs, in what, and from which byte. */

import { createHash } from 'node:crypto';
import type { ImageDifference, MemberDifference } from '../core/image-view.ts';
import { ok, type Result } from '../core/result.ts';
import type { Image } from './image.ts';
import { type LayerMember, readLayer } from './layer-read.ts';

type Found = Pick<Extract<ImageDifference, { kind: 'layer' }>, 'member' | 'counts' | 'order'>;

type Seen = Omit<LayerMember, 'pax'> & { readonly attributes: string; readonly sha256: string };

/** Of a file that differs, so much is compared byte by byte. */
const COMPARED = 64 * 2 ** 20;

export async function diffLayers(from: Image, to: Image, number: number): Promise<Result<Found>> {
  const a = await membersOf(from, number);
  if (!a.ok) return a;
  const b = await membersOf(to, number);
  if (!b.ok) return b;
  const counts = countsOf(a.value, b.value);
  const none = counts.onlyFrom + counts.onlyTo + counts.changed === 0;
  const place = a.value.findIndex((member, at) => differencesOf(member, b.value[at]).length > 0);
  // All members of the one are the beginning of the other.
  const first = place === -1 && a.value.length < b.value.length ? a.value.length : place;
  if (first === -1) return ok({ member: undefined, counts, order: false });
  const [left, right] = [a.value[first], b.value[first]];
  const differences = left === undefined ? [missing(right)] : differencesOf(left, right);
  const path = left?.path ?? right?.path ?? '';
  const order = none && a.value.length === b.value.length;
  const withPlace = differences.some(({ what }) => what === 'content')
    ? await located(from, to, number, first, differences)
    : ok(differences);
  return withPlace.ok ? ok({ member: { path, differences: withPlace.value }, counts, order }) : withPlace;
}

async function membersOf(
  { source, manifest, config }: Image,
  number: number,
): Promise<Result<readonly Seen[]>> {
  const layer = manifest.layers[number];
  if (layer === undefined) throw new Error(`there is no layer ${number}`);
  const seen: Seen[] = [];
  let hash = createHash('sha256');
  let last: Omit<Seen, 'sha256'> | undefined;
  const read = await readLayer(source, layer, config.diffIds[number], {
    member({ pax, ...member }) {
      last = { ...member, attributes: attributesText(pax) };
      hash = createHash('sha256');
      return ok(true);
    },
    content(piece) {
      hash.update(piece);
      return ok(undefined);
    },
    ended() {
      if (last !== undefined) seen.push({ ...last, sha256: hash.digest('hex') });
      return ok(undefined);
    },
  });
  return read.ok ? ok(seen) : read;
}

function attributesText(pax: LayerMember['pax']): string {
  return [...pax]
    .map(([name, value]) => `${name}=${Buffer.from(value).toString('latin1')}`)
    .sort()
    .join('\n');
}

/** What is different, the most telling first; nothing when they are the same. */
function differencesOf(a: Seen, b: Seen | undefined): readonly MemberDifference[] {
  if (b === undefined) return [{ what: 'name', from: a.path, to: 'nothing' }];
  if (a.path !== b.path) return [{ what: 'name', from: a.path, to: b.path }];
  const pairs: readonly (readonly [MemberDifference['what'], string, string])[] = [
    ['kind', a.kind, b.kind],
    ['mode', a.mode.toString(8), b.mode.toString(8)],
    ['owner', `${a.uid}:${a.gid}`, `${b.uid}:${b.gid}`],
    ['time', timeOf(a), timeOf(b)],
    ['target', a.target, b.target],
    ['attributes', a.attributes, b.attributes],
    ['size', String(a.bytes), String(b.bytes)],
    ['content', a.sha256, b.sha256],
  ];
  return pairs.filter(([, from, to]) => from !== to).map(([what, from, to]) => ({ what, from, to }));
}

function missing(member: Seen | undefined): MemberDifference {
  return { what: 'name', from: 'nothing', to: member?.path ?? '' };
}

function timeOf({ mtime }: Seen): string {
  const time = new Date(mtime * 1000);
  return Number.isNaN(time.getTime()) ? String(mtime) : time.toISOString();
}

function countsOf(a: readonly Seen[], b: readonly Seen[]): Found['counts'] {
  const [from, to] = [new Map(a.map((one) => [one.path, one])), new Map(b.map((one) => [one.path, one]))];
  const both = [...from.values()].filter(({ path }) => to.has(path));
  return {
    onlyFrom: from.size - both.length,
    onlyTo: to.size - both.length,
    changed: both.filter((one) => differencesOf(one, to.get(one.path)).length > 0).length,
  };
}

/** Adds the byte from which the contents differ. */
async function located(
  from: Image,
  to: Image,
  number: number,
  member: number,
  differences: readonly MemberDifference[],
): Promise<Result<readonly MemberDifference[]>> {
  const a = await beginningOf(from, number, member);
  if (!a.ok) return a;
  const b = await beginningOf(to, number, member);
  if (!b.ok) return b;
  const shorter = Math.min(a.value.length, b.value.length);
  let at = 0;
  while (at < shorter && a.value[at] === b.value[at]) at += 1;
  if (at === shorter && shorter === COMPARED) return ok(differences);
  return ok(differences.map((one) => (one.what === 'content' ? { ...one, at } : one)));
}

async function beginningOf(
  { source, manifest, config }: Image,
  number: number,
  member: number,
): Promise<Result<Uint8Array>> {
  const layer = manifest.layers[number];
  if (layer === undefined) throw new Error(`there is no layer ${number}`);
  const pieces: Buffer[] = [];
  let kept = 0;
  let at = -1;
  const read = await readLayer(source, layer, config.diffIds[number], {
    member() {
      at += 1;
      return ok(at === member);
    },
    content(piece) {
      if (kept < COMPARED) pieces.push(Buffer.from(piece.subarray(0, COMPARED - kept)));
      kept += piece.length;
      return ok(undefined);
    },
  });
  return read.ok ? ok(Buffer.concat(pieces)) : read;
}
