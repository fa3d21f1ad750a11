import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DigestMemo } from '../../../src/core/ports.ts';
import { InputDigests } from '../../../src/run/input-digests.ts';
import { FakeFiles } from '../../support/files.ts';
import { value } from '../../support/world.ts';
import { aContext } from '../report/builders.ts';

/** Files that say which memo was asked for, and whether it was used and saved. */
class Watched extends FakeFiles {
  readonly opened: string[] = [];
  looks = 0;
  saved = 0;

  override digestMemo(path?: string): DigestMemo {
    this.opened.push(path ?? '');
    return {
      ...super.digestMemo(),
      save: () => {
        this.saved += 1;
      },
    };
  }

  override digestAll(root: string, paths: readonly string[]) {
    this.looks += 1;
    return super.digestAll(root, paths);
  }
}

function ground(context: Parameters<typeof aContext>[0] = {}) {
  const files = new Watched({ '/workspace/a': 'one', '/workspace/b': 'two' });
  return { files, digests: new InputDigests({ files, state: '/state' }, aContext(context)) };
}

describe('digests of inputs', () => {
  it('are remembered at the desk, outside the workspace, for this folder', () => {
    const { files, digests } = ground();
    assert.match(files.opened.join(), /^\/state\/digests\/[0-9a-f]{32}\.memo$/);
    const other = ground({ workspace: '/elsewhere' });
    assert.notEqual(other.files.opened[0], files.opened[0]);
    digests.save();
    assert.equal(files.saved, 1);
  });

  it('are remembered nowhere else, where others may have written to the machine', () => {
    for (const context of [{ host: 'github' }, { host: 'gitlab' }, { ci: true }] as const) {
      const { files, digests } = ground(context);
      digests.save();
      assert.deepEqual([files.opened, files.saved], [[], 0]);
    }
  });

  it('are looked for once while nothing has run, for the same paths', async () => {
    const { files, digests } = ground();
    const first = value(await digests.atStart(['a', 'b']));
    files.put('/workspace/a', 'changed');
    assert.equal(value(await digests.atStart(['a', 'b'])), first);
    assert.equal(files.looks, 1);
    assert.notDeepEqual(value(await digests.atStart(['a'])), first.slice(0, 1));
    assert.equal(files.looks, 2);
  });

  it('are looked for again when they are asked for as they are, and after anything may have changed', async () => {
    const { files, digests } = ground();
    const first = value(await digests.atStart(['a']));
    files.put('/workspace/a', 'changed');
    assert.notDeepEqual(value(await digests.of(['a'])), first);
    digests.disturb();
    const second = value(await digests.atStart(['a']));
    assert.notDeepEqual(second, first);
    files.put('/workspace/a', 'again');
    assert.notDeepEqual(value(await digests.atStart(['a'])), second);
  });
});
