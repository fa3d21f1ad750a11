/** A pipeline as a file that `.gitlab-ci.yml` includes: a job a step, each with only what the plan grants it. Pure. */

import { KANIKO, kanikoOnGitlab } from './kaniko.ts';
import { fromTop, shellWord } from './paths.ts';
import type { PipelineJob } from './pipeline.ts';
import { isLoopback, remarks, type Setting, takesFromKaniko } from './setting.ts';
import { type Entry, entry, type Yaml, yamlLines } from './yaml.ts';

/**
 * Jobs of an included file and of the file itself are merged where their names are equal, so all of ours begin with the
 * same word; and nothing is global, which would change jobs of the file that includes this one.
 */
type Names = (id: string) => string;

export function gitlabFile(setting: Setting): string {
  const { pipeline, kaniko } = setting;
  const name: Names = (id) => `${pipeline.label}-${id}`;
  const built = kaniko === undefined ? [] : [kanikoOnGitlab(kaniko, pipeline.prefix, whenever(setting))];
  const entries = [
    entry(
      `.${name('job')}`,
      { map: commonEntries(setting) },
      { note: [...remarks(setting), ...outside(setting)] },
    ),
    ...built.map((job) => ({ ...job, key: name(job.key) })),
    ...pipeline.jobs.map((job) =>
      entry(name(job.id), { map: jobEntries(job, setting, name) }, { note: notes(job) }),
    ),
  ];
  return `${entries.map((one) => yamlLines([one]).join('\n')).join('\n\n')}\n`;
}

/** What must be set where GitLab keeps variables: they reach every job of a pipeline. */
function outside({ choices, variables, sealed }: Setting): readonly string[] {
  return [
    ...(choices.image === undefined
      ? ['No image is named: jobs run in that of "default:", or on a runner that has sealsmith on its PATH.']
      : []),
    ...(variables.length === 0 ? [] : [`Variables of the project: ${variables.join(', ')}.`]),
    ...(sealed
      ? ['SEALSMITH_CACHE_KEY, a protected and masked variable, seals the cache on protected branches.']
      : []),
  ];
}

function commonEntries(setting: Setting): readonly Entry[] {
  const { image } = setting.choices;
  return [
    ...(image === undefined
      ? []
      : [
          entry('image', { map: [entry('name', image), entry('entrypoint', { row: [''] })] }),
          entry('inherit', { map: [entry('default', false)] }),
        ]),
    entry('interruptible', true),
    entry('variables', { map: [entry('GIT_DEPTH', '1')] }),
    entry('rules', { list: whenever(setting) }),
    entry(
      'before_script',
      { list: [{ script: FETCH }] },
      { note: ['The settings that trust hangs on are those of the default branch.'] },
    ),
  ];
}

/** A shallow fetch beside a whole clone would cut the history in which a release is traced. */
const FETCH: readonly string[] = [
  'if [ "$CI_COMMIT_BRANCH" != "$CI_DEFAULT_BRANCH" ]; then',
  '  depth=; if [ "$GIT_DEPTH" != 0 ]; then depth=--depth=1; fi',
  '  git fetch --quiet --no-tags $depth origin \\',
  '    "+refs/heads/$CI_DEFAULT_BRANCH:refs/remotes/origin/$CI_DEFAULT_BRANCH"',
  'fi',
];

/** A branch that has a merge request has the pipelines of that, unless it is one that is trusted. */
function whenever(setting: Setting): readonly Yaml[] {
  return [
    ...trustedRules(setting),
    rule('$CI_PIPELINE_SOURCE == "merge_request_event"'),
    rule('$CI_COMMIT_BRANCH && $CI_OPEN_MERGE_REQUESTS', entry('when', 'never')),
    rule('$CI_COMMIT_BRANCH'),
  ];
}

/** On protected branches and for releases; the program decides for itself, by the same names. */
function trustedRules({ protected: branches, releaseTags }: Setting): readonly Yaml[] {
  const names =
    branches === undefined
      ? ['$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH']
      : branches.map((branch) => `$CI_COMMIT_BRANCH ${matching(branch)}`);
  return [
    ...names.map((name) => rule(`${name} && $CI_COMMIT_REF_PROTECTED == "true"`)),
    // Whether its commit lies on a protected branch is a question to the whole history.
    ...releaseTags.map((tag) =>
      rule(`$CI_COMMIT_TAG ${matching(tag)}`, entry('variables', { map: [entry('GIT_DEPTH', '0')] })),
    ),
  ];
}

function rule(condition: string, ...more: readonly Entry[]): Yaml {
  return { map: [entry('if', condition), ...more] };
}

/** Names are of `A-Z a-z 0-9 . _ / * -` alone: the schema of the configuration sees to it. */
function matching(pattern: string): string {
  if (!pattern.includes('*')) return `== "${pattern}"`;
  const expression = pattern.replaceAll('.', '\\.').replaceAll('/', '\\/').replaceAll(/\*+/g, '.*');
  return `=~ /^${expression}$/`;
}

