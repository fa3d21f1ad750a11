/** `sealsmith sign`, `attest` and `evidence`: their words on the command line. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { FORMATS, type SigningFormat } from '../signing/say.ts';
import type { AttestFlags } from './attest.ts';
import type { Bench } from './group.ts';
import type { Session } from './session.ts';
import type { SectionOf, SignerFlags } from './signing/settings.ts';

/** @param section  `signing` of the configuration that may decide for this session, asked for where no flag does */
export function addSign(
  root: Command,
  { session, finish }: Bench,
  section: (opened: Session) => ReturnType<SectionOf>,
): void {
  withSigner(root.command('sign').description('sign images, layouts and files, outside any pipeline'))
    .argument('<subjects...>', 'name@sha256:…, a layout, or files')
    .action(async (subjects: string[], flags: SignerFlags) => {
      const opened = session();
      const { signArtifacts } = await import('./sign.ts');
      finish(await signArtifacts(opened, subjects, flags, () => section(opened)));
    });
  withSigner(root.command('attest').description('say something of images, layouts and files, signed'))
    .argument('<subjects...>', 'name@sha256:…, a layout, or files')
    .requiredOption('--type <type>', 'what is said: a URI, or slsaprovenance1, cyclonedx, spdxjson, vuln, …')
    .requiredOption('--predicate <file>', 'what is said, as JSON')
    .action(async (subjects: string[], flags: AttestFlags) => {
      const opened = session();
      const { attestArtifacts } = await import('./attest.ts');
      finish(await attestArtifacts(opened, subjects, flags, () => section(opened)));
    });
  root
    .command('evidence')
    .description('draw what is attached to an image, layout or file, and by whom; verifies nothing')
    .argument('<subject>', 'name@sha256:…, name:tag, a layout, or a file')
    .action(async (subject: string) => {
      const opened = session();
      const { evidence } = await import('./evidence.ts');
      finish(await evidence(opened, subject));
    });
}

function withSigner(command: Command): Command {
  return command
    .option('--key <file>', 'the private key, PEM or as cosign writes it')
    .option('--key-variable <name>', 'the variable that holds the private key')
    .option('--keyless', 'sign by an identity instead of a key')
    .option('--identity-token <file>', 'who signs: a file with an identity token')
    .option('--identity-command <command>', 'who signs: a program that prints a token, with its arguments')
    .option('--services <file>', 'the signing config of a private Sigstore')
    .option('--trusted-root <file>', 'verify what the services say by this before it is stored')
    .option('--log', 'enter what a key signs into the transparency log')
    .option('--timestamp', 'have an authority say when a key signed')
    .addOption(
      new Option(
        '--transparency <who>',
        'public: what a private repository is called may stand in a public log',
      ).choices(['public']),
    )
    .addOption(
      new Option(
        '--format <form>',
        'bundle, or legacy: the tags of older verifiers (several times: both)',
      ).argParser(formats),
    );
}

function formats(value: string, before: readonly SigningFormat[] = []): readonly SigningFormat[] {
  const form = FORMATS.find((one) => one === value);
  if (form === undefined) throw new InvalidArgumentError(`it is one of ${FORMATS.join(', ')}`);
  return [...before, form];
}
