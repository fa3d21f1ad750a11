/** The ways to start an image alone, by name. One line each. */

import type { RunnerName } from '../request.ts';
import type { CheckRunner } from '../runner.ts';
import { bare } from './bare.ts';
import { docker } from './docker.ts';
import { podman } from './podman.ts';

export const CHECK_RUNNERS: Readonly<Record<RunnerName, CheckRunner>> = {
  bare, //     without any engine
  podman, //   its own daemonless containers
  docker, //   the daemon's
};
