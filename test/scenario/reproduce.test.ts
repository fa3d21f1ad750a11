/** A recorded run made again by the real program: equal, different, forged, interrupted. */

import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Failure } from '../../src/core/failure.ts';
import type { Reproduction } from '../../src/core/reproduction.ts';
import { nodeSource } from '../support/doors.ts';
import { gitServer } from '../support/git-server.ts';
import { eventually, type Ran, TestProject } from '../support/project.ts';

const STEPS = `
project: small
env: [COLOUR, SHAPE]
steps:
  count: { run: "grep -c . in.txt > count.txt; echo $COLOUR >> count.txt", inputs: [in.txt], outputs: [count.txt], tools: [grep] }
  pack: { run: "tar --create --mtime=@0 --sort=name --owner=0 --group=0 --file out.tar in.txt count.txt", inputs: [in.txt], outputs: [out.tar], tools: [tar], after: [count] }
`;

const FILES = { 'sealsmith.yml': STEPS, 'in.txt': 'one\ntwo\n', '.gitignore': 'count.txt\nout.tar\nleft\n' };

type Told = {
  readonly ran: Ran;
  readonly view: Reproduction | undefined;
  readonly failure: Failure | undefined;
};

async function reproduce(
  project: TestProject,
  args: readonly string[] = ['.sealsmith/run.json'],
  env: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const ran = await project.run(['reproduce', '--json', ...args], { env });
  const lines = ran.out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  return {
    ran,
    view: lines.find(({ schema }) => schema === 'sealsmith-reproduction/1'),
    failure: lines.find(({ kind }) => kind === 'failed')?.failure,
  };
}

async function ranOnce(files: Readonly<Record<string, string>> = FILES): Promise<TestProject> {
  const project = new TestProject(files).commit();
  await run(project);
  return project;
}

async function run(
  project: TestProject,
  env: Readonly<Record<string, string>> = { COLOUR: 'red' },
): Promise<void> {
  const ran = await project.run(['run'], { env });
  assert.equal(ran.exit, 0, ran.out + ran.err);
}

/** The record with something changed in it, under a name that is no digest. */
function forged(project: TestProject, change: (record: Writable) => void): string[] {
  const record = JSON.parse(project.read('.sealsmith/run.json')) as Writable;
  change(record);
  project.write({ 'left/forged.json': JSON.stringify(record) });
  return ['left/forged.json'];
}

/** What a stranger can write. */
type Writable = {
  what: {
    source: { commit: string; dirty: boolean; path: string };
    config: { path: string; sha256: string };
    jobs: {
      id: string;
      key: string;
      commands: { tool: string; args: string[] }[];
      env: Record<string, string>;
    }[];
    artifacts: { path: string; sha256: string }[];
  };
  how: { host: string; image?: string; sealsmith: string };
};

function job(record: Writable, id: string): Writable['what']['jobs'][number] {
  const found = record.what.jobs.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
}

