/** docs/configuration.md: every setting, from the JSON schema that editors read too. */

import { RESERVED, STEPS } from '../../src/steps/registry.ts';
import { EXAMPLES } from './examples.ts';
import { code, table } from './markdown.ts';

/** What we use of a JSON schema. */
type Schema = {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly pattern?: string;
  readonly default?: unknown;
  readonly description?: string;
};

/** @param root  the JSON schema of the configuration; a setting without an example is an error */
export function configurationPage(root: object): string {
  const top = propertiesOf(root as Schema);
  const steps = top['steps'] ?? {};
  const own = propertiesOf(steps.additionalProperties as Schema);
  const builtIn = STEPS.map((step) => ({
    step,
    settings: propertiesOf(steps.properties?.[step.name] ?? {}),
  }));
  const shared = Object.fromEntries(
    Object.entries(builtIn[0]?.settings ?? {}).filter(([key]) => Object.hasOwn(own, key)),
  );
  const blocks = [
    INTRODUCTION,
    '## The file\n',
    settings(top, ''),
    cacheText(top['cache'] ?? {}),
    groupText('signing', top['signing'] ?? {}, SIGNING_TEXT),
    groupText('verify', top['verify'] ?? {}, VERIFY_TEXT),
    STEPS_TEXT,
    settings(shared, 'steps.*.'),
    VALUES_TEXT,
    ...builtIn.map(({ step, settings: all }) => builtInStep(step, all, shared)),
    ownSteps(),
    TRUST_TEXT,
  ];
  return `${blocks.join('\n').trimEnd()}\n`;
}

function cacheText(cache: Schema): string {
  const all = propertiesOf(cache);
  return [
    CACHE_TEXT,
    settings(all, 'cache.'),
    SIGNERS_TEXT,
    settings(propertiesOf(all['signers']?.items ?? {}), 'cache.signers.'),
  ].join('\n');
}

/** A group at the top, and the groups in it. */
function groupText(name: string, group: Schema, text: string): string {
  const all = propertiesOf(group);
  const below = Object.entries(all).filter(([key, schema]) =>
    shapesOf(schema).some((one) => hasExamples(`${name}.${key}`, one)),
  );
  return [
    text,
    settings(all, `${name}.`),
    ...below.map(([key, schema]) =>
      [
        `### ${name}: ${key}\n`,
        `${sentence(schema.description ?? '')}\n`,
        settings(
          Object.assign({}, ...shapesOf(schema).map(({ properties }) => properties)),
          `${name}.${key}.`,
        ),
      ].join('\n'),
    ),
  ].join('\n');
}

/** Groups of one setting or two are shown by their example alone. */
function hasExamples(place: string, { properties }: Schema): boolean {
  return Object.keys(properties ?? {}).every((key) => EXAMPLES[`${place}.${key}`] !== undefined);
}

function builtInStep(
  step: (typeof STEPS)[number],
  all: Readonly<Record<string, Schema>>,
  shared: Readonly<Record<string, Schema>>,
): string {
  const particular = Object.fromEntries(Object.entries(all).filter(([key]) => !Object.hasOwn(shared, key)));
  const groups = Object.entries(particular).filter(([, schema]) => shapesOf(schema).length > 0);
  return [
    `## ${step.name}\n`,
    `${sentence(step.summary)} After: ${step.after.map(code).join(', ') || 'nothing'}.\n`,
    settings(particular, `steps.${step.name}.`),
    ...groups.map(([key, schema]) => {
      const shapes = shapesOf(schema);
      const [only] = shapes;
      // Of several forms the settings that tell them apart are enough: each says what it is for.
      const required = shapes.length > 1 ? '' : (only?.required ?? []).map(code).join(', ');
      const needs = required === '' ? '' : ` It needs ${required}.`;
      return [
        `### ${step.name}: ${key}\n`,
        `${sentence(schema.description ?? '')}${needs}\n`,
        settings(
          Object.assign({}, ...shapes.map(({ properties }) => properties)),
          `steps.${step.name}.${key}.`,
        ),
      ].join('\n');
    }),
  ].join('\n');
}

