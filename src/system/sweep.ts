/**
 * Finds what is left of a job where there are no namespaces: the members of its process group, and what left that
 * group, by a variable in its environment. What was started with an environment of its own making is not found: that
 * takes namespaces. Reads /proc; elsewhere only the group is known.
 */

import { readdirSync, readFileSync } from 'node:fs';

/** The variable; its value names the job, and the jobs around it when we run inside one. */
export const MARK = 'SEALSMITH_JOB';

export type Survivor = { readonly pid: number; readonly inGroup: boolean };

/** Undefined where there is no /proc. What is dead and only waits for its parent to notice does not count. */
export function survivors(group: number, mark: string): readonly Survivor[] | undefined {
  return processes()?.flatMap((pid) => {
    const found = stateOf(pid);
    if (found === undefined || found.dead || pid === process.pid) return [];
    const inGroup = found.group === group;
    return inGroup || environmentHas(pid, mark) ? [{ pid, inGroup }] : [];
  });
}

function processes(): number[] | undefined {
  try {
    const names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return names.length === 0 ? undefined : names.map(Number);
  } catch {
    return undefined;
  }
}

/** Undefined when it is gone. */
function stateOf(pid: number): { readonly dead: boolean; readonly group: number } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // After the name, which stands in brackets and may hold anything: state, parent, group.
    const [state = '', , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { dead: 'ZXx'.includes(state), group: Number(group) };
  } catch {
    return undefined;
  }
}

function environmentHas(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`).includes(mark);
  } catch {
    // Somebody else's, or gone.
    return false;
  }
}
