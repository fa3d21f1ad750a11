/** `sealsmith generate …`: the plan as a pipeline of a forge. */

import type { Command } from 'commander';
import type { GenerateFlags } from './generate.ts';
import { addGroup, type Bench } from './group.ts';

export function addGenerate(root: Command, { session, finish }: Bench): void {
  const on = addGroup(root, 'generate', 'write the plan as a pipeline of a forge, one job a step');

  const shared = (command: Command): Command =>
    command
      .option('--image <name@digest>', 'image that jobs run in, with the tools and sealsmith')
      .option('--kaniko <name@digest>', 'add a job in which this kaniko builds the Dockerfile')
      .option('-o, --output <file>', 'where to write it')
      .option('-f, --force', 'overwrite a file that is not ours, or was changed by hand')
      .option('--stdout', 'print it instead of writing it')
      .option('--check', 'only compare; 3 when the file does not fit the plan');

  shared(on('github', 'a workflow of GitHub Actions, .github/workflows/sealsmith.yml'))
    .option('--action <owner/name@commit>', 'our action, by its commit')
    .action(async (flags: GenerateFlags) => {
      const opened = session();
      const { generate } = await import('./generate.ts');
      finish(await generate(opened, 'github', flags));
    });
  shared(on('gitlab', 'a file to be included by .gitlab-ci.yml, .gitlab/sealsmith.yml')).action(
    async (flags: GenerateFlags) => {
      const opened = session();
      const { generate } = await import('./generate.ts');
      finish(await generate(opened, 'gitlab', flags));
    },
  );
}
