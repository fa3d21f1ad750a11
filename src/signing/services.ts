/** Which services sign now: from the signing config that the settings name, checked before anything is signed. */

import {
  readSigningConfig,
  type Services,
  SIGNING_CONFIG_LIMIT,
  servicesAt,
} from '../clients/sigstore/signing-config.ts';
import type { Failure } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { ServicesPlace, SigningDoors } from './signer.ts';

/** @returns `services-invalid` where the config is broken, or over */
export async function servicesOf(place: ServicesPlace, doors: SigningDoors): Promise<Result<Services>> {
  const path = nameOf(place);
  const bytes = await bytesOf(place, doors);
  if (!bytes.ok) return bytes;
  const config = readSigningConfig(bytes.value);
  if (!config.ok) return invalid(path, config.failure);
  const services = servicesAt(config.value, doors.clock.now());
  if (!services.ok) return invalid(path, services.failure);
  // A log of version 2 gives no time, and what has no time cannot be verified when the certificate is over.
  if (services.value.logs.some(({ version }) => version === 2) && services.value.timestamps.length === 0) {
    return invalid(path, 'its log is of version 2, which says no time, and it names no timestamp authority');
  }
  return services;
}

/** True when something of it is the public instance, whose log everybody can read for good. */
export function isPublic({ authority, logs }: Services): boolean {
  const urls = [...(authority === undefined ? [] : [authority]), ...logs.map(({ url }) => url)];
  return urls.some((url) => /(?:^|\.)sigstore\.dev$/.test(URL.parse(url)?.hostname ?? ''));
}

/** How the config is named in failures. */
export function nameOf(place: ServicesPlace): string {
  return place.kind === 'public' ? 'the signing config of the public Sigstore' : place.path;
}

async function bytesOf(place: ServicesPlace, doors: SigningDoors): Promise<Result<Uint8Array>> {
  if (place.kind === 'public') return await doors.publicSigningConfig();
  const text = doors.readText(place.path, SIGNING_CONFIG_LIMIT);
  if (!text.ok) return text;
  return text.value === undefined ? invalid(place.path, 'it is not there') : ok(Buffer.from(text.value));
}

function invalid(path: string, message: string): Result<never, Failure> {
  return err({ code: 'services-invalid', path, message });
}
