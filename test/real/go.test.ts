/** The real Go on small modules of our own, through the whole program. */

import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { writeModule } from '../support/go-modules.ts';
import { cleanEnvironment, type Ran, runProgram, TestProject } from '../support/project.ts';

const ENTRY = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
const noGo = spawnSync('go', ['version']).status !== 0 && 'there is no go on this machine';

/** By hand and not with net/http, which takes a minute to compile where it never was. */
const SERVER = `package main

import (
	"net"
	"os"

	"example.org/answers"
)

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Getenv("PORT"))
	if err != nil {
		panic(err)
	}
	for {
		connection, err := listener.Accept()
		if err != nil {
			continue
		}
		connection.Read(make([]byte, 4096))
		connection.Write([]byte("HTTP/1.0 200 OK\\r\\n\\r\\n" + answers.Well()))
		connection.Close()
	}
}
`;

const TESTS = `package main

import (
	"testing"

	"example.org/answers"
)

func TestWell(t *testing.T) {
	t.Run("says so", func(t *testing.T) {
		if answers.Well() != "well" {
			t.Fatal("not well")
		}
	})
}

func TestLater(t *testing.T) { t.Skip("later") }
`;

class GoProject extends TestProject {
  readonly proxy: string;

  constructor(files: Readonly<Record<string, string>> = {}, name?: string) {
    super(
      {
        'go.mod': 'module example.org/small\n\ngo 1.21\n',
        'main.go': SERVER,
        'main_test.go': TESTS,
        ...files,
      },
      name,
    );
    this.proxy = join(this.base, 'proxy');
    writeModule(this.proxy, 'example.org/answers', {
      'answers.go': 'package answers\n\nfunc Well() string { return "well" }\n',
    });
    const env = {
      ...cleanEnvironment(),
      ...this.#settings(),
      GOFLAGS: '-modcacherw',
      GOMODCACHE: join(this.base, 'modules'),
    };
    execFileSync('go', ['mod', 'tidy'], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    rmSync(join(this.base, 'modules'), { recursive: true, force: true });
    // The compiler's cache of this machine stands in for ours: the standard library is compiled once for all tests.
    const stores = join(this.base, 'state', 'sealsmith', 'stores');
    mkdirSync(stores, { recursive: true });
    symlinkSync(
      execFileSync('go', ['env', 'GOCACHE'], { encoding: 'utf8' }).trim(),
      join(stores, 'go-build'),
    );
  }

  #settings(): Record<string, string> {
    return { GOPROXY: `file://${this.proxy}`, GOSUMDB: 'off', GOTOOLCHAIN: 'local' };
  }

  sealsmith(...args: readonly string[]): Promise<Ran> {
    const env = {
      TMPDIR: join(this.base, 'tmp'),
      XDG_STATE_HOME: join(this.base, 'state'),
      ...this.#settings(),
    };
    return runProgram(args, { cwd: this.folder, entry: ENTRY, env });
  }
}

const CHECK = 'steps: { build-binary: { check: { port: 18673, path: /health } } }\n';

describe('a Go module', { skip: noGo }, () => {
  it('is fetched, vetted, tested, built and tried; the same program comes out elsewhere', async () => {
    using one = new GoProject({ 'sealsmith.yml': CHECK });
    using other = new GoProject({ 'sealsmith.yml': CHECK }, 'another "folder"');
    for (const project of [one, other]) {
      const ran = await project.sealsmith('run');
      assert.equal(ran.exit, 0, ran.out + ran.err);
    }
    const { what, how } = one.record();
    assert.deepEqual(what.facts.deps?.packages, [{ name: 'example.org/answers', version: 'v1.0.0' }]);
    assert.equal(what.facts.deps?.hashesChecked, true);
    const { junit, binary } = what.facts;
    assert.deepEqual([junit?.tests, junit?.passed, junit?.failed, junit?.skipped], [2, 1, 0, 1]);
    assert.deepEqual(
      binary?.files.map(({ path, mode }) => [path, mode]),
      [['small', 0o755]],
    );
    assert.match(
      how.jobs.find((job) => job.id === 'build-binary')?.summary ?? '',
      /^small .*answers \/health$/,
    );
    assert.equal(binary?.sha256, other.record().what.facts.binary?.sha256);
    assert.deepEqual(what, other.record().what);
  });

  it('names the test that fails, with its file and line', async () => {
    using project = new GoProject({
      'sub/sub.go': 'package sub\n',
      'sub/sub_test.go':
        'package sub\n\nimport "testing"\n\nfunc TestAdds(t *testing.T) {\n\tt.Log("adding")\n\tt.Errorf("two is not %d", 3)\n}\n',
    });
    const ran = await project.sealsmith('run', 'test');
    assert.equal(ran.exit, 1, ran.out + ran.err);
    const test = project.record().how.jobs.find((job) => job.id === 'test');
    assert.deepEqual(test?.failedTests, [
      { name: 'TestAdds', file: 'sub/sub_test.go', line: 7, message: 'two is not 3' },
    ]);
    assert.doesNotMatch(project.read('.sealsmith/logs/test.log'), /"Action"/);
  });

  it('is not linted well when a file is not formatted', async () => {
    using project = new GoProject({ 'ugly.go': 'package main\n\nvar   ugly = 1\n\nvar _ = ugly\n' });
    const ran = await project.sealsmith('run', 'lint');
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.match(project.read('.sealsmith/logs/lint.log'), /^ugly\.go\n.*not formatted/ms);
  });

  it('is refused when a module is not what go.sum says', async () => {
    using project = new GoProject();
    writeModule(project.proxy, 'example.org/answers', {
      'answers.go': 'package answers\n\nfunc Well() string { return "poisoned" }\n',
    });
    const ran = await project.sealsmith('run', 'install');
    assert.equal(ran.exit, 1, ran.out + ran.err);
    assert.match(project.read('.sealsmith/logs/install.log'), /checksum mismatch/);
  });
});
