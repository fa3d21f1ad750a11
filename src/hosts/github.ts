/**
 * GitHub Actions: facts from `GITHUB_*` and the event file, a group a job, annotations, a step summary, outputs, masks.
 * What goes into the log goes through the view's own stream, in order; what goes into files through `@actions/core`.
 */

import { posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, RunEvent } from '../core/event.ts';
import { exitOf, type Failure } from '../core/failure.ts';
import type { Host, View } from '../core/host.ts';
import type { Plan } from '../core/plan.ts';
import type { RunRecord } from '../core/record.ts';
import { inertForGithub, workflowCommand } from '../report/escape.ts';
import { markdown, markdownOfFailure, PAGE_LIMIT } from '../report/markdown.ts';
import { reproduceLine } from '../report/reproduce.ts';
import { noteLines } from '../report/rows.ts';
import type { TailOf } from '../report/summary.ts';
import { annotations, annotationsOfFailure, type FromTop, fromTop } from './github/annotations.ts';
import { type GithubFacts, githubFacts } from './github/facts.ts';
import { type Outputs, outputsOf } from './github/outputs.ts';
import type { Env, EventFiles } from './registry.ts';
import { type Brackets, grouped } from './shared/grouped.ts';
import { imageFacts, jobImage } from './shared/told.ts';

export function github(env: Env, files: EventFiles): Host | undefined {
  if (env['GITHUB_ACTIONS'] !== 'true') return undefined;
  const { facts, remarks } = githubFacts(env, files);
  return {
    name: 'github',
    facts: { ...facts, ...imageFacts(env) },
    remarks,
    colors: true,
    open: async (view) => {
      for (const command of masks(view.secrets)) view.write(`${command}\n`);
      return new GithubReporter(view, env, facts, remarks);
    },
  };
}

class GithubReporter implements Reporter {
  readonly #view: View;
  readonly #env: Env;
  readonly #facts: GithubFacts;
  readonly #inner: Reporter;
  #plan: Plan | undefined;
  #finished: { readonly record: RunRecord; readonly path: string | undefined } | undefined;
  #failure: Failure | undefined;
  #tail: TailOf = () => [];

  constructor(view: View, env: Env, facts: GithubFacts, remarks: readonly string[]) {
    this.#view = view;
    this.#env = env;
    this.#facts = facts;
    const brackets: Brackets = {
      inert: inertForGithub,
      open: (_, title) => [workflowCommand('group', {}, stripVTControlCharacters(title).trim())],
      close: () => [workflowCommand('endgroup', {}, '')],
      fence: () => stopCommands(view.token()),
      prefix: '',
      keep: 2 * 1024 * 1024,
      verdict: (_, record, tail) => {
        this.#tail = tail;
        return annotations(record, { place: this.#place(), tail, isFile: this.#isFile });
      },
      refusal: (failure) => annotationsOfFailure(failure, this.#place()),
    };
    this.#inner = grouped(view, remarks, brackets);
  }

  readonly on = (event: RunEvent): void => {
    if (event.kind === 'run-started') this.#plan = event.plan;
    this.#inner.on(event);
    if (event.kind !== 'run-finished') return;
    this.#finished = { record: event.record, path: event.path };
    if (this.#plan === undefined || event.path === undefined) return;
    const line = reproduceLine(this.#plan, event.path, jobImage(this.#env));
    this.#view.write(`${inertForGithub(line)}\n`);
  };

  failed(failure: Failure): void {
    this.#failure = failure;
    this.#inner.failed(failure);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    await this.#attempt('step summary', 'GITHUB_STEP_SUMMARY', async (path) => {
      const page = this.#page(path);
      if (page === '') return;
      const { summary } = await import('@actions/core');
      await summary.addRaw(page).write();
    });
    const outputs = await this.#outputs();
    await this.#attempt('outputs', 'GITHUB_OUTPUT', async () => {
      const core = await import('@actions/core');
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    });
  }

  #page(summary: string): string {
    if (this.#failure !== undefined) return markdownOfFailure(this.#failure, exitOf(this.#failure));
    if (this.#plan === undefined || this.#finished === undefined) return '';
    const there = this.#view.files.readText(summary, PAGE_LIMIT);
    const used = there.ok ? Buffer.byteLength(there.value ?? '') : PAGE_LIMIT;
    const { record, path } = this.#finished;
    const limit = PAGE_LIMIT - used - 1024;
    if (limit < 8192) return '';
    const image = jobImage(this.#env);
    return markdown(this.#plan, record, { limit, link: this.#link, tail: this.#tail, record: path, image });
  }

  async #outputs(): Promise<Outputs> {
    if (this.#failure !== undefined) return { exit: String(exitOf(this.#failure)) };
    if (this.#finished === undefined) return {};
    return outputsOf(this.#view, this.#plan, this.#finished.record, this.#finished.path);
  }

  /** The library throws when the runner's file is not there; a run must not fail because its report could not be left. */
  async #attempt(what: string, variable: string, write: (path: string) => Promise<void>): Promise<void> {
    const path = this.#env[variable] ?? '';
    if (path === '') return;
    try {
      await write(path);
    } catch (error) {
      const text = `the ${what} could not be written: ${error instanceof Error ? error.message : String(error)}`;
      const lines = noteLines(text, { columns: this.#view.columns(), color: false, marks: 'plain' });
      this.#view.write(`${lines.map(inertForGithub).join('\n')}\n`);
    }
  }

  /** Git knows best where the workspace lies in the repository; without a plan the runner's own folder is taken. */
  #place(): FromTop {
    const { workspace } = this.#view;
    const top = this.#env['GITHUB_WORKSPACE'] ?? '';
    const prefix = this.#plan?.context.git?.prefix ?? (top === '' ? '' : posix.relative(top, workspace));
    return fromTop(prefix, workspace);
  }

  /** Of the workspace, by a path as its tools print it. */
  readonly #isFile = (path: string): boolean => {
    const { files, workspace } = this.#view;
    return files.kind(posix.resolve(workspace, path)) === 'file';
  };

  readonly #link = (file: string, line: number | undefined): string | undefined => {
    const path = this.#place()(file);
    const { repositoryUrl, commit } = this.#facts;
    if (path === undefined || repositoryUrl === '' || commit === '') return undefined;
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return `${repositoryUrl}/blob/${commit}/${encoded}${line === undefined ? '' : `#L${line}`}`;
  };
}

/** Between these the runner takes nothing for a command, until it reads a word that nobody could know. */
function stopCommands(token: string): {
  readonly before: readonly string[];
  readonly after: readonly string[];
} {
  return { before: [`::stop-commands::${token}`], after: [`::${token}::`] };
}

/** A value of several lines is also masked line by line, because the log is; very short lines would mask everything. */
function masks(secrets: readonly string[]): string[] {
  const values = secrets.flatMap((secret) => [
    secret,
    ...secret.split(/\r?\n/).filter((line) => line.length >= 8),
  ]);
  const distinct = [...new Set(values)].filter((value) => value.trim() !== '');
  return distinct.map((value) => workflowCommand('add-mask', {}, value));
}
