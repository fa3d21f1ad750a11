/** PEM (RFC 7468): bytes between two lines that say what they are. Strict: one spelling of base64, nothing around it. */

/**
 * @param text  one block; white space around it, as files and variables bring it along, does not count
 * @returns undefined when it is anything but one block
 */
export function readPem(text: string): { readonly label: string; readonly bytes: Uint8Array } | undefined {
  const blocks = readPems(text);
  return blocks?.length === 1 ? blocks[0] : undefined;
}

/** The same for several blocks with nothing but white space between them. */
export function readPems(
  text: string,
): readonly { readonly label: string; readonly bytes: Uint8Array }[] | undefined {
  const blocks: { label: string; bytes: Uint8Array }[] = [];
  const rest = text.replaceAll(BLOCK, (_, label: string, body: string) => {
    const base64 = body.replace(/\s+/g, '');
    const bytes = Buffer.from(base64, 'base64');
    if (bytes.toString('base64') !== base64) return '?';
    blocks.push({ label, bytes });
    return '';
  });
  return rest.trim() === '' && blocks.length > 0 ? blocks : undefined;
}

/** Lines of 64 characters, as Go and OpenSSL write them. */
export function writePem(label: string, bytes: Uint8Array): string {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----\s*?\n([A-Za-z0-9+/=\s]*?)-----END \1-----/g;
