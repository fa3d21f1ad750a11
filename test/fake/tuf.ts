/** A repository of TUF on this machine, with keys of its own: what the public Sigstore says of itself, said by us. */

import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { TestContext } from 'node:test';
import {
  Key,
  Metadata,
  MetaFile,
  Root,
  Signature,
  Snapshot,
  TargetFile,
  Targets,
  Timestamp,
} from '@tufjs/models';
import { httpServer } from '../support/servers.ts';

export type Repository = {
  readonly url: string;
  /** The root that is believed: its first one. */
  readonly root: Uint8Array;
  /** By path; what is not there is 404. */
  readonly files: Map<string, Buffer>;
  readonly asked: string[];
  /** Makes and signs all of it anew; `by` signs in place of its own key. */
  readonly publish: (options?: Publishing) => void;
};

export type Publishing = {
  readonly version?: number;
  readonly expires?: Date;
  readonly targets?: Readonly<Record<string, string>>;
  readonly by?: KeyObject;
};

const TOMORROW = 24 * 3_600_000;

export async function tufRepository(t: TestContext): Promise<Repository> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const url = await httpServer(t, (request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const found = files.get(path);
    response.writeHead(found === undefined ? 404 : 200).end(found);
  });
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex');
  const key = new Key({
    keyID: '0'.repeat(64),
    keyType: 'ed25519',
    scheme: 'ed25519',
    keyVal: { public: raw },
  });
  const expires = new Date(Date.now() + TOMORROW).toISOString();
  const first = new Root({ specVersion: '1.0.31', version: 1, expires, consistentSnapshot: true });
  for (const role of ['root', 'timestamp', 'snapshot', 'targets']) first.addKey(key, role);
  const root = signed(new Metadata(first), privateKey, key.keyID);
  const publish = (options: Publishing = {}): void => {
    for (const [path, bytes] of metadata(options, privateKey, key.keyID)) files.set(path, bytes);
  };
  publish();
  return { url, root, files, asked, publish };
}

function metadata(
  { version = 1, expires = new Date(Date.now() + TOMORROW), targets = {}, by }: Publishing,
  own: KeyObject,
  keyId: string,
): Map<string, Buffer> {
  const files = new Map<string, Buffer>();
  const common = { specVersion: '1.0.31', version, expires: expires.toISOString() };
  const signer = by ?? own;
  const list = new Targets(common);
  for (const [path, text] of Object.entries(targets)) {
    const bytes = Buffer.from(text);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    list.addTarget(new TargetFile({ path, length: bytes.length, hashes: { sha256 } }));
    files.set(`/targets/${sha256}.${path}`, bytes);
  }
  files.set(`/${version}.targets.json`, signed(new Metadata(list), signer, keyId));
  const snapshot = new Snapshot({ ...common, meta: { 'targets.json': new MetaFile({ version }) } });
  files.set(`/${version}.snapshot.json`, signed(new Metadata(snapshot), signer, keyId));
  const stamp = new Timestamp({ ...common, snapshotMeta: new MetaFile({ version }) });
  files.set('/timestamp.json', signed(new Metadata(stamp), signer, keyId));
  return files;
}

function signed(
  made: Metadata<Root> | Metadata<Targets> | Metadata<Snapshot> | Metadata<Timestamp>,
  key: KeyObject,
  keyID: string,
): Buffer {
  made.sign((bytes) => new Signature({ keyID, sig: sign(null, bytes, key).toString('hex') }));
  return Buffer.from(JSON.stringify(made.toJSON()));
}
