/** Docker's registry over a folder, for as long as a measurement takes. */

import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Server = {
  /** `127.0.0.1:4711`. */
  readonly address: string;
  end(): Promise<void>;
};

/** @param folder  its data is in `data` below it */
export async function serve(folder: string): Promise<Server> {
  const config = join(folder, 'registry.yml');
  const storage = `storage: { filesystem: { rootdirectory: ${join(folder, 'data')} } }`;
  writeFileSync(config, `version: 0.1\n${storage}\nhttp: { addr: "127.0.0.1:0" }\n`);
  const child = spawn('docker-registry', ['serve', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const address = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-10_000);
      const found = /listening on (127\.0\.0\.1:\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('error', reject);
    child.once('exit', (exit) => reject(new Error(`docker-registry ended with ${exit}: ${said}`)));
  });
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    });
  return { address, end };
}
