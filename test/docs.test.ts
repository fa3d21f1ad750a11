/** The words of the repository: generated pages are what the code gives, and what people read names what exists. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { EXAMPLES } from '../scripts/docs/examples.ts';
import { generated } from '../scripts/docs.ts';
import { program } from '../src/cli/program.ts';
import { BUILD_TYPE } from '../src/core/build-type.ts';
import { CHECKS, THREATS } from '../src/core/verdict.ts';
import { parseConfig, readConfigText } from '../src/run/config.ts';
import { STEPS } from '../src/steps/registry.ts';
import { anchors, invocations, links, section, yamlIn } from './support/markdown.ts';

const ROOT = join(import.meta.dirname, '..');

/** Every file of the repository: tracked, or new and not ignored. */
const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: ROOT,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
})
  .split('\0')
  .filter((path) => path !== '' && lstatSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile() === true)
  .toSorted();

const pages = files.filter((path) => path.endsWith('.md'));

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('generated pages', () => {
  for (const [path, text] of generated()) {
    it(`${path} is what npm run docs writes`, () => {
      assert.ok(existsSync(join(ROOT, path)), `${path} is missing; npm run docs`);
      assert.equal(read(path), text);
    });
  }

  it('give the same text twice', () => {
    assert.deepEqual([...generated()], [...generated()]);
  });

  it('say nothing that only a machine could mean', () => {
    for (const [path, text] of generated()) {
      const odd = /\bundefined\b|\[object |=>|\bNaN\b/.exec(text);
      assert.equal(odd?.[0], undefined, path);
    }
  });

  it('have only examples that are sound configuration', () => {
    const steps = ['*', ...STEPS.map((step) => step.name).filter((name) => name !== 'containerize')];
    const all = Object.keys(EXAMPLES);
    // An image is made in one way, so that the settings of the three do not stand beside each other.
    const image = (with_: string, ways: readonly string[], form: string): string => {
      const kept = all.filter((key) => ways.every((way) => key !== `steps.containerize.${way}`));
      const settings = settingsText('steps.containerize.', kept, ', ').replace(
        'with: buildah',
        `with: ${with_}`,
      );
      return `steps: { containerize: { ${settings.replace(/check: \{[^}]*\}/, `check: ${form}`)} } }`;
    };
    const layers = ['base', 'layers', 'config', 'compression'];
    const dockerfile = ['dockerfile', 'context', 'build-network', 'target', 'args'];
    const check = ['port', 'path', 'within', 'env', 'runner'].map((key) => `steps.containerize.check.${key}`);
    const compose = ['compose', 'service', 'within', 'env'].map((key) => `steps.containerize.check.${key}`);
    const below = (keys: readonly string[]): string =>
      `{ ${settingsText('steps.containerize.check.', keys, ', ')} }`;
    const texts = [
      settingsText('', Object.keys(EXAMPLES)),
      ...steps.map((step) => {
        const name = step === '*' ? 'smoke' : step;
        return `steps: { lint: false, ${name}: { ${settingsText(`steps.${step}.`, Object.keys(EXAMPLES), ', ')} } }`;
      }),
      image('layers', [...dockerfile, 'from'], below(check)),
      image('buildah', [...layers, 'from'], below(compose)),
      image('import', [...layers, ...dockerfile], 'false'),
      ...['base', 'from'].flatMap((group) =>
        all
          .filter((key) => key.startsWith(`steps.containerize.${group}.`))
          .filter((key) => !/\.(packages|mirror|image)$/.test(key))
          .map((key) => {
            const more = group === 'base' ? ', layers: [{ copy: app, to: /app }]' : '';
            return `steps: { containerize: { ${group}: { ${key.split('.').at(-1)}: ${EXAMPLES[key]} }${more} } }`;
          }),
      ),
      `steps: { containerize: { base: scratch, config: { ${settingsText('steps.containerize.config.', all, ', ')} }, layers: [{ copy: app, to: /a, exclude: [x] }, { binary: true, to: /b, owner: 1 }] } }`,
      `cache: { ${settingsText('cache.', Object.keys(EXAMPLES), ', ')} }`,
      `cache: { signers: [{ ${settingsText('cache.signers.', Object.keys(EXAMPLES), ', ')} }] }`,
      `steps: { build-binary: { check: { ${settingsText('steps.build-binary.check.', Object.keys(EXAMPLES), ', ')} } } }`,
    ].map((text) => text.replace('{ lint: false, lint:', '{ lint:'));
    for (const text of texts) assertConfiguration(text, text);
  });
});

/** The examples directly at a place, as lines of a file or of a flow mapping. */
function settingsText(place: string, keys: readonly string[], between = '\n'): string {
  return keys
    .filter((key) => key.startsWith(place) && !key.slice(place.length).includes('.'))
    .map((key) => `${key.slice(place.length)}: ${EXAMPLES[key]}`)
    .join(between);
}

function assertConfiguration(text: string, where: string): void {
  const parsed = parseConfig(readConfigText('sealsmith.yml', text), () => () => ({ value: 'value' }));
  assert.deepEqual(parsed.ok ? [] : parsed.failure, [], where);
}

describe('links', () => {
  for (const page of pages) {
    it(`${page} links to what exists`, () => {
      assert.deepEqual(
        links(read(page)).filter((link) => !leadsSomewhere(page, link)),
        [],
      );
    });
  }

  it('are found at all', () => {
    assert.ok(pages.includes('README.md'));
    assert.ok(links(read('README.md')).length >= 10);
  });
});

function leadsSomewhere(page: string, link: string): boolean {
  const [path = '', fragment] = link.split('#', 2);
  const target = path === '' ? page : join(dirname(page), decodeURI(path));
  if (target.startsWith('..') || !existsSync(join(ROOT, target))) return false;
  return fragment === undefined || (target.endsWith('.md') && anchors(read(target)).includes(fragment));
}

describe('commands on the pages', () => {
  let words: ReadonlyMap<string, ReadonlySet<string>>;

  before(async () => {
    words = await commandLine();
  });

  it('are found at all', () => {
    const used = invocations(read('README.md')).map((line) => line[0]);
    assert.ok(new Set(used).size >= 4, `README.md shows ${used.join(', ')}`);
    assert.deepEqual(
      ['run', 'plan', 'explain', 'doctor', 'init'].filter((name) => !words.has(name)),
      [],
    );
  });

  for (const page of pages) {
    it(`${page} shows commands and flags that exist`, () => {
      const shared = words.get('') ?? new Set();
      const wrong = invocations(read(page)).filter(([first = '', ...rest]) => {
        const name = first.startsWith('-') ? '' : first;
        const flags = words.get(name);
        const given = [first, ...rest].filter((word) => word.startsWith('-'));
        return flags === undefined || given.some((flag) => !flags.has(flag) && !shared.has(flag));
      });
      assert.deepEqual(wrong, []);
    });
  }

  it('name steps that exist', () => {
    const steps: readonly string[] = STEPS.map((step) => step.name);
    const named = invocations(read('README.md')).flatMap(([command = '', ...rest]) =>
      ['run', 'plan', 'explain'].includes(command) ? rest.filter((word) => /^[a-z][a-z-]*$/.test(word)) : [],
    );
    assert.deepEqual(
      named.filter((word) => !steps.includes(word)),
      [],
    );
  });
});

/** Each command with its flags, as its own help says; under the empty name those of every command. */
async function commandLine(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const top = await help([]);
  const listed = /^Commands:\n((?: {2}.*\n)+)/m.exec(top)?.[1] ?? '';
  const names = [...listed.matchAll(/^ {2}([a-z]+)\b/gm)].map((match) => match[1] ?? '');
  const all = names.map(async (name) => [name, await flagsOf([name])] as const);
  return new Map([['', flagsIn(top)], ...(await Promise.all(all))]);
}

/** Of a command, and of the commands that stand behind it. */
async function flagsOf(command: readonly string[]): Promise<ReadonlySet<string>> {
  const text = await help(command);
  const listed = /^Commands:\n((?: {2}.*\n)+)/m.exec(text)?.[1] ?? '';
  const below = [...listed.matchAll(/^ {2}([a-z]+)\b/gm)].map((match) => match[1] ?? '');
  const flags = await Promise.all(below.map((name) => flagsOf([...command, name])));
  return new Set([...flagsIn(text), ...flags.flatMap((one) => [...one])]);
}

async function help(command: readonly string[]): Promise<string> {
  let text = '';
  const exit = await program([...command, '--help'], {
    session: () => assert.fail('help opens no session'),
    output: (part) => {
      text += part;
    },
    error: (part) => assert.fail(part),
  });
  assert.equal(exit, 0);
  return text;
}

function flagsIn(text: string): ReadonlySet<string> {
  const options = [...text.matchAll(/^ {2}(?:(-\w), )?(--[a-z-]+)/gm)];
  return new Set(options.flatMap((match) => [match[1], match[2]].filter((flag) => flag !== undefined)));
}

describe('README', () => {
  const text = read('README.md');

  it('lists the steps that there are, in order, with their summaries', () => {
    const rows = section(text, 'Steps')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').map((cell) => cell.trim()));
    assert.deepEqual(
      rows.map((cells) => [cells[1], cells[2]]),
      STEPS.map((step) => [`\`${step.name}\``, step.summary]),
    );
  });

  it('shows a configuration that is sound, in at most 15 lines', () => {
    const shown = yamlIn(section(text, 'Configuration'));
    assert.ok(shown.trim().split('\n').length <= 15);
    assertConfiguration(shown, 'README.md');
  });

  it('names no input of the action that it does not have', () => {
    const inputs = /^inputs:\n(.*?)^\S/ms.exec(read('action.yml'))?.[1] ?? '';
    const names = [...inputs.matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1]);
    const used = /with: \{ ([^}]*) \}/.exec(section(text, 'On GitHub'))?.[1] ?? '';
    const given = used.split(',').map((pair) => pair.split(':', 1)[0]?.trim());
    assert.ok(given.length > 0 && names.length > 0);
    assert.deepEqual(
      given.filter((name) => !names.includes(name)),
      [],
    );
  });

  it('is matched by the page on configuration', () => {
    assertConfiguration(yamlIn(read('docs/configuration.md')), 'docs/configuration.md');
  });
});

