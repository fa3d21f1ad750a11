import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { findProgram } from '../../../src/system/find-program.ts';
import { systemGit } from '../../../src/system/git.ts';
import { withoutCredentials } from '../../../src/system/git-credentials.ts';
import { nameText } from '../../../src/system/names.ts';
import { gitFacts } from '../../support/git.ts';
import { PATH } from '../../support/real-processes.ts';
import { temporaryFolder } from '../../support/temporary.ts';

const program = findProgram('git', PATH, undefined)?.path;

class Repository {
  readonly folder: string;
  readonly home: string;
  readonly git;

  constructor(t: TestContext) {
    const base = temporaryFolder(t);
    this.folder = join(base, 'a "b\' $c\n日本語 ä');
    this.home = join(base, 'home');
    mkdirSync(this.folder);
    mkdirSync(this.home);
    this.git = systemGit(program, { PATH: process.env['PATH'], HOME: this.home });
  }

  run(...args: readonly string[]): string {
    const who = ['-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'protocol.file.allow=always'];
    const env = { PATH: process.env['PATH'], HOME: this.home };
    return execFileSync('git', [...who, ...args], {
      cwd: this.folder,
      env,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  write(path: string, text = ''): void {
    const full = join(this.folder, path);
    mkdirSync(join(full, '..'), { recursive: true });
    writeFileSync(full, text);
  }

  /** @returns its id */
  commit(...paths: readonly string[]): string {
    for (const path of paths) this.write(path, path);
    this.run('add', '--all');
    this.run('commit', '--quiet', '--allow-empty', '-m', 'x');
    return this.run('rev-parse', 'HEAD');
  }
}

function aRepository(t: TestContext): Repository {
  const repository = new Repository(t);
  repository.run('init', '--quiet', '--initial-branch=main');
  return repository;
}

describe('git', () => {
  it('tells commit, branch and whether anything changed', async (t) => {
    const repository = aRepository(t);
    const commit = repository.commit('a', 'b');
    assert.deepEqual(await repository.git.facts(repository.folder), gitFacts({ commit }));
    repository.write('a', 'changed');
    assert.equal((await repository.git.facts(repository.folder))?.dirty, true);
    repository.run('checkout', '--quiet', '--', 'a');
    repository.write('new');
    assert.equal((await repository.git.facts(repository.folder))?.dirty, true);
    repository.run('add', 'new');
    assert.equal((await repository.git.facts(repository.folder))?.dirty, true);
  });

  it('knows a repository without a commit', async (t) => {
    const repository = aRepository(t);
    repository.write('a');
    const facts = await repository.git.facts(repository.folder);
    assert.deepEqual([facts?.commit, facts?.branch, facts?.dirty], [undefined, 'main', true]);
    assert.deepEqual(await repository.git.files(repository.folder), ['a']);
  });

  it('knows a detached head', async (t) => {
    const repository = aRepository(t);
    const commit = repository.commit('a');
    repository.run('checkout', '--quiet', '--detach');
    const facts = await repository.git.facts(repository.folder);
    assert.deepEqual([facts?.commit, facts?.branch], [commit, undefined]);
  });

  it('knows a shallow clone, and that it cannot know what was before', async (t) => {
    const repository = aRepository(t);
    const first = repository.commit('a');
    const second = repository.commit('b');
    const shallow = join(repository.folder, '../shallow');
    repository.run('clone', '--quiet', '--depth=1', `file://${repository.folder}`, shallow);
    const { git } = repository;
    assert.equal((await git.facts(shallow))?.shallow, true);
    assert.equal(await git.contains(shallow, 'origin/main', second), true);
    assert.equal(await git.contains(shallow, 'origin/main', first), undefined);
  });

  it('counts only the workspace, and says where in the repository it is', async (t) => {
    const repository = aRepository(t);
    repository.commit('beside', 'examples/di\nary/app.py', 'examples/di\nary/.gitignore');
    repository.write('beside', 'changed');
    repository.write('examples/other');
    const workspace = join(repository.folder, 'examples/di\nary');
    const facts = await repository.git.facts(workspace);
    assert.deepEqual([facts?.prefix, facts?.dirty], ['examples/di\nary', false]);
    assert.deepEqual(await repository.git.files(workspace), ['.gitignore', 'app.py']);
    repository.write('examples/di\nary/app.py', 'changed');
    assert.equal((await repository.git.facts(workspace))?.dirty, true);
  });

  it('names new files one by one, where nothing else makes the tree dirty', async (t) => {
    const repository = aRepository(t);
    const workspace = join(repository.folder, 'sub');
    repository.commit('sub/a', 'beside');
    repository.write('sub/new/deep/ä\n1');
    repository.write('sub/new/2');
    repository.write('new-beside');
    repository.run('init', '--quiet', 'sub/repository');
    repository.write('sub/repository/x');
    const news = ['new/2', 'new/deep/ä\n1', 'repository'];
    const facts = await repository.git.facts(workspace);
    assert.deepEqual([facts?.dirty, facts?.newFiles.toSorted()], [true, news]);
    const top = await repository.git.facts(repository.folder);
    assert.deepEqual(top?.newFiles.toSorted(), ['new-beside', ...news.map((path) => `sub/${path}`)]);
    repository.write('sub/a', 'changed');
    const changed = await repository.git.facts(workspace);
    assert.deepEqual([changed?.dirty, changed?.newFiles], [true, []]);
  });

  it('does not call a tree dirty for what we write ourselves', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    repository.write('.sealsmith/run.json');
    assert.equal((await repository.git.facts(repository.folder))?.dirty, false);
    repository.write('sub/.sealsmith/run.json');
    assert.equal((await repository.git.facts(join(repository.folder, 'sub')))?.dirty, false);
  });

  it('lists tracked and new files, not the ignored ones, each once', async (t) => {
    const repository = aRepository(t);
    repository.commit('tracked', 'conflict', 'ä "\'\n日本語', 'gone');
    repository.write('.gitignore', '*.log\nnode_modules/\n');
    repository.write('new');
    repository.write('x.log');
    repository.write('node_modules/x');
    rmSync(join(repository.folder, 'gone'));
    const blob = repository.run('hash-object', '-w', 'new');
    const stages = [1, 2, 3].map((stage) => `100644 ${blob} ${stage}\tconflict`).join('\n');
    execFileSync('git', ['update-index', '--index-info'], { cwd: repository.folder, input: stages });
    const files = await repository.git.files(repository.folder);
    // What is tracked and gone is listed, too: git's own idea of the tree; whoever reads it leaves it out.
    assert.deepEqual(files?.toSorted(), [
      '.gitignore',
      'conflict',
      'gone',
      'new',
      'tracked',
      'ä "\'\n日本語',
    ]);
  });

  it('lists a repository inside as one path without a slash', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    repository.run('init', '--quiet', 'inner');
    repository.write('inner/file');
    assert.deepEqual((await repository.git.files(repository.folder))?.toSorted(), ['a', 'inner']);
  });

  it('keeps names apart that are no UTF-8', async (t) => {
    const repository = aRepository(t);
    const names = [Buffer.from([0x61, 0xff]), Buffer.from([0x61, 0xfe])];
    for (const name of names) writeFileSync(Buffer.concat([Buffer.from(`${repository.folder}/`), name]), '');
    const files = await repository.git.files(repository.folder);
    assert.deepEqual(files?.toSorted(), names.map(nameText).toSorted());
  });

  it('says whether a path is tracked, taking it literally', async (t) => {
    const repository = aRepository(t);
    repository.commit('dist/a', 'b');
    repository.write('new');
    const { git, folder } = repository;
    assert.equal(await git.tracked(folder, 'dist'), true);
    assert.equal(await git.tracked(folder, 'dist/a'), true);
    assert.equal(await git.tracked(folder, 'new'), false);
    assert.equal(await git.tracked(folder, '*'), false);
    assert.equal(await git.tracked(folder, ':(glob)**'), false);
  });

  it('shows a file of a revision by its path in the workspace', async (t) => {
    const repository = aRepository(t);
    const first = repository.commit('sub/grüß "x".yml');
    repository.write('sub/grüß "x".yml', 'later');
    repository.commit('b');
    const { git } = repository;
    const sub = join(repository.folder, 'sub');
    assert.equal(await git.show(sub, 'main', 'grüß "x".yml'), 'later');
    assert.equal(await git.show(sub, first, 'grüß "x".yml'), 'sub/grüß "x".yml');
    assert.equal(await git.show(sub, 'main', 'none'), undefined);
    assert.equal(await git.show(sub, 'none', 'grüß "x".yml'), undefined);
  });

  it('E4: takes no option and no path for a revision', async (t) => {
    const repository = aRepository(t);
    const commit = repository.commit('a');
    const { git, folder } = repository;
    for (const revision of ['--help', '-x', 'main:a', '', 'main\n', '--output=x']) {
      assert.equal(await git.show(folder, revision, 'a'), undefined);
      assert.equal(await git.contains(folder, revision, commit), undefined);
      assert.equal(await git.contains(folder, 'main', revision), undefined);
    }
  });

  it('tells whether a commit is reachable', async (t) => {
    const repository = aRepository(t);
    const first = repository.commit('a');
    repository.run('checkout', '--quiet', '-b', 'side');
    const side = repository.commit('b');
    const { git, folder } = repository;
    assert.equal(await git.contains(folder, 'side', first), true);
    assert.equal(await git.contains(folder, 'main', side), false);
    assert.equal(await git.contains(folder, 'none', side), undefined);
    assert.equal(await git.contains(folder, 'main', '0'.repeat(40)), undefined);
  });

  it('is silent about a folder in no repository, about a broken one, a bare one, and without git', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    const silent = async (folder: string, git = repository.git): Promise<void> => {
      assert.equal(await git.facts(folder), undefined);
      assert.equal(await git.files(folder), undefined);
      assert.equal(await git.tracked(folder, 'a'), undefined);
      assert.equal(await git.refusal(folder), undefined);
      assert.equal(await git.show(folder, 'main', 'a'), undefined);
      assert.equal(await git.contains(folder, 'main', 'main'), undefined);
    };
    await silent(repository.home);
    await silent(join(repository.folder, 'none'));
    await silent(repository.folder, systemGit(undefined, {}));
    repository.run('clone', '--quiet', '--bare', '.', '../bare');
    const bare = join(repository.folder, '../bare');
    assert.equal(await repository.git.facts(bare), undefined);
    assert.equal(await repository.git.files(bare), undefined);
    rmSync(join(repository.folder, '.git/HEAD'));
    await silent(repository.folder);
  });

  it('says of a repository of somebody else only that, and the command that makes it ours', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    if (process.getuid?.() === 0) {
      execFileSync('chown', ['-R', '12345', repository.folder]);
      assert.equal(await repository.git.facts(repository.folder), undefined);
      assert.equal(await repository.git.files(repository.folder), undefined);
      assert.equal(await repository.git.tracked(repository.folder, 'a'), undefined);
      const refusal = await repository.git.refusal(repository.folder);
      assert.ok(refusal?.code === 'git-refused' && refusal.why === 'owner', JSON.stringify(refusal));
      execFileSync('/bin/sh', ['-c', refusal.detail], {
        env: { PATH: process.env['PATH'], HOME: repository.home },
      });
      assert.equal((await repository.git.facts(repository.folder))?.branch, 'main');
    }
    writeFileSync(join(repository.home, '.gitconfig'), '[safe]\n\tdirectory = *\n');
    assert.equal((await repository.git.facts(repository.folder))?.branch, 'main');
    assert.equal(await repository.git.refusal(repository.folder), undefined);
  });

  it('tells a repository that it cannot read from none, and a slow or ended answer, too', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    writeFileSync(join(repository.folder, '.git/index'), 'no index');
    const broken = await repository.git.refusal(repository.folder);
    assert.ok(broken?.code === 'git-refused' && broken.why === 'broken', JSON.stringify(broken));
    assert.match(broken.detail, /^(error|fatal): /);
    const killed = join(repository.home, 'git');
    writeFileSync(killed, '#!/bin/sh\nkill -KILL $$\n', { mode: 0o755 });
    assert.equal((await systemGit(killed, {}).refusal(repository.folder))?.code, 'git-refused');
    const ended = AbortSignal.abort('SIGTERM');
    assert.deepEqual(await systemGit(program, {}, ended).refusal(repository.folder), {
      code: 'interrupted',
      signal: 'SIGTERM',
    });
  });

