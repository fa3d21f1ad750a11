/**
 * A private Sigstore on this machine: the real certificate authority, timestamp authority and log, each a program of
 * its own, with the signing config and trusted root that name them.
 */

import {
  createHash,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { rekorV1 } from '../fake/rekor-v1.ts';
import { type Issuer, oidcIssuer } from './oidc.ts';
import { freePort, started } from './programs.ts';
import { temporaryFolder } from './temporary.ts';

/** Programs of this folder's tests, as `scripts/setup.mjs` names them; `posix` is the server of Rekor v2. */
export const PROGRAMS = ['fulcio', 'timestamp-server', 'posix', 'cosign'] as const;

export type Parts = {
  /** Versions of the logs, or logs that are there already; none when empty. */
  readonly logs: readonly (1 | 2 | Log)[];
  readonly timestamps: boolean;
  /** Certificates go into it before they are issued. */
  readonly ctLog?: CtLog;
  /** Whose tokens the authority takes those of our issuer for; GitLab's unless it is said. */
  readonly forge?: 'github';
};

export type PrivateSigstore = {
  readonly issuer: Issuer;
  readonly fulcio: string;
  /** Paths of the two files that users give. */
  readonly signingConfig: string;
  readonly trustedRoot: string;
  readonly folder: string;
};

/** @returns when everything answers; it ends with the test */
export async function privateSigstore(t: Pick<TestContext, 'after'>, parts: Parts): Promise<PrivateSigstore> {
  const folder = temporaryFolder(t);
  const issuer = await oidcIssuer(t);
  const [authority, timestamps, logs] = await Promise.all([
    startFulcio(t, folder, issuer, parts),
    parts.timestamps ? startTimestamps(t, folder) : undefined,
    Promise.all(
      parts.logs.map((log) =>
        log === 1 ? startRekorV1(t) : log === 2 ? startRekorV2(t, folder) : Promise.resolve(log),
      ),
    ),
  ]);
  const start = '2020-01-01T00:00:00Z';
  const service = (url: string, majorApiVersion: number): object => ({
    url,
    majorApiVersion,
    validFor: { start },
    operator: `localhost/${majorApiVersion}`,
  });
  const config = {
    mediaType: 'application/vnd.dev.sigstore.signingconfig.v0.2+json',
    caUrls: [service(authority.url, 1)],
    oidcUrls: [service(issuer.url, 1)],
    rekorTlogUrls: logs.map(({ url, version }) => service(url, version)),
    rekorTlogConfig: { selector: 'ALL' },
    ...(timestamps === undefined
      ? {}
      : { tsaUrls: [service(`${timestamps.url}/api/v1/timestamp`, 1)], tsaConfig: { selector: 'ANY' } }),
  };
  const authorityOf = ({
    url,
    chain,
  }: {
    readonly url: string;
    readonly chain: readonly string[];
  }): object => ({
    subject: { organization: 'example.org', commonName: 'test' },
    uri: url,
    certChain: {
      certificates: chain.map((pem) => ({ rawBytes: new X509Certificate(pem).raw.toString('base64') })),
    },
    validFor: { start },
  });
  const logOf = (log: Log): object => ({
    baseUrl: log.url,
    hashAlgorithm: 'SHA2_256',
    publicKey: {
      rawBytes: log.key.export({ format: 'der', type: 'spki' }).toString('base64'),
      keyDetails: log.version === 1 ? 'PKIX_ECDSA_P256_SHA_256' : 'PKIX_ED25519',
      validFor: { start },
    },
    logId: { keyId: log.id },
  });
  const root = {
    mediaType: TRUSTED_ROOT,
    tlogs: logs.map(logOf),
    certificateAuthorities: [authorityOf(authority)],
    ctlogs: parts.ctLog === undefined ? [] : [logOf({ ...parts.ctLog, version: 1 })],
    timestampAuthorities: timestamps === undefined ? [] : [authorityOf(timestamps)],
  };
  const [signingConfig, trustedRoot] = [join(folder, 'signing.json'), join(folder, 'root.json')];
  writeFileSync(signingConfig, JSON.stringify(config));
  writeFileSync(trustedRoot, JSON.stringify(root));
  return { issuer, fulcio: authority.url, signingConfig, trustedRoot, folder };
}

/** A trusted root that trusts nobody, for cosign, which asks the public instance when it is given none. */
export function emptyTrustedRoot(folder: string): string {
  const path = join(folder, 'nobody.json');
  const lists = { tlogs: [], certificateAuthorities: [], ctlogs: [], timestampAuthorities: [] };
  writeFileSync(path, JSON.stringify({ mediaType: TRUSTED_ROOT, ...lists }));
  return path;
}

const TRUSTED_ROOT = 'application/vnd.dev.sigstore.trustedroot+json;version=0.1';

type Authority = { readonly url: string; readonly chain: readonly string[] };

/** Fulcio knows our issuer as a forge: what of a token goes where into the certificate is its own configuration's. */
async function startFulcio(
  t: Pick<TestContext, 'after'>,
  folder: string,
  issuer: Issuer,
  { ctLog, forge }: Parts,
): Promise<Authority> {
  const config = join(folder, 'fulcio.yaml');
  // JSON is YAML too; with a comment it is that alone, and members have the names that its own documentation has.
  writeFileSync(config, `# YAML\n${JSON.stringify(fulcioConfig(issuer.url, forge))}`);
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const socket = `@sealsmith-${process.pid}-${port}`;
  const args = ['serve', '--ca', 'ephemeralca', '--ct-log-url', ctLog?.url ?? '', '--config-path', config];
  const hosts = ['--host', '127.0.0.1', '--grpc-host', '127.0.0.1', '--legacy-unix-domain-socket', socket];
  const ports = ['--port', `${port}`, '--grpc-port', `${grpc}`, '--metrics-port', `${metrics}`];
  const url = `http://127.0.0.1:${port}`;
  const trust = await started(t, 'fulcio', [...args, ...hosts, ...ports], `${url}/api/v2/trustBundle`);
  const bundle = JSON.parse(trust) as { chains: { certificates: string[] }[] };
  const chain = bundle.chains[0]?.certificates ?? [];
  await ctLog?.start(chain);
  return { url, chain };
}

/** Its metrics always have port 2112, so there is one on a machine; who comes second waits. */
async function startTimestamps(t: Pick<TestContext, 'after'>, folder: string): Promise<Authority> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const args = ['serve', '--timestamp-signer', 'memory', '--disable-ntp-monitoring'];
  // Its configuration is looked for in HOME.
  const where = ['--host', '127.0.0.1', '--port', `${port}`];
  for (const end = Date.now() + 120_000; ; ) {
    try {
      const chain = await started(
        t,
        'timestamp-server',
        [...args, ...where],
        `${url}/api/v1/timestamp/certchain`,
        folder,
      );
      return { url, chain: chain.match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g) ?? [] };
    } catch (error) {
      if (Date.now() > end || !String(error).includes('address already in use')) throw error;
      await pause(1_000);
    }
  }
}

