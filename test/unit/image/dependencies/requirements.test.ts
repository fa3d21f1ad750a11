import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../../../src/core/result.ts';
import { markerEnvironment } from '../../../../src/image/dependencies/markers.ts';
import { poetryRequirements } from '../../../../src/image/dependencies/poetry-lock.ts';
import {
  parseRequirements,
  readRequirements,
  requirementsText,
} from '../../../../src/image/dependencies/requirements.ts';
import { failure, value } from '../../../support/world.ts';

const ENVIRONMENT = markerEnvironment('3.11.2', { os: 'linux', architecture: 'amd64' });
const HASH = `sha256:${'a'.repeat(64)}`;

function parse(text: string) {
  return value(parseRequirements(text, 'requirements.txt', ENVIRONMENT));
}

describe('requirements for a base', () => {
  it('joins lines, keeps hashes and leaves comments out', () => {
    const { requirements } = parse(
      `# by pip-compile\nflask==3.1.3 \\\n    --hash=${HASH} \\\n    --hash=sha256:bb\n    # via -r requirements.in\n`,
    );
    assert.deepEqual(requirements, [{ text: 'flask==3.1.3', hashes: [HASH, 'sha256:bb'] }]);
    assert.equal(requirementsText([], requirements), `flask==3.1.3 --hash=${HASH} --hash=sha256:bb\n`);
  });

  it('leaves out what is for another platform or Python, and hands no marker on', () => {
    const { requirements } = parse(
      [
        `colorama==0.4.6 ; sys_platform == 'win32' --hash=${HASH}`,
        `tomli==2.0.1 ; python_version < "3.11" --hash=${HASH}`,
        `uvloop==0.21;sys_platform=='linux' --hash=${HASH}`,
        'hello @ https://example.org/hello-1.0-py3-none-any.whl ; python_version >= "3"',
      ].join('\n'),
    );
    assert.deepEqual(
      requirements.map(({ text }) => text),
      ['uvloop==0.21', 'hello @ https://example.org/hello-1.0-py3-none-any.whl'],
    );
  });

  it('follows includes and constraints, each once', () => {
    const files: Record<string, string> = {
      'requirements/prod.txt': '-r base.txt\n-c ../constraints.txt\ngunicorn\n--requirement=prod.txt\n',
      'requirements/base.txt': 'flask\n-cnested.txt\n',
      'requirements/nested.txt': 'click<9\n',
      'constraints.txt': 'flask==3.1.3\n',
    };
    const read = value(readRequirements(['requirements/prod.txt'], (path) => ok(files[path]), ENVIRONMENT));
    assert.deepEqual(
      read.requirements.map(({ text }) => text),
      ['gunicorn', 'flask'],
    );
    assert.deepEqual(
      read.constraints.map(({ text }) => text),
      ['flask==3.1.3', 'click<9'],
    );
    assert.equal(read.files.length, 4);
  });

  it('keeps where packages come from, and drops what chooses sources over what is built', () => {
    const { options } = parse(
      '--index-url https://pypi.example.org/simple\n--no-binary :all:\n--pre\nflask\n',
    );
    assert.deepEqual(options, ['--index-url https://pypi.example.org/simple']);
  });

  it('knows the project itself, which is no dependency', () => {
    assert.equal(parse('-e .\nflask\n').self, true);
    assert.equal(parse('.[dev]\nflask\n').requirements.length, 1);
    assert.equal(parse('flask\n').self, false);
  });

  for (const line of [
    'hello @ git+https://example.org/hello.git',
    'git+https://example.org/hello.git#egg=hello',
    './vendor/hello',
    '-e ./vendor/hello',
    '/etc/passwd',
    "flask ; python_versoin < '3'",
    '-r ../outside.txt',
    '-r https://example.org/requirements.txt',
    '-r absent.txt',
    '$(reboot)',
  ]) {
    it(`refuses ${line}`, () => {
      const read = parseRequirements(line, 'requirements.txt', ENVIRONMENT);
      assert.equal(failure(read).code, 'project-invalid');
    });
  }
});

describe('poetry.lock as requirements', () => {
  const lock = (packages: string, version = '2.1'): string =>
    `${packages}\n[metadata]\nlock-version = "${version}"\ncontent-hash = "x"\n`;
  const one = (
    name: string,
    more = '',
    groups = '["main"]',
    files = `[{file = "x.whl", hash = "${HASH}"}]`,
  ): string =>
    `[[package]]\nname = "${name}"\nversion = "1.0"\noptional = false\ngroups = ${groups}\nfiles = ${files}\n${more}\n`;

  it('takes the main group with hashes and markers', () => {
    const text = poetryRequirements(
      lock(
        one('flask') +
          one('pytest', '', '["dev"]') +
          one('both', '', '["main", "dev"]\nmarkers = {main = "sys_platform == \\"win32\\"", dev = "1"}') +
          one('extra').replace('optional = false', 'optional = true'),
      ),
    );
    assert.ok(text.ok);
    assert.equal(
      text.value,
      `flask==1.0 --hash=${HASH}\nboth==1.0 ; sys_platform == "win32" --hash=${HASH}\n`,
    );
    assert.deepEqual(parse(text.value).requirements, [{ text: 'flask==1.0', hashes: [HASH] }]);
  });

  const refused: readonly [string, string][] = [
    ['an older lock, which does not say groups', lock(one('flask'), '2.0')],
    ['no lock at all', 'x = 1\n'],
    ['no TOML', '[[package'],
    ['a package without hashes', lock(one('flask', '', '["main"]', '[]'))],
    ['a package of a git repository', lock(one('flask', '[package.source]\ntype = "git"\nurl = "x"\n'))],
    ['a name with a line end', lock(one('flask\\n--index-url http://evil'))],
    ['a marker with a line end', lock(one('flask', 'markers = "a\\n-r evil"'))],
  ];
  for (const [what, text] of refused) {
    it(`refuses ${what}`, () => {
      assert.equal(poetryRequirements(text).ok, false);
    });
  }
});
