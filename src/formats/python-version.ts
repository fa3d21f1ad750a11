/**
 * Versions of Python and of what is compared like them in markers: the release's numbers, and clauses that compare them
 * (PEP 440; Poetry's `^`, `~` and `||` too). Suffixes of pre-releases are not looked at.
 */

/**
 * Whether a version meets a specifier. What cannot be understood here counts as met: the installer checks it again.
 *
 * @param version  `3.11.2`, or `3.11` where nobody knows more: then any of its patch releases may be it
 */
export function meetsPython(version: string, specifier: string | undefined): boolean {
  const exact = version.split('.').length > 2;
  const candidates = exact ? [version] : [0, 5, 20, 99].map((patch) => `${version}.${patch}`);
  return candidates.some((candidate) =>
    (specifier ?? '')
      .split('||')
      .some((part) => part.split(',').every((clause) => clauseHolds(candidate, clause) ?? true)),
  );
}

/** One clause such as `>=3.9` or `==3.11.*`; undefined when it is none. */
export function clauseHolds(version: string, clause: string): boolean | undefined {
  const [, operator = '', text = '', wild] =
    /^\s*(>=|<=|===?|!=|~=|>|<|\^|~|)\s*v?(\d+(?:\.\d+)*)(\.\*)?\s*$/.exec(clause) ?? [];
  if (text === '') return undefined;
  const [here, wanted] = [release(version), release(text)];
  const order = compare(here, wanted);
  const same = wild === undefined ? order === 0 : startsWith(here, wanted);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '!=':
      return !same;
    case '~=':
      return order >= 0 && startsWith(here, wanted.slice(0, -1));
    case '^':
      return order >= 0 && startsWith(here, wanted.slice(0, 1));
    case '~':
      return order >= 0 && startsWith(here, wanted.slice(0, 2));
    default:
      return same;
  }
}

function release(version: string): number[] {
  return (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function startsWith(version: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((number, at) => (version[at] ?? 0) === number);
}
