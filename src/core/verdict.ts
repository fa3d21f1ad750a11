/** What became of verifying: checks, their reasons, and what they add up to. Codes are the contract. */

import type { Sha256 } from './digest.ts';

/** What a check of each name compares, and what it stops; the threats are those of docs/threats.md. */
export const CHECKS = {
  evidence: {
    threat: 'I13',
    stops:
      'What is attached is chosen by its kind before it is fetched, at most 200 pieces of it. Junk that a stranger attached is set aside; what could not be fetched is never counted as absent.',
  },
  signature: {
    threat: 'I1',
    stops:
      'A signature by the certificate or key that it names, over exactly these bytes; the certificate from a trusted authority and valid when it was used; the log entry about this signature and no other. Stops unsigned and altered evidence.',
  },
  subject: {
    threat: 'I7',
    stops:
      'The digest that was signed is the digest that was asked for. Stops a valid bundle of another artifact attached to this one.',
  },
  signer: {
    threat: 'I2',
    stops:
      'Issuer, workflow and ref of the certificate, each as a whole, or the very key. Stops an image that somebody else signed: another repository, another workflow, a mail address.',
  },
  transparency: {
    threat: 'I2',
    stops: 'An entry in a known log, so that a signature made with a stolen identity does not stay unseen.',
  },
  timestamp: {
    threat: 'I4',
    stops: 'A time that a log or a timestamp authority signed. The clock of a file proves nothing.',
  },
  repository: {
    threat: 'I3',
    stops:
      'The repository that was built, from the certificate and from the provenance. Stops a typosquatted source.',
  },
  'repository-id': {
    threat: 'I3',
    stops:
      "The forge's number of the repository. Stops a repository that was deleted and made anew under the same name.",
  },
  ref: {
    threat: 'I4',
    stops: 'The branch or tag that was built. Stops a build of a side branch that nobody reviewed.',
  },
  commit: {
    threat: 'I4',
    stops:
      'The commit that was built; "latest" asks the forge. Stops an old, vulnerable state of the right repository.',
  },
  trigger: {
    threat: 'I2',
    stops: 'What started the pipeline. Stops a build that a change request of a stranger started.',
  },
  age: { threat: 'I4', stops: 'The signed time is not too long ago. Stops roll-back to an old release.' },
  provenance: {
    threat: 'I1',
    stops: 'A signed account of how it was built. An unsigned one is shown and never enough.',
  },
  'build-type': {
    threat: 'I9',
    stops: 'Which account it is, so that each of its members is read for what it means.',
  },
  builder: { threat: 'I8', stops: 'Who built it. Stops an account by another builder.' },
  level: {
    threat: 'I8',
    stops:
      'How much the evidence supports of what the builder promises (SLSA). Stops an account that claims more than its signer can know.',
  },
  parameters: {
    threat: 'I9',
    stops:
      'Every parameter from outside is known. Stops one that nobody expected and that changed what was built.',
  },
  claims: {
    threat: 'I8',
    stops:
      'What the provenance says agrees with what the certificate says. Stops an honest-looking account by a dishonest job.',
  },
  sbom: {
    threat: 'I5',
    stops:
      'Components and their versions, from the newest list of an allowed signer. Stops downgraded dependencies.',
  },
  statement: {
    threat: 'I11',
    stops: 'A statement of exactly this type. Nothing else counts for it, whoever signed it.',
  },
} as const;

export type CheckName = keyof typeof CHECKS;

/** The attacks as people call them; the whole table is in docs/threats.md. */
export const THREATS: Readonly<Record<string, string>> = {
  I1: 'unsigned',
  I2: 'signed by somebody else',
  I3: 'typosquatted source',
  I4: 'an old or unreviewed state of the right source',
  I5: 'a downgraded or forbidden dependency',
  I6: 'a moved tag',
  I7: 'a valid bundle of another artifact',
  I8: 'claims that the certificate contradicts',
  I9: 'an unknown parameter',
  I11: 'an attestation taken for the signature',
  I12: 'an old list offered instead of the newest',
  I13: 'junk attached by a stranger',
};

/**
 * Why a check did not pass. `broken`: cryptographically wrong (exit 4). `forbidden`: sound, and not what was expected
 * (exit 3). `unknown`: it could not be found out (exit 5).
 */
