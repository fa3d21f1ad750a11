/** Docker and podman as the check sees them: nearly the same words, and what differs. */

import type { Health } from './runner.ts';

export type Engine = {
  readonly name: 'docker' | 'podman';
  /** What stands before a name of ours: podman looks for short names in registries. */
  readonly prefix: string;
  /** Options of `create` that only one of them has. */
  readonly create: readonly string[];
  /** Options of `rm`, which is not to wait for what nobody needs any more. */
  readonly remove: readonly string[];
  /** Whether it asks for the health itself; else it is told to, each time. */
  readonly asksHealth: boolean;
  /** Where it publishes ports when it is not on this machine; undefined when it is. */
  readonly host: (env: Readonly<Record<string, string | undefined>>) => string | undefined;
};

/** Enough for any program, and an end for those that multiply. */
const PROCESSES = 4096;

export const DOCKER: Engine = {
  name: 'docker',
  prefix: '',
  create: ['--log-driver=json-file', '--log-opt=max-size=64m', `--pids-limit=${PROCESSES}`],
  remove: [],
  asksHealth: true,
  host: ({ DOCKER_HOST }) => {
    const url = DOCKER_HOST === undefined ? null : URL.parse(DOCKER_HOST);
    return url !== null && ['tcp:', 'ssh:', 'http:', 'https:'].includes(url.protocol)
      ? url.hostname
      : undefined;
  },
};

export const PODMAN: Engine = {
  name: 'podman',
  prefix: 'localhost/',
  create: ['--log-driver=k8s-file'],
  remove: ['--time=0'],
  // Its own questions need systemd, which no job container has.
  asksHealth: false,
  host: () => undefined,
};

/** `{{.State.Health.Status}}` in Docker's words; undefined for an image without a check. */
export function healthOf(status: string): Health | undefined {
  return status === 'healthy' || status === 'unhealthy' || status === 'starting' ? status : undefined;
}

/** What an engine says when it cannot start a container, as a clause about the image; undefined for anything else. */
export function startTrouble(said: string, program: string): string | undefined {
  const named = JSON.stringify(program);
  if (/executable file not found in \$PATH|stat .*: no such file or directory/i.test(said))
    return `its command ${named} is not in the image`;
  if (
    /unable to find user|unable to find group|no matching entries in (?:passwd|group)|unknown user/i.test(
      said,
    )
  )
    return 'its user is not in its own /etc/passwd or /etc/group';
  if (/exec format error/i.test(said)) return `its command ${named} is a program for another kind of machine`;
  if (/: permission denied/i.test(said) && /exec|start/i.test(said))
    return `its command ${named} is a file that it may not execute`;
  if (/exec.*: no such file or directory|no such file or directory.*exec/i.test(said))
    return `its command ${named} is not in the image, or what it needs to run is not`;
  if (/no command specified|No command|no entrypoint|must specify a command/i.test(said))
    return 'it says no command: neither entrypoint nor cmd';
  return undefined;
}
