/** Evidence after it was opened: what it is, who signed it, or what is wrong with it. */

import { type Signed, saidTime } from './content.ts';
import type { Role } from './expectations.ts';
import type { Broken, Seal, Signer } from './open.ts';

export type Exhibit = {
  readonly id: string;
  /** What it is, or what the place says that it is where it cannot be read. */
  readonly role: Role | undefined;
  readonly state:
    | { readonly kind: 'sound'; readonly seal: Seal; readonly signed: Signed }
    | { readonly kind: 'broken'; readonly broken: Broken }
    | { readonly kind: 'unsigned'; readonly signed: Signed }
    | { readonly kind: 'unread'; readonly detail: string };
};

export type SoundExhibit = Exhibit & { readonly state: Extract<Exhibit['state'], { kind: 'sound' }> };

export function isSound(exhibit: Exhibit): exhibit is SoundExhibit {
  return exhibit.state.kind === 'sound';
}

/** `https://gitlab.com: https://gitlab.com/group/diary//.gitlab-ci.yml@refs/heads/main`, `key cosign.pub`. */
export function signerText(signer: Signer): string {
  switch (signer.kind) {
    case 'identity':
      return `${signer.name} (${signer.issuer})`;
    case 'key':
      return `key ${signer.key.name}`;
    case 'unknown':
      return signer.hint === '' ? 'somebody who is not named' : `key ${signer.hint}`;
  }
}

/**
 * When it was signed at the earliest, by what is vouched for; undefined without a log or an authority. A certificate
 * lives for minutes, so that any such time is right. With a key anybody can have an old signature logged and stamped
 * anew: what the statement says of itself counts where it is earlier. Milliseconds since 1970.
 */
export function signedAt({ state: { seal, signed } }: SoundExhibit): number | undefined {
  if (seal.times.length === 0) return undefined;
  const said = seal.signer.kind === 'key' ? saidTime(signed) : undefined;
  return Math.min(...seal.times.map(({ at }) => at), ...(said === undefined ? [] : [said]));
}

/** By what statements of one kind follow each other: for a key the signed text before anything that is added later. */
export function orderOf(exhibit: SoundExhibit): number | undefined {
  const { seal, signed } = exhibit.state;
  return seal.signer.kind === 'key' ? (saidTime(signed) ?? signedAt(exhibit)) : signedAt(exhibit);
}
