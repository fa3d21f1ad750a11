// What `npm test [-- file or folder …]` runs: every test file in a process of its own under Node 24, as many at
// once as there are cores. The last line is the count, and it counts results that were really reported.
//
// Not `node --test`: its time limit does not end a file that hangs on an open handle, and a file without a single
// test counts as one that passed (seen with Node 24.21).
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, run } from './child.mjs';
import { ci, node, repository, setup, toolPath } from './setup.mjs';

const FILE_LIMIT = 15 * 60_000;
const SLOWEST = 10;
/** The long ones first, so that the last core is not left alone with one of them. */
const ORDER = ['test/real/', 'test/scenario/', 'test/attack/', 'test/contract/'];
const REPORTER = path.join(repository, 'scripts/test-reporter.mjs');

/** Tests that need more than a machine should get for all others: they have a script of their own. */
const APART = 'test/rekor1/';

/** @returns the exit code */
export async function runTests(files) {
  const temporary = fs.mkdtempSync(path.join(os.tmpdir(), 'sealsmith-test-'));
  // Some tests run the program as another user, who has to get through to a folder of its own.
  fs.chmodSync(temporary, 0o711);
  try {
    const reports = await inParallel(files, (file, index) =>
      runFile(file, path.join(temporary, String(index))),
    );
    return summarize(reports);
  } finally {
    remove(temporary);
  }
}

/** Test files below the given files and folders, relative to the repository; all of them when none is given. */
function testFiles(chosen) {
  const prefixes = chosen.map((each) => path.relative(repository, path.resolve(each)));
  const all = fs
    .readdirSync(path.join(repository, 'test'), { recursive: true })
    .map((file) => path.join('test', file))
    .filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules') && !file.startsWith(APART))
    .filter(
      (file) => prefixes.length === 0 || prefixes.some((prefix) => `${file}/`.startsWith(`${prefix}/`)),
    );
  const rank = (file) =>
    (ORDER.findIndex((folder) => file.startsWith(folder)) + ORDER.length + 1) % (ORDER.length + 1);
  return all.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

async function inParallel(items, work) {
  const results = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index], index);
    }
  };
  const workers = Array.from({ length: os.availableParallelism() }, worker);
  // An interruption ends all of them; wait for each before the temporary folder goes.
  const failed = (await Promise.allSettled(workers)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results;
}

/** @returns the file's results, its milliseconds and what it left in its temporary folder */
async function runFile(file, temporary) {
  const events = `${temporary}.jsonl`;
  fs.mkdirSync(temporary);
  const args = [`--test-reporter=${REPORTER}`, `--test-reporter-destination=${events}`, file];
  const env = { ...process.env, PATH: toolPath(), TMPDIR: temporary };
  const start = performance.now();
  const child = await run(node, args, { cwd: repository, env, limit: FILE_LIMIT });
  const report = { file, milliseconds: performance.now() - start, results: readResults(events, child) };
  report.left = fs.readdirSync(temporary);
  remove(temporary);
  print(report, child.output);
  return report;
}

function readResults(events, child) {
  const text = fs.existsSync(events) ? fs.readFileSync(events, 'utf8') : '';
  // Without what follows the last line break: a process that was killed may have left half a line.
  const all = text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
  const results = all.filter(({ kind }) => kind !== 'end');
  const fail = (detail) => results.push({ kind: 'failed', name: 'the file itself', detail });
  if (child.timedOut) fail(`did not end within ${FILE_LIMIT / 60_000} minutes`);
  else if (all.length === results.length)
    fail(`has no tests, or ended before they were done (exit code ${child.code ?? 'none: killed'})`);
  else if (results.length === 0) fail('has no tests');
  else if (child.code !== 0 && !results.some(isFailed)) fail(`exit code ${child.code}`);
  // In CI every tool is there, so a skip is a test that did not do its work.
  return ci ? results.map(refuseSkip) : results;
}

function refuseSkip(result) {
  if (result.kind !== 'skipped') return result;
  return { ...result, kind: 'failed', detail: `nothing may be skipped in CI: ${result.detail}` };
}

function print({ file, milliseconds, results, left }, output) {
  const failures = results.filter(isFailed);
  const time = `${(milliseconds / 1000).toFixed(1)} s`;
  console.log(`${failures.length > 0 ? 'fail' : 'ok  '} ${file}  ${count(results)}  ${time}`);
  for (const { name, at, detail } of failures) {
    const place = at ? `  ${at.replace(`${repository}/`, '')}` : '';
    console.log(indent(`✗ ${name}${place}\n${indent(detail)}`));
  }
  if (failures.length > 0 && output.trim())
    console.log(indent(`its output ended with\n${indent(lastLines(output, 40))}`));
  if (left.length > 0) console.log(indent(`left in its temporary folder: ${left.join(', ')}`));
}

function summarize(reports) {
  const results = reports.flatMap((report) => report.results);
  const slowest = reports.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, SLOWEST);
  const times = slowest.map(
    ({ file, milliseconds }) => `${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${file}`,
  );
  if (times.length > 0) console.log(`\nslowest files\n${times.join('\n')}`);
  const failures = reports.flatMap(({ file, results }) =>
    results.filter(isFailed).map(({ name }) => `  ${file}  ${name}`),
  );
  if (failures.length > 0) console.log(`\nfailed\n${failures.join('\n')}`);
  const skips = reports.flatMap(({ results }) => results.filter(({ kind }) => kind === 'skipped'));
  if (skips.length > 0)
    console.log(`\nskipped\n${skips.map(({ name, detail }) => `  ${name}: ${detail}`).join('\n')}`);
  if (results.length === 0) console.log('no test ran, which is no success');
  console.log(`\n${count(results)}`);
  return failures.length > 0 || results.length === 0 ? 1 : 0;
}

function count(results) {
  const of = (wanted) => results.filter(({ kind }) => kind === wanted).length;
  const skipped = of('skipped') > 0 ? `, ${of('skipped')} skipped` : '';
  return `${of('passed')} passed, ${of('failed')} failed${skipped}`;
}

function isFailed({ kind }) {
  return kind === 'failed';
}

function indent(text) {
  return text.replace(/^/gm, '  ');
}

function lastLines(text, lines) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/** Tests leave folders without permissions on purpose; a user who is not root must open them first. */
function remove(folder) {
  try {
    fs.rmSync(folder, { recursive: true, force: true });
  } catch {
    unlock(folder);
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function unlock(folder) {
  fs.chmodSync(folder, 0o700);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) unlock(path.join(folder, entry.name));
  }
}

if (fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup('test');
    return runTests(testFiles(process.argv.slice(2)));
  });
}
