/**
 * C11 and C12: two trees, or two machines, that differ in anything that may decide a result never share a key. Real
 * files, read as a run reads them; each attack starts from a tree of its own, and its honest twin gives the same key.
 */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import type { Facts } from '../../src/core/fact.ts';
import type { PlannedJob } from '../../src/core/plan.ts';
import type { Machine } from '../../src/core/ports.ts';
import type { JobSpec } from '../../src/core/step.ts';
import { identify } from '../../src/run/identify.ts';
import { InputDigests } from '../../src/run/input-digests.ts';
import { projectFiles } from '../../src/run/inputs.ts';
import { systemFiles } from '../../src/system/files.ts';
import { systemGit } from '../../src/system/git.ts';
import { systemMachine } from '../../src/system/machine.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { aTool, at, value } from '../support/world.ts';
import { aContext, aJob, aSpec } from '../unit/report/builders.ts';

const DEPS: Facts['deps'] = {
  manager: 'pip',
  packages: [{ name: 'flask', version: '3.0' }],
  hashesChecked: true,
  scriptsWithheld: [],
  evidence: [],
};

type Told = {
  readonly spec?: Partial<JobSpec>;
  readonly machine?: Partial<Machine>;
  readonly runtime?: string;
  readonly deps?: Facts['deps'];
  readonly epoch?: number;
};

const SPEC: Partial<JobSpec> = {
  commands: [{ tool: 'python', args: ['-m', 'pytest'] }],
  tools: [aTool('python', { version: '3.11.7' })],
  env: { FLASK_ENV: 'testing', LANG: 'C' },
  outputs: [at('out')],
  needs: ['deps'],
  inputs: ['**'],
};

/** The key of one job over everything in a folder, by the way a run goes. */
async function keyOfTree(root: string, told: Told = {}): Promise<string> {
  const files = systemFiles();
  const git = systemGit(undefined, {});
  const world = {
    files,
    git,
    machine: { ...systemMachine('', root), libc: 'glibc 2.36', ...told.machine },
    self: { node: '/node', entry: '/main.js', version: told.runtime ?? '0.1.0' },
    state: join(root, '..', 'state'),
  };
  const digests = new InputDigests(world, aContext({ workspace: root }));
  const job: PlannedJob = aJob('test', [], { spec: aSpec('test', { ...SPEC, ...told.spec }) });
  const ground = {
    world,
    workspace: root,
    files: value(await projectFiles(world, root)),
    owned: [],
    digests,
    epoch: told.epoch ?? 1,
  };
  const { key } = value(await identify(ground, job, { deps: told.deps ?? DEPS }, []));
  digests.save();
  return key;
}