function jobEntries(job: PipelineJob, setting: Setting, name: Names): readonly Entry[] {
  const { prefix } = setting.pipeline;
  const needs = [
    ...(takesFromKaniko(job.steps, setting) ? [needed(name(KANIKO), true)] : []),
    ...job.needs.map((id) => needed(name(id), job.takes.includes(id))),
  ];
  return [
    entry('extends', `.${name('job')}`),
    entry('needs', { list: needs }),
    ...(job.trusted ? trustedEntries(job, setting) : []),
    ...(job.bare ? BARE : []),
    ...(job.identity
      ? [entry('id_tokens', { map: [entry('SIGSTORE_ID_TOKEN', { map: [entry('aud', 'sigstore')] })] })]
      : []),
    entry('timeout', `${job.minutes} minutes`),
    // Where nobody's seal counts nothing is saved, either.
    ...(setting.sealed && job.cached
      ? [
          entry('cache', {
            map: [
              entry('key', name(job.id)),
              ...(!job.needs.includes('install') ? [] : [entry('fallback_keys', { row: [name('install')] })]),
              entry('paths', { list: [fromTop(prefix, '.sealsmith/cache')] }),
            ],
          }),
        ]
      : []),
    entry('script', { list: script(job, setting) }),
    entry('artifacts', { map: artifacts(job, prefix) }),
  ];
}

/** Two pipelines never push or sign at once, and variables can be given to one of these jobs by its environment. */
function trustedEntries(job: PipelineJob, setting: Setting): readonly Entry[] {
  return [
    entry('rules', { list: trustedRules(setting) }),
    entry('interruptible', false),
    entry('resource_group', 'sealsmith'),
    entry('environment', { map: [entry('name', `sealsmith/${job.id}`), entry('action', 'access')] }),
  ];
}

const BARE: readonly Entry[] = [
  entry('variables', { map: [entry('GIT_STRATEGY', 'empty')] }),
  entry('before_script', { list: [] }),
];

function notes({ bare, secrets, registries, trusted }: PipelineJob): readonly string[] {
  const hosts = trusted ? registries.filter((host) => !isLoopback(host)) : [];
  const shown = secrets.length === 0 ? [] : [secrets.join(', ')];
  const registry = hosts.length === 0 ? [] : [`credentials for ${hosts.join(' and ')}`];
  const wanted = [...shown, ...registry];
  return [
    ...(bare
      ? ['Checks nothing out, takes no variables of jobs before it, and runs our program alone.']
      : []),
    ...(wanted.length === 0
      ? []
      : [
          `Needs ${wanted.join(' and ')}: protected variables, best of this environment alone.`,
          ...(hosts.length === 0
            ? []
            : ["GitLab's own registry is known; for another DOCKER_AUTH_CONFIG, as docker login writes it."]),
        ]),
  ];
}

function needed(job: string, artifacts: boolean): Yaml {
  return { map: [entry('job', job), entry('artifacts', artifacts)] };
}

const HANDOFF = '.sealsmith/handoff';

/**
 * The digests of records go from job to job in files, each of which one job alone can write. As a dotenv report they
 * would come as variables, and what the project's code has put beside them would be in the jobs that hold credentials.
 */
function script(job: PipelineJob, { pipeline, config }: Setting): readonly Yaml[] {
  const { prefix } = pipeline;
  const at = (path: string): string => shellWord(fromTop(prefix, path));
  const files = job.takes.map((id) => at(`${HANDOFF}/${id}.env`));
  const run = [
    'sealsmith',
    ...(prefix === '' ? [] : ['--cwd', shellWord(prefix)]),
    ...(config === undefined ? [] : ['--config', shellWord(config)]),
    'run',
    ...job.steps,
    ...(job.only ? ['--only'] : []),
    ...(job.bare ? ['--bare'] : []),
    ...(files.length === 0 ? [] : ['--record "$records"']),
  ].join(' ');
  return [
    ...(files.length === 0 ? [] : [`records=$(sed -n '${RECORD}' ${files.join(' ')} | tr '\\n' ' ')`]),
    run,
    ...(!job.taken
      ? []
      : [`mkdir -p ${at(HANDOFF)} && cp ${at('.sealsmith/handoff.env')} ${at(`${HANDOFF}/${job.id}.env`)}`]),
  ];
}

const RECORD = 's/^SEALSMITH_RECORD_[A-Z0-9_]*=\\(sha256:[0-9a-f]\\{64\\}\\)$/\\1/p';

function artifacts(job: PipelineJob, prefix: string): readonly Entry[] {
  const paths = [
    ...(job.leaves.length === 0 ? ['.sealsmith/run.json', '.sealsmith/runs'] : job.leaves),
    ...(job.taken ? [`${HANDOFF}/${job.id}.env`] : []),
    '.sealsmith/logs',
  ];
  return [
    entry('when', 'always'),
    entry('expire_in', '1 week'),
    entry('paths', { list: paths.map((path) => fromTop(prefix, path)) }),
    entry('reports', { map: [entry('junit', fromTop(prefix, '.sealsmith/junit.xml'))] }),
  ];
}
