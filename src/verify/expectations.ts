/** What must hold of an artifact: the section `verify` of the configuration, a file of its own, or flags. */

import semver from 'semver';
import * as z from 'zod';
import type { Result } from '../core/result.ts';
import { textDigest } from '../formats/canonical.ts';
import { roleOfType } from './content.ts';
import { checkAddress, checkRef } from './pattern.ts';

/** Who may sign. Texts are compared as a whole; patterns as pattern.ts says. */
export type ExpectedSigner =
  | {
      readonly kind: 'workflow';
      readonly issuer: string;
      readonly workflow: string;
      readonly refs: readonly string[];
    }
  | { readonly kind: 'identity'; readonly issuer: string; readonly identity: string }
  /** `pem`: SubjectPublicKeyInfo; `name`: what people call it. */
  | { readonly kind: 'key'; readonly pem: string; readonly name: string };

export type ComponentRule = { readonly name: string; readonly range: string | 'absent' };

/** What of an artifact must be there and hold: `signature`, `provenance`, `sbom`, or a predicate type. */
export type Role = 'signature' | 'provenance' | 'sbom' | `statement ${string}`;

export type Expectations = {
  readonly signers: readonly ExpectedSigner[];
  readonly repository: string | undefined;
  /** The forge's number of the repository. */
  readonly repositoryId: string | undefined;
  readonly refs: readonly string[];
  /** Hex digits of a commit, or `latest`: what the forge says. */
  readonly commit: string | undefined;
  readonly triggers: readonly string[];
  readonly builders: readonly string[];
  readonly level: 1 | 2 | 3 | undefined;
  /** External parameters that may stand in the provenance beside those that its build type defines. */
  readonly parameters: readonly string[];
  readonly components: readonly ComponentRule[];
  /** Milliseconds. */
  readonly maxAge: number | undefined;
  /** undefined: for identities, not for keys. */
  readonly transparency: boolean | undefined;
  readonly timestamp: boolean | undefined;
  readonly roles: readonly Role[];
};

const DAY = 24 * 3_600_000;

const AGE = /^(\d+)(h|d)$/;

/** `12h`, `30d` as milliseconds. */
export const maxAge = z
  .string()
  .regex(AGE, 'an age such as 12h or 30d')
  .transform((text) => {
    const [, count, unit] = AGE.exec(text) ?? [];
    return Number(count) * (unit === 'h' ? DAY / 24 : DAY);
  })
  .refine((milliseconds) => milliseconds >= DAY / 24 && milliseconds <= 3650 * DAY, {
    message: 'an age from 1h to 3650d',
  });

const address = z.string().max(1024).superRefine(said(checkAddress));
const ref = z.string().max(512).superRefine(said(checkRef));
const line = z.string().regex(/^[^\p{C}]{1,1024}$/u, 'text in one line');

/** One, or any of several. */
function oneOrMore<T extends z.ZodType>(of: T) {
  return z.union([of.transform((one) => [one]), z.array(of).min(1).max(64)]);
}

const issuer = z
  .string()
  .regex(/^https?:\/\/[^\s*@\p{C}]{1,512}$/u, 'the issuer as a whole, without "*"')
  .describe('whose identity tokens count, such as https://gitlab.com');

const signer = z.union([
  z.strictObject({
    issuer,
    workflow: address.describe(
      'address of the workflow as the certificate names it, without the ref; "*" stands for what has no "/"',
    ),
    ref: oneOrMore(ref).describe('branch or tag of the workflow, in full: refs/heads/main, refs/tags/v*'),
  }),
  z.strictObject({
    issuer,
    identity: z
      .string()
      .regex(/^[^\s*\p{C}]{3,512}$/u, 'the identity as a whole, without "*"')
      .describe('the one name in the certificate: a mail address, a service account'),
  }),
  z.strictObject({
    key: z
      .string()
      .regex(
        /^([^\p{C}]{1,1024}|\s*-----BEGIN (RSA )?PUBLIC KEY-----[\w+/=\s]{1,8192}-----END (RSA )?PUBLIC KEY-----\s*)$/u,
        'a path, or the text of a public key in PEM',
      )
      .describe('the public key: a PEM file of the project, or its text'),
    name: line.describe('what people call it').optional(),
  }),
]);

const range = z
  .string()
  .refine((text) => text === 'absent' || (text !== '' && semver.validRange(text, { loose: true }) !== null), {
    message: 'a range of versions such as >=4, or absent',
  });

const source = z.strictObject({
  repository: z
    .string()
    .regex(
      /^https:\/\/[^\s*@\p{C}]{3,512}[^/.\s*@\p{C}]$/u,
      'the address of the repository, without "*" and ".git"',
    )
    .describe('address of the repository that is built')
    .optional(),
  id: z
    .string()
    .regex(/^\d{1,20}$/, 'the number of the repository at its forge, in quotes')
    .describe('its number at the forge, which a repository of the same name does not get')
    .optional(),
  commit: z
    .string()
    .regex(/^(latest|[0-9a-f]{40}|[0-9a-f]{64})$/, 'latest, or a commit in full')
    .describe('the commit that is built; latest asks the forge')
    .optional(),
  ref: oneOrMore(ref).describe('branches or tags that may be built').optional(),
});

