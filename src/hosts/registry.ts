/** The places where we run, most particular first; the last one is always right. */

import type { Host } from '../core/host.ts';
import type { Files } from '../core/ports.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { local } from './local.ts';

/** The environment that the program was started with. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What a host needs of the disk to learn where it is. */
export type EventFiles = Pick<Files, 'readText'>;

/** Undefined where this is another place. */
export type Door = (env: Env, files: EventFiles) => Host | undefined;

export const HOSTS: readonly Door[] = [
  // GITHUB_ACTIONS=true: groups, annotations, a step summary, outputs
  github,
  // GITLAB_CI=true: sections, a JUnit report
  gitlab,
  // a terminal, a pipe, or a CI service that we do not know
  local,
];

export function detectHost(env: Env, files: EventFiles): Host {
  for (const door of HOSTS) {
    const host = door(env, files);
    if (host !== undefined) return host;
  }
  throw new Error('the local host refuses nothing');
}
