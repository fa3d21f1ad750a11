/** The programs that images may need, by how they are looked for. */

import { type ToolRequest, toolRequest } from '../core/tool.ts';
import type { ContainerizeOptions } from './image-options.ts';

const DOCKER = toolRequest('docker', 'install Docker, or use "layers:" or buildah, which need no daemon');
const BUILDAH = toolRequest('buildah', 'install buildah (Debian: apt-get install buildah)');
const PODMAN = toolRequest('podman', 'install podman (Debian: apt-get install podman)');
const MMDEBSTRAP = toolRequest('mmdebstrap', 'install mmdebstrap (Debian: apt-get install mmdebstrap)');
const DOCKER_COMPOSE = toolRequest('docker-compose', 'install Docker Compose');
const PODMAN_COMPOSE = toolRequest('podman-compose', 'install podman-compose');
const SYFT = toolRequest('syft', 'install syft, or leave "sbom" out: our own list needs no tool');
const TRIVY = toolRequest('trivy', 'install trivy, or leave "sbom" out: our own list needs no tool');

/** What builds Dockerfiles. */
export const ENGINE_REQUESTS: readonly ToolRequest[] = [DOCKER, BUILDAH, PODMAN];

/** What the options ask for beside that. */
export function imageRequests(options: Partial<ContainerizeOptions> | undefined): readonly ToolRequest[] {
  if (options === undefined) return [];
  const { base, check, sbom } = options;
  const compose = typeof check === 'object' && 'compose' in check;
  const runner = typeof check === 'object' && 'runner' in check ? check.runner : undefined;
  return [
    ...(base?.kind === 'debian' ? [MMDEBSTRAP] : []),
    ...(compose ? [DOCKER, PODMAN, DOCKER_COMPOSE, PODMAN_COMPOSE] : []),
    ...(runner === 'docker' || runner === 'auto' ? [DOCKER] : []),
    ...(runner === 'podman' || runner === 'auto' ? [PODMAN] : []),
    ...(typeof sbom === 'object' && sbom.with === 'syft' ? [SYFT] : []),
    ...(typeof sbom === 'object' && sbom.with === 'trivy' ? [TRIVY] : []),
  ];
}
