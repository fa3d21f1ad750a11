/**
 * A hostile job reaches for the network of the machine; a hostile repository has shell text for a branch's name (E4)
 * and programs of its own on the path (E5). Each beside an honest twin that still works.
 */

import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { Plan } from '../../src/core/plan.ts';
import { MarkedProject } from '../support/aftermath.ts';

const NODE = process.execPath;

describe('a job that reaches for the network', () => {
  const REACH = `
const net = require('node:net');
const socket = net.connect({ host: '127.0.0.1', port: Number(process.argv[2]) });
socket.once('connect', () => { console.log('reached'); socket.end(); });
socket.once('error', (error) => console.log('no: ' + error.code));
`;
  const INSIDE = `
const net = require('node:net');
const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').once('connect', () => { console.log('loopback works'); server.close(); });
});
`;

  it('cannot reach a listener of the machine unless that is granted, and has a loopback of its own', async () => {
    const { server, port, count } = await listener();
    using project = new MarkedProject(
      `
  withheld: { run: "'${NODE}' reach.cjs ${port}; '${NODE}' inside.cjs", cache: false }
  granted: { run: "'${NODE}' reach.cjs ${port}; '${NODE}' inside.cjs", network: true, after: [withheld], cache: false }
`,
      { 'reach.cjs': REACH, 'inside.cjs': INSIDE },
    );
    try {
      const ran = await project.run();
      assert.equal(ran.exit, 0, ran.out + ran.err);
      const { jobs } = project.record().how;
      assert.deepEqual(
        jobs.map((job) => job.isolation.network),
        [jobs[0]?.isolation.processes === 'namespaces' ? 'withheld' : 'shared', 'granted'],
      );
      if (jobs[0]?.isolation.network === 'withheld') {
        assert.equal(project.read('.sealsmith/logs/withheld.log'), 'no: ECONNREFUSED\nloopback works\n');
      }
      assert.equal(project.read('.sealsmith/logs/granted.log'), 'reached\nloopback works\n');
      assert.equal(count(), jobs[0]?.isolation.network === 'withheld' ? 1 : 2);
    } finally {
      server.close();
    }
    await project.leavesNothing();
  });
});

describe('E4: a branch named as shell text', () => {
  it('is text everywhere', async () => {
    using project = new MarkedProject('  look: { run: "git rev-parse --abbrev-ref HEAD > name" }');
    project.commit();
    const branch = '$(touch${IFS}stolen);`touch${IFS}stolen`|touch';
    project.git('checkout', '--quiet', '-b', branch);
    for (const args of [
      ['run'],
      ['plan'],
      ['plan', '--mermaid'],
      ['plan', '--json'],
      ['explain', 'look'],
      ['doctor'],
    ]) {
      const ran = await project.run(args);
      assert.equal(ran.exit, 0, ran.out + ran.err);
    }
    assert.equal(project.read('name').trim(), branch);
    assert.equal(project.record().how.ref, `refs/heads/${branch}`);
    assert.ok(!project.has('stolen'));
    await project.leavesNothing();
  });
});

describe('E5: a program of the repository on the path', () => {
  it('is not taken for the tool of that name, whether the path names the folder or is relative', async () => {
    const fake = '#!/bin/sh\ntouch "$(dirname "$0")/taken"\necho 99.9.9\n';
    using project = new MarkedProject(
      '  use: { run: "tr a-z A-Z < in.txt > out.txt; echo $PATH > path", tools: [tr, git] }',
      {
        'bin/tr': fake,
        'bin/git': fake,
        'bin/uv': fake,
        'bin/node': fake,
        'bin/sh': fake,
        tr: fake,
        'in.txt': 'honest\n',
      },
    );
    for (const name of ['bin/tr', 'bin/git', 'bin/uv', 'bin/node', 'bin/sh', 'tr'])
      chmodSync(join(project.folder, name), 0o755);
    const env = { PATH: `${project.folder}/bin:bin:.::./bin:${project.folder}:${process.env['PATH']}` };
    const planned = await project.run(['plan', '--json'], { env });
    assert.equal(planned.exit, 0, planned.err);
    const plan = JSON.parse(planned.out) as Plan;
    const tools = plan.jobs.flatMap((job) => job.spec.tools);
    assert.deepEqual(tools.map((tool) => tool.name).toSorted(), ['git', 'sh', 'tr']);
    for (const tool of tools) {
      assert.ok(tool.path.startsWith('/') && !tool.path.startsWith(project.base), tool.path);
      assert.notEqual(tool.version, '99.9.9');
    }
    assert.ok(
      plan.machine.path.every((folder) => folder.startsWith('/') && !folder.startsWith(project.folder)),
    );
    const ran = await project.run(['run'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.equal(project.read('out.txt'), 'HONEST\n');
    const folders = project.read('path').trim().split(':');
    assert.ok(
      folders.every((folder) => folder.startsWith('/') && !folder.startsWith(project.folder)),
      folders.join('\n'),
    );
    assert.ok(!project.has('bin/taken') && !project.has('taken'));
    await project.leavesNothing();
  });
});

/** A server of this machine, on its loopback. */
async function listener(): Promise<{ server: Server; port: number; count: () => number }> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('error', () => {});
    socket.end();
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { server, port: address.port, count: () => connections };
}
