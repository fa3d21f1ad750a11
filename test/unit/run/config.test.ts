import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseConfig, parseSettings, readConfigText } from '../../../src/run/config.ts';
import type { Config } from '../../../src/run/config-shape.ts';
import { failure, value } from '../../support/world.ts';

/** Each problem as `line:column message`, as people read it. */
function problems(text: string, variables: Readonly<Record<string, string>> = {}): readonly string[] {
  const failed = failure(parse(text, variables));
  assert.equal(failed.code, 'config-invalid');
  return failed.problems.map(({ place, message }) => {
    assert.equal(place.file, 'sealsmith.yml');
    return `${place.line}:${place.column} ${message}`;
  });
}

function config(text: string, variables: Readonly<Record<string, string>> = {}): Config {
  return value(parse(text, variables));
}

function parse(text: string, variables: Readonly<Record<string, string>>) {
  return parseConfig(readConfigText('sealsmith.yml', text), (declared) => (name) => {
    if (!declared.has(name)) return { problem: `\${${name}} is not declared` };
    const known = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return known === undefined ? { problem: `\${${name}} has no value` } : { value: known };
  });
}

/** Every case: the text, and all that is said about it. */
type Table = Readonly<Record<string, readonly [text: string, ...said: string[]]>>;

function holds(table: Table): void {
  for (const [name, [text, ...said]] of Object.entries(table))
    it(name, () => assert.deepEqual(problems(text), said));
}

