/** Tries cases on a real store with the functions of a run, and says of each whether what came of it may be. */

import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PIECE } from '../../../src/cache/archive/layout.ts';
import { sha256 } from '../../../src/cache/drill/forged.ts';
import type { Ground } from '../../../src/cache/drill/ground.ts';
import { poison } from '../../../src/cache/drill/poison.ts';
import { vaultOf } from '../../../src/cache/drill/runs.ts';
import { takeResult } from '../../../src/cache/results.ts';
import type { Vault } from '../../../src/cache/seek.ts';
import { CACHE_REASONS } from '../../../src/core/cache.ts';
import { digest, file, folder, type Line, link, piece, snapshot } from '../archive.ts';
import { resultLines } from '../cache-range.ts';
import { chance } from '../seeded.ts';
import { bytesOf, entryOf, type FuzzCase, payloadOf } from './case.ts';
import { caseOf, type Draft } from './draft.ts';
import { LAYERS } from './mutate.ts';
import { readCase } from './oracle.ts';

const ROOTS = ['output-0', 'log', 'report.json'];
const WRITTEN = ['output-0', 'log'];

/** A case that takes longer, or more memory than we had before by as much, is a finding. Milliseconds, bytes. */
const SLOW = 10_000;
const MUCH = 512 * 1024 * 1024;

export type Finding = { readonly why: string; readonly one: FuzzCase };

export type Tried = {
  readonly cases: number;
  readonly taken: number;
  /** How often each code was given, by layer. */
  readonly codes: ReadonlyMap<string, number>;
  readonly findings: readonly Finding[];
};

/** Small files in two groups, a program, folders, links; the second has a file of two pieces besides. */
export function honestDrafts(): readonly Draft[] {
  const [text, tool] = ['an answer that is compressed, an answer that is compressed\n', '#!/bin/sh\n'];
  const between = [
    ...[piece(text, { method: 'zstd' }), file('output-0/answer', text)],
    ...[piece(tool), file('output-0/bin/tool', tool, { mode: 0o755 }), file('output-0/empty', '')],
  ];
  const large = Buffer.alloc(PIECE + 10);
  const pieces = [piece(large.subarray(0, -10), { method: 'zstd' }), piece(large.subarray(-10))];
  const zeros = [...pieces, file('output-0/zeros', large)];
  const links = [link('output-0/to', 'bin'), link('output-0/tool', 'bin/tool')];
  const folders = [folder('output-0/bin')];
  return [resultLines(folders, between, links), resultLines(folders, [...between, ...zeros], links)].map(
    draftOf,
  );
}

function draftOf(lines: readonly Line[]): Draft {
  return {
    lines: [['sealsmith-list/1'], ...lines.map(({ values }) => values as unknown[])],
    stored: lines.flatMap(({ stored }) => stored ?? []),
  };
}

/** Draws cases until `until` says stop; the same seed draws the same ones. */
export async function fuzz(ground: Ground, seed: number, until: (cases: number) => boolean): Promise<Tried> {
  const tester = await Tester.open(ground);
  const [small, large] = honestDrafts();
  const names = Object.keys(LAYERS);
  const victim = join(ground.folder, 'victim');
  for (let count = 0; !until(count) && tester.findings.length < 20; count += 1) {
    const draw = chance(seed + count);
    const honest = draw.whole(25) === 0 ? large : small;
    const mutate = LAYERS[draw.pick(names)];
    if (honest === undefined || mutate === undefined) throw new Error('nothing to change');
    await tester.attempt(mutate(draw, honest, victim), `FUZZ_SEED=${seed + count}`);
  }
  return tester;
}

export class Tester implements Tried {
  cases = 0;
  taken = 0;
  readonly codes = new Map<string, number>();
  readonly findings: Finding[] = [];
  readonly #ground: Ground;
  readonly #vault: Vault;
  readonly #path: string;
  readonly #around: string;
  readonly #memory = process.memoryUsage().rss;

  private constructor(ground: Ground, vault: Vault) {
    this.#ground = ground;
    this.#vault = vault;
    this.#path = ground.plant(ground.entry(poison()));
    this.#around = this.#look();
  }

  /** Its honest entries are taken: what is refused later is refused for what was changed. */
  static async open(ground: Ground): Promise<Tester> {
    const tester = new Tester(ground, await vaultOf(ground, 'branch'));
    const honest = honestDrafts();
    for (const draft of honest) await tester.attempt(caseOf('honest', draft));
    if (tester.taken !== honest.length) throw new Error(JSON.stringify([...tester.codes]));
    return tester;
  }

