import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, it, type TestContext } from 'node:test';
import { AtWork } from './at-work.ts';

class Cache extends AtWork {
  constructor(t: TestContext) {
    super(t);
    mkdirSync(this.path('_cacache'), { recursive: true });
  }

  /** Keeps a content under the digest of another, or its own; gives its path. */
  content(text: string, as = text, algorithm = 'sha512', version = 'v2'): string {
    const name = createHash(algorithm).update(as).digest('hex');
    const path = `_cacache/content-${version}/${algorithm}/${name.slice(0, 2)}/${name.slice(2, 4)}/${name.slice(4)}`;
    this.write(path, text);
    return path;
  }

  verify(): Promise<number> {
    return this.run(['npm-contents'], { env: { npm_config_cache: this.folder } });
  }
}

describe('internal npm-contents', () => {
  it('leaves what is what its name says, and everything that is no content', async (t) => {
    const cache = new Cache(t);
    const large = 'a'.repeat(3 * 1024 * 1024 + 1);
    const paths = [cache.content('one'), cache.content('two', 'two', 'sha1'), cache.content(large)];
    paths.push(cache.content('three', 'three', 'sha256', 'v3'));
    cache.write('_cacache/index-v5/aa/bb/cc', 'x');
    assert.deepEqual([await cache.verify(), cache.out, cache.err], [0, '', '']);
    for (const path of [...paths, '_cacache/index-v5/aa/bb/cc']) assert.equal(cache.has(path), true);
  });

  it('removes what is not, and says how many', async (t) => {
    const cache = new Cache(t);
    const [honest, poison] = [cache.content('honest'), cache.content('poison', 'other')];
    const longer = cache.content('honest and more', 'more');
    assert.equal(await cache.verify(), 0);
    assert.deepEqual([cache.has(honest), cache.has(poison), cache.has(longer)], [true, false, false]);
    assert.equal(cache.out, "removed 2 of npm's cache that were not what their names say\n");
  });

  it('removes links, and what does not lie where contents lie', async (t) => {
    const cache = new Cache(t);
    const away = cache.content('poison', 'other');
    const folder = away.split('/').slice(0, 4).join('/');
    cache.write('elsewhere/file', 'x');
    symlinkSync(cache.path('elsewhere'), cache.path('_cacache/content-v2/sha512/00'));
    symlinkSync(cache.path('elsewhere'), cache.path('_cacache/content-v9'));
    symlinkSync(cache.path('elsewhere/file'), cache.path(`${folder}/zz`));
    cache.write('_cacache/content-v2/md5/aa/bb/cc', 'x');
    cache.write('_cacache/content-v2/sha512/AA/bb/cc', 'x');
    assert.equal(await cache.verify(), 0);
    for (const path of ['00', 'AA', '../md5', '../../content-v9'])
      assert.equal(cache.has(`_cacache/content-v2/sha512/${path}`), false, path);
    assert.equal(cache.has(`${folder}/zz`), false);
    assert.equal(cache.read('elsewhere/file').toString(), 'x');
  });

  it('is content where there is no cache yet, and needs to know where it is', async (t) => {
    const work = new AtWork(t);
    assert.equal(await work.run(['npm-contents'], { env: { npm_config_cache: work.path('absent') } }), 0);
    assert.equal(await work.run(['npm-contents'], { env: {} }), 1);
    assert.match(work.err, /needs the folder of npm in npm_config_cache/);
  });
});
