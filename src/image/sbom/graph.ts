/** Who needs whom, as the bill says it. */

import type { BomDependency } from '../../formats/cyclonedx.ts';
import type { FoundPackage } from './found.ts';

/**
 * The subject needs what nobody else needs, and of circles that nothing leads into their first member, so that
 * everything can be reached from it. A package of which it is not known has no entry.
 *
 * @param others  what else the subject contains: its base, its system
 * @param packages  sorted by package URL, each once
 */
export function dependencies(
  subject: string,
  others: readonly string[],
  packages: readonly FoundPackage[],
): readonly BomDependency[] {
  const edges = new Map<string, readonly string[] | undefined>();
  const known = new Set(packages.map(({ purl }) => purl));
  for (const { purl, needs } of packages) {
    const there = needs?.filter((need) => need !== purl && known.has(need));
    edges.set(purl, there && [...new Set(there)].toSorted());
  }
  const needed = new Set([...edges.values()].flatMap((needs) => needs ?? []));
  const roots = [...known].filter((purl) => !needed.has(purl));
  const reached = new Set<string>();
  for (const root of roots) reach(root, edges, reached);
  for (const purl of known) {
    if (reached.has(purl)) continue;
    roots.push(purl);
    reach(purl, edges, reached);
  }
  return [
    { ref: subject, dependsOn: [...new Set([...others, ...roots])].toSorted() },
    ...[...edges].flatMap(([ref, needs]) => (needs === undefined ? [] : [{ ref, dependsOn: needs }])),
  ];
}

function reach(
  from: string,
  edges: ReadonlyMap<string, readonly string[] | undefined>,
  reached: Set<string>,
): void {
  const waiting = [from];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
}
