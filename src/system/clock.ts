import type { Clock } from '../core/ports.ts';

export function systemClock(): Clock {
  return { now: () => Date.now() };
}
