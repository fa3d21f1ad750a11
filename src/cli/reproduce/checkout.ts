/** The recorded commit in a folder of its own, from the clone that we are in, or fetched from where the record says. */

import { short } from '../../core/digest.ts';
import { OURS } from '../../core/path.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Recorded } from '../../run/reproduce-record.ts';
import type { Session } from '../session.ts';
import { type Ground, workspaceOf } from './door.ts';

/** @param fetch  whether the network may be asked for a commit that is not here */
export async function checkOut(
  { world, workspace }: Session,
  { commit, prefix, repository }: Recorded,
  fetch: boolean,
): Promise<Result<Ground>> {
  const folder = world.files.temporary('sealsmith-reproduce-');
  if (!folder.ok) return folder;
  const below = (name: string): string => `${folder.value}/${name}`;
  const ground = {
    ...{
      folder: folder.value,
      source: below('source'),
      prefix,
      state: below('state'),
      temporary: below('tmp'),
    },
  };
  const failed = <T>(result: Result<T>): Result<T> => {
    world.files.remove(folder.value);
    return result;
  };
  for (const made of [ground.state, ground.temporary].map((path) => world.files.makeFolder(path, 0o700))) {
    if (!made.ok) return failed(made);
  }
  const here = await world.git.checkOut({ from: workspace, commit, into: ground.source });
  if (!here.ok) return failed(here);
  if (!here.value) {
    const url = repository !== undefined && /^https?:\/\/[^\s@]+$/.test(repository) ? repository : undefined;
    if (!fetch || url === undefined) {
      const from =
        url === undefined ? 'a clone that has it' : `a clone that has it, or let --fetch get it from ${url}`;
      const message = `commit ${short(commit)} is not in the repository at ${workspace}`;
      return failed(
        err({ code: 'reproduce-impossible', message, why: 'commit-absent', next: `start in ${from}` }),
      );
    }
    const wants = [{ what: commit, as: 'refs/heads/reproduce' }];
    const into = below('fetched.git');
    const fetched = await world.git.fetch({ into, url, wants, depth: 1, authorization: undefined });
    if (!fetched.ok) return failed(fetched);
    const found = await world.git.checkOut({ from: into, commit, into: ground.source });
    if (!found.ok) return failed(found);
    if (!found.value) {
      const message = `commit ${short(commit)} is not in ${url}`;
      return failed(
        err({
          code: 'reproduce-impossible',
          message,
          why: 'commit-absent',
          next: 'start in a clone that has it',
        }),
      );
    }
  }
  // By a link in the commit it would be a folder of somebody's.
  const there = world.files.realPath(workspaceOf(ground));
  const inside = there !== undefined && `${there}/`.startsWith(`${world.files.realPath(ground.source)}/`);
  if (!inside || world.files.kind(there) !== 'folder') {
    const message = `commit ${short(commit)} has no folder ${prefix}`;
    return failed(
      err({
        code: 'reproduce-impossible',
        message,
        why: 'no-commit',
        next: 'take a record of this repository',
      }),
    );
  }
  // What a commit holds under our name is none of ours, and must not be taken for what a run left.
  const removed = world.files.remove(`${workspaceOf(ground)}/${OURS}`);
  if (!removed.ok) return failed(removed);
  return ok(ground);
}
