/**
 * Which images of registries a Dockerfile is built from, and the same file with those pinned to digests. Only names
 * that were understood are touched; what else may name an image is told. Whether the file is right its builder says.
 */

import type { Platform } from '../core/image.ts';
import { err, ok, type Result } from '../core/result.ts';
import { parseImageName } from '../formats/image-name.ts';
import { type Instruction, type Lines, readLines, type Word } from './dockerfile-lines.ts';
import { replaced, type Variables } from './dockerfile-words.ts';

/** An image that the file names. */
export type ImageUse = {
  /** As the engine would understand it, build arguments replaced: `python:3.13-slim`. */
  readonly name: string;
  /** `syntax`: it reads the file, in BuildKit alone. */
  readonly by: 'from' | 'copy' | 'mount' | 'syntax';
  /** Whether its line says for which platform it is meant; else that is the one that is built for. */
  readonly platform: boolean;
  readonly line: number;
  /** Index of the stage that needs it; undefined for `syntax`. */
  readonly stage: number | undefined;
  /** Where the name stands in the text. */
  readonly start: number;
  readonly end: number;
};

export type Stage = {
  readonly name: string | undefined;
  readonly line: number;
  /** Indexes of the stages that it stands on or copies from. */
  readonly needs: readonly number[];
};

/** A line that may name an image in a way that is not read here, or names none. */
export type Unread = { readonly line: number; readonly text: string; readonly why: string };

export type Dockerfile = {
  readonly text: string;
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  readonly images: readonly ImageUse[];
  readonly unread: readonly Unread[];
  /** Names of all `ARG`s. */
  readonly args: ReadonlySet<string>;
};

/**
 * @param args      build arguments as they will be given
 * @param platform  what is built for
 */
export function readDockerfile(
  text: string,
  args: Readonly<Record<string, string>>,
  platform: Platform,
): Dockerfile {
  return new Reading(text, args, platform).read();
}

/** The images that a build of `target` (the last stage without one) takes; a failure is a sentence. */
export function imagesFor(
  { stages, images }: Dockerfile,
  target: string | undefined,
): Result<readonly ImageUse[], string> {
  const last = target === undefined ? stages.length - 1 : stageNamed(stages, target);
  if (last < 0) {
    const names = stages.flatMap(({ name }) => name ?? []);
    const there = names.length === 0 ? 'it names none' : `there are ${names.join(', ')}`;
    return err(target === undefined ? 'it has no FROM' : `it has no stage "${target}"; ${there}`);
  }
  const needed = new Set<number>();
  const open = [last];
  for (let stage = open.pop(); stage !== undefined; stage = open.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    open.push(...(stages[stage]?.needs ?? []));
  }
  return ok(images.filter(({ stage }) => stage === undefined || needed.has(stage)));
}

/** The text with names replaced; what `pins` does not have stays. Lines keep their numbers. */
export function pinDockerfile({ text, images }: Dockerfile, pins: ReadonlyMap<string, string>): string {
  let pinned = text;
  for (const { name, start, end } of images.toSorted((a, b) => b.start - a.start)) {
    const pin = pins.get(name);
    if (pin === undefined) continue;
    // A name that was written over several lines takes its line ends along, so that the lines after it keep their number.
    const breaks = text.slice(start, end).match(/\n/g)?.length ?? 0;
    pinned = `${pinned.slice(0, start)}${pin}${behind(pinned, end, breaks)}`;
  }
  return pinned;
}

/** The line of an instruction that an engine names by its text; undefined when it is none or several. */
export function lineOf({ instructions }: Dockerfile, text: string): number | undefined {
  const wanted = text.trim().replace(/\s+/g, ' ');
  const found = instructions.filter((one) => one.text === wanted);
  return found.length === 1 ? found[0]?.line : undefined;
}

/** Line ends that a replaced name held go behind its line. */
function behind(text: string, end: number, breaks: number): string {
  if (breaks === 0) return text.slice(end);
  const stop = text.indexOf('\n', end);
  const at = stop < 0 ? text.length : stop;
  return `${text.slice(end, at)}${'\n'.repeat(breaks)}${text.slice(at)}`;
}

/** By name in any case, or by number (`--target 0`); -1 for none. */
function stageNamed(stages: readonly Stage[], name: string): number {
  const named = stages.findLastIndex((stage) => stage.name === name.toLowerCase());
  if (named >= 0) return named;
  return /^\d{1,4}$/.test(name) && Number(name) < stages.length ? Number(name) : -1;
}

class Reading {
  readonly #text: string;
  readonly #lines: Lines;
  readonly #given: Readonly<Record<string, string>>;
  readonly #variables: Map<string, string | null>;
  readonly #stages: { name: string | undefined; line: number; needs: number[] }[] = [];
  readonly #images: ImageUse[] = [];
  readonly #unread: Unread[] = [];
  readonly #args = new Set<string>();
  /** Stages of the whole file by name: a copy may be from one that comes later. */
  readonly #names = new Map<string, number>();

  constructor(text: string, args: Readonly<Record<string, string>>, platform: Platform) {
    this.#text = text;
    this.#lines = readLines(text);
    this.#given = args;
    this.#variables = platformVariables(platform);
  }

  read(): Dockerfile {
    const { instructions, syntax } = this.#lines;
    if (syntax !== undefined) this.#use('syntax', syntax.text, syntax, syntax.line);
    let stages = 0;
    for (const { name, words } of instructions) {
      if (name !== 'FROM') continue;
      const alias = aliasOf(words);
      if (alias !== undefined) this.#names.set(alias, stages);
      stages += 1;
    }
    for (const instruction of instructions) this.#read(instruction);
    return {
      text: this.#text,
      instructions,
      stages: this.#stages,
      images: this.#images,
      unread: this.#unread,
      args: this.#args,
    };
  }