  it('knows a worktree, whose .git is a file', async (t) => {
    const repository = aRepository(t);
    const commit = repository.commit('a');
    repository.run('worktree', 'add', '--quiet', '-b', 'side', '../side');
    const facts = await repository.git.facts(join(repository.folder, '../side'));
    assert.deepEqual([facts?.commit, facts?.branch, facts?.dirty], [commit, 'side', false]);
  });

  it('runs nothing that the repository names, and changes nothing in it', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    const trap = join(repository.folder, '.git/trap');
    writeFileSync(trap, `#!/bin/sh\ntouch '${join(repository.home, 'ran')}'\n`);
    chmodSync(trap, 0o755);
    mkdirSync(join(repository.folder, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'fsmonitor-watchman', 'reference-transaction']) {
      writeFileSync(
        join(repository.folder, '.git/hooks', hook),
        `#!/bin/sh\ntouch '${join(repository.home, 'ran')}'\n`,
      );
      chmodSync(join(repository.folder, '.git/hooks', hook), 0o755);
    }
    for (const name of ['core.fsmonitor', 'core.pager', 'core.sshCommand', 'core.askPass', 'diff.external']) {
      repository.run('config', name, '.git/trap');
    }
    repository.run('config', 'core.hooksPath', '.git/hooks');
    renameSync(join(repository.folder, 'a'), join(repository.folder, 'a2'));
    renameSync(join(repository.folder, 'a2'), join(repository.folder, 'a'));
    assert.equal((await repository.git.facts(repository.folder))?.dirty, false);
    await repository.git.files(repository.folder);
    await repository.git.show(repository.folder, 'main', 'a');
    assert.ok(!existsSync(join(repository.home, 'ran')));
  });

  it('is not led elsewhere by variables that a hook of another repository has set', async (t) => {
    const repository = aRepository(t);
    const commit = repository.commit('a');
    const env = {
      PATH: process.env['PATH'],
      HOME: repository.home,
      GIT_DIR: '/nowhere',
      GIT_INDEX_FILE: 'x',
    };
    assert.equal((await systemGit(program, env).facts(repository.folder))?.commit, commit);
  });

  it('names the remote without credentials', async (t) => {
    const repository = aRepository(t);
    repository.commit('a');
    repository.run('remote', 'add', 'origin', 'https://user:token@host.example/group/x.git');
    assert.equal((await repository.git.facts(repository.folder))?.remote, 'https://host.example/group/x.git');
  });
});

