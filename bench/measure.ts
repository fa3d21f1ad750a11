/** Times whole processes side by side: A B A B …, so that a machine whose speed drifts treats both alike. */

import { spawn } from 'node:child_process';

export type Subject = {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called before each run, not timed. */
  readonly before?: () => void;
};

export type Figures = {
  readonly name: string;
  /** Seconds of wall time, sorted. */
  readonly seconds: readonly number[];
  /** Largest resident set of a process and its children, bytes; of the run that had most. */
  readonly peak: number;
};

/** @returns figures in the order of the subjects; the first `warmup` rounds do not count */
export async function measure(subjects: readonly Subject[], rounds: number, warmup = 1): Promise<Figures[]> {
  const seconds = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  const peaks = new Map<string, number>();
  for (let round = -warmup; round < rounds; round += 1) {
    for (const subject of subjects) {
      subject.before?.();
      const { wall, peak } = await once(subject);
      if (round < 0) continue;
      seconds.get(subject.name)?.push(wall);
      peaks.set(subject.name, Math.max(peaks.get(subject.name) ?? 0, peak));
    }
  }
  return subjects.map(({ name }) => ({
    name,
    seconds: (seconds.get(name) ?? []).toSorted((a, b) => a - b),
    peak: peaks.get(name) ?? 0,
  }));
}

export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A table: minimum, median, maximum, and the ratio of medians to the first (the peer that is compared with). */
export function report(title: string, figures: readonly Figures[], bound?: string): void {
  const [base] = figures;
  console.log(`\n${title}${bound === undefined ? '' : `  (wanted: ${bound})`}`);
  for (const { name, seconds, peak } of figures) {
    const ratio = median(seconds) / median(base?.seconds ?? []);
    const cells = [seconds[0] ?? Number.NaN, median(seconds), seconds.at(-1) ?? Number.NaN].map((value) =>
      value.toFixed(3).padStart(8),
    );
    console.log(
      `  ${name.padEnd(28)}${cells.join('')} s  ${ratio.toFixed(2).padStart(6)} ×  ${(peak / 1e6).toFixed(0).padStart(5)} MB`,
    );
  }
}

/** GNU time says the peak memory of the largest process; without it only the time is known. */
function once({ name, command, cwd, env }: Subject): Promise<{ wall: number; peak: number }> {
  return new Promise((resolve, reject) => {
    const [program, ...args] = command;
    const started = performance.now();
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-4000);
    });
    child.on('error', reject);
    child.on('close', (exit, signal) => {
      const wall = (performance.now() - started) / 1000;
      if (exit === 0) resolve({ wall, peak: Number(/^peak-kB (\d+)$/m.exec(complaint)?.[1] ?? 0) * 1024 });
      else reject(new Error(`${name} ended with ${exit ?? signal}: ${complaint}`));
    });
  });
}
