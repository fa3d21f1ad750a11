/** What makes a bill of materials. One file each beside this one, listed in makers.ts. */

import type { Doors } from '../../core/ports.ts';
import type { Result } from '../../core/result.ts';
import type { Bom } from '../../formats/cyclonedx.ts';
import type { Image } from '../image.ts';
import type { MakerName, SbomBase } from './request.ts';

/** What is looked at. */
export type SbomTarget =
  | { readonly kind: 'image'; readonly image: Image }
  /** Absolute path. */
  | { readonly kind: 'folder'; readonly path: string };

export type Wish = {
  readonly target: SbomTarget;
  /** What the bill is about, as people call it: `registry.example/diary`, or a folder's name. */
  readonly name: string;
  readonly bases: readonly SbomBase[];
  /** SOURCE_DATE_EPOCH; without it the bill names no time. */
  readonly epoch: string | undefined;
  /** Of this program. */
  readonly version: string;
};

export type Made = {
  readonly bom: Bom;
  /** Who made it, and which version: `syft 1.18.1`. */
  readonly maker: string;
  /** Things to know that are no failure, one line each. */
  readonly remarks: readonly string[];
};

/** Programs of other makers. */
export type ForeignName = Exclude<MakerName, 'own'>;

export type SbomWorld = Pick<Doors, 'disk' | 'files'> & {
  /**
   * Runs a program of another maker to its end. Its output goes where ours goes; a failure says that it is not there
   * or did not end well.
   */
  readonly run: (
    name: ForeignName,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
  ) => Promise<Result<void>>;
};

export interface SbomMaker {
  readonly name: MakerName;
  /** One line, for docs. */
  readonly summary: string;
  /** The same target gives the same bytes, whoever makes it. */
  make(wish: Wish, world: SbomWorld): Promise<Result<Made>>;
}
