/**
 * `sealsmith drill cache`: attacks the project's cache as it is configured, in a copy that is thrown away. The copy has
 * its settings and, where there are entries, one of them; keys are new ones. The real cache is looked at and no more.
 */

import { LIMITS } from '../../cache/archive/layout.ts';
import { ATTACKS, drill } from '../../cache/drill/drill.ts';
import { fenced } from '../../cache/drill/fence.ts';
import { castOf, type Range } from '../../cache/drill/ground.ts';
import { type OwnEntry, ownAttacks, ownEntry } from '../../cache/drill/own.ts';
import { machineKey } from '../../cache/machine-key.ts';
import { readerOf } from '../../cache/policy.ts';
import { GITLAB_FOLDER } from '../../cache/stores/gitlab.ts';
import { openStore } from '../../cache/stores/registry.ts';
import type { CacheSettings } from '../../core/cache.ts';
import type { ExitStatus } from '../../core/failure.ts';
import { isBelow } from '../../core/path.ts';
import { type CacheDrillView, cacheDrillText } from '../../report/cache-drill.ts';
import { openVault } from '../../run/vault.ts';
import { fail, type Session } from '../session.ts';
import { type Settled, settledFor } from './settings.ts';

export async function drillCache(session: Session): Promise<ExitStatus> {
  const { world } = session;
  const started = world.clock.now();
  const settled = await settledFor(session);
  if (!settled.ok) return fail(session, settled.failure);
  const real = realCache(session, settled.value);
  const sandbox = world.files.temporary('sealsmith-drill-');
  if (!sandbox.ok) return fail(session, sandbox.failure);
  const folder = world.files.realPath(sandbox.value) ?? sandbox.value;
  try {
    if (real.folders.some((one) => isBelow(folder, one))) return fail(session, INSIDE);
    const before = stampOf(session, real);
    const own = await copied(session, settled.value, real);
    const fences = { disk: fenced(world.disk, real.folders), files: fenced(world.files, real.folders) };
    const { settings } = settled.value;
    const range: Range = {
      ...{ world: { ...world, ...fences }, open: openVault, settings, folder, store: real.store },
      forge: session.host.name === 'github' ? 'github' : 'gitlab',
      cast: castOf(settings),
    };
    const mine = own === undefined ? [] : await ownAttacks(range, own);
    const results = await drill(range, [...ATTACKS, ...mine]);
    const { aborted, reason } = world.interrupt.signal;
    if (aborted)
      return fail(session, { code: 'interrupted', signal: reason === 'SIGTERM' ? 'SIGTERM' : 'SIGINT' });
    const after = stampOf(session, real);
    const exit = results.every(({ stopped, twin }) => stopped && twin === undefined) ? 0 : 4;
    const view: CacheDrillView = {
      store: real.said,
      place: real.folders[0],
      remarks: [
        ...real.remarks,
        ...(mine.length === 0 ? [] : [`a copy of one of its entries is attacked too: ${own?.name}`]),
      ],
      results,
      real:
        real.folders.length === 0
          ? 'elsewhere'
          : before !== after
            ? 'changed'
            : before === undefined
              ? 'none'
              : 'same',
      milliseconds: world.clock.now() - started,
      exit,
    };
    if (session.flags.json === true) session.json({ kind: 'cache-drill', ...view });
    session.say(cacheDrillText(view, session.look, session.flags.verbose === true));
    return exit;
  } finally {
    world.files.remove(folder);
  }
}

const INSIDE = {
  code: 'usage',
  message: 'the folder for temporary files lies in the cache itself; a drill needs one apart (set TMPDIR)',
} as const;

type Real = {
  /** The form in which it is drilled. */
  readonly store: Range['store'];
  readonly said: string;
  /** Where it lies, as configured and as it really is; none for what is not on this disk. */
  readonly folders: readonly string[];
  readonly remarks: readonly string[];
};

function realCache({ world, workspace, host }: Session, { settings }: Settled): Real {
  const { store, path } = settings;
  const auto = host.name === 'local' ? 'directory' : host.name;
  const name = store === 'auto' || store === 'off' ? auto : store;
  const off = store === 'off' ? ['the cache is switched off here; this is what it would do'] : [];
  if (name === 'github') {
    const remark = "GitHub's service is not attacked; the same entries lie in a folder for the drill";
    return { store: 'directory', said: 'github', folders: [], remarks: [...off, remark] };
  }
  const place = name === 'gitlab' ? `${workspace}/${GITLAB_FOLDER}` : (path ?? `${world.state}/cache`);
  const really = world.files.realPath(place) ?? place;
  return { store: name, said: name, folders: [...new Set([place, really])], remarks: off };
}

function stampOf({ world }: Session, { folders }: Real): string | undefined {
  const place = folders.at(-1);
  return place === undefined ? undefined : world.files.stamp(place);
}

/** One entry of the real cache, read once, while there is still a way to it. */
async function copied(
  { world, workspace }: Session,
  { settings, context }: Settled,
  { folders, store: name }: Real,
): Promise<OwnEntry | undefined> {
  if (folders.length === 0 || settings.store === 'off') return undefined;
  const store = await openStore(world, { ...settings, store: name }, { host: context.host, workspace });
  if (!store.ok) return undefined;
  // A key that is not there is not made for this.
  const machine = context.host === 'local' ? machineKey(world.files, world.state, false) : undefined;
  const key = machine?.ok === true ? machine.value?.publicKey : undefined;
  const reader = readerOf(context, settings, key);
  return ownEntry({ store: store.value, reader }, world, limitsOf(settings));
}

function limitsOf({ size }: CacheSettings): typeof LIMITS {
  return { ...LIMITS, file: size, bytes: size };
}
