import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { askHidden, press } from '../../../src/system/prompt.ts';
import { without } from '../../support/forge-tools.ts';

/** What is known after these keys. */
function typed(keys: string): unknown {
  let text: string | object = '';
  for (const key of keys) {
    if (typeof text !== 'string') break;
    text = press(text, key);
  }
  return text;
}

/** Runs the prompt on a terminal of the kernel and types; what the screen showed, and what was answered. */
async function onTerminal(keys: string): Promise<{ readonly screen: string; readonly answer: string }> {
  const module = join(import.meta.dirname, '../../../src/system/prompt.ts');
  const code = `
    const { askHidden } = await import(${JSON.stringify(module)});
    const asked = await askHidden('Password: ', new AbortController().signal);
    console.log('answer=' + Buffer.from(JSON.stringify([asked, process.stdin.isRaw])).toString('hex'));
  `;
  const script = join(import.meta.dirname, '../../support/pseudo-terminal.py');
  const args = [script, '80', '24', process.execPath, '--input-type=module', '--eval', code];
  const child = spawn('python3', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  let screen = '';
  await new Promise((resolve) => {
    child.stdout.on('data', (chunk) => {
      const before = screen;
      screen += String(chunk);
      if (!before.includes('Password: ') && screen.includes('Password: ')) child.stdin.write(keys);
    });
    child.on('close', resolve);
  });
  const hex = /answer=([0-9a-f]+)/.exec(screen)?.[1] ?? assert.fail(screen);
  return { screen, answer: Buffer.from(hex, 'hex').toString() };
}

describe('a secret that is asked for', () => {
  it('is what was typed before the line ended', () => {
    assert.deepEqual(typed('pässwörd\rmore'), { kind: 'answered', text: 'pässwörd' });
    assert.deepEqual(typed('\n'), { kind: 'answered', text: '' });
    assert.equal(typed('abc'), 'abc');
  });

  it('can be corrected, character by character or as a whole', () => {
    assert.deepEqual(typed('abx\u007fc\r'), { kind: 'answered', text: 'abc' });
    assert.deepEqual(typed('😀\b\b\ba\r'), { kind: 'answered', text: 'a' });
    assert.deepEqual(typed('wrong\u0015right\r'), { kind: 'answered', text: 'right' });
  });

  it('is none after Ctrl-C or Ctrl-D', () => {
    assert.deepEqual(typed('abc\u0003\r'), { kind: 'interrupted' });
    assert.deepEqual(typed('abc\u0004\r'), { kind: 'absent' });
  });

  it('ends somewhere', () => {
    assert.equal(String(typed('x'.repeat(5000))).length, 1024);
  });

  it('is not asked for where there is no terminal', async () => {
    assert.equal(process.stdin.isTTY, undefined);
    assert.deepEqual(await askHidden('Password: ', new AbortController().signal), { kind: 'absent' });
  });

  it('is never shown, and the terminal is as it was', { skip: without('python3') }, async () => {
    const { screen, answer } = await onTerminal('hunter2\r');
    assert.deepEqual(JSON.parse(answer), [{ kind: 'answered', text: 'hunter2' }, false]);
    assert.ok(!screen.includes('hunter2') && !screen.includes('*'), screen);
  });

  it('is given up by Ctrl-C, which ends the question and not the program', {
    skip: without('python3'),
  }, async () => {
    const { answer } = await onTerminal('hun\u0003');
    assert.deepEqual(JSON.parse(answer), [{ kind: 'interrupted' }, false]);
  });
});
