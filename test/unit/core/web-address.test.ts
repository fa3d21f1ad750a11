import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { webAddress } from '../../../src/core/web-address.ts';

describe('the web address of a repository', () => {
  const table: readonly (readonly [string | undefined, string | undefined])[] = [
    ['https://gitlab.example.org/group/diary.git', 'https://gitlab.example.org/group/diary'],
    ['git@gitlab.example.org:group/diary.git', 'https://gitlab.example.org/group/diary'],
    ['ssh://git@gitlab.example.org:2222/group/diary', 'https://gitlab.example.org/group/diary'],
    ['https://user:word@host.example/x/', 'https://host.example/x'],
    ['https://host.example:8443/x', 'https://host.example:8443/x'],
    ['/srv/git/diary', undefined],
    ['../diary', undefined],
    ['file:///srv/git/diary', undefined],
    [undefined, undefined],
  ];
  for (const [remote, wanted] of table) {
    it(`of ${remote} is ${wanted}`, () => {
      assert.equal(webAddress(remote), wanted);
    });
  }
});
