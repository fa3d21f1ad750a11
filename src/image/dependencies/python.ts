/**
 * Python packages for a base: built ones only, each compared with its hash, by uv where it is here and knows the target,
 * else by pip. Markers have been read for the base before, so that it does not matter which Python they run with.
 */

import type { RuntimeDependencies } from '../../core/image.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { jsonDigest } from '../../formats/canonical.ts';
import { platformText } from '../../formats/oci.ts';
import {
  type DependenciesRequest,
  ground,
  type MadeDependencies,
  type PreparedDependencies,
  RECIPE,
} from './dependencies.ts';
import { type MarkerEnvironment, markerEnvironment } from './markers.ts';
import { poetryRequirements } from './poetry-lock.ts';
import { askProgram, runProgram } from './programs.ts';
import { missingRequirements, tidyPython } from './python-tidy.ts';
import { parseRequirements, type Requirements, readRequirements, requirementsText } from './requirements.ts';
import { abiOf, pipPlatforms, uvPlatform } from './wheel-tags.ts';
import { readText } from './workspace-files.ts';

type PythonDependencies = Extract<RuntimeDependencies, { kind: 'python' }>;
type Request = DependenciesRequest<PythonDependencies>;

export async function preparePython(request: Request, inside: Inside): Promise<Result<PreparedDependencies>> {
  const { dependencies, facts, platform } = request;
  const environment = markerEnvironment(facts.python ?? '', platform);
  const wanted = await requirementsOf(dependencies, environment, inside);
  if (!wanted.ok) return wanted;
  const hashed = wanted.value.requirements.filter(({ hashes }) => hashes.length > 0);
  const without = wanted.value.requirements.find(({ hashes }) => hashes.length === 0);
  if (hashed.length > 0 && without !== undefined) {
    return err({
      code: 'project-invalid',
      file: dependencies.files[0] ?? 'requirements.txt',
      message: `${without.text} has no hash, and the others have`,
      next: 'give each a hash: pip-compile --generate-hashes, or uv pip compile --generate-hashes',
    });
  }
  const checked = without === undefined;
  const key = jsonDigest({
    recipe: RECIPE,
    kind: 'python',
    python: facts.python ?? '',
    libc: facts.libc ?? '',
    platform: platformText(platform),
    requirements: wanted.value.requirements,
    options: wanted.value.options,
  });
  return ok({
    key: checked ? key : undefined,
    make: () => make(request, wanted.value, checked, environment, inside),
  });
}

async function requirementsOf(
  { from, files }: PythonDependencies,
  environment: MarkerEnvironment,
  inside: Inside,
): Promise<Result<Requirements>> {
  if (from === 'requirements') return readRequirements(files, (path) => readText(inside, path), environment);
  if (from === 'uv') {
    const text = await askProgram(inside, { program: 'uv', args: EXPORT, env: UV });
    if (!text.ok) return text;
    if (text.value === undefined) {
      const message =
        'uv could not say what uv.lock holds; is it there, and the lock as pyproject.toml wants it?';
      return err({ code: 'image-build-failed', builder: 'layers', message });
    }
    return parseRequirements(text.value, 'uv.lock', environment);
  }
  const path = files.find((file) => file.endsWith('poetry.lock')) ?? 'poetry.lock';
  const lock = readText(inside, path);
  if (!lock.ok) return lock;
  const text = lock.value === undefined ? err('it is not there') : poetryRequirements(lock.value);
  if (!text.ok) {
    const next = 'run poetry lock with Poetry 2';
    return err({ code: 'project-invalid', file: path, message: text.failure, next });
  }
  return parseRequirements(text.value, path, environment);
}

const EXPORT = [
  'export',
  '--quiet',
  '--frozen',
  '--no-dev',
  '--no-emit-workspace',
  '--no-header',
  '--no-annotate',
  '--format=requirements-txt',
] as const;

/** uv's own store is not compared with the lock when it is read (docs/stores.md), so that it has none here. */
const UV = { UV_NO_CACHE: '1', UV_PYTHON_DOWNLOADS: 'never', UV_NO_PROGRESS: '1' } as const;

async function make(
  request: Request,
  wanted: Requirements,
  checked: boolean,
  environment: MarkerEnvironment,
  inside: Inside,
): Promise<Result<MadeDependencies>> {
  const place = ground(inside);
  if (!place.ok) return place;
  const { folder, release } = place.value;
  const made = await fill(request, wanted, checked, folder, environment, inside);
  if (!made.ok) {
    release();
    return made;
  }
  return ok({ ...made.value, folder: `${folder}/content`, release });
}

