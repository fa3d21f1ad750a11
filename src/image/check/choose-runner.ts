/** Which runner starts an image. Pure: the facts have been gathered. */

import type { BuilderName } from '../../core/image.ts';
import type { RunnerName } from './request.ts';

export type RunnerFacts = {
  readonly wanted: 'auto' | RunnerName;
  readonly builder: BuilderName;
  /** Whether this machine can start an image without an engine. */
  readonly bare: boolean;
  /** Whether they are there and answer. */
  readonly podman: boolean;
  readonly docker: boolean;
};

/** `why`: one clause. */
export type RunnerChoice = { readonly name: RunnerName; readonly why: string };

/**
 * The engine that built it, which can be told to start it as well; else without an engine, which gives the image the
 * least. Where nothing works the choice is bare: that says best what is lacking.
 */
export function chooseRunner({ wanted, builder, bare, podman, docker }: RunnerFacts): RunnerChoice {
  if (wanted !== 'auto') return { name: wanted, why: 'it was asked for' };
  if (builder === 'docker' && docker) return { name: 'docker', why: 'it built the image' };
  if ((builder === 'podman' || builder === 'buildah') && podman)
    return { name: 'podman', why: builder === 'podman' ? 'it built the image' : 'buildah built the image' };
  if (bare) return { name: 'bare', why: 'no engine is needed' };
  if (podman) return { name: 'podman', why: 'this machine makes no namespaces for us' };
  if (docker)
    return { name: 'docker', why: 'this machine makes no namespaces for us, and there is no podman' };
  return { name: 'bare', why: 'there is no engine' };
}
