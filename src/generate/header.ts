/**
 * The first lines of a generated file: how to make it again, and the digest of all that follows. By them a file is known
 * as ours, a change by hand is seen, and `--check` knows which flags it was made with. No time and no version: what has
 * not changed gives the same bytes.
 */

import { createHash } from 'node:crypto';

export const FORGES = ['github', 'gitlab'] as const;
export type Forge = (typeof FORGES)[number];

/** What a person chose beside the plan. */
export type Choices = {
  /** The image that jobs run in, `name@sha256:…`. */
  readonly image?: string;
  /** Our action, `owner/name@<commit>`. */
  readonly action?: string;
  /** The image of kaniko, `name@sha256:…`, for a job that builds the Dockerfile. */
  readonly kaniko?: string;
};

/** In the order in which they are written. */
export const CHOICES = ['image', 'action', 'kaniko'] as const;

const COMMAND = '# Written by: sealsmith generate ';
const DIGEST = '# What follows is sha256:';

export function withHeader(forge: Forge, choices: Choices, body: string): string {
  const flags = CHOICES.flatMap((name) => {
    const value = choices[name];
    return value === undefined ? [] : [`--${name}`, value];
  });
  return `${[
    `${COMMAND}${[forge, ...flags].join(' ')}`,
    '# Change sealsmith.yml and write it again; "--check" compares. Edits here are lost.',
    `${DIGEST}${digest(body)}`,
  ].join('\n')}\n${body}`;
}

export type Written = {
  readonly forge: Forge;
  readonly choices: Choices;
  /** False when somebody has changed what follows the header. */
  readonly untouched: boolean;
};

/** @returns undefined when the file is none of ours */
export function readHeader(text: string): Written | undefined {
  const [command = '', , digestLine = ''] = text.split('\n', 3);
  if (!command.startsWith(COMMAND) || !digestLine.startsWith(DIGEST)) return undefined;
  const [name, ...words] = command.slice(COMMAND.length).split(' ');
  const forge = FORGES.find((one) => one === name);
  if (forge === undefined) return undefined;
  const choices = choicesIn(words);
  if (choices === undefined) return undefined;
  const body = text.split('\n').slice(3).join('\n');
  return { forge, choices, untouched: digestLine === `${DIGEST}${digest(body)}` };
}

/** No value holds a space. */
function choicesIn(words: readonly string[]): Choices | undefined {
  const found: { [name in (typeof CHOICES)[number]]?: string } = {};
  for (let at = 0; at < words.length; at += 2) {
    const name = CHOICES.find((one) => words[at] === `--${one}`);
    const value = words[at + 1];
    if (name === undefined || value === undefined || found[name] !== undefined) return undefined;
    found[name] = value;
  }
  return found;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