function settings(schemas: Readonly<Record<string, Schema>>, place: string): string {
  const rows = Object.entries(schemas).map(([key, schema]) => {
    const example = EXAMPLES[place + key];
    if (example === undefined) throw new Error(`no example for ${place}${key} in scripts/docs/examples.ts`);
    const { text, standard } = described(schema);
    return [code(key), text, typeOf(schema), standard, code(`${key}: ${example}`)];
  });
  return `${table(['setting', 'what it is', 'type', 'default', 'example'], rows)}\n`;
}

/** Takes `(default: …)` out of the description; the schema's own default comes first. */
function described(schema: Schema): { readonly text: string; readonly standard: string } {
  const whole = schema.description ?? '';
  const said = /\s*\(default: ([^)]*)\)/.exec(whole);
  const text = said === null ? whole : whole.replace(said[0], '');
  const own = Array.isArray(schema.default) && schema.default.length === 0 ? undefined : schema.default;
  const standard = own === undefined ? said?.[1] : code(String(own));
  return { text, standard: standard ?? '–' };
}

/** The groups of settings that a value may be, or that stand in a list of it. */
function shapesOf(schema: Schema): readonly Schema[] {
  if (schema.properties !== undefined) return [schema];
  const below = [...(schema.anyOf ?? []), ...(schema.items === undefined ? [] : [schema.items])];
  return below.flatMap(shapesOf);
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map(code).join(', ');
  if (schema.items !== undefined) return `list of ${typeOf(schema.items)}`;
  if (schema.properties !== undefined) return 'group';
  if (schema.anyOf?.some((one) => one.const === false) === true) return 'group, or false';
  if (schema.anyOf?.some((one) => one.const === 'scratch') === true) return 'group, or `scratch`';
  if (shapesOf(schema).length > 0) return 'group';
  if (typeof schema.additionalProperties === 'object') return 'names and values';
  if (schema.const === true) return 'true';
  if (schema.pattern === DURATION) return 'duration';
  if (schema.pattern === AGE) return 'age';
  if (schema.pattern === SIZE) return 'size';
  if (schema.type === 'boolean') return 'true or false';
  return schema.type === 'integer' ? 'whole number' : 'text';
}

const DURATION = '^\\d+(ms|s|m|h)$';
const AGE = '^(\\d+)(h|d)$';
const SIZE = '^(\\d+)(MB|GB|TB|MiB|GiB|TiB)$';

/** Of a step, the settings beside `false`. */
function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  return schema.properties ?? schema.anyOf?.find((one) => one.properties !== undefined)?.properties ?? {};
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

const INTRODUCTION = `# Configuration

\`sealsmith.yml\` (or \`sealsmith.yaml\`) in the folder that is run, or the file named by \`--config\`. It is not needed: a
Python project, a Node project or a Go module is detected, and the file says only what differs. \`sealsmith explain test\`
shows where each value came from, \`sealsmith init\` writes a commented file to begin with.

All problems are reported at once, each with file, line and column; a setting that is not on this page is a problem.
An editor that reads \`sealsmith.schema.json\` completes and checks while you type.

This page is generated from the schema (\`npm run docs\`).

\`\`\`yaml
# yaml-language-server: $schema=./sealsmith.schema.json
project: diary
protected: [main]
release-tags: ["v*"]
env-file: .env.example
steps:
  lint: { run: ruff check app }
  test: { env: [FLASK_ENV], timeout: 10m }
  build-binary: { entry: app/wsgi.py, check: { port: 5000, path: /health } }
  smoke:
    run: ./smoke.sh
    after: [build-binary]
    inputs: [smoke.sh, .sealsmith/binary]
    outputs: [smoke.log]
    tools: [curl]
\`\`\`
`;

