/**
 * Finds tools of the machine and asks their versions, all at once. An answer is remembered for as long as the file
 * that gave it stays the same: asking costs from 10 ms (Go) to 200 ms (npm) each.
 */

import { hash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { short } from '../core/digest.ts';
import type { Failure } from '../core/failure.ts';
import type { Files, Processes } from '../core/ports.ts';
import type { Tool, ToolRequest } from '../core/tool.ts';
import { attempt } from './attempt.ts';
import { type Found, findPrograms } from './find-program.ts';
import { namedProgram, type Shim, type Surroundings, shimOf } from './shims.ts';
import { ToolMemo } from './tool-memo.ts';

export type ToolWorld = Surroundings & {
  readonly files: Pick<Files, 'digest' | 'readText' | 'writeText'>;
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
    if (program === 'silent' || program?.real.startsWith(`${this.#outside}/`)) return undefined;
    this.#memo.set(key, program?.path ?? '');
    return program;
  }

  /** Silence (too slow, interrupted) is not remembered: the next run asks again. */
  async #ask(shim: Shim): Promise<Found | 'silent' | undefined> {
    const answer = await this.#world.processes.ask(shim.manager, shim.args, shim.env);
    if (!answer.ok) return 'silent';
    return answer.value.exit === 0 ? namedProgram(answer.value.output) : undefined;
  }

  async #asked(request: ToolRequest, program: Found): Promise<Tool | Failure> {
    const { name, versionArgs, versionPattern, mayTellNone } = request;
    const { path } = program;
    const tool = (version: string): Tool => ({ name, version, from: 'machine', path });
    const question = [
      identity(program),
      versionArgs,
      versionPattern.source,
      versionPattern.flags,
      mayTellNone,
    ];
    const key = hash('sha256', JSON.stringify(question), 'hex');
    const known = this.#memo.get(key);
    if (known !== undefined) return tool(known);
    const answer = await this.#version(request, program);
    if ('trouble' in answer) return { code: 'tool-broken', tool: name, path, message: answer.trouble };
    this.#memo.set(key, answer.version);
    return tool(answer.version);
  }

  async #version(request: ToolRequest, program: Found): Promise<Answer> {
    const { versionArgs, versionPattern, mayTellNone } = request;
    if (versionArgs.length === 0) return this.#digest(program);
    const answer = await this.#world.processes.ask(program.path, versionArgs);
    const asked = versionArgs.join(' ');
    if (!answer.ok) {
      // A program that went to work instead of answering did start.
      if (mayTellNone && errnoIn(answer.failure) === 'ETIMEDOUT') return this.#digest(program);
      return { trouble: `${asked}: ${silence(answer.failure)}` };
    }
    const { exit, output } = answer.value;
    const version = exit === 0 ? versionPattern.exec(output)?.[1] : undefined;
    if (version !== undefined) return { version };
    if (mayTellNone && !NOT_STARTED.has(exit)) return this.#digest(program);
    if (exit !== 0) return { trouble: `${asked} ended with ${exit}${said(output)}` };
    return { trouble: `${asked} does not tell a version${said(output)}` };
  }

  /** What stands for the version of a program that tells none. */
  async #digest({ real }: Found): Promise<Answer> {
    const digest = await this.#world.files.digest(real);
    return digest.ok
      ? { version: `sha256:${short(digest.value.sha256)}` }
      : { trouble: `it cannot be read: ${errnoIn(digest.failure)}` };
  }
}

type Answer = { readonly version: string } | { readonly trouble: string };

/** How a shell, a loader or `env` ends when it cannot start the program behind it. */
const NOT_STARTED: ReadonlySet<number> = new Set([126, 127]);

function errnoIn(failure: Failure): string {
  return failure.code === 'system' ? failure.errno : failure.code;
}

function silence(failure: Failure): string {
  const errno = errnoIn(failure);
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
