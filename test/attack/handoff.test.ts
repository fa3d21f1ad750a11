/**
 * E1, E6, I6 between jobs: what a job before leaves in artifacts, or in a record of its own making, moves neither the
 * token of the job that signs nor its signature. Each of them beside an honest pipeline that passes.
 */

import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import type { RunRecord } from '../../src/core/record.ts';
import { canonicalJson, jsonDigest } from '../../src/formats/canonical.ts';
import {
  IMAGE,
  inFolder,
  nextJob,
  type Pipeline,
  pipeline,
  pushed,
  RECORDS,
  refusal,
  sign,
  TOKEN,
} from '../support/handoff.ts';
import type { TestProject } from '../support/project.ts';
import { httpsServer } from '../support/servers.ts';
import { temporaryFolder } from '../support/temporary.ts';

type Ground = { readonly told: Pipeline; readonly from: TestProject; readonly record: string };

/** The folder of the job that signs, with the artifacts of an honest one. */
function signing(t: TestContext, { from }: Ground): TestProject {
  return nextJob(t, from, [...RECORDS, ...IMAGE.slice(1)]);
}

type Plain<T> = T extends object ? { -readonly [K in keyof T]: Plain<T[K]> } : T;

/** Another record beside the honest one, as code in the job that built could have written it. */
function forged(job: TestProject, record: string, change: (record: Plain<RunRecord>) => void): string {
  const name = (digest: string): string => `.sealsmith/runs/${digest.replace('sha256:', '')}.json`;
  const made = JSON.parse(job.read(name(record)));
  change(made);
  const digest = jsonDigest(made);
  job.write({ [name(digest)]: canonicalJson(made) });
  return `sha256:${digest}`;
}

function nothingSigned(job: TestProject): void {
  for (const folder of ['signatures', 'attestations']) {
    assert.ok(!job.has(`.sealsmith/${folder}`), folder);
  }
}

