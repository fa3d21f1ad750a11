/** With podman, rootless or not, in the storage of whoever runs this. */

import { PODMAN } from '../engine.ts';
import { engineRunner } from '../engine-runner.ts';

export const podman = engineRunner(PODMAN, 'a container of podman, rootless where podman is');
