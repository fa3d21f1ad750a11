/**
 * GitLab CI: facts from `CI_*`, a collapsible section a job, one JUnit file that always exists afterwards, and as the
 * last line of the log how to make the same again at a desk.
 */

import { posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, RunEvent } from '../core/event.ts';
import type { Failure } from '../core/failure.ts';
import type { Host, View } from '../core/host.ts';
import { OURS } from '../core/path.ts';
import type { Plan } from '../core/plan.ts';
import type { RunRecord } from '../core/record.ts';
import { inertForGitlab } from '../report/escape.ts';
import { junitOfFailure, junitReport } from '../report/junit.ts';
import { reproduceLine } from '../report/reproduce.ts';
import { noteLines } from '../report/rows.ts';
import { gitlabFacts } from './gitlab/facts.ts';
import type { Env } from './registry.ts';
import { type Brackets, type Group, grouped } from './shared/grouped.ts';
import { ownReports } from './shared/own-reports.ts';
import { imageFacts, jobImage } from './shared/told.ts';

/** What `artifacts: reports: junit:` names, below the folder that is run. */
export const JUNIT_PATH = `${OURS}/junit.xml`;

export function gitlab(env: Env): Host | undefined {
  if (env['GITLAB_CI'] !== 'true') return undefined;
  const { facts, remarks } = gitlabFacts(env);
  return {
    name: 'gitlab',
    facts: { ...facts, ...imageFacts(env) },
    remarks,
    colors: true,
    open: async (view) => new GitlabReporter(view, remarks, jobImage(env)),
  };
}

/** Markers as GitLab's log reads them: start and end in seconds, a name of letters, digits and `_.-`. */
export function section(kind: 'start' | 'end', seconds: number, id: string, collapsed: boolean): string {
  const name = `sealsmith_${id.replace(/[^A-Za-z0-9.-]/g, (char) => `_${(char.codePointAt(0) ?? 0).toString(16)}_`)}`;
  return `${CLEAR}section_${kind}:${Math.floor(seconds)}:${name}${collapsed ? '[collapsed=true]' : ''}\r${CLEAR}`;
}

class GitlabReporter implements Reporter {
  readonly #view: View;
  readonly #inner: Reporter;
  #plan: Plan | undefined;
  #record: RunRecord | undefined;
  #failure: Failure | undefined;
  readonly #image: string | undefined;

  constructor(view: View, remarks: readonly string[], image: string | undefined) {
    this.#view = view;
    this.#image = image;
    this.#inner = grouped(view, remarks, BRACKETS);
  }

  readonly on = (event: RunEvent): void => {
    this.#inner.on(event);
    if (event.kind === 'run-started') this.#plan = event.plan;
    if (event.kind !== 'run-finished') return;
    this.#record = event.record;
    if (this.#plan === undefined || event.path === undefined) return;
    const line = reproduceLine(this.#plan, posix.basename(event.path), this.#image);
    this.#view.write(`${inertForGitlab(line)}\n`);
  };

  failed(failure: Failure): void {
    this.#failure = failure;
    this.#inner.failed(failure);
  }

  async close(): Promise<void> {
    await this.#inner.close();
    const { files, workspace } = this.#view;
    const text = this.#report();
    // A folder that does not exist is what the failure is about; it must not come into being here.
    if (text === undefined || files.kind(workspace) !== 'folder') return;
    const written = files.writeText(posix.join(workspace, JUNIT_PATH), text);
    if (!written.ok) this.#note(`${JUNIT_PATH} could not be written, so GitLab will show no tests`);
  }

  #report(): string | undefined {
    if (this.#failure !== undefined) return junitOfFailure(this.#failure);
    if (this.#plan === undefined || this.#record === undefined) return undefined;
    return junitReport(this.#record, ownReports(this.#view, this.#plan, this.#record));
  }

  #note(text: string): void {
    const lines = noteLines(text, { columns: this.#view.columns(), color: this.#view.color, marks: 'plain' });
    this.#view.write(`${lines.map(inertForGitlab).join('\n')}\n`);
  }
}

const CLEAR = `${String.fromCharCode(0x1b)}[0K`;

const BRACKETS: Brackets = {
  inert: inertForGitlab,
  open: (group: Group, title: string) => [
    section('start', group.started / 1000, group.id, !group.failed) + header(title),
  ],
  close: (group: Group) => [section('end', group.ended / 1000, group.id, false)],
  fence: () => ({ before: [], after: [] }),
  prefix: '',
  // GitLab cuts a whole log at 4 MiB by default, and the table at its end must not be what is lost.
  keep: 192 * 1024,
  verdict: () => [],
  refusal: () => [],
};

/** GitLab paints the titles of sections itself. */
function header(title: string): string {
  return stripVTControlCharacters(title);
}
