/**
 * GitHub's store of attestations (docs.github.com: REST API, "Attestations"): bundles by the digest of what they are
 * about, beside the repository. Only what an identity signed is taken there.
 */

import { err, ok, type Result } from '../core/result.ts';
import { isPlainObject, strictJson } from '../formats/strict-json.ts';
import { addressOf, ask, type Caller, hostOf } from './sigstore/call.ts';

export type GithubStore = {
  /** `https://api.github.com`, or that of a server of one's own. */
  readonly api: string;
  /** `owner/name`. */
  readonly repository: string;
  readonly token: string;
};

/** Milliseconds for one attempt. */
const TIMEOUT = 30_000;

/** As many of one digest are looked at. */
const PAGE = 30;

/**
 * What is stored about a digest; what GitHub keeps elsewhere (`bundle_url`) is left out.
 *
 * @param sha256  hex
 * @returns bundles as JSON with any order of members
 */
export async function storedBundles(
  caller: Caller,
  store: GithubStore,
  sha256: string,
  predicateType: string,
): Promise<Result<readonly Uint8Array[]>> {
  const service = serviceOf(store);
  const query = `per_page=${PAGE}&predicate_type=${encodeURIComponent(predicateType)}`;
  const answer = await ask(
    caller,
    { service, doing: `list what is stored about sha256:${sha256.slice(0, 12)}…` },
    {
      ...{ method: 'GET', timeout: TIMEOUT, headers: headersOf(store), secrets: [store.token] },
      url: addressOf(store.api, `/repos/${store.repository}/attestations/sha256:${sha256}?${query}`),
      // None yet.
      answers: [404],
    },
  );
  // More than is read is as good as nothing: what is stored twice is only in the way.
  if (!answer.ok && answer.failure.code === 'sigstore-invalid') return ok([]);
  if (!answer.ok) return withPermission(answer);
  if (answer.value.status === 404) return ok([]);
  const json = strictJson(answer.value.body);
  const listed = json.ok && isPlainObject(json.value) ? json.value['attestations'] : undefined;
  if (!Array.isArray(listed))
    return err({ code: 'sigstore-invalid', service, message: 'it is no list of attestations' });
  const bundles = listed.flatMap((one: unknown) => (isPlainObject(one) ? [one['bundle']] : []));
  return ok(bundles.filter(isPlainObject).map((one) => Buffer.from(JSON.stringify(one), 'utf8')));
}

/** @returns its number there */
export async function storeBundle(
  caller: Caller,
  store: GithubStore,
  bundle: Uint8Array,
): Promise<Result<string>> {
  const service = serviceOf(store);
  const answer = await ask(
    caller,
    { service, doing: 'store an attestation' },
    {
      ...{ method: 'POST', timeout: TIMEOUT, secrets: [store.token] },
      headers: { ...headersOf(store), 'content-type': 'application/json' },
      url: addressOf(store.api, `/repos/${store.repository}/attestations`),
      // Sent as it is: parsed and written anew it would be another bundle.
      body: Buffer.concat([Buffer.from('{"bundle":'), bundle, Buffer.from('}')]),
    },
  );
  if (!answer.ok) return withPermission(answer);
  const json = strictJson(answer.value.body);
  const id = json.ok && isPlainObject(json.value) ? json.value['id'] : undefined;
  // Numbers of theirs may be larger than JavaScript counts; they are names, and nothing is counted with them.
  if (typeof id === 'number' || typeof id === 'string') return ok(String(id));
  return err({
    code: 'sigstore-invalid',
    service,
    message: 'it does not say under which number it was stored',
  });
}

function headersOf({ token }: GithubStore): Readonly<Record<string, string>> {
  return {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'sealsmith',
    'x-github-api-version': '2022-11-28',
  };
}

function serviceOf({ api, repository }: GithubStore): string {
  return `the store of attestations of ${repository} at ${hostOf(api)}`;
}

/** What to do where it says no: the token has not been given the right, or the plan of the owner has no such store. */
function withPermission<T>(failed: Result<T> & { readonly ok: false }): Result<never> {
  const { failure } = failed;
  if (failure.code !== 'sigstore-refused' || ![401, 403].includes(failure.status)) return failed;
  const advice =
    'the job needs "permissions: { attestations: write }", and private repositories a plan that has it';
  return err({ ...failure, detail: [failure.detail, advice].filter((text) => text !== '').join('; ') });
}
