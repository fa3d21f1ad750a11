/** A pipeline as a workflow of GitHub Actions: a job a step, each with only what the plan grants it. Pure. */

import { PINS } from '../core/pins.ts';
import { checkout, handOn, type Left, leave, takeFrom, uses } from './github-steps.ts';
import { KANIKO, kanikoOnGithub } from './kaniko.ts';
import { fromTop } from './paths.ts';
import type { PipelineJob } from './pipeline.ts';
import { isLoopback, remarks, type Setting, takesFromKaniko } from './setting.ts';
import { type Entry, entry, type Yaml, yamlLines } from './yaml.ts';

export function githubFile(setting: Setting): string {
  const { pipeline, releaseTags, variables, kaniko } = setting;
  const tags = releaseTags.length === 0 ? [] : [entry('tags', { row: releaseTags.map(glob) })];
  const map = (key: string, entries: readonly Entry[], note: readonly string[] = []): string =>
    yamlLines([entry(key, { map: entries }, note.length === 0 ? {} : { note })]).join('\n');
  const jobs = [
    ...(kaniko === undefined ? [] : [kanikoOnGithub(kaniko, pipeline.prefix)]),
    ...pipeline.jobs.map((job) => entry(job.id, { map: jobEntries(job, setting) }, { note: notes(job) })),
  ];
  return [
    yamlLines([entry('name', pipeline.label, { note: remarks(setting) })]).join('\n'),
    map('on', [
      entry('push', { map: [entry('branches', { row: branchesOf(setting).map(glob) }), ...tags] }),
      entry('pull_request', { map: [] }),
      entry('workflow_dispatch', { map: [] }),
    ]),
    map('permissions', [], ['Each job says what it may do beyond this.']),
    map('concurrency', [
      entry('group', `${pipeline.label}-\${{ github.ref }}`),
      entry('cancel-in-progress', "${{ github.event_name == 'pull_request' }}"),
    ]),
    ...(variables.length === 0
      ? []
      : [
          map(
            'env',
            variables.map((name) => entry(name, `\${{ vars.${name} }}`)),
            ['Of the repository: Settings, Secrets and variables, Actions, Variables.'],
          ),
        ]),
    `jobs:\n${jobs.map((job) => indented(yamlLines([job]))).join('\n\n')}\n`,
  ].join('\n\n');
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => (line === '' ? '' : `  ${line}`)).join('\n');
}

/** Where nobody names the protected branches it is the default one, and a workflow must call it by its name. */
function branchesOf({ protected: branches }: Setting): readonly string[] {
  return branches ?? ['main'];
}

/** GitHub's `*` ends at a slash, ours does not. */
function glob(pattern: string): string {
  return pattern.replaceAll(/\*+/g, '**');
}

function jobEntries(job: PipelineJob, setting: Setting): readonly Entry[] {
  const { choices } = setting;
  const fromKaniko = takesFromKaniko(job.steps, setting) ? [KANIKO] : [];
  const needs = [...fromKaniko, ...job.needs];
  const left = (id: string): Left => leftBy(id, setting);
  return [
    entry('name', job.signs ? job.steps.join(', ') : job.id),
    ...(needs.length === 0 ? [] : [entry('needs', { row: needs })]),
    ...(job.trusted ? [entry('if', whenTrusted(setting))] : []),
    entry('runs-on', 'ubuntu-24.04'),
    ...(choices.image === undefined ? [] : [entry('container', choices.image)]),
    ...environment(job, setting),
    entry('timeout-minutes', job.minutes),
    entry('permissions', { map: permissions(job) }),
    ...(!job.taken
      ? []
      : [
          entry('outputs', {
            map: [
              entry('record', '${{ steps.run.outputs.record-digest }}'),
              entry('artifact', '${{ steps.hand-on.outputs.artifact-id }}'),
            ],
          }),
        ]),
    entry('steps', {
      list: [
        ...(job.bare ? [] : [checkout(DEPTH, job.needs.length === 0 ? WHY_DEPTH : [])]),
        ...toolchain(job, setting),
        ...takeFrom([...fromKaniko, ...job.takes].map(left), job.trusted),
        ...logins(job),
        action(job, setting),
        ...(job.taken ? handOn(left(job.id)) : leave(left(job.id))),
      ],
    }),
  ];
}

function leftBy(job: string, { pipeline, kaniko }: Setting): Left {
  const paths =
    job === KANIKO
      ? [kaniko?.archive].flatMap((path) => path ?? [])
      : (pipeline.jobs.find(({ id }) => id === job)?.leaves ?? []);
  return { job, paths: paths.map((path) => fromTop(pipeline.prefix, path)) };
}

function notes({ bare, trusted, registries }: PipelineJob): readonly string[] {
  const hosts = trusted ? registries.filter(needsLogin) : [];
  return [
    ...(bare ? ['Checks nothing out, and runs our program alone.'] : []),
    ...(hosts.length === 0
      ? []
      : [`REGISTRY_USER and REGISTRY_PASSWORD are for ${hosts.join(' and ')}, secrets of its environment.`]),
  ];
}

const DEPTH = '${{ github.ref_name == github.event.repository.default_branch && 1 || 0 }}';

const WHY_DEPTH = [
  'Elsewhere all branches: the settings that trust hangs on are those of the default branch.',
];

/** What lies in an environment GitHub gives to the branches and tags that it names, and to no other. */
function environment(job: PipelineJob, setting: Setting): readonly Entry[] {
  const note = ['Holds secrets, and gives them to protected branches and release tags alone.'];
  const secret = job.secrets.some((name) => name !== TOKEN) || job.registries.some(needsLogin);
  if (job.trusted && (secret || isSealing(job, setting)))
    return [entry('environment', job.signs ? 'sealsmith-sign' : 'sealsmith', { note })];
  if (!isSealing(job, setting)) return [];
  return [entry('environment', `\${{ ${onBranch(setting)} && 'sealsmith' || '' }}`, { note })];
}

