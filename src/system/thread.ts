/** The inside of a thread: answers calls with what a table of tasks says. */

import { parentPort } from 'node:worker_threads';

/**
 * @param input  a structured clone of what was given
 * @param move   buffers of the output that are to be moved rather than copied
 */
export type Task = (input: unknown, move: ArrayBuffer[]) => unknown;

/** Tasks by name, loaded when they are first called. */
export type Tasks = Readonly<Record<string, () => Promise<Task>>>;

export type Call = { readonly task: string; readonly input: unknown };
export type Answer = { readonly output: unknown } | { readonly error: Told };

/** An exception as text: not all that is thrown can be cloned. */
export type Told = { readonly name: string; readonly message: string; readonly stack: string };

export function serve(tasks: Tasks): void {
  const port = parentPort;
  if (port === null) throw new Error('this file is for threads');
  const loaded = new Map<string, Promise<Task>>();
  port.on('message', ({ task, input }: Call) => {
    const move: ArrayBuffer[] = [];
    perform(task, input, move)
      .then((output) => port.postMessage({ output } satisfies Answer, move))
      .catch((error: unknown) => port.postMessage({ error: told(error) } satisfies Answer));
  });

  async function perform(name: string, input: unknown, move: ArrayBuffer[]): Promise<unknown> {
    const load = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
    if (load === undefined) throw new Error(`there is no task "${name}"`);
    const task = loaded.get(name) ?? load();
    loaded.set(name, task);
    return (await task)(input, move);
  }
}

function told(error: unknown): Told {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), stack: '' };
  return { name: error.name, message: error.message, stack: error.stack ?? '' };
}