describe('text that is no YAML is refused with its place', () => {
  holds({
    'an open bracket': [
      'project: [a\n',
      '2:1 Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    'a tab as indentation': ['steps:\n\tlint: {}\n', '2:1 Tabs are not allowed as indentation'],
    'a key that is there twice': ['project: a\nproject: b\n', '2:1 Map keys must be unique'],
    'a step that is there twice': [
      'steps:\n  lint: {}\n  test: {}\n  lint: {run: x}\n',
      '4:3 Map keys must be unique',
    ],
    'a line without a colon': [
      'project: a\nsteps\n',
      '2:1 Implicit map keys need to be followed by map values',
    ],
    'an open quote': ['project: "a\n', '2:1 Missing closing "quote'],
    'a second document': [
      'project: a\n---\nproject: b\n',
      '2:1 a second document begins here; only one is read',
    ],
    'an alias without an anchor': ['project: *nobody\n', '1:10 there is no anchor &nobody before it'],
    'an alias before its anchor': [
      'steps:\n  lint: *x\n  test: &x {run: a}\n',
      '2:9 there is no anchor &x before it',
    ],
    'an alias inside its own anchor': ['steps: &a\n  lint: *a\n', '2:9 *a contains itself'],
    'an alias deep inside its own anchor': [
      'steps:\n  smoke: &a\n    run: x\n    after: [lint, [*a]]\n',
      '4:20 *a contains itself',
    ],
    'aliases that would fill the memory': [
      [
        'a: &a [x,x,x,x,x,x,x,x,x]',
        'b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]',
        'c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]',
        'd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]',
        'project: *d',
      ].join('\n'),
      '5:10 aliases: they would make the file too large',
    ],
    'lists in lists in lists': [`project: ${'['.repeat(200)}${']'.repeat(200)}`, '1:108 nested too deeply'],
  });

  it('thirty thousand open brackets, in one line', () => {
    const said = problems('['.repeat(30_000));
    assert.equal(said.length, 1);
    assert.match(said[0] ?? '', /^1:\d+ nested too deeply$/);
  });

  it('a thousand errors, of which the first tell all', () => {
    assert.equal(problems('&a '.repeat(1000)).length, 20);
  });

  it('a thousand levels of indentation', () => {
    const text = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n');
    assert.match(problems(text)[0] ?? '', /^\d+:\d+ nested too deeply$/);
  });
});

describe('values of the wrong kind are refused with their place', () => {
  holds({
    'a list for the whole file': ['- a\n', '1:1 expected settings as "name: value" lines'],
    'a word for the whole file': ['install\n', '1:1 expected settings as "name: value" lines'],
    'a number for a text': ['project: 3\n', '1:10 project: expected text, found a number (3)'],
    'a text for a list': ['protected: main\n', '1:12 protected: expected a list, found text ("main")'],
    'one wrong entry of a list': [
      'protected:\n  - main\n  - 3\n',
      '3:5 protected[1]: expected text, found a number (3)',
    ],
    'a list for a group': ['steps: []\n', '1:8 steps: expected a group of settings, found a list'],
    'nothing for a group': ['steps:\n', '1:7 steps: expected a group of settings, found nothing'],
    'a number for a step': [
      'steps:\n  lint: 3\n',
      '2:9 steps.lint: expected options or false, found a number (3)',
    ],
    'true for a step': ['steps:\n  lint: true\n', '2:9 steps.lint: expected options or false, found true'],
    'nothing for a step': ['steps:\n  lint:\n', '2:8 steps.lint: expected options or false, found nothing'],
    'a word for a switch': [
      'steps:\n  test: { network: "yes" }\n',
      '2:20 steps.test.network: expected true or false, found text ("yes")',
    ],
    'a list for a line': [
      'steps:\n  test: { run: [a] }\n',
      '2:16 steps.test.run: expected text, found a list',
    ],
    'an empty line': ['steps:\n  test: { run: "" }\n', '2:16 steps.test.run must not be empty'],
    'a number for a duration': [
      'steps:\n  test: { timeout: 5 }\n',
      '2:20 steps.test.timeout: expected text, found a number (5)',
    ],
    'a duration in words': [
      'steps:\n  test: { timeout: 5 minutes }\n',
      '2:20 steps.test.timeout: "5 minutes" is not a duration such as 90s, 10m or 1h',
    ],
    'a limit that nothing can keep': [
      'steps:\n  test: { timeout: 0s }\n',
      '2:20 steps.test.timeout: "0s" is not a duration of at least 1s',
    ],
    'a check that gives no time': [
      'steps:\n  build-binary:\n    check: { port: 1, within: 999ms }\n',
      '3:31 steps.build-binary.check.within: "999ms" is not a duration of at least 1s',
    ],
    'a port that is none': [
      'steps:\n  build-binary:\n    check: { port: 70000 }\n',
      '3:20 steps.build-binary.check.port: expected at most 65535, found 70000',
    ],
    'a port of zero': [
      'steps:\n  build-binary:\n    check: { port: 0 }\n',
      '3:20 steps.build-binary.check.port: expected at least 1, found 0',
    ],
    'a setting that must be there': [
      'steps:\n  build-binary:\n    check: { path: /health }\n',
      '3:5 steps.build-binary.check needs "port"',
    ],
    'a step without its line': ['steps:\n  smoke: {}\n', '2:3 steps.smoke needs "run"'],
    'a word that is not one of the known': [
      'toolchain: pyhton\n',
      '1:12 toolchain: unknown value "pyhton"; did you mean "python"?',
    ],
    'a word that is like none of the known': [
      'toolchain: cobol\n',
      '1:12 toolchain: unknown value "cobol"; expected python, node, go, commands',
    ],
    'a tool of another step': [
      'steps:\n  lint: { with: pytest }\n',
      '2:17 steps.lint.with: unknown value "pytest"; expected ruff, flake8, pylint, script, eslint, biome, vet, golangci-lint',
    ],
    'a name with spaces': [
      'project: my project\n',
      '1:10 project: "my project" is not letters, digits, ".", "_" and "-"',
    ],
    'a branch pattern with a set': [
      'release-tags: ["v[0-9]"]\n',
      '1:16 release-tags[0]: "v[0-9]" is not a branch or tag name, "*" for any part of it',
    ],
    'a very long value, shortened': [
      `project: ${'x '.repeat(60)}x\n`,
      `1:10 project: "${'x '.repeat(28)}… is not letters, digits, ".", "_" and "-"`,
    ],
    'data that is text for YAML and for nobody else': [
      'project: !!binary aGk=\n',
      '1:19 project: expected text, found a group of settings',
    ],
  });
});

describe('unknown settings are refused with the nearest known one', () => {
  holds({
    'at the top': ['stpes: {}\n', '1:1 unknown setting "stpes"; did you mean "steps"?'],
    'at the top, near to nothing': [
      'colour: red\n',
      '1:1 unknown setting "colour"; known here: project, toolchain, protected, release-tags, env-file, env, cache, signing, verify, steps',
    ],
    'in a step of ours': [
      'steps:\n  lint:\n    wiht: ruff\n',
      '3:5 unknown setting "wiht" in steps.lint; did you mean "with"?',
    ],
    'in a step of the user': [
      'steps:\n  smoke: { run: x, ouputs: [a] }\n',
      '2:20 unknown setting "ouputs" in steps.smoke; did you mean "outputs"?',
    ],
    'in a group below a step': [
      'steps:\n  build-binary:\n    check: { port: 1, withing: 1s }\n',
      '3:23 unknown setting "withing" in steps.build-binary.check; did you mean "within"?',
    ],
    'of another form of the same group': [
      'steps:\n  containerize:\n    check: { port: 1, run: [a] }\n',
      '3:23 steps.containerize.check: "run" does not go with "port"',
    ],
    'a number as a name': [
      '1: x\n',
      '1:1 unknown setting "1"; known here: project, toolchain, protected, release-tags, env-file, env, cache, signing, verify, steps',
    ],
    'a list as a name': [
      '? [a]\n: b\n',
      '1:1 unknown setting "[ a ]"; known here: project, toolchain, protected, release-tags, env-file, env, cache, signing, verify, steps',
    ],
    'a name that every object has': [
      'constructor: x\n',
      '1:1 unknown setting "constructor"; known here: project, toolchain, protected, release-tags, env-file, env, cache, signing, verify, steps',
    ],
    'the name that objects are made by': [
      '__proto__: {project: x}\n',
      '1:1 unknown setting "__proto__"; known here: project, toolchain, protected, release-tags, env-file, env, cache, signing, verify, steps',
    ],
  });
});

describe('names of steps', () => {
  it('are free for a line of one’s own, also one letter beside another', () => {
    const names = ['tests', 'dist', 'text', 'list', 'fast'];
    const parsed = config(`steps: { ${names.map((name) => `${name}: { run: x }`).join(', ')} }\n`);
    assert.deepEqual(Object.keys(parsed.steps ?? {}), names);
  });

  holds({
    'one letter beside a known step': [
      'steps:\n  tset: { run: x }\n',
      '2:3 "tset" is not a step; did you mean "test"?',
    ],
    'letters of a step to come in another order': [
      'steps:\n  scna: { run: x }\n',
      '2:3 "scna" is not a step; did you mean "scan"?',
    ],
    'one letter beside a known step, with no line of its own': [
      'steps:\n  tests: { timeout: 3s }\n',
      '2:3 "tests" is not a step; did you mean "test"?',
    ],
    'the name of a step to come': [
      'steps:\n  scan: { run: x }\n',
      '2:3 "scan" is kept for a step to come; choose another name',
    ],
    'capitals, spaces, dots, a slash, a digit in front': [
      'steps:\n  Smoke: {run: x}\n  a b: {run: x}\n  a.b: {run: x}\n  a/b: {run: x}\n  1a: {run: x}\n  __proto__: {run: x}\n',
      ...['Smoke', 'a b', 'a.b', 'a/b', '1a', '__proto__'].map(
        (name, index) => `${index + 2}:3 a step's name is made of a-z, 0-9 and "-", not "${name}"`,
      ),
    ],
    'what stands below a wrong name is not said twice, all else is': [
      'steps: { tset: { wiht: x }, lint: { wiht: ruff } }\n',
      '1:10 "tset" is not a step; did you mean "test"?',
      '1:37 unknown setting "wiht" in steps.lint; did you mean "with"?',
    ],
    'an unknown step in after': [
      'steps:\n  smoke: { run: x, after: [biuld-binary, nothing] }\n',
      '2:28 "biuld-binary" is not a step; did you mean "build-binary"?',
      '2:42 "nothing" is not a step; the steps are install, lint, test, build-binary, containerize, push, sign, attest, verify, smoke',
    ],
  });

  it('may be any other word, also one that every object has', () => {
    const { steps } = config(
      'steps:\n  constructor: { run: x }\n  smoke-2: { run: y, after: [constructor] }\n',
    );
    assert.deepEqual(Object.keys(steps ?? {}), ['constructor', 'smoke-2']);
  });
});

describe('names of variables', () => {
  holds({
    'a sign that no variable has': [
      'env: [A-B, "1X", ok, "", "A B=c"]\n',
      '1:7 env[0]: "A-B" is not NAME or NAME=value',
      '1:12 env[1]: "1X" is not NAME or NAME=value',
      '1:22 env[3]: "" is not NAME or NAME=value',
      '1:26 env[4]: "A B=c" is not NAME or NAME=value',
    ],
    'a value where a secret is named': [
      'steps:\n  smoke: { run: x, secrets: [TOKEN=abc] }\n',
      '2:30 steps.smoke.secrets[0]: "TOKEN=abc" is not the name of a variable',
    ],
    'a secret where a variable is named': [
      'env: [NPM_TOKEN]\nsteps:\n  smoke:\n    run: x\n    env: [HOME, db_password, API_KEY, AWS_SECRET, X_CREDENTIALS]\n',
      ...[
        ['1:7', 'NPM_TOKEN'],
        ['5:17', 'db_password'],
        ['5:30', 'API_KEY'],
        ['5:39', 'AWS_SECRET'],
        ['5:51', 'X_CREDENTIALS'],
      ].map(([place, name]) => `${place} "${name}" is called like a secret; list it under "secrets"`),
    ],
  });

  it('may look like a secret when the value stands in the file for all to see', () => {
    assert.deepEqual(config('env: [API_TOKEN=for-tests]\n').env, ['API_TOKEN=for-tests']);
  });
});

describe('paths and patterns of a step', () => {
  const path = 'is not a path inside the project: relative, without ".."';
  const glob = 'is not a pattern for files of the project: relative, without "..", its brackets closed';
  holds({
    'outputs outside the project': [
      'steps:\n  smoke:\n    run: x\n    outputs: [../x, /y, a/../../z, ok]\n',
      `4:15 steps.smoke.outputs[0]: "../x" ${path}`,
      `4:21 steps.smoke.outputs[1]: "/y" ${path}`,
      `4:25 steps.smoke.outputs[2]: "a/../../z" ${path}`,
    ],
    'outputs that are git’s or ours': [
      'steps:\n  smoke:\n    run: x\n    outputs: [.git, .git/hooks, sub/.git, .sealsmith]\n',
      '4:15 steps.smoke.outputs[0]: ".git" is not a path that a step may own',
      '4:21 steps.smoke.outputs[1]: ".git/hooks" is not a path that a step may own',
      '4:33 steps.smoke.outputs[2]: "sub/.git" is not a path that a step may own',
      '4:43 steps.smoke.outputs[3]: ".sealsmith" is not a path that a step may own',
    ],
    'inputs that can match nothing': [
      'steps:\n  smoke:\n    run: x\n    inputs: [/etc/x, "!../y", "[z-a]", "{a", "a/*"]\n',
      `4:14 steps.smoke.inputs[0]: "/etc/x" ${glob}`,
      `4:22 steps.smoke.inputs[1]: "!../y" ${glob}`,
      `4:31 steps.smoke.inputs[2]: "[z-a]" ${glob}`,
      `4:40 steps.smoke.inputs[3]: "{a" ${glob}`,
    ],
  });

  it('are normalised', () => {
    const { steps } = config('steps:\n  smoke: { run: x, outputs: [./a//b/], inputs: [./c] }\n');
    assert.deepEqual(steps?.['smoke'], { run: 'x', outputs: ['a/b'], inputs: ['./c'] });
  });
});

describe('${NAME}', () => {
  holds({
    'that nobody declared, in every place at once': [
      'steps:\n  smoke:\n    run: x\n    inputs: ["${A}", "x-${B}-${C}"]\n',
      '4:14 ${A} is not declared',
      '4:22 ${B} is not declared',
      '4:22 ${C} is not declared',
    ],
    'without a value': [
      'env: [A]\nsteps:\n  smoke: { run: x, inputs: ["${A}"] }\n',
      '3:29 ${A} has no value',
    ],
    'with an odd name': [
      'steps:\n  smoke: { run: x, inputs: ["${}", "${A B}"] }\n',
      '2:29 ${} is not declared',
      '2:36 ${A B} is not declared',
    ],
  });

  it('is replaced when env of the file, of the step or of another step declares it', () => {
    const text =
      'env: [A]\nsteps:\n  lint: { env: [C=1] }\n  smoke: { run: x, env: [B], inputs: ["${A}/${B}/${C}"] }\n';
    const { steps } = config(text, { A: 'a', B: 'b', C: 'c' });
    const smoke = steps?.['smoke'];
    assert.ok(smoke !== undefined && smoke !== false && 'inputs' in smoke);
    assert.deepEqual(smoke.inputs, ['a/b/c']);
  });

  it('is never touched in the line that belongs to the shell', () => {
    const run = 'echo ${A} ${UNDECLARED:-x} "${B}"';
    for (const step of ['lint', 'smoke', 'run']) {
      const { steps } = config(`env: [A]\nsteps:\n  ${step}:\n    run: '${run}'\n`, { A: 'a' });
      const found = steps?.[step];
      assert.ok(found !== undefined && found !== false && 'run' in found);
      assert.equal(found.run, run);
    }
  });

  it('is replaced beside the line of a step that is called run', () => {
    const { steps } = config('env: [A]\nsteps:\n  run: { run: "echo ${A}", inputs: ["${A}"] }\n', { A: 'a' });
    assert.deepEqual(steps?.['run'], { run: 'echo ${A}', inputs: ['a'] });
  });

  it('is replaced once: a value is text, not more configuration', () => {
    const text = 'env: [A, B]\nsteps:\n  smoke: { run: x, inputs: ["${A}"] }\n';
    const { steps } = config(text, { A: '${B}', B: 'b' });
    assert.deepEqual(steps?.['smoke'], { run: 'x', inputs: ['${B}'] });
  });

  it('is what it is outside the steps', () => {
    assert.deepEqual(problems('project: "${A}"\n'), [
      '1:10 project: "${A}" is not letters, digits, ".", "_" and "-"',
    ]);
  });

  it('is checked after it was replaced', () => {
    const text = 'env: [A]\nsteps:\n  smoke: { run: x, outputs: ["${A}"] }\n';
    const failed = failure(parse(text, { A: '../..' }));
    assert.equal(failed.code, 'config-invalid');
    assert.match(failed.problems[0]?.message ?? '', /is not a path inside the project/);
  });
});

describe('a sound configuration', () => {
  it('may be empty, or hold nothing but comments', () => {
    for (const text of ['', '\n', '# nothing\n', '---\n', '{}\n'])
      assert.equal(config(text).file, 'sealsmith.yml');
  });

  it('gives durations as milliseconds and fills in defaults', () => {
    const text =
      'steps:\n  build-binary: { timeout: 2m, check: { port: 5000, within: 1500ms } }\n  lint: { timeout: 1h }\n';
    const { steps } = config(text);
    assert.deepEqual(steps?.['build-binary'], {
      timeout: 120_000,
      check: { port: 5000, path: '/', within: 1500 },
    });
    assert.deepEqual(steps?.['lint'], { timeout: 3_600_000 });
  });

  it('may have Windows line ends, merges and anchors', () => {
    const text =
      'steps:\r\n  lint: &common { run: a, cache: false }\r\n  test:\r\n    <<: *common\r\n    run: b\r\n';
    assert.deepEqual(
      { ...config(text).steps },
      {
        lint: { run: 'a', cache: false },
        test: { run: 'b', cache: false },
      },
    );
  });

  it('knows where each value stands', () => {
    const { origin } = config(
      'project: a\n\nsteps:\n  # why\n  smoke:\n    run: x\n    after:\n      - lint\n',
    );
    assert.deepEqual(origin('steps', 'smoke', 'run'), { from: 'config', file: 'sealsmith.yml', line: 6 });
    assert.deepEqual(origin('steps', 'smoke'), { from: 'config', file: 'sealsmith.yml', line: 5 });
    assert.deepEqual(origin('project'), { from: 'config', file: 'sealsmith.yml', line: 1 });
    assert.equal(origin('steps', 'smoke', 'env'), undefined);
    assert.equal(origin('steps', 'lint', 'run'), undefined);
    assert.equal(origin('toString'), undefined);
  });

  it('says all that is wrong at once, from top to bottom', () => {
    const text = [
      'toolchain: pyhton',
      'protected: main',
      'steps:',
      '  smoke: { run: "", after: [lnit], env: [X_TOKEN], inputs: ["${A}"] }',
      '  tset: {}',
      'project: 3',
    ].join('\n');
    assert.deepEqual(
      problems(text).map((line) => line.split(' ', 1)[0]),
      ['1:12', '2:12', '4:17', '4:29', '4:42', '4:61', '5:3', '6:10'],
    );
  });
});

describe('the settings beside the steps', () => {
  it('are known whatever the steps say', () => {
    const text =
      'protected: [main, release/*]\nenv-file: .env\nsteps:\n  smoke: { timeout: "${LIMIT}", nonsense: 1 }\n';
    const settings = parseSettings(readConfigText('sealsmith.yml', text));
    assert.deepEqual(settings?.values.protected, ['main', 'release/*']);
    assert.deepEqual(settings?.place('env-file'), { file: 'sealsmith.yml', line: 2, column: 1 });
  });

  it('are not known when one of them, or the file, is not sound', () => {
    for (const text of ['protected: main\n', 'nonsense: 1\n', 'project: [\n', '- a\n', 'x', ''])
      assert.equal(parseSettings(readConfigText('sealsmith.yml', text)), undefined, text);
  });
});
