/** A door to the world with some of it fenced off: whoever reaches behind the fence is a bug, and the program ends. */

import { isBelow } from '../../core/path.ts';

/**
 * @param door  a port whose members are functions that are given paths
 * @param folders  absolute; neither they nor what is below them can be named
 */
export function fenced<T extends object>(door: T, folders: readonly string[]): T {
  return new Proxy(door, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const behind = args.find(
          (arg) => typeof arg === 'string' && folders.some((folder) => isBelow(arg, folder)),
        );
        if (behind !== undefined) throw new Error(`the drill reached for ${behind}`);
        return Reflect.apply(member, target, args);
      };
    },
  });
}
