/** Every statement that a run can make of what it made: who is spoken of, and what is said. Pure. */

import type { Sha256 } from '../core/digest.ts';
import { hexOf } from '../core/image.ts';
import type { RunRecord } from '../core/record.ts';
import type { Statement, Subject } from '../formats/statement.ts';
import type { RunnerClaims } from './gitlab-metadata.ts';
import { PROVENANCE_PREDICATE, provenance } from './provenance.ts';
import type { BuildIdentity } from './run-claims.ts';
import { TEST_RESULT_PREDICATE, testResult } from './test-result.ts';

/** CycloneDX as a predicate: the document itself (in-toto/attestation, spec/predicates/cyclonedx.md). */
export const CYCLONEDX_PREDICATE = 'https://cyclonedx.org/bom';

export type StatementInput = {
  readonly record: RunRecord;
  readonly digest: Sha256;
  readonly identity: BuildIdentity | undefined;
  /** What the runner says of the job that built, compared with the record; nobody signs it. */
  readonly runner?: readonly RunnerClaims[];
  /** The document of the image's list of contents, as it was recorded; undefined without one. */
  readonly sbom: Readonly<Record<string, unknown>> | undefined;
};

/** One thing that the run made, and what there is to say of it, the provenance first. */
export type Attested = {
  readonly subject: Subject;
  readonly about: 'image' | 'binary';
  readonly statements: readonly Statement[];
};

export function statementsOf(input: StatementInput): readonly Attested[] {
  const { image, binary, pushed } = input.record.what.facts;
  const tests = testResult(input.record);
  const common = (subject: Subject): readonly Statement[] => [
    { subject: [subject], predicateType: PROVENANCE_PREDICATE, predicate: provenance(input) },
    ...(tests === undefined
      ? []
      : [{ subject: [subject], predicateType: TEST_RESULT_PREDICATE, predicate: tests }]),
  ];
  const all: Attested[] = [];
  if (image !== undefined) {
    const name = pushed?.name ?? image.name ?? input.record.how.project;
    const subject = { name, digest: { sha256: hexOf(image.digest) } };
    const sbom = input.sbom;
    all.push({
      subject,
      about: 'image',
      statements: [
        ...common(subject),
        ...(sbom === undefined
          ? []
          : [{ subject: [subject], predicateType: CYCLONEDX_PREDICATE, predicate: sbom }]),
      ],
    });
  }
  if (binary !== undefined) {
    const subject = {
      name: binary.archive.split('/').at(-1) ?? binary.name,
      digest: { sha256: binary.sha256 },
    };
    all.push({ subject, about: 'binary', statements: common(subject) });
  }
  return all;
}
