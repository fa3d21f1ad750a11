/** Signs with a key of the user's: a file or a variable, encrypted by cosign or plain. */

import { err, ok, type Result } from '../../core/result.ts';
import { KEY_LIMIT, readSigningKey, type SigningKey } from '../keys.ts';
import { penOf, type Witnesses } from '../pen.ts';
import { nameOf, servicesOf } from '../services.ts';
import type { SecretPlace, Signer, SigningDoors, SigningSettings } from '../signer.ts';

/** Where passwords are looked for when the settings name no place; the second is cosign's. */
export const PASSWORD_VARIABLES = ['SEALSMITH_SIGNING_PASSWORD', 'COSIGN_PASSWORD'] as const;

/** Where the key is looked for when the settings name no place. */
export const KEY_VARIABLE = 'SEALSMITH_SIGNING_KEY';

export const keySigner: Signer = {
  name: 'key',
  summary: 'a key of yours, from a file or a variable',
  async open(settings, doors) {
    if (settings.with !== 'key') throw new Error(`the key signer was given settings of ${settings.with}`);
    const key = await openKey(settings, doors);
    if (!key.ok) return key;
    const witnesses = await witnessesOf(settings, doors);
    if (!witnesses.ok) return witnesses;
    const who = { kind: 'key', publicKey: key.value.publicKey } as const;
    return ok(penOf(key.value, who, witnesses.value, doors, () => ok(undefined)));
  },
};

type KeySettings = Extract<SigningSettings, { with: 'key' }>;

async function openKey(settings: KeySettings, doors: SigningDoors): Promise<Result<SigningKey>> {
  const what = settings.key.from === 'file' ? settings.key.path : settings.key.name;
  const text = secretAt(settings.key, doors);
  if (!text.ok) return text;
  if (text.value === undefined) return err({ code: 'signing-key-invalid', what, message: 'it is not there' });
  const password = passwordOf(settings.password, doors);
  if (!password.ok) return password;
  const key = await readSigningKey(text.value, password.value);
  if (key.ok) return key;
  const { kind, message } = key.failure;
  return kind === 'invalid'
    ? err({ code: 'signing-key-invalid', what, message })
    : err({ code: 'signing-key-locked', what, why: kind });
}

function passwordOf(place: SecretPlace | undefined, doors: SigningDoors): Result<string | undefined> {
  if (place === undefined) {
    return ok(PASSWORD_VARIABLES.map(doors.variable).find((value) => value !== undefined));
  }
  const text = secretAt(place, doors);
  // A file of one line has a line end that is not meant.
  return text.ok && place.from === 'file' ? ok(text.value?.replace(/\r?\n$/, '')) : text;
}

function secretAt(place: SecretPlace, doors: SigningDoors): Result<string | undefined> {
  return place.from === 'variable' ? ok(doors.variable(place.name)) : doors.readText(place.path, KEY_LIMIT);
}

async function witnessesOf(settings: KeySettings, doors: SigningDoors): Promise<Result<Witnesses>> {
  const { log, timestamp, services: place } = settings;
  if (!log && !timestamp) return ok({ logs: [], timestamps: [] });
  const services = await servicesOf(place ?? { kind: 'public' }, doors);
  if (!services.ok) return services;
  const { logs, timestamps } = services.value;
  const path = nameOf(place ?? { kind: 'public' });
  if (log && logs.length === 0) return err({ code: 'services-invalid', path, message: 'it names no log' });
  // A log of version 2 gives no time: the timestamp comes with it, asked for or not.
  const needed = timestamp || (log && logs.some(({ version }) => version === 2));
  if (needed && timestamps.length === 0) {
    return err({ code: 'services-invalid', path, message: 'it names no timestamp authority' });
  }
  return ok({ logs: log ? logs : [], timestamps: needed ? timestamps : [] });
}
