/** Chance that can be had again: the same seed, the same numbers. */

export type Chance = {
  /** From 0 to 1, without 1. */
  readonly next: () => number;
  /** A whole number from 0 to `below`, without it. */
  readonly whole: (below: number) => number;
  readonly pick: <T>(from: readonly T[]) => T;
  /** Of its own, so that what one part draws changes nothing for the others. */
  readonly fork: () => Chance;
};

/** @param seed  any number; 32 bits of it count */
export function chance(seed: number): Chance {
  let state = seed >>> 0;
  // A counter whose bits are mixed: equidistributed, and good enough to choose from.
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const whole = (below: number): number => Math.floor(next() * below);
  return {
    next,
    whole,
    pick: (from) => {
      const found = from[whole(from.length)];
      if (found === undefined) throw new Error('there is nothing to choose from');
      return found;
    },
    fork: () => chance(whole(2 ** 32)),
  };
}

/** The seed that a variable names, so that what was seen can be seen again; else a new one. */
export function seedOf(variable: string): number {
  const told = process.env[variable];
  return told === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(told);
}
