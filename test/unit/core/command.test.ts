import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandText } from '../../../src/core/command.ts';
import type { Command } from '../../../src/core/step.ts';
import { at } from '../../support/world.ts';

describe('a command as people read it', () => {
  const table: readonly (readonly [Command, string])[] = [
    [
      { tool: 'pytest', args: ['-q', '--junitxml=.sealsmith/x.xml'] },
      'pytest -q --junitxml=.sealsmith/x.xml',
    ],
    [{ tool: 'pytest', args: ['a b', "it's", ''] }, "pytest 'a b' 'it'\\''s' ''"],
    [
      { tool: 'echo', args: ['$(id)', '`id`', '*', '~root', 'a;b', 'a\nb'] },
      "echo '$(id)' '`id`' '*' ~root 'a;b' 'a\nb'",
    ],
    [{ tool: 'sh', args: ['-eu', '-c', 'make "all" | tee x'] }, 'make "all" | tee x'],
    [{ tool: 'sh', args: ['-c', 'make all'] }, "sh -c 'make all'"],
    [{ tool: 'npm', args: ['ci'], cwd: at('web') }, '(cd web) npm ci'],
    [{ tool: 'npm', args: ['ci'], cwd: at('my web') }, "(cd 'my web') npm ci"],
    [{ tool: 'cat', args: ['größe.txt'] }, 'cat größe.txt'],
  ];
  for (const [command, text] of table) {
    it(`is ${JSON.stringify(text)}`, () => assert.equal(commandText(command), text));
  }
});
