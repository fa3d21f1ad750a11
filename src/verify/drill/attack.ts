/** What an attack of the drill is, what its honest twin is, and what it means that one was stopped. Plain values. */

import { ok, type Result } from '../../core/result.ts';
import { REASONS, type ReasonCode, reasonsOf, type Verdict, type VerdictExit } from '../../core/verdict.ts';
import type { Identity } from './authority.ts';

/** Rows of the threat list that are about images. */
export const THREAT_IDS = [
  'I1',
  'I2',
  'I3',
  'I4',
  'I5',
  'I6',
  'I7',
  'I8',
  'I9',
  'I11',
  'I12',
  'I13',
] as const;
export type ThreatId = (typeof THREAT_IDS)[number];

/** Who signs. Identities are certified by the authority that is trusted, unless it is somebody else's. */
export type Author =
  | { readonly kind: 'key'; readonly key: 'ours' | 'stranger' }
  | { readonly kind: 'identity'; readonly identity: Identity; readonly authority?: 'stranger' };

/** Something that is attached to the image. */
export type Piece =
  | {
      readonly by: Author;
      readonly type: string;
      readonly predicate: Readonly<Record<string, unknown>>;
      /** What its statement is about, unless it is this image: the honest image, or a digest of another form. */
      readonly about?: 'another image' | 'SHA-512' | 'capitals';
      /** When it was signed, and stamped: milliseconds after now. */
      readonly at?: number;
      /** Whose hint it wears instead of its own key's. */
      readonly hint?: 'ours';
      /** A bit of the signature is turned. */
      readonly spoilt?: boolean;
      /** What it is called where it is attached, which nobody signs. */
      readonly called?: string;
      /** When it was attached, as its annotation says: milliseconds after now. */
      readonly listed?: number;
    }
  /** Bytes that are no bundle. */
  | { readonly junk: string; readonly called: string; readonly listed?: number };

/** An image, what is attached to it, and how it is verified. */
export type Scene = {
  /** Undefined: the honest image with all that an honest pipeline says of it. */
  readonly pieces: readonly Piece[] | undefined;
  /** The section `verify` of the configuration; `{ key: OUR_KEY }` stands for the project's own key. */
  readonly expected: Readonly<Record<string, unknown>>;
  /** Verified is what it stands for, or the digest. */
  readonly asked?: 'tag' | 'digest';
  /** What becomes of the tag: it comes to stand for another image, or is taken away. */
  readonly tag?: 'moved before' | 'moved meanwhile' | 'removed meanwhile';
  /** What the forge says is the newest commit; the failure is one clause. */
  readonly newest?: Result<string, string>;
};

export type Attack = {
  readonly id: ThreatId;
  /** What its row in the table says; attacks of one row stand there together. */
  readonly row: string;
  readonly name: string;
  /** Every reason of the verdict; none where it must not matter that somebody tries. */
  readonly ends: readonly ReasonCode[];
  readonly exit: VerdictExit;
  readonly attack: Scene;
  readonly twin: Scene;
};

/** Attacks of one row, each beside an image that is honest in the way that matters. */
export function rowOf(id: ThreatId, row: string) {
  return (
    name: string,
    attack: Scene,
    ends: Attack['ends'],
    exit: VerdictExit = ends.length === 0 ? 0 : 3,
    twin: Scene = { ...attack, pieces: undefined },
  ): Attack => ({ ...{ id, row, name, ends, exit }, attack, twin });
}

/** Builds what a scene says, and verifies it as the program does. A failure is the ground's, not a verdict. */
export type Play = (scene: Scene) => Promise<Result<Verdict>>;

type Said = { readonly code: string; readonly detail: string };

export type Fought = Pick<Attack, 'id' | 'row' | 'name'> & {
  /** Reasons and exit status that it had to have. */
  readonly ends: string;
  readonly stopped: boolean;
  /** The verdict on the attack; undefined when it passed. */
  readonly miss: Said | undefined;
  /** Whether it had to pass, and did: what was attached changed nothing. */
  readonly honest: boolean;
  readonly exit: VerdictExit;
  /** Why the honest twin was not accepted; undefined when it was. */
  readonly twin: Said | undefined;
  /** That building and verifying the attack took. */
  readonly milliseconds: number;
};

export async function fight(one: Attack, play: Play, now: () => number): Promise<Result<Fought>> {
  const { id, row, name, ends, exit } = one;
  const twin = await play(one.twin);
  if (!twin.ok) return twin;
  const begun = now();
  const attack = await play(one.attack);
  if (!attack.ok) return attack;
  const reasons = reasonsOf(attack.value);
  const asItMust =
    attack.value.exit === exit &&
    reasons.length === ends.length &&
    ends.every((reason) => reasons.includes(reason));
  return ok({
    ...{ id, row, name },
    ends: exit === 0 ? 'harmless' : `${ends.join(', ')} (exit ${exit})`,
    stopped: asItMust,
    miss: refusal(attack.value),
    honest: exit === 0 && attack.value.exit === 0,
    exit: attack.value.exit,
    twin: refusal(twin.value),
    milliseconds: now() - begun,
  });
}

function refusal(verdict: Verdict): Said | undefined {
  if (verdict.exit === 0) return undefined;
  const reasons = reasonsOf(verdict);
  const detail = reasons.map((reason) => REASONS[reason].says).join('; ');
  return { code: reasons.join(', '), detail };
}
