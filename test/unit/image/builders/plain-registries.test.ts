import { equal, match } from 'node:assert/strict';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { BuildRequest } from '../../../../src/core/image.ts';
import type { Ground } from '../../../../src/image/builders/dockerfile-ground.ts';
import { registriesFile } from '../../../../src/image/builders/plain-registries.ts';
import { readDockerfile } from '../../../../src/image/dockerfile.ts';
import { dockerfileRecipe } from '../../../support/engine-builds.ts';
import { anInside } from '../../../support/inside.ts';
import { AMD64, got } from '../../../support/layouts.ts';
import { temporaryFolder } from '../../../support/temporary.ts';

type Wanted = { readonly plainHttp?: readonly string[]; readonly theirs?: string };

function written(t: TestContext, images: readonly string[], { plainHttp = [], theirs = '' }: Wanted = {}) {
  const folder = temporaryFolder(t);
  const own = join(folder, 'theirs.conf');
  writeFileSync(own, theirs);
  const request: BuildRequest = {
    recipe: dockerfileRecipe('buildah'),
    platform: AMD64,
    labels: {},
    out: 'image' as BuildRequest['out'],
    plainHttp,
  };
  const text = images.map((name) => `FROM ${name}\n`).join('');
  const ground: Ground = {
    folder,
    dockerfile: readDockerfile(text, {}, AMD64),
    file: '',
    context: '',
    epoch: '0',
    ignore: undefined,
    secrets: [],
    bases: [],
    known: undefined,
    remarks: [],
    clear: () => {},
  };
  const inside = anInside(t, folder, { env: { CONTAINERS_REGISTRIES_CONF: own } });
  const path = got(registriesFile(request, ground, inside));
  return path === undefined ? undefined : { path, text: readFileSync(path, 'utf8') };
}

it('writes nothing where every registry has TLS', (t) => {
  equal(written(t, ['python:3', 'registry.example.org/a:1', '192.0.2.1:5000/a:1']), undefined);
});

it('lets this machine and those that were named do without TLS, and nobody else', (t) => {
  const images = ['127.0.0.1:5000/a:1', 'localhost:5000/a', 'one.example.org:80/a', 'other.example.org/a'];
  const file = written(t, images, { plainHttp: ['one.example.org:80', 'never-used.example.org'] });
  const locations = [...(file?.text ?? '').matchAll(/location = "(.*)"\ninsecure = true/g)].map(
    ([, at]) => at,
  );
  equal(locations.join(' '), '127.0.0.1:5000 localhost:5000 one.example.org:80');
  equal(file?.text.match(/insecure/g)?.length, 3);
});

it('keeps what the user has said, and adds to it in a file that only we read', (t) => {
  const theirs = 'unqualified-search-registries = ["docker.io"]\n[[registry]]\nlocation = "a.example.org"\n';
  const file = written(t, ['127.0.0.1:5000/a:1'], { theirs });
  match(
    file?.text ?? '',
    /^unqualified-search-registries = .*\n\[\[registry\]\]\nlocation = "a\.example\.org"\n/,
  );
  match(file?.text ?? '', /location = "127\.0\.0\.1:5000"/);
  equal(statSync(file?.path ?? '').mode & 0o777, 0o600);
});

it('says nothing of a registry of which the user has said something', (t) => {
  const theirs = '[[registry]]\nlocation = "127.0.0.1:5000"\nblocked = true\n';
  equal(written(t, ['127.0.0.1:5000/a:1'], { theirs }), undefined);
  equal(
    written(t, ['127.0.0.1:5000/a:1', '127.0.0.1:5001/a:1'], { theirs })?.text.match(/"127.0.0.1:5000"/g)
      ?.length,
    1,
  );
});
