/** Where evidence lies: referrers, cosign's older tags, BuildKit's manifests, files; hostile ones among them. */

import assert from 'node:assert/strict';
import { createHash, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Descriptor, ImageDigest } from '../../../src/core/image.ts';
import { err, ok } from '../../../src/core/result.ts';
import { MEDIA } from '../../../src/formats/oci.ts';
import { bundleAttachment } from '../../../src/signing/attach.ts';
import { systemFiles } from '../../../src/system/files.ts';
import { SIGNATURE_TYPE } from '../../../src/verify/content.ts';
import { fileEvidence } from '../../../src/verify/sources/files.ts';
import { type EvidencePlace, imageEvidence } from '../../../src/verify/sources/image.ts';
import { aKeyPair, sha256 } from '../../support/sigstore-authority.ts';
import { base64, NOON, pemOf } from '../../support/sigstore-world.ts';
import { temporaryFolder } from '../../support/temporary.ts';
import {
  aSignature,
  assertVerdict,
  expecting,
  IMAGE,
  judgeCase,
  OTHER,
  PROVENANCE,
  SECTION,
  world,
} from '../../support/verify-case.ts';

const SUBJECT: Descriptor = { mediaType: MEDIA.manifest, digest: `sha256:${IMAGE}` as ImageDigest, size: 1 };