describe('a run that is made again', () => {
  it('is equal, job by job, with the variables that the record has and not those of now', async () => {
    using project = await ranOnce();
    const told = await reproduce(project, undefined, { COLOUR: 'blue', SHAPE: 'round' });
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.equal(told.view?.equal, true);
    assert.deepEqual(
      told.view?.jobs.map(({ id, differs }) => [id, differs]),
      [
        ['count', []],
        ['pack', []],
      ],
    );
    assert.deepEqual(told.view?.where, { kind: 'host' });
    assert.deepEqual(told.view?.reasons, []);
    for (const { path, sha256 } of told.view?.artifacts ?? [])
      assert.equal(sha256.now, sha256.recorded, path);
  });

  it('is equal with dependencies, tests and an image, whose artifacts count', async () => {
    using project = nodeSource().commit();
    await run(project);
    const told = await reproduce(project);
    assert.equal(told.ran.exit, 0, told.ran.err);
    const artifacts = told.view?.artifacts.filter(({ kind }) => kind === 'artifact') ?? [];
    assert.ok(artifacts.length >= 2, JSON.stringify(artifacts));
    assert.ok(artifacts.some(({ path }) => path === '.sealsmith/image'));
  });

  it('touches neither the checkout nor its repository nor what lies in .sealsmith', async () => {
    using project = await ranOnce();
    project.write({ 'in.txt': 'changed since\n' });
    const state = (): unknown => [
      readdirSync(project.folder, { recursive: true }).toSorted(),
      project.read('.sealsmith/run.json'),
      project.git('status', '--porcelain'),
      project.git('for-each-ref'),
    ];
    const before = state();
    const told = await reproduce(project);
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.deepEqual(state(), before);
    assert.deepEqual(project.leftovers(), []);
  });

  it('runs no hook and no filter of the repository', async () => {
    using project = await ranOnce({ ...FILES, '.gitattributes': 'in.txt filter=evil\n' });
    const mark = join(project.base, 'ran');
    project.git('config', 'filter.evil.smudge', `sh -c 'touch ${mark}; cat'`);
    project.git('config', 'filter.evil.required', 'true');
    for (const hook of ['post-checkout', 'reference-transaction', 'post-index-change']) {
      const path = join(project.folder, '.git/hooks', hook);
      mkdirSync(join(project.folder, '.git/hooks'), { recursive: true });
      writeFileSync(path, `#!/bin/sh\ntouch ${mark}\n`);
      chmodSync(path, 0o755);
    }
    const settings = join(project.base, 'gitconfig');
    const lines = [
      '[filter "evil"]',
      `smudge = touch ${mark}; cat`,
      '[core]',
      `hooksPath = ${project.folder}/.git/hooks`,
    ];
    writeFileSync(settings, lines.map((line) => `${line}\n`).join(''));
    const told = await reproduce(project, undefined, { GIT_CONFIG_GLOBAL: settings });
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.ok(!existsSync(mark));
  });

  it('may be left where it is', async () => {
    using project = await ranOnce();
    const told = await reproduce(project, ['.sealsmith/run.json', '--keep']);
    const kept = told.view?.kept ?? '';
    assert.equal(readFileSync(join(kept, 'count.txt'), 'utf8'), '2\nred\n');
    assert.ok(kept.startsWith(join(project.base, 'tmp')));
  });

  it('can be named by the folder of its artifacts, and by the record of before', async () => {
    using project = await ranOnce();
    const [kept = ''] = readdirSync(join(project.folder, '.sealsmith/runs'));
    for (const name of ['.', '.sealsmith', `.sealsmith/runs/${kept}`]) {
      const told = await reproduce(project, [name]);
      assert.equal(told.ran.exit, 0, `${name}: ${told.ran.err}`);
    }
  });

  it('of several jobs of a pipeline is all of them, by their parents', async () => {
    using project = new TestProject(FILES).commit();
    const first = await project.run(['run', 'count'], { env: { COLOUR: 'red' } });
    assert.equal(first.exit, 0, first.err);
    const digest = readdirSync(join(project.folder, '.sealsmith/runs'))[0]?.replace('.json', '') ?? '';
    const second = await project.run(['run', 'pack', '--only', '--record', `sha256:${digest}`], {
      env: { COLOUR: 'red' },
    });
    assert.equal(second.exit, 0, second.err);
    const told = await reproduce(project);
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.deepEqual(told.view?.jobs.map(({ id }) => id).toSorted(), ['count', 'pack']);
  });
});

