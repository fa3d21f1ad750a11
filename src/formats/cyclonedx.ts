/** Bills of materials as CycloneDX 1.6 JSON (ECMA-424), as far as they are written here, in bytes that depend on the content alone. */

import { createHash } from 'node:crypto';
import { canonicalJson } from './canonical.ts';
import { isPlainObject } from './strict-json.ts';

export type BomLicence =
  | { readonly license: { readonly id: string } | { readonly name: string } }
  | { readonly expression: string };

export type BomHash = { readonly alg: string; readonly content: string };
export type BomProperty = { readonly name: string; readonly value: string };

export type BomComponent = {
  readonly type: 'application' | 'container' | 'file' | 'library' | 'operating-system';
  readonly 'bom-ref': string;
  readonly publisher?: string;
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly scope?: 'required' | 'optional' | 'excluded';
  readonly hashes?: readonly BomHash[];
  readonly licenses?: readonly BomLicence[];
  readonly purl?: string;
  readonly properties?: readonly BomProperty[];
  readonly evidence?: {
    readonly occurrences: readonly { readonly location: string; readonly additionalContext?: string }[];
  };
};

/** A component as another program wrote it. */
export type BomPart = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly 'bom-ref': string;
  readonly name: string;
};

export type BomDependency = { readonly ref: string; readonly dependsOn?: readonly string[] };

export type BomTool = {
  readonly type: 'application';
  readonly group?: string;
  readonly name: string;
  readonly version?: string;
};

export type Bom = {
  readonly bomFormat: 'CycloneDX';
  readonly specVersion: string;
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: {
    /** UTC, such as `2026-12-01T04:00:00Z`. */
    readonly timestamp?: string;
    readonly tools: { readonly components: readonly BomTool[] };
    readonly component: BomComponent;
  };
  readonly components: readonly (BomComponent | BomPart)[];
  readonly dependencies: readonly BomDependency[];
};

export const BOM_MEDIA_TYPE = 'application/vnd.cyclonedx+json';

/** Ours, for the names of bills (RFC 9562, section 5.5). */
const NAMESPACE = 'd2a6a1b6-4ec5-5b0c-9f53-6f6f3f1c8a77';

/**
 * Puts the serial number: a UUID of the content, so that equal bills have equal ones and no others do. The order of
 * what comes in is kept.
 */
export function numbered(bom: Omit<Bom, 'serialNumber' | 'bomFormat' | 'version'>): Bom {
  const { specVersion, ...rest } = bom;
  const serialNumber = `urn:uuid:${nameUuid(NAMESPACE, canonicalJson(bom))}`;
  return { bomFormat: 'CycloneDX', specVersion, serialNumber, version: 1, ...rest };
}

/** What a component says of its licences: identifiers, expressions or names. */
export function licencesOf(component: BomComponent | BomPart): readonly string[] {
  const licences: unknown = component.licenses;
  return (Array.isArray(licences) ? licences : []).flatMap((one: unknown) => {
    if (!isPlainObject(one)) return [];
    const named = isPlainObject(one['license']) ? one['license'] : {};
    const said = one['expression'] ?? named['id'] ?? named['name'];
    return typeof said === 'string' ? [said] : [];
  });
}

/** The text of the file, indented as people read it. */
export function bomText(bom: Bom): string {
  return `${JSON.stringify(bom, undefined, 2)}\n`;
}

/** @param epoch  seconds since 1970, as SOURCE_DATE_EPOCH gives them; undefined when it is not there or no such number */
export function timestampOf(epoch: string | undefined): string | undefined {
  if (epoch === undefined || !/^\d{1,11}$/.test(epoch)) return undefined;
  return new Date(Number(epoch) * 1000).toISOString().replace('.000Z', 'Z');
}

/** RFC 9562 version 5: SHA-1 of a namespace and a name. */
function nameUuid(namespace: string, name: string): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