/** A registry in memory. */
function aPlace() {
  const blobs = new Map<string, Uint8Array>();
  const tags = new Map<string, Uint8Array>();
  const referrers: Descriptor[] = [];
  const put = (bytes: Uint8Array, mediaType: string, more: Partial<Descriptor> = {}): Descriptor => {
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}` as ImageDigest;
    blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length, ...more };
  };
  const place: EvidencePlace = {
    place: 'memory',
    referrers: async () => ok(referrers),
    tagged: async (tag) => {
      const bytes = tags.get(tag);
      return ok(bytes === undefined ? undefined : { mediaType: MEDIA.manifest, bytes });
    },
    bytes: async ({ digest }, limit) => {
      const bytes = blobs.get(digest);
      if (bytes === undefined || bytes.length > limit)
        return err({ code: 'image-invalid', what: digest, message: 'not there' });
      return ok(bytes);
    },
  };
  const attach = (
    bundle: Uint8Array,
    predicateType = SIGNATURE_TYPE,
    more: Partial<Descriptor> = {},
  ): void => {
    const one = bundleAttachment(SUBJECT, bundle, predicateType, '2026-11-20T12:00:00Z');
    for (const blob of one.blobs) blobs.set(blob.descriptor.digest, blob.bytes);
    blobs.set(one.descriptor.digest, one.manifest);
    referrers.push({ ...one.descriptor, ...more });
  };
  return { place, put, tags, referrers, attach, blobs };
}

const judge = (place: EvidencePlace, subject = SUBJECT) =>
  judgeCase({ pieces: [], sources: [imageEvidence(place, subject)] });

describe('evidence among referrers', () => {
  it('is found by its type, also where an index does not say it', async () => {
    const { place, attach } = aPlace();
    attach(aSignature());
    assertVerdict(await judge(place), 0);
    const untold = aPlace();
    untold.attach(aSignature(), SIGNATURE_TYPE, { artifactType: 'application/vnd.oci.empty.v1+json' });
    assertVerdict(await judge(untold.place), 0);
  });

  it('of other types is left alone, and never fetched', async () => {
    const { place, attach, blobs } = aPlace();
    attach(aSignature(), SIGNATURE_TYPE, { artifactType: 'application/vnd.example.sbom' });
    attach(aSignature(), 'https://example.org/other');
    blobs.clear();
    assertVerdict(await judge(place), 3, 'signature-missing');
  });

  it('that is listed and not there, is no manifest, or holds several layers is junk', async () => {
    const { place, attach, put, referrers } = aPlace();
    const gone = `sha256:${'0'.repeat(64)}` as ImageDigest;
    const type = { artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json' };
    referrers.push({ mediaType: MEDIA.manifest, digest: gone, size: 10, ...type });
    referrers.push(put(Buffer.from('{}'), MEDIA.manifest, type));
    const layer = put(aSignature(), 'application/vnd.dev.sigstore.bundle.v0.3+json');
    const config = put(Buffer.from('{}'), MEDIA.empty);
    const two = {
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config,
      layers: [layer, layer],
      subject: SUBJECT,
    };
    referrers.push(put(Buffer.from(JSON.stringify(two)), MEDIA.manifest, type));
    assertVerdict(await judge(place), 3, 'signature-missing');
    attach(aSignature());
    assertVerdict(await judge(place), 0);
  });

  it('of a gigabyte is refused before it is fetched', async () => {
    const { place, put, referrers, blobs } = aPlace();
    const layer = {
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      digest: `sha256:${'1'.repeat(64)}`,
      size: 2 ** 30,
    };
    const config = put(Buffer.from('{}'), MEDIA.empty);
    const manifest = {
      schemaVersion: 2,
      mediaType: MEDIA.manifest,
      config,
      layers: [layer],
      subject: SUBJECT,
    };
    referrers.push(
      put(Buffer.from(JSON.stringify(manifest)), MEDIA.manifest, { artifactType: layer.mediaType }),
    );
    const asked: string[] = [];
    const watched = {
      ...place,
      bytes: (one: Descriptor, limit: number) => {
        asked.push(one.digest);
        return place.bytes(one, limit);
      },
    };
    const verdict = await judge(watched);
    assert.deepEqual(
      verdict.ignored.map(({ reason }) => reason),
      ['bundle-too-large'],
    );
    assert.ok(!asked.includes(layer.digest) && blobs.size > 0);
  });

  it('that cannot be reached is not absent', async () => {
    const { place } = aPlace();
    const silent = {
      ...place,
      referrers: async () =>
        err({ code: 'registry-unreachable', registry: 'x', doing: 'list', detail: 'timeout' } as const),
    };
    assertVerdict(await judge(silent), 5, 'signature-missing', 'unreachable');
  });
});

describe("evidence in cosign's older form", () => {
  const older = (sha: string, change: (annotations: Record<string, string>) => void = () => {}) => {
    const { place, put, tags } = aPlace();
    const payload = Buffer.from(
      JSON.stringify({
        critical: {
          identity: { 'docker-reference': 'x' },
          image: { 'docker-manifest-digest': `sha256:${sha}` },
          type: 'cosign container image signature',
        },
        optional: null,
      }),
    );
    const keys = aKeyPair();
    const signature = base64(sign('sha256', payload, keys.privateKey));
    const certificate = pemOf(world.certificate(keys.publicKey), 'CERTIFICATE');
    const spec = {
      data: { hash: { algorithm: 'sha256', value: sha256(payload).toString('hex') } },
      signature: { content: signature, publicKey: { content: base64(Buffer.from(certificate)) } },
    };
    const entry = world.logged('hashedrekord', '0.0.1', spec, NOON);
    const annotations = {
      'dev.cosignproject.cosign/signature': signature,
      'dev.sigstore.cosign/certificate': certificate,
      'dev.sigstore.cosign/bundle': JSON.stringify({
        SignedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp,
        Payload: {
          body: entry.canonicalizedBody,
          integratedTime: Number(entry.integratedTime),
          logIndex: Number(entry.logIndex),
          logID: world.logId.toString('hex'),
        },
      }),
    };
    change(annotations);
    const layer = put(payload, 'application/vnd.dev.cosign.simplesigning.v1+json', { annotations });
    const config = put(Buffer.from('{}'), MEDIA.config);
    tags.set(
      `sha256-${IMAGE}.sig`,
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [layer] })),
    );
    return place;
  };

  it('is verified by the same rules', async () => {
    assertVerdict(await judge(older(IMAGE)), 0);
    assertVerdict(await judge(older(OTHER)), 4, 'subject-mismatch');
  });

  it('is refused when any annotation is wrong', async () => {
    const rows: readonly (readonly [string, (annotations: Record<string, string>) => void])[] = [
      [
        'no signature',
        (one) => {
          one['dev.cosignproject.cosign/signature'] = '';
        },
      ],
      [
        'another signature',
        (one) => {
          one['dev.cosignproject.cosign/signature'] = base64(Buffer.alloc(70, 1));
        },
      ],
      [
        'no certificate',
        (one) => {
          delete one['dev.sigstore.cosign/certificate'];
        },
      ],
      [
        'a certificate that is none',
        (one) => {
          one['dev.sigstore.cosign/certificate'] = 'x';
        },
      ],
      [
        'no log entry',
        (one) => {
          delete one['dev.sigstore.cosign/bundle'];
        },
      ],
      [
        'a log entry that is none',
        (one) => {
          one['dev.sigstore.cosign/bundle'] = '{}';
        },
      ],
      [
        'a timestamp that is none',
        (one) => {
          one['dev.sigstore.cosign/rfc3161timestamp'] = '{}';
        },
      ],
    ];
    for (const [what, change] of rows) assert.notEqual((await judge(older(IMAGE, change))).exit, 0, what);
  });
});

describe('evidence that BuildKit put into an index', () => {
  it('is shown and never enough', async () => {
    const { place, put } = aPlace();
    const statement = {
      _type: 'https://in-toto.io/Statement/v0.1',
      subject: [{ name: 'x', digest: { sha256: IMAGE } }],
      predicateType: PROVENANCE,
      predicate: {
        buildDefinition: {
          buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
          externalParameters: {},
        },
        runDetails: { builder: { id: '' } },
      },
    };
    const layer = put(Buffer.from(JSON.stringify(statement)), 'application/vnd.in-toto+json', {
      annotations: { 'in-toto.io/predicate-type': PROVENANCE },
    });
    const config = put(Buffer.from('{}'), MEDIA.config);
    const beside = put(
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [layer] })),
      MEDIA.manifest,
      { annotations: { 'vnd.docker.reference.type': 'attestation-manifest' } },
    );
    const index = put(
      Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests: [beside] })),
      MEDIA.index,
    );

    const expected = expecting({ signers: SECTION.signers, needs: ['provenance'] });
    const verdict = await judgeCase({ pieces: [], expected, sources: [imageEvidence(place, index)] });
    assertVerdict(verdict, 3, 'provenance-missing');
    assert.deepEqual(
      verdict.unsigned.map(({ format }) => format),
      ['buildkit'],
    );
  });
});

describe('evidence beside a file', () => {
  it('may be one bundle over many lines, or one on each line', async (t) => {
    const path = join(temporaryFolder(t), 'diary.tar');
    const source = () => fileEvidence(systemFiles(), path, []);
    const [one, other] = [
      JSON.parse(Buffer.from(aSignature()).toString()),
      JSON.parse(Buffer.from(aSignature()).toString()),
    ];
    for (const [text, count] of [
      [JSON.stringify(one), 1],
      [JSON.stringify(one, undefined, 2), 1],
      [`${JSON.stringify(one)}\n${JSON.stringify(other)}\n`, 2],
      ['', 1],
    ] as const) {
      writeFileSync(`${path}.sigstore.json`, text);
      const listing = await source().list();
      assert.ok(listing.ok);
      assert.equal(listing.value.candidates.length, count);
      assert.equal((await judgeCase({ pieces: [], sources: [source()] })).exit, text === '' ? 3 : 0);
    }
  });
});