const CACHE_TEXT = `## cache

What [the cache](cache.md) takes and where it lies, or \`false\`: no cache. On a forge all of it comes from the file of
the default branch, never from the change that runs; where that file cannot be had, no signer is allowed.

An **age** is a whole number of hours or days: \`12h\`, \`14d\`. A **size** is a whole number with its unit: \`500MB\`, \`10GB\`,
\`10GiB\`.
`;

const SIGNERS_TEXT = `### cache: signers

Each one is a key that may seal, and how far what it seals is trusted. It needs \`key\` and \`tier\`. Tier T3 is none of
them: a release writes nothing to the cache.
`;

const SIGNING_TEXT = `## signing

Who signs what the run made. On a forge all of it comes from the file of the default branch. Without it, and without a key
in \`SEALSMITH_SIGNING_KEY\`, the steps sign and attest are skipped. [signing.md](signing.md)
`;

const VERIFY_TEXT = `## verify

What must hold of what was made: the step verify checks it, and so does \`sealsmith verify\`. On a forge all of it comes
from the file of the default branch. Texts are compared as a whole; in a \`workflow\`, \`ref\` or \`id\` a \`*\` stands for
anything without \`/\` and \`@\`. [verifying.md](verifying.md)
`;

const STEPS_TEXT = `## Every step

Under \`steps:\` a built-in step (${STEPS.map((step) => code(step.name)).join(', ')}) or one of your own has a group of
settings, or \`false\`, which leaves the step out. These settings are the same for all of them.
`;

const VALUES_TEXT = `A **duration** is a whole number with its unit: \`500ms\`, \`90s\`, \`10m\`, \`1h\`.

A **glob** is matched against paths from the folder that is run. \`*\` and \`?\` stay within a name, \`**\` crosses folders,
\`[ab]\` is a set, \`{a,b}\` are alternatives; a pattern that names a folder covers what is in it. What git ignores is no
input. Outputs of other steps are none either, unless the step comes after them and names them. A pattern that begins
with \`!\` takes away from what the others took.

A **variable** is \`NAME=value\`, or \`NAME\` with its value from the environment or else from \`env-file\`. A name that has
no value anywhere stays unset. A step sees the variables that are declared for it and no others
([isolation.md](isolation.md)); a name that ends like a secret (\`…TOKEN\`, \`…PASSWORD\`, …) must stand under \`secrets\`.

\`\${NAME}\` in a value below \`steps\` is replaced by that variable, which must be declared under \`env\` or stand in
\`env-file\`. In \`run\` it is not replaced: that line goes to the shell as it is, and the shell knows the same variables.

An **output** is moved aside before the step runs and must be there afterwards. It may not hold a file that git tracks,
and no two steps may share one.
`;

function ownSteps(): string {
  return `## Steps of your own

Any other name of \`a-z\`, \`0-9\` and \`-\` is a step of your own. It needs \`run\`, takes the settings of
[every step](#every-step), and comes after \`install\` unless \`after\` says otherwise. An equal earlier run here stands for
it only when it declares \`inputs\`, \`outputs\` and \`tools\`: what it does not declare cannot be seen to change.

These names are kept for steps to come and cannot be used: ${RESERVED.map(code).join(', ')}.
`;
}

const TRUST_TEXT = `## Tiers

How far a run is trusted is decided once, from what the forge says; \`sealsmith plan\` shows the tier and why. On a
forge \`protected\`, \`release-tags\` and \`cache\` are read from the default branch, never from the change that runs.

| tier | which runs |
|---|---|
| T3 | a tag that matches \`release-tags\` and whose commit lies on a protected branch |
| T2 | a push, a schedule or a run by hand on a protected branch (on GitLab it must be protected there too) |
| T1 | a change of the same repository; a branch or tag that is none of the above |
| T0 | forks, everything unknown, a push, schedule, tag or run by hand that has checked out another commit than its own, and every local run |

On a forge a step with \`secrets\` is skipped at T0 and T1. These go to no step, whatever the file says:
\`SEALSMITH_CACHE_KEY\`, \`ACTIONS_RUNTIME_TOKEN\`, \`ACTIONS_ID_TOKEN_REQUEST_TOKEN\`.
`;
