import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import {
  bundledTrustedRoot,
  type PublicDoors,
  publicTarget,
} from '../../../../src/clients/sigstore/public.ts';
import { err } from '../../../../src/core/result.ts';
import { systemFiles } from '../../../../src/system/files.ts';
import { systemHttp } from '../../../../src/system/http.ts';
import { systemWorkers } from '../../../../src/system/workers.ts';
import { type Repository, tufRepository } from '../../../fake/tuf.ts';
import { temporaryFolder } from '../../../support/temporary.ts';
import { failure, NO_HTTP, value } from '../../../support/world.ts';

const CONFIG = 'signing_config.v0.2.json';
const ENTRY = join(import.meta.dirname, '../../../../src/main.ts');

function doorsOf(t: TestContext, folder = temporaryFolder(t)): PublicDoors & { readonly folder: string } {
  return {
    http: systemHttp({ env: {} }),
    pause: async () => {},
    files: systemFiles(systemWorkers(ENTRY)),
    folder,
  };
}

async function repository(t: TestContext, text = '{"config":1}'): Promise<Repository> {
  const made = await tufRepository(t);
  made.publish({ targets: { [CONFIG]: text } });
  return made;
}

describe('what the public Sigstore says of itself', () => {
  it('is what its repository signs, from the root that we know', async (t) => {
    const tuf = await repository(t);
    const bytes = value(await publicTarget(doorsOf(t), CONFIG, tuf));
    assert.equal(Buffer.from(bytes).toString(), '{"config":1}');
  });

  it('is asked for again each time, and the newer one is taken', async (t) => {
    const tuf = await repository(t);
    const doors = doorsOf(t);
    value(await publicTarget(doors, CONFIG, tuf));
    tuf.publish({ version: 2, targets: { [CONFIG]: '{"config":2}' } });
    const bytes = value(await publicTarget(doors, CONFIG, tuf));
    assert.equal(Buffer.from(bytes).toString(), '{"config":2}');
  });

  const attacks: Readonly<Record<string, (tuf: Repository) => void>> = {
    'signed by another key': (tuf) => {
      const by = generateKeyPairSync('ed25519').privateKey;
      tuf.publish({ version: 2, targets: { [CONFIG]: '{"evil":1}' }, by });
    },
    'over since yesterday': (tuf) => {
      const expires = new Date(Date.now() - 24 * 3_600_000);
      tuf.publish({ version: 3, expires, targets: { [CONFIG]: '{"old":1}' } });
    },
    'an older one than before': (tuf) => tuf.publish({ version: 1, targets: { [CONFIG]: '{"config":1}' } }),
    'no JSON': (tuf) => tuf.files.set('/timestamp.json', Buffer.from('<html>')),
    'without end': (tuf) => tuf.files.set('/timestamp.json', Buffer.alloc(900_000, 32)),
    'without the target': (tuf) => tuf.publish({ version: 3 }),
    'with another target than it signed': (tuf) => {
      tuf.publish({ version: 3, targets: { [CONFIG]: '{"config":3}' } });
      for (const path of tuf.files.keys()) {
        if (path.startsWith('/targets/')) tuf.files.set(path, Buffer.from('{"config":4}'));
      }
    },
  };
  for (const [name, attack] of Object.entries(attacks)) {
    it(`is refused when it is ${name}`, async (t) => {
      const tuf = await repository(t);
      const doors = doorsOf(t);
      tuf.publish({ version: 2, targets: { [CONFIG]: '{"config":2}' } });
      value(await publicTarget(doors, CONFIG, tuf));
      attack(tuf);
      const failed = failure(await publicTarget(doors, CONFIG, tuf));
      assert.equal(failed.code, 'sigstore-invalid', JSON.stringify(failed));
    });
  }

  it('hangs on our root, whatever somebody left in the folder', async (t) => {
    const [tuf, theirs] = [await repository(t), await repository(t, '{"evil":1}')];
    const doors = doorsOf(t);
    value(await publicTarget(doors, CONFIG, tuf));
    const folder = join(doors.folder, readdirSync(doors.folder)[0] ?? assert.fail());
    writeFileSync(join(folder, 'root.json'), theirs.root);
    // Their repository, their root on the disk, our root in the program.
    const failed = failure(await publicTarget(doors, CONFIG, { url: theirs.url, root: tuf.root }));
    assert.equal(failed.code, 'sigstore-invalid');
    value(await publicTarget(doors, CONFIG, tuf));
  });

  it('cannot be had where nobody answers, and that is said as such', async (t) => {
    const tuf = await repository(t);
    const doors = { ...doorsOf(t), http: NO_HTTP };
    assert.equal(failure(await publicTarget(doors, CONFIG, tuf)).code, 'sigstore-unreachable');
  });

  it('is asked for at the public address, by our own client, when no other is named', async (t) => {
    const asked: string[] = [];
    const http = {
      ...NO_HTTP,
      send: async ({ url }: { readonly url: string }) => {
        asked.push(url);
        return err({ kind: 'unreachable', detail: 'no network in this test' } as const);
      },
    };
    failure(await publicTarget({ ...doorsOf(t), http }, CONFIG));
    assert.match(asked[0] ?? '', /^https:\/\/tuf-repo-cdn\.sigstore\.dev\/\d+\.root\.json$/);
  });

  it('comes along with the program as far as trust goes', async () => {
    const root = JSON.parse(Buffer.from(await bundledTrustedRoot()).toString());
    assert.match(root.mediaType, /trustedroot/);
    assert.ok(root.certificateAuthorities.length > 0 && root.tlogs.length > 0);
  });
});
