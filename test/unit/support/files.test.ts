/** The `Files` of the tests beside the real ones: what tests rely on is what a disk does. */

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Files } from '../../../src/core/ports.ts';
import type { Result } from '../../../src/core/result.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { FakeFiles } from '../../support/files.ts';

const base = realpathSync(mkdtempSync(join(tmpdir(), 'sealsmith-test-')));
after(() => rmSync(base, { recursive: true, force: true }));

type Tree = Readonly<Record<string, string>>;

/** A root with these files in it, on either kind of disk; a name that ends in `!` can be executed. */
function disks(
  tree: Tree,
  name: string,
): readonly { files: Files; root: string; put: (path: string, text: string) => void }[] {
  const real = join(base, name.replaceAll(/\W+/g, '-'));
  mkdirSync(real, { recursive: true });
  const put = (path: string, text: string): void => {
    const place = join(real, path.replace(/!$/, ''));
    mkdirSync(path.endsWith('/') ? place : dirname(place), { recursive: true });
    if (path.endsWith('/')) return;
    writeFileSync(place, text);
    chmodSync(place, path.endsWith('!') ? 0o755 : 0o644);
  };
  const fake = new FakeFiles({ '/root/': '' });
  const pretend = (path: string, text: string): void =>
    fake.put(`/root/${path.replace(/!$/, '')}`, text, path.endsWith('!') ? 0o755 : 0o644);
  for (const [path, text] of Object.entries(tree)) {
    put(path, text);
    pretend(path, text);
  }
  return [
    { files: systemFiles(), root: real, put },
    { files: fake, root: '/root', put: pretend },
  ];
}

/** A value as it is, a failure by its errno. */
function said<T>(result: Result<T>): unknown {
  if (result.ok) return result.value ?? 'nothing';
  return result.failure.code === 'system' ? result.failure.errno : result.failure.code;
}

type Play = (files: Files, root: string, put: (path: string, text: string) => void) => unknown;