/** Only who restores or saves is given the key. */
function isSealing(job: PipelineJob, { sealed }: Setting): boolean {
  return sealed && job.cached;
}

function permissions({ bare, identity, registries, secrets, trusted }: PipelineJob): readonly Entry[] {
  const packages = trusted
    ? entry('packages', 'write', { beside: 'to write to ghcr.io' })
    : entry('packages', 'read', { beside: 'to read from ghcr.io' });
  return [
    entry('contents', 'read', { beside: bare ? 'to read the configuration of the commit' : 'to check out' }),
    ...(registries.includes('ghcr.io') ? [packages] : []),
    ...(identity ? [entry('id-token', 'write', { beside: 'to sign as this workflow' })] : []),
    ...(bare && secrets.includes(TOKEN)
      ? [entry('attestations', 'write', { beside: 'to leave statements with GitHub' })]
      : []),
  ];
}

/** The job's own token is a secret that nobody sets. */
const TOKEN = 'GITHUB_TOKEN';

/** The runner has several versions of each language; which one is meant stands in the project. */
function toolchain(job: PipelineJob, { pipeline, versionFile, choices }: Setting): readonly Yaml[] {
  const { toolchain: name, prefix } = pipeline;
  const languages = {
    node: { title: 'Node', off: [entry('package-manager-cache', false)] },
    python: { title: 'Python', off: [] },
    go: { title: 'Go', off: [entry('cache', false)] },
  };
  if (versionFile === undefined || choices.image !== undefined || job.bare) return [];
  if (name !== 'node' && name !== 'python' && name !== 'go') return [];
  const { title, off } = languages[name];
  const file = entry(`${name}-version-file`, fromTop(prefix, versionFile));
  return [{ map: [entry('name', `Get ${title}`), uses(PINS[name]), entry('with', { map: [file, ...off] })] }];
}

/** The job's own token is enough for GitHub's registry. */
function needsLogin(host: string): boolean {
  return host !== 'ghcr.io' && !isLoopback(host);
}

function logins(job: PipelineJob): readonly Yaml[] {
  if (!job.trusted) return [];
  const hosts = job.registries.filter(needsLogin);
  return hosts.map((host) => ({
    map: [
      entry('name', `Log in to ${host}`),
      entry('run', {
        script: ['printf %s "$PASSWORD" | docker login --username "$USERNAME" --password-stdin "$REGISTRY"'],
      }),
      entry('env', {
        map: [
          entry('REGISTRY', host),
          entry('USERNAME', '${{ secrets.REGISTRY_USER }}'),
          entry('PASSWORD', '${{ secrets.REGISTRY_PASSWORD }}'),
        ],
      }),
    ],
  }));
}

function action(job: PipelineJob, setting: Setting): Yaml {
  const { choices, pipeline, config } = setting;
  const records = job.takes.map((id) => `\${{ needs.${id}.outputs.record }}`).join(' ');
  const token = job.bare || job.registries.includes('ghcr.io') || job.secrets.includes(TOKEN);
  const env = [
    // GitHub enforces it as well: a change writes nothing that others could read.
    entry('ACTIONS_CACHE_MODE', isSealing(job, setting) ? CACHE_MODE : 'none'),
    ...(token ? [entry(TOKEN, '${{ github.token }}')] : []),
    ...job.secrets.filter((name) => name !== TOKEN).map((name) => entry(name, `\${{ secrets.${name} }}`)),
    ...(isSealing(job, setting) ? [entry('SEALSMITH_CACHE_KEY', '${{ secrets.SEALSMITH_CACHE_KEY }}')] : []),
  ];
  return {
    map: [
      entry('name', `sealsmith run ${job.steps.join(' ')}`),
      entry('id', 'run'),
      entry('uses', choices.action ?? ''),
      entry('with', {
        map: [
          entry('run', job.steps.join(' ')),
          ...(job.only ? [entry('only', true)] : []),
          ...(job.bare ? [entry('bare', true)] : []),
          ...(records === '' ? [] : [entry('record', records)]),
          ...(config === undefined ? [] : [entry('config', config)]),
          ...(pipeline.prefix === '' ? [] : [entry('working-directory', pipeline.prefix)]),
        ],
      }),
      entry('env', { map: env }),
    ],
  };
}

const CACHE_MODE = "${{ github.event_name == 'pull_request' && 'read' || 'write' }}";

/** `github.ref` of a change is `refs/pull/…`, whatever its branch is called. */
function whenTrusted(setting: Setting): string {
  const tags = setting.releaseTags.map((tag) => refIs(`refs/tags/${tag}`));
  return [...branchesOf(setting).map((branch) => refIs(`refs/heads/${branch}`)), ...tags].join(' || ');
}

function onBranch(setting: Setting): string {
  const all = branchesOf(setting).map((branch) => refIs(`refs/heads/${branch}`));
  return all.length === 1 ? (all[0] ?? '') : `(${all.join(' || ')})`;
}

/** The program decides for itself; a pattern with several `*` is narrowed to its ends here. */
function refIs(pattern: string): string {
  const [head = '', ...rest] = pattern.split('*');
  const tail = rest.at(-1);
  if (tail === undefined) return `github.ref == '${head}'`;
  const starts = `startsWith(github.ref, '${head}')`;
  return tail === '' ? starts : `(${starts} && endsWith(github.ref, '${tail}'))`;
}
