/** Here: a tree on a terminal, lines in a pipe, groups in a log of a CI service that we do not know. */

import type { Host, View } from '../core/host.ts';
import { inertForUnknown } from '../report/escape.ts';
import { lines } from './local/lines.ts';
import { tree } from './local/tree.ts';
import type { Env } from './registry.ts';
import { type Brackets, grouped } from './shared/grouped.ts';
import { imageFacts } from './shared/told.ts';

export function local(env: Env): Host {
  const ci = env['CI'] !== undefined && !['', '0', 'false'].includes(env['CI'].toLowerCase());
  return {
    name: 'local',
    facts: { host: 'local', ci, ...imageFacts(env) },
    remarks: [],
    colors: false,
    open: async (view: View) => {
      if (ci) return grouped(view, [], UNKNOWN_CI);
      return view.terminal && !view.quiet && !view.verbose ? tree(view) : lines(view);
    },
  };
}

const UNKNOWN_CI: Brackets = {
  inert: inertForUnknown,
  open: (_, title) => [title],
  close: () => [''],
  fence: () => ({ before: [], after: [] }),
  prefix: '  | ',
  keep: 1024 * 1024,
  verdict: () => [],
  refusal: () => [],
};
