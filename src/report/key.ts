/** A key as people read it: what it is made of, and what differs between two of them. */

import { commandText } from '../core/command.ts';
import {
  type Difference,
  isReordered,
  type JobDiff,
  type KeyDiff,
  type KeyParts,
  type PartName,
} from '../core/key.ts';
import type { Json } from '../core/step.ts';
import { visible } from './escape.ts';
import { type Look, paint } from './look.ts';
import { count } from './units.ts';
import { cells, padEnd, wrap } from './width.ts';

/** Differences of one part that are told; the rest is counted. */
const SHOWN = 50;

/** Cells of the column of parts, and the most that names get. */
const LEFT = 12;
const NAMES = 44;

/** Every part of a key with every input's digest; digests whole, for comparing them with what other tools say. */
export function explainKeyText(parts: KeyParts, key: string, look: Look): string[] {
  const { job } = parts;
  const { os, arch, libc } = parts.platform;
  const section = (title: string, rows: readonly Row[]): string[] => sectionLines(title, rows, look);
  return [
    `${paint(visible(job.id), 'strong', look)}  ${key}`,
    ...section('schema', [[parts.schema, '']]),
    ...section('sealsmith', [[parts.runtime, '']]),
    ...section('platform', [[`${os} ${arch} ${libc}`, '']]),
    ...section('epoch', [[String(parts.epoch), '']]),
    ...section('commands', words(job.commands.map(commandText))),
    ...section(
      'tools',
      parts.tools.map(({ name, version, from }) => [
        name,
        from === 'machine' ? version : `${version} ${from}`,
      ]),
    ),
    ...section('parameters', paramRows(job.params)),
    ...section('variables', Object.entries(parts.env)),
    ...section('grants', words(job.grants)),
    ...section('outputs', words(job.outputs)),
    ...section('patterns', words(job.inputs)),
    ...section('facts', Object.entries(parts.facts)),
    ...section(
      'inputs',
      parts.inputs.map(({ path, mode, sha256 }) => [
        `${inputName(path)}${mode === 'file' ? '' : ` (${mode})`}`,
        sha256,
      ]),
    ),
    `  ${quiet(countsOf(parts), look)}`,
  ];
}

/** A block a job: nothing that is equal is told in full. */
export function keyDiffText(jobs: readonly JobDiff[], look: Look): string[] {
  if (jobs.length === 0) return ['no job has a key in either'];
  const same = jobs.filter((one) => one.kind === 'same');
  const blocks = jobs.flatMap((one) => (one.kind === 'same' ? [] : [blockOf(one, look)]));
  const rest = same.length === 0 ? [] : [sameText(same, blocks.length > 0, look)];
  return [...blocks, ...rest].flatMap((lines, at) => (at === 0 ? lines : ['', ...lines]));
}

function blockOf(one: Exclude<JobDiff, { readonly kind: 'same' }>, look: Look): string[] {
  const name = paint(visible(one.job), 'strong', look);
  switch (one.kind) {
    case 'only':
      return [`${name}  key ${brief(one.key)}  only in the ${one.side === 'before' ? 'first' : 'second'}`];
    case 'unknown':
      return [name, ...hanging(`its key is not known: ${visible(one.why)}`, look)];
    case 'differs': {
      const title = `${name}  key ${brief(one.before)} → ${brief(one.now)}`;
      if (one.diff !== undefined) return [title, ...diffLines(one.diff, look)];
      return [
        title,
        ...hanging('the parts of one of them are not kept any more: only the newest 50 are', look),
      ];
    }
  }
}

function sameText(same: readonly JobDiff[], others: boolean, look: Look): string[] {
  const names = same.map(({ job }) => visible(job)).join(', ');
  return wrap(`${others ? 'equal keys' : 'every key is equal'}: ${names}`, look.columns);
}

function diffLines({ differences, equal }: KeyDiff, look: Look): string[] {
  const parts = Object.entries(Object.groupBy(differences, ({ part }) => part));
  const lines = parts.flatMap(([part, all]) => {
    const rows = all.slice(0, SHOWN).map((one): Row => [nameOf(one), changeOf(one)]);
    const more = all.length > SHOWN ? [`… and ${all.length - SHOWN} more; --json tells all`] : [];
    return [...sectionLines(part, rows, look), ...more.map((text) => ' '.repeat(LEFT + 2) + text)];
  });
  return [
    ...lines,
    ...hanging(`(everything else equal: ${equalText(equal)})`, look).map((line) => quiet(line, look)),
  ];
}

