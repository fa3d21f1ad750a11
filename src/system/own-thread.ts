/**
 * Makes a thread fit for a library that believes to be a program: it has a working folder of its own, prints into a
 * buffer, and hands its secrets to no process that it starts. Only for threads that do one thing and end.
 */

import { looksSecret } from '../core/secret-name.ts';
import { authorities } from './http-agent.ts';

/** Bytes of output that are kept: the last ones. */
const KEPT = 256 * 1024;

/**
 * @param folder  absolute path; relative paths of this thread start there
 * @returns what was printed since, at most the last 256 KiB
 */
export async function settleThread(folder: string): Promise<() => string> {
  process.cwd = () => folder;
  hideSecrets();
  await believe(process.env['SSL_CERT_FILE'] ?? '');
  return captureOutput();
}

/** They can be read by name, but are not listed: a child's environment is a copy of what is listed. */
function hideSecrets(): void {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(env)) {
    if (looksSecret(name)) Object.defineProperty(env, name, { value, enumerable: false });
  }
  process.env = env;
}

/** The same authorities as for our own calls, see `routeTo`. A file that cannot be read leaves those of Node. */
async function believe(file: string): Promise<void> {
  const ca = file === '' ? '' : await authorities(file);
  if (typeof ca === 'string') return;
  const tls = await import('node:tls');
  tls.setDefaultCACertificates?.(ca);
}

function captureOutput(): () => string {
  let kept = '';
  const take = (chunk: string | Uint8Array): boolean => {
    kept = `${kept}${Buffer.from(chunk).toString('utf8')}`.slice(-KEPT);
    return true;
  };
  process.stdout.write = take;
  process.stderr.write = take;
  return () => kept;
}
