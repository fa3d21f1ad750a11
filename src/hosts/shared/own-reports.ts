/** The JUnit files that the project's own tests wrote in this run; leftovers of an earlier one are not taken. */

import { posix } from 'node:path';
import type { View } from '../../core/host.ts';
import type { Plan } from '../../core/plan.ts';
import type { RunRecord } from '../../core/record.ts';
import type { OwnReports } from '../../report/junit.ts';

export function ownReports(
  view: Pick<View, 'files' | 'workspace'>,
  plan: Plan,
  record: RunRecord,
): OwnReports {
  const ran = new Set(record.how.jobs.filter((how) => how.state !== 'cancelled').map((how) => how.id));
  const jobs = plan.jobs.filter((job) => job.spec.gives.includes('junit') && ran.has(job.spec.id));
  return new Map(
    jobs.map((job) => {
      // A report is an output of its own, or lies by this name in a folder that is one.
      const paths = job.spec.outputs.map((path) => (path.endsWith('.xml') ? path : `${path}/junit.xml`));
      const texts = paths.map((path) => view.files.readText(posix.join(view.workspace, path), LIMIT));
      return [
        job.spec.id,
        texts.flatMap((text) => (text.ok && text.value !== undefined ? [text.value] : [])),
      ];
    }),
  );
}

/** Bytes of one file that are read. */
const LIMIT = 16 * 1024 * 1024;
