/** Finds out what this machine can do to keep an image apart without an engine, by doing it. */

import type { Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { BARE_MEANS, type BareMeans, type BareTools, trialArguments } from './bare-script.ts';
import { call, succeeded } from './call.ts';

export type BareAbility = {
  readonly means: BareMeans;
  readonly tools: BareTools;
};

/** All from util-linux but the first three; a shell finds them as any program would. */
const TOOLS = ['mkfifo', 'cat', 'mknod', 'unshare', 'setpriv', 'mount', 'nsenter'] as const;

/** For those that have one, that it is util-linux's: others of these names know less. */
const PROVEN = `
for tool in "$@"; do command -v "$tool" || { echo "there is no $tool" >&2; exit 1; }; done
for tool in unshare setpriv nsenter; do
  "$tool" --version 2> /dev/null | grep -q util-linux || { echo "its $tool is not that of util-linux" >&2; exit 1; }
done
`;

/**
 * @param folder  a private folder
 * @returns what works, or one clause for each way saying why it does not
 */
export async function findBareAbility(
  inside: Inside,
  folder: string,
): Promise<Result<BareAbility, readonly string[]>> {
  const found = await call(inside, { program: 'sh', args: ['-c', PROVEN, 'sealsmith', ...TOOLS] });
  if (!succeeded(found)) return err([found.errors || 'there is no shell']);
  const paths = found.output.split('\n');
  const at = (name: (typeof TOOLS)[number]): string => paths[TOOLS.indexOf(name)] ?? name;
  const tools = { setpriv: at('setpriv'), unshare: at('unshare'), nsenter: at('nsenter') };
  const { output: uid } = await call(inside, { program: 'id', args: ['-u'] });
  const troubles: string[] = [];
  for (const means of uid === '0' ? BARE_MEANS : (['user-one'] as const)) {
    const trouble = await attemptMeans(inside, means, `${folder}/${means}`);
    if (trouble === undefined) return ok({ means, tools });
    troubles.push(`${NAMES[means]}: ${trouble}`);
  }
  if (uid !== '0') troubles.push('another root folder: only root may change it');
  return err(troubles);
}

const NAMES: Readonly<Record<BareMeans, string>> = {
  'user-all': 'a user namespace',
  'user-one': 'a user namespace of one user',
  root: 'other namespaces',
  chroot: 'another root folder',
};

/** @returns what went wrong */
async function attemptMeans(inside: Inside, means: BareMeans, folder: string): Promise<string | undefined> {
  const { files } = inside.doors();
  for (const path of [folder, `${folder}/root`, `${folder}/root/proc`, `${folder}/root/dev`]) {
    const made = files.makeFolder(path, 0o700);
    if (!made.ok) return 'no folder can be made';
  }
  // What it says has to go somewhere: a file does where no image prints.
  const tried = await call(inside, {
    program: 'sh',
    args: trialArguments(means, folder, `${folder}/root`),
    input: new Uint8Array(),
    limit: 10_000,
  });
  const read = files.readText(`${folder}/trouble`, 64 * 1024);
  const said = read.ok ? (read.value ?? '') : '';
  files.remove(folder);
  if (succeeded(tried)) return undefined;
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('dmesg'));
  return lines.join(': ').slice(0, 300) || 'it did not end well';
}
