/** Names what is wrong with a bundle. The library says only which part it is; the texts of its errors are no protocol. */

import { RFC3161Timestamp } from '@sigstore/core';
import type { VerificationError } from '@sigstore/verify';
import type { Bundle, Refusal } from './bundle.ts';
import type { Certificate } from './certificate.ts';
import { checkpointIsAbout, checkpointIsOf, namesSigner } from './log-entry.ts';
import type { Root } from './trust.ts';

/** Whether one of the root's authorities made the certificate; its own validity is the library's business. */
export function issuedBy({ x509 }: Certificate, { material }: Root): boolean {
  return material.certificateAuthorities.some(({ certChain }) =>
    certChain.some((authority) => {
      try {
        return x509.verify(authority);
      } catch {
        return false;
      }
    }),
  );
}

/** Whether a timestamp names an authority of the root as its signer; whether it is, the library finds out. */
export function timestampIsOf(der: Buffer<ArrayBuffer>, root: Root): boolean {
  try {
    return isByAuthorityOf(RFC3161Timestamp.parse(der), root);
  } catch {
    return false;
  }
}

export function isByAuthorityOf(timestamp: RFC3161Timestamp, { material }: Root): boolean {
  try {
    const { signerIssuer, signerSerialNumber } = timestamp;
    return material.timestampAuthorities.some(
      ({ certChain: [leaf] }) =>
        leaf?.issuer.equals(signerIssuer) === true && leaf.serialNumber.equals(signerSerialNumber),
    );
  } catch {
    return false;
  }
}

/** @param signers  DER of the certificate and key that the entries must name; one of them is enough */
export function logProblem({ log }: Bundle, root: Root, signers: readonly Buffer[]): Refusal | undefined {
  const { tlogs } = root.material;
  for (const [at, entry] of log.entries()) {
    const named = tlogs.filter(({ logID }) => logID.equals(entry.logId));
    if (named.length === 0) return { reason: 'log-unknown', detail: `entry ${entry.logIndex}` };
    // One of them is the log that the entry names.
    const ids = named.map(({ logID }) => logID);
    if (entry.proof !== undefined && !checkpointIsOf(entry.proof, ids))
      return { reason: 'checkpoint-unknown', detail: `entry ${entry.logIndex}` };
    if (entry.proof !== undefined && !checkpointIsAbout(entry.proof))
      return { reason: 'inclusion-proof', detail: 'its proof and its checkpoint are about different trees' };
    if (!namesSigner(entry, signers))
      return {
        reason: 'log-entry-mismatch',
        detail: `entry ${entry.logIndex} was made with another certificate or key`,
      };
    const repeated = log
      .slice(0, at)
      .some((one) => one.logId.equals(entry.logId) && one.body.equals(entry.body));
    if (repeated) return { reason: 'log-entry-repeated', detail: `entry ${entry.logIndex}` };
  }
  return undefined;
}

/** The library's answer; `certificate-untrusted` stands for all that may be wrong with a certificate. */
export function reasonOf(code: VerificationError['code'], bundle: Bundle): Refusal {
  switch (code) {
    case 'TLOG_ERROR':
      return { reason: 'log-missing', detail: '' };
    case 'TLOG_MISSING_INCLUSION_ERROR':
      return { reason: 'inclusion-proof', detail: 'it has neither a proof nor a promise' };
    case 'TLOG_INCLUSION_PROOF_ERROR':
      return { reason: 'inclusion-proof', detail: '' };
    case 'TLOG_INCLUSION_PROMISE_ERROR':
      return { reason: 'inclusion-promise', detail: '' };
    case 'TLOG_BODY_ERROR':
      return { reason: 'log-entry-mismatch', detail: '' };
    case 'TIMESTAMP_ERROR':
      return bundle.timestamps.length === 0
        ? { reason: 'time-missing', detail: '' }
        : { reason: 'timestamp-invalid', detail: '' };
    case 'CERTIFICATE_ERROR':
    case 'PUBLIC_KEY_ERROR':
      return { reason: 'certificate-untrusted', detail: '' };
    case 'SIGNATURE_ERROR':
      return { reason: 'signature-invalid', detail: '' };
    case 'NOT_IMPLEMENTED_ERROR':
      return { reason: 'bundle-unreadable', detail: '' };
  }
}

/** What is wrong with a certificate that a trusted authority did make: its time, else what its log says. */
export function certificateReason({ log, timestamps }: Bundle, { from, until }: Certificate): Refusal {
  const times = [
    ...log.filter(({ promised }) => promised).map(({ integrated }) => integrated * 1000),
    ...timestamps.map((der) => RFC3161Timestamp.parse(der).signingTime.getTime()),
  ];
  const outside = times.find((at) => at < from || at > until);
  if (outside === undefined) return { reason: 'sct-invalid', detail: '' };
  const when = Number.isNaN(outside) ? 'a time that is none' : new Date(outside).toISOString();
  return {
    reason: 'certificate-expired',
    detail: `signed at ${when}, valid from ${new Date(from).toISOString()} until ${new Date(until).toISOString()}`,
  };
}
