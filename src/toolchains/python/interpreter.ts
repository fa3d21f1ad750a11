/** Which Python of the machine the venv is made with, and whether the project allows it. */

import { err, ok, type Result } from '../../core/result.ts';
import type { PlanFacts } from '../../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../../core/tool.ts';

/** What the project says of its Python. */
export type PythonWish = {
  /** A version specifier (PEP 440) and the file that has it. */
  readonly requires: string | undefined;
  /** `3.12` from `.python-version`. */
  readonly preferred: string | undefined;
  readonly file: string;
};

/** Minor versions of Python 3 that are looked for by name, newest first. */
const MINORS = [15, 14, 13, 12, 11, 10, 9] as const;

const GET =
  'install Python 3 with its venv module (Debian: apt install python3 python3-venv, macOS: brew install python)';

/** What to look for: the usual Python, and by name one that fits when the project is particular. */
export function pythonRequests(wish: PythonWish): ToolRequest[] {
  const usual = ['python3', 'python'];
  const first = wish.preferred === undefined ? usual : [`python${wish.preferred}`, ...usual];
  const fitting = MINORS.map((minor) => `3.${minor}`).filter((minor) => mayMeet(minor, wish.requires));
  const other = fitting.map((minor) => `python${minor}`);
  const requests = [toolRequest('python', GET, { commands: first })];
  if (wish.requires !== undefined && other.length > 0) {
    requests.push(toolRequest('other-python', GET, { commands: other }));
  }
  return requests;
}

/** The interpreter to use: the usual one where the project allows it, else one that it does. */
export function choosePython(facts: Pick<PlanFacts, 'tools'>, wish: PythonWish): Result<Tool> {
  const usual = facts.tools.get('python');
  const found = [usual, facts.tools.get('other-python')].filter((tool) => tool !== undefined);
  const fitting = found.find((tool) => meets(tool.version, wish.requires));
  if (fitting !== undefined) return ok({ ...fitting, name: 'python' });
  const wanted = wish.requires === undefined ? 'Python 3' : `Python ${wish.requires} (${wish.file})`;
  const there = found.map((tool) => `${tool.version} at ${tool.path}`).join(' and ');
  const get = there === '' ? GET : `found ${there}; ${GET}`;
  return err({ code: 'tool-missing', tool: wanted, wantedBy: 'install', get });
}

/**
 * Whether a version meets a specifier (PEP 440; Poetry's `^`, `~` and `||` too). What cannot be understood here is
 * left to the installer, which checks it again.
 */
export function meets(version: string, specifier: string | undefined): boolean {
  const numbers = release(version);
  return (specifier ?? '')
    .split('||')
    .some((part) => part.split(',').every((clause) => holds(numbers, clause)));
}

/** Whether some patch release of a minor version could meet it. */
function mayMeet(minor: string, specifier: string | undefined): boolean {
  return [0, 5, 20, 99].some((patch) => meets(`${minor}.${patch}`, specifier));
}

function holds(version: readonly number[], clause: string): boolean {
  const [, operator = '', text = '', wild] =
    /^\s*(>=|<=|==|!=|~=|>|<|\^|~|)\s*(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(clause) ?? [];
  if (text === '') return true;
  const wanted = release(text);
  const order = compare(version, wanted);
  const same = wild === undefined ? order === 0 : startsWith(version, wanted);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return !same;
    case '~=':
      return order >= 0 && startsWith(version, wanted.slice(0, -1));
    case '^':
      return order >= 0 && startsWith(version, wanted.slice(0, 1));
    case '~':
      return order >= 0 && startsWith(version, wanted.slice(0, 2));
    default:
      return same;
  }
}

function release(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function startsWith(version: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((number, at) => (version[at] ?? 0) === number);
}