export const REASONS = {
  /* reading a bundle */
  'bundle-unreadable': { kind: 'broken', says: 'it is no bundle' },
  'bundle-too-large': { kind: 'broken', says: 'it is larger than a bundle may be' },
  'bundle-version': { kind: 'broken', says: 'it is of a version that is not known' },
  'signature-count': { kind: 'broken', says: 'it does not have exactly one signature' },
  'payload-type': { kind: 'broken', says: 'its payload is no in-toto statement' },
  'statement-invalid': { kind: 'broken', says: 'its statement cannot be read' },
  /* the certificate */
  'certificate-unreadable': { kind: 'broken', says: 'its certificate cannot be read' },
  'certificate-name': { kind: 'broken', says: 'its certificate does not name exactly one identity' },
  'certificate-extensions': { kind: 'broken', says: 'an extension of its certificate is not as it must be' },
  'certificate-usage': { kind: 'broken', says: 'its certificate is not for signing code' },
  'certificate-untrusted': { kind: 'broken', says: 'no trusted authority issued its certificate' },
  'certificate-expired': { kind: 'broken', says: 'its certificate was not valid at the signed time' },
  'sct-missing': { kind: 'broken', says: 'no certificate log vouches for its certificate' },
  'sct-invalid': {
    kind: 'broken',
    says: 'what vouches for its certificate is not of a known certificate log',
  },
  /* the log and the time */
  'log-missing': { kind: 'broken', says: 'it has no entry in a log' },
  'log-unknown': { kind: 'broken', says: 'its log is not a known one' },
  'log-entry-mismatch': { kind: 'broken', says: 'its log entry is about another signature' },
  'log-entry-repeated': { kind: 'broken', says: 'one log entry stands in it twice' },
  'inclusion-proof': { kind: 'broken', says: 'the log does not hold its entry where it says' },
  'inclusion-promise': { kind: 'broken', says: 'the promise of the log is not by the log' },
  'checkpoint-unknown': { kind: 'broken', says: 'the checkpoint is of another log' },
  'time-missing': { kind: 'broken', says: 'neither a log nor a timestamp authority says when it was signed' },
  'timestamp-invalid': {
    kind: 'broken',
    says: 'its timestamp is not by a known authority, or of another signature',
  },
  'signature-invalid': { kind: 'broken', says: 'the signature does not belong to these bytes' },
  'key-unknown': { kind: 'forbidden', says: 'it was signed with a key that is none of the expected ones' },
  /* what is expected */
  'subject-mismatch': { kind: 'broken', says: 'it is about another artifact' },
  'signature-missing': { kind: 'forbidden', says: 'nobody signed it' },
  'provenance-missing': { kind: 'forbidden', says: 'no signed account of its build is there' },
  'sbom-missing': { kind: 'forbidden', says: 'no signed list of its components is there' },
  'statement-missing': { kind: 'forbidden', says: 'no signed statement of this type is there' },
  'signer-not-allowed': { kind: 'forbidden', says: 'signed by somebody else' },
  'not-logged': { kind: 'forbidden', says: 'no entry in a known log' },
  'not-timestamped': { kind: 'forbidden', says: 'no time by a log or a timestamp authority' },
  'wrong-repository': { kind: 'forbidden', says: 'built from another repository' },
  'wrong-repository-id': { kind: 'forbidden', says: 'built from another repository of that name' },
  'wrong-ref': { kind: 'forbidden', says: 'built from another branch or tag' },
  'wrong-commit': { kind: 'forbidden', says: 'built from another commit' },
  'wrong-trigger': { kind: 'forbidden', says: 'started by something else' },
  'too-old': { kind: 'forbidden', says: 'signed too long ago' },
  'from-the-future': { kind: 'broken', says: 'signed later than now' },
  'build-type-unknown': { kind: 'forbidden', says: 'an account of a kind that is not known' },
  'provenance-invalid': { kind: 'forbidden', says: 'an account that cannot be read' },
  'wrong-builder': { kind: 'forbidden', says: 'built by another builder' },
  'level-too-low': { kind: 'forbidden', says: 'the builder promises too little' },
  'unknown-parameter': { kind: 'forbidden', says: 'a parameter that nobody expected' },
  'claim-mismatch': { kind: 'forbidden', says: 'the account says something else than the certificate' },
  'sbom-invalid': { kind: 'forbidden', says: 'a list of components that cannot be read' },
  'component-missing': { kind: 'forbidden', says: 'a component that must be there is not' },
  'component-forbidden': { kind: 'forbidden', says: 'a component that must not be there is' },
  'component-version': { kind: 'forbidden', says: 'a component of another version' },
  'tag-moved': { kind: 'forbidden', says: 'the tag stands for another image by now' },
  'statement-failed': { kind: 'forbidden', says: 'the statement says that it failed' },
  /* what could not be found out */
  unreachable: { kind: 'unknown', says: 'the evidence could not be fetched' },
  'too-many': { kind: 'unknown', says: 'more is attached than is looked at' },
  'latest-unknown': { kind: 'unknown', says: 'the forge did not say what its newest commit is' },
} as const;

export type ReasonCode = keyof typeof REASONS;
export type ReasonKind = (typeof REASONS)[ReasonCode]['kind'];

/** One line of a verdict. Texts are foreign and not escaped. */
export type CheckLine = {
  readonly check: CheckName;
  readonly expected: string;
  readonly found: string;
  /** Where that was found: `certificate`, `provenance`, `log entry 148212`. */
  readonly from: string;
  readonly status: 'ok' | 'fail' | 'unknown';
  /** Undefined when all is well. */
  readonly reason: ReasonCode | undefined;
  readonly threat: string;
};

/** A piece of evidence that did not decide anything, and why. */
export type SetAside = {
  /** Digest or path. */
  readonly id: string;
  /** `signature`, `provenance`, `sbom`, or a predicate type. */
  readonly kind: string;
  /** Who signed it, or says so. */
  readonly signer: string;
  readonly reason: ReasonCode;
  readonly detail: string;
};

/** What nobody signed, shown and never enough. */
export type UnsignedNote = {
  readonly id: string;
  readonly format: string;
  readonly builder: string;
  readonly source: string;
  /** `undefined` when there is no signed account to compare it with. */
  readonly agrees: boolean | undefined;
};

export type VerdictExit = 0 | 3 | 4 | 5;

export type Verdict = {
  /** What was asked for, for people, and its digest. */
  readonly name: string;
  readonly digest: Sha256;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly exit: VerdictExit;
  readonly lines: readonly CheckLine[];
  readonly ignored: readonly SetAside[];
  readonly unsigned: readonly UnsignedNote[];
  /** Milliseconds since 1970, as the clock of the machine says. */
  readonly at: number;
};

/** The reasons of all lines that are not well, each once. */
export function reasonsOf({ lines }: Pick<Verdict, 'lines'>): readonly ReasonCode[] {
  return [...new Set(lines.flatMap(({ reason }) => (reason === undefined ? [] : [reason])))];
}
