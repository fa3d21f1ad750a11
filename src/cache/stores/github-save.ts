/**
 * Saves a file with `@actions/cache`, which is loaded here and nowhere else. It runs in a thread of its own (see
 * system/own-thread.ts), because the library wants the token in the environment, prints workflow commands and takes
 * paths relative to where the program was started.
 */

import { CACHE_WRITE_DENIED_PREFIX, saveCache } from '@actions/cache';
import { SAVED_PATH } from './github-key.ts';

export type GithubSave = {
  /** Absolute path of the folder that has the file, under its constant name. */
  readonly folder: string;
  readonly key: string;
  /** Milliseconds for all of it: the library has no limit of its own. */
  readonly limit: number;
};

export type GithubSaved =
  | { readonly saved: true }
  | { readonly saved: false; readonly why: 'denied' | 'failed'; readonly detail: string };

/**
 * The task `github-save` of a thread.
 *
 * @param settle  makes the thread work in a folder; returns what it has printed since
 */
export function githubSave(settle: (folder: string) => Promise<() => string>) {
  return async (input: unknown): Promise<GithubSaved> => {
    const task = input as GithubSave;
    return save(task, await settle(task.folder));
  };
}

async function save({ key, limit }: GithubSave, printed: () => string): Promise<GithubSaved> {
  let clock: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    clock = setTimeout(() => resolve('late'), limit);
  });
  try {
    // One that is late goes on until the thread is ended, which is when we return.
    const id = await Promise.race([late, saveCache([SAVED_PATH], key)]);
    if (id === 'late') {
      return { saved: false, why: 'failed', detail: `it was not saved within ${limit / 1000} s` };
    }
    return id === -1 ? whyNot(printed()) : { saved: true };
  } catch (error) {
    return {
      saved: false,
      why: 'failed',
      detail: clause(error instanceof Error ? error.message : String(error)),
    };
  } finally {
    clearTimeout(clock);
  }
}

/**
 * The library tells nobody but its log why it saved nothing. A refusal begins with words that are a contract with the
 * service; before that, with older services, the status of its answer is all there is.
 */
function whyNot(log: string): GithubSaved {
  const lines = log.split(/\r?\n/);
  const denied = lines.find((line) => line.includes(CACHE_WRITE_DENIED_PREFIX) || FORBIDDEN.test(line));
  if (denied !== undefined) {
    const [, said = ''] = denied.split(CACHE_WRITE_DENIED_PREFIX);
    return { saved: false, why: 'denied', detail: clause(said) };
  }
  const said = lines.filter((line) => /Failed to save: |^::warning::|^::error::/.test(line)).map(clause);
  const detail = said.findLast((text) => text !== '') ?? 'the library does not say why';
  return { saved: false, why: 'failed', detail };
}

const FORBIDDEN = /Failed to reserve cache: .*\((?:401|403)\)/;

/** One line for people. Of an address only the host is left: what is around it may be a password or a signature. */
function clause(text: string): string {
  return text
    .replace(/^::[^:]*::/, '')
    .replace(/^(?:Failed to save: )+/, '')
    .replace(/%0A/gi, ' ')
    .replace(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)[^\s]*/gi, '$1$2')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, 300);
}