export type Log = {
  readonly url: string;
  readonly version: 1 | 2;
  readonly key: KeyObject;
  /** Base64. */
  readonly id: string;
};

/** A log of certificates: of those that the authority issues, which is there first, and asks it with the first one. */
export type CtLog = Omit<Log, 'version'> & {
  /** @param chain  PEM: the certificates whose own go into it */
  readonly start: (chain: readonly string[]) => Promise<void>;
};

async function startRekorV1(t: Pick<TestContext, 'after'>): Promise<Log> {
  const { url, publicKey } = await rekorV1(t);
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return { url, version: 1, key: publicKey, id: createHash('sha256').update(der).digest('base64') };
}

async function startRekorV2(t: Pick<TestContext, 'after'>, folder: string): Promise<Log> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = createPublicKey(privateKey);
  const signer = join(folder, 'log.pem');
  writeFileSync(signer, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  const storage = join(folder, 'tiles');
  mkdirSync(storage);
  const [port, grpc, metrics] = [await freePort(), await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const ports = ['--http-port', `${port}`, '--grpc-port', `${grpc}`, '--http-metrics-port', `${metrics}`];
  const files = ['--signer-filepath', signer, '--storage-dir', storage, '--hostname', '127.0.0.1'];
  // Otherwise a checkpoint, and so every answer, takes ten seconds.
  const soon = ['--checkpoint-interval', '1s'];
  await started(t, 'posix', ['serve', ...ports, ...files, ...soon], `${url}/healthz`);
  // The identifier of a signed note's key (C2SP signed-note): its name and the raw key.
  const raw = key.export({ format: 'der', type: 'spki' }).subarray(-32);
  const named = Buffer.concat([Buffer.from('127.0.0.1\n'), Buffer.from([1]), raw]);
  return { url, version: 2, key, id: createHash('sha256').update(named).digest('base64') };
}

function fulcioConfig(issuer: string, forge: Parts['forge']): object {
  return {
    'oidc-issuers': {
      [issuer]: {
        'issuer-url': issuer,
        'client-id': 'sigstore',
        type: 'ci-provider',
        'ci-provider': forge === 'github' ? 'github-workflow' : 'gitlab-pipeline',
      },
    },
    'ci-issuer-metadata': {
      'github-workflow': {
        'default-template-values': { url: 'https://github.com' },
        'extension-templates': {
          'build-signer-uri': '{{ .url }}/{{ .job_workflow_ref }}',
          'build-signer-digest': 'job_workflow_sha',
          'runner-environment': 'runner_environment',
          'source-repository-uri': '{{ .url }}/{{ .repository }}',
          'source-repository-digest': 'sha',
          'source-repository-ref': 'ref',
          'source-repository-identifier': 'repository_id',
          'source-repository-owner-uri': '{{ .url }}/{{ .repository_owner }}',
          'source-repository-owner-identifier': 'repository_owner_id',
          'build-config-uri': '{{ .url }}/{{ .workflow_ref }}',
          'build-config-digest': 'workflow_sha',
          'build-trigger': 'event_name',
          'run-invocation-uri':
            '{{ .url }}/{{ .repository }}/actions/runs/{{ .run_id }}/attempts/{{ .run_attempt }}',
          'source-repository-visibility-at-signing': 'repository_visibility',
        },
        'subject-alternative-name-template': '{{ .url }}/{{ .job_workflow_ref }}',
      },
      'gitlab-pipeline': {
        'default-template-values': { url: 'https://gitlab.example.org', environment: '' },
        'extension-templates': {
          'build-signer-uri': 'https://{{ .ci_config_ref_uri }}',
          'build-signer-digest': 'ci_config_sha',
          'runner-environment': 'runner_environment',
          'source-repository-uri': '{{ .url }}/{{ .project_path }}',
          'source-repository-digest': 'sha',
          'source-repository-ref': 'refs/{{if eq .ref_type "branch"}}heads/{{ else }}tags/{{end}}{{ .ref }}',
          'source-repository-identifier': 'project_id',
          'source-repository-owner-uri': '{{ .url }}/{{ .namespace_path }}',
          'source-repository-owner-identifier': 'namespace_id',
          'build-config-uri': 'https://{{ .ci_config_ref_uri }}',
          'build-config-digest': 'ci_config_sha',
          'build-trigger': 'pipeline_source',
          'run-invocation-uri': '{{ .url }}/{{ .project_path }}/-/jobs/{{ .job_id }}',
          'source-repository-visibility-at-signing': 'project_visibility',
        },
        'subject-alternative-name-template': 'https://{{ .ci_config_ref_uri }}',
      },
    },
  };
}
