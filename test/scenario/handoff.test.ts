/** A pipeline as a forge runs it: each job in a folder of its own, digests by the forge's channel, files as artifacts. */

import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import {
  bring,
  handed,
  IMAGE,
  inFolder,
  nextJob,
  pipeline,
  pushed,
  RECORDS,
  refusal,
  SIGN,
  sign,
  TOKEN,
} from '../support/handoff.ts';
import type { TestProject } from '../support/project.ts';

function statementsIn(job: TestProject) {
  const lines = job.read('.sealsmith/attestations/image.sigstore.json').trim().split('\n');
  return lines.map((line) =>
    JSON.parse(Buffer.from(JSON.parse(line).dsseEnvelope.payload, 'base64').toString()),
  );
}

function isProvenance(predicateType: string): boolean {
  return predicateType === 'https://slsa.dev/provenance/v1';
}

describe('jobs of a pipeline', () => {
  it('build, push, and sign without a checkout, by digests alone', async (t) => {
    const told = await pipeline(t);
    const { job: pushing, record } = await pushed(t, told);
    const signing = nextJob(t, pushing, [...RECORDS, ...IMAGE.slice(1)]);
    const ran = await sign(signing, told, record);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const account = signing.record();
    assert.equal(account.how.tier, 'T2');
    assert.deepEqual(account.parents, [record.slice('sha256:'.length)]);
    assert.deepEqual(
      account.how.recomputed?.map(({ path }) => path),
      ['sealsmith.yml'],
    );
    assert.equal(account.what.facts.verdict?.verdicts[0]?.passed, true);
    // Nothing of the project is there but what signing reads.
    assert.deepEqual(readdirSync(signing.folder).toSorted(), ['.sealsmith', 'sealsmith.yml', 'signer.pub']);
    // The provenance tells of the jobs that made it, and what was compared.
    const provenance = statementsIn(signing).find(({ predicateType }) => isProvenance(predicateType));
    const { internalParameters, externalParameters } = provenance.predicate.buildDefinition;
    assert.deepEqual(internalParameters.recomputed, ['sealsmith.yml']);
    assert.ok(externalParameters.steps.includes('containerize'), JSON.stringify(externalParameters.steps));
    // The token opened git's server, and stands nowhere.
    assert.ok(told.server.asked.length > 0);
    assert.ok(!(ran.out + ran.err + JSON.stringify(account)).includes(TOKEN));
  });

  it('each in a folder of its own, know by their records alone what all of them did', async (t) => {
    const steps = ['  lint: { run: "true" }', '  test: { run: test -f app/health }'];
    const told = await pipeline(t, { steps });
    const { project, env } = told;
    const checkout = ['.git', 'sealsmith.yml', 'app', 'base', 'signer.pub', '.gitignore'];
    const run = async (job: TestProject, args: readonly string[], more: Record<string, string> = {}) => {
      const ran = await job.run(['run', ...args], { env: { ...inFolder(job, env), ...more } });
      assert.equal(ran.exit, 0, ran.out + ran.err);
    };
    const [lint, test] = [nextJob(t, project, checkout), nextJob(t, project, checkout)];
    await Promise.all([run(lint, ['lint']), run(test, ['test'])]);
    const build = nextJob(t, project, checkout);
    for (const job of [lint, test]) bring(job, build, RECORDS);
    const variables = {
      SEALSMITH_RECORD_LINT: handed(lint, 'LINT'),
      SEALSMITH_RECORD_TEST: handed(test, 'TEST'),
    };
    await run(build, ['containerize', '--only'], variables);
    const push = nextJob(t, build, [...RECORDS, ...IMAGE]);
    await run(push, ['push', '--only', '--bare', '--record', handed(build, 'CONTAINERIZE')]);
    const signing = nextJob(t, push, [...RECORDS, ...IMAGE.slice(1)]);
    const ran = await sign(signing, told, handed(push, 'PUSH'));
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const provenance = statementsIn(signing).find(({ predicateType }) => isProvenance(predicateType));
    const { externalParameters } = provenance.predicate.buildDefinition;
    for (const step of ['lint', 'test', 'containerize', 'push'])
      assert.ok(externalParameters.steps.includes(step), step);
    // A digest that one of them gave, of a record that its artifacts do not have.
    const lost = nextJob(t, project, checkout);
    bring(lint, lost, RECORDS);
    const refused = await lost.run(['run', 'containerize', '--only'], {
      env: { ...inFolder(lost, env), ...variables },
    });
    assert.match(refusal(refused), /^4 .*is not in \.sealsmith\/runs/);
  });

  it('refuse to speak for what nobody named, or named otherwise', async (t) => {
    const told = await pipeline(t);
    const { job, record } = await pushed(t, told);
    const env = { ...inFolder(job, told.env), ...told.secrets };
    const unnamed = await job.run(['run', 'sign', '--only'], { env });
    assert.match(refusal(unnamed), /^4 .*nothing but a file says/);
    const absent = await job.run(['run', 'sign', '--only', '--record', `sha256:${'0'.repeat(64)}`], { env });
    assert.match(refusal(absent), /^4 .*is not in \.sealsmith\/runs/);
    const odd = await job.run(['run', 'sign', '--only', '--record', 'latest'], { env });
    assert.equal(odd.exit, 2, odd.out);
    const everything = await job.run(['run', 'sign', '--record', record], { env });
    assert.equal(everything.exit, 2, everything.out);
    // A record that was changed has another digest.
    const path = `.sealsmith/runs/${record.slice('sha256:'.length)}.json`;
    job.write({ [path]: job.read(path).replace('"tier":"T2"', '"tier":"T3"') });
    const changed = await job.run(['run', 'sign', '--only', '--record', record], { env });
    assert.match(refusal(changed), /^4 .*its name is not its digest/);
  });

  const swaps: Readonly<Record<string, (layout: string) => void>> = {
    'is another': (layout) => {
      const blobs = join(layout, 'blobs/sha256');
      const name = readdirSync(blobs)[0] ?? '';
      writeFileSync(join(blobs, name), 'something else');
    },
    'has a file more': (layout) => writeFileSync(join(layout, 'blobs/sha256/extra'), 'x'),
  };
  for (const [what, swap] of Object.entries(swaps)) {
    it(`push no image that ${what} on its way`, async (t) => {
      const { project, env } = await pipeline(t);
      const built = await project.run(['run', 'containerize'], { env });
      assert.equal(built.exit, 0, built.out);
      swap(join(project.folder, '.sealsmith/image'));
      const ran = await project.run(['run', 'push', '--only'], {
        env: { ...env, SEALSMITH_RECORD_CONTAINERIZE: handed(project, 'CONTAINERIZE') },
      });
      assert.match(refusal(ran), /^4 .*no longer holds/);
    });
  }
});

