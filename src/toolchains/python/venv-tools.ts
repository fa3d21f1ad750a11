/** The venv and the tools in it, which all jobs of the Python toolchain use. */

import type { WorkspacePath } from '../../core/path.ts';
import type { Tool } from '../../core/tool.ts';

export const VENV = '.venv' as WorkspacePath;

/** The Python of the venv; with `-m` it finds the project's own modules as well, wherever the tests lie. */
export const VENV_PYTHON: Tool = { name: 'python', version: '', from: 'project', path: `${VENV}/bin/python` };

/** A program that install puts into the venv. */
export function venvTool(name: string): Tool {
  return { name, version: '', from: 'project', path: `${VENV}/bin/${name}` };
}
