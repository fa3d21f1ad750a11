/** Gathers what the choice of a runner hangs on, asking no more than is needed. */

import type { Inside } from '../../core/inside.ts';
import { findBareAbility } from './bare-means.ts';
import { call, succeeded } from './call.ts';
import { chooseRunner, type RunnerChoice } from './choose-runner.ts';
import type { CheckRequest } from './request.ts';

/** Milliseconds for an engine to say that it is there. */
const LIMIT = 15_000;

/** @param folder  a private folder for trying namespaces */
export async function pickRunner(
  { runner: wanted, builder }: Extract<CheckRequest['how'], { kind: 'alone' }>,
  folder: string,
  inside: Inside,
): Promise<RunnerChoice> {
  const none = { wanted, builder, bare: false, podman: false, docker: false };
  if (wanted !== 'auto') return chooseRunner(none);
  const answers = async (program: 'docker' | 'podman'): Promise<boolean> => {
    const args = program === 'docker' ? ['version', '--format', '{{.Server.Version}}'] : ['version'];
    return succeeded(await call(inside, { program, args, limit: LIMIT }));
  };
  const own =
    builder === 'docker' ? 'docker' : builder === 'podman' || builder === 'buildah' ? 'podman' : undefined;
  if (own !== undefined && (await answers(own))) return chooseRunner({ ...none, [own]: true });
  const bare = (await findBareAbility(inside, folder)).ok;
  if (bare) return chooseRunner({ ...none, bare });
  const podman = await answers('podman');
  return chooseRunner({ ...none, podman, docker: !podman && (await answers('docker')) });
}
