/** A module proxy of our own in a folder (Go Modules Reference, "GOPROXY protocol"), so that no server is needed. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

/** Writes version `v1.0.0` of a module into the proxy at `folder`. */
export function writeModule(folder: string, module: string, files: Readonly<Record<string, string>>): void {
  const place = join(folder, module, '@v');
  mkdirSync(place, { recursive: true });
  const mod = `module ${module}\n\ngo 1.21\n`;
  writeFileSync(join(place, 'list'), 'v1.0.0\n');
  writeFileSync(
    join(place, 'v1.0.0.info'),
    JSON.stringify({ Version: 'v1.0.0', Time: '2024-01-01T00:00:00Z' }),
  );
  writeFileSync(join(place, 'v1.0.0.mod'), mod);
  const entries = Object.entries({ 'go.mod': mod, ...files }).map(
    ([path, text]) => [`${module}@v1.0.0/${path}`, text] as const,
  );
  writeFileSync(join(place, 'v1.0.0.zip'), zip(entries));
}

/** A zip archive without compression (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). */
export function zip(entries: readonly (readonly [string, string])[]): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of entries) {
    const [name, content] = [Buffer.from(path), Buffer.from(text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, content]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}
