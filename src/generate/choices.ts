/** What a person may choose, checked: everything that a pipeline runs is named by its digest or commit. */

import { err, ok, type Result } from '../core/result.ts';
import { parseImageName } from '../formats/image-name.ts';
import type { Choices, Forge } from './header.ts';

export function checkedChoices(forge: Forge, choices: Choices): Result<Choices> {
  const { image, action, kaniko } = choices;
  for (const [flag, value] of [
    ['--image', image],
    ['--kaniko', kaniko],
  ] as const) {
    const problem = value === undefined ? undefined : imageProblem(value);
    if (problem !== undefined) return usage(`${flag} ${value}: ${problem}`);
  }
  if (forge === 'gitlab') {
    return action === undefined ? ok(choices) : usage('--action is for GitHub; GitLab takes --image');
  }
  if (action === undefined) return usage(`--action is missing: ${ACTION}`);
  return ACTION_NAME.test(action) ? ok(choices) : usage(`--action ${action}: ${ACTION}`);
}

const ACTION =
  'the action by its commit, owner/sealsmith@ and 40 hex digits, for a tag or branch may be moved to other code at any time';

const ACTION_NAME = /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*@[0-9a-f]{40}$/;

function imageProblem(text: string): string | undefined {
  const name = parseImageName(text);
  if (name === undefined) return 'no name of an image';
  if (name.digest === undefined)
    return 'a tag may be moved to another image at any time: name@sha256:… is what can be used';
  return /^[A-Za-z0-9._/:@-]+$/.test(text) ? undefined : 'no name of an image';
}

function usage(message: string): Result<never> {
  return err({ code: 'usage', message });
}
