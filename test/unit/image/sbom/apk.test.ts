import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, listed, needsOf, purls } from '../../../support/sbom.ts';

/** Two packages as apk 2 writes them, shortened. */
export const INSTALLED = `C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=
P:musl
V:1.2.5-r0
A:x86_64
S:411000
T:the musl c library (libc) implementation
U:https://musl.libc.org/
L:MIT
o:musl
m:Jo <jo@example.org>
p:so:libc.musl-x86_64.so.1=1
F:lib
R:ld-musl-x86_64.so.1
a:0:0:755
Z:Q1xYgkyyLOGjnpDr+LGl7+sLGMfFg=

P:busybox
V:1.36.1-r29
A:x86_64
L:GPL-2.0-only
o:busybox-origin
D:so:libc.musl-x86_64.so.1 /bin/sh !other
`;

const OS = 'ID=alpine\nVERSION_ID=3.20.3\n';

describe('packages of Alpine', () => {
  for (const path of ['lib/apk/db/installed', 'usr/lib/apk/db/installed']) {
    it(`are listed from ${path}, with what they need and the hash that apk has`, async () => {
      const made = await listed([{ 'etc/os-release': OS, [path]: INSTALLED }]);
      const musl = 'pkg:apk/alpine/musl@1.2.5-r0?arch=x86_64&distro=alpine-3.20.3';
      const busybox =
        'pkg:apk/alpine/busybox@1.36.1-r29?arch=x86_64&distro=alpine-3.20.3&upstream=busybox-origin';
      assert.deepEqual(purls(made), [busybox, musl]);
      assert.deepEqual(component(made, musl).licenses, [{ license: { id: 'MIT' } }]);
      assert.deepEqual(component(made, musl).hashes, [
        { alg: 'SHA-1', content: 'a8a719fa3db7c6cb005e681086438ef1d1e76d6c' },
      ]);
      assert.deepEqual(needsOf(made, busybox), [musl]);
    });
  }
});
