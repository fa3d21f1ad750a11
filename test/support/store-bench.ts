/**
 * An install with exactly the commands and the environment that a plan gives, on stores that a test can reach into.
 * Not through the whole program: that has its own mind about which store it trusts, and here the manager alone is tried.
 */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { keptBy } from '../../src/core/package-store.ts';
import {
  type JobSpec,
  NO_EVIDENCE,
  NO_IMAGE,
  type Project,
  type Verb,
  type VerbOptions,
} from '../../src/core/step.ts';
import type { Tool } from '../../src/core/tool.ts';
import type { Toolchain } from '../../src/core/toolchain.ts';
import { environmentOf } from '../../src/run/environment.ts';
import { treeOf } from '../../src/run/project.ts';
import { systemFiles } from '../../src/system/files.ts';
import { findProgram } from '../../src/system/find-program.ts';
import { aContext } from '../unit/report/builders.ts';
import { TestProject } from './project.ts';
import { MACHINE } from './world.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

export type Installed = { readonly exit: number; readonly output: string };

export class StoreBench extends TestProject {
  readonly #toolchain: Toolchain;
  readonly #path: readonly string[];
  /** Settings of the machine, of which a job gets those that it lists. */
  readonly settings: Readonly<Record<string, string>>;

  constructor(
    toolchain: Toolchain,
    files: Readonly<Record<string, string>>,
    more: {
      readonly settings?: Readonly<Record<string, string>>;
      readonly tools?: Readonly<Record<string, string>>;
    },
  ) {
    super(files);
    this.#toolchain = toolchain;
    this.settings = more.settings ?? {};
    const bin = join(this.base, 'tools');
    mkdirSync(bin);
    for (const [name, target] of Object.entries(more.tools ?? {})) symlinkSync(target, join(bin, name));
    this.#path = [bin, dirname(process.execPath), ...(process.env['PATH'] ?? '').split(':')];
  }

  /** A folder for stores, empty. */
  stores(name: string): string {
    return join(this.base, name);
  }

  /** Runs a package manager as its user would, to make a lock file. Not synchronous: our own server has to answer. */
  async tool(
    program: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const ran = await started(program, args, {
      cwd: this.folder,
      env: {
        PATH: this.#path.join(':'),
        HOME: join(this.base, 'home'),
        TMPDIR: join(this.base, 'tmp'),
        LANG: 'C.UTF-8',
        ...this.settings,
        ...env,
      },
    });
    assert.equal(ran.exit, 0, ran.output);
  }

  /** The stores of jobs after install. */
  laterStores(): JobSpec['stores'] {
    return this.#project().stores;
  }

  spec(verb: Verb = 'install', options: VerbOptions = {}): JobSpec {
    const project = this.#project();
    const tools = project.requests.flatMap((request): Tool[] => {
      const names = request.commands.map((name) => findProgram(name, this.#path, undefined));
      const found = names.find((one) => one !== undefined);
      return found === undefined ? [] : this.#probed(request.name, found.path, request);
    });
    const self: Tool = { name: 'sealsmith', version: '0.1.0', from: 'self', path: ENTRY };
    const planned = project.plan(
      verb,
      {
        context: aContext(),
        project,
        machine: { ...MACHINE, path: this.#path },
        tools: new Map([...tools, self].map((tool) => [tool.name, tool])),
        image: NO_IMAGE,
        evidence: NO_EVIDENCE,
        origin: () => undefined,
      },
      options,
    );
    assert.ok(planned.ok && planned.value.kind === 'run', JSON.stringify(planned));
    const [job] = planned.value.jobs;
    assert.ok(job !== undefined);
    return { ...job.spec, env: { ...project.env, ...job.spec.env } };
  }

  /** Runs the commands of install, or of another job, one after the other, until one fails. */
  async install(stores: string, spec = this.spec()): Promise<Installed> {
    const folder = join(this.base, 'private');
    rmSync(folder, { recursive: true, force: true });
    const folders = {
      home: join(folder, 'home'),
      tmp: join(folder, 'tmp'),
      bin: join(folder, 'bin'),
      docker: join(folder, 'docker'),
    };
    for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
    for (const { name } of spec.stores) mkdirSync(join(stores, name), { recursive: true });
    for (const tool of spec.tools) {
      if (tool.from === 'machine') symlinkSync(tool.path, join(folders.bin, tool.name));
    }
    const world = {
      env: this.settings,
      files: systemFiles(),
      home: join(this.base, 'home'),
      machine: { ...MACHINE, path: this.#path },
      secrets: new Map<string, string>(),
    };
    const env = environmentOf(
      spec,
      world,
      new Map(),
      true,
      folders,
      [join(this.folder, '.venv/bin')],
      stores,
    );
    let output = '';
    for (const { tool: name, args } of spec.commands) {
      const tool = spec.tools.find((one) => one.name === name);
      assert.ok(tool !== undefined, name);
      const [program, first] =
        tool.from === 'self'
          ? [process.execPath, [tool.path]]
          : [tool.from === 'project' ? join(this.folder, tool.path) : tool.path, []];
      const ran = await started(program, [...first, ...args], { cwd: this.folder, env });
      output += ran.output;
      if (ran.exit !== 0) return { exit: ran.exit, output };
    }
    return { exit: 0, output };
  }

  /** Copies stores as the cache keeps and takes them: only what their definitions name. */
  carry(from: string, to: string, spec = this.spec()): void {
    for (const store of spec.stores) {
      const kept = keptBy(store);
      const root = join(from, store.name);
      for (const path of filesBelow(root)) {
        if (!kept(path)) continue;
        copy(join(root, path), join(to, store.name, path));
      }
    }
  }

  #project(): Project {
    const detected = this.#toolchain.detect(treeOf(this.folder, systemFiles()));
    assert.ok(detected.ok && detected.value !== undefined, JSON.stringify(detected));
    return detected.value;
  }

  /** What does not answer is left out. */
  #probed(
    name: string,
    path: string,
    request: { versionArgs: readonly string[]; versionPattern: RegExp },
  ): Tool[] {
    if (request.versionArgs.length === 0) return [{ name, version: '', from: 'machine', path }];
    const said = spawnSync(path, request.versionArgs, {
      encoding: 'utf8',
      env: { PATH: this.#path.join(':'), HOME: join(this.base, 'home') },
    });
    const version = request.versionPattern.exec(said.stdout)?.[1];
    return version === undefined ? [] : [{ name, version, from: 'machine', path }];
  }
}

/** Files and links, relative and sorted; no link is followed. */
export function filesBelow(root: string, below = ''): string[] {
  return readdirSync(join(root, below), { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(below, entry.name);
      return entry.isDirectory() ? filesBelow(root, path) : [path];
    })
    .toSorted();
}

/** With its time: pnpm reads a file again that is younger than its index says. */
function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  const found = lstatSync(from);
  if (found.isSymbolicLink()) {
    symlinkSync(readlinkSync(from), to);
    return;
  }
  copyFileSync(from, to);
  utimesSync(to, found.atime, found.mtime);
}

function started(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<Installed> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'], timeout: 120_000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (exit) => resolve({ exit: exit ?? 1, output }));
  });
}
