import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keyOf, keyParts } from '../../../src/cache/key.ts';
import { KeptKeys } from '../../../src/cache/key-parts.ts';
import type { KeyParts } from '../../../src/core/key.ts';
import { canonicalJson } from '../../../src/formats/canonical.ts';
import { FakeFiles } from '../../support/files.ts';
import { aTool, MACHINE, value } from '../../support/world.ts';
import { aSpec, sha } from '../report/builders.ts';

function parts(id = 'test', count = 2): KeyParts {
  const inputs = Array.from({ length: count }, (_, at) => {
    return {
      path: `src/${String(at).padStart(6, '0')}`,
      sha256: sha(String(at % 10)),
      mode: 'file' as const,
    };
  });
  return keyParts(aSpec(id, { tools: [aTool('sh')], env: { A: '1' } }), '0.1.0', MACHINE, inputs, {}, 1);
}

function aShelf() {
  const files = new FakeFiles({ '/w/': '' });
  return { files, kept: new KeptKeys(files, '/w') };
}

describe('the parts of keys that are kept', () => {
  it('come back for their key, few or many', () => {
    const { kept, files } = aShelf();
    for (const one of [parts(), parts('many', 5000)]) {
      value(kept.keep(keyOf(one), one));
      assert.deepEqual(kept.parts(keyOf(one)), JSON.parse(canonicalJson(one)));
    }
    const large = files.text(`/w/.sealsmith/keys/${keyOf(parts('many', 5000))}.json`) ?? '';
    assert.ok(large.length < canonicalJson(parts('many', 5000)).length / 4, 'what is large is compressed');
  });

  it('are none for a key that is not kept', () => {
    const { kept } = aShelf();
    assert.equal(kept.parts(sha('1')), undefined);
  });

  it('are kept for the newest fifty keys', () => {
    const { kept, files } = aShelf();
    const all = Array.from({ length: 60 }, (_, at) => parts(`job-${at}`));
    for (const one of all) value(kept.keep(keyOf(one), one));
    const found = all.map((one) => kept.parts(keyOf(one)) !== undefined);
    assert.deepEqual(
      found,
      all.map((_, at) => at >= 10),
    );
    assert.equal(files.list('/w/.sealsmith/keys').length, 51);
  });

  it('are written once, however often a job has that key', () => {
    const { kept, files } = aShelf();
    value(kept.keep(keyOf(parts()), parts()));
    files.refuse('writeText', /keys/, 'EROFS');
    value(kept.keep(keyOf(parts()), parts()));
  });

  it('stay the newest although the note of their order is lost or damaged', () => {
    for (const damage of ['', '{', '[1,null]', '{"a":1}']) {
      const { kept, files } = aShelf();
      const all = Array.from({ length: 52 }, (_, at) => parts(`job-${at}`));
      for (const one of all.slice(0, 50)) value(kept.keep(keyOf(one), one));
      files.put('/w/.sealsmith/keys/order.json', damage);
      for (const one of all.slice(50)) value(kept.keep(keyOf(one), one));
      assert.ok(all.slice(50).every((one) => kept.parts(keyOf(one)) !== undefined));
      assert.equal(files.list('/w/.sealsmith/keys').length, 51);
    }
  });

  it('that cannot be written are a failure', () => {
    const { kept, files } = aShelf();
    files.refuse('writeText', /keys/, 'ENOSPC');
    assert.equal(kept.keep(keyOf(parts()), parts()).ok, false);
    assert.equal(kept.parts(keyOf(parts())), undefined);
  });

  const sound = JSON.parse(canonicalJson(parts())) as Record<string, unknown>;
  const foreign: Readonly<Record<string, unknown>> = {
    nothing: '',
    'no JSON': '{',
    null: null,
    'a list': [],
    'parts of another key': parts('other'),
    'another schema': { ...sound, schema: 'sealsmith-key/1' },
    'no job': { ...sound, job: null },
    'a job without commands': { ...sound, job: { ...parts().job, commands: undefined } },
    'a command without arguments': { ...sound, job: { ...parts().job, commands: [{ tool: 'x' }] } },
    'tools that are none': { ...sound, tools: [null] },
    'inputs that are text': { ...sound, inputs: 'x' },
    'an input with a mode that is none': {
      ...sound,
      inputs: [{ path: 'a', mode: 'file","x":"', sha256: sha('1') }],
    },
    'an input without a digest': { ...sound, inputs: [{ path: 'a', mode: 'file', sha256: 'x' }] },
    'a variable that is a number': { ...sound, env: { A: 1 } },
    'an epoch that is text': { ...sound, epoch: '1' },
    'a compression that is none': { schema: 'sealsmith-key-parts/1', bytes: 10, zstd: 'eA==' },
    'a compression without a length': { schema: 'sealsmith-key-parts/1', zstd: 'eA==' },
  };
  for (const [name, content] of Object.entries(foreign)) {
    it(`are none where somebody left ${name}, even under the key that it would have`, () => {
      const { kept, files } = aShelf();
      const text = typeof content === 'string' ? content : JSON.stringify(content);
      const keys = [keyOf(parts())];
      if (
        typeof content === 'object' &&
        content !== null &&
        'inputs' in content &&
        Array.isArray(content.inputs)
      ) {
        if (content !== foreign['parts of another key']) keys.push(keyOf(content as KeyParts));
      }
      for (const key of keys) {
        files.put(`/w/.sealsmith/keys/${key}.json`, text);
        assert.equal(kept.parts(key), undefined);
      }
    });
  }
});
