/** `sealsmith cache inspect <entry>`: one seal, what is inside, and whether this run would take it. */

import type { ArchiveList } from '../../cache/archive/list.ts';
import type { Miss } from '../../core/cache.ts';
import type { ExitStatus } from '../../core/failure.ts';
import type { Result } from '../../core/result.ts';
import { namespaceText } from '../../report/cache-entry.ts';
import { type CacheInspectView, cacheInspectText, type MemberView } from '../../report/cache-inspect.ts';
import { fail, type Session } from '../session.ts';
import { type Named, named } from './find.ts';
import { type Looked, lookAt, lookAtFile } from './look.ts';
import { type AskedSlot, type OpenCache, openCache } from './open.ts';

export async function cacheInspect(session: Session, name: string): Promise<ExitStatus> {
  const opened = await openCache(session);
  if (!opened.ok) return fail(session, opened.failure);
  const cache = opened.value;
  const meant = await named(cache, name);
  if (!meant.ok) return fail(session, meant.failure);
  const looked = await lookAtNamed(cache, meant.value);
  const others = meant.value.kind === 'file' ? 0 : meant.value.candidates.length - 1;
  const view = viewOf(cache, looked, meant.value, others);
  if (session.flags.json === true) session.json(view);
  session.say(cacheInspectText(view, session.look, session.flags.verbose === true));
  return 0;
}

/** Of several the one that a run would take; where it takes none, the first that it comes to. */
async function lookAtNamed(cache: OpenCache, meant: Named): Promise<Looked> {
  if (meant.kind === 'file') return lookAtFile(cache, meant.path, 'bytes');
  let first: Looked | undefined;
  for (const candidate of meant.candidates) {
    const looked = await lookAt(cache, candidate, 'bytes');
    if (looked.view.miss === undefined) return looked;
    first ??= looked;
  }
  if (first === undefined) throw new Error('nothing was named');
  return first;
}

function viewOf(cache: OpenCache, looked: Looked, meant: Named, others: number): CacheInspectView {
  const { vault, now } = cache;
  const { view: entry, inside, slot } = looked;
  const known = slot ?? (meant.kind === 'file' ? undefined : meant.slot);
  const namespace = entry.slot?.namespace ?? entry.seal?.namespace;
  return {
    entry,
    place: meant.kind === 'file' ? meant.path : `${vault.store.name} ${vault.store.place}`,
    tree:
      known === undefined ? undefined : known.key.ok ? { key: known.key.value } : { why: known.key.failure },
    reads: `${vault.reader.tier} reads ${namespace === undefined ? 'nothing there' : namespaceText(namespace)}`,
    inside: inside === undefined ? undefined : membersOf(inside, entry.asked === 'exact' ? known : undefined),
    others,
    now,
  };
}

function membersOf(
  inside: Result<ArchiveList, Miss>,
  slot: AskedSlot | undefined,
): readonly MemberView[] | Miss {
  if (!inside.ok) return inside.failure;
  const { folders, groups, links } = inside.value;
  const nothing = { mode: undefined, bytes: undefined, sha256: undefined, target: undefined };
  const members: MemberView[] = [
    ...folders.map(({ path, mode }) => ({ ...nothing, kind: 'folder' as const, path, mode })),
    ...groups
      .flatMap(({ files }) => files)
      .map(({ path, mode, bytes, sha256 }) => ({
        ...nothing,
        kind: 'file' as const,
        path,
        mode,
        bytes,
        sha256,
      })),
    ...links.map(({ path, target }) => ({ ...nothing, kind: 'link' as const, path, target })),
  ];
  return members.map((member) => ({ ...member, path: calledHere(member.path, slot) }));
}

/** `output-0/wsgi` is what this tree calls `dist/wsgi`, where the entry is of this tree. */
function calledHere(path: string, slot: AskedSlot | undefined): string {
  const [, number, rest = ''] = /^output-(\d+)(\/.*)?$/s.exec(path) ?? [];
  const output = number === undefined ? undefined : slot?.outputs[Number(number)];
  return output === undefined ? path : `${output}${rest}`;
}
