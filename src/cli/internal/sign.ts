/**
 * `internal sign REQUEST RESULT`: signs what a run made, or says what it can say of it, by the account of the run. It
 * executes nothing of the project: digests, the account and the signer are all it gets.
 */

import { createHash } from 'node:crypto';
import {
  compareRunnerMetadata,
  METADATA_LIMIT,
  type RunnerClaims,
  readRunnerMetadata,
} from '../../attest/gitlab-metadata.ts';
import { mergeRecords } from '../../attest/records.ts';
import { buildIdentityOf } from '../../attest/run-claims.ts';
import { statementsOf } from '../../attest/statements.ts';
import type { GithubStore } from '../../clients/github-attestations.ts';
import { Repository } from '../../clients/registry/repository.ts';
import { registrySource } from '../../clients/registry/source.ts';
import type { Caller } from '../../clients/sigstore/call.ts';
import type { Sha256 } from '../../core/digest.ts';
import { type Made, type SignRequest, type SignResult, TRUST_VARIABLE } from '../../core/evidence.ts';
import { hexOf } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import type { RunRecord } from '../../core/record.ts';
import { all, err, ok, type Result } from '../../core/result.ts';
import { parseImageName } from '../../formats/image-name.ts';
import type { Statement } from '../../formats/statement.ts';
import { isPlainObject, strictJson } from '../../formats/strict-json.ts';
import { withAncestors } from '../../run/ancestry.ts';
import { readRecord } from '../../run/read-record.ts';
import { signingDoors } from '../../signing/doors.ts';
import { githubPlace } from '../../signing/github-place.ts';
import { filePlace, registryPlace, type SigningPlace } from '../../signing/place.ts';
import { SIGNERS } from '../../signing/registry.ts';
import { type Saying, say, signatureStatement } from '../../signing/say.ts';
import type { Pen, SigningSettings, Who } from '../../signing/signer.ts';
import type { InsideCommand } from '../internal.ts';
import { registryOptions } from './registry-options.ts';
import { readRequest, writeJson } from './request.ts';

/** Bytes of a list of contents that becomes a statement. */
const SBOM_LIMIT = 64 * 1024 * 1024;

/** One for each job that left artifacts. */
const MOST_METADATA = 16;

type Request = SignRequest<SigningSettings>;

/** One thing that was made: where what is said of it goes, and what is said. */
type Target = {
  readonly about: Made['about'];
  readonly name: string;
  readonly sha256: Sha256;
  readonly places: readonly SigningPlace[];
  readonly statements: readonly Statement[];
  readonly image: Saying['image'];
};

