/**
 * The tree that a terminal shows while a plan runs. A state machine: events make states, and a state with a time and
 * a size of the terminal makes lines. It draws nothing and asks no clock.
 */

import type { RunEvent } from '../core/event.ts';
import type { Plan, PlannedJob } from '../core/plan.ts';
import type { JobRecord } from '../core/record.ts';
import { visible } from './escape.ts';
import { type Look, mark, paint } from './look.ts';
import { jobRow, nameWidth, rowLine } from './rows.ts';
import { duration } from './units.ts';

export type LiveJob =
  | { readonly state: 'waiting' }
  | { readonly state: 'running'; readonly since: number; readonly note: string }
  | { readonly state: 'over'; readonly record: JobRecord };

export type Live = { readonly plan: Plan; readonly jobs: ReadonlyMap<string, LiveJob> };

export function liveOf(plan: Plan): Live {
  return { plan, jobs: new Map(plan.jobs.map((job) => [job.spec.id, { state: 'waiting' }])) };
}

/** The state after an event; the same object when the event changes nothing that is shown. */
export function after(live: Live, event: RunEvent): Live {
  switch (event.kind) {
    case 'job-started':
      return put(live, event.job, { state: 'running', since: event.at, note: '' });
    case 'job-progress': {
      const job = live.jobs.get(event.job);
      return job?.state === 'running' ? put(live, event.job, { ...job, note: event.note }) : live;
    }
    case 'job-finished':
      return put(live, event.record.how.id, { state: 'over', record: event.record });
    case 'run-started':
    case 'run-finished':
    case 'job-output':
    case 'remark':
      return live;
  }
}

/** Jobs that run at this moment, longest first. */
export function running(
  live: Live,
): readonly { readonly id: string; readonly since: number; readonly note: string }[] {
  const found = [...live.jobs].flatMap(([id, job]) =>
    job.state === 'running' ? [{ id, since: job.since, note: job.note }] : [],
  );
  return found.sort((a, b) => a.since - b.since);
}

/**
 * Lines to show, at most `rows`. When all jobs fit they keep the order of the plan; when not, what failed and what
 * runs comes first, and what is done or waits is counted.
 *
 * @param now  milliseconds since 1970
 */
export function frame(live: Live, now: number, rows: number, look: Look): string[] {
  const names = nameWidth(live.plan);
  const line = (job: PlannedJob): string => renderLine(live, job, now, names, look);
  const { jobs } = live.plan;
  if (jobs.length <= rows) return jobs.map(line);
  const failed = jobs.filter((job) => isOver(live, job, 'failed'));
  const active = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === 'running');
  const waiting = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === 'waiting');
  const done = jobs.length - failed.length - active.length - waiting.length;
  const room = Math.max(1, rows - (done > 0 ? 1 : 0) - 1);
  const shown = [...failed, ...active, ...waiting].slice(0, room);
  const left = failed.length + active.length + waiting.length - shown.length;
  const lines = shown.map(line);
  if (done > 0) lines.unshift(`  ${mark('ok', look)} ${done} done`);
  if (left > 0)
    lines.push(
      `  ${mark('wait', look)} ${paint(`${left} more ${waitWord(shown, live, left)}`, 'quiet', look)}`,
    );
  return lines.slice(0, rows);
}

function put(live: Live, id: string, job: LiveJob): Live {
  return { ...live, jobs: new Map(live.jobs).set(id, job) };
}

function renderLine(live: Live, planned: PlannedJob, now: number, names: number, look: Look): string {
  const job = live.jobs.get(planned.spec.id) ?? { state: 'waiting' };
  const id = [planned.spec.id];
  switch (job.state) {
    case 'over': {
      const row = jobRow(job.record);
      return rowLine(row, mark(row.mark, look), names, look);
    }
    case 'running': {
      const row = {
        mark: 'run',
        names: id,
        time: duration(now - job.since),
        text: visible(job.note),
      } as const;
      return rowLine(row, spinner(now, look), names, look);
    }
    case 'waiting': {
      const row = { mark: 'wait', names: id, time: '', text: waitsFor(live, planned) } as const;
      return rowLine(row, mark('wait', look), names, look);
    }
  }
}

function spinner(now: number, look: Look): string {
  if (look.marks === 'plain') return mark('run', look);
  return paint(SPINNER[Math.floor(now / 80) % SPINNER.length] ?? '', 'warn', look);
}

function waitsFor(live: Live, planned: PlannedJob): string {
  const open = planned.after.filter((id) => live.jobs.get(id)?.state !== 'over');
  return open.length === 0 ? 'waits its turn' : `waits for ${open.map(visible).join(', ')}`;
}

function isOver(live: Live, job: PlannedJob, state: JobRecord['how']['state']): boolean {
  const found = live.jobs.get(job.spec.id);
  return found?.state === 'over' && found.record.how.state === state;
}

function waitWord(shown: readonly PlannedJob[], live: Live, left: number): string {
  const hidden = running(live).some(({ id }) => !shown.some((job) => job.spec.id === id));
  return hidden ? 'run or wait' : left === 1 ? 'waits' : 'wait';
}

const SPINNER = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
