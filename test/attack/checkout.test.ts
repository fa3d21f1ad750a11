/** A checkout that is not what the host speaks of (E6), and what checkouts leave in `.git/config` (E10). */

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runAction } from '../support/github-job.ts';
import { TestProject } from '../support/project.ts';

const TOKEN = 'a-token-that-nobody-may-see-0123456789';

describe('E6: a workflow of the protected branch that checks out a stranger’s commit', () => {
  const steps = 'steps:\n  ship: { run: "printf %s \\"$DEPLOY_TOKEN\\" > got", secrets: [DEPLOY_TOKEN] }\n';
  const config = `toolchain: commands\nprotected: [main, evil]\n${steps}`;
  const env = { DEPLOY_TOKEN: TOKEN };

  it('gives it no secret, and says why', async () => {
    using project = new TestProject({ 'sealsmith.yml': config }).commit();
    const ours = project.git('rev-parse', 'HEAD');
    assert.equal((await runAction(project, { env })).exit, 0);
    assert.equal(project.read('got'), TOKEN, 'the commit of the run itself gets the secret');

    project.git('clean', '-fdxq');
    project.write({ 'sealsmith.yml': `${config}# a stranger\n` });
    project.commit();
    for (const name of ['push', 'workflow_dispatch', 'schedule']) {
      const payload = { repository: { full_name: 'group/small', default_branch: 'main' } };
      const event = { name, ref: 'refs/heads/main', payload };
      const ran = await runAction(project, { event, env: { ...env, GITHUB_SHA: ours } });
      assert.equal(ran.exit, 0, ran.out + ran.err);
      assert.ok(!project.has('got'), name);
      assert.equal(project.record().how.tier, 'T0');
      assert.match(project.record().how.tierReason, /checked out/);
    }
  });
});

describe('E10: credentials that a checkout left in .git/config', () => {
  const config = 'toolchain: commands\nsteps: { one: { run: "true" } }\n';

  it('are said by plan and doctor, by the name of the setting and without its value', async () => {
    using project = new TestProject({ 'sealsmith.yml': config }).commit();
    for (const command of ['plan', 'doctor']) {
      assert.doesNotMatch((await project.run([command])).out, /credentials/, command);
    }
    // As actions/checkout leaves it: in the settings themselves, or in a file that they include.
    const header = ['http.https://github.com/.extraheader', `AUTHORIZATION: basic ${TOKEN}`] as const;
    const included = join(project.base, 'git-credentials.config');
    const ways: readonly (() => void)[] = [
      () => void project.git('config', '--local', ...header),
      () => {
        project.git('config', '--local', '--unset-all', header[0]);
        writeFileSync(
          included,
          `[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic ${TOKEN}\n`,
        );
        project.git('config', '--local', `includeIf.gitdir:${project.folder}/.git.path`, included);
      },
    ];
    for (const leave of ways) {
      leave();
      for (const args of [['plan'], ['doctor'], ['plan', '--json'], ['doctor', '--json']]) {
        const { out, err } = await project.run(args);
        const said = (out + err).replace(/\s+/g, ' ');
        assert.match(said, /http\.https:\/\/github\.com\/\.extraheader/, args.join(' '));
        assert.ok(!said.includes(TOKEN), args.join(' '));
      }
      assert.match(
        (await project.run(['plan'])).out.replace(/\s+/g, ' '),
        /left credentials.*keeps them out/,
      );
    }
  });
});
