/** Dockerfiles by buildah. */

import type { Builder } from './builder.ts';
import { buildByContainersTool } from './containers-build.ts';

export const buildah: Builder = {
  name: 'buildah',
  summary: 'a Dockerfile, by buildah: no daemon and no root',
  build: (request, inside) => buildByContainersTool('buildah', request, inside),
};
