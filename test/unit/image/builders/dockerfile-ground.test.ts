import { deepEqual, equal, ok } from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { BuildRequest, ImageDigest } from '../../../../src/core/image.ts';
import {
  type DockerfileRecipe,
  type PinImages,
  prepareGround,
} from '../../../../src/image/builders/dockerfile-ground.ts';
import { dockerfileRecipe } from '../../../support/engine-builds.ts';
import { anInside } from '../../../support/inside.ts';
import { AMD64, codeOf, got } from '../../../support/layouts.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

const DIGEST = `sha256:${'a'.repeat(64)}` as ImageDigest;
const SECRET = 'a value\nof two lines\n';

/** Pins everything that it is asked for. */
const pinAll: PinImages = async (uses) => ({
  ok: true,
  value: {
    pins: new Map(uses.map(({ name }) => [name, `pinned/${name}@${DIGEST}`])),
    bases: [],
    known: new Set<ImageDigest>(),
    remarks: [],
  },
});

type Made = {
  readonly recipe?: Partial<DockerfileRecipe>;
  readonly frontend?: boolean;
  readonly pins?: PinImages;
};

async function prepared(t: TestContext, text: string, { recipe, frontend = true, pins = pinAll }: Made = {}) {
  const folder = temporaryFolder(t);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  writeFileSync(join(folder, 'Dockerfile'), text);
  writeFileSync(join(folder, 'Dockerfile.dockerignore'), 'left-out\n');
  const [cwd, tmp] = [process.cwd(), process.env['TMPDIR']];
  process.chdir(folder);
  process.env['TMPDIR'] = temporary;
  t.after(() => {
    process.chdir(cwd);
    if (tmp === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = tmp;
  });
  const whole = dockerfileRecipe('buildah', recipe);
  const request: BuildRequest = {
    recipe: whole,
    platform: AMD64,
    labels: {},
    out: 'image' as BuildRequest['out'],
    plainHttp: [],
  };
  const inside = anInside(t, folder, { env: { TOKEN: SECRET } });
  return { folder, temporary, result: await prepareGround(request, whole, inside, pins, frontend) };
}

it('lays secrets down in files that only we may read, in a folder that only we may enter, outside the context', async (t) => {
  const { folder, temporary, result } = await prepared(t, 'FROM a\n', { recipe: { secrets: ['TOKEN'] } });
  const ground = got(result);
  const [secret] = ground.secrets;
  ok(secret !== undefined);
  equal(secret.id, 'TOKEN');
  equal(readFileSync(secret.path, 'utf8'), SECRET);
  equal(statSync(secret.path).mode & 0o777, 0o600);
  equal(statSync(ground.folder).mode & 0o777, 0o700);
  ok(secret.path.startsWith(`${ground.folder}/`));
  ok(ground.folder.startsWith(temporary) && ground.context === folder);
  // No name of a secret becomes the name of a file.
  equal(secret.path.includes('TOKEN'), false);
  ground.clear();
  deepEqual(readdirSync(temporary), []);
});

it('leaves no secret behind where another one has no value', async (t) => {
  const { temporary, result } = await prepared(t, 'FROM a\n', {
    recipe: { secrets: ['TOKEN', 'NOBODY_SET_IT'] },
  });
  equal(codeOf(result), 'variable-unset');
  deepEqual(readdirSync(temporary), []);
});

it('writes pinned names into a copy, which goes, with the rules that stand beside the file', async (t) => {
  const text = 'ARG B=b\nFROM a AS x\nRUN echo a\nFROM ${B}\nCOPY --from=c / /\nCOPY --from=x / /\n';
  const { folder, result } = await prepared(t, text);
  const ground = got(result);
  equal(readFileSync(join(folder, 'Dockerfile'), 'utf8'), text);
  equal(
    readFileSync(ground.file, 'utf8'),
    `ARG B=b\nFROM pinned/a@${DIGEST} AS x\nRUN echo a\nFROM pinned/b@${DIGEST}\nCOPY --from=pinned/c@${DIGEST} / /\nCOPY --from=x / /\n`,
  );
  equal(readFileSync(ground.ignore ?? '', 'utf8'), 'left-out\n');
  equal(ground.ignore, `${ground.file}.dockerignore`);
  ground.clear();
  equal(existsSync(ground.file), false);
});

for (const [frontend, wanted] of [
  [true, ['reader:1']],
  [false, []],
] as const) {
  it(`pins what reads the file ${frontend ? 'for' : 'only for'} builders that have frontends`, async (t) => {
    const asked: string[] = [];
    const pins: PinImages = (uses, request, inside) => {
      asked.push(...uses.map(({ name }) => name));
      return pinAll(uses, request, inside);
    };
    got((await prepared(t, '# syntax=reader:1\nFROM scratch\n', { frontend, pins })).result).clear();
    deepEqual(asked, wanted);
  });
}

it('says which lines may take an image that is not pinned, and then knows no layer of any base', async (t) => {
  const ground = got((await prepared(t, 'FROM a\nCOPY --from=$X / /\n')).result);
  equal(ground.remarks.length, 1);
  ok(ground.remarks[0]?.startsWith('Dockerfile:2 '));
  equal(ground.known, undefined);
  ground.clear();
});

for (const [what, text, recipe] of [
  ['a file that is not there', 'FROM a\n', { file: 'Other' as DockerfileRecipe['file'] }],
  ['a context that is not there', 'FROM a\n', { context: 'other' }],
  ['a stage that is not there', 'FROM a\n', { target: 'other' }],
  ['a base without a name', 'ARG BASE\nFROM ${BASE}\n', {}],
] as const) {
  it(`refuses ${what}, and leaves nothing`, async (t) => {
    const { temporary, result } = await prepared(t, text, { recipe });
    equal(codeOf(result), 'image-build-failed');
    deepEqual(readdirSync(temporary), []);
  });
}
