/** Where programs listen, as the kernel's tables of TCP say it (/proc/net/tcp and tcp6, proc(5)). */

export type Listening = {
  readonly port: number;
  /** Only reachable from where it runs itself. */
  readonly loopback: boolean;
};

/** State 0A is TCP_LISTEN; addresses are words of this machine's byte order, ports are not. */
const LINE = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /;

/** @param tables  both tables, one after the other; what is no line of them is passed over */
export function readListening(tables: string): readonly Listening[] {
  const found = new Map<string, Listening>();
  for (const line of tables.split('\n')) {
    const [, address, port] = LINE.exec(line) ?? [];
    if (address === undefined || port === undefined) continue;
    const one = { port: Number.parseInt(port, 16), loopback: isLoopback(address) };
    found.set(`${one.port} ${one.loopback}`, one);
  }
  return [...found.values()].sort((a, b) => a.port - b.port || Number(a.loopback) - Number(b.loopback));
}

/** 127.0.0.0/8, ::1, and the first within the second (::ffff:127.0.0.1); in both byte orders. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return address.endsWith('7F') || address.startsWith('7F');
  const [one, two, three, four] = address.match(/.{8}/g) ?? [];
  if (one !== '00000000' || two !== '00000000') return false;
  if (three === '00000000') return four === '01000000' || four === '00000001';
  return /^(?:FFFF0000|0000FFFF)$/.test(three ?? '') && isLoopback(four ?? '');
}
