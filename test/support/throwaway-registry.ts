/** The registry of the drill, on this machine for one test. */

import type { TestContext } from 'node:test';
import { serveOnLoopback } from '../../src/system/loopback-server.ts';
import { ThrowawayRegistry } from '../../src/verify/drill/throwaway-registry.ts';
import { value } from './world.ts';

/** @returns its `host:port`; it knows referrers */
export async function startThrowawayRegistry(t: TestContext): Promise<string> {
  const registry = new ThrowawayRegistry();
  const server = value(await serveOnLoopback((asked) => registry.answer(asked)));
  t.after(() => server.close());
  return server.host;
}
