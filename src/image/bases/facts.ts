/**
 * What is in a base, as far as dependencies want to know: interpreters, C library, system. Official images say their
 * interpreter in their environment; of others, and for the rest, the layers are looked into. Nothing is started.
 */

import { ok, type Result } from '../../core/result.ts';
import { envValue } from '../config.ts';
import type { Image } from '../image.ts';
import { readLayer } from '../layer-read.ts';
import type { BaseFacts } from '../lock.ts';
import { factsOfPackages, installedIn, systemOf } from './debian-status.ts';

/** Bytes of one file that are read. */
const LIMIT = 32 * 2 ** 20;

const TEXTS: ReadonlySet<string> = new Set([
  'var/lib/dpkg/status',
  'lib/apk/db/installed',
  'usr/lib/apk/db/installed',
  'etc/os-release',
  'usr/lib/os-release',
  'usr/include/node/node_version.h',
  'usr/local/include/node/node_version.h',
]);

/** Files whose names say enough. */
const NAMES = [
  /^(?:usr\/local\/|usr\/|opt\/[^/]+\/)?bin\/python3\.\d+$/,
  /^(?:usr\/)?lib\/(?:ld-musl-[\w-]+\.so\.1|[\w-]+-linux-gnu[a-z]*\/libc\.so\.6)$/,
] as const;

/** What the layers hold of it, the uppermost counting. */
export type Seen = { readonly texts: ReadonlyMap<string, string>; readonly names: ReadonlySet<string> };

export async function factsOf(image: Image): Promise<Result<BaseFacts>> {
  const seen = await lookInto(image);
  return seen.ok ? ok(factsOfSeen(seen.value, image.config.env)) : seen;
}

/** Pure. @param env  of the configuration: `PYTHON_VERSION=3.13.1` */
export function factsOfSeen({ texts, names }: Seen, env: readonly string[]): BaseFacts {
  const osRelease = texts.get('etc/os-release') ?? texts.get('usr/lib/os-release') ?? '';
  const packages = new Map([
    ...installedIn(texts.get('var/lib/dpkg/status') ?? ''),
    ...apkPackages(texts.get('lib/apk/db/installed') ?? texts.get('usr/lib/apk/db/installed') ?? ''),
  ]);
  const found = factsOfPackages(packages, osRelease);
  const musl = packages.get('musl');
  const muslHere = [...names].some((name) => name.includes('ld-musl-'));
  const libc =
    found.libc ??
    (muslHere ? `musl${musl === undefined ? '' : ` ${musl.replace(/-r\d+$/, '')}`}` : undefined);
  // In /usr/local stands what somebody put over the system's own.
  const python =
    versionIn(env, 'PYTHON_VERSION') ??
    pythonIn(names, 'usr/local/bin/') ??
    found.python ??
    pythonIn(names, 'usr/bin/') ??
    pythonIn(names, 'opt/');
  const node = versionIn(env, 'NODE_VERSION') ?? nodeOf(texts) ?? found.node;
  const system = systemOf(osRelease);
  return {
    ...(libc === undefined ? {} : { libc }),
    ...(node === undefined ? {} : { node }),
    ...(python === undefined ? {} : { python }),
    ...(system === undefined ? {} : { system }),
  };
}

function versionIn(env: readonly string[], name: string): string | undefined {
  return /^v?(\d+\.\d+(?:\.\d+)*)/.exec(envValue(env, name) ?? '')?.[1];
}

/** `3.13` of /usr/local/bin/python3.13; the newest where there are several in one place. */
function pythonIn(names: ReadonlySet<string>, prefix: string): string | undefined {
  const minors = [...names].flatMap((name) => {
    const minor = name.startsWith(prefix) ? /python3\.(\d+)$/.exec(name)?.[1] : undefined;
    return minor === undefined ? [] : [Number(minor)];
  });
  return minors.length === 0 ? undefined : `3.${Math.max(...minors)}`;
}

function nodeOf(texts: Seen['texts']): string | undefined {
  const text =
    texts.get('usr/local/include/node/node_version.h') ?? texts.get('usr/include/node/node_version.h');
  const part = (name: string): string | undefined =>
    new RegExp(`^#define NODE_${name}_VERSION (\\d+)`, 'm').exec(text ?? '')?.[1];
  const [major, minor, patch] = [part('MAJOR'), part('MINOR'), part('PATCH')];
  return major && minor && patch ? `${major}.${minor}.${patch}` : undefined;
}

/** Alpine's list: `P:musl` and `V:1.2.5-r0` in a paragraph a package. */
function apkPackages(text: string): readonly (readonly [string, string])[] {
  return text.split(/\n\n+/).flatMap((paragraph) => {
    const name = /^P:(\S+)$/m.exec(paragraph)?.[1];
    const version = /^V:(\S+)$/m.exec(paragraph)?.[1];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
}

async function lookInto({ source, manifest, config }: Image): Promise<Result<Seen>> {
  const texts = new Map<string, string>();
  const names = new Set<string>();
  for (const [at, layer] of manifest.layers.entries()) {
    let path = '';
    let parts: Buffer[] = [];
    const read = await readLayer(source, layer, config.diffIds[at], {
      member(member) {
        whiteOut(member.path, texts, names);
        texts.delete(member.path);
        if (NAMES.some((one) => one.test(member.path))) names.add(member.path);
        path = member.path;
        parts = [];
        return ok(member.kind === 'file' && member.bytes <= LIMIT && TEXTS.has(member.path));
      },
      content(piece) {
        parts.push(Buffer.from(piece));
        return ok(undefined);
      },
      ended() {
        texts.set(path, Buffer.concat(parts).toString('utf8'));
        return ok(undefined);
      },
    });
    if (!read.ok) return read;
  }
  return ok({ texts, names });
}

/** A name that begins with `.wh.` takes away what lower layers have there (image-spec layer.md). */
function whiteOut(path: string, texts: Map<string, string>, names: Set<string>): void {
  const at = path.lastIndexOf('/') + 1;
  if (!path.startsWith('.wh.', at)) return;
  const folder = path.slice(0, at);
  const gone = path.slice(at) === '.wh..wh..opq' ? folder : `${folder}${path.slice(at + 4)}`;
  const isGone = (one: string): boolean =>
    gone === folder ? one.startsWith(folder) : one === gone || one.startsWith(`${gone}/`);
  for (const one of texts.keys()) if (isGone(one)) texts.delete(one);
  for (const one of names) if (isGone(one)) names.delete(one);
}
