/** What came of making a run again, for people: a line a job and an artifact, and where the first difference is. */

import { short } from '../core/digest.ts';
import type {
  ArtifactReproduced,
  Beside,
  FirstDifference,
  JobReproduced,
  Reproduction,
} from '../core/reproduction.ts';
import { linesOf, outputLine, visible } from './escape.ts';
import { imageDifferences } from './image-diff.ts';
import { type Look, mark, paint } from './look.ts';
import { count } from './units.ts';
import { cells, clauses, padEnd, wrap } from './width.ts';

/** `reproduce a41c9e2f4b11 · a run on gitlab · in registry.example.org/job@sha256:… by docker` */
export function reproductionTitle(
  recorded: { readonly commit: string; readonly host: string },
  where: Reproduction['where'],
  remark: string | undefined,
  look: Look,
): string[] {
  const place = where.kind === 'host' ? 'on this machine' : `in ${visible(where.image)} by ${where.engine}`;
  const from = recorded.host === 'local' ? 'a run at a desk' : `a run on ${recorded.host}`;
  const title = clauses([`reproduce ${short(recorded.commit)}`, from, place], look.columns);
  return [...title, ...(remark === undefined ? [] : [`${mark('note', look)} ${remark}`]), ''];
}

/** What the run prints, as it comes, one line of ours for each of its lines. */
export function outputLines(say: (line: string) => void): {
  readonly push: (chunk: Uint8Array) => void;
  readonly end: () => void;
} {
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string): void => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    // One that never ends is shown in parts.
    if (rest.length > LONGEST) {
      parts.push(rest);
      rest = '';
    }
    for (const line of parts) for (const one of linesOf(line)) say(`  | ${outputLine(one, false)}`);
  };
  return {
    push: (chunk) => take(decoder.decode(chunk, { stream: true })),
    end() {
      const last = rest + decoder.decode();
      rest = '';
      for (const one of linesOf(last)) say(`  | ${outputLine(one, false)}`);
    },
  };
}

const LONGEST = 64 * 1024;

export function reproductionText(view: Reproduction, look: Look): string[] {
  const { jobs, artifacts, left, reasons } = view;
  const names = [...jobs, ...left].map(({ id }) => cells(visible(id)));
  const width = Math.min(40, Math.max(12, ...names));
  return [
    '',
    ...jobs.map((job) => jobLine(job, width, look)),
    ...left.map(({ id, why }) => {
      const text = `not made again: ${visible(why)}`;
      return `  ${mark('skip', look)} ${padEnd(visible(id), width)} ${paint(text, 'quiet', look)}`;
    }),
    ...(artifacts.length === 0 ? [] : ['']),
    ...artifacts.flatMap((artifact) => artifactLines(artifact, look)),
    ...(reasons.length === 0 ? [] : ['', ...reasons.map(({ what, values }) => reasonLine(what, values))]),
    '',
    ...ending(view, look),
  ];
}

function jobLine({ id, differs, key, passed }: JobReproduced, width: number, look: Look): string {
  const equal = differs.length === 0;
  const same = passed ? 'equal' : 'equal: it failed then, and again';
  const text = equal ? same : key.now === undefined ? 'did not run' : `differs: ${differs.join(', ')}`;
  return `  ${mark(equal ? 'ok' : 'fail', look)} ${padEnd(visible(id), width)} ${text}`;
}

function artifactLines({ path, kind, sha256, first, atHand }: ArtifactReproduced, look: Look): string[] {
  const { recorded, now } = sha256;
  const head = (sign: 'ok' | 'fail' | 'note', text: string): string =>
    `  ${mark(sign, look)} ${visible(path)}  ${text}`;
  if (recorded === now) return [head('ok', `equal  sha256:${short(recorded ?? '')}`)];
  const after = now === undefined ? 'is not there' : `sha256:${short(now)}`;
  const detail =
    first !== undefined
      ? firstLines(first, look)
      : atHand || now === undefined
        ? []
        : ['where is not known: put what was made then beside the record, as the record names it'];
  return [
    head(kind === 'artifact' ? 'fail' : 'note', `differs  sha256:${short(recorded ?? '')} → ${after}`),
    ...(kind === 'artifact' ? [] : ['       a step left it; it is no artifact, and does not count']),
    ...detail.flatMap((line) => wrap(line, look.columns - 7)).map((line) => `       ${line}`),
  ];
}

function firstLines(first: FirstDifference, look: Look): string[] {
  switch (first.kind) {
    case 'byte':
      return [
        `first in ${first.member === undefined ? 'the file' : visible(first.member)}, byte ${first.at}`,
      ];
    case 'member':
      return [`first in ${visible(first.member)}, ${first.what}: ${besideText(first.values)}`];
    case 'container':
      return [`the same members; the archive around them differs from byte ${first.at}`];
    case 'image':
      return imageDifferences(first.differences.slice(0, 3), look);
  }
}

function besideText({ recorded, now }: Beside): string {
  return `${visible(recorded ?? 'nothing')} → ${visible(now ?? 'nothing')}`;
}

function reasonLine(what: string, values: Beside): string {
  return `  ${visible(what)}  ${besideText(values)}`;
}

function ending({ equal, jobs, artifacts, reasons, kept }: Reproduction, look: Look): string[] {
  const sum = [
    count(jobs.length, 'job'),
    count(artifacts.filter(({ kind }) => kind === 'artifact').length, 'artifact'),
  ].join(' and ');
  const last = equal
    ? [paint(`equal: ${sum}`, 'good', look)]
    : reasons.length === 0
      ? [
          'nothing else is of another version: what differs is not the same each time, or was not made from this',
        ]
      : ['what is listed above is of another version than then, and the likely reason'];
  return [...last, ...(kept === undefined ? [] : [`kept in ${visible(kept)}`])];
}
