/** Small Python projects with a package of their own, made so that no index is needed for it. */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from '../../src/system/find-program.ts';
import { zip } from './go-modules.ts';
import { type Ran, runProgram, TestProject } from './project.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'src', 'main.ts');

/** Why tests that need a program are left out; in CI they run, and fail for want of it. */
export function without(program: string): string | false {
  const folders = (process.env['PATH'] ?? '').split(':');
  if (process.env['CI'] !== undefined || findProgram(program, folders, undefined) !== undefined) return false;
  return `${program} is not on this machine`;
}

const WHEEL = `
import base64, hashlib, sys, zipfile
path, name, version, code = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": code,
    f"{info}/METADATA": f"Metadata-Version: 2.1\\nName: {name}\\nVersion: {version}\\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
}
def digest(text):
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
record = "".join(f"{file},sha256={digest(text)},{len(text)}\\n" for file, text in files.items())
with zipfile.ZipFile(path, "w") as archive:
    for file, text in {**files, f"{info}/RECORD": f"{record}{info}/RECORD,,\\n"}.items():
        archive.writestr(zipfile.ZipInfo(file), text)
`;

export type WheelFacts = {
  readonly name: string;
  readonly version: string;
  /** File names and their text; metadata and record are added. */
  readonly files: Readonly<Record<string, string>>;
};

/** A wheel (PEP 427) of pure Python. */
export function wheelArchive({ name, version, files }: WheelFacts): Buffer {
  const info = `${name}-${version}.dist-info`;
  const all = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
  };
  const record = Object.entries(all).map(([path, text]) => {
    const digest = createHash('sha256').update(text).digest('base64url');
    return `${path},sha256=${digest},${Buffer.byteLength(text)}\n`;
  });
  return zip(Object.entries({ ...all, [`${info}/RECORD`]: `${record.join('')}${info}/RECORD,,\n` }));
}

export class PythonProject extends TestProject {
  constructor(files: Readonly<Record<string, string>> = {}, name?: string) {
    super({ '.gitignore': '.venv\n', ...files }, name);
  }

  /** Writes a wheel of one module; gives its path and its digest. */
  wheel(name: string, version: string, code: string): { readonly path: string; readonly sha256: string } {
    const path = `vendor/${name}-${version}-py3-none-any.whl`;
    mkdirSync(join(this.folder, dirname(path)), { recursive: true });
    execFileSync('python3', ['-c', WHEEL, join(this.folder, path), name, version, code]);
    const sha256 = createHash('sha256')
      .update(readFileSync(join(this.folder, path)))
      .digest('hex');
    return { path, sha256 };
  }

  /** Runs a package manager as its user would, to make a lock file. */
  tool(program: string, ...args: readonly string[]): void {
    execFileSync(program, args, { cwd: this.folder, stdio: 'pipe' });
  }

  sealsmith(...args: readonly string[]): Promise<Ran> {
    const env = { TMPDIR: join(this.base, 'tmp'), XDG_STATE_HOME: join(this.base, 'state') };
    return runProgram(args, { cwd: this.folder, entry: ENTRY, env });
  }

  /** How a job of the last run ended. */
  job(id: string) {
    return this.record().how.jobs.find((job) => job.id === id);
  }
}
