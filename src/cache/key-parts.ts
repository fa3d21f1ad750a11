/**
 * Parts of the keys that jobs here had lately, kept in the workspace only to say what differs: no key is ever made from
 * them, and what a job of the project writes there explains nothing, because parts count only under their own key.
 */

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { isSha256, type Sha256 } from '../core/digest.ts';
import { KEY_SCHEMA, type KeyParts } from '../core/key.ts';
import { OURS } from '../core/path.ts';
import type { Files } from '../core/ports.ts';
import { ok, type Result } from '../core/result.ts';
import { keyJson, keyOf } from './key.ts';
import { isObject } from './report.ts';

/** Keys kept; characters from which parts are compressed; bytes of parts that are read at all. */
const MOST = { keys: 50, plain: 64 * 1024, bytes: 256 * 1024 * 1024 } as const;

const PACKED = 'sealsmith-key-parts/1';

export class KeptKeys {
  readonly #files: Files;
  readonly #folder: string;

  constructor(files: Files, workspace: string) {
    this.#files = files;
    this.#folder = `${workspace}/${OURS}/keys`;
  }

  /** Keeps the parts of a key that is new here; the ones kept longest ago go. */
  keep(key: Sha256, parts: KeyParts): Result<void> {
    const path = this.#path(key);
    if (this.#files.kind(path) !== undefined) return ok(undefined);
    const written = this.#files.writeText(path, packed(keyJson(parts)));
    if (!written.ok) return written;
    const all = [...this.#order().filter((known) => known !== key), key];
    for (const old of all.slice(0, -MOST.keys)) this.#files.remove(this.#path(old));
    return this.#files.writeText(`${this.#folder}/order.json`, JSON.stringify(all.slice(-MOST.keys)));
  }

  /** Undefined when they are not kept any more, or are not what they were. */
  parts(key: Sha256): KeyParts | undefined {
    const text = this.#files.readText(this.#path(key), MOST.bytes);
    if (!text.ok || text.value === undefined) return undefined;
    const parts = unpacked(text.value);
    return isKeyParts(parts) && keyOf(parts) === key ? parts : undefined;
  }

  /** The keys that lie here, oldest first; what nobody noted down is the oldest. */
  #order(): readonly Sha256[] {
    const there = this.#files
      .list(this.#folder)
      .map(({ name }) => name.replace(/\.json$/, ''))
      .filter(isSha256);
    const text = this.#files.readText(`${this.#folder}/order.json`);
    const noted = strings(text.ok ? parsed(text.value ?? '') : undefined);
    const place = new Map(noted.map((key, at) => [key, at]));
    return there.toSorted((a, b) => (place.get(a) ?? -1) - (place.get(b) ?? -1));
  }

  #path(key: Sha256): string {
    return `${this.#folder}/${key}.json`;
  }
}

/** Many inputs: their names repeat themselves, and only half of each digest is more than its spelling. */
function packed(text: string): string {
  if (text.length < MOST.plain) return text;
  const zstd = zstdCompressSync(Buffer.from(text, 'utf8')).toString('base64');
  return JSON.stringify({ schema: PACKED, bytes: Buffer.byteLength(text), zstd });
}

function unpacked(text: string): unknown {
  const value = parsed(text);
  if (!isObject(value) || !('schema' in value) || value.schema !== PACKED) return value;
  const { zstd, bytes } = value as { readonly zstd?: unknown; readonly bytes?: unknown };
  if (typeof zstd !== 'string' || typeof bytes !== 'number' || !(bytes > 0 && bytes <= MOST.bytes)) {
    return undefined;
  }
  try {
    const plain = zstdDecompressSync(Buffer.from(zstd, 'base64'), { maxOutputLength: bytes });
    return parsed(plain.toString('utf8'));
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeyParts(value: unknown): value is KeyParts {
  if (!isObject(value)) return false;
  const { schema, job, tools, runtime, platform, env, inputs, facts, epoch } = value as Partial<KeyParts>;
  return (
    schema === KEY_SCHEMA &&
    isJob(job) &&
    areAll(tools, (tool) => [tool.name, tool.version, tool.from].every(isText)) &&
    isText(runtime) &&
    isObject(platform) &&
    [platform.os, platform.arch, platform.libc].every(isText) &&
    isObject(env) &&
    Object.values(env).every(isText) &&
    areAll(inputs, ({ path, mode, sha256 }) => {
      return isText(path) && MODES.has(mode) && isText(sha256) && isSha256(sha256);
    }) &&
    isObject(facts) &&
    Object.values(facts).every(isText) &&
    typeof epoch === 'number'
  );
}

function isJob(job: KeyParts['job'] | undefined): boolean {
  if (!isObject(job)) return false;
  const { id, commands, outputs, grants, inputs, params } = job;
  return (
    isText(id) &&
    params !== undefined &&
    areAll(commands, ({ tool, args, cwd }) => {
      return isText(tool) && areTexts(args) && (cwd === undefined || isText(cwd));
    }) &&
    [outputs, grants, inputs].every(areTexts)
  );
}

const MODES: ReadonlySet<string> = new Set(['file', 'executable', 'link']);

function areAll<T extends object>(values: readonly T[] | undefined, test: (value: T) => boolean): boolean {
  return Array.isArray(values) && values.every((value: T | null) => isObject(value) && test(value));
}

function areTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every(isText);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(isText) : [];
}
