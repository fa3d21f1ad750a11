/** Lists that must say the same: folders and registries, the action and the command line, schema and configuration. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { program } from '../src/cli/program.ts';
import { CACHE_REASONS } from '../src/core/cache.ts';
import { FACT_NAMES } from '../src/core/fact.ts';
import { EXIT_STATUS, FAILURES } from '../src/core/failure-table.ts';
import { SKIP_CODES, STEP_NAMES } from '../src/core/step.ts';
import { argumentsFromInputs, INPUTS, variableOf } from '../src/hosts/github/inputs.ts';
import { OUTPUTS } from '../src/hosts/github/outputs.ts';
import { HOSTS } from '../src/hosts/registry.ts';
import { recordJsonSchema } from '../src/run/record-schema.ts';
import { configSchema, jsonSchema } from '../src/run/schema.ts';
import { RESERVED, STEPS } from '../src/steps/registry.ts';
import { SCHEMAS } from '../src/steps/schemas.ts';
import { TOOLCHAINS } from '../src/toolchains/registry.ts';
import { FakeFiles } from './support/files.ts';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

const sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => [file, readFileSync(join(SRC, file), 'utf8')]),
);

/** Names of the files of a folder, without those below it. */
function filesOf(folder: string): readonly string[] {
  return [...sources.keys()].filter((file) => new RegExp(`^${folder}/[^/]+$`).test(file)).sort();
}

/** A JSON schema as far as these tests look at it. */
type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly string[];
  readonly items?: Schema;
  readonly description?: string;
  readonly additionalProperties?: boolean | Schema;
  readonly type?: string;
};

/** The schema at a path of property names. */
function at(schema: object, ...path: readonly string[]): Schema {
  return path.reduce<Schema>((found, name) => {
    const next = (found.properties ?? found.anyOf?.find((one) => one.properties)?.properties)?.[name];
    return next ?? assert.fail(`${path.join('.')}: no ${name}`);
  }, schema);
}

function keys(schema: Schema): readonly string[] {
  return Object.keys(schema.properties ?? schema.anyOf?.find((one) => one.properties)?.properties ?? {});
}

async function help(...args: readonly string[]): Promise<string> {
  let text = '';
  await program([...args, '--help'], {
    session: () => assert.fail('help needs no session'),
    output: (more) => {
      text += more;
    },
    error: (more) => assert.fail(more),
  });
  return text;
}

describe('steps', () => {
  it('are the files that define one', async () => {
    const defined: string[] = [];
    for (const file of filesOf('steps')) {
      const module: Record<string, unknown> = await import(join(SRC, file));
      for (const value of Object.values(module)) {
        if (typeof value !== 'object' || value === null || !('plan' in value) || !('name' in value)) continue;
        assert.equal(file, `steps/${String(value.name)}.ts`);
        defined.push(String(value.name));
      }
    }
    assert.deepEqual(defined.sort(), STEPS.map((step) => step.name).toSorted());
  });

  it('are those of the vocabulary, in the same order', () => {
    assert.deepEqual(
      STEPS.map((step) => step.name),
      [...STEP_NAMES],
    );
  });

  it('each have a schema, and wait for steps that come earlier', () => {
    assert.deepEqual(Object.keys(SCHEMAS).sort(), [...STEP_NAMES].sort());
    for (const [index, step] of STEPS.entries()) {
      const earlier = STEPS.slice(0, index).map((other) => other.name);
      assert.deepEqual(
        step.after.filter((name) => !earlier.includes(name)),
        [],
        step.name,
      );
      assert.ok(step.summary.length > 10 && !step.summary.endsWith('.'), step.name);
    }
  });

  it('keep free the names of those to come', () => {
    assert.deepEqual(
      RESERVED.filter((name) => (STEP_NAMES as readonly string[]).includes(name)),
      [],
    );
  });
});

