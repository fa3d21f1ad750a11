/** Without any engine: unpacked into a private folder and started there in namespaces of its own. */

import type { Inside } from '../../../core/inside.ts';
import { err, ok, type Result } from '../../../core/result.ts';
import { attempt } from '../../attempt.ts';
import type { HealthCheck } from '../../config.ts';
import { unpackImage } from '../../unpack.ts';
import { giveOwners } from '../../unpack-owners.ts';
import { type BareAbility, findBareAbility } from '../bare-means.ts';
import { type BareRoot, prepareRoot } from '../bare-root.ts';
import { BareRunning } from '../bare-running.ts';
import { bareArguments, variableScript } from '../bare-script.ts';
import { call } from '../call.ts';
import { DEFAULT_PATH } from '../program.ts';
import type { CheckRunner, Started, Subject } from '../runner.ts';
import { notStarted } from '../trouble.ts';

export const bare: CheckRunner = {
  name: 'bare',
  summary: 'unpacks it and starts it in namespaces of its own; needs no engine, no daemon and no root',
  async start(subject, inside) {
    const ability = await findBareAbility(inside, subject.folder);
    if (!ability.ok) {
      return err(
        notStarted(
          `this machine cannot start an image without an engine (${ability.failure.join('; ')})`,
          'allow one of these, or choose runner: podman or docker',
        ),
      );
    }
    const { port } = subject;
    if (ability.value.means === 'chroot' && port !== undefined && (await inside.listens(port))) {
      const clause = `something else listens on port ${port} of this machine, which makes no namespaces`;
      return err(notStarted(`${clause}: its answers would prove nothing`, 'choose another port'));
    }
    const root = `${subject.folder}/root`;
    const prepared = await prepare(subject, inside, ability.value, root);
    if (!prepared.ok) return prepared;
    return launch(subject, inside, ability.value, root, prepared.value);
  },
};

async function prepare(
  subject: Subject,
  inside: Inside,
  { means }: BareAbility,
  root: string,
): Promise<Result<BareRoot>> {
  const { disk } = inside.doors();
  const made = attempt('make', root, () => disk.makeFolder(root, 0o700));
  if (!made.ok) return made;
  const unpacked = await unpackImage(subject.image, disk, root, subject.interrupt);
  if (!unpacked.ok) return unpacked;
  const { tree } = unpacked.value;
  const prepared = prepareRoot(inside, root, tree, subject);
  if (!prepared.ok) return err(notStarted(prepared.failure));
  const { user } = prepared.value;
  const owned = giveOwners(disk, root, tree, means === 'user-one' ? { kind: 'one', user } : { kind: 'kept' });
  return owned.ok ? prepared : owned;
}

async function launch(
  subject: Subject,
  inside: Inside,
  { means, tools }: BareAbility,
  root: string,
  { command, user, workdir, env }: BareRoot,
): Promise<Result<Started>> {
  const state = `${subject.folder}/state`;
  const { disk } = inside.doors();
  const made = attempt('make', state, () => disk.makeFolder(state, 0o700));
  if (!made.ok) return made;
  await call(inside, { program: 'mkfifo', args: [`${state}/log`] });
  // Whoever it runs as opens it again by the name /dev/stdout.
  const opened = attempt('make', `${state}/log`, () => disk.setMode(`${state}/log`, 0o666));
  if (!opened.ok) return opened;
  const reader = inside.start({
    program: 'cat',
    args: [`${state}/log`],
    onOutput: (chunk) => subject.log.push(chunk),
  });
  const own = subject.image.config.healthcheck;
  const health = subject.command === undefined ? healthCommand(own) : undefined;
  const start = { means, state, root, tools, user, workdir, command, health };
  const running = inside.start({
    program: 'env',
    // Nothing of the job's own: not even to the shell that prepares.
    args: ['-i', `PATH=${inside.env['PATH'] ?? DEFAULT_PATH}`, 'sh', ...bareArguments(start)],
    input: Buffer.from(variableScript(env)),
  });
  const asUser =
    user.uid === 0
      ? undefined
      : [tools.setpriv, `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--'];
  const started = new BareRunning({ inside, subject, means, state, root, running, reader, health, asUser });
  const ready = await started.ready();
  if (ready.ok) return ok(started);
  await started.stop();
  return ready;
}

function healthCommand(check: HealthCheck | undefined): readonly string[] | undefined {
  const [kind, ...words] = check?.test ?? [];
  if (kind === 'CMD' && words.length > 0) return words;
  return kind === 'CMD-SHELL' && words[0] !== undefined ? ['/bin/sh', '-c', words[0]] : undefined;
}
