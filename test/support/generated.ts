/** A project with a pipeline that `sealsmith generate` has written, on a forge of this machine. */

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { ActPipeline, FORGE_TOKEN, type Piped, PUSH } from './act-pipeline.ts';
import { type Emulated, gitlabLocal, OUR_ACTION } from './emulators.ts';
import type { GitServer } from './git-server.ts';

export class GeneratedProject extends ActPipeline {
  /** Writes the pipeline. */
  async generate(forge: 'github' | 'gitlab', ...more: string[]): Promise<this> {
    this.write({ '.gitignore': '.gitlab-ci-local\nnode_modules\n' });
    this.commit();
    const action = forge === 'github' ? ['--action', OUR_ACTION] : [];
    const ran = await this.run(['generate', forge, ...action, ...more]);
    assert.equal(ran.exit, 0, ran.err);
    if (forge === 'gitlab') this.write({ '.gitlab-ci.yml': 'include: .gitlab/sealsmith.yml\n' });
    // What an include names is looked for among the files that git knows.
    return this.commit();
  }

  /** The whole pipeline of a push to the protected branch, with the secrets that a forge would hold. */
  async pushed(
    t: TestContext,
    forge: 'github' | 'gitlab',
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<Piped | Emulated> {
    const server = await this.publish(t);
    return forge === 'github' ? this.act(PUSH, server, { secrets }) : this.#gitlab(server, secrets);
  }

  #gitlab(server: GitServer, secrets: Readonly<Record<string, string>>): Promise<Emulated> {
    return gitlabLocal(this, [], {
      CI_PROJECT_URL: `https://${server.host}/group/hello`,
      CI_PROJECT_PATH: 'group/hello',
      GIT_SSL_CAINFO: server.certificate,
      CI_JOB_TOKEN: FORGE_TOKEN,
      ...secrets,
    });
  }
}