const builder = z.strictObject({
  id: oneOrMore(address).describe('who builds, as the provenance names it').optional(),
  level: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .describe('the least SLSA build level that the evidence must support')
    .optional(),
});

const need = z.union([
  z.enum(['signature', 'provenance', 'sbom']),
  z.string().regex(/^https:\/\/[^\s\p{C}]{3,512}$/u, 'signature, provenance, sbom, or a predicate type'),
]);

/** The section as people write it. */
export const verifySchema = z.strictObject({
  signers: z.array(signer).min(1).max(64).describe('whose signatures count; any of them').optional(),
  source: source.describe('what must have been built').optional(),
  builder: builder.describe('who must have built it').optional(),
  trigger: oneOrMore(line).describe('what may have started the pipeline: push, schedule, web').optional(),
  parameters: z
    .array(line)
    .max(256)
    .describe('external parameters that the provenance may have beside those of its build type')
    .optional(),
  sbom: z
    .record(line, range)
    .describe('components of an image and the versions they must have; absent: must not be there')
    .optional(),
  'max-age': maxAge.describe('how long ago it may have been signed').optional(),
  transparency: z
    .boolean()
    .describe('whether an entry in a known log is needed (default: for identities, not for keys)')
    .optional(),
  timestamp: z
    .boolean()
    .describe('whether a time by a log or an authority is needed (default: for identities, not for keys)')
    .optional(),
  needs: z
    .array(need)
    .min(1)
    .max(16)
    .describe('what must be there, sbom only of an image (default: signature, and what the others are about)')
    .optional(),
});

export type VerifySection = z.infer<typeof verifySchema>;

/**
 * @param keys  PEM text of each key, by what the section says of it (a path or the text itself)
 * @returns undefined when nobody is named who may sign: such expectations expect nothing
 */
export function expectationsOf(
  section: VerifySection,
  keys: ReadonlyMap<string, string>,
): Expectations | undefined {
  const signers = (section.signers ?? []).map((one) => signerOf(one, keys));
  if (signers.length === 0) return undefined;
  const { source: from, builder: by, sbom = {} } = section;
  const components = Object.entries(sbom).map(([name, wanted]) => ({ name, range: wanted }));
  const bare = {
    signers,
    repository: from?.repository,
    repositoryId: from?.id,
    refs: from?.ref ?? [],
    commit: from?.commit,
    triggers: section.trigger ?? [],
    builders: by?.id ?? [],
    level: by?.level,
    parameters: section.parameters ?? [],
    components,
    maxAge: section['max-age'],
    transparency: section.transparency,
    timestamp: section.timestamp,
  };
  return { ...bare, roles: rolesOf(bare, section) };
}

/** What a project expects of the files that it makes: only its images get a list of what is in them. */
export function expectedOfFile(expected: Expectations): Expectations {
  return { ...expected, components: [], roles: expected.roles.filter((role) => role !== 'sbom') };
}

function signerOf(one: z.infer<typeof signer>, keys: ReadonlyMap<string, string>): ExpectedSigner {
  if ('key' in one) {
    const { key, name = key.includes('\n') ? `sha256:${textDigest(key).slice(0, 12)}` : key } = one;
    return { kind: 'key', pem: keys.get(key) ?? key, name };
  }
  return 'workflow' in one
    ? { kind: 'workflow', issuer: one.issuer, workflow: one.workflow, refs: one.ref }
    : { kind: 'identity', issuer: one.issuer, identity: one.identity };
}

function roleOf(name: z.infer<typeof need>): Role {
  return name === 'signature' || name === 'provenance' || name === 'sbom' ? name : roleOfType(name);
}

/**
 * What is needed as people say it, and what alone can answer the other expectations: none may stay unasked. Where it
 * was built a workflow's certificate says; of a key and a person only the provenance does.
 */
function rolesOf(bare: Omit<Expectations, 'roles'>, section: VerifySection): readonly Role[] {
  const { source, trigger, builder: by, parameters, needs } = section;
  const built = by !== undefined || parameters !== undefined;
  const from = source !== undefined || trigger !== undefined;
  const certified = bare.signers.every(({ kind }) => kind === 'workflow');
  const account = built || (from && (needs === undefined || !certified));
  const all: readonly Role[] = [
    ...(needs?.map(roleOf) ?? (['signature'] as const)),
    ...(account ? (['provenance'] as const) : []),
    ...(bare.components.length > 0 ? (['sbom'] as const) : []),
  ];
  return [...new Set(all)];
}

function said(check: (text: string) => Result<string, string>) {
  return (text: string, context: z.RefinementCtx<string>): void => {
    const checked = check(text);
    if (checked.ok) return;
    context.addIssue({ code: 'custom', message: `"${text}" ${checked.failure}`, params: { whole: true } });
  };
}
