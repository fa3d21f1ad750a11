/** Checks of a signed provenance: who built it, from what, with which parameters, and whether the certificate agrees. */

import type { CheckLine } from '../core/verdict.ts';
import type { SoundExhibit } from './exhibit.ts';
import type { Expectations } from './expectations.ts';
import { compare, fault, pass } from './line.ts';
import type { Signer } from './open.ts';
import { type Circumstances, equalLine, sourceLines, triggerLine } from './origin.ts';
import { matches } from './pattern.ts';
import type { Provenance } from './provenance/provenance.ts';
import { readProvenance } from './provenance/registry.ts';

const FROM = 'provenance';

export function accountLines(exhibit: SoundExhibit, expected: Expectations, now: Circumstances): CheckLine[] {
  const read = readProvenance(exhibit.state.signed.predicate);
  if (!read.ok) {
    const { reason, buildType } = read.failure;
    return [fault('build-type', reason, { expected: 'a known build type', found: buildType, from: FROM })];
  }
  const provenance = read.value;
  const { signer } = exhibit.state.seal;
  return [
    pass('build-type', { expected: 'a known build type', found: provenance.buildType, from: FROM }),
    ...builderLines(provenance, signer, expected),
    ...sourceLines(withCertificate(provenance, signer), expected, now, FROM),
    ...ownLines(provenance, signer, expected),
    parameterLine(provenance, expected.parameters),
    ...claimLines(provenance, signer),
  ];
}

/** What a certificate was asked already; without one that says it, the account must. */
function ownLines(
  { trigger, claims }: Provenance,
  signer: Signer,
  { triggers, repositoryId }: Expectations,
): CheckLine[] {
  const certified = signer.kind === 'identity' ? signer.claims : {};
  const id = claims.find(({ claim }) => claim === 'repository id')?.said;
  return [
    ...(id === undefined && certified['repository id'] !== undefined
      ? []
      : equalLine('repository-id', 'wrong-repository-id', repositoryId, id, FROM)),
    ...(trigger === undefined && certified.trigger !== undefined ? [] : triggerLine(triggers, trigger, FROM)),
  ];
}

/** Some accounts name no ref; then the certificate's own stands, which has been checked already. */
function withCertificate({ source }: Provenance, signer: Signer): Provenance['source'] {
  return { ...source, ref: source.ref ?? (signer.kind === 'identity' ? signer.claims.ref : undefined) };
}

function builderLines(
  provenance: Provenance,
  signer: Signer,
  { builders, level }: Expectations,
): CheckLine[] {
  const found = levelOf(provenance, signer);
  const { builder } = provenance;
  const named =
    builders.length === 0
      ? []
      : [
          compare(
            'builder',
            builders.some((one) => matches(one, builder)),
            'wrong-builder',
            {
              expected: builders.join(' or '),
              found: builder,
              from: FROM,
            },
          ),
        ];
  if (level === undefined) return named;
  const said = { expected: `level L${level}`, found: `level L${found}`, from: FROM };
  return [...named, compare('level', found >= level, 'level-too-low', said)];
}

/**
 * What the evidence supports, never what it says of itself: L1 for a key, which the build held itself, and for a runner
 * of one's own; L2 where the forge's own runner and identity stand behind it; L3 for a builder whose workflow is the
 * signer, and which the project cannot change.
 */
export function levelOf({ format, builder }: Provenance, signer: Signer): 1 | 2 | 3 {
  if (signer.kind !== 'identity') return 1;
  const { claims, name } = signer;
  const apart =
    builder === name && name.startsWith('https://github.com/slsa-framework/slsa-github-generator/');
  if (format === 'slsa-github-generator' && apart) return 3;
  return claims.runner === 'github-hosted' || claims.runner === 'gitlab-hosted' ? 2 : 1;
}

function parameterLine({ parameters }: Provenance, allowed: readonly string[]): CheckLine {
  const unknown = parameters.filter(({ name, known }) => !known && !allowed.includes(name));
  const names = unknown.map(({ name }) => name).join(', ');
  return compare('parameters', unknown.length === 0, 'unknown-parameter', {
    expected: 'every parameter known',
    found: `${parameters.length - unknown.length} known, ${unknown.length} unknown${names === '' ? '' : `: ${names}`}`,
    from: FROM,
  });
}

/** Only where both say something: that a claim is needed is for the other checks. */
function claimLines({ claims }: Provenance, signer: Signer): CheckLine[] {
  if (signer.kind !== 'identity') return [];
  const compared = claims.flatMap(({ claim, said }) => {
    const certified = signer.claims[claim];
    return certified === undefined ? [] : [{ claim, said, certified }];
  });
  const wrong = compared.filter(({ said, certified }) => said !== certified);
  if (wrong.length === 0) {
    const found = `${compared.length} of ${claims.length} claims stand in it`;
    return [pass('claims', { expected: 'as the certificate says', found, from: FROM })];
  }
  return wrong.map(({ claim, said, certified }) =>
    fault('claims', 'claim-mismatch', { expected: `${claim} ${certified}`, found: said, from: FROM }),
  );
}
