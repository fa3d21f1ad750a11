/**
 * `internal pyinstaller-spec --out FILE --name NAME --layout one-file --roots .:src --entry SCRIPT -- SOURCE:DEST…`:
 * writes the description that PyInstaller builds from.
 */

import type { Failure } from '../../core/failure.ts';
import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { specText } from '../../toolchains/python/spec.ts';
import { readArguments } from './arguments.ts';

export async function pyinstallerSpec(
  args: readonly string[],
  inside: Inside,
): Promise<Result<number, Failure | string>> {
  const read = readArguments(args, ['out', 'name', 'layout', 'roots', 'entry']);
  if (!read.ok) return read;
  const { values, rest } = read.value;
  const { layout } = values;
  if (layout !== 'one-file' && layout !== 'one-folder') return err(`${layout} is no layout`);
  const roots = values.roots.split(':').map((root) => (root === '.' ? '' : root));
  const text = specText({ name: values.name, entry: values.entry, roots, data: rest, layout });
  const file = inside.write(values.out, 0o644);
  if (!file.ok) return file;
  const written = file.value.write(Buffer.from(text));
  const finished = written.ok ? file.value.finish() : written;
  if (finished.ok) return ok(0);
  file.value.drop();
  return finished;
}
