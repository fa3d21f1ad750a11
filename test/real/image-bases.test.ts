/** Bases by the real mmdebstrap and from real registries, and the lock that pins them. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { hexOf, type Platform } from '../../src/core/image.ts';
import type { WorkspacePath } from '../../src/core/path.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { resolveBase } from '../../src/image/bases/registry.ts';
import { prepareDependencies } from '../../src/image/dependencies/dependencies.ts';
import {
  debianName,
  debianPinOf,
  EMPTY_LOCK,
  type Lock,
  lockText,
  readLock,
  withDebianPin,
} from '../../src/image/lock.ts';
import { updateLock } from '../../src/image/lock-update.ts';
import { describeBytes } from '../support/images.ts';
import { anInside } from '../support/inside.ts';
import { without } from '../support/python-projects.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const AMD: Platform = { os: 'linux', architecture: 'amd64' };
const BOOKWORM = { kind: 'debian', suite: 'bookworm', packages: ['python3'], mirror: undefined } as const;
const WISH = { bases: [BOOKWORM], images: [], platform: AMD, plainHttp: [] };
const DIARY = join(import.meta.dirname, '..', '..', 'examples', 'diary');

function baseOf(lock: Lock) {
  return { spec: BOOKWORM, platform: AMD, lock, plainHttp: [] };
}

describe('a Debian base', { skip: without('mmdebstrap') }, () => {
  let store = '';
  let lock: Lock = EMPTY_LOCK;
  before(async () => {
    store = mkdtempSync(join(tmpdir(), 'sealsmith-bases-test-'));
    const inside = anInside({ after: () => {} }, store, { env: { SEALSMITH_IMAGES: store } });
    const updated = value(await updateLock(EMPTY_LOCK, WISH, false, inside));
    assert.deepEqual(
      updated.changes.map(({ name, kind }) => [name, kind]),
      [[debianName(BOOKWORM), 'added']],
    );
    lock = value(readLock(lockText(updated.lock)));
    await inside.doors().workers.close();
  });
  after(() => rmSync(store, { recursive: true, force: true }));

  it('is pinned with every package, and what is in it', () => {
    const pin = debianPinOf(lock, BOOKWORM, AMD);
    assert.match(pin?.packages.get('libc6') ?? '', /^2\.36-/);
    assert.equal(pin?.python, '3.11.2');
    assert.equal(pin?.libc, 'glibc 2.36');
    assert.ok(!pin?.packages.has('perl') && !pin?.packages.has('apt'));
  });

  it('is taken as it was made while it is what is pinned', async (t) => {
    const inside = anInside(t, store, { env: { SEALSMITH_IMAGES: store } });
    const base = value(await resolveBase(baseOf(lock), inside));
    assert.deepEqual(inside.printed, []);
    assert.deepEqual(base.remarks, []);
    assert.equal(base.image?.config.diffIds[0], debianPinOf(lock, BOOKWORM, AMD)?.diffId);
    const again = value(await updateLock(lock, WISH, false, inside));
    assert.deepEqual(
      again.changes.map(({ kind }) => kind),
      ['same'],
    );
  });

  it('is made to the same bytes again where nothing is kept, and says when its packages run Python', async (t) => {
    const elsewhere = temporaryFolder(t);
    const inside = anInside(t, elsewhere);
    const base = value(await resolveBase(baseOf(lock), inside));
    t.after(() => base.release());
    // That it resolved at all says that the bytes are those of the lock.
    assert.equal(base.image?.config.diffIds[0], debianPinOf(lock, BOOKWORM, AMD)?.diffId);
    const layer = base.image?.manifest.layers[0];
    assert.ok(layer);
    const root = join(elsewhere, 'root');
    mkdirSync(root);
    execFileSync('tar', ['xzf', base.image?.source.path(layer) ?? '', '-C', root, '--no-same-owner']);
    cpSync(join(DIARY, 'requirements.txt'), join(elsewhere, 'requirements.txt'));
    const dependencies = {
      kind: 'python',
      from: 'requirements',
      files: ['requirements.txt' as WorkspacePath],
      requires: undefined,
    } as const;
    const prepared = value(
      await prepareDependencies(
        { dependencies, facts: value(await base.facts()), platform: AMD, base: 'debian' },
        inside,
      ),
    );
    const made = value(await prepared.make());
    cpSync(made.folder, join(root, 'lib-of-diary'), { recursive: true });
    made.release();
    const chroot = [root, '/usr/bin/python3', '/lib-of-diary/bin/flask', '--version'];
    const run = process.geteuid?.() === 0 ? ['chroot', ...chroot] : ['unshare', '-r', 'chroot', ...chroot];
    const said = execFileSync(run[0] ?? '', run.slice(1), {
      encoding: 'utf8',
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    });
    assert.match(said, /Python 3\.11\.2\nFlask 3\.1\.3/);
  });

  it('is refused when the archive no longer has what is pinned, package by package', async (t) => {
    const pin = debianPinOf(lock, BOOKWORM, AMD);
    assert.ok(pin);
    const older = { ...pin, packages: new Map([...pin.packages, ['libc6', '2.36-0.1']]) };
    const other = withDebianPin(lock, debianName(BOOKWORM), AMD, older);
    const folder = temporaryFolder(t);
    const refused = failure(
      await resolveBase(baseOf(other), anInside(t, folder, { env: { SEALSMITH_IMAGES: folder } })),
    );
    assert.equal(refused.code, 'base-changed');
    assert.match('message' in refused ? refused.message : '', /^libc6 2\.36-0\.1 → 2\.36-/);
    // And nothing of it stays to be taken next time.
    assert.deepEqual(readdirSync(join(folder, 'bases')), []);
  });

  it('is not taken from a store in which somebody changed it, and ends cleanly when it is interrupted', async (t) => {
    const folder = temporaryFolder(t);
    const scratch = join(folder, 'tmp');
    mkdirSync(scratch);
    cpSync(join(store, 'bases'), join(folder, 'bases'), { recursive: true });
    replaceLayer(join(folder, 'bases'));
    const controller = new AbortController();
    const env = { SEALSMITH_IMAGES: folder, ...(process.geteuid?.() === 0 ? { TMPDIR: scratch } : {}) };
    const inside = anInside(t, folder, { env, interrupt: controller.signal });
    const resolving = resolveBase(baseOf(lock), inside);
    await pause(4000);
    controller.abort('SIGINT');
    assert.deepEqual(failure(await resolving), { code: 'interrupted', signal: 'SIGINT' });
    assert.equal(inside.printed.length, 1, 'it was made anew');
    assert.deepEqual(readdirSync(scratch), []);
    assert.deepEqual(
      readdirSync(join(folder, 'bases')).filter((name) => name.includes('new-')),
      [],
    );
  });

  it('is not made for a processor that Debian is not made for', async (t) => {
    const request = { ...baseOf(EMPTY_LOCK), platform: { os: 'linux', architecture: 'wasm' } };
    const refused = failure(await resolveBase(request, anInside(t, temporaryFolder(t))));
    assert.equal(refused.code, 'base-mismatch');
  });
});

/** Another layer in a layout that is sound by itself, and says of itself that it is what is pinned. */
function replaceLayer(bases: string): void {
  const [name = ''] = readdirSync(bases);
  const blobs = join(bases, name, 'blobs/sha256');
  const index = JSON.parse(readFileSync(join(bases, name, 'index.json'), 'utf8'));
  const [entry] = index.manifests;
  const manifest = JSON.parse(readFileSync(join(blobs, entry.digest.slice(7)), 'utf8'));
  const layer = Buffer.from(execFileSync('gzip', ['-nc'], { input: Buffer.alloc(1024) }));
  const put = (mediaType: string, bytes: Buffer) => {
    const descriptor = describeBytes(mediaType, bytes);
    writeFileSync(join(blobs, hexOf(descriptor.digest)), bytes);
    return descriptor;
  };
  manifest.layers = [put(MEDIA.layerGzip, layer)];
  index.manifests = [put(MEDIA.manifest, Buffer.from(JSON.stringify(manifest)))];
  writeFileSync(join(bases, name, 'index.json'), JSON.stringify(index));
}
