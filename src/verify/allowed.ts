/** Whether a signer is one of those that may sign: everything is compared as a whole. */

import type { ExpectedSigner } from './expectations.ts';
import type { Signer } from './open.ts';
import { isPattern, matches } from './pattern.ts';

/** @returns which of the expected signers it is */
export function allowedAs(signer: Signer, expected: readonly ExpectedSigner[]): ExpectedSigner | undefined {
  return expected.find((one) => isSame(signer, one));
}

function isSame(signer: Signer, expected: ExpectedSigner): boolean {
  if (signer.kind === 'unknown') return false;
  if (signer.kind === 'key') return expected.kind === 'key' && expected.name === signer.key.name;
  if (expected.kind === 'key' || expected.issuer !== signer.issuer) return false;
  if (expected.kind === 'identity') return expected.identity === signer.name;
  return signer.address && expected.refs.some((ref) => isNamed(signer.name, expected.workflow, ref));
}

/** No star stands for `@`, so that only one place can part workflow and ref. */
function isNamed(name: string, workflow: string, ref: string): boolean {
  const whole = `${workflow}@${ref}`;
  return isPattern(whole) ? matches(whole, name) : whole === name;
}

export function signersText(expected: readonly ExpectedSigner[]): string {
  return expected.map(signerText).join(' or ');
}

function signerText(expected: ExpectedSigner): string {
  switch (expected.kind) {
    case 'key':
      return `key ${expected.name}`;
    case 'identity':
      return `${expected.identity} (${expected.issuer})`;
    case 'workflow':
      return `${expected.workflow}@${expected.refs.join('|')} (${expected.issuer})`;
  }
}
