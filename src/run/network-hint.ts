/** Tells a job that failed for want of the network how it is granted. */

import type { PlannedJob } from '../core/plan.ts';

/** What programs say when a name cannot be resolved or no network is there. */
const NO_NETWORK =
  /ENOTFOUND|EAI_AGAIN|ENETUNREACH|could not resolve|temporary failure in name resolution|network is unreachable|no address associated|getaddrinfo|dial tcp: lookup/i;

/**
 * @param tail  the last of what the job printed
 * @returns remarks for its report; none when the job could reach the network
 */
export function networkHints({ spec, isolation }: PlannedJob, tail: string): readonly string[] {
  if (isolation.network !== 'withheld' || !NO_NETWORK.test(tail)) return [];
  return [`it was kept off the network; steps.${spec.step}.network: true lets it reach the network`];
}
