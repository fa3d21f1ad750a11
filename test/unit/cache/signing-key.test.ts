import assert from 'node:assert/strict';
import { sign, verify } from 'node:crypto';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { generateKey, keyIdOf, parsePublicKey, parseSecretKey } from '../../../src/cache/signing-key.ts';

/** RFC 8032 section 7.1, test 1. */
const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
const PUBLIC = 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a';
const SIGNATURE =
  'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b';

function secret(hex: string): string {
  return `ed25519-secret:${Buffer.from(hex, 'hex').toString('base64')}`;
}

function shared(hex: string): string {
  return `ed25519:${Buffer.from(hex, 'hex').toString('base64')}`;
}

function key(text: string) {
  const parsed = parseSecretKey(text);
  assert.ok(parsed.ok, JSON.stringify(parsed));
  return parsed.value;
}

describe('a sealing key', () => {
  it("is that of RFC 8032's first test, from its seed", () => {
    const { publicKey, privateKey } = key(secret(SEED));
    assert.equal(publicKey, shared(PUBLIC));
    assert.equal(sign(null, Buffer.alloc(0), privateKey).toString('hex'), SIGNATURE);
  });

  it('is read with white space around it, as files and browsers add', () => {
    assert.equal(key(`\n ${secret(SEED)}\r\n`).publicKey, shared(PUBLIC));
  });

  it('is made new each time, and read back from its text', () => {
    const [one, two] = [generateKey(), generateKey()];
    assert.notEqual(one.secret, two.secret);
    assert.equal(key(one.secret).publicKey, one.key.publicKey);
    assert.equal(key(one.secret).keyId, one.key.keyId);
    assert.ok(parsePublicKey(one.key.publicKey).ok);
  });

  it('has an id that follows from the public key', () => {
    assert.match(key(secret(SEED)).keyId, /^[0-9a-f]{32}$/);
    assert.equal(keyIdOf(shared(PUBLIC)), key(secret(SEED)).keyId);
    for (const text of ['', 'ed25519:', 'ed25519:AAAA', secret(SEED)]) assert.equal(keyIdOf(text), undefined);
  });

  it('E2: never prints its secret', () => {
    const { key: made, secret: text } = generateKey();
    const seed = text.slice('ed25519-secret:'.length);
    for (const printed of [inspect(made, { depth: 9, showHidden: true }), JSON.stringify(made), String(made)])
      assert.ok(!printed.includes(seed));
  });

  for (const [what, text] of [
    ['nothing', ''],
    ['a public key', shared(PUBLIC)],
    ['bare base64', Buffer.from(SEED, 'hex').toString('base64')],
    ['31 bytes', secret(SEED.slice(2))],
    ['33 bytes', secret(`${SEED}00`)],
    ['base64 without its padding', secret(SEED).slice(0, -1)],
    ['URL-safe base64', secret(SEED).replace(/.$/, '_')],
    ['something else in front', `x${secret(SEED)}`],
    ['PEM', '-----BEGIN PRIVATE KEY-----'],
  ] as const) {
    it(`is refused as ${what}, and nothing of it is repeated`, () => {
      const parsed = parseSecretKey(text);
      assert.ok(!parsed.ok);
      const rest = text.replace(/^x?ed25519(-secret)?:/, '');
      assert.ok(rest === '' || !parsed.failure.includes(rest), parsed.failure);
    });
  }
});

describe('a public key', () => {
  it('verifies what the private one signed', () => {
    const parsed = parsePublicKey(shared(PUBLIC));
    assert.ok(parsed.ok);
    assert.ok(verify(null, Buffer.alloc(0), parsed.value, Buffer.from(SIGNATURE, 'hex')));
  });

  it('pasted as the private one has its own message, which does not repeat it', () => {
    for (const text of [secret(SEED), `ed25519:${secret(SEED)}`, '-----BEGIN PRIVATE KEY-----\nMC4C']) {
      const parsed = parsePublicKey(text);
      assert.ok(!parsed.ok);
      assert.match(parsed.failure, /this is a private key.*make a new pair/);
      assert.ok(!parsed.failure.includes(secret(SEED).slice(15)) && !parsed.failure.includes('MC4C'));
    }
  });

  for (const [what, text] of [
    ['no prefix', Buffer.from(PUBLIC, 'hex').toString('base64')],
    ['too short', 'ed25519:AAAA'],
    ['no padding', shared(PUBLIC).slice(0, -1)],
    ['white space', ` ${shared(PUBLIC)}`],
    ['another kind of key', `ecdsa:${Buffer.from(PUBLIC, 'hex').toString('base64')}`],
  ] as const) {
    it(`is refused with ${what}`, () => {
      assert.equal(parsePublicKey(text).ok, false);
    });
  }

  it('C2: of small order is refused, as a placeholder of zeros is one', () => {
    for (const hex of [
      '00'.repeat(32),
      `01${'00'.repeat(31)}`,
      `01${'00'.repeat(30)}80`,
      `ec${'ff'.repeat(30)}7f`,
      `ed${'ff'.repeat(31)}`,
      '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
      'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
    ]) {
      const parsed = parsePublicKey(shared(hex));
      assert.ok(!parsed.ok && /no secret/.test(parsed.failure), hex);
    }
  });
});
