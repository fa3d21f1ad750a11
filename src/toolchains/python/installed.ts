/** Reads what install put into the venv into the `deps` fact, and says what nothing vouches for. */

import { posix } from 'node:path';
import type { FileDigest } from '../../core/digest.ts';
import { all, err, ok, type Result } from '../../core/result.ts';
import type { JobIo, Report } from '../../core/step.ts';
import { withoutHashes } from './locks.ts';
import type { Dependencies, PythonProject } from './project.ts';
import { venvPackages, venvPython } from './venv-packages.ts';

export function finishInstall(
  project: PythonProject,
  manager: string,
): (io: JobIo) => Promise<Result<Report>> {
  const { dependencies, manifests } = project;
  return async (io) => {
    if (!io.succeeded) return ended(dependencies, io.tail);
    const evidence = await digests(io, manifests);
    if (!evidence.ok) return evidence;
    const packages = venvPackages(io);
    const runtime = venvPython(io);
    const doubts = doubtsAbout(dependencies, io);
    const hashesChecked = doubts.length === 0;
    const count = `${packages.length} ${packages.length === 1 ? 'package' : 'packages'} by ${manager}`;
    return ok({
      facts: {
        deps: {
          manager,
          ...(runtime === undefined ? {} : { runtime }),
          packages,
          hashesChecked,
          scriptsWithheld: [],
          evidence: evidence.value,
        },
      },
      summary: hashesChecked ? `${count}, hashes checked` : count,
      remarks: [...doubts, ...buildRemarks(dependencies)],
    });
  };
}

async function digests(io: JobIo, paths: readonly string[]): Promise<Result<FileDigest[]>> {
  const read = paths
    .filter((path) => io.files.kind(posix.join(io.workspace, path)) === 'file')
    .map(async (path) => {
      const digest = await io.files.digest(posix.join(io.workspace, path));
      return digest.ok ? ok({ path, sha256: digest.value.sha256 }) : digest;
    });
  return all(await Promise.all(read));
}

/** One line for each file whose packages were not held against hashes. */
function doubtsAbout(dependencies: Dependencies, io: JobIo): string[] {
  const taken = 'what the index answers is taken';
  switch (dependencies.kind) {
    case 'requirements':
      return dependencies.files
        .filter((file) => !file.hashed)
        .map((file) => `${file.path} has no hashes: ${taken}`);
    case 'pyproject':
    case 'setup': {
      const file = dependencies.kind === 'setup' ? dependencies.file : 'pyproject.toml';
      return [`${file} is no lock file: ${taken}`];
    }
    case 'poetry':
      return dependencies.locked ? doubtsInLock('poetry.lock', io) : [`there is no poetry.lock: ${taken}`];
    case 'uv':
      return doubtsInLock('uv.lock', io);
  }
}

function doubtsInLock(file: string, io: JobIo): string[] {
  const text = io.files.readText(posix.join(io.workspace, file));
  const names = text.ok && text.value !== undefined ? withoutHashes(text.value) : undefined;
  if (names === undefined) return [`${file} cannot be read here: whether it has hashes is not known`];
  return names.length === 0 ? [] : [`${file} has no hash for ${names.join(', ')}`];
}

/** What builds the project itself is fetched by its name alone, whatever the lock file says. */
function buildRemarks(dependencies: Dependencies): string[] {
  const builds =
    (dependencies.kind === 'uv' && dependencies.pyproject.buildable) ||
    (dependencies.kind === 'requirements' && dependencies.self !== 'no');
  return builds ? ['the project itself is built by what [build-system] names, without hashes'] : [];
}

/** How installers say that the lock file is older than what it was made from; both have failed by then. */
const STALE: Readonly<Record<'uv' | 'poetry', RegExp>> = {
  uv: /lockfile at .+ needs to be updated|Unable to find lockfile/,
  poetry: /changed significantly since poetry\.lock was last generated/,
};

function ended(dependencies: Dependencies, tail: string): Result<Report> {
  const { kind } = dependencies;
  if ((kind === 'uv' || kind === 'poetry') && STALE[kind].test(tail)) {
    const message = 'is older than pyproject.toml and no longer fits it';
    return err({ code: 'project-invalid', file: `${kind}.lock`, message, next: `run: ${kind} lock` });
  }
  return ok({ facts: {}, summary: trouble(tail), remarks: [] });
}

/** The line in which pip, uv or Poetry say what went wrong; else the last one. */
function trouble(tail: string): string {
  const lines = tail
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const said = lines.findLast((line) => /^(?:ERROR: |error: |× |Error: )/.test(line));
  return (said ?? lines.at(-1) ?? '').replace(/^(?:ERROR: |error: |× |Error: )/, '').slice(0, 200);
}
