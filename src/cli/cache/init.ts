/**
 * `sealsmith cache init`: makes a sealing key and says, command by command, how the forge gets it. The private key goes
 * into one new file that is ours alone, and never to the screen.
 */

import { keysFolder } from '../../cache/machine-key.ts';
import { generateKey, type SealingKey } from '../../cache/signing-key.ts';
import type { AllowedSigner } from '../../core/cache.ts';
import type { ExitStatus } from '../../core/failure.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { visible } from '../../report/escape.ts';
import { wrap } from '../../report/width.ts';
import { settingsOf } from '../../run/cache-settings.ts';
import { prepared } from '../prepared.ts';
import { fail, type Session } from '../session.ts';
import { type Forge, forgeSteps, forgesOf, repositoryOf, shellWord } from './forge.ts';

export async function cacheInit(session: Session): Promise<ExitStatus> {
  const { facts } = session.host;
  if (facts.host !== 'local' || facts.ci) return fail(session, { code: 'usage', message: NOT_HERE });
  const project = await projectOf(session);
  if (!project.ok) return fail(session, project.failure);
  const remote = (await session.git)?.remote;
  const { key, secret } = generateKey();
  const file = keyFile(session.world.state, project.value.name, key);
  // No line end: tools hand the file to the forge as it is.
  const made = session.world.files.createPrivate(file, secret);
  if (!made.ok) return fail(session, made.failure);
  if (!made.value) return fail(session, { code: 'system', doing: 'make', path: file, errno: 'EEXIST' });

  const forges = forgesOf(remote);
  const signer: AllowedSigner = {
    key: key.publicKey,
    tier: 'T2',
    name: nameOf(project.value.branches, forges),
  };
  const signers = [...project.value.signers, signer];
  const steps = forges.map((forge) => ({
    forge,
    ...forgeSteps(forge, repositoryOf(remote), project.value.branches, file),
  }));
  const { columns } = session.look;
  const instead = project.value.signers.length === 0 ? '' : ', in place of the signers that are there';
  if (session.flags.json === true)
    session.json({ key: key.publicKey, keyId: key.keyId, file, signers, forges: steps });
  session.say([
    `made the sealing key ${key.publicKey}`,
    'its private half lies here and nowhere else:',
    `   ${visible(file)}`,
    '',
    ...wrapped('1. ', `Put this into sealsmith.yml on the default branch${instead}:`, columns),
    '',
    ...configLines(signers),
    '',
    ...steps.flatMap(({ said, commands, job, byHand }, index) => [
      ...wrapped(index === 0 ? '2. ' : 'or ', visible(said), columns),
      '',
      ...commands.map((line) => `   ${visible(line)}`),
      '',
      ...wrapped('   ', `by hand: ${visible(byHand)}`, columns),
      ...job.flatMap((line) =>
        line.startsWith(' ') ? [`   ${visible(line)}`] : wrapped('   ', visible(line), columns),
      ),
      '',
    ]),
    ...wrapped('3. ', DONE, columns),
    '',
    `   rm ${visible(shellWord(file))}`,
  ]);
  return 0;
}

const DONE =
  'The forge has the key now. Keep the file where you keep such things, or remove it: a key that is lost is replaced by another one, added as this was.';

/** The first line after `start`, the others below its text. */
function wrapped(start: string, text: string, columns: number): string[] {
  return wrap(text, columns - start.length).map((line, at) => (at === 0 ? start : '   ') + line);
}

const NOT_HERE =
  'cache init makes a key that a person hands to the forge; on a runner it would be lost: run it at a desk';

type Project = {
  readonly name: string;
  readonly branches: readonly string[];
  readonly signers: readonly AllowedSigner[];
};

/** A folder in which nothing is detected yet may get its key all the same. */
async function projectOf(session: Session): Promise<Result<Project>> {
  const found = await prepared(session);
  if (found.ok) {
    const { input, config } = found.value;
    const { signers } = settingsOf(config.cache, session.world.home);
    return ok({ name: input.name, branches: config.protected ?? ['main'], signers });
  }
  const { failure } = found;
  if (failure.code !== 'nothing-detected' && failure.code !== 'toolchain-ambiguous') return err(failure);
  return ok({ name: session.workspace.split('/').at(-1) ?? '', branches: ['main'], signers: [] });
}

/** A name of our own making: what the project is called is somebody else's text. */
function keyFile(state: string, project: string, { keyId }: SealingKey): string {
  const plain = project
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 64);
  return `${keysFolder(state)}/${plain === '' ? 'project' : plain}-${keyId.slice(0, 8)}.key`;
}

function nameOf(branches: readonly string[], forges: readonly Forge[]): string {
  const [forge, other] = forges;
  return `${branches.join(', ')}${forge === undefined || other !== undefined ? '' : ` on ${forge}`}`.slice(
    0,
    80,
  );
}

/** YAML; text in JSON's form is text in YAML too. */
function configLines(signers: readonly AllowedSigner[]): string[] {
  const lines = signers.map(({ key, tier, name }) => {
    const named = name === undefined ? '' : `, name: ${JSON.stringify(name)}`;
    return `    - { key: ${JSON.stringify(key)}, tier: ${tier}${named} }`;
  });
  return ['cache:', '  signers:', ...lines];
}
