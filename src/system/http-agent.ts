/** How an address is reached: straight or by a proxy, and which certificate authorities are believed. */

import { readFileSync } from 'node:fs';
import type { Agent } from 'node:http';
import { isLoopback } from '../core/loopback.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Where to connect from; a text where that cannot be done as the environment wants it. */
export type Route = { readonly agent: Agent; readonly proxied: boolean } | string;

/**
 * Opens connections as HTTP_PROXY, HTTPS_PROXY and NO_PROXY say (in capitals or not); what is on this machine is never
 * asked of a proxy, so that plain http to it stays here. SSL_CERT_FILE replaces the authorities that Node brings, as
 * it does for OpenSSL, curl and Go; those of NODE_EXTRA_CA_CERTS, which Node reads by itself, are believed as well.
 *
 * @param keepAlive  connections wait for the next call when one is done; waiting ones hold nobody up
 */
export async function routeTo(url: URL, env: Env, keepAlive = false): Promise<Route> {
  const secure = url.protocol === 'https:';
  const proxied = !isLoopback(url) && PROXIES.some((name) => (env[name] ?? '') !== '');
  if (proxied && !knowsProxies()) return 'a proxy is set, and proxies need Node 24.5 or later';
  const options = { keepAlive, ...(proxied ? { proxyEnv: { ...env } } : {}) };
  if (!secure) return { agent: new (process.getBuiltinModule('node:http').Agent)(options), proxied };
  const file = env['SSL_CERT_FILE'] ?? '';
  const ca = file === '' ? undefined : await authorities(file);
  if (typeof ca === 'string') return ca;
  const { Agent } = process.getBuiltinModule('node:https');
  // The agent's own, because a tunnel through a proxy does not see what a single call says.
  return { agent: new Agent(ca === undefined ? options : { ...options, ca: [...ca] }), proxied };
}

/** Certificates in PEM, or why there are none. */
export async function authorities(file: string): Promise<readonly string[] | string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return `SSL_CERT_FILE cannot be read (${file})`;
  }
  const { getCACertificates } = await import('node:tls');
  return [text, ...getCACertificates('extra')];
}

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'];

function knowsProxies(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 24 || (major === 24 && minor >= 5);
}
