/**
 * The real Rekor of the first kind on this machine: MariaDB, which is reached by a socket in a private folder, Trillian's
 * two servers, and as many logs on top as a test needs.
 */

import { execFile } from 'node:child_process';
import { createHash, createPublicKey } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ending, freePort, started } from './programs.ts';
import type { Log } from './sigstore.ts';

const run = promisify(execFile);

/** As `scripts/setup.mjs` names them. */
export const REKOR_PROGRAMS = [
  'mariadbd',
  'trillian_log_server',
  'trillian_log_signer',
  'rekor-server',
  'go',
] as const;

export type Trillian = {
  /** Port of the log server's gRPC. */
  readonly port: number;
  /** How Go's driver reaches the database. */
  readonly database: string;
};

/** @param folder  private: whoever reaches the socket in there may do everything with the database */
export async function trillian(t: Ending, folder: string): Promise<Trillian> {
  const socket = join(folder, 'db.sock');
  await startDatabase(t, folder, socket);
  const database = `root@unix(${socket})/log?parseTime=true`;
  const storage = ['--storage_system', 'mysql', '--mysql_uri', database, '--quota_system', 'noop'];
  const [port, http, signer, signerHttp] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const at = (rpc: number, metrics: number): readonly string[] => [
    ...['--rpc_endpoint', `127.0.0.1:${rpc}`, '--http_endpoint', `127.0.0.1:${metrics}`],
    '--logtostderr',
  ];
  const healthy = (metrics: number): string => `http://127.0.0.1:${metrics}/healthz`;
  await started(t, 'trillian_log_server', [...storage, ...at(port, http)], healthy(http));
  // There is no other signer, so it need not be elected.
  const alone = ['--force_master', '--sequencer_interval', '50ms'];
  await started(
    t,
    'trillian_log_signer',
    [...storage, ...at(signer, signerHttp), ...alone],
    healthy(signerHttp),
  );
  return { port, database };
}

/**
 * A log with a tree and a key of its own. Its metrics are at port 2112 of the whole machine, or nowhere when that is taken.
 *
 * @param name  what it calls itself in checkpoints
 */
export async function rekorServer(
  t: Ending,
  folder: string,
  { port, database }: Trillian,
  name = '127.0.0.1',
): Promise<Log> {
  const own = await freePort();
  const url = `http://127.0.0.1:${own}`;
  const args = ['serve', '--rekor_server.address', '127.0.0.1', '--port', `${own}`];
  const log = ['--trillian_log_server.address', '127.0.0.1', '--trillian_log_server.port', `${port}`];
  const index = ['--search_index.storage_provider', 'mysql', '--search_index.mysql.dsn', database];
  const signer = ['--rekor_server.signer', 'memory', '--rekor_server.hostname', name];
  // Its configuration is looked for in HOME.
  const pem = await started(
    t,
    'rekor-server',
    [...args, ...log, ...index, ...signer],
    `${url}/api/v1/log/publicKey`,
    folder,
  );
  const key = createPublicKey(pem);
  const der = key.export({ format: 'der', type: 'spki' });
  return { url, version: 1, key, id: createHash('sha256').update(der).digest('base64') };
}

/**
 * It has no users and no network, and keeps nothing when it is over, so that it needs neither Debian's service nor the
 * tables of its own that an installation makes.
 */
async function startDatabase(t: Ending, folder: string, socket: string): Promise<void> {
  const [data, init] = [join(folder, 'db'), join(folder, 'init.sql')];
  mkdirSync(data);
  writeFileSync(init, `CREATE DATABASE log;\nUSE log;\n${readFileSync(await schema(), 'utf8')}`);
  const files = [`--datadir=${data}`, `--socket=${socket}`, `--pid-file=${join(folder, 'db.pid')}`];
  // As root it does not start unless it is told to.
  const user = process.getuid?.() === 0 ? ['--user=root'] : [];
  const args = ['--no-defaults', ...files, ...user, '--skip-networking', '--skip-grant-tables'];
  const fast = ['--innodb-flush-log-at-trx-commit=0', '--innodb-doublewrite=0', `--tmpdir=${folder}`];
  await started(t, 'mariadbd', [...args, ...fast, `--init-file=${init}`], () => answers(socket));
}

/** Trillian's tables, from the module that the server on PATH was made of. */
async function schema(): Promise<string> {
  const { stdout: which } = await run('sh', ['-c', 'command -v trillian_log_server']);
  const { stdout: made } = await run('go', ['version', '-m', which.trim()]);
  const [, version = ''] = /^\tmod\tgithub\.com\/google\/trillian\t(\S+)/m.exec(made) ?? [];
  const { stdout } = await run('go', ['mod', 'download', '-json', `github.com/google/trillian@${version}`]);
  const { Dir: folder } = JSON.parse(stdout) as { readonly Dir: string };
  return join(folder, 'storage/mysql/schema/storage.sql');
}

function answers(socket: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.on('error', () => resolve(undefined));
    connection.on('data', () => {
      connection.destroy();
      resolve('');
    });
  });
}
