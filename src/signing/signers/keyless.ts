/**
 * Signs as whom a token names: a key that lives as long as this process, a certificate of minutes for it, and a log or
 * timestamp that says when.
 */

import { X509Certificate } from 'node:crypto';
import { issueCertificate } from '../../clients/sigstore/fulcio.ts';
import type { Services } from '../../clients/sigstore/signing-config.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { identityOf } from '../identity.ts';
import { ephemeralKey, signBytes } from '../keys.ts';
import { penOf } from '../pen.ts';
import { privateRepository, visibilityOf } from '../problem.ts';
import { isPublic, nameOf, servicesOf } from '../services.ts';
import type { Signer, SigningDoors } from '../signer.ts';

export const keylessSigner: Signer = {
  name: 'keyless',
  summary: 'no key: a certificate of minutes for whom the forge says this job is',
  async open(settings, doors) {
    if (settings.with !== 'keyless')
      throw new Error(`the keyless signer was given settings of ${settings.with}`);
    const services = await servicesOf(settings.services, doors);
    if (!services.ok) return services;
    const path = nameOf(settings.services);
    const { authority, logs, timestamps } = services.value;
    if (authority === undefined) {
      return err({ code: 'services-invalid', path, message: 'it names no certificate authority' });
    }
    if (logs.length === 0 && timestamps.length === 0) {
      const message =
        'it names neither a log nor a timestamp authority, so nothing would say when it was signed';
      return err({ code: 'services-invalid', path, message });
    }
    const identity = await identityOf(settings.token, doors);
    if (!identity.ok) return identity;
    const { token, claims } = identity.value;
    // The plan has asked the forge; the token is what the certificate will be made of.
    const hidden = refusePublicity(services.value, settings.transparency, visibilityOf(claims.all));
    if (!hidden.ok) return hidden;
    const key = ephemeralKey();
    const chain = await issueCertificate(
      doors,
      authority,
      {
        token,
        publicKey: key.publicKey.pem,
        proof: signBytes(key, Buffer.from(claims.subject)),
      },
      doors.clock.now(),
    );
    if (!chain.ok) return chain;
    const who = { kind: 'certificate', chain: chain.value, publicKey: key.publicKey, claims } as const;
    return ok(penOf(key, who, services.value, doors, () => stillGood(chain.value, doors)));
  },
};

function refusePublicity(
  services: Services,
  transparency: 'public' | undefined,
  visibility: string | undefined,
): Result<void> {
  const hidden = visibility !== undefined && visibility !== 'public';
  return hidden && transparency !== 'public' && isPublic(services) ? err(privateRepository()) : ok(undefined);
}

/** Signed after its certificate was over, it would verify nowhere. */
function stillGood([leaf]: readonly Uint8Array[], doors: SigningDoors): Result<void> {
  const until = leaf === undefined ? 0 : Date.parse(new X509Certificate(leaf).validTo);
  if (doors.clock.now() < until) return ok(undefined);
  const message = 'the certificate was over before everything was signed';
  return err({ code: 'identity-unusable', from: 'the certificate authority', why: 'expired', message });
}
