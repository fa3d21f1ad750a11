/** `sealsmith doctor`: its words on the command line. */

import type { Command } from 'commander';
import { several } from './flags.ts';
import type { Bench } from './group.ts';
import type { ProgramFlags } from './own-program.ts';

export function addDoctor(root: Command, { session, finish }: Bench): void {
  root
    .command('doctor')
    .description('check that this machine has what the plan needs, or which program this is')
    .option('--program', 'print the digests of the files of this program instead')
    .option(
      '--attestation <bundle>',
      'check instead that somebody signed just this program: a bundle over that list',
    )
    .option('--key <file>', 'with it: public key that may have signed (several times: any of them)', several)
    .option('--issuer <url>', 'with it: whose identity tokens count')
    .option('--workflow <url>', 'with it: the workflow in the certificate, without its ref')
    .option(
      '--ref <ref>',
      'with it: branch or tag of the workflow, in full (several times: any of them)',
      several,
    )
    .option('--identity <name>', 'with it: instead of a workflow the one name in the certificate')
    .option('--trusted-root <file>', 'with it: whom to trust instead of the public Sigstore', several)
    .option('--offline', 'with it: trust the public Sigstore as this program knows it, without asking')
    .action(async (flags: ProgramFlags) => {
      const opened = session();
      const { doctor } = await import('./doctor.ts');
      finish(await doctor(opened, flags));
    });
}
