/** `sealsmith verify`: its words on the command line. */

import type { Command } from 'commander';
import { several } from './flags.ts';
import type { Bench } from './group.ts';
import type { Session } from './session.ts';
import type { Configured, VerifyFlags } from './verify.ts';

export const NOTHING_SAID: Configured = { section: undefined, trustedRoot: undefined };

/** @param configured  what the configuration says that may decide for this session */
export function addVerify(
  root: Command,
  { session, finish }: Bench,
  configured: (opened: Session) => Promise<Configured>,
): void {
  root
    .command('verify')
    .description('check who signed it, what it was built from and what is in it; a line a check')
    .argument('[subject]', 'name@sha256:…, a layout, or a file')
    .option('--key <file>', 'public key that may have signed it (several times: any of them)', several)
    .option('--issuer <url>', 'whose identity tokens count: https://gitlab.com')
    .option('--workflow <url>', 'the workflow in the certificate, without its ref; * for what has no /')
    .option('--ref <ref>', 'branch or tag of the workflow, in full (several times: any of them)', several)
    .option('--identity <name>', 'instead of a workflow: the one name in the certificate')
    .option('--source <url>', 'the repository that was built')
    .option('--source-id <number>', 'its number at the forge')
    .option('--source-ref <ref>', 'the branch or tag that was built', several)
    .option('--commit <commit>', 'the commit that was built; latest asks the forge')
    .option('--builder <url>', 'who built it, as the provenance says', several)
    .option('--level <number>', 'the least SLSA build level that the evidence supports')
    .option('--trigger <event>', 'what started the pipeline', several)
    .option('--parameter <name>', 'an external parameter that may stand in the provenance', several)
    .option(
      '--sbom <rule>',
      'name=range, or name=absent, of a component (several times: all of them)',
      several,
    )
    .option('--max-age <age>', 'how long ago it may have been signed: 30d')
    .option('--transparency', 'an entry in a log is needed, for keys too')
    .option('--no-transparency', 'no entry in a log is needed')
    .option(
      '--needs <kind>',
      'signature, provenance, sbom, or a predicate type (several times: all)',
      several,
    )
    .option('--expect <file>', 'a file with all that is expected, like the section verify')
    .option('--bundle <file>', 'a bundle beside those that lie with it', several)
    .option('--trusted-root <file>', 'whom to trust instead of the public Sigstore', several)
    .option('--offline', 'trust the public Sigstore as this program knows it, without asking')
    .option('--explain', 'what each check stops')
    .action(async (subject: string | undefined, flags: VerifyFlags) => {
      const opened = session();
      const { verifyArtifact } = await import('./verify.ts');
      const said = flags.explain === true ? NOTHING_SAID : await configured(opened);
      finish(await verifyArtifact(opened, subject, flags, said));
    });
}
