/** Asks a repository over HTTPS which commit a branch or tag stands for (git: protocol-v2, "ls-refs"). */

import type { Http } from '../core/ports.ts';
import { err, ok, type Result } from '../core/result.ts';

/** Bytes: one ref and its peeled form. */
const LIMIT = 64 * 1024;

/** Milliseconds. */
const TIMEOUT = 20_000;

/**
 * @param repository  its address, without `.git`
 * @param ref  in full: `refs/heads/main`
 * @param authorization  the whole header, where the repository is not public
 * @returns the commit in hex; the failure is one clause for people
 */
export async function newestCommit(
  http: Http,
  repository: string,
  ref: string,
  authorization?: string,
): Promise<Result<string, string>> {
  const answer = await http.send({
    method: 'POST',
    url: `${repository}.git/git-upload-pack`,
    headers: {
      'content-type': 'application/x-git-upload-pack-request',
      accept: 'application/x-git-upload-pack-result',
      'git-protocol': 'version=2',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body: [packet('command=ls-refs\n'), '0001', packet('peel\n'), packet(`ref-prefix ${ref}\n`), '0000'].join(
      '',
    ),
    limit: LIMIT,
    timeout: TIMEOUT,
  });
  if (!answer.ok) return err(answer.failure.detail);
  const { status, body } = answer.value;
  if (status !== 200) return err(`the repository answered ${status}`);
  const lines = packets(Buffer.from(body));
  if (lines === undefined) return err('what the repository answered is not git');
  for (const line of lines) {
    const [, commit, name, peeled] =
      /^([0-9a-f]{40}|[0-9a-f]{64}) (\S+)(?: peeled:([0-9a-f]+))?$/.exec(line) ?? [];
    // An annotated tag is an object of its own; the commit is what it points to.
    if (name === ref && commit !== undefined) return ok(peeled ?? commit);
  }
  return err(`${ref} is not there`);
}

function packet(text: string): string {
  return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, '0')}${text}`;
}

/** Lines up to the flush packet; undefined when it is something else, such as a page. */
function packets(bytes: Buffer): readonly string[] | undefined {
  const lines: string[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const head = bytes.toString('latin1', at, at + 4);
    if (!/^[0-9a-f]{4}$/.test(head)) return undefined;
    const length = Number.parseInt(head, 16);
    if (length === 0) return lines;
    if (length < 4 || at + length > bytes.length) return undefined;
    lines.push(bytes.toString('utf8', at + 4, at + length).replace(/\n$/, ''));
    at += length;
  }
  return undefined;
}
