// What `npm run demo` shows: two real applications go from source to a tested binary, then once more for nothing,
// and the binaries answer. Works on the examples in place; what it makes is in their ignored folders.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { main, run } from './child.mjs';
import { node, repository, setup, toolPath } from './setup.mjs';

const EXAMPLES = ['diary', 'hello'];
const STARTS_WITHIN = 30_000;

await main(async () => {
  await setup('demo');
  for (const name of EXAMPLES) {
    const first = await sealsmith(name);
    if (first.code !== 0) return first.code ?? 1;
    const before = recordOf(name);
    const second = await sealsmith(name);
    if (second.code !== 0) return second.code ?? 1;
    assert.deepEqual(recordOf(name).what, before.what, 'the two runs differ in what they did');
    console.log(
      `\n${name}: first run ${seconds(first)}, second run ${seconds(second)}; their records are equal in "what"`,
    );
  }
  for (const name of EXAMPLES) {
    console.log(`${name}: the built binary says ${await askBinary(name)}`);
  }
  return 0;
});

async function sealsmith(name) {
  const args = ['dist/main.js', 'run', '--cwd', `examples/${name}`];
  console.log(`\n$ sealsmith ${args.slice(1).join(' ')}`);
  const start = performance.now();
  const { code } = await run(node, args, {
    cwd: repository,
    env: { ...process.env, PATH: toolPath() },
    show: true,
  });
  return { code, milliseconds: performance.now() - start };
}

/** Unpacks the archive the run made, starts what is in it, and returns the answer of its health address. */
async function askBinary(name) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sealsmith-demo-'));
  const stop = new AbortController();
  try {
    const unpacked = await run('tar', ['-xzf', binaryArchive(name), '-C', folder]);
    if (unpacked.code !== 0) throw new Error(unpacked.output);
    const port = await freePort();
    const { program, env } = startOf(name, folder, port);
    const server = run(program, [], { cwd: folder, env, signal: stop.signal });
    const answer = await Promise.race([
      health(`http://127.0.0.1:${port}/health`),
      server.then(({ output }) => Promise.reject(new Error(`${name} ended before it answered:\n${output}`))),
    ]);
    stop.abort();
    await server;
    return answer;
  } finally {
    stop.abort();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function recordOf(name) {
  return JSON.parse(fs.readFileSync(path.join(repository, 'examples', name, '.sealsmith/run.json'), 'utf8'));
}

function binaryArchive(name) {
  const folder = path.join(repository, 'examples', name, '.sealsmith/binary');
  const archives = fs.readdirSync(folder).filter((file) => file.endsWith('.tar.gz'));
  if (archives.length !== 1) throw new Error(`expected one archive in ${folder}, found ${archives.length}`);
  return path.join(folder, archives[0]);
}

/** The only executable file; its port in PORT, and what the example's own .env.example says. */
function startOf(name, folder, port) {
  const executables = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => fs.statSync(file).mode & 0o100 && !file.endsWith('.so'));
  if (executables.length !== 1)
    throw new Error(`expected one program in the archive of ${name}, found ${executables.length}`);
  const example = path.join(repository, 'examples', name, '.env.example');
  const settings = fs.existsSync(example) ? parseEnv(fs.readFileSync(example, 'utf8')) : {};
  return { program: executables[0], env: { ...process.env, ...settings, PORT: String(port) } };
}

async function health(address) {
  const deadline = Date.now() + STARTS_WITHIN;
  for (;;) {
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) return `${response.status} ${(await response.text()).trim()}`;
    } catch {
      // not listening yet
    }
    if (Date.now() > deadline) throw new Error(`${address} did not answer within ${STARTS_WITHIN / 1000} s`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function seconds({ milliseconds }) {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