  #read(instruction: Instruction): void {
    switch (instruction.name) {
      case 'ARG':
        this.#readArg(instruction);
        break;
      case 'FROM':
        this.#readFrom(instruction);
        break;
      case 'COPY':
        this.#readCopy(instruction);
        break;
      case 'RUN':
        this.#readRun(instruction);
        break;
    }
  }

  #readArg({ words }: Instruction): void {
    for (const { text } of words) {
      const equals = text.indexOf('=');
      const name = equals < 0 ? text : text.slice(0, equals);
      this.#args.add(name);
      // Only those before the first FROM have a say in what it names.
      if (this.#stages.length > 0) continue;
      const given = Object.hasOwn(this.#given, name) ? this.#given[name] : undefined;
      const value = given ?? (equals < 0 ? undefined : (this.#replaced(text.slice(equals + 1)) ?? null));
      if (value !== undefined) this.#variables.set(name, value);
    }
  }

  #readFrom({ words, flags, line, text }: Instruction): void {
    const [image] = words;
    const stage = { name: aliasOf(words), line, needs: [] as number[] };
    this.#stages.push(stage);
    if (image === undefined) return;
    const name = this.#replaced(image.text);
    if (name === '') {
      const why = `${image.text} is empty; give it a default, or a value among the build arguments`;
      this.#unread.push({ line, text, why });
      return;
    }
    // Only a stage above counts here: of a later one of the same name the registry is asked.
    const base = this.#stages.slice(0, -1).findLastIndex((one) => one.name === name?.toLowerCase());
    if (name !== undefined && base >= 0) stage.needs.push(base);
    else if (name !== 'scratch')
      this.#use(
        'from',
        name,
        image,
        line,
        flags.some(({ text: flag }) => flag.startsWith('--platform=')),
      );
  }

  #readCopy(instruction: Instruction): void {
    for (const flag of instruction.flags) {
      if (!flag.text.startsWith('--from=')) continue;
      this.#source('copy', part(flag, '--from='.length, flag.text.length), instruction);
    }
  }

  #readRun(instruction: Instruction): void {
    const { flags, line, text } = instruction;
    for (const flag of flags) {
      if (!flag.text.startsWith('--mount=')) continue;
      if (/["']/.test(flag.text) && flag.text.includes('from=')) {
        this.#unread.push({ line, text, why: 'a mount in quotes' });
        continue;
      }
      let at = '--mount='.length;
      for (const field of flag.text.slice(at).split(',')) {
        if (field.startsWith('from='))
          this.#source('mount', part(flag, at + 'from='.length, at + field.length), instruction);
        at += field.length + 1;
      }
    }
  }

  /** Where something is copied or mounted from: a stage by name or number, or an image. */
  #source(by: 'copy' | 'mount', word: Word | undefined, { line, text }: Instruction): void {
    if (word === undefined) {
      this.#unread.push({ line, text, why: 'a name over several lines' });
      return;
    }
    const current = this.#stages.length - 1;
    const name = this.#replacedFrom(word.text);
    const known = name === undefined ? undefined : this.#names.get(name.toLowerCase());
    const number = name !== undefined && /^\d+$/.test(name) ? Number(name) : undefined;
    const stage = known ?? number;
    if (stage !== undefined) this.#stages[current]?.needs.push(stage);
    else if (name !== 'scratch') this.#use(by, name, word, line);
  }

  /** BuildKit replaces no variables there, others do: what holds one is left alone. */
  #replacedFrom(text: string): string | undefined {
    return text.includes('$') ? undefined : this.#replaced(text);
  }

  #use(by: ImageUse['by'], name: string | undefined, word: Word, line: number, platform = false): void {
    const { text, start, end } = word;
    const parsed = name === undefined ? undefined : parseImageName(name);
    if (name === undefined || parsed === undefined) {
      this.#unread.push({ line, text, why: 'a name that is not understood' });
      return;
    }
    const stage = by === 'syntax' ? undefined : this.#stages.length - 1;
    this.#images.push({ name, by, platform, line, stage, start, end });
  }

  #replaced(text: string): string | undefined {
    const variables: Variables = (name) => this.#variables.get(name);
    return replaced(text, variables, this.#lines.escaper);
  }
}

/** What BuildKit gives before the first FROM; of the machine that builds it is not known here what it is. */
function platformVariables({ os, architecture, variant }: Platform): Map<string, string | null> {
  const build = ['BUILDPLATFORM', 'BUILDOS', 'BUILDARCH', 'BUILDVARIANT', 'BUILDOSVERSION'] as const;
  return new Map<string, string | null>([
    ['TARGETPLATFORM', `${os}/${architecture}${variant === undefined ? '' : `/${variant}`}`],
    ['TARGETOS', os],
    ['TARGETARCH', architecture],
    ['TARGETVARIANT', variant ?? ''],
    ...build.map((name) => [name, null] as const),
  ]);
}

/** The name behind `AS`, in lower case as engines compare it. */
function aliasOf(words: readonly Word[]): string | undefined {
  const [, as, alias] = words;
  return as?.text.toUpperCase() === 'AS' && alias !== undefined ? alias.text.toLowerCase() : undefined;
}

/** A piece of a word; undefined when the word is written over several lines. */
function part({ text, start, end }: Word, from: number, to: number): Word | undefined {
  if (end - start !== text.length) return undefined;
  return { text: text.slice(from, to), start: start + from, end: start + to };
}
