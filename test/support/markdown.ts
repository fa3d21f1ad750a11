/** What a test wants to know of a Markdown page: its links, headings, sections and the commands it shows. */

import assert from 'node:assert/strict';

/** Targets of links and images outside code, without those that leave the repository. */
export function links(text: string): string[] {
  const prose = text.replace(/^(`{3,}).*?^\1/gms, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((link) => !/^[a-z][a-z0-9+.-]*:/i.test(link));
}

/** Headings as forges turn them into fragments. */
export function anchors(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** The words of every call of the program in code on a page: `sealsmith run test` is `['run', 'test']`. */
export function invocations(text: string): string[][] {
  const blocks = [...text.matchAll(/^(`{3,})\w*\n(.*?)^\1/gms)].flatMap((match) =>
    (match[2] ?? '').split('\n'),
  );
  const prose = text.replace(/^(`{3,}).*?^\1/gms, '');
  const spans = [...prose.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');
  return [...blocks, ...spans].flatMap((code) =>
    [...code.matchAll(CALL)].map((match) => (match[1] ?? '').trim().split(/\s+/)),
  );
}

/** The name at the beginning of a command, then words and flags up to whatever is neither. */
const CALL =
  /(?:^|[$·;(]\s*|&&\s*|- |next: )(?:sealsmith|node \S*dist\/main\.js)((?: (?:--?[a-z][a-z-]*|[a-z][a-z./-]*)(?=[\s`),·]|$))+)/g;

export function section(text: string, heading: string): string {
  const start = text.indexOf(`\n## ${heading}\n`);
  assert.ok(start >= 0, `no section "${heading}"`);
  const end = text.indexOf('\n## ', start + 1);
  return text.slice(start, end < 0 ? undefined : end);
}

export function yamlIn(text: string): string {
  const shown = /^```yaml\n(.*?)^```/ms.exec(text)?.[1];
  assert.ok(shown !== undefined, 'no YAML is shown');
  return shown;
}
