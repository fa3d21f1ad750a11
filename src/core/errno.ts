/** What the system refuses, in words. */

/** `no space left on the device (ENOSPC)`; what has no words here is said as it is. */
export function errnoText(errno: string): string {
  const known: Record<string, string> = {
    ENOSPC: 'no space left on the device',
    EACCES: 'permission denied',
    EPERM: 'not permitted',
    EROFS: 'the file system is read-only',
    ENOENT: 'it does not exist',
    ENOTDIR: 'part of the path is not a folder',
    EISDIR: 'it is a folder',
    ELOOP: 'a loop of links',
    EMFILE: 'too many open files',
    ENAMETOOLONG: 'the name is too long',
    EIO: 'a read or write error of the device',
  };
  return Object.hasOwn(known, errno) ? `${known[errno]} (${errno})` : errno;
}
