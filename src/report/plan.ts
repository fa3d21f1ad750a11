/** What would run, in full: first a table to take in at a glance, then every job with all that decides it. */

import { commandText } from '../core/command.ts';
import type { Plan, PlannedJob } from '../core/plan.ts';
import type { Isolation } from '../core/ports.ts';
import type { Json } from '../core/step.ts';
import type { Tool } from '../core/tool.ts';
import { credentialsRemark } from './checkout.ts';
import { visible } from './escape.ts';
import { header, tierClause } from './header.ts';
import { type Look, mark, markWidth, paint } from './look.ts';
import { span } from './units.ts';
import { cells, clauses, cut, padEnd, wrap } from './width.ts';

/**
 * @param jobs  how many would run at once
 * @param cache  what is known of it before it is opened, a clause each
 */
export function planText(plan: Plan, jobs: number, look: Look, cache: readonly string[] = []): string[] {
  const lines = [...header(plan, look), '', ...overview(plan, look), '', ...foot(plan, jobs, look, cache)];
  for (const job of plan.jobs) lines.push('', ...details(job, look));
  return lines;
}

/** For each job the earliest round in which it could run; the first is 1. */
export function rounds(plan: Plan): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const job of plan.jobs) {
    found.set(job.spec.id, 1 + Math.max(0, ...job.after.map((id) => found.get(id) ?? 0)));
  }
  return found;
}

function overview(plan: Plan, look: Look): string[] {
  const round = rounds(plan);
  const ids = [
    ...plan.jobs.map((job) => visible(job.spec.id)),
    ...plan.skips.map((skip) => visible(skip.step)),
  ];
  const left = Math.min(24, Math.max(12, ...ids.map(cells))) + 2;
  const cacheWidth = Math.max(5, ...plan.jobs.map((job) => job.spec.cache.length));
  const grants = plan.jobs.map((job) => dash(job.spec.grants.map(visible).join(' ')));
  const grantWidth = Math.min(20, Math.max(6, ...grants.map(cells))) + 2;
  const middle = Math.max(12, look.columns - 4 - left - grantWidth - cacheWidth - 2);
  const lines = plan.jobs.map((job, at) => {
    // The last command that is not ours says best what the job is for.
    const main = job.spec.commands.findLast(({ tool }) => tool !== 'sealsmith');
    // Where all are ours, what the step is about says more than how it is called.
    const said = job.explained.find(({ what }) => what === 'image')?.value;
    const first = job.spec.commands[0];
    const shown =
      main === undefined && said !== undefined ? said : commandText(main ?? first ?? { tool: '–', args: [] });
    const more = job.spec.commands.length > 1 ? ` +${job.spec.commands.length - 1}` : '';
    const what = cut(visible(shown), middle - cells(more)) + more;
    const number = String(round.get(job.spec.id) ?? 1).padStart(2);
    const name = padEnd(cut(visible(job.spec.id), left - 2), left);
    const grant = padEnd(cut(grants[at] ?? '', grantWidth - 2), grantWidth);
    return `${number}  ${name}${padEnd(what, middle + 2)}${grant}${job.spec.cache}`;
  });
  for (const skip of plan.skips) {
    const why = skip.why.detail === '' ? skip.why.code : `${skip.why.code}: ${visible(skip.why.detail)}`;
    const rest = wrap(why, look.columns - 4 - left);
    const name = padEnd(cut(visible(skip.step), left - 2), left);
    lines.push(
      ...rest.map(
        (text, at) => (at === 0 ? ` –  ${name}` : ' '.repeat(4 + left)) + paint(text, 'quiet', look),
      ),
    );
  }
  return lines.length === 0 ? ['nothing to do'] : lines;
}

