/** The entries of failure-table.ts that are about what one job of a pipeline hands to the next. */

import type { RecordTrouble } from './failure.ts';
import type { Entry } from './failure-table.ts';

export const HANDOFF_FAILURES = {
  'record-refused': {
    exit: 4,
    when: 'the record of a job before is not the one that was named, of another commit, of a run that failed or of a tree with changes, tells of nothing that was made, or contradicts the commit or another record; or on a forge nobody named one to a job that pushes, signs or verifies',
    message: refusedRecord,
    next: nextOf,
  },
  'source-unreachable': {
    exit: 5,
    when: 'with --bare: the commit cannot be fetched from the forge',
    message: (f) => `the commit cannot be fetched from ${f.url}: ${f.detail}`,
    next: () => 'see that the job may read the repository: its token is GITHUB_TOKEN, on GitLab CI_JOB_TOKEN',
  },
} as const satisfies {
  readonly [C in 'record-refused' | 'source-unreachable']: Entry<C>;
};

function nextOf(f: RecordTrouble): string {
  switch (f.why) {
    case 'unnamed':
      return 'give --record with what the job before had as record-digest (on GitLab: in .sealsmith/handoff.env)';
    case 'nothing-made':
      return 'name the record of the job that made or pushed it';
    case 'dirty':
      return 'commit what was changed before that job ran, or let git ignore the files that were new';
    default:
      return 'take the artifacts of this very pipeline, and the digests that its jobs gave';
  }
}

function refusedRecord(f: RecordTrouble): string {
  switch (f.why) {
    case 'unnamed':
      return `${f.wantedBy} speaks for what a job before made, and nothing but a file says what that was`;
    case 'absent':
      return `the record sha256:${f.digest} is not in .sealsmith/runs`;
    case 'failed':
      return `the record sha256:${f.digest} is that of a run that failed (exit ${f.exit})`;
    case 'not-of-commit':
      return `the record sha256:${f.digest} says of ${f.path} what is not so in the commit`;
    case 'dirty':
      return `the record sha256:${f.digest} is of a tree with changes that are in no commit`;
    case 'nothing-made':
      return `${f.wantedBy} speaks for what was made, and the named records tell of no ${f.fact === 'image' ? 'image' : 'image and no binary'}`;
    case 'other-commit':
      return `the record sha256:${f.digest} is about ${f.found ?? 'no commit'}, and this run about ${f.wanted ?? 'none'}`;
    case 'conflict':
      return `the records sha256:${f.digests[0]} and sha256:${f.digests[1]} say different things of ${f.fact}`;
  }
}
