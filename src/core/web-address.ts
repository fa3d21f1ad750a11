/** One address for a repository however it was cloned; undefined for one that has none. */
export function webAddress(repository: string | undefined): string | undefined {
  if (repository === undefined) return undefined;
  const scp = /^(?:[^@/\s]+@)?([a-z0-9.-]+):(?!\/)(.+)$/i.exec(repository);
  const text = scp === null ? repository : `ssh://${scp[1]}/${scp[2]}`;
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:', 'ssh:', 'git:'].includes(url.protocol)) return undefined;
  // The port of ssh is not the web's.
  const host = url.protocol === 'https:' || url.protocol === 'http:' ? url.host : url.hostname;
  return `https://${host}${url.pathname.replace(/\/+$/, '').replace(/\.git$/, '')}`;
}
