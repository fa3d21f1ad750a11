/**
 * A job that builds the Dockerfile with kaniko and leaves an archive, which `from:` of containerize takes. kaniko could
 * push as well, and would then push what nobody has tried.
 */

import { checkout, handOn } from './github-steps.ts';
import { fromTop, shellWord } from './paths.ts';
import type { KanikoJob } from './setting.ts';
import { type Entry, entry, type Yaml } from './yaml.ts';

/** Its id, and with what stands before all of ours its name on GitLab. */
export const KANIKO = 'kaniko';

const ARCHIVED: readonly string[] = [
  'kaniko was archived by its authors in June 2025 and gets no fixes any more: this is for pipelines that have it.',
  '"layers:" of containerize builds without privilege as well, and so does buildah.',
];

/** @param rules  when it runs */
export function kanikoOnGitlab(job: KanikoJob, prefix: string, rules: readonly Yaml[]): Entry {
  return entry(
    KANIKO,
    {
      map: [
        entry('image', { map: [entry('name', job.image), entry('entrypoint', { row: [''] })] }),
        entry('inherit', { map: [entry('default', false)] }),
        entry('interruptible', true),
        entry('needs', { list: [] }),
        entry('rules', { list: rules }),
        entry('script', {
          list: [
            {
              script: [
                folder(job, prefix),
                ...wrapped(['/kaniko/executor', ...flags(job, prefix, '$CI_PROJECT_DIR')]),
              ],
            },
          ],
        }),
        entry('artifacts', {
          map: [entry('expire_in', '1 week'), entry('paths', { list: [fromTop(prefix, job.archive)] })],
        }),
      ],
    },
    { note: ARCHIVED },
  );
}

export function kanikoOnGithub(job: KanikoJob, prefix: string): Entry {
  const started = ['docker run --rm --volume "$PWD:/workspace"', job.image];
  return entry(
    KANIKO,
    {
      map: [
        entry('name', KANIKO),
        entry('runs-on', 'ubuntu-24.04'),
        entry('timeout-minutes', 60),
        entry('permissions', { map: [entry('contents', 'read', { beside: 'to check out' })] }),
        entry('outputs', { map: [entry('artifact', '${{ steps.hand-on.outputs.artifact-id }}')] }),
        entry('steps', {
          list: [
            checkout(undefined, []),
            {
              map: [
                entry('name', 'Build with kaniko'),
                entry('run', {
                  script: [
                    folder(job, prefix),
                    ...wrapped([...started, ...flags(job, prefix, '/workspace')]),
                  ],
                }),
              ],
            },
            ...handOn({ job: KANIKO, paths: [fromTop(prefix, job.archive)] }),
          ],
        }),
      ],
    },
    { note: ARCHIVED },
  );
}

function folder({ archive }: KanikoJob, prefix: string): string {
  const path = fromTop(prefix, archive);
  return `mkdir -p ${shellWord(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.')}`;
}

/** A name is needed even where nothing is pushed: it stands in the archive. */
function flags({ dockerfile, archive }: KanikoJob, prefix: string, top: string): readonly string[] {
  return [
    `--context "dir://${fromTop(top, prefix)}"`.replace('/"', '"'),
    `--dockerfile "${fromTop(top, fromTop(prefix, dockerfile))}"`,
    '--reproducible --no-push --destination image',
    `--tar-path "${fromTop(top, fromTop(prefix, archive))}"`,
  ];
}

function wrapped(words: readonly string[]): readonly string[] {
  return words.map(
    (word, index) => `${index === 0 ? '' : '  '}${word}${index < words.length - 1 ? ' \\' : ''}`,
  );
}
