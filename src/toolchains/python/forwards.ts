import { NETWORK_FORWARDS } from '../job.ts';

const PIP =
  'INDEX_URL EXTRA_INDEX_URL NO_INDEX FIND_LINKS TRUSTED_HOST CERT CLIENT_CERT PROXY TIMEOUT RETRIES';
const PIP_MORE = 'CONFIG_FILE DEFAULT_TIMEOUT KEYRING_PROVIDER';
const UV =
  'INDEX INDEX_* DEFAULT_INDEX EXTRA_INDEX_URL NO_INDEX FIND_LINKS INSECURE_HOST NATIVE_TLS SYSTEM_CERTS';
const UV_MORE = 'CONFIG_FILE HTTP_TIMEOUT HTTP_RETRIES KEYRING_PROVIDER CONCURRENT_DOWNLOADS';
const POETRY = 'CONFIG_DIR HTTP_BASIC_* CERTIFICATES_* REPOSITORIES_*';

/**
 * Settings of the machine without which pip, uv and Poetry may not reach their index. Listed by name: the same
 * programs have variables that change what is installed (`PIP_TARGET`, `UV_CONSTRAINT`), and those stay outside.
 */
export const PYTHON_FORWARDS: readonly string[] = [
  ...NETWORK_FORWARDS,
  ...['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE', 'NETRC'],
  ...named('PIP', `${PIP} ${PIP_MORE}`),
  ...named('UV', `${UV} ${UV_MORE}`),
  ...named('POETRY', POETRY),
];

function named(prefix: string, names: string): string[] {
  return names.split(' ').map((name) => `${prefix}_${name}`);
}
