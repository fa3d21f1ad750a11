// What `npm run demo` shows: two real applications go from source to a tested binary and a checked image, then once more
// for nothing, and the binaries answer; a clone in another folder takes the results out of the cache and refuses one that
// was changed; a test that is broken by hand fails the run; binaries and images are signed, attested and verified; attacks
// on the cache and on images are stopped. Works on the examples in place, what it makes is in their ignored folders;
// clones, changed entries, broken tests and what is signed are copies.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { main, run } from './child.mjs';
import { showAttacks, showSigned } from './demo-signed.mjs';
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
    // An image is made again from what is there, and must be the same to the byte.
    assert.deepEqual(ran, ['containerize'], 'the second run ran other jobs again');
    console.log(
      `\n${name}: first run ${seconds(first)}, second run ${seconds(second)}; the image was made again with the same digest, their records are equal in "what"`,
    );
  }
  for (const name of EXAMPLES) {
    console.log(`${name}: the built binary says ${await askBinary(name)}`);
  }
  const base = fs.mkdtempSync(path.join(os.tmpdir(), 'sealsmith-demo-'));
  try {
    await showSecondClone(base);
    await showChangedEntry(base);
    await showBrokenTest(base);
    const signed = { sealsmith: runSealsmith, copyOf: copyOfExample };
    for (const name of EXAMPLES) {
      const made = await showSigned(name, base, signed);
      if (name === 'hello') await showAttacks(made, base, runSealsmith);
    }
  } finally {
    fs.rmSync(base, { recursive: true, force: true });
  }
  for (const what of ['cache', 'image']) {
    const { code } = await runSealsmith(['drill', what, '--cwd', 'examples/hello'], { show: true });
    if (code !== 0) return code ?? 1;
  }
  return 0;
});

async function sealsmith(name) {
  const start = performance.now();
  const { code } = await runSealsmith(['run', '--cwd', `examples/${name}`], { show: true });
  return { code, milliseconds: performance.now() - start };
}

function runSealsmith(args, { env = process.env, ...options } = {}) {
  console.log(`\n$ sealsmith ${args.join(' ')}`);
  const whole = { ...env, PATH: toolPath() };
  return run(node, ['dist/main.js', ...args], { cwd: repository, env: whole, ...options });
}

/** In another folder nothing is built: what this folder made is restored, and the record says who sealed it. */
async function showSecondClone(base) {
  const clone = copyOfExample(base, 'hello', 'clone');
  const start = performance.now();
  const { code } = await runSealsmith(['run', '--cwd', clone], { show: true });
  const took = seconds({ milliseconds: performance.now() - start });
  assert.equal(code, 0);
  const { jobs } = readRecord(clone).how;
  for (const id of ['lint', 'test', 'build-binary']) {
    const job = jobs.find((one) => one.id === id);
    const note = job?.cache.find(({ outcome }) => outcome === 'restored');
    assert.equal(job?.state, 'restored', `${id} was not restored`);
    console.log(`${id}: sealed by ${note.signer.name}, ${note.signer.key}`);
  }
  console.log(`hello in another folder: ${took}, and only install ran`);
}

/** One byte of each entry changes, in a copy of the cache: the run says so and goes on, and with --strict ends with 4. */
async function showChangedEntry(base) {
  for (const [flags, wanted] of [
    [[], 0],
    [['--strict'], 4],
  ]) {
    const state = path.join(base, `state${flags.length}`, 'sealsmith');
    for (const name of ['cache', 'keys'])
      fs.cpSync(path.join(stateFolder(), name), path.join(state, name), { recursive: true });
    // A key that others may read is not used.
    fs.chmodSync(path.join(state, 'keys'), 0o700);
    for (const name of fs.readdirSync(path.join(state, 'cache'), { recursive: true }))
      if (name.endsWith('.sealed')) changeByte(path.join(state, 'cache', name));
    const clone = copyOfExample(base, 'hello', `doubted${flags.length}`);
    const env = { ...process.env, XDG_STATE_HOME: path.dirname(state) };
    const { code, output } = await runSealsmith(['run', 'lint', '--cwd', clone, ...flags], { env });
    console.log(output);
    assert.equal(code, wanted, `with a changed entry a run ${flags} must end with ${wanted}`);
    assert.match(output, /refused: digest-mismatch/, 'the run does not say that an entry was changed');
    assert.equal(readRecord(clone).how.jobs.find(({ id }) => id === 'lint').state, 'done');
  }
}

function changeByte(file) {
  const bytes = fs.readFileSync(file);
  bytes[8] ^= 1;
  fs.writeFileSync(file, bytes);
}

/** Where a run keeps what outlives it. */
function stateFolder() {
  const base = process.env.XDG_STATE_HOME ?? path.join(os.homedir(), '.local', 'state');
  return path.join(base, 'sealsmith');
}

/** Breaks one test of a copy of `hello`: the run must end with 1 and say which test, and at which line. */
async function showBrokenTest(base) {
  const folder = copyOfExample(base, 'hello', 'broken');
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
}

function copyOfExample(base, example, name) {
  const folder = path.join(base, name, example);
  const made = ['node_modules', '.venv', '.sealsmith'];
  fs.cpSync(path.join(repository, 'examples', example), folder, {
    recursive: true,
    filter: (from) => !made.includes(path.basename(from)),
  });
  return folder;
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
  return readRecord(path.join(repository, 'examples', name));
}

function readRecord(folder) {
  return JSON.parse(fs.readFileSync(path.join(folder, '.sealsmith/run.json'), 'utf8'));
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
