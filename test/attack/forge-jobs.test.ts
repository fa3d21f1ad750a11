/**
 * What a job tries on the machine of a forge: a program of the project earlier on the path (E5), a daemon that outlives
 * it (E8), an engine that nobody granted (E9), credentials that the checkout or a home left (E10). Under act and under
 * gitlab-ci-local, with namespaces and without.
 */

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { act, gitlabLocal, OUR_ACTION } from '../support/emulators.ts';
import { without } from '../support/forge-tools.ts';
import { foundIn, LOOKER, leaks } from '../support/looker.ts';
import { ENTRY, TestProject } from '../support/project.ts';
import { running, uniqueSleep } from '../support/real-processes.ts';

const NODE = process.execPath;
const HEADER = 'http.https://github.com/.extraheader';
const SECRETS = {
  CHECKOUT: 'token-that-the-checkout-left-0123456789',
  HOME: 'token-in-the-home-of-the-runner-0123456789',
  ENGINE: 'password-for-the-registry-of-all-0123456789',
};

/** Programs that a step, a toolchain or we ourselves might start. */
const FAKES = ['tr', 'unshare', 'nsenter', 'setsid', 'setpriv', 'ip', 'git', 'python3'];

const REACH = `const socket = require('node:net').connect(process.argv[2]);
socket.once('connect', () => { console.log('reached'); socket.end(); });
socket.once('error', ({ code }) => console.log(code));
`;

class Hostile extends TestProject {
  readonly sleep = uniqueSleep();
  readonly socket: string;

  constructor() {
    super();
    this.socket = join(this.base, 'engine.sock');
    const daemon = `setsid sh -c "setsid ${this.sleep} </dev/null >/dev/null 2>&1 &" </dev/null >/dev/null 2>&1 &`;
    this.write({
      'sealsmith.yml': [
        'toolchain: commands',
        'steps:',
        '  use: { run: "tr a-z A-Z < in.txt > out.txt; echo \\"$PATH\\" > path", tools: [tr], outputs: [out.txt, path] }',
        `  daemon: { run: '${daemon} for round in $(seq 1000); do if pgrep -f "^${this.sleep}"; then exit 0; fi; sleep 0.01; done; exit 1' }`,
        `  look: { run: "'${NODE}' look.cjs; '${NODE}' reach.cjs '${this.socket}'", outputs: [found.json] }`,
        '',
      ].join('\n'),
      'in.txt': 'honest\n',
      'look.cjs': LOOKER,
      'reach.cjs': REACH,
      '.gitignore': '.gitlab-ci-local\nbin/taken\n',
      '.github/workflows/ci.yml': `on: [push]
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: git config ${HEADER} "AUTHORIZATION basic $LEFT"; "$NODE" "$ENTRY" plan; "$NODE" "$ENTRY" doctor
      - run: echo "$PWD/bin" >> "$GITHUB_PATH"
      - uses: ${OUR_ACTION}
        with: { run: use daemon look }
      - run: ${KEEPING}
`,
      '.gitlab-ci.yml': `build:
  script:
    - git remote set-url origin "https://gitlab-ci-token:$LEFT@gitlab.com/group/small.git"
    - sealsmith plan; sealsmith doctor
    - PATH="$PWD/bin:bin:.:$PATH" sealsmith run use daemon look
    - ${KEEPING}
`,
    });
    for (const name of FAKES) {
      this.write({ [`bin/${name}`]: '#!/bin/sh\ntouch "$(dirname "$0")/taken"\nexit 1\n' });
      chmodSync(join(this.folder, 'bin', name), 0o755);
    }
    this.commit();
    this.git('remote', 'add', 'origin', 'https://github.com/group/small.git');
    const home = join(this.base, 'home');
    mkdirSync(join(home, '.docker'), { recursive: true });
    writeFileSync(join(home, '.git-credentials'), `https://somebody:${SECRETS.HOME}@github.com\n`);
    writeFileSync(
      join(home, '.docker/config.json'),
      JSON.stringify({ auths: { x: { auth: SECRETS.ENGINE } } }),
    );
    mkdirSync(join(this.base, 'kept'));
  }