describe('pages on what is verified', () => {
  it('docs/verifying.md has every check, in order, with the threat that it stops', () => {
    const rows = cellsOf(section(read('docs/verifying.md'), 'The checks'));
    assert.deepEqual(
      rows.map(([check, , threat]) => [check, threat]),
      Object.entries(CHECKS).map(([name, { threat }]) => [`\`${name}\``, threat]),
    );
  });

  it('docs/threats.md has every threat that a verdict names', () => {
    const rows = threats().map(([id]) => id);
    assert.deepEqual(
      Object.keys(THREATS).filter((id) => !rows.includes(id)),
      [],
    );
  });

  it('docs/threats.md shows each row in tests that name it', () => {
    const rows = threats();
    assert.ok(rows.length >= 30);
    const wrong = rows.flatMap(([id = '', , , shown = '']) => {
      const paths = [...shown.matchAll(/`(test\/[^`]+)`/g)].map((match) => match[1] ?? '');
      const lacking = paths.filter((path) => !files.includes(path) || !names(path, id));
      return paths.length === 0 || lacking.length > 0 ? [`${id}: ${lacking.join(' ')}`] : [];
    });
    assert.deepEqual(wrong, []);
  });

  it('docs/buildtype.md has every member that the provenance has', () => {
    const page = read('docs/buildtype.md');
    const members =
      [...read('src/verify/provenance/sealsmith.ts').matchAll(/KNOWN.*\[(.*)\]/g)][0]?.[1] ?? '';
    const names = [...members.matchAll(/'([a-z]+)'/g)].map((match) => match[1]);
    assert.equal(names.length, 5);
    assert.deepEqual(
      names.filter((name) => !page.includes(`externalParameters.${name}`)),
      [],
    );
    assert.ok(page.includes(BUILD_TYPE));
  });
});

function threats(): string[][] {
  return cellsOf(read('docs/threats.md')).filter(([id = '']) => /^[CIEF]\d+$/.test(id));
}

/** What plays an attack may name its row in a part that it loads. */
function names(path: string, id: string): boolean {
  const played = /\/drill\//.test(read(path))
    ? files.filter((one) => one.startsWith('src/cache/drill/'))
    : [];
  return [path, ...played].some((one) => new RegExp(`\\b${id}\\b`).test(read(one)));
}

/** Rows of the tables in a text, without their heads. */
function cellsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| check |'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('files of the repository', () => {
  /** Libraries' own words are in the bundle. */
  const ours = files.filter((path) => !path.startsWith('dist/'));

  it('name no path of a machine', () => {
    assert.deepEqual(matches(ours, MACHINE_PATH), []);
  });

  it('name no host of a package registry', () => {
    assert.deepEqual(matches(ours, REGISTRY), []);
  });

  it('would be found out if they did', () => {
    assert.match(`see ${['', 'root', 'x'].join('/')}`, MACHINE_PATH);
    assert.match(`'${['', 'tmp', 'x'].join('/')}'`, MACHINE_PATH);
    assert.doesNotMatch('.sealsmith/work/x ${folder}/tmp/x /workspace/x', MACHINE_PATH);
    assert.match(`https://${HOSTS[0]?.join('.')}/left-pad`, REGISTRY);
    assert.doesNotMatch('https://docs.example.org', REGISTRY);
  });
});

/** At the beginning of a path: not in the middle of one, of an address, or behind a variable. */
const MACHINE_PATH = /(?<![\w.\-}\])~*>])\/(?:work|root|tmp)\/\w/;

/**
 * In pieces, so that this file does not name them either. Docker Hub is none of them: what a short name of an image means
 * is its address (formats/image-name.ts).
 */
const HOSTS = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['pypi', 'org'],
  ['files', 'pythonhosted', 'org'],
  ['proxy', 'golang', 'org'],
  ['sum', 'golang', 'org'],
  ['deb', 'debian', 'org'],
] as const;

const REGISTRY = new RegExp(
  `(?<![\\w.-])(?:${HOSTS.map((parts) => parts.join('\\.')).join('|')})(?![\\w.-])`,
  'i',
);

/** `file:line: text` of every line that a pattern finds; binary files have none. */
function matches(paths: readonly string[], pattern: RegExp): string[] {
  return paths.flatMap((path) => {
    const text = read(path);
    if (text.includes('\0') || !pattern.test(text)) return [];
    return text
      .split('\n')
      .flatMap((line, at) => (pattern.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : []));
  });
}
