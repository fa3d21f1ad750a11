/** `sealsmith image lock [--update]`: pins what images of this project stand on, and writes sealsmith.lock. */

import type { ExitStatus } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { ok, type Result } from '../../core/result.ts';
import { readDockerfile } from '../../image/dockerfile.ts';
import { EMPTY_LOCK, LOCK_FILE, type Lock, lockText, readLock } from '../../image/lock.ts';
import { type LockWish, updateLock } from '../../image/lock-update.ts';
import { STORE_VARIABLE } from '../../image/store.ts';
import { imageLockText } from '../../report/image-lock.ts';
import { imageOptions } from '../../run/image-facts.ts';
import type { Prepared } from '../../run/prepare.ts';
import { openStoresFolder } from '../../run/stores-folder.ts';
import type { ContainerizeOptions } from '../../steps/image-options.ts';
import { platformOf } from '../../steps/image-recipe.ts';
import { inside } from '../../system/inside.ts';
import { prepared } from '../prepared.ts';
import { fail, type Session } from '../session.ts';

export async function imageLock(session: Session, update: boolean): Promise<ExitStatus> {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const { facts } = found.value.input;
  const old = lockOf(facts.image.lock);
  if (!old.ok) return fail(session, old.failure);
  const stores = openStoresFolder(session.world, facts.context);
  if (!stores.ok) return fail(session, stores.failure);
  const wish = wishOf(found.value);
  const updated = await updateLock(
    old.value,
    wish,
    update,
    insideOf(session, `${stores.value.folder}/images`),
  );
  stores.value.release();
  if (!updated.ok) return fail(session, updated.failure);
  const { lock, changes } = updated.value;
  const text = lockText(lock);
  if (changes.length > 0 && text !== facts.image.lock) {
    const written = session.world.files.writeText(`${session.workspace}/${LOCK_FILE}`, text, 0o644);
    if (!written.ok) return fail(session, written.failure);
  }
  if (session.flags.json === true) session.json({ changes });
  session.say(imageLockText(changes, session.look));
  return 0;
}

function lockOf(text: string | undefined): Result<Lock> {
  return text === undefined ? ok(EMPTY_LOCK) : readLock(text);
}

/** What the configuration and the Dockerfile name. */
function wishOf({ config, input: { facts } }: Prepared): LockWish {
  const said = imageOptions(config);
  const options: Partial<ContainerizeOptions> = said === undefined || said === false ? {} : said;
  const platform = platformOf(facts, options);
  const { dockerfile } = facts.image;
  const read =
    dockerfile === undefined ? undefined : readDockerfile(dockerfile.text, options.args ?? {}, platform);
  return {
    bases: options.base === undefined ? [] : [options.base],
    images: read?.images.map(({ name }) => name) ?? [],
    platform,
    plainHttp: options['plain-http'] ?? [],
  };
}

/** As in a job, with the doors of this session. */
function insideOf({ world, terminal }: Session, images: string): Inside {
  return {
    ...inside(world.self.entry),
    doors: () => world,
    interrupt: () => world.interrupt.signal,
    env: {
      ...world.env,
      DOCKER_CONFIG: world.env['DOCKER_CONFIG'] ?? `${world.home}/.docker`,
      [STORE_VARIABLE]: images,
    },
    print: (text) => terminal.error.write(text),
    complain: (text) => terminal.error.write(text),
  };
}