it('what artifacts bring along moves nothing in the job that signs', async (t) => {
  const told = await pipeline(t, { publicKey: 'keys/signer.pub' });
  const { job: from, record } = await pushed(t, told);
  const ground: Ground = { told, from, record };

  await t.test('E6: a repository in the place of the one that is fetched', async (t) => {
    const job = signing(t, ground);
    const evil = join(job.folder, '.sealsmith/source.git');
    mkdirSync(join(evil, 'hooks'), { recursive: true });
    const hook = `#!/bin/sh\ntouch ${join(job.base, 'executed')}\n`;
    writeFileSync(join(evil, 'hooks/reference-transaction'), hook, { mode: 0o755 });
    writeFileSync(join(evil, 'HEAD'), 'ref: refs/heads/none\n');
    const helper = `[core]\n\tfsmonitor = touch ${join(job.base, 'executed')}\n[credential]\n\thelper = "!touch ${join(job.base, 'executed')}"\n`;
    writeFileSync(join(evil, 'config'), helper);
    const ran = await sign(job, told, record);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.ok(!existsSync(join(job.base, 'executed')));
    assert.ok(!job.has('.sealsmith/source.git/hooks'));
  });

  await t.test('a link in the place of the folder of the key', async (t) => {
    const job = signing(t, ground);
    const outside = temporaryFolder(t);
    writeFileSync(join(outside, 'signer.pub'), 'somebody else’s');
    symlinkSync(outside, join(job.folder, 'keys'));
    const ran = await sign(job, told, record);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(readdirSync(outside), ['signer.pub']);
    assert.equal(readFileSync(join(outside, 'signer.pub'), 'utf8'), 'somebody else’s');
    assert.equal(job.read('keys/signer.pub'), told.project.read('keys/signer.pub'));
  });

  await t.test('signatures, statements and settings that nobody asked for', async (t) => {
    const job = signing(t, ground);
    job.write({
      '.sealsmith/signatures/image.sigstore.json': '{"mediaType":"junk"}\n',
      '.sealsmith/attestations/image.sigstore.json': 'junk\n',
      '.sealsmith/attestations/other.sigstore.json': 'junk\n',
      '.sealsmith/handoff.env': `SEALSMITH_RECORD_PUSH=sha256:${'0'.repeat(64)}\n`,
      '.sealsmith/junk': 'junk',
    });
    const ran = await sign(job, told, record);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.ok(!job.has('.sealsmith/attestations/other.sigstore.json'));
    assert.equal(job.record().what.facts.verdict?.verdicts[0]?.passed, true);
  });

  await t.test('E10: settings of the account that lead elsewhere, or run something', async (t) => {
    const job = signing(t, ground);
    const asked: string[] = [];
    const other = await httpsServer(t, 'localhost', (request, response) => {
      asked.push(request.headers.authorization ?? '');
      response.writeHead(404).end();
    });
    const home = join(job.base, 'evil-home');
    const elsewhere = `https://localhost:${other.port}/`;
    const settings = [
      `[url "${elsewhere}"]`,
      `\tinsteadOf = https://${told.server.host}/`,
      '[init]',
      `\ttemplateDir = ${join(home, 'template')}`,
    ];
    mkdirSync(join(home, 'template/hooks'), { recursive: true });
    writeFileSync(join(home, '.gitconfig'), settings.join('\n'));
    const ran = await sign(job, told, record, { HOME: home });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.deepEqual(asked, []);
  });

  await t.test('E1: an address that sends the token on to another', async (t) => {
    const job = signing(t, ground);
    const heard: (string | undefined)[] = [];
    const other = await httpsServer(t, 'localhost', (request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    const forge = await httpsServer(t, 'localhost', (request, response) => {
      assert.ok(Buffer.from(request.headers.authorization?.slice(6) ?? '', 'base64').includes(TOKEN));
      response.writeHead(302, { location: `https://localhost:${other.port}${request.url}` }).end();
    });
    // Both are believed: what keeps the token is not that the other one's certificate is unknown.
    const believed = join(job.base, 'both.pem');
    writeFileSync(believed, [forge, other].map(({ certificate }) => readFileSync(certificate)).join(''));
    const ran = await sign(job, told, record, {
      CI_PROJECT_URL: `https://localhost:${forge.port}/group/small`,
      CI_SERVER_TLS_CA_FILE: believed,
    });
    assert.match(refusal(ran), /^5 .*cannot be fetched/);
    assert.deepEqual(heard, []);
    assert.ok(!(ran.out + ran.err).includes(TOKEN));
    nothingSigned(job);
  });

  const lies: Readonly<
    Record<string, { readonly change: (record: Plain<RunRecord>) => void; readonly refused: RegExp }>
  > = {
    'E6: a record that says it had no configuration': {
      change: ({ what }) => Reflect.deleteProperty(what, 'config'),
      refused: /^4 .*sealsmith\.yml what is not so in the commit/,
    },
    'E6: a record that names another file of the commit as its configuration': {
      change: ({ what }) => Object.assign(what, { config: { path: '.gitignore', sha256: '0'.repeat(64) } }),
      refused: /^4 .*\.gitignore what is not so in the commit/,
    },
    'E6: a record of another configuration': {
      change: ({ what }) => Object.assign(what.config ?? {}, { sha256: '0'.repeat(64) }),
      refused: /^4 .*sealsmith\.yml what is not so in the commit/,
    },
    'a record of another folder of the repository': {
      change: ({ what }) => Object.assign(what.source, { path: 'app' }),
      refused: /^4 .*app what is not so in the commit/,
    },
    'a record of a tree with changes': {
      change: ({ what }) => Object.assign(what.source, { dirty: true }),
      refused: /^4 .*changes that are in no commit/,
    },
    'a record of another commit': {
      change: ({ what }) => Object.assign(what.source, { commit: '7'.repeat(40) }),
      refused: /^4 .*is about 7777/,
    },
    'a record that stands on a file elsewhere': {
      change: ({ what }) => {
        const evidence = [{ path: '../../etc/hostname', sha256: '0'.repeat(64) }];
        Object.assign(what.facts.pushed ?? {}, { evidence });
      },
      refused: /^4 .*pushed no longer holds: \.\.\/\.\.\/etc\/hostname/,
    },
    'a record of a run that failed': {
      change: ({ how }) => Object.assign(how, { exit: 1 }),
      refused: /^4 .*a run that failed/,
    },
    'I1: a record that tells of no image, so that none would be signed': {
      change: (made) => {
        Object.assign(made, { parents: [] });
        Object.assign(made.what, { facts: {} });
        Object.assign(made.how, { standing: {} });
      },
      refused: /^4 .*tell of no image/,
    },
  };
  for (const [name, { change, refused }] of Object.entries(lies)) {
    await t.test(name, async (t) => {
      const job = signing(t, ground);
      const lie = forged(job, record, change);
      assert.match(refusal(await sign(job, told, lie)), refused);
      nothingSigned(job);
    });
  }

  await t.test('I6: two records that say different things of what was pushed', async (t) => {
    const job = signing(t, ground);
    const other = forged(job, record, ({ what }) =>
      Object.assign(what.facts.pushed ?? {}, { digest: `sha256:${'5'.repeat(64)}` }),
    );
    assert.match(refusal(await sign(job, told, `${record},${other}`)), /^4 .*say different things of pushed/);
    nothingSigned(job);
    // The same one twice is no contradiction.
    const ran = await sign(job, told, `${record} ${record}`);
    assert.equal(ran.exit, 0, ran.out + ran.err);
  });

  await t.test(
    'I6: a layout that was changed on its way, although the image is in the registry',
    async (t) => {
      const job = nextJob(t, from, [...RECORDS, ...IMAGE]);
      assert.equal((await sign(job, told, record)).exit, 0);
      const blobs = join(job.folder, '.sealsmith/image/blobs/sha256');
      writeFileSync(join(blobs, 'e'.repeat(64)), 'x');
      assert.match(refusal(await sign(job, told, record)), /^4 .*image no longer holds/);
    },
  );
});

it('E1: a configuration that names a program to get a token runs none without a checkout', async (t) => {
  const token = ['signing: { with: keyless, token: { command: [./token.sh] }, transparency: public }'];
  const told = await pipeline(t, { beside: token });
  const { job: from, record } = await pushed(t, told);
  const job = signing(t, { told, from, record });
  job.write({ 'token.sh': '#!/bin/sh\ntouch executed\n' });
  const ran = await job.run(['run', 'sign', '--only', '--bare', '--record', record], {
    env: inFolder(job, told.env),
  });
  assert.match(refusal(ran), /^2 .*--bare runs no program but ours/);
  assert.ok(!job.has('executed'));
});

it('a release is one on any protected branch, and the default one need not have its commit', async (t) => {
  const beside = ['protected: [main, stable]', 'release-tags: [v*]'];
  const onStable = await pipeline(t, {
    ...{ beside, kind: 'release' as const },
    prepare: (project) => {
      project.git('branch', 'stable');
      project.write({ 'app/health': 'newer\n' });
      project.git('checkout', '--quiet', 'stable');
      project.write({ 'app/health': 'kept\n' });
      project.commit();
      project.git('tag', 'v1');
      project.git('update-ref', 'refs/remotes/origin/main', 'main');
      project.git('update-ref', 'refs/remotes/origin/stable', 'stable');
    },
  });
  const { job: from, record } = await pushed(t, onStable);
  const job = signing(t, { told: onStable, from, record });
  const ran = await sign(job, onStable, record);
  assert.equal(ran.exit, 0, ran.out + ran.err);
  assert.equal(job.record().how.tier, 'T3');
});
