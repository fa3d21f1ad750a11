/** What the place where we run tells of itself, for people: like `printenv`, but fit for a log that others read. */

import type { HostName, Tier } from '../core/host.ts';
import type { Isolation } from '../core/ports.ts';
import { inertForGithub, inertForGitlab, inertForUnknown, visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { padEnd, wrap } from './width.ts';

/** The document of `--json`. */
export type ContextView = {
  readonly schema: 'sealsmith-context/1';
  readonly host: HostName;
  readonly tier: Tier;
  readonly tierReason: string;
  /** What is known, and undefined where nothing says it. */
  readonly facts: Readonly<Record<string, string | undefined>>;
  readonly isolation: Pick<Isolation, 'processes' | 'network'>;
  /** Names of what this job holds, and what each is for where that is known. No value of them is anywhere here. */
  readonly secrets: readonly { readonly name: string; readonly use: string | undefined }[];
  /** What the forge tells: names and values, secrets in them masked. */
  readonly told: Readonly<Record<string, string>>;
  /** Names of everything else in the environment. */
  readonly others: readonly string[];
  readonly remarks: readonly string[];
};

/** Lines that mean nothing to the terminal or the forge that shows them, whatever a branch is called. */
export function contextText(view: ContextView, look: Look): string[] {
  const { host, tier, tierReason, isolation } = view;
  const facts = [
    ...Object.entries(view.facts).map(([name, value]): Pair => [name, value ?? 'not said']),
    ['isolation', `processes ${isolation.processes}, network ${isolation.network} where no job asks for it`],
  ] satisfies Pair[];
  const lines = [
    `${paint(host, 'strong', look)} · tier ${tier} because ${visible(tierReason)}`,
    ...['', ...table(facts, look)],
    ...section(view.secrets.length === 0 ? 'no secrets' : 'secrets, every value masked', look),
    ...table(
      view.secrets.map(({ name, use }): Pair => [name, use ?? '']),
      look,
    ),
    ...section('told by the forge', look),
    ...table(Object.entries(view.told), look),
    ...section('other variables, by name alone', look),
    ...wrap(view.others.map(visible).join('  ') || 'none', look.columns - 2).map((line) =>
      `  ${line}`.trimEnd(),
    ),
    ...(view.remarks.length === 0 ? [] : ['', ...view.remarks.map((remark) => `note ${visible(remark)}`)]),
  ];
  return lines.map(INERT[host]);
}

type Pair = readonly [name: string, value: string];

const INERT: Readonly<Record<HostName, (line: string) => string>> = {
  github: inertForGithub,
  gitlab: inertForGitlab,
  local: inertForUnknown,
};

function section(title: string, look: Look): string[] {
  return ['', paint(title, 'strong', look)];
}

function table(pairs: readonly Pair[], look: Look): string[] {
  const names = Math.min(32, Math.max(0, ...pairs.map(([name]) => visible(name).length)));
  return pairs.flatMap(([name, value]) => {
    const shown = visible(value);
    const [first = '', ...rest] = wrap(shown, Math.max(24, look.columns - names - 4));
    return [
      `  ${padEnd(visible(name), names)}  ${first}`.trimEnd(),
      ...rest.map((line) => `  ${' '.repeat(names)}  ${line}`.trimEnd()),
    ];
  });
}
