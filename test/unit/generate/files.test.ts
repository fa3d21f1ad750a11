/** The two files as they are written, whole: what a person reviews. `UPDATE_GOLDEN=1` writes what has changed. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { githubFile } from '../../../src/generate/github.ts';
import { gitlabFile } from '../../../src/generate/gitlab.ts';
import { withHeader } from '../../../src/generate/header.ts';
import { ACTION, aPipeline, aSetting, aStep, DIGEST, IMAGE, INSTALL, PUSH, SIGN, TEST } from './pipelines.ts';

/** Small, and with one of each kind of job. */
const SETTING = aSetting({
  pipeline: aPipeline(
    [
      INSTALL,
      TEST,
      { ...IMAGE, after: ['install', 'test'] },
      PUSH,
      { ...SIGN, after: ['push'] },
      aStep('notify', ['test'], { grants: ['network', 'secret:CHAT_TOKEN'] }),
    ],
    '',
    [{ step: 'lint', why: { code: 'nothing-to-do', detail: 'no script is called lint' } }],
  ),
  protected: ['main'],
  releaseTags: ['v*'],
  sealed: true,
});

const FILES = {
  'github.yml': () => {
    const choices = { action: ACTION };
    return withHeader('github', choices, githubFile({ ...SETTING, choices, versionFile: '.nvmrc' }));
  },
  'gitlab.yml': () => {
    const choices = { image: `registry.example.org/ci@${DIGEST}` };
    return withHeader('gitlab', choices, gitlabFile({ ...SETTING, choices }));
  },
};

describe('a generated file', () => {
  for (const [name, write] of Object.entries(FILES)) {
    it(`is ${name}, to the byte`, () => {
      const path = join(import.meta.dirname, 'golden', name);
      if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, write());
      assert.equal(write(), readFileSync(path, 'utf8'));
    });
  }
});
