/**
 * Headers as Python's packages write them about themselves (METADATA, PKG-INFO: "Core metadata specifications", in the
 * form of RFC 822). Read leniently, since they come from images; what follows the first empty line is not looked at.
 */

/** Names in lower case; values in the order they stand, continued lines joined by a newline. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/** Far more than any package has, even one that names hundreds of requirements. */
const MOST_HEADERS = 20_000;

export function readHeaders(text: string): Headers {
  const headers = new Map<string, string[]>();
  let values: string[] | undefined;
  let count = 0;
  for (let at = 0; at < text.length && count < MOST_HEADERS; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, '');
    at = end === -1 ? text.length : end + 1;
    if (line === '') break;
    if (line.startsWith(' ') || line.startsWith('\t')) {
      const last = values?.pop();
      if (last !== undefined) values?.push(`${last}\n${line.trim()}`);
      continue;
    }
    const colon = line.indexOf(':');
    values = undefined;
    if (colon <= 0) continue;
    count += 1;
    const name = line.slice(0, colon).toLowerCase();
    values = headers.get(name) ?? [];
    values.push(line.slice(colon + 1).trim());
    headers.set(name, values);
  }
  return headers;
}
