/** What is known of the cache before a run, for the foot of a plan and for `doctor`. */

import { missText } from '../core/cache.ts';
import type { CacheOutlook } from '../core/cache-outlook.ts';
import { namespaceText, signerLine, signerShort } from './cache-entry.ts';
import { visible } from './escape.ts';

/** `cache: directory …`, `T0 reads T0/this machine`, `sealed by this machine`; to be joined. */
export function cacheClauses(outlook: CacheOutlook): string[] {
  const { store, seals, named } = outlook;
  if (store === undefined) return ['cache: switched off'];
  return [
    `cache: ${named ? storeText(outlook) : store}`,
    readsText(outlook),
    'by' in seals ? sealedText(seals.by) : `nothing is kept: ${seals.code}`,
  ];
}

/** One line each: where, who reads, who may seal, whether this run keeps anything, what is not known. */
export function cacheFacts(
  outlook: CacheOutlook,
): readonly { readonly good: boolean; readonly text: string }[] {
  const { store, seals, signers, unknown } = outlook;
  if (store === undefined) return [{ good: true, text: 'switched off by the configuration' }];
  return [
    { good: true, text: `${storeText(outlook)} · ${readsText(outlook)}` },
    ...signers.map((signer) => ({ good: true, text: `allowed: ${signerLine(signer)}` })),
    'by' in seals
      ? { good: true, text: `what is made here is ${sealedText(seals.by)}` }
      : { good: HARMLESS.has(seals.code), text: keptText(outlook) },
    ...(unknown === undefined
      ? []
      : [{ good: false, text: `its settings are not known: ${visible(unknown)}` }]),
  ];
}

/** What most runs are like, and nobody has to do anything about. */
const HARMLESS: ReadonlySet<string> = new Set(['store-read-only', 'no-signers', 'no-key']);

function storeText({ store, place }: CacheOutlook): string {
  return place === undefined ? `${store}` : `${store} ${visible(place)}`;
}

function readsText({ tier, reads }: CacheOutlook): string {
  return `${tier} reads ${reads.length === 0 ? 'nothing' : reads.map(namespaceText).join(', ')}`;
}

function sealedText(by: Extract<CacheOutlook['seals'], { by: unknown }>['by']): string {
  return `sealed by ${by === 'this machine' ? by : signerShort(by)}`;
}

function keptText({ seals }: CacheOutlook): string {
  return 'code' in seals ? `nothing is kept: ${visible(missText(seals))}` : '';
}
