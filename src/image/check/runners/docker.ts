/** With Docker's Engine, wherever DOCKER_HOST or the context says that it is. */

import { DOCKER } from '../engine.ts';
import { engineRunner } from '../engine-runner.ts';

export const docker = engineRunner(
  DOCKER,
  'a container of Docker, with the rights of an ordinary one and no more',
);
