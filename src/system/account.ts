/** The account that we are, by its numbers. */

/** Undefined on systems that have no such numbers. */
export function ownAccount(): { readonly uid: number; readonly gid: number } | undefined {
  const uid = process.getuid?.();
  const gid = process.getgid?.();
  return uid === undefined || gid === undefined ? undefined : { uid, gid };
}
