/** What `doctor` found, as a table: tool, version, place, who needs it, and how to get what is missing. */

import { visible } from './escape.ts';
import { type Look, mark, markWidth, paint } from './look.ts';
import { padEnd, wrap } from './width.ts';

export type DoctorView = {
  readonly project: string;
  readonly tools: readonly {
    readonly name: string;
    readonly found: { readonly path: string; readonly version: string } | undefined;
    /** It is there but does not work. */
    readonly problem: string | undefined;
    readonly neededBy: readonly string[];
    /** A step cannot run without it. */
    readonly needed: boolean;
    readonly get: string;
  }[];
  readonly isolation: { readonly processes: string; readonly network: string };
  /** What is known of the cache before a run, one line each. */
  readonly cache: readonly { readonly good: boolean; readonly text: string }[];
  readonly problems: readonly {
    readonly code: string;
    readonly message: string;
    readonly next: string | undefined;
  }[];
  readonly remarks: readonly string[];
  /** This program itself, by the digest of the list of its files. */
  readonly program?: { readonly version: string; readonly sha256: string };
  /** What the program ends with. */
  readonly exit: number;
};

export function doctorText(view: DoctorView, look: Look): string[] {
  const names = Math.max(...view.tools.map((tool) => tool.name.length), 9);
  const versions = Math.max(...view.tools.map((tool) => tool.found?.version.length ?? 0), 1);
  const lines = [visible(view.project), ''];
  for (const tool of view.tools) lines.push(...toolLines(tool, names, versions, look));
  lines.push(...isolationLines(view.isolation, names, look), ...cacheLines(view.cache, names, look));
  lines.push(...programLines(view, names, look));
  for (const remark of view.remarks) lines.push(`  ${mark('note', look)} ${visible(remark)}`);
  for (const problem of view.problems) {
    lines.push(
      ...visible(problem.message)
        .split('\n')
        .map((line, at) => (at === 0 ? `  ${mark('fail', look)} ${line}` : `    ${line}`)),
    );
    if (problem.next !== undefined) lines.push(`    ${visible(problem.next)}`);
  }
  const missing = view.tools.filter((tool) => tool.needed).length + view.problems.length;
  lines.push(
    '',
    missing === 0 ? 'this machine has what the plan needs' : `${missing} missing (exit ${view.exit})`,
  );
  return lines;
}

function programLines({ program }: DoctorView, names: number, look: Look): string[] {
  if (program === undefined) return [];
  const said = `${program.version}, sha256:${program.sha256.slice(0, 12)}: --attestation compares it with what was signed`;
  return [`  ${mark('skip', look)} ${paint(`${padEnd('program', names)}  ${visible(said)}`, 'quiet', look)}`];
}

type Row = DoctorView['tools'][number];

function toolLines(tool: Row, names: number, versions: number, look: Look): string[] {
  const name = padEnd(tool.name, names);
  const users = tool.neededBy.length === 0 ? '' : `  for ${tool.neededBy.join(', ')}`;
  if (tool.found !== undefined) {
    const used = tool.neededBy.length > 0;
    const line = `${name}  ${padEnd(tool.found.version, versions)}  ${visible(tool.found.path)}${users}`;
    return [
      `  ${mark(used ? 'ok' : 'skip', look)} ${used ? line : paint(`${line}  not used by this plan`, 'quiet', look)}`,
    ];
  }
  if (!tool.needed && tool.problem === undefined) {
    return [`  ${mark('skip', look)} ${paint(`${name}  not here, not needed`, 'quiet', look)}`];
  }
  const said = tool.problem ?? `not on this machine${users}`;
  const get = wrap(visible(tool.get), look.columns - names - 8).map(
    (line) => `    ${' '.repeat(names)}  ${line}`,
  );
  return [`  ${mark(tool.needed ? 'fail' : 'note', look)} ${name}  ${visible(said)}`, ...get];
}

function isolationLines(isolation: DoctorView['isolation'], names: number, look: Look): string[] {
  const apart = isolation.processes === 'namespaces';
  const alone = isolation.network === 'withheld';
  const processes = apart
    ? 'namespaces: a job sees only its own processes'
    : 'none: jobs see other processes; unshare (util-linux) and user namespaces give it';
  const network = alone
    ? 'withheld from jobs that do not ask for it'
    : 'shared with every job; unshare and ip (iproute2) are needed to withhold it';
  return [
    `  ${mark(apart ? 'ok' : 'note', look)} ${padEnd('isolation', names)}  ${processes}`,
    `  ${mark(alone ? 'ok' : 'note', look)} ${padEnd('network', names)}  ${network}`,
  ];
}

/** The texts are harmless already; what does not fit stands below itself. */
function cacheLines(cache: DoctorView['cache'], names: number, look: Look): string[] {
  const indent = 2 + markWidth(look) + 1 + names + 2;
  return cache.flatMap(({ good, text }, at) => {
    const start = `  ${mark(good ? 'ok' : 'note', look)} ${padEnd(at === 0 ? 'cache' : '', names)}  `;
    return wrap(text, Math.max(24, look.columns - indent)).map((line, row) =>
      row === 0 ? start + line : ' '.repeat(indent) + line,
    );
  });
}
