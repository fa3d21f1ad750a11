/** What signing and verifying are measured on: a registry, images, a key, and the account of a run that made them. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { statementsOf } from '../src/attest/statements.ts';
import { pushImage } from '../src/clients/registry/push.ts';
import type { Repository } from '../src/clients/registry/repository.ts';
import { registrySource } from '../src/clients/registry/source.ts';
import type { Sha256 } from '../src/core/digest.ts';
import type { SignRequest } from '../src/core/evidence.ts';
import type { Facts } from '../src/core/fact.ts';
import type { Descriptor } from '../src/core/image.ts';
import type { RunRecord } from '../src/core/record.ts';
import { SIGNERS } from '../src/signing/registry.ts';
import type { Pen, SigningSettings } from '../src/signing/signer.ts';
import { roleOfType } from '../src/verify/content.ts';
import { anImage } from '../test/support/images.ts';
import { aRepository } from '../test/support/registry-client.ts';
import { aKeySettings, aSigningDoors, variables } from '../test/support/signing.ts';
import { temporaryFolder } from '../test/support/temporary.ts';
import { value } from '../test/support/world.ts';
import { aRun } from '../test/unit/report/builders.ts';
import { ENTRY, NODE } from './program.ts';

/** What the tests of `test/support` are given to say what is to be ended; there it is the test itself. */
export type Ends = { readonly after: (end: () => unknown) => void };

const PASSWORD = 'correct horse';
const COMPONENTS = 300;

export type Ground = {
  readonly folder: string;
  readonly repository: Repository;
  /** Files of the three predicates by type, as cosign takes them. */
  readonly predicates: ReadonlyMap<string, string>;
  readonly env: Readonly<Record<string, string>>;
};