describe('what is not the same each time', () => {
  it('is told by member and byte where a step left it, and counts only as an artifact', async () => {
    const steps = `
steps:
  pack: { run: "date +%s%N > now.txt; tar --create --mtime=@0 --owner=0 --group=0 --file out.tar in.txt now.txt; rm now.txt", inputs: [in.txt], outputs: [out.tar], tools: [tar, date, rm] }
`;
    using project = await ranOnce({ ...FILES, 'sealsmith.yml': steps });
    const told = await reproduce(project);
    assert.equal(told.ran.exit, 0, told.ran.err);
    const output = told.view?.artifacts.find(({ path }) => path === 'out.tar');
    assert.equal(output?.kind, 'output');
    assert.equal(output?.first?.kind === 'byte' ? output.first.member : undefined, 'now.txt');
    assert.match(told.ran.err, /first in now\.txt, byte \d+/);
  });

  it('ends with 4 in an image, by layer and file; without the old one only digests are known', async () => {
    using project = nodeSource();
    const steps = project.read('sealsmith.yml').replace('layers: [', 'layers: [{ copy: now, to: /now }, ');
    const now = `  now: { run: "mkdir -p now; date +%s%N > now/when.txt", outputs: [now], inputs: [lint.sh], tools: [date, mkdir] }\n`;
    project.write({
      'sealsmith.yml': `${steps.replace('containerize:', 'containerize:\n    after: [now]')}${now}`,
    });
    project.write({ '.gitignore': `${project.read('.gitignore')}now\n` });
    project.commit();
    const first = await project.run(['run', 'containerize']);
    assert.equal(first.exit, 0, first.out + first.err);
    const told = await reproduce(project);
    assert.equal(told.ran.exit, 4, told.ran.err);
    assert.equal(told.view?.equal, false);
    const image = told.view?.artifacts.find(({ path }) => path === '.sealsmith/image');
    assert.equal(image?.first?.kind, 'image');
    assert.match(told.ran.err, /now\/when\.txt/);
    // The record alone, as somebody sends it.
    project.write({ 'left/run.json': project.read('.sealsmith/run.json') });
    const alone = await reproduce(project, ['left/run.json']);
    assert.equal(alone.ran.exit, 4);
    assert.equal(alone.view?.artifacts.find(({ path }) => path === '.sealsmith/image')?.atHand, false);
  });
});

