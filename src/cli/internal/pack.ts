/**
 * `internal pack --from FOLDER --out FOLDER --name NAME`: the files of a folder as `NAME.tar.gz`, with `SHA256SUMS`
 * (as `sha256sum --check` reads it) and `files.json` beside it. The same files give the same bytes: sorted, no owners,
 * one time (SOURCE_DATE_EPOCH), two modes. Files pass through in pieces.
 */

import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import type { Failure } from '../../core/failure.ts';
import type { Inside, Writer } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { gzip } from '../../formats/gzip.ts';
import { TAR_END, type TarEntry, tarHeader, tarPadding } from '../../formats/tar.ts';
import { readArguments } from './arguments.ts';
import { type Content, readPieces } from './pieces.ts';
import { treeEntries } from './tree-entries.ts';
import { writeWhole } from './write-whole.ts';

type Trouble = Failure | string;

/** A file or link as `files.json` lists it; of a link, size and digest are those of its target's text. */
type PackedFile = { readonly path: string; readonly mode: number } & Content;

const LEVEL = 6;

export async function pack(args: readonly string[], inside: Inside): Promise<Result<number, Trouble>> {
  const read = readArguments(args, ['from', 'out', 'name']);
  if (!read.ok) return read;
  const { from, out, name } = read.value.values;
  const mtime = Number(inside.env['SOURCE_DATE_EPOCH'] ?? '0');
  if (!Number.isSafeInteger(mtime) || mtime < 0) return err('SOURCE_DATE_EPOCH is not a number of seconds');
  const entries = treeEntries(inside, from, mtime);
  if (!entries.ok) return entries;
  if (!entries.value.some((entry) => entry.kind === 'file'))
    return err(`there is nothing to pack in ${from}`);

  const packed = await writeWhole(inside, posix.join(out, `${name}.tar.gz`), (file) =>
    writeArchive(inside, from, entries.value, file),
  );
  if (!packed.ok) return packed;
  const { files, sha256, bytes } = packed.value;
  const listing = `[\n${files.map((file) => `  ${JSON.stringify(file)}`).join(',\n')}\n]\n`;
  for (const [path, text] of [
    ['files.json', listing],
    ['SHA256SUMS', `${sha256}  ${name}.tar.gz\n`],
  ] as const) {
    const written = await writeWhole(inside, posix.join(out, path), async (file) =>
      file.write(Buffer.from(text)),
    );
    if (!written.ok) return written;
  }
  const count = files.length === 1 ? '1 file' : `${files.length} files`;
  inside.print(`${name}.tar.gz: ${count} in ${bytes} bytes, sha256 ${sha256}\n`);
  return ok(0);
}

async function writeArchive(
  inside: Inside,
  from: string,
  entries: readonly TarEntry[],
  file: Writer,
): Promise<Result<{ files: PackedFile[] } & Content, Trouble>> {
  const zip = gzip(LEVEL, inside.cores);
  const digest = createHash('sha256');
  let bytes = 0;
  const write = (pieces: readonly Uint8Array[]): Result<void> => {
    for (const piece of pieces) {
      digest.update(piece);
      bytes += piece.length;
      const written = file.write(piece);
      if (!written.ok) return written;
    }
    return ok(undefined);
  };
  const push = async (content: Uint8Array): Promise<Result<void>> => write(await zip.push(content));

  const files: PackedFile[] = [];
  for (const entry of entries) {
    const begun = await push(tarHeader(entry));
    if (!begun.ok) return begun;
    if (entry.kind === 'folder') continue;
    const content = entry.kind === 'link' ? contentOf(entry.target) : await copy(inside, from, entry, push);
    if (!content.ok) return content;
    files.push({ path: entry.path, mode: entry.mode, ...content.value });
  }
  const last = await push(TAR_END);
  if (!last.ok) return last;
  const written = write(await zip.end());
  return written.ok ? ok({ files, bytes, sha256: digest.digest('hex') }) : written;
}

async function copy(
  inside: Inside,
  from: string,
  entry: TarEntry & { kind: 'file' },
  push: (content: Uint8Array) => Promise<Result<void>>,
): Promise<Result<Content, Trouble>> {
  const read = await readPieces(inside, posix.join(from, entry.path), push);
  if (!read.ok) return read;
  if (read.value.bytes !== entry.bytes) return err(`${entry.path} changed while it was packed`);
  const padded = await push(Buffer.alloc(tarPadding(entry.bytes)));
  return padded.ok ? read : padded;
}

function contentOf(text: string): Result<Content> {
  const bytes = Buffer.from(text);
  return ok({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
}
