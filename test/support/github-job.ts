/** A step of a GitHub job: our action started with the variables and files of a runner, its log read as the runner reads it. */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ran, runProgram, type TestProject } from './project.ts';

export const ACTION = join(import.meta.dirname, '..', '..', 'dist', 'action.js');

/** What GitHub sends for a push to main; payloads hold much more, of which we read these. */
export const PUSH = {
  name: 'push',
  ref: 'refs/heads/main',
  payload: { ref: 'refs/heads/main', repository: { full_name: 'group/small', default_branch: 'main' } },
};

export type Step = Ran & {
  readonly outputs: ReadonlyMap<string, string>;
  /** GITHUB_OUTPUT as it was written. */
  readonly rawOutputs: string;
  readonly summary: string;
  /** What was written for the steps after this one: variables, PATH, state. */
  readonly forLaterSteps: string;
  readonly commands: readonly RunnerCommand[];
};

export type StepOptions = {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event?: { readonly name: string; readonly ref: string; readonly payload: object };
  readonly env?: Readonly<Record<string, string>>;
};

export async function runAction(project: TestProject, options: StepOptions = {}): Promise<Step> {
  const event = options.event ?? PUSH;
  const files = join(project.base, 'runner');
  mkdirSync(files, { recursive: true });
  const path = (name: string): string => join(files, name);
  for (const name of ['output', 'summary', 'env', 'path', 'state']) writeFileSync(path(name), '');
  writeFileSync(path('event.json'), JSON.stringify(event.payload));
  const inputs = Object.entries(options.inputs ?? {});
  const ran = await runProgram([], {
    entry: ACTION,
    cwd: project.folder,
    env: {
      TMPDIR: join(project.base, 'tmp'),
      XDG_STATE_HOME: join(project.base, 'state'),
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      GITHUB_ENV: path('env'),
      GITHUB_EVENT_NAME: event.name,
      GITHUB_EVENT_PATH: path('event.json'),
      GITHUB_OUTPUT: path('output'),
      GITHUB_PATH: path('path'),
      GITHUB_REF: event.ref,
      GITHUB_REPOSITORY: 'group/small',
      GITHUB_RUN_ID: '4711',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_SHA: project.git('rev-parse', 'HEAD'),
      GITHUB_STATE: path('state'),
      GITHUB_STEP_SUMMARY: path('summary'),
      GITHUB_WORKSPACE: project.folder,
      RUNNER_OS: 'Linux',
      // Every JavaScript action is given this one.
      ACTIONS_RUNTIME_TOKEN: 'runtime-token-of-the-runner',
      ...Object.fromEntries(inputs.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      ...options.env,
    },
  });
  const rawOutputs = readFileSync(path('output'), 'utf8');
  return {
    ...ran,
    rawOutputs,
    outputs: outputsIn(rawOutputs),
    summary: readFileSync(path('summary'), 'utf8'),
    forLaterSteps: ['env', 'path', 'state'].map((name) => readFileSync(path(name), 'utf8')).join(''),
    commands: commandsIn(ran.out),
  };
}

export type RunnerCommand = {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
};

/** Commands that the runner knows (actions/runner, ActionCommandManager and its extensions). */
const KNOWN = new Set(
  'add-mask add-matcher add-path debug echo endgroup error group notice remove-matcher save-state set-env set-output stop-commands warning'.split(
    ' ',
  ),
);

/** Every command that the runner would carry out: `::name …::data` after blanks, and `##[name …]data` anywhere. */
export function commandsIn(log: string): RunnerCommand[] {
  const found: RunnerCommand[] = [];
  let resume: string | undefined;
  for (const line of log.split(/\r?\n|\r/)) {
    const match =
      /^\s*::([^\s:]+)(?: (.*?))?::(.*)$/.exec(line) ?? /##\[([^\s\]]+)(?: ([^\]]*))?\](.*)$/.exec(line);
    const [, name = '', properties = '', data = ''] = match ?? [];
    if (resume !== undefined) {
      if (name === resume) resume = undefined;
      continue;
    }
    if (!KNOWN.has(name.toLowerCase())) continue;
    if (name === 'stop-commands') resume = data;
    found.push({ name, properties: propertiesIn(properties), data: decoded(data) });
  }
  return found;
}

function propertiesIn(text: string): Record<string, string> {
  const pairs = text.split(',').filter((pair) => pair.includes('='));
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      const value = pair
        .slice(at + 1)
        .replaceAll('%3A', ':')
        .replaceAll('%2C', ',');
      return [pair.slice(0, at).trim(), decoded(value)];
    }),
  );
}

function decoded(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
}

/** `name<<delimiter`, lines, `delimiter`. */
function outputsIn(text: string): Map<string, string> {
  const found = new Map<string, string>();
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at += 1) {
    const [, name, delimiter] = /^([^<=]+)<<(.+)$/.exec(lines[at] ?? '') ?? [];
    if (name === undefined || delimiter === undefined) continue;
    const end = lines.indexOf(delimiter, at + 1);
    if (end < 0) throw new Error(`the output ${name} has no end`);
    found.set(name, lines.slice(at + 1, end).join('\n'));
    at = end;
  }
  return found;
}
