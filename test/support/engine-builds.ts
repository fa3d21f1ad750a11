/** Builds by real builders: `internal image-build` as a process of its own in a workspace, as a job starts it. */

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { BuildRequest, Built, Recipe } from '../../src/core/image.ts';
import { FAILURE_VARIABLE } from '../../src/core/inside.ts';
import { err, ok, type Result } from '../../src/core/result.ts';
import type { DockerfileRecipe } from '../../src/image/builders/dockerfile-ground.ts';
import type { EngineName } from '../../src/image/engines.ts';
import { temporaryFolder } from './temporary.ts';

export const ENGINES: readonly EngineName[] = ['docker', 'buildah', 'podman'];

/** Where a build takes place, and what is asked for beside the recipe. */
export type BuildPlace = {
  /** Files of the workspace. */
  readonly files: Readonly<Record<string, string>>;
  /** A folder whose content is the workspace's, below `files`. */
  readonly copy?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly platform?: BuildRequest['platform'];
  readonly env?: Readonly<Record<string, string>>;
  /** Number of another user who builds. */
  readonly uid?: number;
  /** Kept between builds; without one nothing is. */
  readonly store?: string;
};

export type BuildSetting = BuildPlace & { readonly recipe?: Partial<DockerfileRecipe> };

export type Building = {
  readonly folder: string;
  /** Of the build alone, as a job's. */
  readonly temporary: string;
  readonly child: ChildProcess;
  readonly done: Promise<{ readonly result: Result<Built>; readonly log: string }>;
};

/** What this machine is, in Go's words. */
export const HERE = { os: 'linux', architecture: process.arch === 'x64' ? 'amd64' : process.arch };

/** A Dockerfile with an engine. */
export function startBuild(t: TestContext, engine: EngineName, setting: BuildSetting): Building {
  return startRecipe(t, dockerfileRecipe(engine, setting.recipe), setting);
}

export function dockerfileRecipe(engine: EngineName, more: Partial<DockerfileRecipe> = {}): DockerfileRecipe {
  return {
    kind: 'dockerfile',
    engine,
    file: 'Dockerfile' as DockerfileRecipe['file'],
    context: '.',
    target: undefined,
    args: {},
    secrets: [],
    ...more,
  };
}

/** The program as it is in the sources. */
export const ENTRY = join(import.meta.dirname, '../../src/main.ts');

export function startRecipe(t: TestContext, recipe: Recipe, place: BuildPlace): Building {
  const { files, copy, labels, platform, env, uid, store } = place;
  const outer = temporaryFolder(t);
  const [folder, temporary, home] = ['workspace', 't', 'home'].map((name) => join(outer, name)) as [
    string,
    string,
    string,
  ];
  for (const made of [folder, temporary, home]) mkdirSync(made);
  if (copy !== undefined) cpSync(copy, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const [said, failed] = [join(outer, 'result.json'), join(outer, 'failure.json')];
  if (uid !== undefined) {
    execFileSync('chown', ['-R', `${uid}:${uid}`, outer]);
    chownSync(outer, uid, uid);
  }
  const request: BuildRequest = {
    recipe,
    platform: platform ?? HERE,
    labels: labels ?? {},
    out: 'image' as BuildRequest['out'],
    plainHttp: [],
  };
  const child = spawn(process.execPath, [ENTRY, 'internal', 'image-build', JSON.stringify(request), said], {
    cwd: folder,
    env: {
      // Docker as the distribution has it: its client can have BuildKit without another program.
      PATH: `/usr/bin:/usr/sbin:${process.env['PATH']}`,
      HOME: home,
      TMPDIR: temporary,
      LANG: 'C.UTF-8',
      SOURCE_DATE_EPOCH: '315532800',
      [FAILURE_VARIABLE]: failed,
      ...(store === undefined ? {} : { SEALSMITH_IMAGES: store }),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let log = '';
  const take = (chunk: Buffer): void => {
    log += chunk.toString();
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const done = new Promise<{ result: Result<Built>; log: string }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exit) => {
      if (exit === 0) resolve({ result: ok(JSON.parse(readFileSync(said, 'utf8')) as Built), log });
      else if (existsSync(failed)) {
        resolve({ result: err(JSON.parse(readFileSync(failed, 'utf8')) as Failure), log });
      } else reject(new Error(`the builder ended with ${exit}:\n${log}`));
    });
  });
  return { folder, temporary, child, done };
}

/** One that must go well. */
export async function built(
  t: TestContext,
  engine: EngineName,
  setting: BuildSetting,
): Promise<Built & Layout> {
  return whole(startBuild(t, engine, setting));
}

export async function builtRecipe(
  t: TestContext,
  recipe: Recipe,
  place: BuildPlace,
): Promise<Built & Layout> {
  return whole(startRecipe(t, recipe, place));
}

async function whole(building: Building): Promise<Built & Layout> {
  const { result, log } = await building.done;
  if (!result.ok) throw new Error(`${JSON.stringify(result.failure)}\n${log}`);
  return { ...result.value, ...layoutAt(join(building.folder, 'image'), result.value), log };
}

export type Layout = {
  readonly layout: string;
  readonly log: string;
  /** Paths of all layers, sorted, folders without their slash. */
  readonly paths: readonly string[];
  /** A file's text; the highest layer counts. */
  readonly text: (path: string) => string;
  /** The configuration as it is in the layout. */
  readonly json: { readonly config: Readonly<Record<string, unknown>>; readonly [name: string]: unknown };
  /** Everything in it, layers unpacked, as one text to search in. */
  readonly everything: string;
};

function layoutAt(layout: string, { layers, config, manifest }: Built): Omit<Layout, 'log'> {
  const blob = (digest: string): string => join(layout, 'blobs/sha256', digest.slice('sha256:'.length));
  const tar = (digest: string, ...args: readonly string[]): string =>
    execFileSync('tar', ['--extract', '--gzip', '--to-stdout', '--file', blob(digest), ...args], {
      encoding: 'latin1',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const list = (digest: string): readonly string[] =>
    execFileSync('tar', ['--list', '--gzip', '--file', blob(digest)], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.replace(/\/$/, ''));
  const json = JSON.parse(readFileSync(blob(config.digest), 'utf8'));
  return {
    layout,
    json,
    paths: [...new Set(layers.flatMap(({ digest }) => list(digest)))].sort(),
    text(path) {
      const layer = layers.findLast(({ digest }) => list(digest).includes(path));
      if (layer === undefined) throw new Error(`${path} is in no layer`);
      return tar(layer.digest, path);
    },
    get everything() {
      return [
        readFileSync(blob(config.digest), 'latin1'),
        readFileSync(blob(manifest.digest), 'latin1'),
        ...layers.map(({ digest }) => `${list(digest).join('\n')}\n${tar(digest)}`),
      ].join('\n');
    },
  };
}
