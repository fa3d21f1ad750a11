/** Evidence about a file: what lies beside it, and bundles that are named. One JSON document, or one on each line. */

import type { Files } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import { type Candidate, EVIDENCE_LIMIT, type EvidenceSource, type Listing } from '../evidence.ts';

/** Whoever puts bundles into one file puts a few there. */
const MOST_LINES = 1000;

/**
 * @param path  absolute path of the file that is verified; undefined when it is no file
 * @param named  paths of bundles that must be there
 */
export function fileEvidence(
  files: Pick<Files, 'readText'>,
  path: string | undefined,
  named: readonly string[],
): EvidenceSource {
  const beside =
    path === undefined ? [] : ['.sigstore.json', '.sigstore', '.intoto.jsonl'].map((end) => `${path}${end}`);
  const texts = new Map<string, string>();
  return {
    place: path ?? named.join(', '),
    async list() {
      const candidates: Candidate[] = [];
      const places = [
        ...beside.map((at) => ({ at, must: false })),
        ...named.map((at) => ({ at, must: true })),
      ];
      for (const { at, must } of places) {
        const read = bundlesAt(files, at, must);
        if (!read.ok) return read;
        for (const [line, text] of read.value.entries()) {
          const id = read.value.length === 1 ? at : `${at}:${line + 1}`;
          texts.set(id, text);
          candidates.push(candidate(id, text, 'bundle'));
        }
      }
      // GitLab's runner writes it beside what a job keeps; nobody signs it.
      const id = `${path}-metadata.json`;
      const metadata = path === undefined ? ok(undefined) : files.readText(id, EVIDENCE_LIMIT);
      if (metadata.ok && metadata.value !== undefined) {
        texts.set(id, metadata.value);
        candidates.push(candidate(id, metadata.value, 'statement'));
      }
      return ok<Listing>({ candidates, more: false });
    },
    async read({ id }, limit) {
      const text = Buffer.from(texts.get(id) ?? '', 'utf8');
      if (text.length <= limit) return ok(text);
      return err({ kind: 'too-large', detail: `${text.length} bytes, more than ${limit}` });
    },
  };
}

function bundlesAt(files: Pick<Files, 'readText'>, path: string, must: boolean): Result<readonly string[]> {
  const read = files.readText(path, 4 * EVIDENCE_LIMIT);
  if (!read.ok) return read;
  if (read.value === undefined)
    return must ? err({ code: 'usage', message: `there is no bundle at ${path}` }) : ok([]);
  const text = read.value.trim();
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  // Several documents have a whole one on each line; one document may have any number of lines.
  const several =
    lines.length > 1 && lines.length <= MOST_LINES && lines.every((line) => /^\{.*\}\s*$/.test(line));
  return ok(several ? lines : [text]);
}

function candidate(id: string, text: string, form: Candidate['form']): Candidate {
  const size = Buffer.byteLength(text, 'utf8');
  return { id, form, predicateType: undefined, size, created: undefined, annotations: {} };
}
