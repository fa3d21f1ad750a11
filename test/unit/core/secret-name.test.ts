import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { looksSecret } from '../../../src/core/secret-name.ts';

const SECRETS = [
  ...[
    'CI_JOB_TOKEN',
    'GITHUB_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'SIGSTORE_ID_TOKEN',
    'NPM_TOKEN',
    'TOKEN',
  ],
  ...['CI_REGISTRY_PASSWORD', 'PGPASSWORD', 'MYSQL_PWD_PASSWD', 'SSH_PASSPHRASE', 'COSIGN_PASSWORD'],
  ...['AWS_SECRET_ACCESS_KEY', 'CLIENT_SECRET', 'DOCKER_AUTH_CONFIG', 'npm_config__authToken', 'SECRET_KEY'],
  ...[
    'SSH_PRIVATE_KEY',
    'OPENAI_API_KEY',
    'OPENAI_APIKEY',
    'CI_JOB_JWT',
    'CI_JOB_JWT_V2',
    'GH_PAT',
    'BASIC_AUTH',
  ],
  ...['CI_DEPLOY_CREDENTIALS', 'UV_INDEX_HOME_PASSWORD', 'SEALSMITH_CACHE_KEY', 'db_password'],
];

const OTHERS = [
  ...[
    'HOME',
    'PATH',
    'LANG',
    'CI',
    'PWD',
    'OLDPWD',
    'EDITOR',
    'GITHUB_SHA',
    'CI_COMMIT_REF_NAME',
    'FLASK_ENV',
  ],
  ...[
    'HTTPS_PROXY',
    'PIP_INDEX_URL',
    'GOFLAGS',
    'KEYBOARD',
    'MONKEY',
    'TOKENIZERS_PARALLELISM',
    'PATTERN',
    'AUTHOR',
  ],
  ...['SSH_KEY_PATH', 'GOOGLE_APPLICATION_CREDENTIALS_FILE', 'SECRETS_DIR', 'SSH_AUTH_SOCK', 'COMPAT'],
];

describe('the name of a variable', () => {
  it('says that it holds a secret', () =>
    assert.deepEqual(
      SECRETS.filter((name) => !looksSecret(name)),
      [],
    ));
  it('says nothing of the kind', () => assert.deepEqual(OTHERS.filter(looksSecret), []));
});
