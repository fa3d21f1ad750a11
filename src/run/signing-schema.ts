/** What configuration may say of signing: by whom, with what, and where it stands afterwards. */

import * as z from 'zod';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Never the secret itself: where it is. */
const secret = z.union([
  z.strictObject({
    variable: z.string().regex(NAME, 'the name of a variable').describe('a variable that holds it'),
  }),
  z.strictObject({ file: z.string().min(1).describe('a file that holds it') }),
]);

const token = z.union([
  ...secret.options,
  z.strictObject({
    command: z
      .array(z.string().min(1))
      .min(1)
      .describe('a program of yours that prints it, with its arguments'),
  }),
]);

export const signingSchema = z
  .strictObject({
    with: z
      .enum(['auto', 'key', 'keyless'])
      .describe(
        'by a key, or by the identity of the run (default: the identity where its issuer is known, else the key)',
      )
      .optional(),
    key: secret
      .describe('the private key, PEM or as cosign writes it (default: the variable SEALSMITH_SIGNING_KEY)')
      .optional(),
    password: secret
      .describe('of an encrypted key (default: the variable SEALSMITH_SIGNING_PASSWORD)')
      .optional(),
    token: token.describe('who signs, where no forge says it: an identity token').optional(),
    services: z
      .union([
        z.literal('public'),
        z.strictObject({
          config: z.string().min(1).describe('the signing config of a private Sigstore, a file'),
          'trusted-root': z.string().min(1).describe('whom to trust with it, a file'),
        }),
      ])
      .describe('which Sigstore: public, or a private one by its files')
      .optional(),
    log: z
      .boolean()
      .describe('whether what a key signs goes into the log of the services, too (default: false)')
      .optional(),
    timestamp: z
      .boolean()
      .describe('whether an authority of the services says when a key signed (default: false)')
      .optional(),
    transparency: z
      .literal('public')
      .describe('public: what a private repository is called may stand in a public log for good')
      .optional(),
    github: z
      .boolean()
      .describe(
        "whether GitHub's store of attestations takes what an identity attests on GitHub, too; the workflow gives GITHUB_TOKEN, and grants attestations: write (default: false)",
      )
      .optional(),
    formats: z
      .array(z.enum(['bundle', 'legacy']))
      .min(1)
      .describe(
        'bundles, and tags as older verifiers read them (default: both for a key, bundles for an identity)',
      )
      .optional(),
  })
  .describe('who signs what the run made; on a forge read from the default branch')
  .optional();

export type SigningSection = NonNullable<z.output<typeof signingSchema>>;
