/** What of the project and of its configuration a pipeline is written from. */

import { posix } from 'node:path';
import { isBelow, OURS } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Choices, Forge } from '../../generate/header.ts';
import { pathProblem } from '../../generate/paths.ts';
import { pipelineOf } from '../../generate/pipeline.ts';
import type { KanikoJob, Setting } from '../../generate/setting.ts';
import { handoffPaths } from '../../run/handoff.ts';
import { imageOptions } from '../../run/image-facts.ts';
import type { Prepared } from '../../run/prepare.ts';
import type { Session } from '../session.ts';
import { forgePlan } from './forge-plan.ts';

export async function settingOf(session: Session, forge: Forge, choices: Choices): Promise<Result<Setting>> {
  const found = await forgePlan(session, forge);
  if (!found.ok) return found;
  const { planned, prepared } = found.value;
  const { config } = prepared;
  const pipeline = pipelineOf(planned.plan, handoffPaths);
  const read = reader(session);
  const kaniko = kanikoOf(prepared, choices.kaniko, read);
  if (!kaniko.ok) return kaniko;
  const own = configPath(session);
  if (!own.ok) return own;
  const version = versionFile(pipeline.toolchain, read);
  const more = [own.value, version, kaniko.value?.archive].flatMap((path) => path ?? []);
  const problem = pathProblem(pipeline, more);
  if (problem !== undefined) return err(problem);
  return ok({
    pipeline,
    choices,
    protected: config.protected,
    releaseTags: config['release-tags'] ?? [],
    sealed: prepared.cache.store !== 'off' && prepared.cache.signers.some(({ tier }) => tier === 'T2'),
    config: own.value,
    versionFile: version,
    variables: config.file === undefined ? [] : variablesIn(read(config.file), prepared),
    kaniko: kaniko.value,
  });
}

/** The configuration where it has another name; what lies outside of the project is not there on a forge. */
function configPath({ config, workspace }: Session): Result<string | undefined> {
  if (config === undefined) return ok(undefined);
  const path = posix.relative(workspace, config);
  if (!path.startsWith('../') && !posix.isAbsolute(path)) return ok(path);
  return err({
    code: 'usage',
    message: `--config ${config} lies outside of the project, and so not on the forge`,
  });
}

function kanikoOf(
  { config }: Prepared,
  image: string | undefined,
  read: Read,
): Result<KanikoJob | undefined> {
  if (image === undefined) return ok(undefined);
  if (read('Dockerfile') === '')
    return err({ code: 'usage', message: '--kaniko builds the Dockerfile, and there is none here' });
  const options = imageOptions(config);
  const from = options === false ? undefined : options?.from;
  // What lies elsewhere would be a change of the tree, and nobody signs what was made from a changed one.
  if (from?.kind === 'archive' && isBelow(from.path, OURS))
    return ok({ image, dockerfile: 'Dockerfile', archive: from.path });
  const message =
    '--kaniko needs a containerize that takes over what kaniko built, out of our own folder; write "containerize: { from: { archive: .sealsmith/kaniko/image.tar } }" below "steps"';
  return err({ code: 'usage', message });
}

/** Text of a file of the project, empty where there is none. */
type Read = (path: string) => string;

function reader({ world, workspace }: Session): Read {
  return (path) => {
    const text = world.files.readText(`${workspace}/${path}`, 1024 * 1024);
    return text.ok ? (text.value ?? '') : '';
  };
}

/** The file that says which Node, Python or Go the project needs, in words that GitHub's own set-up reads. */
function versionFile(toolchain: string, read: Read): string | undefined {
  const there = (path: string, says = /\S/): boolean => says.test(read(path));
  switch (toolchain) {
    case 'node':
      return (
        ['.nvmrc', '.node-version'].find((path) => there(path)) ??
        (there('package.json', /"engines"\s*:\s*\{[^}]*"node"\s*:/) ? 'package.json' : undefined)
      );
    case 'python':
      return there('.python-version')
        ? '.python-version'
        : there('pyproject.toml', /^requires-python\s*=/m)
          ? 'pyproject.toml'
          : undefined;
    case 'go':
      return there('go.mod') ? 'go.mod' : undefined;
    default:
      return undefined;
  }
}

/** Names of `${NAME}` within the file that its own env-file does not answer, and the forge does not set. */
function variablesIn(text: string, { input }: Prepared): readonly string[] {
  const names = [...text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g)].map(([, name = '']) => name);
  const known = (name: string): boolean =>
    Object.hasOwn(input.variables.file, name) || /^(?:CI|GITHUB|RUNNER)_/.test(name);
  const declared = declaredIn(input);
  return [...new Set(names)].filter((name) => declared.has(name) && !known(name)).toSorted();
}

/** A `${NAME}` of a shell line is not ours, unless its name is declared. */
function declaredIn({ config }: Prepared['input']): ReadonlySet<string> {
  const lists = [config.env ?? [], ...Object.values(config.steps ?? {}).map(envOf)];
  return new Set(lists.flat().flatMap((one) => (one.includes('=') ? [] : [one])));
}

function envOf(step: unknown): readonly string[] {
  const env: unknown = typeof step === 'object' && step !== null && 'env' in step ? step.env : undefined;
  return Array.isArray(env) ? env.filter((one): one is string => typeof one === 'string') : [];
}