export async function aGround(ends: Ends, registry: string): Promise<Ground> {
  const folder = temporaryFolder(ends);
  const env = {
    ...{ HOME: folder, DOCKER_CONFIG: folder, COSIGN_PASSWORD: PASSWORD },
    ...{ XDG_STATE_HOME: join(folder, 'state'), SEALSMITH_TRUST: join(folder, 'trust') },
  };
  const options = { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' } as const;
  execFileSync('cosign', ['generate-key-pair'], options);
  writeFileSync(
    join(folder, 'no-services.json'),
    '{"mediaType":"application/vnd.dev.sigstore.signingconfig.v0.2+json"}',
  );
  mkdirSync(join(folder, '.sealsmith', 'work'), { recursive: true });
  writeFileSync(join(folder, 'sbom.json'), JSON.stringify(contents()));
  const repository = aRepository(ends, registry);
  const [image] = await images({ repository }, 1);
  if (image === undefined) throw new Error('no image was made');
  const statements = statementsOf({
    record: recordOf(folder, repository, image),
    digest: digestOf(''),
    identity: undefined,
    sbom: contents(),
  });
  writeFileSync(join(folder, ACCOUNT), JSON.stringify(recordOf(folder, repository, image)));
  const predicates = new Map(
    statements.flatMap((one) =>
      one.statements.map(({ predicateType, predicate }, at): [string, string] => {
        const path = join(folder, `predicate-${at}.json`);
        writeFileSync(path, JSON.stringify(predicate));
        return [predicateType, path];
      }),
    ),
  );
  return { folder, repository, predicates, env };
}

/** Small ones that have nothing in common. */
export async function images(
  { repository }: Pick<Ground, 'repository'>,
  count: number,
): Promise<Descriptor[]> {
  const all: Descriptor[] = [];
  for (let at = 0; at < count; at += 1)
    all.push(value(await pushImage(anImage([1000]), repository, { tags: [] })).root);
  return all;
}

/** Each call names the next of them to whoever runs then: cosign by a file, us by the account. */
export function nextOf(ground: Ground, all: readonly Descriptor[]): () => void {
  let at = 0;
  return () => {
    const image = all[at];
    if (image === undefined) throw new Error('there are too few images');
    at += 1;
    choose(ground, image);
  };
}

export function choose({ folder, repository }: Ground, image: Descriptor): void {
  rmSync(join(folder, '.sealsmith', 'out'), { recursive: true, force: true });
  writeFileSync(join(folder, 'image'), `${repository.name}@${image.digest}`);
  writeFileSync(join(folder, ACCOUNT), JSON.stringify(recordOf(folder, repository, image)));
}

/** What the steps `sign` and `attest` start, one after the other. */
export function ourSigning(settings: SigningSettings, formats: SignRequest<never>['formats']): string {
  const calls = (['sign', 'attest'] as const).map((what) => {
    const request = { what, account: ACCOUNT, out: '.sealsmith/out', settings, formats, plainHttp: [] };
    return `"${NODE}" "${ENTRY}" internal sign '${JSON.stringify(request)}' .sealsmith/work/result.json`;
  });
  return calls.join(' && ');
}

/** @param how  who signs, and where it is entered */
export function itsSigning({ predicates }: Ground, how: string): string {
  const common = `${how} --allow-http-registry --yes "$(cat image)"`;
  const attesting = [...predicates].map(
    ([type, path]) => `cosign attest --type "${type}" --predicate "${path}" ${common}`,
  );
  return [`cosign sign ${common}`, ...attesting].join(' && ');
}

export function ourVerifying({ predicates }: Ground, how: string): string {
  const types = [...predicates.keys()].map((type) => roleOfType(type).replace('statement ', ''));
  const needs = ['signature', ...types].map((one) => `--needs "${one}"`).join(' ');
  return `"${NODE}" "${ENTRY}" verify "$(cat image)" ${how} ${needs}`;
}

export function itsVerifying({ predicates }: Ground, how: string): string {
  const common = `${how} --allow-http-registry "$(cat image)"`;
  const attested = [...predicates.keys()].map(
    (type) => `cosign verify-attestation --type "${type}" ${common}`,
  );
  return [`cosign verify ${common}`, ...attested].join(' && ');
}

/** Of the run that is signed for now. */
export function accountOf({ folder }: Ground) {
  return JSON.parse(readFileSync(join(folder, ACCOUNT), 'utf8')) as RunRecord;
}

/** The key of cosign's, open. */
export async function penOf({ folder }: Ground): Promise<Pen> {
  const doors = aSigningDoors({ variable: variables({ COSIGN_PASSWORD: PASSWORD }) });
  return value(await SIGNERS.key.open(aKeySettings(join(folder, 'cosign.key')), doors));
}

export async function sourceOf({ repository }: Ground, image: Descriptor) {
  return value(await registrySource(repository, image.digest));
}

const ACCOUNT = '.sealsmith/work/account.json' as SignRequest<never>['account'];

/** A run of eight jobs that made, tested and pushed this image. */
function recordOf(folder: string, repository: Repository, image: Descriptor) {
  const evidence = [{ path: 'sbom.json', sha256: digestOf(readFileSync(join(folder, 'sbom.json'))) }];
  const { digest, mediaType } = image;
  const facts: Partial<Facts> = {
    junit: { tests: 300, passed: 300, failed: 0, skipped: 0, evidence: [] },
    image: {
      ...{ name: repository.name, digest, mediaType, config: digest },
      platform: { os: 'linux', architecture: 'amd64' },
      ...{ builder: 'layers', layout: '.sealsmith/image', layers: [], bytes: 1000, bases: [], evidence: [] },
    },
    sbom: {
      ...{ format: 'CycloneDX 1.6', path: 'sbom.json', maker: 'sealsmith', subject: digest },
      ...{ components: COMPONENTS, evidence },
    },
    pushed: { name: repository.name, digest, tags: [], evidence: [] },
  };
  const jobs = ['install', 'lint', 'test', 'audit', 'build-binary', 'containerize', 'push', 'scan'];
  return aRun(
    jobs.map((id) => ({ id })),
    [],
    { facts },
  ).record;
}

function contents() {
  const components = Array.from({ length: COMPONENTS }, (_, at) => ({
    ...{ type: 'library', name: `package-${at}`, version: `1.${at}.0` },
    ...{ 'bom-ref': `pkg:npm/package-${at}@1.${at}.0`, purl: `pkg:npm/package-${at}@1.${at}.0` },
    hashes: [{ alg: 'SHA-256', content: digestOf(String(at)) }],
    licenses: [{ license: { id: 'MIT' } }],
  }));
  return { bomFormat: 'CycloneDX', specVersion: '1.6', version: 1, components };
}

function digestOf(bytes: string | Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256;
}
