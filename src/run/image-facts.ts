/** What decides how an image is made, gathered before planning: texts of the project, and what this machine has. */

import type { WorkspacePath } from '../core/path.ts';
import type { World } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import { type ImageFacts, NO_IMAGE } from '../core/step.ts';
import type { Tool, ToolRequest } from '../core/tool.ts';
import { LOCK_FILE } from '../image/lock.ts';
import type { ContainerizeOptions } from '../steps/image-options.ts';
import { ENGINE_REQUESTS, imageRequests } from '../steps/image-tools.ts';
import type { Config } from './config-shape.ts';

/** Bytes of a Dockerfile that are read. */
const DOCKERFILE_LIMIT = 256 * 1024;

const USUAL = 'Dockerfile' as WorkspacePath;

/** What the file says of containerize; undefined when the step is switched off or not spoken of. */
export function imageOptions(config: Config): ContainerizeOptions | false | undefined {
  return config.steps?.['containerize'] as ContainerizeOptions | false | undefined;
}

/** Whether an image can come about, so that there is something to do in a folder that no toolchain knows. */
export function makesImage(world: Pick<World, 'files'>, workspace: string, config: Config): boolean {
  const options = imageOptions(config);
  if (options === false) return false;
  const said = options?.layers ?? options?.from ?? options?.dockerfile;
  return said !== undefined || world.files.kind(`${workspace}/${USUAL}`) === 'file';
}

/** The tools of this machine that may be needed; none where no image can come about. */
export function imageTools(
  world: Pick<World, 'files'>,
  workspace: string,
  config: Config,
): readonly ToolRequest[] {
  const options = imageOptions(config);
  if (options === false) return [];
  const dockerfile = options === undefined || options.layers === undefined;
  if (options === undefined && world.files.kind(`${workspace}/${USUAL}`) !== 'file') return [];
  return [...(dockerfile ? ENGINE_REQUESTS : []), ...imageRequests(options)];
}

/**
 * @param tools  found on this machine
 */
export async function imageFacts(
  world: Pick<World, 'files' | 'processes' | 'env' | 'home'>,
  workspace: string,
  config: Config,
  tools: ReadonlyMap<string, Tool>,
): Promise<Result<ImageFacts>> {
  const options = imageOptions(config);
  if (options === false) return ok(NO_IMAGE);
  const path = options?.dockerfile ?? USUAL;
  const other = options?.layers !== undefined || options?.from !== undefined;
  const text = other ? ok(undefined) : world.files.readText(`${workspace}/${path}`, DOCKERFILE_LIMIT);
  if (!text.ok) return text;
  const lock = world.files.readText(`${workspace}/${LOCK_FILE}`);
  if (!lock.ok) return lock;
  const dockerfile = text.value === undefined ? undefined : { path, text: text.value };
  const asked = dockerfile !== undefined || options?.check !== undefined;
  const docker = asked ? tools.get('docker') : undefined;
  return ok({
    name: options?.image,
    dockerfile,
    lock: lock.value,
    docker: docker === undefined ? undefined : await dockerAnswers(world, docker),
  });
}

/**
 * Its client may be there without a daemon, or without the right to speak to it. Asked is the one that the person chose:
 * by a variable, or by a context in their own settings, as the job will have it too.
 */
async function dockerAnswers(
  { processes, env, home }: Pick<World, 'processes' | 'env' | 'home'>,
  docker: Tool,
): Promise<boolean> {
  const said = Object.fromEntries(
    ['DOCKER_HOST', 'DOCKER_CONTEXT', 'DOCKER_TLS_VERIFY', 'DOCKER_CERT_PATH'].flatMap((name) =>
      env[name] === undefined ? [] : [[name, env[name]]],
    ),
  );
  const settings = { DOCKER_CONFIG: env['DOCKER_CONFIG'] || `${home}/.docker` };
  const asked = await processes.ask(docker.path, ['version', '--format', '{{.Server.Version}}'], {
    ...settings,
    ...said,
  });
  return asked.ok && asked.value.exit === 0;
}
