/** The end of GitHub's page: what was made, its digest to be copied, what to do next, how to make the same again. */

import type { Plan } from '../core/plan.ts';
import type { RunRecord } from '../core/record.ts';
import { markdownText } from './escape.ts';
import { reproduceLine } from './reproduce.ts';
import { nextSteps } from './summary.ts';
import { size } from './units.ts';

/**
 * @param path   of the record in the workspace
 * @param image  of the job, as the forge or somebody says it
 */
export function footPart(
  plan: Plan,
  record: RunRecord,
  path: string | undefined,
  image: string | undefined,
): string {
  const made = madeLines(record);
  const next = nextSteps(plan, record);
  return [
    ...(made.length === 0 ? [] : ['### Made', '', ...made, '']),
    ...(path === undefined ? [] : [`record <code>${markdownText(path)}</code>`, '']),
    ...(next.length === 0 ? [] : [`**next:** ${next.map(nextStep).join(' · ')}`, '']),
    ...(path === undefined ? [] : [reproducePart(plan, path, image), '']),
  ]
    .join('\n')
    .trimEnd();
}

function madeLines(record: RunRecord): string[] {
  const { binary, image, pushed } = record.what.facts;
  const artifacts = record.what.artifacts.slice(0, 20).map(({ path, sha256 }) => {
    const bytes = binary?.archive === path ? ` ${size(binary.bytes)}` : '';
    return `- <code>${markdownText(path)}</code>${bytes} <code>sha256:${markdownText(sha256)}</code>`;
  });
  const name = pushed === undefined ? image?.digest : `${pushed.name}@${pushed.digest}`;
  // GitHub puts a button for copying beside such a block.
  const block =
    name !== undefined && COPIED.test(name)
      ? [pushed === undefined ? 'Image:' : 'Image, pushed:', '', '```text', name, '```']
      : [];
  return artifacts.length === 0 || block.length === 0
    ? [...artifacts, ...block]
    : [...artifacts, '', ...block];
}

/** Nothing that could end the block; every honest name is so. */
const COPIED = /^[A-Za-z0-9._:/@[\]-]+$/;

/** A command to be copied, and after some blanks what it is for; or a sentence. */
function nextStep(text: string): string {
  const [first = '', ...rest] = text.split(/ {3,}/);
  if (!first.startsWith('sealsmith ')) return markdownText(text);
  return [`<code>${markdownText(first)}</code>`, ...rest.map(markdownText)].join(' ');
}

function reproducePart(plan: Plan, path: string, image: string | undefined): string {
  const [line = '', ...others] = reproduceLine(plan, path, image).split(/ {3,}/);
  const command = line.slice(line.indexOf(': ') + 2);
  return [`**reproduce:** <code>${markdownText(command)}</code>`, ...others.map(markdownText)].join(' ');
}
