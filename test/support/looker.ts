/**
 * A step of a project that looks for secrets wherever a program can look: its environment, all processes that /proc
 * shows with what they have open, its home, the files that variables name, and what a checkout left.
 */

import { readFileSync } from 'node:fs';

/** What a hostile dependency would run; writes `found.json`: what was read, by where it was found. */
export const LOOKER = `
const fs = require('node:fs');
const path = require('node:path');
const read = (file) => { try { return fs.readFileSync(file, 'latin1').slice(0, 1e6); } catch { return ''; } };
const link = (file) => { try { return fs.readlinkSync(file); } catch { return ''; } };
const list = (folder) => { try { return fs.readdirSync(folder, { withFileTypes: true }); } catch { return []; } };
const isFile = (file) => { try { return fs.statSync(file).isFile(); } catch { return false; } };
const below = (folder) => list(folder).flatMap((one) => one.isDirectory() ? below(path.join(folder, one.name)) : [path.join(folder, one.name)]);
const pids = list('/proc').map(({ name }) => name).filter((name) => /^[0-9]+$/.test(name));
const found = { env: JSON.stringify(process.env), processes: '', files: '', home: '', named: '', checkout: read('.git/config') };
for (const pid of pids) {
  found.processes += read('/proc/' + pid + '/environ') + read('/proc/' + pid + '/cmdline');
  for (const { name } of list('/proc/' + pid + '/fd')) {
    const target = link('/proc/' + pid + '/fd/' + name);
    if (isFile(target)) found.files += target + '\\n' + read(target);
  }
}
for (let fd = 3; fd < 20; fd += 1) { try { if (fs.fstatSync(fd).isFile()) found.files += read('/proc/self/fd/' + fd); } catch {} }
for (const folder of [process.env.HOME, process.env.TMPDIR, process.env.XDG_CONFIG_HOME]) found.home += below(folder).map(read).join('');
for (const value of Object.values(process.env)) if (value.startsWith('/') && isFile(value)) found.named += value + '\\n' + read(value);
for (const name of ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_STEP_SUMMARY', 'GITHUB_EVENT_PATH', 'CI_JOB_TOKEN', 'DOCKER_CONFIG'])
  if (process.env[name]) found.named += name;
fs.writeFileSync('found.json', JSON.stringify({ ...found, pids: pids.length }));
`;

export type Place = 'env' | 'processes' | 'files' | 'home' | 'named' | 'checkout';
export type Found = { readonly [place in Place]: string } & { readonly pids: number };

export function foundIn(path: string): Found {
  return JSON.parse(readFileSync(path, 'utf8')) as Found;
}

/** Places where one of the secrets stands, plain or in base64, as `name in place`. */
export function leaks(found: Found, secrets: Readonly<Record<string, string>>): string[] {
  const places: readonly Place[] = ['env', 'processes', 'files', 'home', 'named', 'checkout'];
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const encoded = Buffer.from(secret).toString('base64').slice(0, 24);
    return places
      .filter((place) => found[place].includes(secret) || found[place].includes(encoded))
      .map((place) => `${name} in ${place}`);
  });
}
