/** What was signed, by whom, and where that lies now, as people read it. */

import type { SignedPlace, SignedSubject, SignedView } from '../core/signed-view.ts';
import { visible } from './escape.ts';
import { type Look, mark, markWidth } from './look.ts';
import { wrap } from './width.ts';

/** What `cosign sign` says, and so do we: it is the signature and nothing else. */
const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';

export function signedText(view: SignedView, look: Look): string[] {
  const { predicateType, signer } = view;
  const what = predicateType === SIGNATURE ? '' : `${visible(predicateType)} `;
  const who =
    signer.kind === 'key'
      ? `the key ${visible(signer.hint)}`
      : `${visible(signer.name)} (${visible(signer.issuer)})`;
  return [
    ...view.signed.flatMap((one) => subjectLines(one, `${what}by ${who}`, look)),
    ...view.remarks.flatMap((text) => row('note', visible(text), [], look)),
  ];
}

function subjectLines(
  { subject, places, logIndex }: SignedSubject,
  by: string,
  look: Look,
): readonly string[] {
  const added = places.some(({ bundle, older }) => bundle === 'added' || older === 'added');
  const log = logIndex === undefined ? [] : [`entry ${logIndex} of the transparency log`];
  const state = added ? 'ok' : 'same';
  return row(
    state,
    visible(subject),
    [by, ...log, ...places.flatMap((one) => placeLines(one, subject))],
    look,
  );
}

const STATES = {
  added: 'put to',
  there: 'was there already: put to',
  'no-room': 'has no room for it:',
} as const;

function placeLines({ place, bundle, older }: SignedPlace, subject: string): readonly string[] {
  const name = place === subject ? 'it, as what refers to it' : visible(place);
  return [
    ...(bundle === undefined ? [] : [`${STATES[bundle]} ${name}`]),
    ...(older === undefined ? [] : [`${STATES[older]} its older tags (.sig, .att)`]),
  ];
}

function row(kind: 'ok' | 'same' | 'note', head: string, texts: readonly string[], look: Look): string[] {
  const indent = 2 + markWidth(look) + 1;
  const width = Math.max(24, look.columns - indent);
  const [first = '', ...rest] = [head, ...texts].flatMap((text) => wrap(text, width));
  return [`  ${mark(kind, look)} ${first}`, ...rest.map((text) => `${' '.repeat(indent)}${text}`)];
}
