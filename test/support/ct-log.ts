/** A real log of certificates (RFC 6962) on the Trillian of a real Rekor. */

import { execFile } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Ending, freePort, started } from './programs.ts';
import type { Trillian } from './rekor-server.ts';
import type { CtLog } from './sigstore.ts';

const run = promisify(execFile);

/** As `scripts/setup.mjs` names them. */
export const CT_PROGRAMS = ['ct_server', 'createtree'] as const;

/** @returns what the authority is told; it runs when its `start` is over */
export async function ctLog(t: Ending, folder: string, { port }: Trillian): Promise<CtLog> {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const [roots, config] = [join(folder, 'ct-roots.pem'), join(folder, 'ct.cfg')];
  const own = await freePort();
  const url = `http://127.0.0.1:${own}/ct`;
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    url,
    key: publicKey,
    id: createHash('sha256').update(der).digest('base64'),
    async start(chain) {
      const { stdout: tree } = await run('createtree', [`--admin_server=127.0.0.1:${port}`, '--logtostderr']);
      writeFileSync(roots, chain.join('\n'));
      // Text of protocol buffers, where bytes are written as in C.
      const pkcs8 = privateKey
        .export({ format: 'der', type: 'pkcs8' })
        .toString('hex')
        .replace(/../g, '\\x$&');
      const signer = `private_key: { [type.googleapis.com/keyspb.PrivateKey] { der: "${pkcs8}" } }`;
      const log = `log_id: ${tree.trim()} prefix: "ct" roots_pem_file: ${JSON.stringify(roots)} ${signer}`;
      writeFileSync(config, `config { ${log} }`, { mode: 0o600 });
      const args = ['--log_config', config, '--log_rpc_server', `127.0.0.1:${port}`, '--logtostderr'];
      await started(t, 'ct_server', [...args, '--http_endpoint', `127.0.0.1:${own}`], `${url}/ct/v1/get-sth`);
    },
  };
}
