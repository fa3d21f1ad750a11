/** The layers of the design, held by reading every import. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';

const ROOT = join(import.meta.dirname, '..', 'src');

/** Which folders of ours each folder may import, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  formats: ['core'],
  toolchains: ['core', 'formats'],
  clients: ['core', 'formats'],
  cache: ['core', 'formats'],
  image: ['core', 'formats', 'clients'],
  signing: ['core', 'formats', 'clients'],
  attest: ['core', 'formats', 'clients'],
  verify: ['core', 'formats', 'clients'],
  report: ['core', 'formats', 'clients'],
  generate: ['core', 'formats'],
  steps: [
    'core',
    'formats',
    'clients',
    'toolchains',
    'cache',
    'image',
    'signing',
    'attest',
    'verify',
    'report',
  ],
  run: ['core', 'formats', 'clients', 'steps', 'toolchains', 'cache', 'image', 'signing', 'verify'],
  hosts: ['core', 'report', 'system'],
  system: ['core'],
};

/** Modules of Node that reach the world; only `system/` may. */
const WORLDLY =
  /^node:(fs|child_process|os|net|http|https|http2|tls|dgram|dns|worker_threads|cluster|tty)(\/|$)/;

type Import = { readonly file: string; readonly specifier: string; readonly typeOnly: boolean };

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .toSorted();

const imports = files.flatMap((file): Import[] => {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const statements = [...text.matchAll(/^(?:import|export)\b([^;]*?)\bfrom\s+'([^']+)'/gms)];
  const bare = [...text.matchAll(/^import\s+'([^']+)'/gm), ...text.matchAll(/\bimport\(\s*'([^']+)'/g)];
  return [
    ...statements.map((match) => ({
      file,
      specifier: match[2] ?? '',
      typeOnly: /^\s+type\b/.test(match[1] ?? ''),
    })),
    ...bare.map((match) => ({ file, specifier: match[1] ?? '', typeOnly: false })),
  ];
});

function layer(file: string): string {
  return file.includes('/') ? (file.split('/')[0] ?? '') : '';
}

function target({ file, specifier }: Import): string {
  return relative(ROOT, resolve(ROOT, dirname(file), specifier));
}

describe('architecture', () => {
  it('reads imports at all', () => {
    assert.ok(imports.length > 100, `${imports.length} imports found`);
  });

  it('lets each layer import only the layers below it', () => {
    const wrong = imports
      .filter((one) => one.specifier.startsWith('.') && Object.hasOwn(MAY_IMPORT, layer(one.file)))
      .filter((one) => {
        const [from, to] = [layer(one.file), layer(target(one))];
        return from !== to && !MAY_IMPORT[from]?.includes(to);
      })
      .map((one) => `${one.file} imports ${target(one)}`);
    assert.deepEqual(wrong, []);
  });

  it('knows every layer', () => {
    const layers = new Set(files.map(layer).filter((name) => name !== ''));
    assert.deepEqual([...layers].filter((name) => !Object.hasOwn(MAY_IMPORT, name)).toSorted(), ['cli']);
  });

  it('lets no step import another', () => {
    const shared = ['options.ts', 'schemas.ts', 'verb.ts', 'own.ts', 'registry.ts', 'evidence.ts'];
    // What the two steps of images have in common.
    shared.push(
      ...['options', 'shape', 'places', 'recipe', 'tools', 'finish'].map((part) => `image-${part}.ts`),
    );
    const wrong = imports.filter((one) => {
      const to = target(one);
      return (
        one.specifier.startsWith('.') &&
        layer(one.file) === 'steps' &&
        layer(to) === 'steps' &&
        one.file !== 'steps/registry.ts' &&
        !shared.includes(to.slice('steps/'.length))
      );
    });
    assert.deepEqual(wrong, []);
  });

  it('lets only system/ reach the world', () => {
    const wrong = imports
      .filter((one) => !one.typeOnly && WORLDLY.test(one.specifier) && layer(one.file) !== 'system')
      .map((one) => `${one.file} imports ${one.specifier}`);
    assert.deepEqual(wrong, []);
  });

  it('touches `process` only in system/ and the entries', () => {
    const wrong = files
      .filter((file) => layer(file) !== 'system' && !['main.ts', 'action.ts'].includes(file))
      .filter((file) =>
        /\bprocess\.(env|argv|exit|exitCode|cwd|stdout|stderr|stdin|on|kill|pid)\b/.test(
          withoutComments(file),
        ),
      );
    assert.deepEqual(wrong, []);
  });

  it('imports the libraries of GitHub only where its protocol is spoken', () => {
    const users = imports.filter((one) => one.specifier.startsWith('@actions/'));
    assert.deepEqual(
      new Set(users.map((one) => one.specifier)),
      new Set(['@actions/core', '@actions/cache']),
    );
    // The cache's library costs a quarter of a second, and unpacks what nobody has looked at: saving alone uses it.
    const wrong = users.filter((one) =>
      one.specifier === '@actions/cache'
        ? one.file !== 'cache/stores/github-save.ts'
        : !one.file.startsWith('hosts/github'),
    );
    assert.deepEqual(wrong, []);
  });

  it('keeps files to one idea each', () => {
    const long = files
      .map((file) => ({ file, lines: readFileSync(join(ROOT, file), 'utf8').split('\n').length }))
      .filter(({ lines }) => lines > 300);
    assert.deepEqual(long, []);
  });
});

function withoutComments(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
    .replace(/\/\*.*?\*\//gs, '')
    .replace(/\/\/.*$/gm, '');
}
