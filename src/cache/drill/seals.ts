/** C2, C3, C4: seals of others, for elsewhere, of another time. What they are about is sound: only they decide. */

import { sign } from 'node:crypto';
import type { Seal } from '../../core/cache.ts';
import { decodeEnvelope, type Envelope, encodeEnvelope, pae } from '../../formats/dsse.ts';
import { encodeStatement, STATEMENT_PAYLOAD } from '../../formats/statement.ts';
import { makeSeal } from '../seal.ts';
import type { SealingKey } from '../signing-key.ts';
import type { Attack } from './attack.ts';
import { withEnvelope } from './forged.ts';
import type { Ground } from './ground.ts';
import { poison } from './poison.ts';
import { kept, take } from './runs.ts';

type Forgery = readonly [name: string, ends: Attack['ends'], forge: (ground: Ground) => Uint8Array];

const DAY = 24 * 3_600_000;

/** The attacker has the storage, and the key of a lower tier at most. */
const REPLACED: readonly Forgery[] = [
  ['a key of their own', 'signer-not-allowed', (at) => at.entry(poison(), {}, at.stranger.key)],
  ["their key under the allowed one's name", 'seal-invalid', (at) => renamed(at)],
  ["a change's key for the branch", 'tier', (at) => at.entry(poison(), {}, at.change.key)],
  [
    "a change's entry where the branch looks",
    'tier',
    (at) => at.entry(poison(), ofChange(at), at.change.key),
  ],
  ['a seal that claims another tier than its key', 'tier', (at) => at.entry(poison(), claiming(at, 'T1'))],
  [
    'the honest signature under another seal',
    'seal-invalid',
    (at) => resigned(at, (honest) => honest.signature),
  ],
  ['no signature', 'seal-invalid', (at) => resigned(at, () => new Uint8Array(0))],
  ['a signature of zeros', 'seal-invalid', (at) => resigned(at, () => new Uint8Array(64))],
  ['two signatures', 'seal-invalid', (at) => twice(at)],
  ['the signature of other bytes by the allowed key', 'seal-invalid', (at) => crossed(at)],
  ["the allowed key's word about something else", 'seal-invalid', (at) => elsewhere(at)],
];

/** Honest in their time, or said to be of another. */
const OLD: readonly Forgery[] = [
  ['older than it says it is good for', 'expired', (at) => at.entry(poison(), aged(at, 2 * DAY, DAY))],
  [
    'older than this project takes',
    'expired',
    (at) => at.entry(poison(), aged(at, at.settings.maxAge + 1, 3650 * DAY)),
  ],
  ['of the epoch before', 'epoch', (at) => at.entry(poison(), { epoch: Math.max(0, at.settings.epoch - 1) })],
  ['of an epoch to come', 'epoch', (at) => at.entry(poison(), { epoch: at.settings.epoch + 1 })],
  ['made in an hour', 'from-the-future', (at) => at.entry(poison(), aged(at, -DAY / 24, DAY))],
  ['expired before it was made', 'seal-invalid', (at) => at.entry(poison(), aged(at, 1000, -1))],
];

export const SEALS: readonly Attack[] = [
  ...REPLACED.map((forgery) => attackOf('C2', 'archive and seal replaced', forgery)),
  ...OLD.map((forgery) => attackOf('C4', 'old, other epoch, of the future', forgery)),
];

function attackOf(id: Attack['id'], row: string, [name, ends, forge]: Forgery): Attack {
  return {
    ...{ id, row, name, ends },
    perform: async (ground) => {
      const { path } = await kept(ground);
      const twin = await take(ground, 'branch');
      ground.replace(path, forge(ground));
      return { twin, attack: await take(ground, 'branch') };
    },
  };
}

function ofChange(ground: Ground): Partial<Seal> {
  return { ...claiming(ground, 'T1'), namespace: 'T1/7' };
}

function claiming(ground: Ground, tier: 'T1' | 'T2'): Partial<Seal> {
  return { producer: { ...ground.seal(poison()).producer, tier } };
}

function aged({ now }: Ground, age: number, good: number): Partial<Seal> {
  return { created: now - age, expires: now - age + good };
}

function enveloped(ground: Ground, key: SealingKey, more: Partial<Seal> = {}): Envelope {
  const envelope = decodeEnvelope(makeSeal(ground.seal(poison(), more), key));
  if (!envelope.ok) throw new Error(envelope.failure);
  return envelope.value;
}

/** The id of a key is a hint, and signed by nobody. */
function renamed(ground: Ground): Buffer {
  const envelope = enveloped(ground, ground.stranger.key);
  return withEnvelope(poison(), encodeEnvelope({ ...envelope, keyId: ground.branch.key.keyId }));
}

function resigned(ground: Ground, signature: (honest: Envelope) => Uint8Array): Buffer {
  const honest = enveloped(ground, ground.branch.key);
  const { payload } = enveloped(ground, ground.branch.key, { name: 'another' });
  return withEnvelope(poison(), encodeEnvelope({ ...honest, payload, signature: signature(honest) }));
}

function twice(ground: Ground): Buffer {
  const text = Buffer.from(makeSeal(ground.seal(poison()), ground.branch.key)).toString('utf8');
  const [signed = ''] = /\{[^{}]*"sig":[^{}]*\}/.exec(text) ?? [];
  return withEnvelope(poison(), Buffer.from(text.replace(signed, `${signed},${signed}`), 'utf8'));
}

/** Signed as another type of payload: the lengths and the type are part of what is signed. */
function crossed(ground: Ground): Buffer {
  const { key } = ground.branch;
  const honest = enveloped(ground, key);
  const signature = sign(null, pae('text/plain', honest.payload), key.privateKey);
  return withEnvelope(poison(), encodeEnvelope({ ...honest, signature }));
}

/** A statement of the same signer, of another type, that holds the very predicate of a seal. */
function elsewhere(ground: Ground): Buffer {
  const { key } = ground.branch;
  const { payload } = enveloped(ground, key);
  const statement = JSON.parse(Buffer.from(payload).toString('utf8')) as Parameters<
    typeof encodeStatement
  >[0];
  const other = encodeStatement({ ...statement, predicateType: 'https://slsa.dev/provenance/v1' });
  const signature = sign(null, pae(STATEMENT_PAYLOAD, other), key.privateKey);
  const envelope = { payloadType: STATEMENT_PAYLOAD, payload: other, keyId: key.keyId, signature };
  return withEnvelope(poison(), encodeEnvelope(envelope));
}
