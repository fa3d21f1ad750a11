/** A desk with a real store in a folder of its own, real seals, and a project of two jobs; for the commands of the cache. */

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { keep } from '../../src/cache/keep.ts';
import type { SealingKey } from '../../src/cache/signing-key.ts';
import { type AskedSlot, type OpenCache, openCache } from '../../src/cli/cache/open.ts';
import type { Flags } from '../../src/cli/flags.ts';
import type { AllowedSigner, Namespace, Seal } from '../../src/core/cache.ts';
import type { World } from '../../src/core/ports.ts';
import { ok } from '../../src/core/result.ts';
import { systemDisk } from '../../src/system/disk.ts';
import { systemFiles } from '../../src/system/files.ts';
import { aKey } from './seals.ts';
import { aSession, type FakeSession } from './session.ts';
import { temporaryFolder } from './temporary.ts';
import { aTool, aWorld, FakeClock, value } from './world.ts';

/** Seals for protected branches; the desk of these tests reads it. */
export const MAIN_KEY = aKey(7);

export type Saving = {
  /** Default: the key of the protected branches, T2. */
  readonly key?: SealingKey;
  readonly tier?: AllowedSigner['tier'];
  readonly namespace?: Namespace;
  /** What the seal and the store's name say beside what the slot says. */
  readonly slot?: Partial<Pick<Seal, 'key' | 'lineage' | 'name' | 'kind'>>;
  readonly epoch?: number;
  /** Text of the only output's file. */
  readonly text?: string;
};

export class CacheDesk {
  readonly world: World;
  readonly clock = new FakeClock();
  readonly workspace: string;
  readonly state: string;
  readonly folder: string;

  /** @param settings  lines below `cache:` of the configuration */
  constructor(t: TestContext, settings: readonly string[] = []) {
    this.folder = temporaryFolder(t);
    this.workspace = join(this.folder, 'project');
    this.state = join(this.folder, 'state');
    for (const path of [this.workspace, this.state]) mkdirSync(path, { mode: 0o700 });
    const signer = `{ key: "${MAIN_KEY.publicKey}", tier: T2, name: main }`;
    const lines = [
      'toolchain: commands',
      'cache:',
      `  signers: [${signer}]`,
      ...settings.map((line) => `  ${line}`),
      'steps:',
      '  build: { run: make, inputs: [in.txt], outputs: [out], tools: [make] }',
      '  check: { run: make check, inputs: [in.txt], outputs: [seen], tools: [make] }',
    ];
    writeFileSync(join(this.workspace, 'sealsmith.yml'), `${lines.join('\n')}\n`);
    writeFileSync(join(this.workspace, 'in.txt'), 'one\n');
    const tools = new Map(['sh', 'make'].map((name) => [name, aTool(name)]));
    const { workspace: _, ...world } = { ...aWorld(), workspace: this.workspace };
    this.world = {
      ...world,
      ...{ files: systemFiles(), disk: systemDisk(), clock: this.clock, state: this.state },
      findTools: async () => tools,
    };
  }

  /** The same desk with some other doors. */
  with(doors: Partial<World>): CacheDesk {
    return Object.assign(Object.create(this) as CacheDesk, { world: { ...this.world, ...doors } });
  }

  session(flags: Partial<Flags> = {}): FakeSession {
    return aSession(this.world, flags, this.workspace);
  }

  async open(): Promise<OpenCache> {
    return value(await openCache(this.session().session));
  }

  async slot(name: string): Promise<AskedSlot> {
    const { asked } = await this.open();
    return asked.find((one) => one.name === name) ?? assert.fail(`no slot ${name}`);
  }

  /** Keeps an entry for a job of the project, as a run of another kind would have kept it. */
  async save(job: string, saving: Saving = {}): Promise<void> {
    const { vault } = await this.open();
    const slot = await this.slot(job);
    const { key = MAIN_KEY, tier = 'T2', namespace = 'T2', epoch = 1, text = 'made\n' } = saving;
    const folder = mkdtempSync(join(this.folder, 'save-'));
    for (const [name, content] of [
      ['log', 'printed\n'],
      ['report.json', '{}'],
      ['result', text],
    ] as const) {
      writeFileSync(join(folder, name), content);
    }
    const kept = await keep(
      {
        ...vault,
        writer: ok({ namespace, tier, key }),
        producer: { ...vault.producer, tier, repository: 'https://gitlab.com/group/diary' },
        settings: { ...vault.settings, epoch },
      },
      {
        ...{ kind: slot.kind, name: slot.name, key: value(slot.key as never), lineage: slot.lineage },
        ...saving.slot,
        roots: [
          ['output-0', 'result'],
          ['log', 'log'],
          ['report.json', 'report.json'],
        ].map(([name = '', file = '']) => ({ name, path: join(folder, file), include: () => true })),
      },
      folder,
    );
    if (!kept.ok) assert.fail(`${kept.failure.code}: ${kept.failure.detail}`);
  }

  /** Entries of the store, as files. */
  entries(): readonly string[] {
    const root = join(this.state, 'cache');
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.sealed'))
      .map((name) => join(root, name))
      .sort();
  }

  /** Changes one byte of an entry. */
  spoil(path: string, at = 3): void {
    const bytes = readFileSync(path);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  }
}
