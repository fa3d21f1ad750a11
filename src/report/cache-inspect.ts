/** The seal of one entry as a person wants to see it, what is inside, and whether this run would take it. */

import type { Miss, Producer, Seal } from '../core/cache.ts';
import type { Sha256 } from '../core/digest.ts';
import {
  agoText,
  type EntryView,
  entryName,
  expiryText,
  keyText,
  missLine,
  namespaceText,
  signerLine,
  timeText,
} from './cache-entry.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { count, size } from './units.ts';
import { cells, cut, padEnd, padStart, wrap } from './width.ts';

export type MemberView = {
  readonly kind: 'folder' | 'file' | 'link';
  /** As people know it: below the job's own output where that is known. */
  readonly path: string;
  /** Permission bits; undefined for links. */
  readonly mode: number | undefined;
  readonly bytes: number | undefined;
  readonly sha256: Sha256 | undefined;
  readonly target: string | undefined;
};

export type CacheInspectView = {
  readonly entry: EntryView;
  /** Where it lies: a folder, an address, or the file that was named. */
  readonly place: string;
  /** The key of this tree for what is called so, or why it is not known; undefined when the tree has nothing of the name. */
  readonly tree: { readonly key: Sha256 } | { readonly why: string } | undefined;
  /** `T1 reads T2`, `T0 reads T0/4f2a91c0…` */
  readonly reads: string;
  /** Everything inside, in the order of the list; a miss when the list is not what was sealed. Undefined: not looked at. */
  readonly inside: readonly MemberView[] | Miss | undefined;
  /** Others that lie in the same place. */
  readonly others: number;
  /** Milliseconds since 1970. */
  readonly now: number;
};

/** @param members  every member of it, not only the sums of its folders */
export function cacheInspectText(view: CacheInspectView, look: Look, members: boolean): string[] {
  const { entry, now } = view;
  const { seal, signer } = entry;
  const sealed = seal !== undefined && signer !== undefined;
  return [
    ...row('entry', headline(entry), look),
    ...(sealed ? row('key', [keyLine(seal, view)], look) : []),
    ...row('sealed by', sealedBy(entry, now), look),
    ...(sealed ? row('made from', madeFrom(seal.producer), look) : []),
    ...(seal !== undefined && !sealed ? row('claims', claims(seal, now), look) : []),
    ...row('this run', [thisRun(view)], look),
    ...row(
      'lies in',
      [visible(view.place), ...(members && view.place !== entry.id ? [visible(entry.id)] : [])],
      look,
    ),
    ...insideLines(view.inside, look, members),
    ...(view.others === 0
      ? []
      : ['', `${view.others} more under this name; sealsmith cache list shows what there is`]),
  ];
}

function headline(entry: EntryView): string[] {
  const { seal, signer, bytes } = entry;
  const sums =
    seal === undefined || signer === undefined
      ? []
      : [`${count(seal.archive.members, 'member')}, ${size(seal.archive.bytes)} of files`];
  return [[entryName(entry), ...(bytes === undefined ? [] : [size(bytes)]), ...sums].join(' · ')];
}

function keyLine({ key }: Seal, { tree, entry }: CacheInspectView): string {
  if (entry.asked === 'exact') return `${keyText(key)} (matches this tree)`;
  if (tree === undefined) return `${keyText(key)} (nothing in this tree is called so)`;
  return 'why' in tree
    ? `${keyText(key)} (the key of this tree is not known: ${visible(tree.why)})`
    : `${keyText(key)} (this tree has ${keyText(tree.key)})`;
}

function sealedBy({ seal, signer, miss, claimedKeyId }: EntryView, now: number): string[] {
  if (seal !== undefined && signer !== undefined) {
    const times = `${timeText(seal.created)} (${agoText(seal.created, now)}), ${expiryText(seal.expires, now)}`;
    return [signerLine(signer), times, `for ${namespaceText(seal.namespace)}, epoch ${seal.epoch}`];
  }
  if (claimedKeyId === undefined) return ['nobody: its seal cannot be read'];
  const key = visible(cut(claimedKeyId, 16));
  return miss?.code === 'signer-not-allowed'
    ? [`nobody who is allowed here; it names the key ${key}`]
    : [`nobody: its signature is wrong; it names the key ${key}`];
}

function madeFrom({ host, tier, repository, ref, commit, dirty, runUrl, sealsmith }: Producer): string[] {
  const at = commit === undefined ? '' : ` @ ${commit.slice(0, 7)}${dirty ? ' with changes' : ''}`;
  const source = `${repository ?? 'a folder without a remote'}${at}${ref === undefined ? '' : ` ${ref}`}`;
  const run = [`${host} ${tier}`, ...(runUrl === undefined ? [] : [runUrl]), `sealsmith ${sealsmith}`];
  return [visible(source), visible(run.join(' · '))];
}

