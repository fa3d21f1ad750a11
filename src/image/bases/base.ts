/** What an image stands on, found or built. One file a kind beside this one, listed in registry.ts. */

import type { BaseSpec, Platform, ResolvedBase } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { Result } from '../../core/result.ts';
import type { Image } from '../image.ts';
import type { BaseFacts, Lock } from '../lock.ts';

export type BaseRequest<Kind extends BaseSpec['kind'] = BaseSpec['kind']> = {
  readonly spec: Extract<BaseSpec, { kind: Kind }>;
  readonly platform: Platform;
  readonly lock: Lock;
  /** Registries that may be spoken to without TLS, as `host:port`; loopback always may. */
  readonly plainHttp: readonly string[];
};

/** A base that can be built on. */
export type Base = {
  /** What the record says of it; undefined for an image that stands on nothing. */
  readonly resolved: ResolvedBase | undefined;
  /** Its layers and configuration, not copied yet; undefined for nothing. */
  readonly image: Image | undefined;
  /** What is in it, as far as dependencies want to know. Looks into its layers when nothing else says it. */
  facts(): Promise<Result<BaseFacts>>;
  /** Things to know that are no failure, one line each. */
  readonly remarks: readonly string[];
  /** Removes what was made for this build alone. To be called when everything that is needed has been copied. */
  release(): void;
};

export type BaseKind<Kind extends BaseSpec['kind']> = {
  /** One line, for docs. */
  readonly summary: string;
  resolve(request: BaseRequest<Kind>, inside: Inside): Promise<Result<Base>>;
};
