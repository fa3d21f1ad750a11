import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Workers } from '../../../src/core/ports.ts';
import type { DigestInput } from '../../../src/system/digest-whole.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { nameText } from '../../../src/system/names.ts';
import { systemWorkers } from '../../../src/system/workers.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const files = systemFiles();
const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');

describe('digests of files', () => {
  it('digests contents in the order asked, with modes', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'b'), 'bee');
    writeFileSync(join(folder, 'a "ä\n'), '');
    chmodSync(join(folder, 'b'), 0o755);
    assert.deepEqual(await files.digestAll(folder, ['b', 'a "ä\n']), {
      ok: true,
      value: [
        { path: 'b', sha256: sha256('bee'), mode: 'executable' },
        { path: 'a "ä\n', sha256: sha256(''), mode: 'file' },
      ],
    });
  });

  it('digests files around the sizes of a piece, and from which they are streamed', async (t) => {
    const folder = temporaryFolder(t);
    const contents = [256 * 1024, 4 * 1024 ** 2].flatMap((size) =>
      [-1, 0, 1].map((more) => Buffer.alloc(size + more, 'sealsmith')),
    );
    for (const [at, content] of contents.entries()) writeFileSync(join(folder, `${at}`), content);
    const names = contents.map((_, at) => `${at}`);
    const digested = await files.digestAll(folder, names);
    assert.deepEqual(
      digested.ok && digested.value.map(({ sha256 }) => sha256 as string),
      contents.map(sha256),
    );
  });

  it('digests links by where they point, also in loops and into nothing', async (t) => {
    const folder = temporaryFolder(t);
    symlinkSync('loop', join(folder, 'loop'));
    symlinkSync('/etc/passwd', join(folder, 'out'));
    assert.deepEqual(await files.digestAll(folder, ['loop', 'out']), {
      ok: true,
      value: [
        { path: 'loop', sha256: sha256('loop'), mode: 'link' },
        { path: 'out', sha256: sha256('/etc/passwd'), mode: 'link' },
      ],
    });
  });

  it('walks a folder, such as a submodule, without its .git', async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'module/deep'), { recursive: true });
    writeFileSync(join(folder, 'module/.git'), 'gitdir: ../.git/modules/module');
    writeFileSync(join(folder, 'module/deep/x'), 'x');
    const digested = await files.digestAll(folder, ['module']);
    assert.deepEqual(digested.ok && digested.value.map(({ path }) => path), ['module/deep/x']);
  });

  it('leaves out what vanished and what has no content', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'here'), '');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const digested = await files.digestAll(folder, ['gone', 'pipe', 'here', 'here/below', 'gone/too']);
    assert.deepEqual(digested.ok && digested.value.map(({ path }) => path), ['here']);
  });

  it('names the file that cannot be read', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'fine'), '');
    // A name longer than any file system takes: refused for root, too, whom no mode stops.
    const bad = 'n'.repeat(300);
    assert.deepEqual(await files.digestAll(folder, ['fine', bad]), {
      ok: false,
      failure: { code: 'system', doing: 'read', path: `${folder}/${bad}`, errno: 'ENAMETOOLONG' },
    });
  });

  it('names the folder that cannot be entered', async (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'closed'), { mode: 0o000 });
    const digested = await files.digestAll(folder, ['closed']);
    if (process.getuid?.() === 0) return assert.deepEqual(digested, { ok: true, value: [] });
    assert.ok(!digested.ok && digested.failure.code === 'system');
    assert.equal(digested.failure.errno, 'EACCES');
  });

  it('tells names apart that are no UTF-8', async (t) => {
    const folder = temporaryFolder(t);
    const names = [Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0xfe]), Buffer.from('a\uFFFD')];
    for (const [at, name] of names.entries()) {
      writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), name]), `${at}`);
    }
    const walked = files.walk(folder, new Set());
    assert.ok(walked.ok);
    const digested = await files.digestAll(folder, walked.value);
    assert.ok(digested.ok);
    const found = new Map(digested.value.map(({ path, sha256 }) => [path, sha256 as string]));
    assert.deepEqual(
      names.map((name) => found.get(nameText(name))),
      ['0', '1', '2'].map(sha256),
    );
  });

  it('streams what is large, letting others work meanwhile', async (t) => {
    const folder = temporaryFolder(t);
    const size = 48 * 1024 ** 2 + 1;
    writeFileSync(join(folder, 'large'), 'begin');
    truncateSync(join(folder, 'large'), size);
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    t.after(() => clearInterval(ticking));
    const digested = await files.digestAll(folder, ['large']);
    const content = Buffer.alloc(size);
    content.write('begin');
    assert.deepEqual(digested, {
      ok: true,
      value: [{ path: 'large', sha256: sha256(content), mode: 'file' }],
    });
    assert.ok(turns > 2, `${turns} turns`);
  });

  it('lets others work while it reads many small files', async (t) => {
    const folder = temporaryFolder(t);
    const names = Array.from({ length: 3000 }, (_, at) => `f${at}`);
    for (const name of names) writeFileSync(join(folder, name), name.repeat(1000));
    let turns = 0;
    const ticking = setInterval(() => {
      turns += 1;
    }, 1);
    t.after(() => clearInterval(ticking));
    const digested = await files.digestAll(folder, names);
    assert.ok(digested.ok && digested.value.length === names.length);
    assert.ok(turns >= 2, `${turns} turns`);
  });

  const shapes: Readonly<Record<string, (folder: string) => readonly string[]>> = {
    'many small files': (folder) => {
      const names = Array.from({ length: 9000 }, (_, at) => `f${at}`);
      for (const name of names) writeFileSync(join(folder, name), name);
      return names;
    },
    'a few large ones among small ones, and one that is gone': (folder) => {
      const names = ['small', 'a', 'gone', 'b', 'c', 'last'];
      for (const name of ['a', 'b', 'c']) {
        writeFileSync(join(folder, name), name);
        truncateSync(join(folder, name), 80 * 1024 ** 2);
      }
      for (const name of ['small', 'last']) writeFileSync(join(folder, name), name);
      return names;
    },
  };
  for (const [shape, plant] of Object.entries(shapes)) {
    it(`gives the same with threads as without: ${shape}`, async (t) => {
      const folder = temporaryFolder(t);
      const names = plant(folder);
      const workers = systemWorkers(join(import.meta.dirname, '../../../src/main.ts'));
      t.after(() => workers.close());
      let calls = 0;
      const counted: Workers = {
        ...workers,
        run: (...call) => {
          calls += 1;
          return workers.run(...call);
        },
      };
      const alone = await files.digestAll(folder, names);
      assert.deepEqual(await systemFiles(counted).digestAll(folder, names), alone);
      assert.ok(alone.ok && alone.value.length > 1);
      assert.ok(calls > 1, `${calls} calls of threads`);
    });
  }

  it('names the file that a thread could not read, and starts no thread for little', async (t) => {
    const folder = temporaryFolder(t);
    const names = Array.from({ length: 9000 }, (_, at) => `f${at}`);
    for (const name of names) writeFileSync(join(folder, name), name);
    const refusing: Workers = {
      count: 2,
      run: async (_task, input) => (input as DigestInput).files.map(() => ({ errno: 'EIO' })),
      runAlone: async () => undefined,
      close: async () => {},
    };
    const refused = await systemFiles(refusing).digestAll(folder, names);
    assert.ok(!refused.ok && refused.failure.code === 'system' && refused.failure.errno === 'EIO');
    const few = await systemFiles(refusing).digestAll(folder, names.slice(0, 50));
    assert.ok(few.ok && few.value.length === 50);
  });

  it('digests one file, and says when it is none', async (t) => {
    const folder = temporaryFolder(t);
    const data = Buffer.alloc(3 * 1024 * 1024 + 7, 'sealsmith');
    writeFileSync(join(folder, 'data'), data);
    assert.deepEqual(await files.digest(join(folder, 'data')), {
      ok: true,
      value: { sha256: sha256(data), bytes: data.length },
    });
    for (const [path, errno] of [
      [folder, 'EISDIR'],
      [join(folder, 'none'), 'ENOENT'],
    ]) {
      const none = await files.digest(path ?? '');
      assert.ok(!none.ok && none.failure.code === 'system' && none.failure.errno === errno);
    }
  });
});