/** None of it is signed by anybody who counts: every line says so by standing under this word. */
function claims(seal: Seal, now: number): string[] {
  const { kind, name, namespace, key, created, expires, archive } = seal;
  return [
    'none of this is vouched for:',
    `to be ${kind} "${visible(name)}" for ${namespaceText(namespace)}, key ${keyText(key)}`,
    `${timeText(created)} (${agoText(created, now)}), ${expiryText(expires, now)}`,
    `${count(archive.members, 'member')}, ${size(archive.bytes)} of files`,
    ...madeFrom(seal.producer).map((line) => `from ${line}`),
  ];
}

function thisRun({ entry, reads, tree }: CacheInspectView): string {
  const { miss, asked } = entry;
  if (miss !== undefined) return `would refuse it: ${missLine(miss)}`;
  if (entry.seal === undefined) return 'has not looked into it';
  switch (asked) {
    case 'exact':
      return `would take it (${visible(reads)})`;
    case 'lineage':
      return `would take it where no newer one and none of its own key is there (${visible(reads)})`;
    case 'idle':
      return `would not ask for it: at a desk this folder stays as it is (could take it: ${visible(reads)})`;
    case 'other':
      return tree === undefined
        ? `would not ask for it; it could take it (${visible(reads)})`
        : `would not ask for it: it was made for another key (${visible(reads)})`;
    case 'unknown':
      return `could take it, if its key is the one of this tree (${visible(reads)})`;
  }
}

function insideLines(inside: CacheInspectView['inside'], look: Look, members: boolean): string[] {
  if (inside === undefined) return [];
  if ('code' in inside) return ['', ...row('inside', [missLine(inside)], look)];
  return ['', ...(members ? memberLines(inside, look) : sumLines(inside, look))];
}

/** Rows of sums that are shown; the smaller ones are counted together. */
const SHOWN = 16;

/** What lies directly below each root, with what is in it; the largest first. */
function sumLines(inside: readonly MemberView[], look: Look): string[] {
  const sums = new Map<string, { files: number; bytes: number }>();
  for (const { kind, path, bytes } of inside) {
    if (kind === 'folder') continue;
    const top = path.split('/', 2).join('/');
    const sum = sums.get(top) ?? { files: 0, bytes: 0 };
    sums.set(top, { files: sum.files + 1, bytes: sum.bytes + (bytes ?? 0) });
  }
  const sorted = [...sums].sort(([a, x], [b, y]) => y.bytes - x.bytes || (a < b ? -1 : 1));
  const shown = sorted.slice(0, SHOWN);
  const left = sorted.slice(SHOWN);
  const room = look.columns - 2 - RIGHT;
  const names = Math.min(room, Math.max(...shown.map(([name]) => cells(visible(name))), 8));
  const rows = shown.map(([name, { files, bytes }]) => {
    return `  ${padEnd(cut(visible(name), names), names)}${padStart(files === 1 ? '' : `${files} files`, 14)}${padStart(size(bytes), 10)}`;
  });
  if (left.length === 0) return rows;
  const files = left.reduce((sum, [, one]) => sum + one.files, 0);
  const bytes = left.reduce((sum, [, one]) => sum + one.bytes, 0);
  return [
    ...rows,
    `  … and ${left.length} more (${count(files, 'file')}, ${size(bytes)}); --verbose shows all`,
  ];
}

const RIGHT = 24;

/** Never cut: who asks for every member wants to compare. */
function memberLines(inside: readonly MemberView[], look: Look): string[] {
  const line = (mode: string, bytes: string, what: string, name: string): string =>
    `  ${mode.padEnd(4)} ${padStart(bytes, 9)}  ${paint(what.padEnd(64), 'quiet', look)}  ${name}`;
  return inside.map(({ kind, path, mode = 0, bytes = 0, sha256 = '', target = '' }): string => {
    const bits = mode.toString(8).padStart(4, '0');
    const name = visible(path);
    if (kind === 'folder') return line(bits, '', 'folder', `${name}/`);
    if (kind === 'link') return line('', '', 'link', `${name} → ${visible(target)}`);
    return line(bits, String(bytes), sha256, name);
  });
}

const LABEL = 11;

function row(label: string, values: readonly string[], look: Look): string[] {
  const lines = values.flatMap((value) => wrap(value, look.columns - LABEL, 6));
  return lines.map((line, at) =>
    at === 0 ? `${paint(label.padEnd(LABEL), 'quiet', look)}${line}` : ' '.repeat(LABEL) + line,
  );
}
