/**
 * The test suites of a JUnit file, taken over as they stand. It is not parsed, only checked so far that it cannot
 * break the document it is put into, nor attack the reader of it.
 */

/**
 * Undefined for anything that declares a document type or entities (that is how XML readers are attacked), with
 * another root than `testsuites` or `testsuite`, or with tags that do not match.
 */
export function suitesIn(text: string): string | undefined {
  const body = withoutProlog(text);
  const bare = body === undefined ? undefined : withoutText(body);
  if (body === undefined || bare === undefined || /<[!?]/.test(bare) || !balanced(bare)) return undefined;
  const open = /^<(testsuites?)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>/.exec(body);
  if (open === null) return undefined;
  if (open[1] === 'testsuite') return body;
  return open[0].endsWith('/>') ? '' : body.slice(open[0].length, body.lastIndexOf('</')).trim();
}

/** Without byte order mark, XML declaration and comments before the root. */
function withoutProlog(text: string): string | undefined {
  let body = text.replace(/^\ufeff?\s*(?:<\?xml\s[^<>]*\?>)?/, '').trim();
  while (body.startsWith('<!--')) {
    const end = body.indexOf('-->', 4);
    if (end < 0) return undefined;
    body = body.slice(end + 3).trimStart();
  }
  return body;
}

/** Without comments and character data sections, in which anything may stand. */
function withoutText(body: string): string | undefined {
  const parts: string[] = [];
  let from = 0;
  for (;;) {
    const next = /<!--|<!\[CDATA\[/g;
    next.lastIndex = from;
    const found = next.exec(body);
    if (found === null) return parts.join('') + body.slice(from);
    const close = found[0] === '<!--' ? '-->' : ']]>';
    const end = body.indexOf(close, next.lastIndex);
    if (end < 0) return undefined;
    parts.push(body.slice(from, found.index));
    from = end + close.length;
  }
}

/** One root, every tag closed in order, and no `<` that begins no tag. */
function balanced(bare: string): boolean {
  const tag = /<(\/?)([\p{L}_][\p{L}\p{N}_:.-]*)(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/gu;
  const open: string[] = [];
  let tags = 0;
  for (const [whole, slash, name = ''] of bare.matchAll(tag)) {
    if (tags > 0 && open.length === 0) return false;
    tags += 1;
    if (slash === '/') {
      if (open.pop() !== name) return false;
    } else if (!whole.endsWith('/>')) open.push(name);
  }
  return tags > 0 && open.length === 0 && bare.split('<').length - 1 === tags && bare.trimEnd().endsWith('>');
}
