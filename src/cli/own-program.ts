/**
 * Which program is running, as one digest over all of its files, and whether somebody who is trusted signed just that
 * (threat I14). A program that was replaced can lie about itself; the list is made so that others can check it too:
 * `find . -type f | LC_ALL=C sort | xargs sha256sum` in its folder prints the same.
 */

import { posix, resolve } from 'node:path';
import type { Sha256 } from '../core/digest.ts';
import type { ExitStatus } from '../core/failure.ts';
import { err, ok, type Result } from '../core/result.ts';
import { textDigest } from '../formats/canonical.ts';
import { verdictText } from '../report/verdict.ts';
import { fileEvidence } from '../verify/sources/files.ts';
import { verify } from '../verify/verify.ts';
import { fail, type Session } from './session.ts';
import { type ExpectFlags, expectationsFor } from './verify/expect.ts';
import { type TrustFlags, trustFor } from './verify/trust.ts';

export type ProgramFlags = Pick<ExpectFlags, 'key' | 'issuer' | 'workflow' | 'identity' | 'ref'> &
  TrustFlags & {
    /** Print the list. */
    readonly program?: boolean;
    /** A bundle over the list. */
    readonly attestation?: string;
  };

export type OwnProgram = {
  readonly folder: string;
  /** As `sha256sum` prints it: a line a file, sorted by bytes. */
  readonly list: string;
  /** Of the list. */
  readonly sha256: Sha256;
};

/** The folder of what was started, and everything in it. */
export async function ownProgram({ files, self }: Session['world']): Promise<Result<OwnProgram>> {
  const folder = posix.dirname(files.realPath(self.entry) ?? self.entry);
  const paths = files.walk(folder, new Set());
  if (!paths.ok) return paths;
  const digests = await files.digestAll(folder, paths.value);
  if (!digests.ok) return digests;
  const lines = digests.value
    .toSorted((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)))
    .map(({ path, sha256 }) => `${sha256}  ./${path}\n`);
  const list = lines.join('');
  return ok({ folder, list, sha256: textDigest(list) });
}

/** A flag that means nothing without `--attestation`, as it is written. */
export function strayFlag(flags: ProgramFlags): string | undefined {
  const name = Object.entries(flags).find(([, value]) => value !== undefined)?.[0];
  return name?.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `sealsmith doctor --program`. */
export async function printProgram(session: Session): Promise<ExitStatus> {
  const program = await ownProgram(session.world);
  if (!program.ok) return fail(session, program.failure);
  const { list, ...rest } = program.value;
  if (session.flags.json === true) session.json({ schema: 'sealsmith-program/1', ...rest, list });
  session.say(list.trimEnd().split('\n'));
  return 0;
}

/** `sealsmith doctor --attestation`: nothing of the project is read, least of all what it expects. */
export async function verifyProgram(
  session: Session,
  { attestation = '', trustedRoot, offline, program: _, ...flags }: ProgramFlags,
): Promise<ExitStatus> {
  const { world, workspace } = session;
  const said = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined));
  const expected = expectationsFor(session, { ...said, needs: ['signature'] }, undefined);
  if (!expected.ok) return fail(session, expected.failure);
  const given = {
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
    ...(offline === undefined ? {} : { offline }),
  };
  const trust = await trustFor(session, given, expected.value);
  if (!trust.ok) return fail(session, trust.failure);
  const bundle = resolve(workspace, attestation);
  if (world.files.kind(bundle) === undefined)
    return fail(session, { code: 'usage', message: `there is no bundle ${bundle}` });
  const program = await ownProgram(world);
  if (!program.ok) return fail(session, program.failure);
  const { folder, list, sha256 } = program.value;
  const verdict = await verify({
    artifact: { name: `sealsmith ${world.self.version}, ${folder}`, sha256 },
    sources: [fileEvidence(world.files, undefined, [bundle])],
    content: async () => ok(Buffer.from(list, 'utf8')),
    expected: expected.value,
    trust: trust.value.trust,
    now: world.clock.now(),
    newest: async () => err('nobody is asked'),
  });
  if (session.flags.json === true) session.json(verdict);
  const { remark } = trust.value;
  session.say(verdictText(verdict, session.look, remark === undefined ? [] : [remark]));
  return verdict.exit;
}