/** A tree on the disk; names may be bytes that are no UTF-8. */
function plant(t: TestContext, files: Readonly<Record<string, string>>): string {
  const root = join(temporaryFolder(t), 'tree');
  mkdirSync(root);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const TREE = { 'a.txt': 'one', 'b.txt': 'two', 'run.sh': 'echo', 'sub/c': '3' };

describe('C11: the key of a tree changes with', () => {
  const attacks: Readonly<Record<string, (root: string) => void>> = {
    'a byte moved from the content to the name': (root) => {
      rmSync(join(root, 'a.txt'));
      writeFileSync(join(root, 'a.txto'), 'ne');
    },
    'a byte moved from one file to the next': (root) => {
      writeFileSync(join(root, 'a.txt'), 'onet');
      writeFileSync(join(root, 'b.txt'), 'wo');
    },
    'a file renamed': (root) => renameSync(join(root, 'a.txt'), join(root, 'z.txt')),
    'two files swapped': (root) => {
      renameSync(join(root, 'a.txt'), join(root, 'x'));
      renameSync(join(root, 'b.txt'), join(root, 'a.txt'));
      renameSync(join(root, 'x'), join(root, 'b.txt'));
    },
    'a name in another case': (root) => renameSync(join(root, 'a.txt'), join(root, 'A.txt')),
    'a file moved into another folder': (root) => renameSync(join(root, 'sub/c'), join(root, 'c')),
    'a folder renamed': (root) => renameSync(join(root, 'sub'), join(root, 'sub2')),
    'a file that may be run now': (root) => chmodSync(join(root, 'run.sh'), 0o755),
    'a link with the content of the file as its target': (root) => {
      rmSync(join(root, 'a.txt'));
      symlinkSync('one', join(root, 'a.txt'));
    },
    'a link to a file with the same content': (root) => {
      renameSync(join(root, 'a.txt'), join(root, '..', 'elsewhere'));
      symlinkSync('../elsewhere', join(root, 'a.txt'));
    },
    'an empty file': (root) => writeFileSync(join(root, 'empty'), ''),
    'a file removed': (root) => rmSync(join(root, 'b.txt')),
    'names that one separator would join': (root) => {
      rmSync(join(root, 'b.txt'));
      writeFileSync(join(root, 'a.txt\nb.txt'), 'two');
    },
    'a name that writes JSON': (root) => {
      renameSync(join(root, 'a.txt'), join(root, 'a.txt","sha256":"0'));
    },
    'a byte changed, as many bytes, its times set back': (root) => {
      writeFileSync(join(root, 'a.txt'), 'onf');
      utimesSync(join(root, 'a.txt'), OLD, OLD);
    },
  };
  for (const [name, attack] of Object.entries(attacks)) {
    it(name, async (t) => {
      const root = plant(t, TREE);
      for (const path of Object.keys(TREE)) utimesSync(join(root, path), OLD, OLD);
      const before = await keyOfTree(root);
      attack(root);
      assert.notEqual(await keyOfTree(root), before);
    });
  }

  it('names that are no UTF-8 and look alike', async (t) => {
    const keys = await Promise.all(
      [0xfe, 0xff].map((byte) => {
        const root = plant(t, TREE);
        writeFileSync(Buffer.concat([Buffer.from(`${root}/x`), Buffer.of(byte)]), '');
        return keyOfTree(root);
      }),
    );
    assert.notEqual(keys[0], keys[1]);
  });

  it('what stands behind a link, also when that is no file of the project', async (t) => {
    const root = plant(t, TREE);
    const outside = join(root, '..', 'outside');
    writeFileSync(outside, 'before');
    symlinkSync('../outside', join(root, 'link'));
    const before = await keyOfTree(root);
    writeFileSync(outside, 'after!');
    assert.notEqual(await keyOfTree(root), before);
  });
});

const OLD = new Date('2020-01-01T00:00:00Z');

describe('C11: the key of a tree stays with', () => {
  const honest: Readonly<Record<string, (root: string) => string | undefined>> = {
    'another folder': (root) => {
      renameSync(root, `${root}-moved`);
      return `${root}-moved`;
    },
    'a copy': (root) => {
      cpSync(root, `${root}-copy`, { recursive: true });
      return `${root}-copy`;
    },
    'other times': (root) => {
      for (const path of Object.keys(TREE)) utimesSync(join(root, path), OLD, OLD);
      return undefined;
    },
    'files made in another order': (root) => {
      for (const path of Object.keys(TREE).toReversed()) {
        const content = TREE[path as keyof typeof TREE];
        rmSync(join(root, path));
        writeFileSync(join(root, path), content);
      }
      return undefined;
    },
    'a file written again with what it held': (root) => {
      writeFileSync(join(root, 'a.txt'), 'one');
      return undefined;
    },
    'a hard link instead of a copy': (root) => {
      writeFileSync(join(root, '..', 'same'), 'one');
      rmSync(join(root, 'a.txt'));
      linkSync(join(root, '..', 'same'), join(root, 'a.txt'));
      return undefined;
    },
    'other rights of reading and writing': (root) => {
      chmodSync(join(root, 'a.txt'), 0o600);
      return undefined;
    },
    'an empty folder, which no checkout has': (root) => {
      mkdirSync(join(root, 'nothing'));
      return undefined;
    },
  };
  for (const [name, change] of Object.entries(honest)) {
    it(name, async (t) => {
      const root = plant(t, TREE);
      const before = await keyOfTree(root);
      assert.equal(await keyOfTree(change(root) ?? root), before);
    });
  }

  it('a pipe and a socket, which have no content', async (t) => {
    const root = plant(t, TREE);
    const before = await keyOfTree(root);
    execFileSync('mkfifo', [join(root, 'pipe')]);
    assert.ok(existsSync(join(root, 'pipe')));
    assert.equal(await keyOfTree(root), before);
  });
});

describe('C12: the key of a job', () => {
  const tool = (more: Parameters<typeof aTool>[1]): Told => ({ spec: { tools: [aTool('python', more)] } });
  const attacks: Readonly<Record<string, Told>> = {
    'another version of the interpreter': tool({ version: '3.11.9' }),
    'an interpreter of the project instead': tool({ version: '3.11.7', from: 'project' }),
    'a tool that tells no version, and is another file': tool({ version: 'sha256:000000000000' }),
    'one tool more': { spec: { tools: [...(SPEC.tools ?? []), aTool('make')] } },
    'another value of a declared variable': { spec: { env: { ...SPEC.env, FLASK_ENV: 'production' } } },
    'a variable declared and empty': { spec: { env: { ...SPEC.env, DEBUG: '' } } },
    'a variable not declared any more': { spec: { env: { LANG: 'C' } } },
    'two values of variables swapped': { spec: { env: { FLASK_ENV: 'C', LANG: 'testing' } } },
    'a secret by its name': { spec: { grants: ['secret:TOKEN'] } },
    'the network': { spec: { grants: ['network'] } },
    'another package installed': {
      deps: { ...DEPS, packages: [{ name: 'flask', version: '3.0.1' }] },
    },
    'packages whose hashes were not checked': { deps: { ...DEPS, hashesChecked: false } },
    'another C library': { machine: { libc: 'glibc 2.41' } },
    'another processor': { machine: { arch: 'riscv64' } },
    'another version of ours': { runtime: '0.1.1' },
    'another epoch': { epoch: 2 },
  };
  for (const [name, told] of Object.entries(attacks)) {
    it(`changes with ${name}`, async (t) => {
      const root = plant(t, TREE);
      assert.notEqual(await keyOfTree(root, told), await keyOfTree(root));
    });
  }

  const honest: Readonly<Record<string, Told>> = {
    'the place of a tool of the same version': tool({ version: '3.11.7', path: '/opt/python/bin/python' }),
    'how long it may take': { spec: { limit: 1 } },
    'how many cores there are': { machine: { cores: 64 } },
    'proxies and mirrors': { spec: { forwards: ['HTTPS_PROXY'] } },
    'variables in another order': {
      spec: { env: Object.fromEntries(Object.entries(SPEC.env ?? {}).toReversed()) },
    },
  };
  for (const [name, told] of Object.entries(honest)) {
    it(`stays with another choice of ${name}`, async (t) => {
      const root = plant(t, TREE);
      assert.equal(await keyOfTree(root, told), await keyOfTree(root));
    });
  }
});
