// What `npm run demo` shows: two real applications go from source to a tested binary, then once more for nothing,
// the binaries answer, and a test that is broken by hand fails the run. Works on the examples in place, what it makes
// is in their ignored folders; the test is broken in a copy.
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

/** What a test of `hello` expects, and what it is made to expect; the test's name and file are what a run must say. */
const BROKEN = {
  file: 'test/hello.test.js',
  test: 'greets in the language asked for',
  right: "assert.equal(body.greeting, 'Bonjour, Ada!')",
  wrong: "assert.equal(body.greeting, 'Salut, Ada!')",
};

await main(async () => {
  await setup('demo');
  for (const name of EXAMPLES) {
    const first = await sealsmith(name);
    if (first.code !== 0) return first.code ?? 1;
    const before = recordOf(name);
    const second = await sealsmith(name);
    if (second.code !== 0) return second.code ?? 1;
    const after = recordOf(name);
    assert.deepEqual(after.what, before.what, 'the two runs differ in what they did');
    const ran = after.how.jobs.filter(({ state }) => state !== 'fresh').map(({ id }) => id);
    assert.deepEqual(ran, [], 'the second run ran jobs again');
    console.log(
      `\n${name}: first run ${seconds(first)}, second run ${seconds(second)} and no job; their records are equal in "what"`,
    );
  }
  for (const name of EXAMPLES) {
    console.log(`${name}: the built binary says ${await askBinary(name)}`);
  }
  await showBrokenTest();
  return 0;
});

async function sealsmith(name) {
  const start = performance.now();
  const { code } = await runSealsmith(['run', '--cwd', `examples/${name}`], { show: true });
  return { code, milliseconds: performance.now() - start };
}

function runSealsmith(args, options) {
  console.log(`\n$ sealsmith ${args.join(' ')}`);
  const env = { ...process.env, PATH: toolPath() };
  return run(node, ['dist/main.js', ...args], { cwd: repository, env, ...options });
}

/** Breaks one test of a copy of `hello`: the run must end with 1 and say which test, and at which line. */
async function showBrokenTest() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sealsmith-demo-'));
  try {
    const made = ['node_modules', '.sealsmith'];
    fs.cpSync(path.join(repository, 'examples/hello'), folder, {
      recursive: true,
      filter: (from) => !made.includes(path.basename(from)),
    });
    const file = path.join(folder, BROKEN.file);
    const text = fs.readFileSync(file, 'utf8');
    assert.ok(text.includes(BROKEN.right), `${BROKEN.file} no longer has the line that is broken here`);
    const broken = text.replace(BROKEN.right, BROKEN.wrong);
    fs.writeFileSync(file, broken);
    const line = broken.slice(0, broken.indexOf(BROKEN.wrong)).split('\n').length;

    const { code, output } = await runSealsmith(['run', 'test', '--cwd', folder]);
    console.log(output);
    assert.equal(code, 1, 'a run with a broken test must end with 1');
    assert.ok(output.includes(BROKEN.test), 'the run does not name the broken test');
    assert.ok(output.includes(`${BROKEN.file}:${line}`), 'the run does not say the line of the broken test');
    console.log(`hello with a broken test: exit ${code}, ${BROKEN.test} at ${BROKEN.file}:${line}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
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
