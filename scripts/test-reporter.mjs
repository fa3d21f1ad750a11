// A reporter for node:test, loaded into the process of each test file: one JSON line for each result that counts.
// A suite or a test around other tests is only a name for them, unless it fails or is skipped by itself.
import { inspect } from 'node:util';

export default async function* report(events) {
  const names = [];
  let deeper = 0;
  for await (const { type, data } of events) {
    if (type === 'test:start') names[data.nesting] = data.name;
    // A file that ends early, with `process.exit(0)` say, has no summary: its silence must not look like success.
    if (type === 'test:summary') yield line({ kind: 'end' });
    if (type !== 'test:pass' && type !== 'test:fail') continue;

    const encloses = data.nesting < deeper || data.details.type === 'suite';
    deeper = data.nesting;
    const kind = kindOf(type, data, encloses);
    if (!kind) continue;
    yield line({
      kind,
      name: [...names.slice(0, data.nesting), data.name].join(' › '),
      at: data.file && `${data.file}:${data.line}`,
      detail:
        kind === 'skipped' ? reasonOf(data) : kind === 'failed' ? errorOf(data.details.error) : undefined,
    });
  }
}

function kindOf(type, data, encloses) {
  if (isSet(data.skip) || isSet(data.todo)) return 'skipped';
  if (type === 'test:fail') return data.details.error.failureType === 'subtestsFailed' ? undefined : 'failed';
  return encloses ? undefined : 'passed';
}

/** node gives `true` or the reason, which may be the empty string. */
function isSet(mark) {
  return mark !== undefined && mark !== false;
}

function reasonOf({ skip, todo }) {
  const [word, mark] = isSet(skip) ? ['skipped', skip] : ['todo', todo];
  return typeof mark === 'string' && mark ? mark : word;
}

/** What the test threw, without node's wrapping around it and without node's own frames. */
function errorOf(error) {
  const cause = error.cause ?? error;
  const text = typeof cause === 'string' ? cause : inspect(cause, { depth: 4 });
  return text.replace(/\n +at .*node:internal.*|\n +at async Promise\.all.*/g, '');
}

function line(value) {
  return `${JSON.stringify(value)}\n`;
}
