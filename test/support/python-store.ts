/** A Python project with one dependency from an index of ours, installed on stores that tests reach into. */

import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { TAR_END, tarHeader, tarPadding } from '../../src/formats/tar.ts';
import { python } from '../../src/toolchains/python/index.ts';
import type { PackageServer } from './package-server.ts';
import { wheelArchive } from './python-projects.ts';
import { filesBelow, StoreBench } from './store-bench.ts';

export const HONEST = 'answer = "honest"\n';
export const POISON = 'answer = "poison"\n';

export const WHEEL = 'hello-1.0-py3-none-any.whl';

export function hello(code: string): Buffer {
  return wheelArchive({ name: 'hello', version: '1.0', files: { 'hello.py': code } });
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A source archive (PEP 625) of `hello`, built by a package `backend` that the index has too. */
export function helloSource(): Buffer {
  const files = {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: hello\nVersion: 1.0\n',
    'pyproject.toml': '[build-system]\nrequires = ["backend"]\nbuild-backend = "backend"\n',
  };
  const parts = Object.entries(files).flatMap(([name, text]) => {
    const bytes = Buffer.byteLength(text);
    const head = tarHeader({ kind: 'file', path: `hello-1.0/${name}`, mode: 0o644, mtime: 0, bytes });
    return [head, Buffer.from(text), Buffer.alloc(tarPadding(bytes))];
  });
  return gzipSync(Buffer.concat([...parts, TAR_END]));
}

/** A build backend (PEP 517) that makes a wheel of `hello` with this code. */
export function backend(code: string): Buffer {
  const module = `
import base64, os
def build_wheel(folder, settings=None, metadata=None):
    with open(os.path.join(folder, "${WHEEL}"), "wb") as file:
        file.write(base64.b64decode("${hello(code).toString('base64')}"))
    return "${WHEEL}"
`;
  return wheelArchive({ name: 'backend', version: '1.0', files: { 'backend.py': module } });
}

export class PythonStore extends StoreBench {
  constructor(server: PackageServer, files: Readonly<Record<string, string>>) {
    const index = `${server.address}/simple/`;
    // pip keeps answers of plain HTTP only of hosts that it is told to trust.
    super(python, files, {
      settings: { PIP_INDEX_URL: index, PIP_TRUSTED_HOST: '127.0.0.1', UV_DEFAULT_INDEX: index },
    });
  }

  /** Takes the dependency out again; to make a venv with pip takes ten times as long as all that is tried here. */
  uninstall(): void {
    for (const place of readdirSync(join(this.folder, '.venv/lib'))) {
      const packages = join(this.folder, '.venv/lib', place, 'site-packages');
      for (const name of readdirSync(packages).filter((one) => one.startsWith('hello')))
        rmSync(join(packages, name), { recursive: true });
    }
  }

  /** The code of the dependency that is in place. */
  installed(): string | undefined {
    const lib = join(this.folder, '.venv', 'lib');
    if (!this.has('.venv/lib')) return undefined;
    const path = filesBelow(lib).find((one) => one.endsWith('site-packages/hello.py'));
    return path === undefined ? undefined : this.read(join('.venv/lib', path));
  }
}
