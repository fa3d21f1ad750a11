/** Reads what a linter printed: how many findings there are. Only for people; the exit status decides. */

import { ok, type Result } from '../../core/result.ts';
import type { JobIo, Report } from '../../core/step.ts';
import type { Linter } from './lint.ts';
import { venvVersion } from './venv-packages.ts';

/** @param version  of the machine's linter; empty for the project's, which is then looked up */
export function finishLint(linter: Linter, version: string): (io: JobIo) => Promise<Result<Report>> {
  return async (io) => {
    const known = version === '' ? venvVersion(io, linter) : version;
    const name = known === undefined ? linter : `${linter} ${known}`;
    const count = io.succeeded ? 0 : findings(linter, io.tail);
    const found = count === 0 ? '' : ` · ${count} ${count === 1 ? 'finding' : 'findings'}`;
    return ok({ facts: {}, summary: `${name}${found}`, remarks: [] });
  };
}

/** Zero when it cannot be said. */
function findings(linter: Linter, output: string): number {
  switch (linter) {
    case 'ruff':
      return Number(/^Found (\d+) errors?\b/m.exec(output)?.[1] ?? 0);
    case 'flake8':
      return count(output, /^.+?:\d+:\d+: [A-Z]+\d+ /gm);
    case 'pylint':
      return count(output, /^.+?:\d+:\d+: [CRWEFI]\d{4}: /gm);
  }
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
