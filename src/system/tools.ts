/**
 * Finds tools of the machine and asks their versions, all at once. An answer is remembered for as long as the file
 * that gave it stays the same: asking costs from 10 ms (Go) to 200 ms (npm) each.
 */

import { hash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import type { Failure } from '../core/failure.ts';
import type { Files, Processes } from '../core/ports.ts';
import type { Tool, ToolRequest } from '../core/tool.ts';
import { attempt } from './attempt.ts';
import { type Found, findPrograms } from './find-program.ts';
import { namedProgram, type Shim, type Surroundings, shimOf } from './shims.ts';
import { ToolMemo } from './tool-memo.ts';

export type ToolWorld = Surroundings & {
  readonly files: Pick<Files, 'readText' | 'writeText'>;
  readonly processes: Pick<Processes, 'ask'>;
  /** The folder for what outlives a run. */
  readonly state: string;
  /** Nothing below it is a tool of the machine. */
  readonly workspace: string;
};

/** See `World.findTools`. */
export async function findTools(
  world: ToolWorld,
  requests: readonly ToolRequest[],
): Promise<ReadonlyMap<string, Tool | Failure>> {
  const real = attempt('read', world.workspace, () => realpathSync(world.workspace));
  const memo = new ToolMemo(world.files, `${world.state}/tools.json`);
  const search = new Search(world, real.ok ? real.value : world.workspace, memo);
  const found = await Promise.all(
    requests.map(async (request) => [request.name, await search.tool(request)] as const),
  );
  memo.save();
  return new Map(found.flatMap(([name, tool]) => (tool === undefined ? [] : [[name, tool] as const])));
}

class Search {
  readonly #world: ToolWorld;
  readonly #outside: string;
  readonly #memo: ToolMemo;

  constructor(world: ToolWorld, outside: string, memo: ToolMemo) {
    this.#world = world;
    this.#outside = outside;
    this.#memo = memo;
  }

  async tool(request: ToolRequest): Promise<Tool | Failure | undefined> {
    for (const command of request.commands) {
      for (const found of findPrograms(command, this.#world.path, this.#outside)) {
        const program = await this.#behind(found);
        // A manager's name for something that is not installed: whoever comes later on the path may have it.
        if (program !== undefined) return this.#asked(request, program);
      }
    }
    return undefined;
  }

  async #behind(found: Found): Promise<Found | undefined> {
    const shim = shimOf(found, this.#world);
    if (shim === undefined) return found;
    const key = hash('sha256', JSON.stringify([identity(found), shim, shim.deciders.map(stateOf)]), 'hex');
    const known = this.#memo.get(key);
    const program = namedProgram(known ?? '') ?? (known === '' ? undefined : await this.#ask(shim));
    // A manager whose answer lies in the workspace is no way around the rule.
    if (program?.real.startsWith(`${this.#outside}/`)) return undefined;
    this.#memo.set(key, program?.path ?? '');
    return program;
  }

  async #ask(shim: Shim): Promise<Found | undefined> {
    const answer = await this.#world.processes.ask(shim.manager, shim.args, shim.env);
    return answer.ok && answer.value.exit === 0 ? namedProgram(answer.value.output) : undefined;
  }

  async #asked(request: ToolRequest, program: Found): Promise<Tool | Failure> {
    const { name, versionArgs, versionPattern } = request;
    const { path } = program;
    const tool = (version: string): Tool => ({ name, version, from: 'machine', path });
    if (versionArgs.length === 0) return tool('');
    const question = [identity(program), versionArgs, versionPattern.source, versionPattern.flags];
    const key = hash('sha256', JSON.stringify(question), 'hex');
    const known = this.#memo.get(key);
    if (known !== undefined) return tool(known);
    const broken = (message: string): Failure => ({ code: 'tool-broken', tool: name, path, message });
    const answer = await this.#world.processes.ask(path, versionArgs);
    const asked = versionArgs.join(' ');
    if (!answer.ok) return broken(`${asked}: ${silence(answer.failure)}`);
    const { exit, output } = answer.value;
    if (exit !== 0) return broken(`${asked} ended with ${exit}${said(output)}`);
    const version = versionPattern.exec(output)?.[1];
    if (version === undefined) return broken(`${asked} does not tell a version${said(output)}`);
    this.#memo.set(key, version);
    return tool(version);
  }
}

function silence(failure: Failure): string {
  const errno = failure.code === 'system' ? failure.errno : failure.code;
  if (errno === 'ETIMEDOUT') return 'no answer within 10 s';
  return errno.startsWith('SIG') ? `ended by ${errno}` : errno;
}

/** The beginning of an answer, for people. */
function said(output: string): string {
  const line = output.trim().split('\n')[0] ?? '';
  return line === '' ? '' : `: ${line.slice(0, 100)}`;
}

/** What must stay the same for an answer to hold. */
function identity({ path, real, stat }: Found): readonly string[] {
  const { dev, ino, size, mtimeNs, ctimeNs } = stat;
  return [path, real, ...[dev, ino, size, mtimeNs, ctimeNs].map(String)];
}

function stateOf(path: string): string {
  const found = attempt('look at', path, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  if (!found.ok || found.value === undefined) return '';
  const { dev, ino, size, mtimeNs, ctimeNs } = found.value;
  return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
