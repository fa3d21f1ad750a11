import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { systemFiles } from '../../../src/system/files.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const files = systemFiles();
const ODD = 'a "b\' $c\n日本語 ä';

/** Writes a text through the port in a process of its own and says what came of it. */
const WRITER = `
import { systemFiles } from ${JSON.stringify(join(import.meta.dirname, '../../../src/system/files.ts'))};
const result = systemFiles().writeText(process.argv[1], 'x'.repeat(1024 * 1024));
process.stdout.write(result.ok ? 'ok' : result.failure.errno);
`;

describe('files', () => {
  it('reads what it wrote, under any name, and makes the folders above', (t) => {
    const path = join(temporaryFolder(t), ODD, `${ODD}.txt`);
    assert.deepEqual(files.writeText(path, 'grüß\n'), { ok: true, value: undefined });
    assert.deepEqual(files.readText(path), { ok: true, value: 'grüß\n' });
  });

  it('says nothing of a file that is not there, and why it cannot read what is', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), '12345');
    assert.deepEqual(files.readText(join(folder, 'none')), { ok: true, value: undefined });
    assert.deepEqual(files.readText(join(folder, 'file', 'below')), { ok: true, value: undefined });
    const errno = (path: string, limit?: number): unknown => {
      const read = files.readText(path, limit);
      return read.ok ? read.value : read.failure.code === 'system' && read.failure.errno;
    };
    assert.equal(errno(folder), 'EISDIR');
    assert.equal(errno(join(folder, 'file'), 4), 'EFBIG');
    assert.equal(errno(join(folder, 'file'), 5), '12345');
    symlinkSync('loop', join(folder, 'loop'));
    assert.equal(errno(join(folder, 'loop')), 'ELOOP');
  });

  it('does not wait for the other end of a pipe that stands where a file should', (t) => {
    const path = join(temporaryFolder(t), 'pipe');
    execFileSync('mkfifo', [path]);
    const read = files.readText(path);
    assert.ok(!read.ok && read.failure.code === 'system' && read.failure.errno === 'EINVAL');
  });

  it('reads files that do not say how long they are', () => {
    const read = files.readText('/proc/self/status');
    assert.ok(read.ok && read.value?.includes('Pid:'));
  });

  it('replaces a file, with the mode asked for, and leaves nothing beside it', (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'state.json');
    writeFileSync(path, 'old');
    files.writeText(path, 'new', 0o600);
    assert.equal(readFileSync(path, 'utf8'), 'new');
    assert.equal(lstatSync(path).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['state.json']);
  });

  it('replaces a link instead of writing through it', (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'elsewhere'), 'untouched');
    symlinkSync('elsewhere', join(folder, 'link'));
    files.writeText(join(folder, 'link'), 'new');
    assert.equal(readFileSync(join(folder, 'elsewhere'), 'utf8'), 'untouched');
    assert.equal(readFileSync(join(folder, 'link'), 'utf8'), 'new');
  });

  it('keeps the old file and leaves nothing beside it when writing fails half way', (t) => {
    const folder = temporaryFolder(t);
    const path = join(folder, 'state.json');
    writeFileSync(path, 'old');
    const script = 'ulimit -f 8; exec "$@"';
    const args = ['-c', script, 'sh', process.execPath, '--input-type=module', '-e', WRITER, path];
    assert.equal(spawnSync('/bin/sh', args, { encoding: 'utf8' }).stdout, 'EFBIG');
    assert.equal(readFileSync(path, 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder), ['state.json']);
  });

  it('keeps the old file and leaves nothing beside it when the disk is full', (t) => {
    const folder = temporaryFolder(t);
    const script = [
      'mount -t tmpfs -o size=256k sealsmith "$1" && shift || exit 99',
      'echo old > "$DISK/state.json"',
      '"$@" "$DISK/state.json"',
      'echo; cat "$DISK/state.json"; ls -A "$DISK"',
    ].join('\n');
    const inside = ['sh', '-c', script, 'sh', folder, process.execPath, '--input-type=module', '-e', WRITER];
    const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
    const env = { ...process.env, DISK: folder };
    const run = spawnSync('unshare', [...user, '--mount', '--', ...inside], { encoding: 'utf8', env });
    if (run.status === 99 || run.status === null || /unshare/.test(run.stderr)) {
      return t.skip(`no file system can be mounted here: ${run.stderr.trim()}`);
    }
    assert.equal(run.stdout, 'ENOSPC\nold\nstate.json\n');
  });

  it('tells kinds apart without following links', async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(join(folder, 'file'), '');
    symlinkSync('/', join(folder, 'link'));
    symlinkSync('nowhere', join(folder, 'broken'));
    mkdirSync(join(folder, 'folder'));
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(join(folder, 'socket'), resolve));
    t.after(() => server.close());
    assert.deepEqual(files.list(folder), [
      { name: 'broken', kind: 'link' },
      { name: 'file', kind: 'file' },
      { name: 'folder', kind: 'folder' },
      { name: 'link', kind: 'link' },
      { name: 'socket', kind: 'other' },
    ]);
    for (const { name, kind } of files.list(folder)) assert.equal(files.kind(join(folder, name)), kind);
    assert.equal(files.kind(join(folder, 'none')), undefined);
    assert.equal(files.kind(join(folder, 'file', 'below')), undefined);
    assert.deepEqual(files.list(join(folder, 'none')), []);
  });

  it('lists, opens and removes names that are no UTF-8', (t) => {
    const folder = temporaryFolder(t);
    const raw = (...bytes: number[]): Buffer =>
      Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(bytes)]);
    mkdirSync(raw(0xff));
    writeFileSync(Buffer.concat([raw(0xff), Buffer.from('/x')]), 'one');
    mkdirSync(raw(0xfe));
    writeFileSync(Buffer.concat([raw(0xfe), Buffer.from('/x')]), 'two');
    const walked = files.walk(folder, new Set());
    assert.ok(walked.ok);
    assert.equal(walked.value.length, 2);
    const texts = walked.value.map((path) => files.readText(`${folder}/${path}`));
    assert.deepEqual(texts, [
      { ok: true, value: 'two' },
      { ok: true, value: 'one' },
    ]);
    for (const { name } of files.list(folder)) files.remove(`${folder}/${name}`);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('walks a tree once, around loops, without .git and what is to be skipped', (t) => {
    const folder = temporaryFolder(t);
    for (const name of ['b', 'a', 'a-', 'node_modules', '.git', 'a/.git']) mkdirSync(join(folder, name));
    for (const name of ['b/x', 'a/x', 'a-/x', 'node_modules/x', '.git/x', 'a/.git/x', 'z']) {
      writeFileSync(join(folder, name), '');
    }
    symlinkSync('..', join(folder, 'a', 'loop'));
    symlinkSync('b', join(folder, 'to-b'));
    assert.deepEqual(files.walk(folder, new Set(['node_modules'])), {
      ok: true,
      value: ['a-/x', 'a/loop', 'a/x', 'b/x', 'to-b', 'z'],
    });
    const none = files.walk(join(folder, 'none'), new Set());
    assert.ok(!none.ok && none.failure.code === 'system' && none.failure.errno === 'ENOENT');
  });

  it('removes trees of folders that may not be written to', (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'mod/cache'), { recursive: true });
    writeFileSync(join(folder, 'mod/cache/file'), '', { mode: 0o400 });
    chmodSync(join(folder, 'mod/cache'), 0o500);
    chmodSync(join(folder, 'mod'), 0o500);
    assert.deepEqual(files.remove(join(folder, 'mod')), { ok: true, value: undefined });
    assert.ok(!existsSync(join(folder, 'mod')));
    assert.deepEqual(files.remove(join(folder, 'mod')), { ok: true, value: undefined });
  });

  it('removes a link and not what it points to', (t) => {
    const folder = temporaryFolder(t);
    mkdirSync(join(folder, 'kept'));
    writeFileSync(join(folder, 'kept/file'), '');
    symlinkSync('kept', join(folder, 'link'));
    files.remove(join(folder, 'link'));
    assert.deepEqual(readdirSync(folder), ['kept']);
    assert.deepEqual(readdirSync(join(folder, 'kept')), ['file']);
  });

  it('makes folders where they can be made, and says where not', (t) => {
    const folder = temporaryFolder(t);
    assert.ok(files.makeFolder(`${folder}/${ODD}/b/c`, 0o700).ok);
    assert.equal(lstatSync(`${folder}/${ODD}/b/c`).mode & 0o777, 0o700);
    symlinkSync(ODD, join(folder, 'link'));
    assert.ok(files.makeFolder(join(folder, 'link')).ok);
    assert.ok(files.makeFolder('/').ok);
    writeFileSync(join(folder, 'file'), '');
    const errno = (path: string): unknown => {
      const made = files.makeFolder(path);
      return made.ok ? 'made' : made.failure.code === 'system' && made.failure.errno;
    };
    assert.equal(errno(join(folder, 'file')), 'EEXIST');
    assert.equal(errno(join(folder, 'file/below')), 'ENOTDIR');
    // A file system that says "no such file" to mkdir, as automounted homes do.
    assert.equal(errno('/proc/sealsmith/a/b'), 'ENOENT');
  });

  it('makes private temporary folders, links and renames', (t) => {
    const made = files.temporary('sealsmith-unit-');
    assert.ok(made.ok);
    t.after(() => files.remove(made.value));
    assert.equal(lstatSync(made.value).mode & 0o777, 0o700);
    assert.ok(files.makeFolder(join(made.value, 'a/b')).ok);
    assert.ok(files.makeFolder(join(made.value, 'a/b')).ok);
    assert.ok(files.link('b', join(made.value, 'a/link')).ok);
    assert.equal(readlinkSync(join(made.value, 'a/link')), 'b');
    assert.ok(files.rename(join(made.value, 'a'), join(made.value, 'c')).ok);
    assert.deepEqual(readdirSync(made.value), ['c']);
    const again = files.link('b', join(made.value, 'c/link'));
    assert.ok(!again.ok && again.failure.code === 'system' && again.failure.errno === 'EEXIST');
  });

  it('locks a folder for one process at a time', (t) => {
    const path = join(temporaryFolder(t), 'ours', 'lock');
    const first = files.lock(path);
    assert.ok(first.ok);
    assert.deepEqual(files.lock(path), {
      ok: false,
      failure: { code: 'workspace-busy', path, pid: process.pid },
    });
    first.value();
    const second = files.lock(path);
    assert.ok(second.ok);
    second.value();
  });

  it('keeps beginning and end of a long log', (t) => {
    const path = join(temporaryFolder(t), 'logs', 'job.log');
    const log = files.log(path, 100);
    assert.ok(log.ok);
    log.value.write(Buffer.from('a'.repeat(60)));
    log.value.write(Buffer.from('b'.repeat(500)));
    log.value.write(Buffer.from('c'.repeat(10)));
    log.value.close();
    const text = readFileSync(path, 'utf8');
    assert.ok(text.startsWith('a'.repeat(50)) && text.endsWith('c'.repeat(10)) && text.length < 250, text);
  });
});
