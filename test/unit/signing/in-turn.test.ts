import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { err, ok } from '../../../src/core/result.ts';
import { inTurn } from '../../../src/signing/in-turn.ts';
import type { SigningPlace } from '../../../src/signing/place.ts';

/** A list in a file: who reads it, waits, and writes it whole takes away what came meanwhile. */
function aPlace(): SigningPlace & { readonly kept: () => readonly string[] } {
  let kept: readonly string[] = [];
  const write = async (name: string) => {
    const before = kept;
    await pause(2);
    if (name === 'refused') return err({ code: 'usage', message: name } as const);
    if (name === 'thrown') throw new Error(name);
    kept = [...before, name];
    return ok(undefined);
  };
  return {
    name: 'a list',
    kept: () => kept,
    bundles: async () => ok([]),
    add: (_, type) => write(type),
    older: { layers: async () => ok([]), add: (suffix) => write(suffix) },
  };
}

const NOTHING = new Uint8Array();

describe('a place that several statements are put into at once', () => {
  it('keeps all of them, in both forms, in the order in which they came', async () => {
    const place = aPlace();
    const turns = inTurn(place);
    const layer = { bytes: NOTHING, mediaType: '', annotations: {} };
    await Promise.all([
      turns.add(NOTHING, 'first', ''),
      turns.older?.add('att', layer),
      turns.add(NOTHING, 'second', ''),
      turns.older?.add('sig', layer),
    ]);
    assert.deepEqual(place.kept(), ['first', 'att', 'second', 'sig']);
  });

  it('goes on after one that was refused, and after one that broke', async () => {
    const place = aPlace();
    const turns = inTurn(place);
    const [refused, broken, last] = await Promise.allSettled([
      turns.add(NOTHING, 'refused', ''),
      turns.add(NOTHING, 'thrown', ''),
      turns.add(NOTHING, 'last', ''),
    ]);
    assert.equal(refused?.status === 'fulfilled' && refused.value.ok, false);
    assert.equal(broken?.status, 'rejected');
    assert.equal(last?.status, 'fulfilled');
    assert.deepEqual(place.kept(), ['last']);
  });

  it('has no older form where the place has none', () => {
    const { older: _, ...place } = aPlace();
    assert.equal(inTurn(place).older, undefined);
  });
});