async function fill(
  request: Request,
  wanted: Requirements,
  checked: boolean,
  folder: string,
  environment: MarkerEnvironment,
  inside: Inside,
): Promise<Result<Pick<MadeDependencies, 'summary' | 'remarks'>>> {
  const { files, disk } = inside.doors();
  const content = `${folder}/content`;
  const listed = [
    files.makeFolder(content, 0o755),
    files.writeText(`${folder}/requirements.txt`, requirementsText(wanted.options, wanted.requirements)),
    files.writeText(`${folder}/constraints.txt`, requirementsText([], wanted.constraints)),
  ].find((done) => !done.ok);
  if (listed !== undefined && !listed.ok) return listed;
  const installed =
    wanted.requirements.length === 0 ? ok('pip') : await install(request, checked, folder, inside);
  if (!installed.ok) return installed;
  const tidied = tidyPython(disk, content);
  if (!tidied.ok) return tidied;
  const missing = checked ? missingRequirements(disk, content, environment) : ok(undefined);
  if (!missing.ok) return missing;
  if (missing.value !== undefined) {
    return err({
      code: 'image-build-failed',
      builder: 'layers',
      message: `${missing.value}, and the requirements with hashes do not name it`,
      next: 'compile them again: pip-compile --generate-hashes, or uv pip compile --generate-hashes',
    });
  }
  const { facts, platform, dependencies } = request;
  const from = dependencies.files[0] ?? 'requirements.txt';
  return ok({
    summary: `${tidied.value} packages for CPython ${facts.python} on ${platformText(platform)} (${facts.libc}) by ${installed.value}${checked ? ', hashes checked' : ''}`,
    remarks: [
      ...(checked ? [] : [`hashes not checked: ${from} has none`]),
      ...(wanted.self ? ['the project itself is no dependency: copy it as a layer of its own'] : []),
    ],
  });
}

/** @returns who did it */
async function install(
  { facts, platform, base }: Request,
  checked: boolean,
  folder: string,
  inside: Inside,
): Promise<Result<'uv' | 'pip'>> {
  const python = facts.python ?? '';
  const common = [
    `--target=${folder}/content`,
    '--only-binary=:all:',
    ...(checked ? ['--no-deps', '--require-hashes'] : [`--constraint=${folder}/constraints.txt`]),
    `--requirement=${folder}/requirements.txt`,
  ];
  const target = uvPlatform(facts, platform);
  if (target !== undefined) {
    const args = [
      'pip',
      'install',
      '--quiet',
      '--link-mode=copy',
      `--python-platform=${target}`,
      `--python-version=${python}`,
    ];
    const there = await askProgram(inside, { program: 'uv', args: ['--version'], env: UV });
    if (!there.ok) return there;
    if (there.value !== undefined) {
      const exit = await runProgram(inside, { program: 'uv', args: [...args, ...common], env: UV });
      return outcome(exit, 'uv', python, base);
    }
  }
  if (!checked) {
    const same = await sameMinor(python, inside);
    if (!same.ok) return same;
  }
  const platforms = pipPlatforms(facts, platform).flatMap((tag) => ['--platform', tag]);
  const args = ['-m', 'pip', 'install', '--quiet', '--no-compile', ...platforms, '--implementation', 'cp'];
  const version = ['--python-version', python, '--abi', abiOf(python)];
  const exit = await runProgram(inside, {
    program: 'python3',
    args: [...args, ...version, ...common],
    env: PIP,
  });
  return outcome(exit, 'pip', python, base);
}

const PIP = {
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PIP_ROOT_USER_ACTION: 'ignore',
  PIP_NO_WARN_SCRIPT_LOCATION: '1',
  PYTHONDONTWRITEBYTECODE: '1',
} as const;

function outcome(
  exit: Result<number | undefined>,
  name: 'uv' | 'pip',
  python: string,
  base: string,
): Result<'uv' | 'pip'> {
  if (!exit.ok) return exit;
  if (exit.value === undefined) {
    const get = 'pip install uv, or install Python 3 with pip';
    return err({ code: 'tool-missing', tool: 'uv or pip', wantedBy: 'the dependencies of an image', get });
  }
  if (exit.value === 0) return ok(name);
  return err({
    code: 'image-build-failed',
    builder: 'layers',
    message: `${name} could not install the dependencies for CPython ${python} of ${base} (exit ${exit.value})`,
    next: 'what it says stands above; a package that is published as source only cannot go into an image this way',
  });
}

/** Without hashes pip looks for what packages ask for by itself, and reads their markers for its own Python. */
async function sameMinor(python: string, inside: Inside): Promise<Result<void>> {
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const own = await askProgram(inside, { program: 'python3', args: ['-c', script] });
  if (!own.ok) return own;
  if (own.value === undefined || python.split('.').slice(0, 2).join('.') === own.value.trim())
    return ok(undefined);
  return err({
    code: 'image-build-failed',
    builder: 'layers',
    message: `pip of Python ${own.value.trim()} cannot choose packages for Python ${python} where there are no hashes`,
    next: 'give the requirements hashes (pip-compile --generate-hashes), or install uv',
  });
}