  kept(name: string): string {
    return readFileSync(join(this.base, 'kept', name), 'utf8');
  }

  /** What the runner has around our program. */
  around(): Record<string, string> {
    const docker = { DOCKER_HOST: `unix://${this.socket}`, DOCKER_CONFIG: join(this.base, 'home/.docker') };
    return { ...docker, LEFT: SECRETS.CHECKOUT, NODE, ENTRY, KEEP: join(this.base, 'kept') };
  }
}

const KEEPING =
  'cp out.txt path found.json .sealsmith/run.json .sealsmith/logs/look.log "$KEEP"; if [ -e bin/taken ]; then touch "$KEEP/taken"; fi';

/** @param log  of the whole job */
function check(project: Hostile, log: string, namespaces: boolean): void {
  const record = JSON.parse(project.kept('run.json')) as ReturnType<TestProject['record']>;
  const apart = record.how.jobs.every(({ isolation }) => isolation.processes === 'namespaces');
  if (!namespaces) assert.equal(apart, false);

  // E5: the tool is the machine's, and so is everything we start ourselves.
  assert.equal(project.kept('out.txt'), 'HONEST\n');
  assert.throws(() => project.kept('taken'));
  for (const folder of project.kept('path').trim().split(':')) {
    assert.ok(
      folder.startsWith('/') && !folder.endsWith('/bin/.') && !/hostexecutor|builds\/build/.test(folder),
      folder,
    );
  }

  // E8: the daemon of a daemon is gone.
  assert.deepEqual(running(project.sleep), []);

  // E9: no grant, no variable that leads to the engine, none of its credentials.
  const found = foundIn(join(project.base, 'kept/found.json'));
  assert.ok(record.what.jobs.every(({ grants }) => !grants.includes('engine')));
  assert.doesNotMatch(found.env, /DOCKER|engine\.sock/);
  // docs/isolation.md: a socket with a path is not withheld. Whoever corrects that, corrects the page.
  assert.equal(project.kept('look.log').trim(), 'reached');

  // E10: said by plan and by doctor, by name and without the value; and what is not removed is the documented leak.
  const said = log.replace(/\s+/g, ' ');
  assert.equal(said.match(/credentials in \.git\/config|left credentials/g)?.length, 2, said.slice(0, 4000));
  assert.deepEqual(
    leaks(found, SECRETS).filter((leak) => !leak.endsWith('processes')),
    ['CHECKOUT in checkout'],
  );
}

/** Something listens where an engine would. */
async function engine(t: TestContext, project: Hostile): Promise<void> {
  const server = createServer((socket) => socket.end());
  await new Promise<void>((resolve) => void server.listen(project.socket, resolve));
  t.after(() => server.close());
}

describe('a hostile project on the machine of a forge', () => {
  for (const namespaces of [true, false]) {
    const where = namespaces ? '' : ', where no namespaces can be made';

    it(`E5, E8, E9, E10: gets nothing under act${where}`, { skip: without('act') }, async (t) => {
      using project = new Hostile();
      await engine(t, project);
      const ran = await act(project, 'build', { steps: project.around(), namespaces });
      assert.equal(ran.exit, 0, ran.log.slice(-3000));
      check(project, ran.log, namespaces);
    });

    it(`E5, E8, E9, E10: gets nothing under gitlab-ci-local${where}`, {
      skip: without('gitlab-ci-local', 'rsync'),
    }, async (t) => {
      using project = new Hostile();
      await engine(t, project);
      const ran = await gitlabLocal(project, ['build'], project.around(), { namespaces });
      assert.equal(ran.exit, 0, ran.log.slice(-3000));
      check(project, ran.log, namespaces);
    });
  }
});
