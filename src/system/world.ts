/** All doors to the world at once, made from the process that we are. */

import { homedir } from 'node:os';
import type { World } from '../core/ports.ts';
import { systemClock } from './clock.ts';
import { systemDisk } from './disk.ts';
import { systemFiles } from './files.ts';
import { findProgram, SYSTEM_FOLDERS } from './find-program.ts';
import { systemGit } from './git.ts';
import { systemHttp } from './http.ts';
import { systemMachine } from './machine.ts';
import { systemProcesses } from './processes.ts';
import { takeSecrets } from './secrets.ts';
import { stateFolder } from './state-folder.ts';
import { findTools } from './tools.ts';
import { systemWorkers } from './workers.ts';

export type WorldOptions = {
  /** Absolute path of the folder that is worked in; nothing in it is taken for a tool of the machine. */
  readonly workspace: string;
  /** Absolute path of the file we were started with. */
  readonly entry: string;
  readonly version: string;
  /** Secrets that were taken out of the environment before; otherwise that happens here, and may start us again. */
  readonly secrets?: ReadonlyMap<string, string>;
};

export function createWorld(options: WorldOptions): World {
  const { workspace, entry, version } = options;
  const secrets = options.secrets ?? takeSecrets();
  const env: Readonly<Record<string, string | undefined>> = { ...process.env };
  const home = homedir();
  const state = stateFolder(env, home, workspace);
  const machine = systemMachine(env['PATH'] ?? '', workspace);
  const workers = systemWorkers(entry);
  const files = systemFiles(workers);
  const interrupt = new AbortController();
  const processes = systemProcesses({ files, state, path: machine.path, interrupt: interrupt.signal });
  const git = findProgram('git', [...machine.path, ...SYSTEM_FOLDERS], workspace)?.path;
  return {
    files,
    processes,
    git: systemGit(git, { ...env, PATH: machine.path.join(':') }, interrupt.signal),
    clock: systemClock(),
    http: systemHttp({ env, interrupt: interrupt.signal }),
    disk: systemDisk(),
    workers,
    machine,
    findTools: (requests) =>
      findTools({ files, processes, state, workspace, path: machine.path, home, env }, requests),
    interrupt,
    env,
    secrets,
    home,
    state,
    self: { node: process.execPath, entry, version },
  };
}
