/** Whom this verification trusts: given roots, or the public instance's as TUF says it, and the keys that are expected. */

import { resolve } from 'node:path';
import { bundledTrustedRoot, publicTarget } from '../../clients/sigstore/public.ts';
import type { World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import type { Expectations } from '../../verify/expectations.ts';
import { type Root, readKey, readTrustedRoot, type Trust, type TrustedKey } from '../../verify/trust.ts';

/** What it takes to ask whom to trust. */
type Ground = { readonly workspace: string; readonly world: Pick<World, 'files' | 'http' | 'state'> };

export type TrustFlags = { readonly trustedRoot?: readonly string[]; readonly offline?: boolean };

/**
 * Keys alone need no instance: nothing is asked for them.
 *
 * @returns `remark`: what people should know of where the trust came from
 */
export async function trustFor(
  session: Ground,
  { trustedRoot = [], offline = false }: TrustFlags,
  { signers, transparency, timestamp }: Expectations,
): Promise<Result<{ readonly trust: Trust; readonly remark: string | undefined }>> {
  const keys: TrustedKey[] = [];
  for (const signer of signers) {
    if (signer.kind !== 'key') continue;
    const key = readKey(signer.name, signer.pem);
    if (!key.ok) return err({ code: 'signing-key-invalid', what: signer.name, message: key.failure });
    keys.push(key.value);
  }
  const roots: Root[] = [];
  for (const name of trustedRoot) {
    const text = session.world.files.readText(resolve(session.workspace, name), 4 * 1024 * 1024);
    if (!text.ok) return text;
    if (text.value === undefined) return err({ code: 'usage', message: `there is no trusted root ${name}` });
    const root = readTrustedRoot(name, Buffer.from(text.value, 'utf8'));
    if (!root.ok) return err({ code: 'services-invalid', path: name, message: root.failure });
    roots.push(root.value);
  }
  const needed = keys.length < signers.length || transparency === true || timestamp === true;
  if (roots.length > 0 || !needed) return ok({ trust: { roots, keys }, remark: undefined });
  const found = await publicRoot(session, offline);
  if (!found.ok) return found;
  const remark = offline
    ? 'the public trusted root as this program brings it along, not refreshed'
    : undefined;
  return ok({ trust: { roots: [found.value], keys }, remark });
}

/** Without the network somebody must say so: who can cut us off could else keep a revoked authority alive. */
async function publicRoot({ world }: Ground, offline: boolean): Promise<Result<Root>> {
  const { http, files, state } = world;
  const pause = (milliseconds: number) => new Promise<void>((done) => setTimeout(done, milliseconds));
  const folder = `${state}/tuf`;
  const bytes = offline
    ? ok(await bundledTrustedRoot())
    : await publicTarget({ http, pause, files, folder }, 'trusted_root.json');
  if (!bytes.ok) return bytes;
  const root = readTrustedRoot('the public Sigstore', bytes.value);
  return root.ok ? root : err({ code: 'services-invalid', path: 'trusted_root.json', message: root.failure });
}
