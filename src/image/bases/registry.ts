/** Every kind of base there is. */

import type { BaseSpec } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { type Result, unreachable } from '../../core/result.ts';
import type { Base, BaseKind, BaseRequest } from './base.ts';
import { debian } from './debian.ts';
import { archiveBase, layoutBase, scratch } from './local.ts';
import { registryBase } from './registry-base.ts';

export const BASES: { readonly [Kind in BaseSpec['kind']]: BaseKind<Kind> } = {
  registry: registryBase,
  debian,
  layout: layoutBase,
  archive: archiveBase,
  scratch,
};

/** Finds or makes what an image is to stand on. The caller calls `release` when everything that it needs is copied. */
export function resolveBase(request: BaseRequest, inside: Inside): Promise<Result<Base>> {
  const { spec } = request;
  switch (spec.kind) {
    case 'registry':
      return BASES.registry.resolve({ ...request, spec }, inside);
    case 'debian':
      return BASES.debian.resolve({ ...request, spec }, inside);
    case 'layout':
      return BASES.layout.resolve({ ...request, spec }, inside);
    case 'archive':
      return BASES.archive.resolve({ ...request, spec }, inside);
    case 'scratch':
      return BASES.scratch.resolve({ ...request, spec }, inside);
    default:
      return unreachable(spec);
  }
}
