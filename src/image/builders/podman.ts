/** Dockerfiles by podman. */

import type { Builder } from './builder.ts';
import { buildByContainersTool } from './containers-build.ts';

export const podman: Builder = {
  name: 'podman',
  summary: 'a Dockerfile, by podman: no daemon and no root',
  build: (request, inside) => buildByContainersTool('podman', request, inside),
};
