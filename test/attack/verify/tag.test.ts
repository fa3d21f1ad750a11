/** I6: the tag is moved while we verify; by digest there is nothing to move. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { type VerifyFlags, verifyArtifact } from '../../../src/cli/verify.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { bundleAttachment } from '../../../src/signing/attach.ts';
import { createWorld } from '../../../src/system/world.ts';
import { SIGNATURE_TYPE } from '../../../src/verify/content.ts';
import { describeBytes } from '../../support/images.ts';
import { httpServer } from '../../support/servers.ts';
import { aSession } from '../../support/session.ts';
import { aKeyPair, spki } from '../../support/sigstore-authority.ts';
import { bytesOf, pemOf } from '../../support/sigstore-world.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import { statement, world } from '../../support/verify-case.ts';

const KEY = aKeyPair();

function manifest(label: string): Buffer {
  const config = describeBytes(MEDIA.config, Buffer.from('{}'));
  return Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config,
      layers: [],
      annotations: { label },
    }),
  );
}

/** A registry whose tag `1` stands for another image once it was asked for by name. */
async function registry(t: TestContext, moves: boolean) {
  const [first, second] = [manifest('first'), manifest('second')];
  const subject = describeBytes(MEDIA.manifest, first);
  const sha256 = subject.digest.slice('sha256:'.length);
  const bundle = bytesOf(
    world.sign({ payload: statement(SIGNATURE_TYPE, {}, sha256), key: KEY, log: 'none' }),
  );
  const attached = bundleAttachment(subject, bundle, SIGNATURE_TYPE, '2026-11-20T12:00:00Z');
  const blobs = new Map<string, Uint8Array>(
    [first, second, attached.manifest].map((one) => [describeBytes('', one).digest, one]),
  );
  for (const blob of attached.blobs) blobs.set(blob.descriptor.digest, blob.bytes);
  let tag = first;
  const url = await httpServer(t, (request, response) => {
    const path = request.url ?? '';
    const [, digest] = /\/(?:manifests|blobs)\/(sha256:[0-9a-f]{64})$/.exec(path) ?? [];
    const index = {
      schemaVersion: 2,
      mediaType: MEDIA.index,
      manifests: path.includes(sha256) ? [attached.descriptor] : [],
    };
    const body = path.includes('/referrers/')
      ? Buffer.from(JSON.stringify(index))
      : path.endsWith('/manifests/1')
        ? tag
        : blobs.get(digest ?? '');
    if (body === undefined) return response.writeHead(404).end('{}');
    if (path.endsWith('/manifests/1') && moves) tag = second;
    const type = path.includes('/referrers/')
      ? MEDIA.index
      : path.includes('/manifests/')
        ? MEDIA.manifest
        : 'application/octet-stream';
    response.setHeader('content-type', type);
    response.setHeader('content-length', body.length);
    response.setHeader('docker-content-digest', describeBytes('', body).digest);
    return response.end(request.method === 'HEAD' ? undefined : body);
  });
  return { name: `${url.replace('http://', '')}/diary`, digest: subject.digest };
}

async function verify(
  t: TestContext,
  what: string,
): Promise<{ readonly exit: number; readonly out: string }> {
  const folder = temporaryFolder(t);
  const made = createWorld({ workspace: folder, entry: join(folder, 'main.js'), version: '0' });
  t.after(() => made.workers.close());
  const text = aSession({ ...made, home: folder }, {}, folder);
  const flags: VerifyFlags = { key: ['our.pub'] };
  made.files.writeText(join(folder, 'our.pub'), pemOf(spki(KEY), 'PUBLIC KEY'));
  const exit = await verifyArtifact(text.session, what, flags, {
    section: undefined,
    trustedRoot: undefined,
  });
  return { exit, out: text.out() + text.err() };
}

describe('I6: a tag that is moved', () => {
  it('while its image is verified is no pass', async (t) => {
    const { name } = await registry(t, true);
    const { exit, out } = await verify(t, `${name}:1`);
    assert.equal(exit, 3, out);
    assert.match(out, /tag-moved/);
  });

  it('does not matter to who names a digest, and one that stays is taken', async (t) => {
    const moving = await registry(t, true);
    assert.equal((await verify(t, `${moving.name}@${moving.digest}`)).exit, 0);
    const still = await registry(t, false);
    const { exit, out } = await verify(t, `${still.name}:1`);
    assert.equal(exit, 0, out);
    assert.match(out, new RegExp(still.digest), 'the digest to deploy is told');
  });
});
