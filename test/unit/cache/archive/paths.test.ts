import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fold, linkRule, nameBytes, pathRule } from '../../../../src/cache/archive/paths.ts';
import { nameText } from '../../../../src/system/names.ts';

describe('a path of an entry', () => {
  it('may be any name that a disk can hold', () => {
    const names = [
      'a',
      'store/a b/c\nd',
      'store/-rf',
      'store/...',
      'store/ü/日本',
      'store/\udcff.txt',
      'store/🙂',
    ];
    assert.deepEqual(
      names.map(pathRule),
      names.map(() => undefined),
    );
    assert.equal(pathRule(`store/${'x'.repeat(255)}`), undefined);
    assert.equal(pathRule(`store/${'\udcff'.repeat(255)}`), undefined);
  });

  it('is refused when it leads elsewhere, or cannot be a name', () => {
    const rules = ['/etc/passwd', '', 'a//b', 'a/', './a', 'a/../b', '..', 'a\0b', 'a\\b', 'C:\\x'].map(
      pathRule,
    );
    assert.deepEqual(rules, [
      'an absolute path',
      'an empty part in its path',
      'an empty part in its path',
      'an empty part in its path',
      'the part "." in its path',
      'the part ".." in its path',
      'the part ".." in its path',
      'a NUL in its path',
      'a backslash in its path',
      'a backslash in its path',
    ]);
  });

  it('is refused when it is longer than a path or a name may be, in bytes', () => {
    assert.match(pathRule(`a/${'x'.repeat(256)}`) ?? '', /name of more/);
    assert.match(pathRule(`a/${'ü'.repeat(128)}`) ?? '', /name of more/);
    assert.match(pathRule(Array(2049).fill('x').join('/')) ?? '', /path of more/);
  });

  it('has one spelling only', () => {
    // A surrogate that stands for no byte, one for ASCII, and two that together are an "é" spelled as stray bytes.
    for (const name of ['a\ud800', 'a\udc00', 'a\udc41', '\udcc3\udca9', '\udcef\udcbf\udcbd'])
      assert.equal(pathRule(name), 'a name that cannot be spelled', JSON.stringify(name));
    for (const bytes of [[0xff], [0xc3], [0xe2, 0x82], [0x61, 0xc3, 0xc3, 0xa9], [0xed, 0xa0, 0x80]]) {
      const text = nameText(Buffer.from(bytes));
      assert.equal(pathRule(text), undefined, JSON.stringify(text));
      assert.deepEqual([...nameBytes(text)], bytes);
    }
  });

  it('folds together what some file system takes for one', () => {
    assert.equal(fold('Store/README'), fold('store/readme'));
    assert.equal(fold('caf\u00e9'), fold('cafe\u0301'));
    assert.equal(fold('\u212a'), fold('k'));
    assert.equal(fold('ΑΣ'), fold('ας'));
    assert.equal(fold('ας'), fold('ασ'));
    assert.notEqual(fold('a-b'), fold('a_b'));
  });

  it('folds part by part, so that a folder comes before what is in it', () => {
    for (const name of ['ΑΣ', 'e\u0301', 'İ', 'ŉ', 'A'])
      assert.ok(fold(`${name}/x`).startsWith(`${fold(name)}/`));
  });
});

describe('a link of an entry', () => {
  const folders = new Set(['store', 'store/a', 'store/a/b']);
  const rule = (path: string, target: string) => linkRule(path, target, (folder) => folders.has(folder));

  it('may lead to what is in its root, also to nothing', () => {
    const links: [string, string][] = [
      ['store/x', 'y'],
      ['store/x', '.'],
      ['store/a/b/x', '../../y'],
      ['store/a/b/x', '../..'],
      ['store/a/x', 'b/../y'],
      ['store/x', 'not/there'],
      ['store/x', 'a//b/./c'],
      ['store/x', 'a/..'],
    ];
    assert.deepEqual(
      links.map(([path, target]) => rule(path, target)),
      links.map(() => undefined),
    );
  });

  it('is refused when it leads out of its root', () => {
    const links: [string, string][] = [
      ['store/x', '..'],
      ['store/x', '../store/y'],
      ['store/a/x', '../../y'],
      ['store/x', 'a/../../y'],
      ['store/x', '/etc/passwd'],
    ];
    for (const [path, target] of links)
      assert.match(rule(path, target) ?? '', /out of its root|absolute/, target);
  });

  it('is refused when it turns back from what is no folder of the list, as a link would lead it elsewhere', () => {
    assert.equal(rule('store/x', 'other/../y'), 'a link that leads out of its root');
    assert.equal(rule('store/x', 'a/link/../../../y'), 'a link that leads out of its root');
  });

  it('is refused when it is empty, too long, or no text of a path', () => {
    assert.equal(rule('store/x', ''), 'an empty link');
    assert.match(rule('store/x', 'y\0') ?? '', /NUL/);
    assert.match(rule('store/x', 'y\\z') ?? '', /backslash/);
    assert.match(rule('store/x', '\ud800') ?? '', /spelled/);
    assert.match(rule('store/x', 'y'.repeat(4096)) ?? '', /4096/);
  });

  it('that is a root itself leads to what stands beside it, and never up', () => {
    assert.equal(rule('store', 'version-2'), undefined);
    assert.equal(rule('store', 'version-2/bin'), undefined);
    assert.equal(rule('store', '../x'), 'a link that leads out of its root');
    assert.equal(rule('store', 'store/a/../x'), 'a link that leads out of its root');
    assert.equal(rule('store', '.'), 'a link to nothing but where it stands');
  });
});
