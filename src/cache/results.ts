/** Results of jobs as entries: owned outputs, log and report, under the job's own key and no other. */

import type { Miss, Sealed } from '../core/cache.ts';
import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { TreeEntry } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Report } from '../core/step.ts';
import type { Packed, Root } from './archive/pack.ts';
import { readMember, unpack } from './archive/unpack.ts';
import { type Kept, keep } from './keep.ts';
import { readReport, writeReport } from './report.ts';
import { type Found, type Sought, seek, type Vault } from './seek.ts';
import { LOG } from './staged.ts';

/** A job as the cache knows it. */
export type ResultSlot = {
  readonly job: string;
  readonly key: Sha256;
  readonly lineage: Sha256;
  /** How many outputs it owns. */
  readonly outputs: number;
};

export type RestoredResult = {
  readonly report: Report;
  /** For each output in order: everything at and below it, with paths below the output. */
  readonly trees: readonly (readonly TreeEntry[])[];
  readonly sealed: Sealed;
};

/** Reports are a few KiB; one with thousands of failed tests is not kept. Bytes. */
const REPORT_LIMIT = 16 * 1024 * 1024;

const REPORT = 'report.json';

/**
 * Looks for a result of exactly this key and unpacks it, verified, below `staging`; nothing else is touched.
 *
 * @param staging  a folder of ours that does not exist yet, on the file system of the outputs
 */
export async function takeResult(
  vault: Vault,
  slot: ResultSlot,
  staging: string,
  signal: AbortSignal,
): Promise<Sought<RestoredResult>> {
  const names = Array.from({ length: slot.outputs }, (_, index) => `output-${index}`);
  const wanted = { kind: 'result', key: slot.key, lineage: slot.lineage, checked: false } as const;
  return seek(vault, wanted, new Set([...names, LOG, REPORT]), (found) =>
    unpackResult(vault, found, names, staging, signal),
  );
}

async function unpackResult(
  vault: Vault,
  { entry, list, sealed }: Found,
  names: readonly string[],
  staging: string,
  signal: AbortSignal,
): Promise<Result<RestoredResult, Miss>> {
  const { disk, files } = vault.world;
  const text = readMember(disk, entry, list, REPORT, REPORT_LIMIT);
  if (!text.ok) return text;
  const report = readReport(text.value);
  if (report === undefined) return err({ code: 'entry-unsafe', detail: `${REPORT} is no report` });
  const made = files.makeFolder(staging, 0o700);
  if (!made.ok) return err({ code: 'target-error', detail: staging });
  const targets = new Map([...names, LOG].map((name) => [name, `${staging}/${name}`]));
  const done = await unpack(vault.world, entry, list, targets, signal);
  if (!done.ok) {
    files.remove(staging);
    return done;
  }
  const trees: (readonly TreeEntry[])[] = [];
  for (const name of names) {
    const tree = done.value.get(name);
    if (tree === undefined) {
      files.remove(staging);
      return err({ code: 'entry-unsafe', detail: `${name} is missing` });
    }
    trees.push(tree);
  }
  return ok({ report, trees, sealed });
}

/** What a job left, to be kept. */
export type LeftResult = {
  readonly report: Report;
  /** Absolute paths of the outputs, in order. */
  readonly outputs: readonly string[];
  /** Absolute path of its log. */
  readonly log: string;
  /** Digests of the outputs as the engine found them; told the trees as they were packed, so that both can agree. */
  readonly digests: readonly FileDigest[];
  readonly digestOf: (index: number, tree: readonly TreeEntry[]) => Sha256;
};

/** @param folder  a private one that exists */
export async function keepResult(
  vault: Vault,
  slot: ResultSlot,
  left: LeftResult,
  folder: string,
  signal?: AbortSignal,
): Promise<Result<Kept, Miss>> {
  if (!vault.writer.ok) return vault.writer;
  const text = writeReport(left.report);
  if (Buffer.byteLength(text) > REPORT_LIMIT) return err({ code: 'too-large', detail: 'its report' });
  const report = `${folder}/${REPORT}`;
  const written = vault.world.files.writeText(report, text, 0o600);
  if (!written.ok) return err({ code: 'not-kept', detail: 'its report could not be written' });
  const everything = (): boolean => true;
  const roots: Root[] = [
    ...left.outputs.map((path, index) => ({ name: `output-${index}`, path, include: everything })),
    { name: LOG, path: left.log, include: everything },
    { name: REPORT, path: report, include: everything },
  ];
  const { job: name, key, lineage } = slot;
  const agree = (packed: Packed): Miss | undefined => unlike(left, packed);
  return keep(vault, { kind: 'result', name, key, lineage, roots, agree }, folder, signal);
}

/** Somebody wrote to an output after the job had ended: then what was packed is not what was looked at. */
function unlike(left: LeftResult, packed: Packed): Miss | undefined {
  const changed = left.digests.find(
    (digest, index) => left.digestOf(index, packed.digests.get(`output-${index}`) ?? []) !== digest.sha256,
  );
  return changed === undefined
    ? undefined
    : { code: 'not-kept', detail: `${changed.path} changed after the job had ended` };
}