function foot(plan: Plan, jobs: number, look: Look, cache: readonly string[]): string[] {
  const apart = plan.jobs.some((job) => job.isolation.processes === 'none') ? 'none' : 'namespaces';
  const said = clauses([`isolation: ${apart}`, `jobs: ${jobs}`, tierClause(plan)], look.columns);
  const indent = markWidth(look) + 1;
  const remarks = credentialsRemark(plan.context)
    .flatMap((remark) => wrap(visible(remark), look.columns - indent))
    .map((line, at) => (at === 0 ? `${mark('note', look)} ${line}` : ' '.repeat(indent) + line));
  return [...said, ...clauses(cache, look.columns), ...remarks];
}

function details(job: PlannedJob, look: Look): string[] {
  const { spec } = job;
  const lines = [paint(visible(spec.id), 'strong', look)];
  const add = (label: string, values: readonly string[]): void => {
    if (values.length === 0) return;
    const [first = '', ...rest] = values.flatMap((value) => folded(value, look.columns - INDENT));
    lines.push(
      `  ${paint(label.padEnd(INDENT - 2), 'quiet', look)}${first}`,
      ...rest.map((line) => ' '.repeat(INDENT) + line),
    );
  };
  add(
    'runs',
    spec.commands.map((command) => visible(commandText(command))),
  );
  add('after', list(job.after, look));
  add('needs', list(spec.needs, look));
  add('gives', list(spec.gives, look));
  add('inputs', list(spec.inputs, look));
  add('outputs', list(spec.outputs, look));
  add('tools', spec.tools.map(toolText));
  add(
    'env',
    Object.entries(spec.env).map(([name, value]) => visible(`${name}=${value}`)),
  );
  add('params', params(spec.params));
  add('grants', [granted(job)]);
  add('forwards', list(spec.forwards, look));
  add(
    'stores',
    spec.stores.map((store) =>
      visible(`${store.name} by ${store.env.join(', ')}${store.checked ? ', checked' : ''}`),
    ),
  );
  add('cache', [`${spec.cache} · limit ${span(spec.limit)}`]);
  return lines;
}

const INDENT = 12;

/** Short things share lines. */
function list(values: readonly string[], look: Look): string[] {
  const lines: string[] = [];
  for (const value of values.map(visible)) {
    const last = lines.at(-1);
    if (last !== undefined && cells(last) + 2 + cells(value) <= look.columns - INDENT)
      lines[lines.length - 1] = `${last}  ${value}`;
    else lines.push(value);
  }
  return lines;
}

/** Long things are never cut here: what is printed is what would run. The rest of one stands a little further in. */
function folded(value: string, room: number): string[] {
  const [first = '', ...rest] = wrap(value, room);
  return rest.length === 0
    ? [first]
    : [first, ...wrap(value.slice(first.length).trimStart(), room - 2).map((line) => `  ${line}`)];
}

function toolText(tool: Tool): string {
  const version = tool.version === '' ? '' : ` ${visible(tool.version)}`;
  const where = {
    machine: visible(tool.path),
    project: `${visible(tool.path)} of the project`,
    self: 'this program',
  }[tool.from];
  return `${visible(tool.name)}${version}  ${where}`;
}

function params(value: Json): string[] {
  if (value === null || typeof value !== 'object')
    return value === null ? [] : [visible(JSON.stringify(value))];
  const entries = Array.isArray(value) ? [] : Object.entries(value);
  if (entries.length === 0)
    return Array.isArray(value) && value.length > 0 ? [visible(JSON.stringify(value))] : [];
  return entries.map(([name, one]) =>
    visible(`${name}: ${typeof one === 'string' ? one : JSON.stringify(one)}`),
  );
}

function granted(job: PlannedJob): string {
  return `${dash(job.spec.grants.map(visible).join(' '))} (${isolationText(job.isolation)})`;
}

function isolationText({ processes, network }: Isolation): string {
  const kept = processes === 'namespaces' ? 'own namespaces' : 'no namespaces here';
  const net = {
    granted: 'network granted',
    withheld: 'network withheld',
    shared: 'network reachable although not granted',
  }[network];
  return `${kept}, ${net}`;
}

function dash(text: string): string {
  return text === '' ? '–' : text;
}
