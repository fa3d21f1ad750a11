/**
 * What the public Sigstore says of itself: its trusted root and signing config, by TUF (theupdateframework.github.io:
 * specification). The root that all hangs on is in this program, as `@sigstore/tuf` ships it, and is where every update
 * starts from: what lies on the disk can only make it fail.
 */

import { createHash } from 'node:crypto';
import type { Files } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { ask, type Caller, hostOf } from './call.ts';
import { fieldAt } from './fields.ts';

export type PublicTarget = 'trusted_root.json' | 'signing_config.v0.2.json';

/** A repository of TUF, and the root that is believed. */
export type Mirror = { readonly url: string; readonly root: Uint8Array };

export type PublicDoors = Caller & {
  readonly files: Pick<Files, 'makeFolder' | 'writeText'>;
  /** Where metadata is remembered, so that an older one is not taken again; ours alone. */
  readonly folder: string;
};

/** Bytes. */
const TARGET_LIMIT = 512 * 1024;

/** Milliseconds. */
const TIMEOUT = 15_000;

/**
 * The current one, verified.
 *
 * @param mirror  the public instance's when not given
 */
export async function publicTarget(
  doors: PublicDoors,
  target: PublicTarget,
  mirror?: Mirror,
): Promise<Result<Uint8Array>> {
  const { url, root } = mirror ?? (await publicMirror());
  const folder = `${doors.folder}/${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  const made = doors.files.makeFolder(folder, 0o700);
  if (!made.ok) return made;
  // The library starts from what lies there; so what we know is put there each time.
  const pinned = doors.files.writeText(`${folder}/root.json`, Buffer.from(root).toString('utf8'));
  if (!pinned.ok) return pinned;
  const service = `the TUF repository at ${hostOf(url)}`;
  const found = await currentTarget(doors, url, folder, target, service);
  if (!found.ok) return found;
  const { length, sha256 } = found.value;
  const bytes = await download(doors, `${url}/targets/${sha256}.${target}`, TARGET_LIMIT, service);
  if (!bytes.ok) return bytes;
  const same =
    bytes.value.length === length && createHash('sha256').update(bytes.value).digest('hex') === sha256;
  return same ? bytes : err({ code: 'sigstore-invalid', service, message: `its ${target} is another one` });
}

/** The trusted root of the public instance as this program brings it along: good where there is no network. */
export async function bundledTrustedRoot(): Promise<Uint8Array> {
  return seed('targets', 'trusted_root.json');
}

async function publicMirror(): Promise<Mirror> {
  return { url: PUBLIC, root: await seed('root.json') };
}

const PUBLIC = 'https://tuf-repo-cdn.sigstore.dev';

async function seed(...path: readonly string[]): Promise<Uint8Array> {
  const { default: seeds } = await import('@sigstore/tuf/seeds.json', { with: { type: 'json' } });
  const text = fieldAt(seeds, PUBLIC, ...path);
  if (typeof text !== 'string') throw new Error('the seeds of @sigstore/tuf lack the public instance');
  return Buffer.from(text, 'base64');
}

type Target = { readonly length: number; readonly sha256: string };

async function currentTarget(
  doors: PublicDoors,
  url: string,
  folder: string,
  target: PublicTarget,
  service: string,
): Promise<Result<Target>> {
  // Bundled, modules of CommonJS have no other name than this.
  const { Updater } = (await import('tuf-js')).default;
  const { DownloadHTTPError } = (await import('tuf-js/dist/error.js')).default;
  const fetcher = {
    async downloadBytes(address: string, limit: number): Promise<Buffer> {
      const bytes = await download(doors, address, limit, service);
      if (bytes.ok) return Buffer.from(bytes.value);
      const { failure } = bytes;
      // How the library knows that there is no newer root.
      if (failure.code === 'sigstore-refused') throw new DownloadHTTPError('', failure.status);
      throw new Unreachable(bytes);
    },
    downloadFile: async (): Promise<never> => {
      throw new Error('targets are not downloaded by the library');
    },
  };
  try {
    const updater = new Updater({ metadataDir: folder, metadataBaseUrl: url, fetcher });
    await updater.refresh();
    const info = await updater.getTargetInfo(target);
    const sha256 = info?.hashes['sha256'];
    if (info === undefined || sha256 === undefined || !/^[0-9a-f]{64}$/.test(sha256)) {
      return err({ code: 'sigstore-invalid', service, message: `it has no ${target}` });
    }
    return ok({ length: info.length, sha256 });
  } catch (error) {
    if (error instanceof Unreachable) return error.failed;
    // What the library throws at metadata that is unsigned, old, over or broken.
    const said = error instanceof Error ? error.message.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 200) : '';
    return err({ code: 'sigstore-invalid', service, message: `its metadata does not hold: ${said}` });
  }
}

async function download(
  doors: Caller,
  url: string,
  limit: number,
  service: string,
): Promise<Result<Uint8Array>> {
  const question = { method: 'GET', url, headers: {}, timeout: TIMEOUT } as const;
  const answer = await ask(doors, { service, doing: 'say which services there are' }, question);
  if (!answer.ok) return answer;
  const { body } = answer.value;
  return body.length <= limit
    ? ok(body)
    : err({ code: 'sigstore-invalid', service, message: `more than ${limit} bytes` });
}

/** Carries our failure through the library. */
class Unreachable extends Error {
  readonly failed: Result<never>;

  constructor(failed: Result<never>) {
    super('unreachable');
    this.failed = failed;
  }
}
