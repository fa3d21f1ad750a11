/** Who signs, from flags or from the configuration; flags that say it replace all of what stands there. */

import { err, ok, type Result } from '../../core/result.ts';
import type { SigningPlan } from '../../core/step.ts';
import { signingPlan } from '../../run/evidence-facts.ts';
import type { SigningSection } from '../../run/signing-schema.ts';
import type { SigningFormat } from '../../signing/say.ts';
import type { SigningSettings } from '../../signing/signer.ts';
import type { Session } from '../session.ts';

/** As commander hands them over. */
export type SignerFlags = {
  readonly key?: string;
  readonly keyVariable?: string;
  readonly keyless?: boolean;
  readonly identityToken?: string;
  readonly identityCommand?: string;
  readonly services?: string;
  readonly trustedRoot?: string;
  readonly log?: boolean;
  readonly timestamp?: boolean;
  readonly transparency?: 'public';
  readonly format?: readonly SigningFormat[];
};

export type SignerWish = {
  readonly settings: SigningSettings;
  readonly formats: readonly SigningFormat[];
  /** A path, against which what the services say is verified before it is stored. */
  readonly trustedRoot: string | undefined;
  /** Flags were typed by a person; a file may have come with a clone. */
  readonly from: 'flags' | 'configuration';
};

/** `signing` of the configuration that may decide; undefined where it says nothing of it. */
export type SectionOf = () => Promise<Result<SigningSection | undefined>>;

export async function signerWish(
  session: Session,
  flags: SignerFlags,
  section: SectionOf,
): Promise<Result<SignerWish>> {
  const { format, trustedRoot, ...said } = flags;
  const given = Object.values(said).some((value) => value !== undefined);
  const told = given ? fromFlags(said) : await section();
  if (!told.ok) return told;
  const wanted = told.value ?? {};
  const { env, secrets } = session.world;
  const has = (name: string): boolean => (env[name] ?? secrets.get(name) ?? '') !== '';
  const plan: Result<SigningPlan> = signingPlan(has, session.host.facts, wanted);
  if (!plan.ok) return plan;
  // Our own, a moment ago.
  const settings: SigningSettings = JSON.parse(JSON.stringify(plan.value.settings));
  const { services } = wanted;
  const configured = given || typeof services !== 'object' ? undefined : services['trusted-root'];
  return ok({
    settings,
    formats: format ?? plan.value.formats,
    trustedRoot: trustedRoot ?? configured,
    from: given ? 'flags' : 'configuration',
  });
}

function fromFlags({
  key,
  keyVariable,
  keyless,
  identityToken,
  identityCommand,
  services,
  log,
  timestamp,
  transparency,
}: Omit<SignerFlags, 'format' | 'trustedRoot'>): Result<SigningSection> {
  const byKey = key !== undefined || keyVariable !== undefined;
  const command = identityCommand?.split(/\s+/).filter((word) => word !== '');
  const byToken = identityToken !== undefined || command !== undefined;
  if (key !== undefined && keyVariable !== undefined) return usage('--key and --key-variable name two keys');
  if (byKey && (keyless === true || byToken))
    return usage('a key signs, or an identity: leave --keyless and --identity-… out, or the key');
  if (identityToken !== undefined && command !== undefined)
    return usage('--identity-token and --identity-command name two identities');
  if (command?.length === 0) return usage('--identity-command names no program');
  if (!byKey && (log !== undefined || timestamp !== undefined))
    return usage('--log and --timestamp are about keys; an identity always has what its services give');
  if (byKey && transparency !== undefined)
    return usage('--transparency is about identities: a key names no repository');
  if (byKey && services !== undefined && log !== true && timestamp !== true)
    return usage('--services are asked for nothing: add --log or --timestamp');
  return ok({
    ...(byKey ? { with: 'key' as const } : keyless === true || byToken ? { with: 'keyless' as const } : {}),
    ...(key === undefined ? {} : { key: { file: key } }),
    ...(keyVariable === undefined ? {} : { key: { variable: keyVariable } }),
    ...(identityToken === undefined ? {} : { token: { file: identityToken } }),
    ...(command === undefined ? {} : { token: { command } }),
    ...(services === undefined ? {} : { services: { config: services, 'trusted-root': '' } }),
    ...(log === undefined ? {} : { log }),
    ...(timestamp === undefined ? {} : { timestamp }),
    ...(transparency === undefined ? {} : { transparency }),
  });
}

function usage(message: string): Result<never> {
  return err({ code: 'usage', message });
}
