/** Our list of a real Debian with Python, Node and Go in it beside syft's: what it finds is there, or a reason is. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { err, ok } from '../../src/core/result.ts';
import { imageOf } from '../../src/image/image.ts';
import { openLayout } from '../../src/image/layout.ts';
import type { Made, SbomTarget } from '../../src/image/sbom/maker.ts';
import { MAKERS } from '../../src/image/sbom/makers.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { without } from '../support/forge-tools.ts';
import { aWish, made, purls, sbomWorld, schemaProblems } from '../support/sbom.ts';
import { debianLayout, flaskFolder, helloFolder, layoutOf } from '../support/sbom-ground.ts';

/** What syft says and we do not, by its package URL; each with the reason. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^pkg:nuget\//, "the resources of Windows launchers that pip carries: no packages of .NET's registry"],
  [
    /^pkg:golang\/github\.com\/[^/]+\/[^/]+@[^#]+#/,
    'a module inside a repository: we call it by its whole path, as go.sum and the proxy do',
  ],
];

const WORLD = sbomWorld(async (name, args, env) => {
  const { status, stderr } = spawnSync(name, [...args], { env: { ...process.env, ...env } });
  if (status === 0) return ok(undefined);
  return err({ code: 'tool-broken', tool: name, path: name, message: String(stderr) });
});

/** A package at whatever it was called by: `pkg:deb/debian/bash@5`. */
function plain(purl: string): string {
  return decodeURIComponent(purl.split('?', 1)[0] ?? '');
}

async function image(layout: string): Promise<SbomTarget> {
  const opened = openLayout(systemDisk(), layout);
  assert.ok(opened.ok, JSON.stringify(opened));
  const found = await imageOf(opened.value);
  assert.ok(found.ok, JSON.stringify(found));
  return { kind: 'image', image: found.value };
}

async function bySyft(target: SbomTarget): Promise<Made> {
  const found = await MAKERS.syft.make(aWish(target), WORLD);
  assert.ok(found.ok, JSON.stringify(found));
  assert.deepEqual(schemaProblems(found.value.bom), []);
  return found.value;
}

async function compared(
  target: SbomTarget,
): Promise<{ readonly ours: Made; readonly unexplained: readonly string[] }> {
  const [ours, syft] = [await made(target), await bySyft(target)];
  assert.ok(purls(syft).length > 0, 'syft found nothing');
  const there = new Set(purls(ours).map(plain));
  const missing = purls(syft)
    .filter((purl) => !there.has(plain(purl)))
    .filter((purl) => !REASONS.some(([pattern]) => pattern.test(purl)));
  return { ours, unexplained: [...new Set(missing)] };
}

describe('what syft finds', { skip: without('syft', 'crane', 'mmdebstrap', 'npm', 'python3') }, () => {
  let work: string;
  let layout: string;
  before(() => {
    work = mkdtempSync(join(tmpdir(), 'sealsmith-sbom-'));
    layout = debianLayout(work);
  });
  after(() => rmSync(work, { recursive: true, force: true }));

  it('in a Debian with Python, Node and Go in it, we find too', async () => {
    const { ours, unexplained } = await compared(await image(layout));
    assert.deepEqual(unexplained, []);
    const kinds = new Set(purls(ours).map((purl) => purl.split('/', 1)[0]));
    assert.deepEqual([...kinds].toSorted(), ['pkg:deb', 'pkg:golang', 'pkg:npm', 'pkg:pypi']);
    assert.deepEqual(ours.remarks, []);
  });

  it('is brought into one order: the same bytes twice', async () => {
    const target = await image(layout);
    const [one, two] = [await bySyft(target), await bySyft(target)];
    assert.equal(JSON.stringify(one.bom), JSON.stringify(two.bom));
    assert.match(one.maker, /^syft\b/);
  });

  it('in an Alpine, we find too', async () => {
    const root = join(work, 'alpine');
    mkdirSync(join(root, 'lib/apk/db'), { recursive: true });
    mkdirSync(join(root, 'etc'));
    writeFileSync(join(root, 'etc/os-release'), 'ID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine"\n');
    writeFileSync(
      join(root, 'lib/apk/db/installed'),
      'C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=\nP:musl\nV:1.2.5-r0\nA:x86_64\nL:MIT\no:musl\np:so:libc.musl-x86_64.so.1=1\n\n' +
        'C:Q1qKcZ+j23xssAXmgQhkOO8dHnbWw=\nP:busybox-binsh\nV:1.36.1-r29\nA:x86_64\nL:GPL-2.0-only\no:busybox\nD:so:libc.musl-x86_64.so.1\n\n',
    );
    const tar = join(work, 'alpine.tar');
    execFileSync('tar', ['-cf', tar, '.'], { cwd: root });
    const { ours, unexplained } = await compared(await image(layoutOf(join(work, 'alpine-layout'), [tar])));
    assert.deepEqual(unexplained, []);
    assert.equal(purls(ours).length, 2);
  });

  it('in a folder with node_modules, and in one with a virtual environment, we find too', async () => {
    const hello = join(work, 'hello');
    helloFolder(hello);
    const venv = join(work, 'venv');
    flaskFolder(venv);
    for (const path of [hello, venv])
      assert.deepEqual((await compared({ kind: 'folder', path })).unexplained, []);
  });
});