export const sign: InsideCommand = async (args, inside: Inside) => {
  const read = readRequest<Request>(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const account = accountOf(inside, request);
  if (!account.ok) return account;
  const { record } = account.value;
  const { image, binary } = record.what.facts;
  if (image === undefined && binary === undefined) {
    inside.print('nothing was made that could be signed\n');
    const none: SignResult = { signer: '', made: [] };
    const written = await writeJson(inside, result, none);
    return written.ok ? ok(0) : written;
  }
  const state = inside.env[TRUST_VARIABLE] ?? inside.env['TMPDIR'] ?? '.';
  // Opening a key is a fifth of a second of a thread's work, and the registry is asked meanwhile.
  const [pen, there] = await Promise.all([
    SIGNERS[request.settings.with].open(request.settings, signingDoors(inside, state)),
    registryOf(inside, request, record),
  ]);
  if (!pen.ok) return pen;
  if (!there.ok) return there;
  const targets = targetsOf(inside, request, account.value, pen.value, there.value);
  if (!targets.ok) return targets;
  const made = await sayAll(inside, pen.value, request, targets.value);
  await inside.doors().workers.close();
  if (!made.ok) return made;
  const told: SignResult = { signer: signerText(pen.value.who), made: made.value };
  const written = await writeJson(inside, result, told);
  if (!written.ok) return written;
  for (const one of made.value) {
    const log = one.logIndex === undefined ? '' : `, log entry ${one.logIndex}`;
    inside.print(`${one.added ? 'signed' : 'was there'}: ${one.predicateType} of ${one.subject}${log}\n`);
  }
  return ok(0);
};

type Account = { readonly record: RunRecord; readonly digest: Sha256 };

/** The account of this run, with those of the runs that it took facts from. */
function accountOf(inside: Inside, { account }: Request): Result<Account> {
  const { files } = inside.doors();
  const text = files.readText(account, SBOM_LIMIT);
  if (!text.ok) return text;
  const stored = readRecord(files, account);
  if (!stored.ok) return stored;
  if (stored.value === undefined)
    return err({ code: 'record-invalid', path: account, message: 'it is not there' });
  const record = stored.value.record as RunRecord;
  // A parent at a desk may have been removed since.
  const there = record.parents.filter((one) => files.kind(`.sealsmith/runs/${one}.json`) === 'file');
  const before = withAncestors(files, '.', there);
  if (!before.ok) return before;
  const parents = before.value.map((one) => one.record as RunRecord);
  const digest = createHash('sha256')
    .update(text.value ?? '')
    .digest('hex') as Sha256;
  return ok({ record: mergeRecords(record, parents), digest });
}

/** @param there  where the image was pushed to */
function targetsOf(
  inside: Inside,
  request: Request,
  { record, digest }: Account,
  { who }: Pen,
  there: SigningPlace | undefined,
): Result<readonly Target[]> {
  const { files } = inside.doors();
  const { image, binary, pushed, sbom } = record.what.facts;
  const document = sbom === undefined || request.what === 'sign' ? ok(undefined) : readSbom(inside, sbom);
  if (!document.ok) return document;
  const identity =
    who.kind === 'certificate' ? buildIdentityOf(who.claims.issuer, who.claims.all) : undefined;
  const runner = record.how.host === 'gitlab' ? runnerClaims(inside, record) : [];
  const attested = statementsOf({ record, digest, identity, sbom: document.value, runner });
  const github = githubStore(inside, request, who);
  if (!github.ok) return github;
  const stored = (sha256: Sha256): readonly SigningPlace[] =>
    github.value === undefined ? [] : [githubPlace(callerOf(inside), github.value, sha256)];
  const statements = (about: Made['about'], name: string, sha256: Sha256): readonly Statement[] =>
    request.what === 'sign'
      ? [signatureStatement(name, sha256)]
      : attested.filter((one) => one.about === about).flatMap((one) => one.statements);
  const targets: Target[] = [];
  if (image !== undefined) {
    const name = pushed?.name ?? image.name ?? record.how.project;
    const places = [...(there === undefined ? [] : [there]), filePlace(files, `${request.out}/image`)];
    const sha256 = hexOf(image.digest);
    places.push(...stored(sha256));
    targets.push({
      ...{ about: 'image', name, sha256, places, statements: statements('image', name, sha256) },
      image: pushed === undefined ? undefined : { repository: pushed.name, digest: image.digest },
    });
  }
  if (binary !== undefined) {
    const name = binary.archive.split('/').at(-1) ?? binary.name;
    const places = [filePlace(files, `${request.out}/${name}`), ...stored(binary.sha256)];
    targets.push({
      ...{ about: 'binary', name, sha256: binary.sha256, places, image: undefined },
      statements: statements('binary', name, binary.sha256),
    });
  }
  return ok(targets);
}

/** GitHub takes only what an identity signed, and the signature itself is of no use to anybody there. */
function githubStore(inside: Inside, { what, github }: Request, who: Who): Result<GithubStore | undefined> {
  if (github === undefined || what !== 'attest' || who.kind === 'key') return ok(undefined);
  const token = inside.env['GITHUB_TOKEN'] ?? '';
  if (token !== '') return ok({ ...github, token });
  return err({ code: 'variable-unset', name: 'GITHUB_TOKEN', wantedBy: 'signing.github' });
}

function callerOf(inside: Inside): Caller {
  return { http: inside.doors().http, pause: (milliseconds) => inside.pause(milliseconds) };
}

/** Files of that name at the top, as many as anybody has; what is something else of the project's is left alone. */
function runnerClaims(inside: Inside, record: RunRecord): readonly RunnerClaims[] {
  const { files } = inside.doors();
  const names = files
    .list('.')
    .filter(({ name, kind }) => kind === 'file' && name.endsWith('-metadata.json'));
  return names.slice(0, MOST_METADATA).flatMap(({ name }) => {
    const text = files.readText(name, METADATA_LIMIT);
    if (!text.ok || text.value === undefined) return [];
    const metadata = readRunnerMetadata(Buffer.from(text.value, 'utf8'));
    return metadata.ok ? [compareRunnerMetadata(metadata.value, record, undefined)] : [];
  });
}

/** By its digest alone: whatever a tag says by now is of no interest (I6). Undefined where nothing was pushed. */
async function registryOf(
  inside: Inside,
  { plainHttp }: Request,
  { what: { facts } }: RunRecord,
): Promise<Result<SigningPlace | undefined>> {
  const { image, pushed } = facts;
  if (image === undefined || pushed === undefined) return ok(undefined);
  const name = parseImageName(pushed.name);
  if (name === undefined) return err({ code: 'usage', message: `${pushed.name} is no name of an image` });
  const repository = new Repository(inside.doors(), name, registryOptions(inside, plainHttp));
  const source = await registrySource(repository, image.digest);
  return source.ok ? ok(registryPlace(repository, source.value.root, source.value)) : source;
}

function readSbom(
  inside: Inside,
  { path, evidence }: NonNullable<RunRecord['what']['facts']['sbom']>,
): Result<Readonly<Record<string, unknown>>> {
  const text = inside.doors().files.readText(path, SBOM_LIMIT);
  if (!text.ok) return text;
  const bytes = Buffer.from(text.value ?? '');
  const found = createHash('sha256').update(bytes).digest('hex');
  const wanted = evidence.find((one) => one.path === path)?.sha256 ?? '';
  if (found !== wanted) return err({ code: 'digest-mismatch', what: path, expected: wanted, found });
  const json = strictJson(bytes);
  if (!json.ok || !isPlainObject(json.value))
    return err({ code: 'output-invalid', job: 'containerize', path, message: 'is no list of contents' });
  return ok(json.value);
}

/** All at once: a log may take a second for each, and they say nothing of each other. */
async function sayAll(
  inside: Inside,
  pen: Pen,
  { formats }: Request,
  targets: readonly Target[],
): Promise<Result<readonly Made[]>> {
  const now = inside.doors().clock.now();
  const sayOne = async (
    { about, name, sha256, image, places }: Target,
    statement: Statement,
  ): Promise<Result<Made>> => {
    const said = await say(pen, statement, places, { formats, image, now });
    if (!said.ok) return said;
    const entry = said.value.find(({ logIndex }) => logIndex !== undefined)?.logIndex;
    return ok({
      ...{ about, subject: name, sha256, predicateType: statement.predicateType },
      added: said.value.some(({ added }) => added),
      ...(entry === undefined ? {} : { logIndex: entry }),
    });
  };
  const saying = targets.flatMap((target) => target.statements.map((statement) => sayOne(target, statement)));
  return all(await Promise.all(saying));
}

function signerText(who: Who): string {
  if (who.kind === 'certificate') return `${who.claims.subject} (${who.claims.issuer})`;
  const fingerprint = createHash('sha256').update(who.publicKey.der).digest('hex');
  return `key sha256:${fingerprint.slice(0, 16)}`;
}
