/** `internal verify REQUEST RESULT`: whether what a run made is as it is expected to be, a line a check in the log. */

import { newestCommit } from '../../clients/git-refs.ts';
import { Repository } from '../../clients/registry/repository.ts';
import { registrySource } from '../../clients/registry/source.ts';
import type { VerifyRequest as Asked, Made, VerifyResult } from '../../core/evidence.ts';
import { TRUST_VARIABLE } from '../../core/evidence.ts';
import { hexOf } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { reasonsOf, type Verdict } from '../../core/verdict.ts';
import { parseImageName } from '../../formats/image-name.ts';
import { MANIFEST_LIMIT } from '../../formats/oci.ts';
import { openLayout } from '../../image/layout.ts';
import { verdictText } from '../../report/verdict.ts';
import { readRecord } from '../../run/read-record.ts';
import type { Artifact, EvidenceSource } from '../../verify/evidence.ts';
import {
  type Expectations,
  expectationsOf,
  expectedOfFile,
  type VerifySection,
} from '../../verify/expectations.ts';
import { fileEvidence } from '../../verify/sources/files.ts';
import { imageEvidence } from '../../verify/sources/image.ts';
import { layoutPlace, registryPlace } from '../../verify/sources/places.ts';
import type { Trust } from '../../verify/trust.ts';
import { verify } from '../../verify/verify.ts';
import type { InsideCommand } from '../internal.ts';
import { readKeys } from '../verify/expect.ts';
import { trustFor } from '../verify/trust.ts';
import { registryOptions } from './registry-options.ts';
import { readRequest, writeJson } from './request.ts';

type Request = Asked<VerifySection>;

type Subject = {
  readonly about: Made['about'];
  readonly artifact: Artifact;
  readonly sources: readonly EvidenceSource[];
  readonly content: () => Promise<Result<Uint8Array, string>>;
};

export const verifyMade: InsideCommand = async (args, inside: Inside) => {
  const read = readRequest<Request>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const judged = await judge(inside, request);
  await inside.doors().workers.close();
  if (!judged.ok) return judged;
  for (const { verdict } of judged.value) inside.print(`${verdictText(verdict, LOOK, []).join('\n')}\n\n`);
  // The worst of them decides, as for several failures of a run.
  const failed = ([4, 3, 5] as const).flatMap((exit) =>
    judged.value.filter(({ verdict }) => verdict.exit === exit),
  )[0];
  if (failed !== undefined && failed.verdict.exit !== 0) {
    const { name, exit } = failed.verdict;
    return err({ code: 'not-verified', subject: name, exit, reasons: reasonsOf(failed.verdict) });
  }
  const told: VerifyResult = {
    verdicts: judged.value.map(({ about, verdict }) => ({
      ...{ about, subject: verdict.name, sha256: verdict.digest, passed: true },
      checks: verdict.lines.length,
    })),
  };
  const written = await writeJson(inside, result, told);
  return written.ok ? ok(0) : written;
};

const LOOK = { columns: 100, color: false, marks: 'plain' } as const;

type Judged = { readonly about: Made['about']; readonly verdict: Verdict };

async function judge(inside: Inside, request: Request): Promise<Result<readonly Judged[]>> {
  const doors = inside.doors();
  const ground = { workspace: '.', world: { ...doors, state: inside.env[TRUST_VARIABLE] ?? '.' } };
  const keys = readKeys(ground, request.expected);
  if (!keys.ok) return keys;
  const expected = expectationsOf(request.expected, keys.value);
  if (expected === undefined)
    return err({ code: 'usage', message: 'verify: nothing says who may have signed' });
  const trust = await trustFor(ground, { trustedRoot: request.trustedRoots }, expected);
  if (!trust.ok) return trust;
  const subjects = await subjectsOf(inside, request);
  if (!subjects.ok) return subjects;
  const all: Judged[] = [];
  for (const subject of subjects.value) {
    const verdict = await verdictOn(
      inside,
      subject,
      subject.about === 'image' ? expected : expectedOfFile(expected),
      trust.value.trust,
    );
    all.push({ about: subject.about, verdict });
  }
  return ok(all);
}

function verdictOn(
  inside: Inside,
  { artifact, sources, content }: Subject,
  expected: Expectations,
  trust: Trust,
): Promise<Verdict> {
  const { http, clock } = inside.doors();
  return verify({
    ...{ artifact, sources, content, expected, trust },
    now: clock.now(),
    newest: (repository, ref) => newestCommit(http, repository, ref, undefined),
  });
}

async function subjectsOf(inside: Inside, request: Request): Promise<Result<readonly Subject[]>> {
  const { files } = inside.doors();
  const stored = readRecord(files, request.account);
  if (!stored.ok) return stored;
  const facts = stored.value?.record.what.facts ?? {};
  const { image, pushed, binary } = facts;
  const beside = (name: string): EvidenceSource =>
    fileEvidence(
      files,
      undefined,
      request.bundles
        .map((folder) => `${folder}/${name}.sigstore.json`)
        .filter((path) => files.kind(path) === 'file'),
    );
  const subjects: Subject[] = [];
  if (image !== undefined) {
    const found =
      pushed === undefined
        ? imageHere(inside, image.layout, image.digest)
        : await imageThere(inside, request, pushed.name, image.digest);
    if (!found.ok) return found;
    subjects.push({ ...found.value, sources: [...found.value.sources, beside('image')] });
  }
  if (binary !== undefined) {
    // The bytes as they lie here now, not as somebody once said they were.
    const digest = await files.digest(binary.archive);
    if (!digest.ok) return digest;
    const name = binary.archive.split('/').at(-1) ?? binary.name;
    subjects.push({
      about: 'binary',
      artifact: { name, sha256: digest.value.sha256 },
      sources: [beside(name)],
      content: async () => err('a statement is expected of it'),
    });
  }
  return ok(subjects);
}

function imageHere(inside: Inside, path: string, digest: `sha256:${string}`): Result<Subject> {
  const layout = openLayout(inside.doors().disk, path, {});
  if (!layout.ok) return layout;
  const { root, evidence } = layout.value;
  if (root.digest !== digest)
    return err({ code: 'digest-mismatch', what: path, expected: digest, found: root.digest });
  return ok({
    about: 'image',
    artifact: { name: `${path}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(layoutPlace(layout.value, evidence), root)],
    content: async () => {
      const bytes = await layout.value.bytes(root, MANIFEST_LIMIT);
      return bytes.ok ? bytes : err('its manifest cannot be read');
    },
  });
}

async function imageThere(
  inside: Inside,
  { plainHttp }: Request,
  text: string,
  digest: `sha256:${string}`,
): Promise<Result<Subject>> {
  const name = parseImageName(text);
  if (name === undefined) return err({ code: 'usage', message: `${text} is no name of an image` });
  const repository = new Repository(inside.doors(), name, registryOptions(inside, plainHttp));
  const source = await registrySource(repository, digest);
  if (!source.ok) return source;
  const { root } = source.value;
  return ok({
    about: 'image',
    artifact: { name: `${repository.name}@${root.digest}`, sha256: hexOf(root.digest) },
    sources: [imageEvidence(registryPlace(repository, source.value), root)],
    content: async () => {
      const bytes = await source.value.bytes(root, MANIFEST_LIMIT);
      return bytes.ok ? bytes : err('its manifest cannot be read');
    },
  });
}
