/** Where a restored result waits to be put in place: apart from what unpacks it, which a run rarely loads. */

export const LOG = 'log';

/** Where output `n` of a restored result waits. */
export function stagedOutput(staging: string, index: number): string {
  return `${staging}/output-${index}`;
}

export function stagedLog(staging: string): string {
  return `${staging}/${LOG}`;
}
