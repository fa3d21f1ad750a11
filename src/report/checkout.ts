/** What a careful person would want to know of the checkout before jobs run in it. */

import type { Context } from '../core/host.ts';

/** One line, or none where git keeps no credentials among the repository's own settings. */
export function credentialsRemark({ host, git }: Context): readonly string[] {
  const names = git?.credentials ?? [];
  if (names.length === 0) return [];
  const said = `the checkout left credentials, or a way to them, in .git/config (${names.join(', ')}), where every job can read them`;
  return [`${said}; ${REMEDY[host]}`];
}

const REMEDY: { readonly [host in Context['host']]: string } = {
  github: '"persist-credentials: false" of actions/checkout keeps them out',
  gitlab: 'FF_GIT_URLS_WITHOUT_TOKENS=true keeps the token of the job out of it',
  local: 'a credential helper among your own settings keeps them out of the folder',
};
