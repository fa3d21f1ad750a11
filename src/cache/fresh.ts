/**
 * Knows that a job has nothing to do: an equal key ended well here before, and what it wrote has not been touched
 * since. Stamps lie outside the workspace, on this machine, for this folder only; they are no cache and never travel.
 */

import { createHash } from 'node:crypto';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Files } from '../core/ports.ts';
import type { Result } from '../core/result.ts';
import type { JobSpec, Report } from '../core/step.ts';
import { isObject, isReport } from './report.ts';

const SCHEMA = 'sealsmith-fresh/3';

/** What a finished job is remembered by. */
export type Stamp = {
  readonly schema: typeof SCHEMA;
  readonly key: Sha256;
  /** Over the values that the job was given by name. */
  readonly given: Sha256;
  /** Stamp of each output, see `Files.stamp`. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly report: Report;
  /** Digest of each output, for the record. */
  readonly digests: readonly FileDigest[];
};

export class FreshStamps {
  readonly #files: Files;
  readonly #folder: string;
  readonly #workspace: string;

  /** @param state  the folder for what outlives a run */
  constructor(files: Files, state: string, workspace: string) {
    this.#files = files;
    this.#workspace = workspace;
    this.#folder = `${state}/fresh/${createHash('sha256').update(workspace).digest('hex').slice(0, 32)}`;
  }

  /** The last stamp of a job, whatever its key; undefined when there is none that can be read. */
  last(spec: JobSpec): Stamp | undefined {
    const text = this.#files.readText(this.#path(spec));
    return text.ok && text.value !== undefined ? readStamp(text.value) : undefined;
  }

  /** The stamp, when its key and what was given are these and every output is as it was left. */
  holds(spec: JobSpec, key: Sha256, given: Sha256): Stamp | undefined {
    const stamp = this.last(spec);
    if (stamp === undefined || stamp.key !== key || stamp.given !== given) return undefined;
    const untouched = spec.outputs.every((path) => {
      const now = this.#files.stamp(`${this.#workspace}/${path}`);
      return now !== undefined && Object.hasOwn(stamp.outputs, path) && now === stamp.outputs[path];
    });
    return untouched ? stamp : undefined;
  }

  save(spec: JobSpec, what: Pick<Stamp, 'key' | 'given' | 'report' | 'digests'>): Result<void> {
    const outputs = Object.fromEntries(
      spec.outputs.map((path) => [path, this.#files.stamp(`${this.#workspace}/${path}`) ?? '']),
    );
    const stamp: Stamp = { schema: SCHEMA, ...what, outputs };
    return this.#files.writeText(this.#path(spec), JSON.stringify(stamp), 0o600);
  }

  #path(spec: JobSpec): string {
    return `${this.#folder}/${encodeURIComponent(spec.id)}.json`;
  }
}

/** Our own file, but a file: anything unexpected in it is no stamp. */
function readStamp(text: string): Stamp | undefined {
  try {
    const value = JSON.parse(text) as Stamp | null;
    const known =
      isObject(value) && value.schema === SCHEMA && isObject(value.outputs) && Array.isArray(value.digests);
    return known && isReport(value.report) ? value : undefined;
  } catch {
    return undefined;
  }
}
