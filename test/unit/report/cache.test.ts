/** What people see of the cache: entries, seals, what is wrong with them, and what is known before a run. */

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { CacheOutlook } from '../../../src/core/cache-outlook.ts';
import { agoText, entryName, expiryText, namespaceText, timeText } from '../../../src/report/cache-entry.ts';
import { cacheInspectText, type MemberView } from '../../../src/report/cache-inspect.ts';
import { cacheListText, standing } from '../../../src/report/cache-list.ts';
import { cacheClauses, cacheFacts } from '../../../src/report/cache-outlook.ts';
import { cachePruneText, forgePrunesText } from '../../../src/report/cache-prune.ts';
import { cacheVerifyText } from '../../../src/report/cache-verify.ts';
import { aProducer, aSeal, DAY, digestOf, MADE } from '../../support/seals.ts';
import {
  aFile,
  aList,
  anEntry,
  anInspection,
  aStranger,
  HOSTILE,
  MAIN,
  NOW,
  PLAIN,
  TREE,
  tooWide,
} from './cache-views.ts';

/** What no line may hold: a control, a line break, a character that nobody sees or that turns text round. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

describe('sealsmith cache list', () => {
  it('says of each entry what it is, whose, how old, and whether it would be taken', () => {
    const store = aSeal({ kind: 'store', name: 'install/uv', expires: MADE + 14 * DAY });
    const text = cacheListText(
      aList([
        anEntry(),
        anEntry({ short: '77ab10ff', seal: store, bytes: 12_000, asked: 'other' }),
        anEntry({ short: '90cc0000', miss: { code: 'expired', detail: 'it was made long ago' } }),
      ]),
      TREE,
      false,
    );
    assert.deepEqual(text, [
      'directory  /srv/cache',
      '',
      '  ✓ 3f9a01c2  test        result    41 MB  would be taken',
      '              138 members · T2 main on gitlab 2 d ago · expires in 12 d',
      '  ✓ 77ab10ff  install/uv  store     12 kB  good, for another key',
      '              138 members · T2 main on gitlab 2 d ago · expires in 12 d',
      '  – 90cc0000  test        result    41 MB  expired',
      '              138 members · T2 main on gitlab 2 d ago · expires in 12 d',
      '',
      '3 entries · 82 MB · may grow to 10 GB',
      'only the seals were read; sealsmith cache verify --all reads every byte',
    ]);
  });

  it('lists what cannot be read as that, with the reason, and nothing that it claims', () => {
    const broken = { code: 'seal-invalid', detail: 'it is no entry, or only a part of one' } as const;
    const stranger = { code: 'signer-not-allowed', detail: 'sealed by key 1f2e3d4c5b6a' } as const;
    const text = cacheListText(
      aList([
        anEntry({ seal: undefined, signer: undefined, known: undefined, miss: broken, asked: 'other' }),
        aStranger(stranger, { known: undefined, seal: aSeal({ name: 'deploy' }) }),
      ]),
      PLAIN,
      false,
    );
    const all = text.join('\n');
    assert.match(all, /^ {2}fail 3f9a01c2 {2}– +result +41 MB {2}refused: seal-invalid$/m);
    assert.match(all.replace(/\s+/g, ' '), /or its signature is wrong \(it is no entry, or only a part/);
    assert.match(all, /"deploy" +result +41 MB {2}refused: signer-not-allowed$/m);
    assert.doesNotMatch(all, /members|main on gitlab|expires/);
    assert.match(all, /2 entries · 82 MB · may grow to 10 GB · 2 refused\n/);
    assert.match(all, /next: sealsmith cache inspect <id>/);
  });

  it('has words and a mark for whatever an entry is to this tree', () => {
    const of = (more: Parameters<typeof anEntry>[0]): string => standing(anEntry(more)).text;
    assert.equal(of({ asked: 'exact' }), 'would be taken');
    assert.equal(of({ asked: 'lineage' }), 'would do');
    assert.equal(of({ asked: 'other' }), 'good, for another key');
    assert.equal(of({ asked: 'unknown' }), 'good');
    assert.equal(of({ asked: 'idle' }), 'good');
    assert.equal(of({ seal: undefined, signer: undefined }), 'not looked into');
    assert.equal(of({ miss: { code: 'epoch', detail: '' } }), 'epoch');
    assert.equal(standing(anEntry({ miss: { code: 'epoch', detail: '' } })).mark, 'skip');
    assert.equal(of({ miss: { code: 'tier', detail: '' } }), 'refused: tier');
    assert.equal(standing(anEntry({ miss: { code: 'tier', detail: '' } })).mark, 'fail');
  });

  it('says what lies there besides, and what it left out', () => {
    const many = Array.from({ length: 103 }, (_, at) => anEntry({ short: String(at).padStart(8, '0') }));
    const some = cacheListText(aList(many, { strays: 3, more: 7 }), PLAIN, false).join('\n');
    assert.match(some, /… and 3 more; --verbose shows them/);
    assert.match(some, /… and 7 older ones that nobody looked at/);
    assert.match(some, /3 names there that are no entries/);
    assert.doesNotMatch(some, /00000100/);
    assert.match(cacheListText(aList(many), PLAIN, true).join('\n'), /00000102/);
  });

  it('says when a store cannot list, and when there is nothing', () => {
    const unread = anEntry({ seal: undefined, signer: undefined });
    const text = cacheListText(
      aList([unread], { store: 'github', limit: undefined, whole: false }),
      PLAIN,
      false,
    );
    assert.match(
      text.join(' '),
      /cannot say all that it holds; these are the entries that the jobs of this tree/,
    );
    assert.match(text.join('\n'), /wait 3f9a01c2 {2}test +result +41 MB {2}not looked into/);
    assert.doesNotMatch(text.join('\n'), /only the seals/);
    assert.deepEqual(cacheListText(aList([]), PLAIN, false).slice(2), ['no entries · may grow to 10 GB']);
  });
});

describe('sealsmith cache inspect', () => {
  it('shows a seal as a person wants to see it', () => {
    const seal = aSeal({ name: 'install/uv', kind: 'store' });
    const text = cacheInspectText(anInspection(anEntry({ seal })), PLAIN, false);
    assert.deepEqual(text, [
      'entry      install/uv · 41 MB · 138 members, 400 kB of files',
      `key        ${'a'.repeat(12)}… (matches this tree)`,
      `sealed by  ${MAIN.key.slice(0, 16)}… = T2 "main on gitlab"`,
      '           2026-11-20 09:00Z (2 d ago), expires in 12 d',
      '           for T2, epoch 1',
      'made from  https://gitlab.com/group/diary @ 8c1d0a4 refs/heads/main',
      '           gitlab T2 · https://gitlab.com/group/diary/-/jobs/4711 · sealsmith',
      '           0.1.0',
      'this run   would take it (T1 reads T2)',
      'lies in    directory /srv/cache',
    ]);
  });

  it('says how its key stands to this tree', () => {
    const said = (more: Parameters<typeof anEntry>[0], tree: Parameters<typeof anInspection>[1]): string =>
      cacheInspectText(anInspection(anEntry(more), tree), PLAIN, false).join('\n');
    const other = said({ asked: 'other' }, { tree: { key: digestOf('4') } });
    assert.match(other, /key +a{12}… \(this tree has 4{12}…\)/);
    assert.match(other, /this run +would not ask for it: it was made for another key \(T1 reads T2\)/);
    const unknown = said({ asked: 'unknown' }, { tree: { why: 'it needs deps' } });
    assert.match(unknown, /\(the key of this tree is not known: it needs deps\)/);
    assert.match(unknown, /could take it, if its key is the one of this tree/);
    assert.match(said({ asked: 'other' }, { tree: undefined }), /nothing in this tree is called so/);
    assert.match(said({ asked: 'lineage' }, {}), /would take it where no newer one/);
    assert.match(said({ asked: 'idle' }, {}), /at a desk this folder stays as it is/);
  });

  it('says why it would refuse one, by code and clause', () => {
    const miss = { code: 'digest-mismatch', detail: 'the piece at 0' } as const;
    const text = cacheInspectText(anInspection(anEntry({ miss })), PLAIN, false)
      .join(' ')
      .replace(/\s+/g, ' ');
    assert.match(
      text,
      /would refuse it: digest-mismatch: it is not what was sealed; it was changed in the store \(the piece at 0\)/,
    );
  });

  it('marks what nobody vouches for as claims, and shows no key of it as one', () => {
    const miss = { code: 'signer-not-allowed', detail: '' } as const;
    const entry = aStranger(miss, { known: undefined, seal: aSeal({ name: 'build' }) });
    const text = cacheInspectText(anInspection(entry), PLAIN, false);
    assert.match(text[0] ?? '', /^entry +"build" · 41 MB$/);
    assert.match(
      text[1] ?? '',
      /^sealed by {2}nobody who is allowed here; it names the key 1f2e3d4c5b6a798…$/,
    );
    assert.match(text[2] ?? '', /^claims +none of this is vouched for:$/);
    assert.doesNotMatch(text.join('\n'), /^(?:key|made from) /m);
    assert.match(text.join('\n'), /to be result "build" for T2/);
  });

  it('says that a signature is wrong, and that a seal cannot be read', () => {
    const wrong = { code: 'seal-invalid', detail: 'its signature is not one of x' } as const;
    assert.match(
      cacheInspectText(anInspection(aStranger(wrong)), PLAIN, false).join('\n'),
      /sealed by {2}nobody: its signature is wrong/,
    );
    const unreadable = anEntry({ seal: undefined, signer: undefined, miss: wrong, known: undefined });
    const text = cacheInspectText(anInspection(unreadable), PLAIN, false).join('\n');
    assert.match(text, /^entry +– · 41 MB$/m);
    assert.match(text, /nobody: its seal cannot be read/);
    assert.doesNotMatch(text, /claims/);
  });

  const inside: readonly MemberView[] = [
    { kind: 'folder', path: 'store', mode: 0o755, bytes: undefined, sha256: undefined, target: undefined },
    aFile('store/a/one', 900),
    aFile('store/a/two', 100),
    aFile('store/b/three', 5),
    { kind: 'link', path: 'store/link', mode: undefined, bytes: undefined, sha256: undefined, target: 'a' },
    aFile('log', 7),
  ];

  it('sums up folders, the largest first', () => {
    const text = cacheInspectText(anInspection(anEntry(), { inside }), PLAIN, false);
    assert.deepEqual(text.slice(text.indexOf('') + 1), [
      '  store/a          2 files    1.0 kB',
      '  log                            7 B',
      '  store/b                        5 B',
      '  store/link                     0 B',
    ]);
    const many = Array.from({ length: 30 }, (_, at) => aFile(`store/${at}/x`, 10));
    const lines = cacheInspectText(anInspection(anEntry(), { inside: many }), PLAIN, false);
    assert.equal(lines.at(-1), '  … and 14 more (14 files, 140 B); --verbose shows all');
  });

  it('shows every member with mode, size and digest when asked', () => {
    const text = cacheInspectText(anInspection(anEntry(), { inside }), PLAIN, true).join('\n');
    assert.match(text, /^ {2}0755 +folder +store\/$/m);
    assert.match(text, new RegExp(`^ {2}0644 +900 {2}${'d'.repeat(64)} {2}store/a/one$`, 'm'));
    assert.match(text, /^ +link +store\/link → a$/m);
    assert.match(text, /T2\/result\/aa\/x\.sealed/);
  });

  it('says what is wrong with a list, and how many more there are', () => {
    const miss = { code: 'entry-unsafe', detail: '../x: the part ".." in its path' } as const;
    const text = cacheInspectText(anInspection(anEntry({ miss }), { inside: miss, others: 2 }), PLAIN, false);
    assert.match(text.join('\n'), /^inside +entry-unsafe: it holds what no entry may hold/m);
    assert.match(text.at(-1) ?? '', /^2 more under this name/);
  });
});

describe('sealsmith cache verify', () => {
  const good = { name: 'install/uv', short: '3f9a01c2', id: 'x', bytes: 41e6, members: 138, miss: undefined };
  const bad = { ...good, name: 'test', miss: { code: 'digest-mismatch', detail: 'the piece at 0' } } as const;
  const none = { name: 'lint', short: undefined, id: undefined, bytes: undefined, members: undefined };
  const view = { store: 'directory', place: '/srv/cache', milliseconds: 500 };

  it('has a row for each, and counts', () => {
    const absent = { ...none, miss: { code: 'absent', detail: '' } } as const;
    const text = cacheVerifyText({ ...view, checks: [good, bad, absent], exit: 4 }, TREE);
    assert.deepEqual(text, [
      'directory  /srv/cache',
      '',
      '  ✓ 3f9a01c2  install/uv  every byte as sealed, 138 members, 41 MB',
      '  ✗ 3f9a01c2  test        digest-mismatch: it is not what was sealed; it was',
      '                          changed in the store (the piece at 0)',
      '  –           lint        absent: there is none',
      '',
      '2 entries · 1 hold · 1 refused · 0.5s (exit 4)',
      'next: sealsmith cache inspect <id> tells more; sealsmith cache prune removes it',
    ]);
  });

  it('says that all hold, and what the store did not hand out', () => {
    assert.equal(
      cacheVerifyText({ ...view, checks: [good, good], exit: 0 }, PLAIN).at(-1),
      '2 entries · all hold · 0.5s',
    );
    const unread = { ...good, miss: { code: 'store-error', detail: 'EIO' } } as const;
    const text = cacheVerifyText({ ...view, checks: [unread], exit: 5 }, PLAIN);
    assert.match(text.join('\n'), /note 3f9a01c2 {2}install\/uv {2}store-error/);
    assert.match(text.at(-1) ?? '', /1 that the store did not hand out · 0\.5s \(exit 5\)/);
    assert.match(
      cacheVerifyText({ ...view, checks: [], exit: 0 }, PLAIN).at(-1) ?? '',
      /nothing there to read/,
    );
  });
});

describe('sealsmith cache prune', () => {
  const view = {
    ...{
      store: 'directory',
      place: '/srv/cache',
      limit: 10e9,
      stuck: [],
      strays: 0,
      swept: 0,
      dryRun: false,
    },
    kept: [anEntry()],
  };

  it('says what went and why, what stayed, and what it left alone', () => {
    const expired = { code: 'expired', detail: '' } as const;
    const text = cachePruneText(
      {
        ...view,
        strays: 2,
        swept: 1,
        gone: [
          { entry: anEntry(), why: expired },
          { entry: anEntry(), why: 'room' },
        ],
      },
      TREE,
    );
    assert.deepEqual(text, [
      'directory  /srv/cache',
      '',
      '  – 3f9a01c2  test        41 MB  expired: it is older than it may be',
      '  – 3f9a01c2  test        41 MB  least recently used, to make room',
      '',
      '2 entries · 82 MB removed · 1 entry · 41 MB kept · may grow to 10 GB',
      '1 leftover of dead runs removed · 2 names there that are no entries, left alone',
    ]);
  });

  it('says that a dry run removed nothing, and what could not be removed', () => {
    const dry = cachePruneText({ ...view, dryRun: true, gone: [{ entry: anEntry(), why: 'newer' }] }, PLAIN);
    assert.match(dry.join('\n'), /wait 3f9a01c2 +test +41 MB {2}three newer ones lie in its place/);
    assert.match(dry.join('\n'), /would go/);
    assert.doesNotMatch(dry.join('\n'), /removed/);
    const why = { code: 'store-read-only', detail: 'EROFS' } as const;
    const stuck = cachePruneText({ ...view, gone: [], stuck: [{ entry: anEntry(), why }] }, PLAIN).join('\n');
    assert.match(stuck, /note 3f9a01c2.*store-read-only/);
    assert.match(stuck, /nothing to remove · 1 entry could not be removed/);
  });

  it('says what to do where the forge prunes', () => {
    const text = forgePrunesText(PLAIN);
    assert.deepEqual(tooWide(text), []);
    assert.match(text.join(' '), /gh cache delete --all/);
    assert.match(text.join(' '), /count cache\.epoch up/);
  });
});

describe('text of others', () => {
  const seal = aSeal({
    name: HOSTILE,
    producer: aProducer({
      repository: HOSTILE,
      ref: HOSTILE,
      commit: HOSTILE,
      runUrl: HOSTILE,
      sealsmith: HOSTILE,
    }),
  });
  const miss = { code: 'entry-unsafe', detail: HOSTILE } as const;
  const signer = { ...MAIN, name: HOSTILE };
  const hostile = [
    anEntry({ id: HOSTILE, seal, signer }),
    anEntry({ id: HOSTILE, seal, signer, miss }),
    aStranger(miss, { id: HOSTILE, seal, known: undefined, claimedKeyId: HOSTILE }),
    aStranger(miss, { seal: undefined, known: HOSTILE, claimedKeyId: undefined }),
  ];
  const member: MemberView = { ...aFile(HOSTILE, 1), path: `store/${HOSTILE}` };
  const inside: readonly MemberView[] = [
    member,
    { ...member, kind: 'link', target: HOSTILE },
    { ...member, kind: 'folder' },
  ];
  const texts: readonly (readonly [string, readonly string[]])[] = [
    ['list', cacheListText(aList(hostile, { place: HOSTILE }), PLAIN, true)],
    ...hostile.flatMap((entry) =>
      [true, false].map((all): readonly [string, readonly string[]] => {
        const more = { inside, place: HOSTILE, tree: { why: HOSTILE }, reads: HOSTILE };
        return ['inspect', cacheInspectText(anInspection(entry, more), PLAIN, all)];
      }),
    ),
    ['inspect', cacheInspectText(anInspection(anEntry(), { inside: miss }), PLAIN, true)],
    [
      'verify',
      cacheVerifyText(
        {
          ...{ store: 'directory', place: HOSTILE, milliseconds: 1, exit: 4 },
          checks: [{ name: HOSTILE, short: 'x', id: HOSTILE, bytes: 1, members: 1, miss }],
        },
        PLAIN,
      ),
    ],
    [
      'prune',
      cachePruneText(
        {
          ...{ store: 'directory', place: HOSTILE, limit: 1, kept: [], strays: 0, swept: 0, dryRun: false },
          gone: hostile.map((entry) => ({ entry, why: miss })),
          stuck: hostile.map((entry) => ({ entry, why: miss })),
        },
        PLAIN,
      ),
    ],
  ];

  it('E3: moves no cursor, hides nothing, ends no line and speaks to no forge, in any command', () => {
    for (const [name, lines] of texts) {
      for (const line of lines) {
        assert.doesNotMatch(line, UNSEEN, `${name}: ${JSON.stringify(line)}`);
        assert.doesNotMatch(line, /^\s*::/, name);
      }
    }
  });

  it('E3: honest text of other scripts stays as it is', () => {
    assert.equal(entryName(anEntry({ seal: aSeal({ name: 'prüfe/日本' }) })), 'prüfe/日本');
  });

  it('keeps to 80 columns, but for members that are asked for one by one', () => {
    for (const [name, lines] of texts.filter(([name]) => name !== 'inspect'))
      assert.deepEqual(tooWide(lines), [], name);
    const long = 'x'.repeat(4096);
    const entry = anEntry({ seal: aSeal({ name: long, producer: aProducer({ ref: long, runUrl: long }) }) });
    for (const look of [PLAIN, TREE]) {
      assert.deepEqual(tooWide(cacheListText(aList([entry, aStranger(miss)]), look, false)), []);
      const inspection = anInspection(entry, { inside: [aFile(`store/${long}/y`, 1)] });
      assert.deepEqual(tooWide(cacheInspectText(inspection, look, false)), []);
    }
  });
});

describe('what is known before a run', () => {
  const outlook: CacheOutlook = {
    ...{ store: 'directory', place: '/home/ada/cache', named: false, tier: 'T0' },
    ...{
      reads: ['T2', 'T0/this machine'],
      signers: [MAIN],
      seals: { by: 'this machine' },
      unknown: undefined,
    },
  };

  it('is one line below a plan', () => {
    const said = (more: Partial<CacheOutlook>): string => cacheClauses({ ...outlook, ...more }).join(' · ');
    assert.equal(said({}), 'cache: directory · T0 reads T2, T0/this machine · sealed by this machine');
    assert.match(said({ named: true }), /^cache: directory \/home\/ada\/cache · /);
    assert.match(
      said({ store: 'github', tier: 'T2', reads: ['T2'], seals: { by: MAIN } }),
      /sealed by T2 main on gitlab$/,
    );
    assert.match(
      said({ seals: { code: 'no-key', detail: 'x' }, reads: [] }),
      /T0 reads nothing · nothing is kept: no-key$/,
    );
    assert.equal(said({ store: undefined }), 'cache: switched off');
  });

  it('is told in full by doctor, and only what asks for something is marked', () => {
    const said = (more: Partial<CacheOutlook>) => cacheFacts({ ...outlook, ...more });
    assert.deepEqual(
      said({}).map(({ text }) => text),
      [
        'directory /home/ada/cache · T0 reads T2, T0/this machine',
        `allowed: ${MAIN.key.slice(0, 16)}… = T2 "main on gitlab"`,
        'what is made here is sealed by this machine',
      ],
    );
    const marked = (more: Partial<CacheOutlook>): readonly string[] =>
      said(more).flatMap(({ good, text }) => (good ? [] : [text]));
    assert.deepEqual(marked({ seals: { code: 'no-key', detail: '' } }), []);
    assert.match(
      marked({ seals: { code: 'tier', detail: 'the key reaches changes' } })[0] ?? '',
      /nothing is kept: tier/,
    );
    assert.match(
      marked({ unknown: 'the file of main is not in this clone' })[0] ?? '',
      /its settings are not known/,
    );
    assert.deepEqual(said({ store: undefined }), [{ good: true, text: 'switched off by the configuration' }]);
  });
});

describe('times and names', () => {
  it('are the same for everybody, in words that fit', () => {
    assert.equal(timeText(MADE), '2026-11-20 09:00Z');
    assert.equal(agoText(MADE, NOW), '2 d ago');
    assert.equal(agoText(NOW + 2 * DAY, NOW), '2 d from now');
    assert.equal(expiryText(NOW + 3 * 3_600_000, NOW), 'expires in 3 h');
    assert.equal(expiryText(NOW + 1000, NOW), 'expires in 1 min');
    assert.equal(expiryText(MADE, NOW), 'expired 2 d ago');
    assert.equal(namespaceText('T2'), 'T2');
    assert.equal(namespaceText('T1/47'), 'T1/47');
    assert.equal(namespaceText(`T0/${'4f'.repeat(16)}`), 'T0/4f4f4f4f…');
  });
});
