/** Which engine builds a Dockerfile: the one that was asked for, else one that is there and works. Pure. */

import type { Recipe } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';

export type EngineName = Extract<Recipe, { kind: 'dockerfile' }>['engine'];

export type EngineFacts = {
  /** What the configuration says; `auto` and undefined leave it to us. */
  readonly wanted: string | undefined;
  /** Names of the tools that this machine has. */
  readonly tools: ReadonlySet<string>;
  /** Whether Docker's daemon answered; undefined when nobody asked it. */
  readonly dockerAnswers: boolean | undefined;
};

/** `why`: a clause for the plan. */
export type EngineChoice = { readonly name: EngineName; readonly why: string };

const NAMES: readonly EngineName[] = ['docker', 'buildah', 'podman'];

const GET =
  'install buildah (Debian: apt-get install buildah), or describe the image by "layers:", which needs no tool';

export function chooseEngine(facts: EngineFacts): Result<EngineChoice> {
  const { wanted, tools, dockerAnswers } = facts;
  const asked = NAMES.find((name) => name === wanted);
  if (asked !== undefined) return askedFor(asked, facts);
  if (tools.has('docker') && dockerAnswers === true) return ok({ name: 'docker', why: 'its daemon answers' });
  const docker = tools.has('docker') ? "Docker's daemon does not answer" : 'there is no Docker';
  if (tools.has('buildah')) return ok({ name: 'buildah', why: `it is there, and ${docker}` });
  if (tools.has('podman'))
    return ok({ name: 'podman', why: `it is there; ${docker}, and there is no buildah` });
  if (tools.has('docker')) return silent();
  return err({
    code: 'tool-missing',
    tool: 'docker, buildah or podman',
    wantedBy: 'the Dockerfile',
    get: GET,
  });
}

function askedFor(name: EngineName, { tools, dockerAnswers }: EngineFacts): Result<EngineChoice> {
  if (!tools.has(name))
    return err({ code: 'tool-missing', tool: name, wantedBy: `"with: ${name}"`, get: GET });
  return name === 'docker' && dockerAnswers === false ? silent() : ok({ name, why: 'it was asked for' });
}

function silent(): Result<EngineChoice> {
  const message =
    'its daemon does not answer; start it (DOCKER_HOST says where else it is), or do without: ' +
    'buildah builds Dockerfiles too, and "layers:" needs no tool';
  return err({ code: 'engine-unavailable', engine: 'docker', message });
}