describe('signing without a checkout', () => {
  it('takes the configuration from the commit, whatever the artifacts bring along', async (t) => {
    const told = await pipeline(t);
    const { job: pushing, record } = await pushed(t, told);
    const signing = nextJob(t, pushing, [...RECORDS, ...IMAGE.slice(1)]);
    signing.write({
      'sealsmith.yml': 'verify: { signers: [{ key: theirs.pub }] }\n',
      'sealsmith.yaml': 'verify: { signers: [{ key: theirs.pub }] }\n',
      'signer.pub': 'no key at all',
      'package.json': '{"scripts":{"test":"touch executed"}}',
    });
    const ran = await sign(signing, told, record);
    assert.equal(ran.exit, 0, ran.out + ran.err);
    assert.equal(signing.read('sealsmith.yml'), told.project.read('sealsmith.yml'));
    assert.equal(signing.read('signer.pub'), told.project.read('signer.pub'));
    assert.ok(!signing.has('sealsmith.yaml') && !signing.has('executed'));
  });

  it('refuses what was made of changes that are in no commit', async (t) => {
    const told = await pipeline(t);
    const { project } = told;
    const config = project.read('sealsmith.yml');
    project.write({ 'sealsmith.yml': config.replace('user: 10001', 'user: 10002') });
    const { job: pushing, record } = await pushed(t, told);
    const signing = nextJob(t, pushing, [...RECORDS, ...IMAGE.slice(1)]);
    assert.match(refusal(await sign(signing, told, record)), /^4 .*changes that are in no commit/);
  });

  it('refuses a record of another commit', async (t) => {
    const told = await pipeline(t);
    const { job: pushing, record } = await pushed(t, told);
    const signing = nextJob(t, pushing, [...RECORDS, ...IMAGE.slice(1)]);
    told.project.write({ 'app/health': 'newer\n' });
    told.project.commit();
    told.project.git('push', '--quiet', told.repository, 'main');
    const commit = told.project.git('rev-parse', 'HEAD');
    const ran = await sign(signing, told, record, { CI_COMMIT_SHA: commit });
    assert.match(refusal(ran), /^4 .*and this run about/);
  });

  it('is refused where nothing was made, and has nothing to do where nobody signs', async (t) => {
    const { project, repository, ...told } = await pipeline(t);
    project.write({ 'sealsmith.yml': 'toolchain: commands\nsteps: { test: { run: "true" } }\n' });
    project.commit();
    project.git('push', '--quiet', repository, 'main');
    const env = { ...told.env, CI_COMMIT_SHA: project.git('rev-parse', 'HEAD') };
    const ran = await project.run(['run', 'test'], { env });
    assert.equal(ran.exit, 0, ran.out + ran.err);
    const now = { ...told, project, repository, env };
    const job = nextJob(t, project, RECORDS);
    assert.match(refusal(await sign(job, now, handed(project, 'TEST'))), /^4 .*no image and no binary/);
    const nobody = await sign(job, { ...now, secrets: {} }, handed(project, 'TEST'));
    assert.equal(nobody.exit, 0, nobody.out + nobody.err);
  });

  it('says that the commit cannot be had, and signs nothing', async (t) => {
    const told = await pipeline(t);
    const { job: pushing, record } = await pushed(t, told);
    const signing = nextJob(t, pushing, [...RECORDS, ...IMAGE.slice(1)]);
    const ran = await sign(signing, told, record, { CI_JOB_TOKEN: 'another-token-of-somebody' });
    assert.match(refusal(ran), /^5 .*cannot be fetched/);
    assert.ok(!signing.has('.sealsmith/signatures'));
  });

  it('is for forges, with --only, and for steps that run nothing of the project', async (t) => {
    const told = await pipeline(t);
    const desk = await told.project.run([...SIGN], {});
    assert.equal(desk.exit, 2, desk.out + desk.err);
    for (const args of [
      ['run', 'sign', '--bare'],
      ['run', '--only', '--bare'],
      ['run', 'test', 'sign', '--only', '--bare'],
    ]) {
      const ran = await told.project.run(args, { env: told.env });
      assert.equal(ran.exit, 2, args.join(' '));
    }
  });
});
