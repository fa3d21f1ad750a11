/** Package URLs (purl-spec, "Rules for each purl component"): one name for a package everywhere. */

export type PackageUrl = {
  readonly type: 'apk' | 'deb' | 'generic' | 'golang' | 'npm' | 'oci' | 'pypi';
  /** Parts are separated by `/`. */
  readonly namespace?: string;
  readonly name: string;
  readonly version?: string;
  /** Empty and undefined ones are left out. */
  readonly qualifiers?: Readonly<Record<string, string | undefined>>;
  readonly subpath?: string;
};

/** @returns the canonical spelling, in ASCII */
export function packageUrl(parts: PackageUrl): string {
  const { type, namespace, name, version, qualifiers, subpath } = parts;
  const path = [...segments(namespace), encoded(name)].join('/');
  const at = version === undefined || version === '' ? '' : `@${encoded(version)}`;
  const question = Object.entries(qualifiers ?? {})
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => (value === undefined || value === '' ? [] : [`${key}=${encoded(value)}`]))
    .join('&');
  const hash = segments(subpath).filter((part) => part !== '.' && part !== '..');
  return `pkg:${type}/${path}${at}${question === '' ? '' : `?${question}`}${hash.length === 0 ? '' : `#${hash.join('/')}`}`;
}

/** PEP 503: what names of Python distributions are compared by. */
export function normalisedPython(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

function segments(path: string | undefined): readonly string[] {
  return (path ?? '')
    .split('/')
    .filter((part) => part !== '')
    .map(encoded);
}

/** Everything but letters, digits, `.-_~` and the colon becomes `%XX` of its UTF-8 bytes. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%3A', ':');
}
