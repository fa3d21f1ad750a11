// Starts the children of our scripts. Each leads a process group of its own, so that Ctrl-C, SIGTERM and time
// limits end whole trees and nobody's temporary folder is removed under a process that still writes to it.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const KEPT_OUTPUT = 64 * 1024;
const GRACE = 5_000;
const NEVER = 2 ** 31 - 1;

/** Somebody asked us to stop. Unwinds to `main`, so that every `finally` on the way cleans up. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`ended by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

const running = new Set();
let interruption;

/**
 * Runs a program without a shell and waits for it and everything it started.
 *
 * @param options.show    its output goes straight to ours; otherwise the last 64 KB of it are returned
 * @param options.limit   milliseconds after which it is ended
 * @param options.signal  an AbortSignal that ends it
 * @returns `code` (null when it was ended or could not start), `output` and `timedOut`
 */
export async function run(program, args, { cwd, env = process.env, show = false, limit, signal } = {}) {
  if (interruption) throw interruption;
  listen();
  const out = show ? 'inherit' : 'pipe';
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', out, out], detached: true });
  const result = { code: null, output: '', timedOut: false };
  const keep = (text) => {
    result.output = (result.output + text).slice(-KEPT_OUTPUT);
  };
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);

  running.add(child);
  signal?.addEventListener('abort', () => end(child, 'SIGTERM'));
  const timer = setTimeout(() => {
    result.timedOut = true;
    end(child, 'SIGTERM');
  }, limit ?? NEVER);
  await new Promise((resolve) => {
    child.once('error', (error) => keep(`${error.message}\n`));
    child.once('exit', (code) => {
      result.code = result.timedOut ? null : code;
      // What it left running is ended too: it would keep ports taken and write to folders that are gone.
      end(child, 'SIGTERM');
      // A daemon in a session of its own escapes that, and may hold our pipe open for ever.
      setTimeout(resolve, GRACE).unref();
    });
    child.once('close', resolve);
  });
  clearTimeout(timer);
  child.stdout?.destroy();
  child.stderr?.destroy();
  await emptied(child);
  running.delete(child);
  if (interruption) throw interruption;
  return result;
}

/** Runs a script's body: its number is the exit code, its failures are one line, not a stack. */
export async function main(body) {
  try {
    process.exitCode = await body();
  } catch (error) {
    process.exitCode = error.exitCode ?? 1;
    console.error(`\n${error.exitCode ? error.message : (error.stack ?? error)}`);
  }
}

function listen() {
  if (process.listenerCount('SIGINT') > 0) return;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // The second request is meant.
      const how = interruption ? 'SIGKILL' : signal;
      interruption ??= new Interrupted(signal);
      for (const child of running) end(child, how);
    });
  }
}

function end(child, signal) {
  kill(child, signal);
  child.lastResort ??= setTimeout(() => kill(child, 'SIGKILL'), GRACE);
}

/** Waits until nobody is left in the child's group, or only zombies that nobody collects. */
async function emptied(child) {
  const deadline = Date.now() + GRACE + 1_000;
  while (kill(child, 0) && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
  clearTimeout(child.lastResort);
}

function kill(child, signal) {
  try {
    return child.pid !== undefined && process.kill(-child.pid, signal);
  } catch {
    return false; // the group is empty
  }
}
