/** What of a repository's settings holds credentials: told by the names of the settings, never by their values. */

/** For `git config --get-regexp`; section and variable are in small letters there, what is between is as written. */
export const CREDENTIAL_SETTINGS =
  '^(http\\.(.*\\.)?(extraheader|cookiefile)|credential\\.(.*\\.)?helper|remote\\..*\\.(push)?url|url\\..*\\.(push)?insteadof)$';

/** @param fields  `name\nvalue`, as `git config -z` prints it */
export function credentialNames(fields: readonly string[]): readonly string[] {
  const names = fields.flatMap((field) => {
    const [name = '', ...rest] = field.split('\n');
    const value = rest.join('\n');
    const [, section = '', between = '', key = ''] = /^([^.]*)\.(?:(.*)\.)?([^.]*)$/.exec(name) ?? [];
    const clean = withoutCredentials(between);
    const holds =
      section === 'remote'
        ? withoutCredentials(value) !== value
        : section === 'url'
          ? clean !== between
          : value !== '';
    return holds ? [[section, clean, key].filter((part) => part !== '').join('.')] : [];
  });
  return [...new Set(names)];
}

/**
 * `https://user:token@host/x` → `https://host/x`. Of ssh the user stays, who is part of the address; a password goes.
 * A query or fragment may hold a token, too.
 */
export function withoutCredentials(url: string): string {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/is.exec(url);
  if (parts === null) return url;
  const [, scheme = '', authority = '', rest = ''] = parts;
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? '' : (authority.slice(0, at).split(':')[0] ?? '');
  const keep = user !== '' && scheme.toLowerCase() === 'ssh' ? `${user}@` : '';
  return `${scheme}://${keep}${authority.slice(at + 1)}${rest.replace(/[?#].*$/s, '')}`;
}
