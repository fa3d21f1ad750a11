/** A pipeline as `sealsmith generate` writes it, to its end: an image is built, pushed, signed by a key, verified. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { without } from '../support/forge-tools.ts';
import { GeneratedProject } from '../support/generated.ts';
import { startReferrersRegistry } from '../support/registries.ts';

const PASSWORD = 'a-password-for-a-key';

async function keyed(t: TestContext): Promise<{ project: GeneratedProject; host: string; key: string }> {
  const host = await startReferrersRegistry(t);
  const project = new GeneratedProject({
    'hello.txt': 'hello\n',
    'sealsmith.yml': [
      'toolchain: commands',
      'signing: { with: key }',
      'verify: { signers: [{ key: signer.pub }], needs: [signature, provenance, sbom] }',
      'steps:',
      '  lint: { run: grep hello hello.txt }',
      '  test: { run: test -s hello.txt }',
      '  containerize:',
      `    image: ${host}/group/small`,
      '    base: scratch',
      '    layers: [{ copy: hello.txt, to: /hello.txt }]',
      '    check: false',
    ].join('\n'),
  });
  t.after(() => project[Symbol.dispose]());
  const env = { SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  const made = await project.run(['keys', 'generate', '../signer'], { env });
  assert.equal(made.exit, 0, made.err);
  project.write({ 'signer.pub': readFileSync(join(project.base, 'signer.pub'), 'utf8') });
  return { project, host, key: readFileSync(join(project.base, 'signer.key'), 'utf8') };
}

describe('a generated pipeline with a key to sign with', {
  skip: without('act', 'gitlab-ci-local', 'go'),
}, () => {
  for (const forge of ['github', 'gitlab'] as const) {
    it(`ends on ${forge} with an image that is pushed, signed and verified, and says no secret`, async (t) => {
      const { project, host, key } = await keyed(t);
      await project.generate(forge);
      const secrets = { SEALSMITH_SIGNING_KEY: key, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
      const { exit, log } = await project.pushed(t, forge, secrets);
      assert.equal(exit, 0, log);
      const image = `${host}/group/small:${project.git('rev-parse', 'HEAD')}`;
      const verified = await project.run(['verify', image]);
      assert.equal(verified.exit, 0, verified.out + verified.err);
      for (const secret of [PASSWORD, key.split('\n')[1] ?? key]) assert.ok(!log.includes(secret));
    });
  }
});
