/** What a careful person would want to know of the checkout before jobs run in it. */

import { explain, type Failure } from '../core/failure.ts';
import type { Context } from '../core/host.ts';
import { visible } from './escape.ts';
import { type Look, mark } from './look.ts';
import { wrap } from './width.ts';

/** One line, or none where git keeps no credentials among the repository's own settings. */
export function credentialsRemark({ host, git }: Context): readonly string[] {
  const names = git?.credentials ?? [];
  if (names.length === 0) return [];
  const said = `the checkout left credentials, or a way to them, in .git/config (${names.join(', ')}), where every job can read them`;
  return [`${said}; ${REMEDY[host]}`];
}

/** One line, or none where git tells what it knows. */
export function refusalRemark(refused: Failure | undefined): readonly string[] {
  if (refused === undefined) return [];
  const { message, next } = explain(refused);
  const said = `${message}: no commit is known, every file counts as an input, no job can have outputs of its own`;
  return [next === undefined ? said : `${said}; ${next}`];
}

/** The same as lines below a plan. */
export function refusalLines(refused: Failure | undefined, look: Look): readonly string[] {
  return refusalRemark(refused).flatMap((remark) =>
    wrap(visible(remark), look.columns - 2).map(
      (line, at) => `${at === 0 ? mark('note', look) : ' '} ${line}`,
    ),
  );
}

const REMEDY: { readonly [host in Context['host']]: string } = {
  github: '"persist-credentials: false" of actions/checkout keeps them out',
  gitlab: 'FF_GIT_URLS_WITHOUT_TOKENS=true keeps the token of the job out of it',
  local: 'a credential helper among your own settings keeps them out of the folder',
};
