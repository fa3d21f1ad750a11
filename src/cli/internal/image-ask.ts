/**
 * `internal image-ask PORT PATH WITHIN`: asks an address of 127.0.0.1 until it answers as it should or time is up, one
 * line for each answer. The check of images starts it in the network of an image, where it cannot ask itself.
 */

import { askUntilGood } from '../../core/asking.ts';
import type { Ended, Inside } from '../../core/inside.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { readNumber } from './arguments.ts';

export async function imageAsk(args: readonly string[], inside: Inside): Promise<Result<number, string>> {
  const [portText = '', path = '', withinText = ''] = args;
  const port = readNumber(portText, 1, 65535);
  if (!port.ok) return port;
  const within = readNumber(withinText, 1, 86_400_000);
  if (!within.ok) return within;
  if (!path.startsWith('/')) return err('needs a path that begins with /');
  await askUntilGood({
    clock: inside,
    async ask(limit) {
      const answer = await inside.ask(port.value, path, limit);
      inside.print(answer.kind === 'answered' ? `answered ${answer.status}\n` : `${answer.kind}\n`);
      return answer;
    },
    // Whoever started us ends us.
    ended: new Promise<Ended>(() => {}),
    started: inside.now(),
    within: within.value,
  });
  return ok(0);
}
