/** A place that several statements are put into at once: looked at by all, written to by one after the other. */

import type { SigningPlace } from './place.ts';

/**
 * Who is signed with asks services and waits for them, and one statement need not wait for the other. But a file is
 * written whole, and a list of what is attached that two of us write at once is written twice.
 */
export function inTurn(place: SigningPlace): SigningPlace {
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    // How it ended is for who asked.
    last = done.catch(() => undefined);
    return done;
  };
  const { older } = place;
  return {
    name: place.name,
    bundles: (predicateType, most) => place.bundles(predicateType, most),
    add: (bundle, predicateType, created) => next(() => place.add(bundle, predicateType, created)),
    ...(older === undefined
      ? {}
      : {
          older: {
            layers: (suffix, most) => older.layers(suffix, most),
            add: (suffix, layer) => next(() => older.add(suffix, layer)),
          },
        }),
  };
}
