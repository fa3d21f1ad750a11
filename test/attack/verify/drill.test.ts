/** `sealsmith drill image`: every attack of it is stopped, and it shows it when one is not. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { drillImage } from '../../../src/cli/drill/image.ts';
import type { Judge } from '../../../src/cli/drill/image-stage.ts';
import { err } from '../../../src/core/result.ts';
import type { ImageDrillView } from '../../../src/report/image-drill.ts';
import { createWorld } from '../../../src/system/world.ts';
import { type Attack, THREAT_IDS } from '../../../src/verify/drill/attack.ts';
import { ATTACKS } from '../../../src/verify/drill/drill.ts';
import type { Expectations } from '../../../src/verify/expectations.ts';
import { verify } from '../../../src/verify/verify.ts';
import { snapshot } from '../../support/archive.ts';
import { aSession, type FakeSession } from '../../support/session.ts';
import { temporaryFolder } from '../../support/temporary.ts';

function aDesk(t: TestContext): FakeSession & { readonly folder: string } {
  const folder = temporaryFolder(t);
  const made = createWorld({ workspace: folder, entry: join(folder, 'main.js'), version: '0' });
  t.after(() => made.workers.close());
  const world = { ...made, home: folder, state: join(folder, 'state') };
  return { ...aSession(world, { json: true, quiet: true }, folder), folder };
}

async function drilled(t: TestContext, attacks: readonly Attack[], judge?: Judge): Promise<ImageDrillView> {
  const { session, out } = aDesk(t);
  const exit = await drillImage(session, { attacks, ...(judge === undefined ? {} : { judge }) });
  const view = JSON.parse(out()) as ImageDrillView;
  assert.equal(view.exit, exit);
  return view;
}

/** Verifies as the program does, with expectations that were made blind to something. */
function blind(changed: Partial<Expectations> | ((expected: Expectations) => Partial<Expectations>)): Judge {
  return (request) => {
    const more = typeof changed === 'function' ? changed(request.expected) : changed;
    return verify({ ...request, expected: { ...request.expected, ...more } });
  };
}

function named(id: Attack['id'], name?: string): readonly Attack[] {
  const found = ATTACKS.filter((one) => one.id === id && (name === undefined || one.name === name));
  assert.ok(found.length > 0, `${id} ${name}`);
  return found;
}

describe('the drill of images', () => {
  it('has attacks of every row of the threat list that is about images, each once', () => {
    assert.deepEqual(new Set(ATTACKS.map(({ id }) => id)), new Set(THREAT_IDS));
    const titles = ATTACKS.map(({ id, name }) => `${id} ${name}`);
    assert.equal(new Set(titles).size, titles.length);
    for (const { id } of ATTACKS)
      assert.equal(new Set(ATTACKS.filter((one) => one.id === id).map(({ row }) => row)).size, 1);
  });

  it('stops every attack for its reasons, accepts every honest twin, and touches nothing', async (t) => {
    const { session, out, folder } = aDesk(t);
    const before = snapshot(folder);
    assert.equal(await drillImage(session), 0, out());
    const view = JSON.parse(out()) as ImageDrillView & { readonly kind: string };
    assert.equal(view.kind, 'image-drill');
    assert.equal(view.results.length, ATTACKS.length);
    for (const [at, { id, name, stopped, miss, honest, exit, twin }] of view.results.entries()) {
      const attack = ATTACKS[at];
      assert.ok(attack !== undefined && attack.id === id && attack.name === name);
      const codes = new Set(miss?.code.split(', ') ?? []);
      assert.deepEqual([exit, codes], [attack.exit, new Set(attack.ends)], `${id} ${name}`);
      assert.deepEqual([stopped, honest, twin], [true, attack.exit === 0, undefined], `${id} ${name}`);
    }
    assert.deepEqual(snapshot(folder), before);
  });

  const BLIND: readonly (readonly [what: string, Attack['id'], name: string | undefined, Judge])[] = [
    [
      'issuers',
      'I2',
      'our workflow, said by another issuer',
      blind(({ signers }) => ({
        signers: [...signers, ...signers.map((one) => ({ ...one, issuer: 'https://accounts.mail.example' }))],
      })),
    ],
    ['repositories', 'I3', undefined, blind({ repository: undefined, repositoryId: undefined })],
    ['commits', 'I4', 'an old commit, and the forge has a newer one', blind({ commit: undefined })],
    ['age', 'I4', 'signed 40 days ago, of at most 30', blind({ maxAge: undefined })],
    ['components', 'I5', undefined, blind({ components: [] })],
    ['levels', 'I8', 'a level that its runner does not have', blind({ level: undefined })],
    ['parameters', 'I9', 'one that changes what is compiled', blind({ parameters: ['overrides'] })],
    ['what is needed', 'I11', undefined, blind({ roles: ['sbom'] })],
    [
      'subjects',
      'I7',
      undefined,
      async (request) => {
        const verdict = await verify(request);
        const lines = verdict.lines.filter(({ check }) => check !== 'subject');
        return { ...verdict, lines, exit: 0, outcome: 'pass' };
      },
    ],
    [
      'junk, and fails for it',
      'I13',
      '240 pieces, of all kinds',
      async (request) => {
        const verdict = await verify(request);
        return verdict.ignored.length === 0 ? verdict : { ...verdict, exit: 4, outcome: 'fail' };
      },
    ],
    [
      'exit statuses',
      'I7',
      'the signature',
      async (request) => {
        const verdict = await verify(request);
        return verdict.exit === 4 ? { ...verdict, exit: 3 } : verdict;
      },
    ],
  ];
  for (const [what, id, name, judge] of BLIND)
    it(`fails when verifying is blind to ${what}`, async (t) => {
      const view = await drilled(t, named(id, name), judge);
      assert.equal(view.exit, 4);
      assert.ok(
        view.results.some(({ stopped }) => !stopped),
        JSON.stringify(view.results),
      );
    });

  it('fails when a tag that moves is not seen', async (t) => {
    // As if the digest had been asked for: then nobody looks at the tag again.
    const attacks = named('I6', 'while it is verified').map((one): Attack => {
      return { ...one, attack: { ...one.attack, asked: 'digest' } };
    });
    const view = await drilled(t, attacks);
    assert.deepEqual([view.exit, view.results[0]?.stopped, view.results[0]?.miss], [4, false, undefined]);
  });

  it('fails when an honest twin is refused', async (t) => {
    const nobody: Judge = (request) => verify({ ...request, trust: { roots: [], keys: [] } });
    const view = await drilled(t, named('I1', 'an identity is expected'), nobody);
    assert.equal(view.exit, 4);
    assert.equal(view.results[0]?.twin?.code, 'certificate-untrusted');
  });

  it('says why there is no ground to play on, and what interrupted it', async (t) => {
    const first = aDesk(t);
    const failure = { code: 'system', doing: 'listen', path: '127.0.0.1', errno: 'EMFILE' } as const;
    assert.equal(await drillImage(first.session, { serve: async () => err(failure) }), 5);
    const second = aDesk(t);
    const interrupted: Judge = (request) => {
      second.signal('SIGINT');
      return verify(request);
    };
    assert.equal(await drillImage(second.session, { judge: interrupted }), 130);
    assert.match(second.out(), /"interrupted"/);
  });
});
