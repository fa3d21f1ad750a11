/** C11: another tree that is to have the same key: bytes moved between names and contents, files renamed or swapped. */

import type { Sha256 } from '../../core/digest.ts';
import { KEY_SCHEMA } from '../../core/key.ts';
import { keyOf } from '../key.ts';
import type { Attack } from './attack.ts';
import type { Ground } from './ground.ts';
import { kept, take } from './runs.ts';

/** Files by path; a text that begins with `->` is a link, one that begins with `#!` a program. */
type Tree = Readonly<Record<string, string>>;

const TREE: Tree = { 'a/b': 'cd', e: 'f', g: '' };

const OTHERS: readonly (readonly [name: string, tree: Tree])[] = [
  ['a byte moved from a content to its name', { 'a/bc': 'd', e: 'f', g: '' }],
  ['a byte moved from a name to its content', { a: '/bcd', e: 'f', g: '' }],
  ['a byte moved to the next file', { 'a/b': 'c', de: 'f', g: '' }],
  ['a file renamed', { 'a/b': 'cd', E: 'f', g: '' }],
  ['two files swapped', { 'a/b': 'f', e: 'cd', g: '' }],
  ['an empty file left out', { 'a/b': 'cd', e: 'f' }],
  ['two files made one', { 'a/b': 'cdef', g: '' }],
  ['a line break in a name', { 'a/b': 'cd', 'e\nf': '', g: '' }],
  ['a file made a program', { 'a/b': 'cd', e: '#!f', g: '' }],
  ['a file made a link of the same text', { 'a/b': 'cd', e: '->f', g: '' }],
];

export const KEYS: readonly Attack[] = OTHERS.map(([name, tree]) => ({
  ...{ id: 'C11', row: 'other inputs, same key', name, ends: 'absent' },
  perform: async (ground) => {
    const slot = { ...ground.slot, key: await keyOfTree(ground, TREE) };
    await kept(ground, 'branch', slot);
    const twin = await take(ground, 'branch', { ...slot, key: await keyOfTree(ground, TREE) });
    return { twin, attack: await take(ground, 'branch', { ...slot, key: await keyOfTree(ground, tree) }) };
  },
}));

/** The key of a job that reads this tree: on the disk, digested as a run does. */
async function keyOfTree(ground: Ground, tree: Tree): Promise<Sha256> {
  const { files, disk } = ground.range.world;
  const root = `${ground.folder}/work/inputs`;
  files.remove(root);
  for (const [path, text] of Object.entries(tree)) {
    const place = `work/inputs/${path}`;
    ground.makeFolder(`${ground.folder}/${place.slice(0, place.lastIndexOf('/'))}`);
    if (text.startsWith('->')) disk.makeLink(text.slice(2), `${ground.folder}/${place}`);
    else if (text.startsWith('#!')) ground.write(place, text.slice(2), 0o755);
    else ground.write(place, text);
  }
  const inputs = await files.digestAll(root, Object.keys(tree).toSorted());
  if (!inputs.ok) throw new Error('the inputs of the drill cannot be read');
  return keyOf({ ...PARTS, inputs: inputs.value });
}

const PARTS = {
  schema: KEY_SCHEMA,
  job: { id: 'drill', commands: [], params: {}, outputs: ['out'], grants: [], inputs: ['**'] },
  tools: [],
  runtime: '',
  platform: { os: '', arch: '', libc: '' },
  env: {},
  facts: {},
  epoch: 1,
} as const;
