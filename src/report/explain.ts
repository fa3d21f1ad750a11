/** Where each value of one step came from: a file that was read, a line of the configuration, or the default. */

import type { Plan } from '../core/plan.ts';
import type { Explained, Origin } from '../core/step.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { cells, padEnd, wrap } from './width.ts';

/** A table what / value / origin for each job of the step, or why it is skipped; undefined when the plan knows no such step. */
export function explainText(plan: Plan, step: string, look: Look): string[] | undefined {
  const skip = plan.skips.find((one) => one.step === step);
  if (skip !== undefined) {
    const why = skip.why.detail === '' ? '' : `: ${visible(skip.why.detail)}`;
    return wrap(`${visible(step)} is skipped, ${skip.why.code}${why}`, look.columns);
  }
  const jobs = plan.jobs.filter((job) => job.spec.step === step || job.spec.id === step);
  if (jobs.length === 0) return undefined;
  return jobs.flatMap((job, at) => [
    ...(at === 0 ? [] : ['']),
    paint(visible(job.spec.id), 'strong', look),
    ...tableOf(job.explained, look),
  ]);
}

/** `detected in package.json`, `default`, `sealsmith.yml:12` */
function originText(origin: Origin): string {
  switch (origin.from) {
    case 'detected':
      return `detected in ${visible(origin.file)}`;
    case 'default':
      return 'default';
    case 'config':
      return visible(`${origin.file}:${origin.line}`);
  }
}

function tableOf(explained: readonly Explained[], look: Look): string[] {
  if (explained.length === 0) return ['  nothing to explain: it takes no values'];
  const origins = explained.map(({ origin }) => originText(origin));
  const left = Math.min(20, Math.max(...explained.map(({ what }) => cells(visible(what))))) + 2;
  const right = Math.min(34, Math.max(...origins.map(cells)));
  const middle = Math.max(16, look.columns - 2 - left - 2 - right);
  return explained.flatMap(({ what, value }, at) => {
    const values = wrap(visible(value), middle);
    const from = wrap(origins[at] ?? '', right);
    const whats = wrap(visible(what), left - 2);
    const height = Math.max(values.length, from.length, whats.length);
    return Array.from({ length: height }, (_, line) => {
      const start = `  ${padEnd(whats[line] ?? '', left)}${padEnd(values[line] ?? '', middle + 2)}`;
      return (start + paint(from[line] ?? '', 'quiet', look)).trimEnd();
    });
  });
}