function nameOf({ part, name }: Difference): string {
  if (part === 'inputs') return inputName(name);
  return part === 'commands' ? '' : name;
}

/** What stands behind a link has the link's name and a NUL (see run/inputs.ts). */
function inputName(path: string): string {
  return path.endsWith('\0') ? `${path.slice(0, -1)} (where it leads)` : path;
}

function changeOf(difference: Difference): string {
  const { part, before, now } = difference;
  if (isReordered(difference)) return 'in another order';
  if (before === undefined) return WITHOUT_VALUE.has(part) ? 'added' : `added: ${said(now ?? '')}`;
  if (now === undefined) return WITHOUT_VALUE.has(part) ? 'removed' : `removed: ${said(before)}`;
  if (part === 'facts') return 'changed';
  if (part !== 'inputs') return `${said(before)} → ${said(now)}`;
  const [oldMode, newMode] = [before.split(' ')[0], now.split(' ')[0]];
  const content = before.split(' ')[1] === now.split(' ')[1] ? '' : 'changed';
  const mode = oldMode === newMode ? '' : `${oldMode} → ${newMode}`;
  return [content, mode].filter((text) => text !== '').join(', ');
}

/** Their members are there or not; what a digest is says nothing to people. */
const WITHOUT_VALUE: ReadonlySet<PartName> = new Set(['inputs', 'facts', 'patterns', 'outputs', 'grants']);

function said(value: string): string {
  return value === '' ? '(empty)' : value;
}

function equalText(equal: KeyDiff['equal']): string {
  return [
    count(equal.inputs, 'input'),
    count(equal.tools, 'tool'),
    count(equal.parameters, 'parameter'),
    count(equal.variables, 'variable'),
  ].join(', ');
}

function countsOf({ inputs, tools, env, job }: KeyParts): string {
  return [
    count(inputs.length, 'input'),
    count(tools.length, 'tool'),
    count(paramRows(job.params).length, 'parameter'),
    count(Object.keys(env).length, 'variable'),
  ].join(', ');
}

/** A name and what is said of it. */
type Row = readonly [name: string, text: string];

function words(values: readonly string[]): readonly Row[] {
  return values.map((value) => [value, '']);
}

function paramRows(params: Json): readonly Row[] {
  if (params === null) return [];
  const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value));
  if (typeof params !== 'object' || Array.isArray(params)) return [['', text(params)]];
  return Object.entries(params).map(([name, value]): Row => [name, text(value)]);
}

/** Names in one column, as wide as the widest that is no exception. */
function sectionLines(title: string, rows: readonly Row[], look: Look): string[] {
  const widths = rows.flatMap(([name, text]) => (text === '' ? [] : [cells(visible(name))]));
  const column = Math.max(0, ...widths.filter((width) => width <= NAMES));
  return rows.flatMap((row, at) => rowLines(at === 0 ? title : '', row, column, look));
}

/** On one line where both fit; else what is said stands below its name. Nothing is cut: it is asked for to be compared. */
function rowLines(title: string, [name, text]: Row, column: number, look: Look): string[] {
  const start = `  ${quiet(padEnd(title, LEFT - 2), look)}  `;
  const room = look.columns - LEFT - 2;
  const [shown, rest] = [visible(name), visible(text)];
  if (shown === '' || rest === '') return indented(start, wrap(shown + rest, room));
  if (cells(shown) <= column && column + 2 + cells(rest) <= room) {
    return [`${start}${padEnd(shown, column)}  ${rest}`];
  }
  return indented(start, [...wrap(shown, room), ...wrap(rest, room - 2).map((line) => `  ${line}`)]);
}

function indented(start: string, lines: readonly string[]): string[] {
  return lines.map((line, at) => (at === 0 ? start : ' '.repeat(LEFT + 2)) + line);
}

function hanging(text: string, look: Look): string[] {
  return wrap(text, look.columns - 2).map((line) => `  ${line}`);
}

function quiet(text: string, look: Look): string {
  return paint(text, 'quiet', look);
}

function brief(key: string): string {
  return `${key.slice(0, 8)}…`;
}
