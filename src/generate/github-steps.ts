/** Steps that jobs of a workflow have in common: what is handed from one to the next, and how an action is named. */

import { PINS, type Pin } from '../core/pins.ts';
import { shellWord } from './paths.ts';
import { type Entry, entry, type Yaml } from './yaml.ts';

export function uses({ action, commit, release }: Pin): Entry {
  return entry('uses', `${action}@${commit}`, { beside: release });
}

/** @param depth  how many commits; an expression, or undefined for the newest alone */
export function checkout(depth: string | undefined, note: readonly string[]): Yaml {
  const more = note.length === 0 ? {} : { note };
  return {
    map: [
      entry('name', 'Check out'),
      uses(PINS.checkout),
      entry('with', {
        map: [
          entry('persist-credentials', false),
          ...(depth === undefined ? [] : [entry('fetch-depth', depth, more)]),
        ],
      }),
    ],
  };
}

/** Where archives lie between jobs; in our own folder, which git does not see. */
const HANDOFF = '.sealsmith/handoff';

/** A job, and what of it is handed on: paths from the top of the repository. */
export type Left = { readonly job: string; readonly paths: readonly string[] };

/**
 * What the jobs before left, and of their archives nothing but that: whoever made one may have put in what lies beside,
 * in `.git` for example. With `strict` a link ends the job, for another archive could write through it.
 */
export function takeFrom(left: readonly Left[], strict: boolean): readonly Yaml[] {
  if (left.length === 0) return [];
  const ids = left.map(({ job }) => `\${{ needs.${job}.outputs.artifact }}`).join(',');
  const check = strict
    ? [
        `for archive in ${HANDOFF}/*.tar; do`,
        '  if tar --list --verbose --file "$archive" | grep --invert-match \'^[d-]\'; then',
        '    echo "sealsmith: $archive holds what is neither file nor folder (exit 4)"; exit 4',
        '  fi',
        'done',
      ]
    : [];
  return [
    {
      map: [
        entry('name', 'Take what the jobs before left'),
        uses(PINS.download),
        entry('with', {
          map: [entry('artifact-ids', ids), entry('path', HANDOFF), entry('merge-multiple', true)],
        }),
      ],
    },
    {
      map: [
        entry('name', 'Unpack it'),
        entry('run', {
          script: [
            ...check,
            ...left.flatMap(({ job, paths }) => words(`tar --extract --file ${HANDOFF}/${job}.tar`, paths)),
          ],
        }),
      ],
    },
  ];
}

/** One line where they fit on it. */
function words(command: string, paths: readonly string[]): readonly string[] {
  const line = [command, ...paths.map(shellWord)].join(' ');
  if (line.length <= 100) return [line];
  const last = paths.length - 1;
  return [`${command} \\`, ...paths.map((path, index) => `  ${shellWord(path)}${index < last ? ' \\' : ''}`)];
}

/** As one archive, for an artifact keeps neither modes nor links. */
export function handOn({ job, paths }: Left): readonly Yaml[] {
  if (paths.length === 0) return [];
  const file = `${HANDOFF}/${job}.tar`;
  return [
    {
      map: [
        entry('name', 'Pack what the next jobs need'),
        entry('run', {
          script: [`mkdir -p ${HANDOFF}`, ...words(`tar --create --file ${file}`, paths)],
        }),
      ],
    },
    {
      map: [
        entry('name', 'Hand it on'),
        entry('id', 'hand-on'),
        uses(PINS.upload),
        entry('with', {
          map: [
            entry('name', `sealsmith-${job}`),
            entry('path', file),
            entry('include-hidden-files', true),
            entry('if-no-files-found', 'error'),
            entry('compression-level', 0),
          ],
        }),
      ],
    },
  ];
}

/** For people, and for `sealsmith reproduce`; what was not made is not there. */
export function leave({ job, paths }: Left): readonly Yaml[] {
  if (paths.length === 0) return [];
  return [
    {
      map: [
        entry('name', 'Leave what was done and made'),
        entry('if', '${{ !cancelled() }}'),
        uses(PINS.upload),
        entry('with', {
          map: [
            entry('name', `sealsmith-${job}`),
            entry('path', { script: paths }),
            entry('include-hidden-files', true),
          ],
        }),
      ],
    },
  ];
}
