/** A registry with referrers that goes away in the middle of a test. */

import type { TestContext } from 'node:test';
import { startReferrersRegistry } from './registries.ts';

export async function startRegistry(
  t: Pick<TestContext, 'after'>,
): Promise<{ readonly host: string; stop(): Promise<void> }> {
  const ends: (() => unknown)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end();
  };
  const after = ((end: () => unknown) => void ends.push(end)) as TestContext['after'];
  const host = await startReferrersRegistry({ after });
  t.after(stop);
  return { host, stop };
}
