import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { machineKey } from '../../../src/cache/machine-key.ts';
import { parseSecretKey } from '../../../src/cache/signing-key.ts';
import { FakeFiles } from '../../support/files.ts';
import { failure, value } from '../../support/world.ts';

const STATE = '/home/ada/.local/state/sealsmith';
const PATH = `${STATE}/keys/machine.key`;

describe("the machine's own key", () => {
  it('is made once, private, and found again', () => {
    const files = new FakeFiles();
    const first = value(machineKey(files, STATE, true));
    assert.match(files.text(PATH) ?? '', /^ed25519-secret:[A-Za-z0-9+/]{43}=\n$/);
    assert.equal(value(machineKey(files, STATE, true))?.publicKey, first?.publicKey);
    assert.equal(value(machineKey(files, STATE, false))?.publicKey, first?.publicKey);
  });

  it('is not made where none is to be made', () => {
    const files = new FakeFiles();
    assert.equal(value(machineKey(files, STATE, false)), undefined);
    assert.deepEqual(files.paths(), []);
  });

  it('F1: is the same for two runs that make it at once', () => {
    const files = new FakeFiles();
    let other: string | undefined;
    // Between the look and the writing another run makes its own.
    const slow = {
      readPrivate: (path: string) => files.readPrivate(path),
      createPrivate: (path: string, text: string) => {
        other = value(machineKey(files, STATE, true))?.publicKey;
        return files.createPrivate(path, text);
      },
    };
    const mine = value(machineKey(slow, STATE, true));
    assert.equal(mine?.publicKey, other);
    const kept = parseSecretKey(files.text(PATH) ?? '');
    assert.ok(kept.ok);
    assert.equal(kept.value.publicKey, other);
  });

  it('is no longer used, and not replaced, when its file is open to others or holds something else', () => {
    for (const [text, mode] of [
      ['ed25519-secret:', 0o600],
      ['', 0o600],
      [`ed25519-secret:${Buffer.alloc(32, 1).toString('base64')}\n`, 0o644],
    ] as const) {
      const files = new FakeFiles();
      value(machineKey(files, STATE, true));
      files.put(PATH, text, mode);
      const failed = failure(machineKey(files, STATE, true));
      assert.ok(failed.code === 'key-unusable' && failed.path === PATH, JSON.stringify(failed));
      assert.equal(files.text(PATH), text);
    }
  });

  it('is a failure where it cannot be written', () => {
    const files = new FakeFiles();
    files.refuse('createPrivate', /machine/, 'EROFS');
    assert.equal(failure(machineKey(files, STATE, true)).code, 'system');
  });
});
