/** Which Python of the machine the venv is made with, and whether the project allows it. */

import { err, ok, type Result } from '../../core/result.ts';
import type { PlanFacts } from '../../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../../core/tool.ts';
import { meetsPython } from '../../formats/python-version.ts';

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
  const fitting = MINORS.map((minor) => `3.${minor}`).filter((minor) => meetsPython(minor, wish.requires));
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
  const fitting = found.find((tool) => meetsPython(tool.version, wish.requires));
  if (fitting !== undefined) return ok({ ...fitting, name: 'python' });
  const wanted = wish.requires === undefined ? 'Python 3' : `Python ${wish.requires} (${wish.file})`;
  const there = found.map((tool) => `${tool.version} at ${tool.path}`).join(' and ');
  const get = there === '' ? GET : `found ${there}; ${GET}`;
  return err({ code: 'tool-missing', tool: wanted, wantedBy: 'install', get });
}