const PLAYS: Readonly<Record<string, readonly [Tree, Play]>> = {
  'text is read, absent or refused': [
    { a: 'A\u00fc', 'd/b': 'B' },
    (files, root) =>
      ['a', 'd/b', 'd', 'absent', 'a/below', 'd/absent/x'].map((path) =>
        said(files.readText(`${root}/${path}`)),
      ),
  ],
  'text beyond the limit is refused': [
    { a: '12345' },
    (files, root) => [said(files.readText(`${root}/a`, 5)), said(files.readText(`${root}/a`, 4))],
  ],
  'kinds are told without following links': [
    { a: '', 'd/b': '' },
    (files, root) => {
      const made = [files.link('a', `${root}/to-a`), files.link('nowhere', `${root}/to-nothing`)].map(said);
      const names = ['a', 'd', 'd/b', 'absent', 'a/b', 'to-a', 'to-nothing', 'd/'];
      return [made, names.map((path) => files.kind(`${root}/${path}`) ?? 'nothing')];
    },
  ],
  'links are followed when read, and loops are refused': [
    { 'd/b': 'B' },
    (files, root) => {
      for (const [target, path] of [
        ['d', 'to-d'],
        ['../d/b', 'd/up'],
        ['loop', 'loop'],
        ['none', 'to-none'],
      ] as const)
        files.link(target, `${root}/${path}`);
      return ['to-d/b', 'd/up', 'loop', 'to-none', 'loop/x'].map((path) =>
        said(files.readText(`${root}/${path}`)),
      );
    },
  ],
  'folders are listed sorted by code unit': [
    { b: '', 'a/x': '', Z: '', ä: '', '.h': '' },
    (files, root) => [files.list(root), files.list(`${root}/absent`), files.list(`${root}/b`)],
  ],
  'writing makes the folders above and replaces what is there': [
    { a: 'old' },
    (files, root) => [
      said(files.writeText(`${root}/x/y/z`, 'new')),
      said(files.writeText(`${root}/a`, 'new')),
      said(files.readText(`${root}/x/y/z`)),
      said(files.readText(`${root}/a`)),
      files.list(root).map(({ name }) => name),
    ],
  ],
  'writing replaces a link and not what it points to': [
    { a: 'A' },
    (files, root) => {
      files.link('a', `${root}/to-a`);
      return [
        said(files.writeText(`${root}/to-a`, 'B')),
        files.kind(`${root}/to-a`),
        said(files.readText(`${root}/a`)),
      ];
    },
  ],
  'a folder is no place for a file, nor a file for a folder': [
    { 'd/b': '', a: '' },
    (files, root) => [
      said(files.writeText(`${root}/d`, '')),
      said(files.makeFolder(`${root}/a`)),
      said(files.makeFolder(`${root}/a/b`)),
      said(files.writeText(`${root}/a/b`, '')),
      said(files.makeFolder(`${root}/d`)),
      said(files.makeFolder(`${root}/d/e/f`)),
    ],
  ],
  'what is removed is gone, and so it is when it was not there': [
    { 'd/b/c': '', a: '', 'keep/x': 'x' },
    (files, root) => {
      files.link('../keep', `${root}/d/link`);
      const done = ['d', 'a', 'absent', 'absent/x', 'keep/x/y'].map((path) =>
        said(files.remove(`${root}/${path}`)),
      );
      return [done, files.list(root), said(files.readText(`${root}/keep/x`))];
    },
  ],
  'renaming moves whole trees': [
    { 'd/b/c': 'C', 'd/e': 'E' },
    (files, root) => [
      said(files.rename(`${root}/d`, `${root}/moved`)),
      files.kind(`${root}/d`) ?? 'nothing',
      said(files.readText(`${root}/moved/b/c`)),
      said(files.rename(`${root}/absent`, `${root}/x`)),
      said(files.rename(`${root}/moved`, `${root}/no/folder/here`)),
    ],
  ],
  'renaming replaces a file and an empty folder, nothing else': [
    { a: 'A', b: 'B', 'full/x': '', 'empty/': '', 'd/y': '' },
    (files, root) => [
      said(files.rename(`${root}/a`, `${root}/b`)),
      said(files.readText(`${root}/b`)),
      said(files.rename(`${root}/d`, `${root}/full`)),
      said(files.rename(`${root}/d`, `${root}/b`)),
      said(files.rename(`${root}/b`, `${root}/full`)),
      said(files.rename(`${root}/d`, `${root}/empty`)),
      files.list(`${root}/empty`),
    ],
  ],
  'a link is not made where something is': [
    { a: '' },
    (files, root) => [
      said(files.link('x', `${root}/a`)),
      said(files.link('x', `${root}/none/a`)),
      said(files.link('x', `${root}/b`)),
      said(files.link('y', `${root}/b`)),
    ],
  ],
  'a file has the digest of its bytes': [
    { a: 'A', 'd/b': '' },
    async (files, root) => {
      files.link('a', `${root}/to-a`);
      return Promise.all(
        ['a', 'd', 'absent', 'to-a'].map(async (path) => {
          const found = await files.digest(`${root}/${path}`);
          return found.ok ? found.value : said(found);
        }),
      );
    },
  ],
  'a tree has the digests of its files, links by their text, folders opened': [
    { a: 'A', 'run.sh!': 'x', 'd/z': 'Z', 'd/b/c': 'C', 'd/empty/': '' },
    async (files, root) => {
      files.link('../a', `${root}/d/link`);
      files.link('nowhere', `${root}/dangling`);
      return said(await files.digestAll(root, ['run.sh', 'dangling', 'a', 'd']));
    },
  ],
  'a file that is listed and not there is left out': [
    { a: 'A' },
    async (files, root) => said(await files.digestAll(root, ['gone', 'a', 'gone/too'])),
  ],
  'a stamp stays while nothing is touched, and changes with every touch': [
    { 'd/a': 'A', 'd/b': 'B' },
    (files, root, put) => {
      const stamp = () => files.stamp(`${root}/d`);
      const stamps = [stamp()];
      const same = stamps[0] === stamp();
      put('d/c', 'C');
      stamps.push(stamp());
      files.remove(`${root}/d/c`);
      stamps.push(stamp());
      files.writeText(`${root}/d/a`, 'A');
      stamps.push(stamp());
      files.link('a', `${root}/d/link`);
      stamps.push(stamp());
      files.rename(`${root}/d/b`, `${root}/d/e`);
      stamps.push(stamp());
      const changed = stamps.slice(1).map((now, index) => now !== stamps[index]);
      return [same, changed, files.stamp(`${root}/absent`) ?? 'nothing'];
    },
  ],
  'a log keeps its beginning and its end': [
    {},
    (files, root) => {
      const log = files.log(`${root}/logs/a.log`, 1000);
      if (!log.ok) return said(log);
      for (let line = 0; line < 100; line += 1) log.value.write(Buffer.from(`line ${line} of a hundred\n`));
      log.value.close();
      const text = files.readText(`${root}/logs/a.log`);
      return text.ok
        ? [/^line 0 /.test(text.value ?? ''), /line 99 of a hundred\n$/.test(text.value ?? '')]
        : said(text);
    },
  ],
  'a lock is held by one until it is released': [
    {},
    (files, root) => {
      const [one, other] = [files.lock(`${root}/.sealsmith/lock`), files.lock(`${root}/.sealsmith/lock`)];
      if (!one.ok) return said(one);
      one.value();
      const third = files.lock(`${root}/.sealsmith/lock`);
      if (third.ok) third.value();
      return [said(other), third.ok];
    },
  ],
  'a walk finds every file, sorted, and stays out of what it is told': [
    { b: '', 'a/x': '', 'a/skip/y': '', 'skip/z': '', 'a.b': '', 'e/': '' },
    (files, root) => {
      files.link('a', `${root}/to-a`);
      return [said(files.walk(root, new Set(['skip']))), said(files.walk(root, new Set()))];
    },
  ],
};

describe('the files of the tests are like those of a disk:', () => {
  for (const [name, [tree, play]] of Object.entries(PLAYS)) {
    it(name, async () => {
      const [real, fake] = await Promise.all(
        disks(tree, name).map(async ({ files, root, put }) => play(files, root, put)),
      );
      assert.notEqual(real, undefined);
      assert.deepEqual(fake, real);
    });
  }
});
