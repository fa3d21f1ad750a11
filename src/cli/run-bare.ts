/** `run --bare`: the ground of a run in a folder without a checkout; see `run/bare.ts`. */

import type { FileDigest, Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import type { Plan } from '../core/plan.ts';
import { err, ok, type Result } from '../core/result.ts';
import {
  BARE_STEPS,
  compareWithCommit,
  foreignProgram,
  openCommit,
  placeConfig,
  placeTrust,
} from '../run/bare.ts';
import { type Prepared, prepare } from '../run/prepare.ts';
import type { RunFlags } from './run.ts';
import type { Session } from './session.ts';

export type BareGround = {
  /** With the commit in the place of a repository. */
  readonly session: Session;
  readonly prepared: Prepared;
  /** Files that the records and the commit agree on. */
  compare(
    named: readonly Sha256[],
    plan: Plan,
    facts: Partial<Facts>,
  ): Promise<Result<readonly FileDigest[]>>;
};

export async function bareGround(
  session: Session,
  steps: readonly string[],
  { only }: RunFlags,
): Promise<Result<BareGround>> {
  const { workspace, host, config } = session;
  const other = steps.find((step) => !BARE_STEPS.includes(step));
  if (only !== true || steps.length === 0 || other !== undefined) {
    const message = `--bare goes with --only and steps that run nothing of the project: ${BARE_STEPS.join(', ')}`;
    return err({ code: 'usage', message });
  }
  const opened = await openCommit(session.world, host.facts, workspace);
  if (!opened.ok) return opened;
  const commit = opened.value;
  const placed = await placeConfig(commit, workspace, config);
  if (!placed.ok) return placed;
  const { world, git } = commit;
  const found = await prepare(world, host.facts, workspace, config, Promise.resolve(git), true);
  if (!found.ok) return found;
  const foreign = foreignProgram(found.value.signing);
  if (foreign !== undefined) return err(foreign);
  const trusted = await placeTrust(commit, workspace, found.value);
  if (!trusted.ok) return trusted;
  return ok({
    session: { ...session, world, git: Promise.resolve(git) },
    prepared: found.value,
    compare: async (named, plan, facts) => {
      const [first] = plan.jobs;
      const fact = nothingMade(facts, found.value);
      return first === undefined || fact === undefined
        ? compareWithCommit(commit, workspace, named, plan.config)
        : err({ code: 'record-refused', why: 'nothing-made', fact, wantedBy: first.spec.id });
    },
  });
}

/** Who signs nothing and is content with that would let a pipeline pass whose image nobody signed. */
function nothingMade({ image, binary }: Partial<Facts>, { input }: Prepared): 'image' | 'binary' | undefined {
  if (image !== undefined) return undefined;
  if (input.facts.image.name !== undefined) return 'image';
  return binary === undefined ? 'binary' : undefined;
}
