/** Which addresses are this machine's own, and how they are made to work in a network of one's own. */

/** True for names and addresses that never leave this machine (RFC 6761 section 6.3, RFC 1122 section 3.2.1.3). */
export function isLoopback(url: URL): boolean {
  const host = url.hostname;
  return (
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(host)
  );
}

/**
 * Programs that bring the loopback up. Slim images have neither `ip` nor `ifconfig`, but Debian's all have perl; what
 * it does is SIOCSIFFLAGS (0x8914).
 */
export const LOOPBACKS: readonly (readonly [program: string, ...args: string[]])[] = [
  ['ip', 'link', 'set', 'lo', 'up'],
  ['ifconfig', 'lo', 'up'],
  ['perl', '-e', '$r=pack("a16sx22","lo",0x49); socket(S,2,2,0) && ioctl(S,0x8914,$r) or exit 1'],
];
