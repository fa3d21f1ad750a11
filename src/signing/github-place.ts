/** GitHub's store of attestations as a place for what is said of an artifact. */

import { type GithubStore, storeBundle, storedBundles } from '../clients/github-attestations.ts';
import type { Caller } from '../clients/sigstore/call.ts';
import { ok } from '../core/result.ts';
import type { SigningPlace } from './place.ts';

/** @param sha256  of the artifact, hex: there everything is found by it */
export function githubPlace(caller: Caller, store: GithubStore, sha256: string): SigningPlace {
  return {
    name: `the attestations of ${store.repository}`,
    async bundles(predicateType, most) {
      const stored = await storedBundles(caller, store, sha256, predicateType);
      return stored.ok ? ok(stored.value.filter(({ length }) => length <= most)) : stored;
    },
    async add(bundle) {
      const stored = await storeBundle(caller, store, bundle);
      return stored.ok ? ok(undefined) : stored;
    },
  };
}
