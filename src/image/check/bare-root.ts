/** Makes a root folder of an unpacked image ready, and says what is to be started there and as whom. */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { attempt } from '../attempt.ts';
import type { Image } from '../image.ts';
import type { User } from '../unpack-owners.ts';
import { below, type Found, type UnpackTree } from '../unpack-tree.ts';
import { commandOf, DEFAULT_PATH, startable } from './program.ts';
import type { Subject } from './runner.ts';
import { findUser } from './user.ts';

export type BareRoot = {
  readonly command: readonly string[];
  readonly user: User;
  /** Absolute in the image. */
  readonly workdir: string;
  readonly env: ReadonlyMap<string, string>;
};

/** Engines give this to every container, and few programs find "localhost" without it. */
const HOSTS = '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n';

/**
 * What a shell does not export, and what programs of ours would listen to on the way into the image: its loader's
 * variables. The image's own `env` sets them.
 */
const AWKWARD =
  /^(?:LD_.*|GLIBC_.*|MALLOC_.*|GCONV_PATH|LOCPATH|NLSPATH|IFS|ENV|BASH_ENV|UID|EUID|PPID|SHELLOPTS|BASHOPTS|_)$/;
const SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Nothing above the last layer's number. */
const OURS = Number.MAX_SAFE_INTEGER;

/** @returns the failure is one clause: why the image cannot be started, as `its command x is not in the image` */
export function prepareRoot(
  inside: Inside,
  root: string,
  tree: UnpackTree,
  { image, env: given, port, command: tried }: Pick<Subject, 'image' | 'env' | 'port' | 'command'>,
): Result<BareRoot, string> {
  const { config } = image;
  const { disk } = inside.doors();
  const read = (found: Found | undefined, limit: number): Result<Uint8Array | undefined, string> => {
    if (found === undefined) return ok(undefined);
    const into = Buffer.alloc(limit);
    const whole = attempt('read', found.path, () => disk.readWhole(`${root}/${found.path}`, into));
    return whole.ok
      ? ok(into.subarray(0, Math.min(limit, whole.value)))
      : err(`its ${found.path} cannot be read`);
  };
  const text = (path: string): string | undefined => {
    const bytes = read(tree.find(path), 1 << 20);
    return bytes.ok && bytes.value !== undefined ? Buffer.from(bytes.value).toString('utf8') : undefined;
  };
  const user = findUser(config.user, { passwd: text('/etc/passwd'), group: text('/etc/group') });
  if (!user.ok) return user;
  const command = commandOf(config, tried);
  if (!command.ok) return command;
  const workdir = config.workdir.startsWith('/') ? config.workdir : `/${config.workdir}`;
  const env = variables(image, given, port, user.value);
  const path = env.get('PATH') ?? DEFAULT_PATH;
  const can = startable(
    tree,
    command.value[0],
    { path, workdir, platform: image.platform },
    (found, bytes) => {
      const head = read(found, bytes);
      return head.ok ? ok(head.value ?? new Uint8Array()) : head;
    },
  );
  if (!can.ok) return can;
  const made = furnish(inside, root, tree, workdir);
  if (!made.ok) return made;
  const led = throughEnv(tree, command.value, env, given);
  if (!led.ok) return led;
  return ok({ command: led.value, user: user.value, workdir, env });
}

/** As engines do it: what the image says, then what it is given; HOME where nobody names one. */
function variables(
  { config }: Image,
  given: Readonly<Record<string, string>>,
  port: number | undefined,
  user: User,
): Map<string, string> {
  const env = new Map<string, string>([['PATH', DEFAULT_PATH]]);
  for (const line of config.env) {
    const at = line.indexOf('=');
    if (at > 0) env.set(line.slice(0, at), line.slice(at + 1));
  }
  if (!env.has('HOME')) env.set('HOME', user.uid === 0 ? '/root' : '/');
  if (port !== undefined) env.set('PORT', String(port));
  for (const [name, value] of Object.entries(given)) env.set(name, value);
  return env;
}

/** Takes the variables that no shell hands on out of `env`, and lets the image's own `env` set them. */
function throughEnv(
  tree: UnpackTree,
  command: readonly string[],
  env: Map<string, string>,
  given: Readonly<Record<string, string>>,
): Result<readonly string[], string> {
  const awkward = [...env].filter(([name]) => AWKWARD.test(name) || !SHELL_NAME.test(name));
  if (awkward.length === 0) return ok(command);
  // Values of the image's configuration are no secret; what it is given may be, and must not stand in an argument.
  const secret = awkward.find(([name]) => Object.hasOwn(given, name));
  if (secret !== undefined) return err(`the variable ${secret[0]} cannot be handed to it without an engine`);
  const program = ['/usr/bin/env', '/bin/env'].find((path) => tree.find(path)?.node.kind === 'file');
  if (program === undefined)
    return err(
      `its variable ${JSON.stringify(awkward[0]?.[0])} cannot be set without an engine: it has no program "env"`,
    );
  for (const [name] of awkward) env.delete(name);
  return ok([program, ...awkward.map(([name, value]) => `${name}=${value}`), ...command]);
}

/** Folders to mount on, the folder that it starts in, and the names of this machine. */
function furnish(inside: Inside, root: string, tree: UnpackTree, workdir: string): Result<void, string> {
  const { disk } = inside.doors();
  const done = attempt('prepare', root, (): Result<void, string> => {
    for (const name of ['proc', 'dev']) {
      const there = tree.root.children.get(name);
      if (there?.kind === 'folder') continue;
      if (there !== undefined) disk.remove(`${root}/${name}`);
      tree.root.children.delete(name);
      const made = tree.folder(name, OURS, (path) => disk.makeFolder(`${root}/${path}`, 0o700));
      if (!made.ok) return err(`/${name} cannot be made: ${made.failure}`);
    }
    const start = tree.folder(workdir, OURS, (path) => disk.makeFolder(`${root}/${path}`, 0o700));
    if (!start.ok) return err(`its folder ${workdir} cannot be made: ${start.failure}`);
    const etc = tree.folder('etc', OURS, (path) => disk.makeFolder(`${root}/${path}`, 0o700));
    if (!etc.ok) return ok(undefined);
    const hosts = etc.value.node.children.get('hosts');
    if (hosts !== undefined && !(hosts.kind === 'file' && hosts.bytes === 0)) return ok(undefined);
    const path = `${root}/${below(etc.value.path, 'hosts')}`;
    disk.remove(path);
    const file = disk.create(path, 0o600);
    disk.write(file, Buffer.from(HOSTS));
    disk.close(file);
    const node = { kind: 'file', bytes: HOSTS.length, mode: 0o644, uid: 0, gid: 0, layer: OURS } as const;
    etc.value.node.children.set('hosts', node);
    return ok(undefined);
  });
  return done.ok ? done.value : err('its root folder cannot be prepared');
}
