import { deepEqual, equal } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { err, ok } from '../../../src/core/result.ts';
import { loadImage, type RunProgram } from '../../../src/image/load.ts';
import { anInside } from '../../support/inside.ts';
import { anImageOf, codeOf, tarOf } from '../../support/layouts.ts';
import { temporaryFolder } from '../../support/temporary.ts';

async function loaded(t: TestContext, name: string, run: RunProgram, stop = new AbortController()) {
  const folder = temporaryFolder(t);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = temporary;
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  const image = await anImageOf(join(folder, 'layout'), { layers: [tarOf(['a', 'text'])] });
  const doors = anInside(t, folder).doors();
  const result = await loadImage(image, name, 'podman', run, doors, stop.signal);
  return { result, left: readdirSync(temporary) };
}

const never: RunProgram = async () => {
  throw new Error('nothing may be started');
};

it('hands the engine an archive with the name in it, and removes that', async (t) => {
  let tags: unknown;
  const { result, left } = await loaded(t, 'diary:dev', async (program, args) => {
    const archive = args.at(-1) ?? '';
    deepEqual([program, ...args.slice(0, -1)], ['podman', 'load', '--quiet', '--input']);
    const manifest = execFileSync('tar', ['-xOf', archive, 'manifest.json'], { encoding: 'utf8' });
    [{ RepoTags: tags }] = JSON.parse(manifest);
    return ok({ exit: 0, output: '' });
  });
  deepEqual(result, ok('diary:dev'));
  deepEqual(tags, ['diary:dev']);
  deepEqual(left, []);
});

it('says the first thing that an engine has to say when it does not load it', async (t) => {
  const { result, left } = await loaded(t, 'diary:dev', async () =>
    ok({ exit: 1, output: '\n  no daemon here \nmore\n' }),
  );
  deepEqual(result, err({ code: 'engine-unavailable', engine: 'podman', message: 'no daemon here' }));
  deepEqual(left, []);
});

it('is what went wrong when the engine could not be started', async (t) => {
  const failure = { code: 'system', doing: 'start', path: 'podman', errno: 'ENOENT' } as const;
  const { result, left } = await loaded(t, 'diary:dev', async () => err(failure));
  deepEqual(result, err(failure));
  deepEqual(left, []);
});

for (const name of ['diary', `diary:dev@sha256:${'a'.repeat(64)}`, '--all:1', 'Diary:dev', '']) {
  it(`takes no "${name}" for a name with a tag`, async (t) => {
    equal(codeOf((await loaded(t, name, never)).result), 'usage');
  });
}

it('leaves nothing when it is interrupted', async (t) => {
  const stop = new AbortController();
  stop.abort('SIGINT');
  const { result, left } = await loaded(t, 'diary:dev', never, stop);
  equal(codeOf(result), 'interrupted');
  deepEqual(left, []);
});
