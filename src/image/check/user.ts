/** Who an image runs as: `user`, `uid`, `user:group` of its configuration, looked up in its own /etc/passwd and group. */

import { err, ok, type Result } from '../../core/result.ts';
import type { User } from '../unpack-owners.ts';

/** What the image has as /etc/passwd and /etc/group; undefined for a file that is not there. */
export type Accounts = { readonly passwd: string | undefined; readonly group: string | undefined };

const MOST_ID = 2 ** 32 - 2;

/** The way engines read it: a name goes before a number, and a user without a line is in group 0. */
export function findUser(text: string, { passwd, group }: Accounts): Result<User, string> {
  if (text === '') return ok({ uid: 0, gid: 0, groups: [] });
  const [name = '', groupName, ...rest] = text.split(':');
  if (rest.length > 0 || name === '') return err(`its user "${text}" is none`);
  const users = lines(passwd, 4);
  const groups = lines(group, 3);
  const own = users.find(([one, , uid]) => one === name || uid === name);
  const uid = numberOf(own?.[2] ?? name);
  if (uid === undefined)
    return err(
      `its user "${name}" is ${passwd === undefined ? 'a name, and it has no /etc/passwd' : 'not in its /etc/passwd'}`,
    );
  if (groupName === undefined) {
    const gid = numberOf(own?.[3] ?? '0') ?? 0;
    const further = groups.filter(
      ([, , , members]) => own !== undefined && members?.split(',').includes(own[0] ?? ''),
    );
    return ok({ uid, gid, groups: numbers(further).filter((one) => one !== gid) });
  }
  const named = groups.find(([one, , gid]) => one === groupName || gid === groupName);
  const gid = numberOf(named?.[2] ?? groupName);
  if (gid === undefined)
    return err(
      `its group "${groupName}" is ${group === undefined ? 'a name, and it has no /etc/group' : 'not in its /etc/group'}`,
    );
  return ok({ uid, gid, groups: [] });
}

function lines(text: string | undefined, fields: number): readonly (readonly string[])[] {
  return (text ?? '')
    .split('\n')
    .map((line) => line.trim().split(':'))
    .filter((parts) => parts.length >= fields && parts[0] !== '' && !parts[0]?.startsWith('#'));
}

function numbers(groups: readonly (readonly string[])[]): readonly number[] {
  return groups.flatMap(([, , gid]) => numberOf(gid ?? '') ?? []);
}

function numberOf(text: string): number | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MOST_ID ? value : undefined;
}
