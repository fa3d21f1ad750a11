/**
 * What every toolchain's build-binary shares: where it builds, how the program is tried, how it becomes one
 * reproducible archive, and how that archive becomes the `binary` fact.
 */

import { posix } from 'node:path';
import { isSha256 } from '../core/digest.ts';
import type { BinaryFact } from '../core/fact.ts';
import type { WorkspacePath } from '../core/path.ts';
import type { Machine } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Check, Command, JobIo, JobSpec, Report } from '../core/step.ts';

/** Where the compiler may leave whatever it likes. */
export const WORK_FOLDER = '.sealsmith/work/build-binary' as WorkspacePath;

/** What is packed: nothing but the program and what it needs beside it. */
export const DIST_FOLDER = '.sealsmith/work/build-binary/dist' as WorkspacePath;

/** The archive, `SHA256SUMS` and `files.json`. */
export const BINARY_FOLDER = '.sealsmith/binary' as WorkspacePath;

/** What every build-binary job owns. */
export const BINARY_PLACES: Pick<JobSpec, 'outputs' | 'scratch'> = {
  outputs: [BINARY_FOLDER],
  scratch: [WORK_FOLDER],
};

export type BinaryPlan = {
  /** The program's name, safe as a file name: see `binaryName`. */
  readonly name: string;
  readonly machine: Machine;
  /** What `check` starts, below `DIST_FOLDER`. */
  readonly program: string;
  readonly check: Check | undefined;
};

/** A file name for a program, out of whatever a project calls itself: `@group/My app` becomes `my-app`. */
export function binaryName(text: string): string {
  const last = text.split('/').at(-1) ?? '';
  const name = last
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-');
  return name.replace(/^[.-]+|[.-]+$/g, '') || 'program';
}

/** `diary-linux-x64`: the archive's name without its ending. */
function archiveStem(plan: Pick<BinaryPlan, 'name' | 'machine'>): string {
  return `${plan.name}-${plan.machine.os}-${plan.machine.arch}`;
}

/**
 * The commands after the compiler's own: try the program where that is asked for, then pack `DIST_FOLDER`.
 * A program that does not start is not packed.
 */
export function binaryCommands(plan: BinaryPlan): Command[] {
  return [...(plan.check === undefined ? [] : [probeCommand(plan.program, plan.check)]), packCommand(plan)];
}

/** Starts the program, asks its address until it answers, stops it. */
function probeCommand(program: string, check: Check): Command {
  const asked = ['--port', String(check.port), '--path', check.path, '--within', String(check.within)];
  return { tool: 'sealsmith', args: ['internal', 'probe', ...asked, '--', posix.join(DIST_FOLDER, program)] };
}

/** Packs `DIST_FOLDER` into a `tar.gz` that is the same for the same files. */
function packCommand(plan: Pick<BinaryPlan, 'name' | 'machine'>): Command {
  const args = [
    'internal',
    'pack',
    '--from',
    DIST_FOLDER,
    '--out',
    BINARY_FOLDER,
    '--name',
    archiveStem(plan),
  ];
  return { tool: 'sealsmith', args };
}

/** Reads what `internal pack` left into the `binary` fact; the archive's digest is taken anew, not believed. */
export function finishBinary(plan: BinaryPlan): (io: JobIo) => Promise<Result<Report>> {
  return async (io) => {
    if (!io.succeeded) return ok({ facts: {}, summary: lastLine(io.tail), remarks: [] });
    const archive = posix.join(BINARY_FOLDER, `${archiveStem(plan)}.tar.gz`);
    const listing = posix.join(BINARY_FOLDER, 'files.json');

    const text = io.files.readText(posix.join(io.workspace, listing));
    if (!text.ok) return text;
    const files = readListing(text.value ?? '');
    if (files === undefined) {
      const message = 'is not the list of files that packing writes';
      return err({ code: 'output-invalid', job: 'build-binary', path: listing, message });
    }
    const packed = await io.files.digest(posix.join(io.workspace, archive));
    if (!packed.ok) return packed;

    const { sha256, bytes } = packed.value;
    const evidence = [{ path: archive, sha256 }];
    const answers = plan.check === undefined ? '' : ` · answers ${plan.check.path}`;
    return ok({
      facts: { binary: { name: plan.name, archive, sha256, bytes, files, evidence } },
      summary: `${plan.name} ${size(bytes)}${answers}`,
      remarks: [],
    });
  };
}

type PackedFile = BinaryFact['files'][number];

function readListing(text: string): PackedFile[] | undefined {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return undefined;
  }
  return Array.isArray(list) && list.every(isPackedFile)
    ? list.map(({ path, mode, bytes, sha256 }) => ({ path, mode, bytes, sha256 }))
    : undefined;
}

function isPackedFile(value: unknown): value is PackedFile {
  if (typeof value !== 'object' || value === null) return false;
  const { path, mode, bytes, sha256 } = value as Record<string, unknown>;
  const named = typeof path === 'string' && path !== '';
  return named && isCount(mode) && isCount(bytes) && typeof sha256 === 'string' && isSha256(sha256);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Bytes as people say them, in powers of ten as disks and registries do. */
function size(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  const mega = bytes / 1_000_000;
  return `${mega < 10 ? mega.toFixed(1) : Math.round(mega)} MB`;
}

function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1)?.trim() ?? '';
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
