/** Steps that the user adds: a shell line that joins the graph like any other. */

import type { Job, PlanFacts } from '../core/step.ts';
import { NETWORK_FORWARDS } from '../toolchains/job.ts';
import type { OwnOptions } from './options.ts';
import { DEFAULT_LIMIT, overlay } from './verb.ts';

/**
 * The job of one own step. Its result is believed again only when it declares inputs, outputs and tools: what it
 * does not declare we cannot see change.
 */
export function ownJob(name: string, options: OwnOptions, facts: PlanFacts): Job {
  const declared =
    options.inputs !== undefined && options.outputs !== undefined && options.tools !== undefined;
  return overlay(
    name,
    {
      explained: [],
      spec: {
        id: name,
        step: name,
        commands: [],
        inputs: ['**'],
        tools: [],
        params: {},
        env: {},
        // Not the package manager's: those may hold passwords for its index.
        forwards: NETWORK_FORWARDS,
        stores: facts.project.stores,
        outputs: options.outputs ?? [],
        scratch: [],
        needs: ['deps'],
        gives: [],
        grants: [],
        cache: declared ? 'result' : 'never',
        limit: DEFAULT_LIMIT,
      },
    },
    facts,
    { ...options, run: options.run },
  );
}
