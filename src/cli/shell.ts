/**
 * `sealsmith shell <step>`: a shell in exactly the environment that the step's job gets: what is made for it, HOME and
 * TMPDIR of its own, the network and the secrets only if they are granted. Nothing is recorded, and no output changes
 * hands: what is done in the folder stays there.
 */

import { exitOf, type Failure } from '../core/failure.ts';
import type { PlannedJob } from '../core/plan.ts';
import { err, ok, type Result } from '../core/result.ts';
import { visible } from '../report/escape.ts';
import { clauses } from '../report/width.ts';
import { makeFolders } from '../run/commands.ts';
import { asksRegistries, environmentOf } from '../run/environment.ts';
import { makePlan } from '../run/plan.ts';
import type { Prepared } from '../run/prepare.ts';
import { giveRegistries } from '../run/registries.ts';
import { openStoresFolder } from '../run/stores-folder.ts';
import { atTerminal, runInteractive } from '../system/interactive.ts';
import { prepared } from './prepared.ts';
import { fail, type Session } from './session.ts';

export type ShellFlags = { readonly command?: string };

/** @returns the status of what was run there */
export async function shell(session: Session, step: string, { command }: ShellFlags): Promise<number> {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({
    ...found.value.input,
    wish: { steps: [step.split('/', 1)[0] ?? step], only: true },
  });
  if (!planned.ok) return fail(session, planned.failure);
  const { plan } = planned.value;
  const job = chosen(plan.jobs, step, plan.skips[0]?.why);
  if (!job.ok) return fail(session, job.failure);
  const stores = openStoresFolder(session.world, plan.context);
  if (!stores.ok) return fail(session, stores.failure);
  const temporary = session.world.files.temporary('sealsmith-shell-');
  if (!temporary.ok) {
    stores.value.release();
    return fail(session, temporary.failure);
  }
  const { host, tier } = plan.context;
  const trusted = host === 'local' || tier === 'T2' || tier === 'T3';
  try {
    const folders = { temporary: temporary.value, stores: stores.value.folder };
    return await open(session, found.value, job.value, { ...folders, trusted, command });
  } finally {
    session.world.files.remove(temporary.value);
    stores.value.release();
  }
}

function chosen(
  jobs: readonly PlannedJob[],
  step: string,
  skip: { readonly code: string; readonly detail: string } | undefined,
): Result<PlannedJob> {
  const exact = jobs.find(({ spec }) => spec.id === step);
  const [first, second] = jobs;
  if (exact !== undefined) return ok(exact);
  if (first !== undefined && second === undefined && first.spec.step === step) return ok(first);
  const message =
    first === undefined
      ? `${step} has no job here: ${skip === undefined ? 'it is not planned' : `${skip.code}, ${skip.detail}`}`
      : `${step} is several jobs; name one of ${jobs.map(({ spec }) => spec.id).join(', ')}`;
  return err({ code: 'usage', message });
}

type Opening = {
  readonly temporary: string;
  readonly stores: string;
  readonly trusted: boolean;
  readonly command: string | undefined;
};

async function open(
  session: Session,
  { project, granted }: Prepared,
  { spec, isolation }: PlannedJob,
  { temporary, stores, trusted, command }: Opening,
): Promise<number> {
  const { world, workspace, terminal } = session;
  const folders = makeFolders({ world, temporary, stores }, spec);
  if (!folders.ok) return fail(session, folders.failure);
  const registries = asksRegistries(spec)
    ? await giveRegistries({ world, trusted }, spec, folders.value.docker)
    : ok([]);
  if (!registries.ok) return fail(session, registries.failure);
  const bins = project.bins.map((bin) => `${workspace}/${bin}`);
  const made = environmentOf(spec, world, granted, trusted, folders.value, bins, stores);
  const typed = command === undefined && atTerminal();
  // Programs that draw must know what on; everything else is as the job has it.
  const term = typed ? world.env['TERM'] : undefined;
  const env = { ...made, ...(term === undefined ? {} : { TERM: term }) };
  const program = shellIn(session, typed ? ['bash', 'sh'] : ['sh']);
  if (program === undefined) {
    const get = 'install a shell: sh is part of every system';
    return fail(session, { code: 'tool-missing', tool: 'sh', wantedBy: 'shell', get });
  }
  if (session.flags.quiet !== true) {
    const missing = bins.filter((bin) => world.files.kind(bin) === undefined);
    const remarks = missing.length === 0 ? [] : ['nothing is installed yet: sealsmith run install'];
    const secrets = spec.grants.flatMap(
      (grant) => /^(?:secret|environment|env-file):(.*)$/.exec(grant)?.[1] ?? [],
    );
    const parts = [
      `shell of ${visible(spec.id)}`,
      `network ${isolation.network}`,
      secrets.length === 0 ? 'no secrets' : `secrets ${secrets.map(visible).join(' ')}`,
      'HOME and TMPDIR are gone afterwards',
      ...(typed ? ['Ctrl-D leaves'] : []),
      ...remarks,
    ];
    terminal.error.write(
      clauses(parts, session.look.columns)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  const { network, engine } = {
    network: spec.grants.includes('network'),
    engine: spec.grants.includes('engine'),
  };
  const outcome = await runInteractive(
    { files: world.files, state: world.state, path: world.machine.path },
    {
      ...{ program, args: command === undefined ? [] : ['-c', command], cwd: workspace, env },
      ...{ network, engine, abort: world.interrupt.signal },
    },
  );
  switch (outcome.kind) {
    case 'exited':
      return outcome.exit;
    case 'killed':
      return 128 + (signalNumber(outcome.signal) ?? 9);
    case 'aborted':
    case 'timeout': {
      const signal = world.interrupt.signal.reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT';
      return exitOf({ code: 'interrupted', signal });
    }
    case 'not-started': {
      const failure: Failure = { code: 'system', doing: 'start', path: program, errno: outcome.errno };
      return fail(session, failure);
    }
  }
}

function shellIn({ world }: Session, names: readonly string[]): string | undefined {
  const folders = [...world.machine.path, '/usr/bin', '/bin'];
  const paths = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return paths.find((path) => world.files.kind(world.files.realPath(path) ?? path) === 'file');
}

/** As shells say it. */
function signalNumber(name: string): number | undefined {
  return name === 'SIGTERM' ? 15 : name === 'SIGINT' ? 2 : name === 'SIGHUP' ? 1 : undefined;
}