describe('toolchains', () => {
  it('are the folders and files that define one', async () => {
    const folders = readdirSync(join(SRC, 'toolchains'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => `toolchains/${entry.name}/index.ts`);
    const defined: string[] = [];
    for (const file of [
      ...folders,
      ...filesOf('toolchains').filter((name) => !name.endsWith('registry.ts')),
    ]) {
      const module: Record<string, unknown> = await import(join(SRC, file));
      for (const value of Object.values(module)) {
        if (typeof value !== 'object' || value === null || !('detect' in value) || !('name' in value))
          continue;
        defined.push(String(value.name));
      }
    }
    assert.deepEqual(defined.sort(), TOOLCHAINS.map((toolchain) => toolchain.name).toSorted());
    assert.equal(defined.length, folders.length + 1);
  });

  it('are those that configuration may name', () => {
    const named = at(jsonSchema(), 'toolchain').enum ?? [];
    assert.deepEqual(
      [...named],
      TOOLCHAINS.map((toolchain) => toolchain.name),
    );
  });
});

describe('hosts', () => {
  const names = HOSTS.map((door) => door.name);

  it('are the files of their folder', () => {
    const files = filesOf('hosts').map((file) => file.replace(/^hosts\/|\.ts$/g, ''));
    assert.deepEqual(files.filter((name) => name !== 'registry').sort(), names.toSorted());
  });

  it('are those that a record may name, the local one last', () => {
    assert.deepEqual(at(recordJsonSchema(), 'how', 'host').enum, names);
    assert.equal(names.at(-1), 'local');
  });

  it('each know themselves', () => {
    const files = new FakeFiles();
    const envs = [{ GITHUB_ACTIONS: 'true' }, { GITLAB_CI: 'true' }, {}];
    const found = envs.map(
      (env) => HOSTS.map((door) => door(env, files)).find((host) => host !== undefined)?.name,
    );
    assert.deepEqual(found, names);
  });
});

describe('the action', () => {
  type Action = {
    readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
    readonly outputs: Readonly<Record<string, { readonly description: string }>>;
    readonly runs: { readonly using: string; readonly main: string };
  };
  const action = parse(readFileSync(join(ROOT, 'action.yml'), 'utf8')) as Action;

  it('has the inputs that are read', () => {
    assert.deepEqual(
      Object.keys(action.inputs),
      INPUTS.map((input) => input.name),
    );
    for (const [name, input] of Object.entries(action.inputs)) assert.ok(input.description.length > 5, name);
  });

  it('has the outputs that are written', () => {
    assert.deepEqual(Object.keys(action.outputs), [...OUTPUTS]);
    for (const [name, output] of Object.entries(action.outputs))
      assert.ok(output.description.length > 5, name);
  });

  it('has inputs for flags of `run` alone', async () => {
    const text = await help('run');
    for (const { name, flag } of INPUTS)
      assert.ok(flag === '' || text.includes(` ${flag}`), `${name}: ${flag}`);
  });

  it('says with its defaults what the command line says without flags', () => {
    const env = Object.fromEntries(
      Object.entries(action.inputs).map(([name, input]) => [variableOf(name), input.default ?? '']),
    );
    assert.deepEqual(argumentsFromInputs(env), { ok: true, value: ['run'] });
  });

  it('has an input for every flag of `run` that matters there', async () => {
    const flags = [...new Set((await help('run')).match(/--[a-z-]+/g))].filter(
      (flag) => !['--help', '--version'].includes(flag),
    );
    const known = new Set(INPUTS.map((input) => input.flag));
    // At a desk alone: JSON goes to standard output, the forge decides about colours, nothing is fresh there, no
    // engine of a person waits for an image.
    const desk = ['--json', '--no-color', '--force', '--dry-run', '--load'];
    assert.deepEqual(flags.filter((flag) => !known.has(flag)).sort(), desk.toSorted());
  });

  it('runs what is built, by the Node that we need', () => {
    const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      engines: { node: string };
    };
    assert.deepEqual(action.runs, {
      using: `node${engines.node.replace(/\D/g, '')}`,
      main: 'dist/action.js',
    });
  });
});

describe('the configuration', () => {
  const schema = jsonSchema();

  it('has the keys of its JSON schema', () => {
    assert.deepEqual(keys(schema), Object.keys(configSchema.shape));
    assert.deepEqual(keys(at(schema, 'steps')), [...STEP_NAMES]);
    for (const step of STEP_NAMES)
      assert.deepEqual(keys(at(schema, 'steps', step)), Object.keys(SCHEMAS[step].shape), step);
  });

  it('describes every key, for editors and for the reference', () => {
    const bare: string[] = [];
    const visit = (node: Schema, path: string): void => {
      for (const one of [node, ...(node.anyOf ?? [])]) {
        for (const [name, child] of Object.entries(one.properties ?? {})) {
          if ((child.description ?? '').length < 5) bare.push(`${path}.${name}`);
          visit(child, `${path}.${name}`);
        }
        if (typeof one.additionalProperties === 'object') visit(one.additionalProperties, `${path}.*`);
      }
    };
    visit(schema, '');
    assert.deepEqual(bare, []);
  });

  it('knows no other keys in any group', () => {
    const open: string[] = [];
    const visit = (node: Schema, path: string): void => {
      if (node.type === 'object' && node.additionalProperties === undefined) open.push(path);
      for (const child of node.anyOf ?? []) visit(child, path);
      for (const [name, child] of Object.entries(node.properties ?? {})) visit(child, `${path}.${name}`);
    };
    visit(schema, '');
    assert.deepEqual(open, []);
  });
});

describe('codes', () => {
  const elsewhere = [...sources].filter(([file]) => !/^core\/(failure|failure-table|step)\.ts$/.test(file));

  it('of failures are all used', () => {
    const unused = Object.keys(FAILURES).filter(
      (code) => !elsewhere.some(([, text]) => text.includes(`code: '${code}'`)),
    );
    assert.deepEqual(unused, []);
  });

  it('of skips are all given', () => {
    const unused = SKIP_CODES.filter((code) => !elsewhere.some(([, text]) => text.includes(`'${code}'`)));
    assert.deepEqual(unused, []);
  });

  it('why an entry of the cache is not taken are all given, and explained to people', () => {
    const unused = Object.keys(CACHE_REASONS).filter(
      (code) => !elsewhere.some(([file, text]) => file !== 'core/cache.ts' && text.includes(`'${code}'`)),
    );
    assert.deepEqual(unused, []);
    const page = readFileSync(join(ROOT, 'docs/cache.md'), 'utf8');
    const rows = Object.entries(CACHE_REASONS).map(
      ([code, { refusal, says }]) => `| \`${code}\` | ${refusal ? 'yes' : ''} | ${says} |`,
    );
    assert.deepEqual(
      rows.filter((row) => !page.includes(row)),
      [],
    );
  });

  it('of failures and skips are those that a record may hold', () => {
    const text = JSON.stringify(recordJsonSchema());
    for (const code of [...Object.keys(FAILURES), ...SKIP_CODES]) assert.ok(text.includes(`"${code}"`), code);
  });

  it('of facts are those that a record may hold', () => {
    assert.deepEqual(keys(at(recordJsonSchema(), 'what', 'facts')), [...FACT_NAMES]);
  });

  it('of the exit status are those that help explains', async () => {
    const text = (await help()).split('Exit status:')[1] ?? '';
    const explained = [...text.matchAll(/\b(\d+) [A-Za-z]/g)].map((match) => match[1]);
    assert.deepEqual(explained, Object.keys(EXIT_STATUS));
  });
});