describe('E6: what a repository says stands in the place of a commit', () => {
  it('is not taken for it: neither its files nor its parents', async (t) => {
    const repository = aRepository(t);
    repository.write('sealsmith.yml', 'cache: false\n');
    const honest = repository.commit();
    const { git, folder } = repository;
    repository.run('checkout', '--quiet', '--orphan', 'other');
    repository.write('sealsmith.yml', 'cache: {epoch: 7}\n');
    const other = repository.commit();
    repository.run('checkout', '--quiet', 'main');
    repository.run('update-ref', `refs/replace/${honest}`, other);
    repository.write('.git/info/grafts', `${honest} ${other}\n`);
    assert.equal(await git.show(folder, honest, 'sealsmith.yml'), 'cache: false\n');
    assert.equal(await git.contains(folder, honest, other), false);
    assert.equal((await git.facts(folder))?.dirty, false);
    assert.equal(await git.refusal(folder), undefined);
  });
});

describe('the settings of a repository that hold credentials', () => {
  const named = async (t: TestContext, ...settings: readonly (readonly [name: string, value: string])[]) => {
    const repository = aRepository(t);
    for (const [name, value] of settings) repository.run('config', '--local', '--add', name, value);
    return (await repository.git.facts(repository.folder))?.credentials;
  };

  it('E10: are told by name, each once', async (t) => {
    const found = await named(
      t,
      ['http.https://github.com/.extraheader', 'AUTHORIZATION: basic c2VjcmV0'],
      ['http.https://github.com/.extraheader', 'X: secret'],
      ['http.extraHeader', 'X: secret'],
      ['http.cookieFile', '/home/secret'],
      ['remote.origin.url', 'https://user:secret@host/x'],
      ['remote.a.b.pushurl', 'https://secret@host/x'],
      ['credential.https://host.helper', '!echo password=secret'],
      ['url.https://x:secret@host/.insteadOf', 'https://host/'],
    );
    assert.deepEqual(found?.toSorted(), [
      'credential.https://host.helper',
      'http.cookiefile',
      'http.extraheader',
      'http.https://github.com/.extraheader',
      'remote.a.b.pushurl',
      'remote.origin.url',
      'url.https://host/.insteadof',
    ]);
    assert.ok(!JSON.stringify(found).includes('secret'));
  });

  it('are none of the harmless ones, and none of the person’s own', async (t) => {
    const harmless = [
      ['remote.origin.url', 'https://host/x'],
      ['remote.other.url', 'ssh://git@host/x'],
      ['remote.third.url', 'git@host:x'],
      ['http.https://host.sslVerify', 'true'],
      ['credential.helper', ''],
      ['url.git@host:.insteadOf', 'https://host/'],
    ] as const;
    assert.deepEqual(await named(t, ...harmless), []);
    const repository = aRepository(t);
    writeFileSync(join(repository.home, '.gitconfig'), '[credential]\n\thelper = store\n');
    assert.deepEqual((await repository.git.facts(repository.folder))?.credentials, []);
  });
});

describe('the address of a remote', () => {
  for (const [url, clean] of [
    ['https://host/x.git', 'https://host/x.git'],
    ['https://token@host/x', 'https://host/x'],
    ['https://user:to@ken@host:8443/x@y', 'https://host:8443/x@y'],
    ['HTTPS://user:token@host', 'HTTPS://host'],
    ['https://host/x?private_token=1#2', 'https://host/x'],
    ['ssh://git:pass@host:22/x', 'ssh://git@host:22/x'],
    ['ssh://git@host/x', 'ssh://git@host/x'],
    ['git@host:group/x.git', 'git@host:group/x.git'],
    ['/srv/git/x', '/srv/git/x'],
    ['file:///srv/git/x', 'file:///srv/git/x'],
  ] as const) {
    it(`${url} is shown as ${clean}`, () => assert.equal(withoutCredentials(url), clean));
  }
});
