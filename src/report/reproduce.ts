/** The line that makes again at a desk what a forge did: the last one of its log. */

import type { Plan } from '../core/plan.ts';
import { parseImageName, printImageName } from '../formats/image-name.ts';

/**
 * `reproduce: sealsmith reproduce run.json   (or: docker run … name@sha256:… sealsmith run test)`. An image that is known
 * by a tag alone is not named: under that name there may be another one by now. Where there is none, it is made again
 * with the tools of the machine.
 *
 * @param record  the record's path as people see it
 * @param image  of the job, as the forge or somebody says it
 */
export function reproduceLine(plan: Plan, record: string, image: string | undefined): string {
  const name = image === undefined ? undefined : parseImageName(image);
  const line = `reproduce: sealsmith reproduce ${record}`;
  if (name?.digest === undefined) return `${line} --on-host`;
  const steps = [...new Set(plan.jobs.map(({ spec }) => spec.step))].filter((step) => PLAIN.test(step));
  const run = ['sealsmith', 'run', ...steps].join(' ');
  return `${line}   (or: docker run --rm -v "$PWD:/work" -w /work ${printImageName(name)} ${run})`;
}

const PLAIN = /^[a-z0-9][a-z0-9-]*$/;
