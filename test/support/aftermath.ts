/**
 * A project that knows afterwards whether anything of its run is still there: processes, by a variable that every job
 * has and by their folder, and temporary files.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { isBelow } from '../../src/core/path.ts';
import { eventually, type Ran, type RunOptions, TestProject } from './project.ts';

export class MarkedProject extends TestProject {
  readonly mark = `mark-${randomBytes(8).toString('hex')}`;
  /** Number of the last program that was started here. */
  pid = 0;
  /** What ran below it when `snapshot` was called: the keepers of jobs have neither mark nor folder. */
  #family: readonly Process[] = [];

  /** @param steps  the lines below `steps:`, indented by two */
  constructor(steps: string, files: Readonly<Record<string, string>> = {}, name = 'project') {
    const config = `toolchain: commands\nenv: [TEST_MARK]\nsteps:\n${steps}\n`;
    super({ 'sealsmith.yml': config, ...files }, name);
  }

  override run(args: readonly string[] = ['run'], options: RunOptions = {}): Promise<Ran> {
    return super.run(args, {
      ...options,
      env: { TEST_MARK: this.mark, ...options.env },
      started: (kill, output, pid) => {
        this.pid = pid;
        options.started?.(kill, output, pid);
      },
    });
  }

  /** To be called while jobs run. */
  snapshot(): void {
    const all = processes();
    const found = new Set([this.pid]);
    for (let size = -1; size !== found.size; ) {
      size = found.size;
      for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
    }
    this.#family = all.filter(({ pid }) => found.has(pid));
  }

  /** Processes of any run here that are still there, as people would recognise them. */
  alive(): string[] {
    return processes()
      .filter(
        (one) =>
          this.#family.some((old) => old.pid === one.pid && old.begun === one.begun) || this.#isOurs(one.pid),
      )
      .map(({ pid }) => `${pid} ${text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`);
  }

  /** Nothing runs, and nothing lies where temporary files belong. */
  async leavesNothing(): Promise<void> {
    await eventually('every process is gone', () => this.alive().length === 0).catch(() => {});
    assert.deepEqual(this.alive(), [], 'processes');
    assert.deepEqual(this.leftovers(), [], 'temporary files');
  }

  #isOurs(pid: number): boolean {
    return text(`/proc/${pid}/environ`).includes(this.mark) || isBelow(folderOf(pid), this.base);
  }
}

type Process = { readonly pid: number; readonly parent: number; readonly begun: string };

/** All that run; the dead that only wait for their parent do not count. */
function processes(): Process[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    const stat = text(`/proc/${name}/stat`);
    // After the name, which stands in brackets and may hold anything: state, parent; the 20th is the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = 'Z', parent] = fields;
    return 'ZX'.includes(state)
      ? []
      : [{ pid: Number(name), parent: Number(parent), begun: fields[19] ?? '' }];
  });
}

function folderOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
