/**
 * What one job of a forge hands to the next: the digest of its record by the forge's own channel, and the files that the
 * record names as artifacts. Whoever can change the files cannot change the digest.
 */

import { isSha256, type Sha256 } from '../core/digest.ts';
import type { HostName } from '../core/host.ts';
import { OURS, type WorkspacePath } from '../core/path.ts';
import type { RunRecord } from '../core/record.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobSpec } from '../core/step.ts';
import { parseImageName, printImageName } from '../formats/image-name.ts';
import { LATEST } from './record.ts';

/** Where a run on GitLab leaves its digests, for `artifacts: reports: dotenv:` or to be read by the next job. */
export const HANDOFF_PATH = `${OURS}/handoff.env`;

/** How the variables of digests begin. */
export const RECORD_VARIABLE = 'SEALSMITH_RECORD_';

/** As long as such a list can sensibly be. */
const MOST_NAMED = 100;

/**
 * The digests of `--record`, several in one value too, or those that a forge's channel holds.
 *
 * @param values  `sha256:<hex>`, separated by commas or spaces
 * @returns each once; `usage` for what is no digest
 */
export function namedRecords(values: readonly string[]): Result<readonly Sha256[]> {
  const named = new Set<Sha256>();
  for (const word of values.flatMap((value) => value.split(/[\s,]+/)).filter((text) => text !== '')) {
    const hex = word.replace(/^sha256:/, '');
    if (!isSha256(hex))
      return err({
        code: 'usage',
        message: `--record takes the digest of a record, sha256:…, not "${word}"`,
      });
    named.add(hex);
  }
  if (named.size > MOST_NAMED)
    return err({ code: 'usage', message: `--record: more than ${MOST_NAMED} records` });
  return ok([...named]);
}

/** What jobs before this one said in variables of their own; anything else under such a name is refused. */
export function recordsIn(env: Readonly<Record<string, string | undefined>>): Result<readonly Sha256[]> {
  const values = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(RECORD_VARIABLE) && value !== undefined ? [value] : [],
  );
  return namedRecords(values);
}

/** What is said where facts are taken on a forge and nobody named a record; undefined where that is all right. */
export function unnamedRemark(
  host: HostName,
  named: readonly Sha256[],
  wanted: readonly { readonly job: string }[],
): string | undefined {
  const [first] = wanted;
  if (host === 'local' || named.length > 0 || first === undefined) return undefined;
  return `${first.job} takes what ${LATEST} says, which nobody named: --record says by digest which run counts`;
}

/** Of a run: `RECORD_VARIABLE` and the steps it was asked for, in the order of the pipeline. */
export function recordVariable(steps: readonly string[]): string {
  const name = steps.length === 0 ? ['run'] : steps;
  return `${RECORD_VARIABLE}${name.join('_').replaceAll('-', '_').toUpperCase()}`;
}

/**
 * The lines of `HANDOFF_PATH`: digests and the name of the image, nothing that a project can put words into.
 *
 * @param steps  that the run was asked for by name
 */
export function handoffText(record: RunRecord, digest: Sha256, steps: readonly string[]): string {
  const { image, pushed } = record.what.facts;
  const name = pushed === undefined ? undefined : parseImageName(pushed.name);
  const lines = [
    `${recordVariable(steps)}=sha256:${digest}`,
    ...(image === undefined ? [] : [`SEALSMITH_IMAGE_DIGEST=${image.digest}`]),
    ...(pushed === undefined || name === undefined
      ? []
      : [`SEALSMITH_IMAGE_PUSHED=${printImageName({ ...name, tag: undefined, digest: pushed.digest })}`]),
  ];
  return `${lines.join('\n')}\n`;
}

/**
 * Paths of the workspace that must travel for later jobs to take this one's facts: its outputs, and the record. What
 * install put in place is not among them: it comes out of the cache, or is installed again.
 */
export function handoffPaths(spec: Pick<JobSpec, 'gives' | 'outputs'>): readonly string[] {
  const outputs: readonly WorkspacePath[] = spec.gives.includes('deps') ? [] : spec.outputs;
  return [`${OURS}/run.json`, `${OURS}/runs`, ...outputs].toSorted();
}
