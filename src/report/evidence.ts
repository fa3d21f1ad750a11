/** Everything that is attached to something, drawn as a tree, with what each piece says of itself. */

import type { EvidencePiece, EvidenceView } from '../core/evidence-view.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { count, size } from './units.ts';
import { wrap } from './width.ts';

/** What hangs below a line: its own text, and more of the same. */
type Twig = { readonly lines: readonly string[]; readonly below: readonly Twig[] };

export function evidenceText(view: EvidenceView, look: Look): string[] {
  const { name, digest } = view;
  const title = [visible(name.replace(`@${digest}`, '')), digest].flatMap((text) => wrap(text, look.columns));
  const twigs = twigsOf(view);
  const empty = twigs.length === 0 ? [paint('  nothing is attached to it', 'quiet', look)] : [];
  return [
    ...title,
    ...empty,
    ...draw(twigs, '', look),
    '',
    ...wrap(
      `nothing of this was verified: it is what each piece says of itself. "sealsmith verify" says what holds.`,
      look.columns,
    ),
  ];
}

function twigsOf({ pieces, more, images }: EvidenceView): readonly Twig[] {
  return [
    ...pieces.map(twigOf),
    ...(more === 0
      ? []
      : [{ lines: [`and ${count(more, 'piece')} more, which were not looked at`], below: [] }]),
    ...images.map((image) => ({
      lines: [`image ${image.platform ?? 'of no platform'}  ${image.digest}`],
      below: twigsOf(image),
    })),
  ];
}

const FORMS: Readonly<Record<EvidencePiece['form'], string>> = {
  bundle: 'bundle',
  'simple-signing': 'older form',
  dsse: 'older form',
  statement: 'not signed',
  attachment: 'attachment',
};

function twigOf(piece: EvidencePiece): Twig {
  const { kind, form, bytes, predicateType, signer, times, log, problem } = piece;
  const facts = [FORMS[form], ...(bytes === undefined ? [] : [size(bytes)])].join(', ');
  return {
    lines: [
      `${visible(kind)}  ${facts}`,
      ...(predicateType === undefined || kind === 'signature' ? [] : [`type ${visible(predicateType)}`]),
      ...(signer === undefined ? [] : [signerText(signer)]),
      ...times.map(({ at, from }) => `${at} by the ${from}`),
      ...log.map(({ index, id }) => `log entry ${index} of ${id.slice(0, 16)}…`),
      ...(piece.aboutAnother === true ? ['it is about other bytes than these (I7)'] : []),
      ...(problem === undefined ? [] : [`cannot be read: ${visible(problem)}`]),
      visible(piece.id),
    ],
    below: [],
  };
}

function signerText(signer: NonNullable<EvidencePiece['signer']>): string {
  if (signer.kind === 'identity') return `by ${visible(signer.name)} (${visible(signer.issuer)})`;
  return signer.hint === '' ? 'by a key that is not named' : `by a key, hint ${visible(signer.hint)}`;
}

function draw(twigs: readonly Twig[], before: string, look: Look): string[] {
  return twigs.flatMap((twig, at) => {
    const last = at === twigs.length - 1;
    const signs = look.marks === 'tree' ? (last ? '└─ ' : '├─ ') : last ? '`- ' : '|- ';
    const bar = last ? '   ' : look.marks === 'tree' ? '│  ' : '|  ';
    const inner = before + bar;
    const width = Math.max(24, look.columns - inner.length - 3);
    const [first = '', ...rest] = twig.lines.flatMap((line) => wrap(line, width));
    const below = twig.below.length === 0 ? '' : look.marks === 'tree' ? '│  ' : '|  ';
    return [
      `${before}${signs}${first}`,
      ...rest.map((line) => `${inner}${below}${below === '' ? '   ' : ''}${paint(line, 'quiet', look)}`),
      ...draw(twig.below, inner, look),
    ];
  });
}
