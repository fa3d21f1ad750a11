/** What makes two images different, as a person wants to see it. */

import type { ImageDifference, ImageDiffView, MemberDifference } from '../core/image-view.ts';
import { unreachable } from '../core/result.ts';
import { visible } from './escape.ts';
import { type Look, mark, paint } from './look.ts';
import { count } from './units.ts';
import { wrap } from './width.ts';

export function imageDiffText(view: ImageDiffView, look: Look): string[] {
  const { from, to, differences } = view;
  const head = [`from  ${from.digest}  ${visible(from.place)}`, `to    ${to.digest}  ${visible(to.place)}`];
  if (from.digest === to.digest) return [...head, `${mark('ok', look)} the same image`];
  if (differences.length === 0) {
    return [...head, '', 'the same files and settings; manifest or configuration are written in another way'];
  }
  return [...head, ...differences.flatMap((one) => ['', ...linesOf(one, look)])];
}

/** The same for who says around them which images they are. */
export function imageDifferences(differences: readonly ImageDifference[], look: Look): string[] {
  return differences.flatMap((one) => linesOf(one, look));
}

function linesOf(difference: ImageDifference, look: Look): string[] {
  switch (difference.kind) {
    case 'manifest':
    case 'config':
      return [
        paint(`${difference.kind}  ${visible(difference.field)}`, 'strong', look),
        ...change(difference.from, difference.to, look),
      ];
    case 'layer-count':
      return [`${count(difference.from, 'layer')} → ${difference.to}`];
    case 'compression':
      return [
        paint(`layer ${difference.layer}  the same files, compressed in another way`, 'strong', look),
        ...change(difference.from, difference.to, look),
      ];
    case 'layer':
      return layerLines(difference, look);
    default:
      return unreachable(difference);
  }
}

function layerLines(difference: Extract<ImageDifference, { kind: 'layer' }>, look: Look): string[] {
  const { layer, createdBy, member, counts, order } = difference;
  const made = createdBy === undefined ? '' : `  ${visible(createdBy.replace(/\s+/g, ' ')).slice(0, 60)}`;
  const title = paint(`layer ${layer}${made}`, 'strong', look);
  if (member === undefined)
    return [title, '  the same members; the archive around them is written in another way'];
  const sums = order
    ? 'the same members in another order'
    : [
        ...(counts.changed === 0 ? [] : [`${count(counts.changed, 'member')} changed`]),
        ...(counts.onlyFrom === 0 ? [] : [`${counts.onlyFrom} gone`]),
        ...(counts.onlyTo === 0 ? [] : [`${counts.onlyTo} new`]),
      ].join(', ');
  return [
    title,
    `  first  /${visible(member.path)}`,
    ...member.differences.flatMap((one) => memberLines(one, look)),
    `  ${sums}`,
  ];
}

function memberLines({ what, from, to, at }: MemberDifference, look: Look): string[] {
  if (what === 'content') return [`  content  differs${at === undefined ? '' : ` from byte ${at}`}`];
  return [`  ${what}`, ...change(from, to, look)];
}

function change(from: string, to: string, look: Look): string[] {
  const width = Math.max(20, look.columns - 6);
  return [
    ...wrap(visible(from), width, 4).map((line, at) => `  ${at === 0 ? '-' : ' '} ${line}`),
    ...wrap(visible(to), width, 4).map((line, at) => `  ${at === 0 ? '+' : ' '} ${line}`),
  ];
}
