import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ImageDigest } from '../../../src/core/image.ts';
import {
  isRepository,
  isTag,
  parseImageName,
  pinnedName,
  printImageName,
  registryHost,
} from '../../../src/formats/image-name.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}` as ImageDigest;

describe('the name of an image', () => {
  const good: readonly (readonly [string, string])[] = [
    ['python', 'docker.io/library/python'],
    ['python:3.13-slim', 'docker.io/library/python:3.13-slim'],
    ['group/diary', 'docker.io/group/diary'],
    ['docker.io/python', 'docker.io/library/python'],
    ['index.docker.io/library/python', 'docker.io/library/python'],
    ['registry-1.docker.io/a/b', 'docker.io/a/b'],
    [`python@${DIGEST}`, `docker.io/library/python@${DIGEST}`],
    [`ghcr.io/a/b:c@${DIGEST}`, `ghcr.io/a/b:c@${DIGEST}`],
    ['localhost/a', 'localhost/a'],
    ['localhost:5000/a', 'localhost:5000/a'],
    ['host:5000/a', 'host:5000/a'],
    ['REGISTRY.example.org:443/a', 'registry.example.org:443/a'],
    ['[::1]:5000/a', '[::1]:5000/a'],
    ['[0:0:0:0:0:0:0:1]/a', '[::1]/a'],
    ['127.0.0.1:1/a/b/c/d', '127.0.0.1:1/a/b/c/d'],
    ['a.b/c-d--e__f_g.h', 'a.b/c-d--e__f_g.h'],
  ];
  for (const [text, full] of good) {
    it(`is read from ${text}`, () => {
      const name = parseImageName(text);
      assert.ok(name !== undefined);
      assert.equal(printImageName(name), full);
      assert.deepEqual(parseImageName(full), name);
    });
  }

  const bad = [
    '',
    '/',
    'a/',
    '/a',
    'a//b',
    ':tag',
    'a:',
    'a:tag:tag',
    '@',
    `@${DIGEST}`,
    'a@sha256:1',
    'a@md5:0',
    `a@${DIGEST}@${DIGEST}`,
    'A',
    'a/B',
    'a..b',
    'a/_b',
    'a___b',
    'a b',
    'a\n',
    'a/../b',
    'a:-x',
    `a:${'x'.repeat(129)}`,
    'a'.repeat(256),
    'host:0/a',
    'host:65536/a',
    'host:x/a',
    '-host.example/a',
    'ho_st.example/a',
    'user@host.example/a',
    'http://host/a',
    'https://host.example/a',
    'host.example:5000',
    'a.b:c/d',
    '[::1/a',
    '[::g]/a',
    '[::1]x/a',
    'host.example/a?b',
    'host.example/a#b',
    'ä/b',
    'a%2fb',
    `a@${DIGEST.toUpperCase()}`,
    `a@${DIGEST}x`,
    '..',
    '.',
    'host./a',
  ];
  for (const text of bad) {
    it(`is not ${JSON.stringify(text.slice(0, 40))}`, () => {
      const name = parseImageName(text);
      // A host without a path is an image of Docker Hub with a tag.
      if (text === 'host.example:5000') assert.equal(name?.registry, 'docker.io');
      else assert.equal(name, undefined);
    });
  }

  it('is a repository without tag and digest', () => {
    assert.deepEqual(['a/b', 'a/b:c', `a@${DIGEST}`, ''].map(isRepository), [true, false, false, false]);
    assert.deepEqual(['v1.0_x-Y', '', '.x', 'a/b'].map(isTag), [true, false, false, false]);
  });

  it('is pinned by its digest, and asked for where the registry answers', () => {
    const name = parseImageName('python:3');
    assert.ok(name !== undefined);
    assert.equal(pinnedName(name, DIGEST), `docker.io/library/python@${DIGEST}`);
    assert.deepEqual(
      [registryHost('docker.io'), registryHost('ghcr.io')],
      ['registry-1.docker.io', 'ghcr.io'],
    );
  });
});
