/** Which system a tree says it is: etc/os-release, or usr/lib/os-release where that is a link (os-release(5)). */

import { ok } from '../../core/result.ts';
import { cataloguer } from './cataloguer.ts';
import type { OperatingSystem } from './found.ts';
import { plainLine, textOf } from './text.ts';

/** What it says, before anybody knows where the file is said to be. */
type Said = Omit<OperatingSystem, 'place'>;

export const osRelease = cataloguer<Said>({
  name: 'os-release',
  summary: 'the system: /etc/os-release',
  limit: 64 * 1024,
  wants: (path) => path === 'etc/os-release' || path === 'usr/lib/os-release',
  read: (_path, bytes) => ok(readOsRelease(textOf(bytes))),
  packages: () => [],
  // By path, so that the one in etc/ goes first.
  system: ([first], place) => first && { ...first.note, place: place(first.file) },
});

const WORD = /^[a-z0-9._-]{1,64}$/;
const VERSION = /^[a-z0-9._-]{1,64}$/i;

/** @returns undefined when it names no system */
export function readOsRelease(text: string): Said | undefined {
  const values = new Map<string, string>();
  for (const line of text.split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0 && !line.startsWith('#'))
      values.set(line.slice(0, equals).trim(), unquoted(line.slice(equals + 1).trim()));
  }
  const id = values.get('ID') ?? '';
  if (!WORD.test(id)) return undefined;
  const version = values.get('VERSION_ID') ?? '';
  const name = plainLine(values.get('PRETTY_NAME') ?? '');
  return {
    id,
    version: VERSION.test(version) ? version : undefined,
    name: name === '' ? id : name,
  };
}

/** What a shell would make of the value, as far as such files use it. */
function unquoted(text: string): string {
  const quote = text[0];
  const inner =
    (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote) ? text.slice(1, -1) : text;
  return quote === "'" ? inner : inner.replace(/\\(["$`\\])/g, '$1');
}

/** `debian-12`: how package URLs name it. */
export function distroOf(os: OperatingSystem | undefined): string | undefined {
  if (os === undefined) return undefined;
  return os.version === undefined ? os.id : `${os.id}-${os.version}`;
}
