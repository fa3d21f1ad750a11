/** What a test script runs, as far as it is plain: only then can a report be asked for. */

import type { PackageJson } from './package-json.ts';

/** npm writes this into a new package.json. */
const PLACEHOLDER = /^echo (["']?|\\")Error: no test specified\1 && exit 1$/;

export function isPlaceholder(script: string): boolean {
  return PLACEHOLDER.test(script.trim());
}

/**
 * `node`: exactly one process of the script is `node --test`, started in the project's folder. `vitest`: the script
 * is `vitest run` and nothing else, so that arguments can follow. Scripts that only name another script are followed.
 */
export function plainRunner(json: PackageJson, script: string): 'node' | 'vitest' | undefined {
  const hooks = [json.scripts.get(`pre${script}`), json.scripts.get(`post${script}`)];
  if (hooks.some((hook) => hook !== undefined && mayRunTests(hook))) return undefined;
  const text = follow(json, script);
  if (text === undefined) return undefined;
  const commands = text.split(/&&|\|\||[;|&\n]/).map((part) => part.trim());
  const testing = commands.filter((part) => NODE_TEST.test(part));
  if (testing.length === 1 && commands.every((part) => testing.includes(part) || !mayRunTests(part))) {
    return /--(?:test-reporter|watch)\b/.test(text) ? undefined : 'node';
  }
  return /^vitest run(?: (?!--(?:reporter|outputFile)\b)[\w./=-]+)*$/.test(text) ? 'vitest' : undefined;
}

/** `NODE_ENV=test node --import tsx --test test/`; coverage tools in front start it as it is. */
const NODE_TEST = /^(?:[A-Z_]+=[^\s$`]* |cross-env |c8 )*node (?:[^$`]* )?--test(?: [^$`]*)?$/;

/** Programs that start others, or another folder: what they do is not plain. */
function mayRunTests(command: string): boolean {
  return /--test\b|\bcd\b|\b(?:npm|npx|pnpm|pnpx|yarn|bun|bunx|run-s|run-p|npm-run-all\d?|turbo|nx|lerna|wireit)\b/.test(
    command,
  );
}

function follow(json: PackageJson, script: string): string | undefined {
  let text = json.scripts.get(script)?.trim();
  for (let steps = 0; steps < 3 && text !== undefined; steps += 1) {
    const next = /^(?:npm run(?: -s| --silent)?|pnpm(?: run)?|yarn(?: run)?) ([\w:.-]+)$/.exec(text)?.[1];
    if (next === undefined || !json.scripts.has(next)) return text;
    text = json.scripts.get(next)?.trim();
  }
  return text;
}