describe('a record that a stranger wrote', () => {
  const dangerous: Readonly<Record<string, (record: Writable, mark: string) => void>> = {
    'another command': (record, mark) => {
      job(record, 'count').commands = [{ tool: 'sh', args: ['-c', `touch ${mark}`] }];
    },
    'a variable that nobody declared': (record, mark) => {
      job(record, 'count').env['NODE_OPTIONS'] = `--require=${mark}`;
    },
    'another job': (record, mark) => {
      const more = { ...job(record, 'count'), id: 'other', commands: [{ tool: 'touch', args: [mark] }] };
      record.what.jobs.push(more);
    },
  };
  for (const [what, change] of Object.entries(dangerous)) {
    it(`with ${what} makes nothing run: the commit does not say it`, async () => {
      using project = await ranOnce();
      const mark = join(project.base, 'mark');
      const told = await reproduce(
        project,
        forged(project, (record) => change(record, mark)),
      );
      assert.ok(!existsSync(mark));
      const { failure } = told;
      if (what === 'another job') assert.ok(told.ran.exit !== 0 && told.ran.exit !== null);
      else {
        assert.equal(told.ran.exit, 4, told.ran.err);
        assert.ok(failure?.code === 'not-reproduced' && !failure.ran, JSON.stringify(failure));
        assert.match(failure.differs.join(), /^count \((commands|env)\)$/);
      }
      assert.deepEqual(project.leftovers(), []);
    });
  }

  it('with a variable of our own program is not believed, even where the commit declares it', async () => {
    using project = await ranOnce({
      ...FILES,
      'sealsmith.yml': STEPS.replace('[COLOUR,', '[NODE_OPTIONS, COLOUR,'),
    });
    const mark = join(project.base, 'mark');
    writeFileSync(
      join(project.base, 'evil.cjs'),
      `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')`,
    );
    const told = await reproduce(
      project,
      forged(project, (record) => {
        for (const one of record.what.jobs)
          one.env['NODE_OPTIONS'] = `--require=${join(project.base, 'evil.cjs')}`;
      }),
    );
    assert.ok(!existsSync(mark));
    assert.equal(told.failure?.code, 'not-reproduced');
  });

  it('with another key is made again, and does not hold', async () => {
    using project = await ranOnce();
    const told = await reproduce(
      project,
      forged(project, (record) => {
        job(record, 'count').key = 'f'.repeat(64);
      }),
    );
    assert.equal(told.ran.exit, 4);
    assert.deepEqual(told.view?.jobs.map(({ id, differs }) => [id, differs])[0], ['count', ['key']]);
  });

  const refused: Readonly<Record<string, readonly [(record: Writable) => void, string, number]>> = {
    'a dirty tree': [(record) => Object.assign(record.what.source, { dirty: true }), 'dirty', 2],
    'a flag as its commit': [
      (record) => Object.assign(record.what.source, { commit: '--upload-pack=touch' }),
      'no-commit',
      2,
    ],
    'a ref as its commit': [
      (record) => Object.assign(record.what.source, { commit: 'HEAD' }),
      'no-commit',
      2,
    ],
    'a commit that is not here': [
      (record) => Object.assign(record.what.source, { commit: 'a'.repeat(40) }),
      'commit-absent',
      5,
    ],
    'a folder outside': [
      (record) => Object.assign(record.what.source, { path: '../../etc' }),
      'no-commit',
      2,
    ],
    'a folder that is a link': [
      (record) => Object.assign(record.what.source, { path: 'away' }),
      'no-commit',
      2,
    ],
    'a configuration outside': [
      (record) => Object.assign(record.what.config, { path: '../../etc/passwd' }),
      'no-commit',
      2,
    ],
    'flags as its jobs': [
      (record) => {
        for (const one of record.what.jobs) one.id = '--config=/etc/passwd';
      },
      'nothing',
      2,
    ],
    'no image, of a forge': [(record) => Object.assign(record.how, { host: 'gitlab' }), 'no-image', 2],
    'an image by its tag': [(record) => Object.assign(record.how, { image: 'debian:12' }), 'no-image', 2],
    'a flag as its image': [(record) => Object.assign(record.how, { image: '--privileged' }), 'no-image', 2],
  };
  for (const [what, [change, why, exit]] of Object.entries(refused)) {
    it(`with ${what} is refused`, async () => {
      using project = new TestProject(FILES);
      mkdirSync(join(project.base, 'elsewhere/.sealsmith'), { recursive: true });
      symlinkSync('../elsewhere', join(project.folder, 'away'));
      project.commit();
      await run(project);
      const told = await reproduce(project, forged(project, change));
      assert.equal(told.ran.exit, exit, told.ran.err);
      assert.equal(told.failure?.code === 'reproduce-impossible' ? told.failure.why : undefined, why);
      assert.deepEqual(project.leftovers(), []);
      assert.ok(existsSync(join(project.base, 'elsewhere/.sealsmith')));
    });
  }

  it('does not hide in the commit under our own name', async () => {
    using project = new TestProject(FILES).commit();
    await run(project);
    const record = project.read('.sealsmith/run.json');
    project.write({ 'sealsmith.yml': STEPS.replace('grep -c . in.txt', 'exit 1; grep -c . in.txt') });
    project.git('add', '--all', '--force');
    project.commit();
    const commit = project.git('rev-parse', 'HEAD');
    project.write({ 'left/run.json': record });
    const lie = JSON.parse(record) as Writable;
    lie.what.source.commit = commit;
    lie.what.jobs = lie.what.jobs.map((one) => ({
      ...one,
      commands: one.commands.map((command) => ({
        ...command,
        args: command.args.map((arg) => arg.replace('grep -c . in.txt', 'exit 1; grep -c . in.txt')),
      })),
    }));
    project.write({ 'left/lie.json': JSON.stringify(lie) });
    const told = await reproduce(project, ['left/lie.json']);
    assert.equal(told.ran.exit, 4, told.ran.err);
    assert.ok(told.view?.jobs.every(({ differs }) => differs.includes('passed')));
  });

  it('cannot lead what the run writes to somewhere else', async () => {
    using project = await ranOnce();
    const elsewhere = join(project.base, 'elsewhere');
    mkdirSync(elsewhere);
    const record = JSON.parse(project.read('.sealsmith/run.json')) as Writable;
    rmSync(join(project.folder, '.sealsmith'), { recursive: true });
    symlinkSync(elsewhere, join(project.folder, '.sealsmith'));
    project.git('add', '--force', '.sealsmith');
    project.commit();
    record.what.source.commit = project.git('rev-parse', 'HEAD');
    project.write({ 'left/run.json': JSON.stringify(record) });
    const told = await reproduce(project, ['left/run.json']);
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.deepEqual(readdirSync(elsewhere), []);
  });

  it('of a forge without an image is made again on this machine when that is asked for', async () => {
    using project = await ranOnce();
    const args = forged(project, (record) => {
      record.how.host = 'github';
    });
    const told = await reproduce(project, [...args, '--on-host']);
    assert.equal(told.ran.exit, 0, told.ran.err);
  });

  it('of a commit that is not here is fetched from where the record says, when that is allowed', async (t) => {
    using project = await ranOnce();
    using desk = new TestProject({ 'other.txt': '' }).commit();
    const server = await gitServer(t, project.base, undefined);
    const record = JSON.parse(project.read('.sealsmith/run.json'));
    const how = { ...record.how, repository: `https://${server.host}/project` };
    desk.write({ 'run.json': JSON.stringify({ ...record, how }) });
    const env = { GIT_SSL_CAINFO: server.certificate };
    const refused = await reproduce(desk, ['run.json'], env);
    assert.equal(
      refused.failure?.code === 'reproduce-impossible' ? refused.failure.why : '',
      'commit-absent',
    );
    assert.deepEqual(server.asked, []);
    const told = await reproduce(desk, ['run.json', '--fetch'], env);
    assert.equal(told.ran.exit, 0, told.ran.err);
    assert.ok(server.asked.length > 0);
    assert.deepEqual(desk.leftovers(), []);
  });

  it('cannot speak to the terminal', async () => {
    using project = await ranOnce();
    const told = await reproduce(
      project,
      forged(project, (record) => {
        record.what.artifacts.push({ path: 'x\u001b[2J\u202ey', sha256: 'a'.repeat(64) });
        record.how.sealsmith = '\u001b]0;owned\u0007';
      }),
    );
    assert.equal(told.ran.exit, 4);
    assert.ok(!told.ran.err.includes('\u001b') && !told.ran.err.includes('\u202e'));
  });
});

describe('ending it', () => {
  for (const [signal, exit] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`with ${signal} leaves no checkout and no process`, async () => {
      const slow =
        'steps:\n  slow: { run: "[ ! -e ../../slow ] || { touch $BEGUN; sleep 1000; }", env: [BEGUN] }\n';
      using project = new TestProject({ ...FILES, 'sealsmith.yml': slow }).commit();
      const begun = join(project.base, 'begun');
      await run(project, { BEGUN: begun });
      const temporary = join(project.base, 'tmp');
      writeFileSync(join(temporary, 'slow'), '');
      let kill: (signal: NodeJS.Signals) => void = () => {};
      const running = project.run(['reproduce', '.sealsmith/run.json'], {
        started: (send) => {
          kill = send;
        },
      });
      await eventually('it runs', () => existsSync(begun), 60_000);
      kill(signal);
      const ran = await running;
      assert.equal(ran.exit, exit, ran.out + ran.err);
      assert.deepEqual(project.leftovers(), ['slow']);
    });
  }
});