  /** @returns what is wrong with what came of it */
  async attempt(one: FuzzCase, name = ''): Promise<string | undefined> {
    this.cases += 1;
    const why = await this.#judge(one);
    if (why !== undefined) this.findings.push({ why: `${name} ${one.layer}: ${why}`, one });
    return why;
  }

  async #judge(one: FuzzCase): Promise<string | undefined> {
    const { slot, target } = this.#ground;
    const staging = `${target}/restored`;
    const now = Date.now();
    writeFileSync(this.#path, entryOf(one, this.#ground));
    try {
      const { taken, misses } = await takeResult(this.#vault, slot, staging, new AbortController().signal);
      const code = taken === undefined ? (misses[0]?.code ?? 'nothing') : 'taken';
      const key = `${one.layer} ${code}`;
      this.codes.set(key, (this.codes.get(key) ?? 0) + 1);
      if (taken === undefined) {
        if (!Object.hasOwn(CACHE_REASONS, code)) return `no reason: ${code}`;
        if (readdirSync(target).length > 0) return `${code}, and something is left in the target`;
      } else {
        this.taken += 1;
        const wrong = this.#wrongly(one, staging) ?? this.#wronglySealed(one);
        if (wrong !== undefined) return `taken, and ${wrong}`;
      }
    } catch (error) {
      return `an exception: ${error instanceof Error ? error.stack : String(error)}`;
    } finally {
      this.#ground.range.world.files.remove(staging);
    }
    if (this.#look() !== this.#around) return 'something lies where nothing may';
    if (Date.now() - now > SLOW) return `it took ${Date.now() - now} ms`;
    const memory = process.memoryUsage().rss - this.#memory;
    return memory > MUCH ? `${Math.round(memory / 1e6)} MB of memory more than before` : undefined;
  }

  /** What was put on the disk is what the list says, and the list says nothing that it may not. */
  #wrongly(one: FuzzCase, staging: string): string | undefined {
    const read = readCase(one, ROOTS, WRITTEN);
    if (read === undefined) return 'its list is none';
    if (read.classes.size > 0) return `it holds what no entry may: ${[...read.classes].join(', ')}`;
    const there = new Map([...snapshot(staging)].filter(([path]) => path !== ''));
    const differs = [...new Set([...there.keys(), ...read.tree.keys()])].filter(
      (path) => there.get(path) !== read.tree.get(path),
    );
    return differs.length === 0 ? undefined : `these are not as its list says: ${differs.join(', ')}`;
  }

  /** Its seal says what the question was, and of what is there the truth. */
  #wronglySealed(one: FuzzCase): string | undefined {
    const { slot, settings, now } = this.#ground;
    const statement = JSON.parse(payloadOf(one, this.#ground).toString('utf8')) as Statement;
    const { subject, predicate } = statement;
    const list = sha256(bytesOf(one.list));
    const holds = [
      subject.length === 1 && subject[0]?.digest['sha256'] === list && predicate.list.sha256 === list,
      predicate.kind === 'result' && predicate.namespace === 'T2' && predicate.producer.tier === 'T2',
      predicate.key === slot.key && predicate.lineage === slot.lineage && predicate.epoch === settings.epoch,
      Date.parse(predicate.created) <= now + 300_000 && Date.parse(predicate.expires) > now,
      predicate.archive.stored === bytesOf(one.pieces).length,
    ].indexOf(false);
    return holds < 0 ? undefined : `its seal says otherwise (${holds})`;
  }

  /** Names beside and around the target, and the one file that an attacker wants to reach. */
  #look(): string {
    const { folder } = this.#ground;
    const names = ['', 'victim', 'workspace', 'made', 'made/out', 'work'].map((name) => {
      const place = join(folder, name);
      return existsSync(place) ? `${lstatSync(place).mode} ${readdirSync(place).join(' ')}` : 'gone';
    });
    return [...names, digest(readFileSync(join(folder, 'victim/secret')))].join('\n');
  }
}

type Statement = {
  readonly subject: readonly { readonly digest: Readonly<Record<string, string>> }[];
  readonly predicate: {
    readonly [name in 'kind' | 'namespace' | 'key' | 'lineage' | 'created' | 'expires']: string;
  } & {
    readonly epoch: number;
    readonly list: { readonly sha256: string };
    readonly archive: { readonly stored: number };
    readonly producer: { readonly tier: string };
  };
};
