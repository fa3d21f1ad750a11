/** `sealsmith cache key <job>`: the key that a job has in the tree as it is now, and what it is made of. */

import type { ExitStatus, Failure } from '../../core/failure.ts';
import { explainKeyText } from '../../report/key.ts';
import { prepared } from '../prepared.ts';
import { complain, fail, type Session } from '../session.ts';
import { treeKeys } from './tree-keys.ts';

export type KeyFlags = { readonly explain?: boolean };

/** @param job  a job, or a step: all its jobs */
export async function cacheKey(session: Session, job: string, flags: KeyFlags): Promise<ExitStatus> {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const keys = await treeKeys(session, found.value, job);
  if (!keys.ok) return fail(session, keys.failure);
  let exit: ExitStatus = 0;
  for (const { job, found } of keys.value) {
    if (session.flags.json === true) {
      const parts = found.ok && flags.explain === true ? { parts: found.value.parts } : {};
      const why = found.ok ? {} : { why: found.failure };
      session.json({ job, key: found.ok ? found.value.key : null, ...parts, ...why });
    }
    if (!found.ok) {
      const failure: Failure = { code: 'usage', message: `${job} has no key yet: ${found.failure}` };
      exit = complain(session, failure);
    } else if (flags.explain === true) {
      session.say(explainKeyText(found.value.parts, found.value.key, session.look));
    } else {
      session.say([keys.value.length === 1 ? found.value.key : `${found.value.key}  ${job}`]);
    }
  }
  return exit;
}
