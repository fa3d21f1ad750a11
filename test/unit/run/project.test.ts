import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { detectProject, projectName, treeOf } from '../../../src/run/project.ts';
import { FakeFiles } from '../../support/files.ts';
import { aPlanInput, aProject } from '../../support/planned.ts';
import { aTree } from '../../support/tree.ts';
import { failure, value } from '../../support/world.ts';

const PYTHON = { 'requirements.txt': 'flask\n' };
const NODE = {
  'package.json': '{"name":"hello"}',
  'package-lock.json': '{"lockfileVersion":3,"packages":{}}',
};

describe('the kind of a project', () => {
  it('is found by its files', () => {
    assert.equal(value(detectProject(aTree(PYTHON), undefined, false)).toolchain, 'python');
    assert.equal(value(detectProject(aTree(NODE), undefined, false)).toolchain, 'node');
  });

  it('is a question to the user when the folder holds two', () => {
    const failed = failure(detectProject(aTree({ ...PYTHON, ...NODE }), undefined, false));
    assert.ok(failed.code === 'toolchain-ambiguous');
    assert.deepEqual(
      failed.found.map((one) => one.name),
      ['python', 'node'],
    );
  });

  it('is what the configuration says when the folder holds two', () => {
    const tree = aTree({ ...PYTHON, ...NODE });
    assert.equal(value(detectProject(tree, 'node', false)).toolchain, 'node');
    assert.equal(value(detectProject(tree, 'commands', true)).toolchain, 'commands');
  });

  it('is none in an empty folder, which is a failure unless there are steps of the user’s own', () => {
    assert.deepEqual(failure(detectProject(aTree({}), undefined, false)), {
      code: 'nothing-detected',
      root: '/workspace',
    });
    assert.equal(value(detectProject(aTree({}), undefined, true)).toolchain, 'commands');
    assert.equal(failure(detectProject(aTree({}), 'commands', false)).code, 'nothing-detected');
    assert.equal(value(detectProject(aTree({}), 'commands', true)).toolchain, 'commands');
  });

  it('is not what the configuration says when the folder says otherwise', () => {
    for (const steps of [false, true]) {
      const failed = failure(detectProject(aTree(PYTHON), 'go', steps));
      assert.ok(failed.code === 'project-invalid' && /toolchain is go/.test(failed.message));
    }
  });

  it('does not matter to files that another toolchain would have refused', () => {
    const tree = aTree({ ...PYTHON, 'package.json': '{' });
    assert.equal(value(detectProject(tree, 'python', false)).toolchain, 'python');
    assert.equal(detectProject(tree, undefined, false).ok, false);
  });

  it('of commands alone skips every verb and says what to write', () => {
    const project = value(detectProject(aTree({}), 'commands', true));
    const { facts } = aPlanInput({ project });
    for (const verb of ['install', 'lint', 'test', 'build-binary'] as const) {
      const decision = value(project.plan(verb, facts, {}));
      assert.ok(decision.kind === 'skip' && decision.why.code === 'nothing-to-do');
      assert.match(decision.why.detail, /run/);
    }
  });
});

describe('the name of a project', () => {
  const named = aProject({}, { name: 'its-own' });
  const nameless = aProject({}, { name: undefined });

  it('is its own, its repository’s, its folder’s', () => {
    assert.equal(projectName(named, 'https://x/group/repo.git', '/w/folder'), 'its-own');
    assert.equal(projectName(nameless, 'https://x/group/repo.git', '/w/folder'), 'repo');
    assert.equal(projectName(nameless, undefined, '/w/folder'), 'folder');
    assert.equal(projectName(nameless, undefined, '/'), 'project');
  });

  it('is read from every form of a repository’s address', () => {
    for (const remote of [
      'git@host:group/repo.git',
      'ssh://git@host/repo',
      'https://host/a/b/repo/',
      '/srv/repo.git',
    ])
      assert.equal(projectName(nameless, remote, '/w/folder'), 'repo', remote);
    assert.equal(projectName(nameless, '', '/w/folder'), 'folder');
  });
});

describe('the workspace as detection sees it', () => {
  const files = new FakeFiles({ '/w/a.txt': 'A', '/w/sub/b.txt': 'B' });
  const tree = treeOf('/w', files);

  it('is read by workspace paths, its root by the empty one', () => {
    assert.equal(value(tree.text('sub/b.txt')), 'B');
    assert.equal(value(tree.text('absent')), undefined);
    assert.ok(tree.has('sub') && tree.has('') && !tree.has('absent'));
    assert.deepEqual(
      tree.list('').map(({ name }) => name),
      ['a.txt', 'sub'],
    );
    assert.deepEqual(tree.list('sub'), [{ name: 'b.txt', kind: 'file' }]);
  });
});
