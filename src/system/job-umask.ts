/**
 * The umask under which commands of jobs start: part of the environment that is made for them, because modes of what
 * they write end in archives and images. Files of our own keep the umask of the person.
 */

const JOB_UMASK = 0o022;

/** @param start  begins a process before it returns; the main thread alone may */
export function underJobUmask<T>(start: () => T): T {
  const before = process.umask(JOB_UMASK);
  try {
    return start();
  } finally {
    process.umask(before);
  }
}
