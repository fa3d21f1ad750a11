/** What configuration may say of images: how one is made, tried, described and pushed. */

import { posix } from 'node:path';
import * as z from 'zod';
import { parsePlatform } from '../formats/oci.ts';
import { base, config, from, layer, repository } from './image-shape.ts';
import { check, duration, path, problem, variable, verbOptions } from './options.ts';

const runner = z
  .enum(['auto', 'bare', 'podman', 'docker'])
  .describe('what starts it (default: the engine that built it, else without one)')
  .default('auto');

const imageCheck = z
  .union([
    z.literal(false).describe('false: push what nobody has started'),
    z.strictObject({
      ...check.shape,
      env: z
        .array(variable)
        .describe('variables that it is started with: NAME of the step, or NAME=value')
        .default([]),
      runner,
    }),
    z.strictObject({
      run: z
        .array(z.string())
        .refine(([program = '']) => program !== '', { message: 'a program and its arguments' })
        .describe("a program of the image and its arguments, instead of the image's own; it must end with 0"),
      within: duration.default(60_000).describe('how long it may take (default: 60s)'),
      env: z.array(variable).describe('variables that it is started with').default([]),
      runner,
    }),
    z.strictObject({
      compose: path.describe('a Compose file; the image under test is ${SEALSMITH_IMAGE} in it'),
      service: z.string().min(1).describe('the service whose own health check decides'),
      within: duration.default(60_000).describe('how long it may take (default: 60s)'),
      env: z.array(variable).describe('variables that the file may use').default([]),
    }),
  ])
  .describe('how the image is tried before anybody can push it');

/** An origin without a path: `registry.example.org:5000`. */
const host = z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/, 'host or host:port');

const plainHttp = z
  .array(host)
  .describe('registries that are spoken to without TLS; this machine itself always may be')
  .optional();

const { outputs: _, ...shared } = verbOptions;

export const containerizeOptions = z
  .strictObject({
    ...shared,
    image: repository.describe('what the image is called, without a tag').optional(),
    with: z
      .enum(['auto', 'layers', 'docker', 'buildah', 'podman', 'import'])
      .describe('which builder (default: layers when there are layers, else the engine that is there)')
      .default('auto'),
    dockerfile: path.describe('built by an engine (default: Dockerfile, when there is one)').optional(),
    context: z
      .string()
      .refine((text) => !text.startsWith('/') && !text.split('/').includes('..'), {
        message: 'a folder of the project',
      })
      .transform((text) => posix.normalize(text).replace(/\/$/, ''))
      .describe('the folder that the Dockerfile sees (default: the project)')
      .optional(),
    'build-network': z
      .enum(['host', 'none'])
      .describe("what the lines of a Dockerfile reach (default: the engine's own network)")
      .optional(),
    target: z.string().min(1).describe('the stage of the Dockerfile').optional(),
    args: z
      .record(
        z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
        z.union([z.string(), z.number()]).transform(String),
      )
      .describe('build arguments; they stand in the image, so no secrets')
      .optional(),
    base: base.optional(),
    layers: z.array(layer).describe('what is laid over the base, from below').optional(),
    config: config.optional(),
    compression: z
      .enum(['gzip', 'zstd'])
      .describe('of layers: gzip for everybody, zstd for engines of 2021 and later (default: gzip)')
      .optional(),
    from: from.optional(),
    platform: z
      .string()
      .refine((text) => parsePlatform(text) !== undefined, { message: 'a platform such as linux/arm64' })
      .describe('what it runs on (default: linux and the processor of this machine)')
      .optional(),
    labels: z.record(z.string(), z.string()).describe('beside the standard ones').optional(),
    check: imageCheck.optional(),
    sbom: z
      .union([
        z.literal(false),
        z.strictObject({ with: z.enum(['own', 'syft', 'trivy']).describe('which tool lists the contents') }),
      ])
      .describe('the list of what is in the image (default: our own)')
      .optional(),
    'plain-http': plainHttp,
  })
  .superRefine((value, context) => {
    for (const one of contradictions(value)) context.addIssue(problem(one.message, [one.key]));
  });

export const pushOptions = z.strictObject({
  after: shared.after,
  timeout: shared.timeout,
  tags: z
    .array(z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, 'a tag'))
    .describe('instead of the commit; the same tag for two images is a tag that moves')
    .min(1)
    .optional(),
  'plain-http': plainHttp,
});

/** Of the steps that sign, attest and verify. */
export const evidenceOptions = z.strictObject({
  after: shared.after,
  timeout: shared.timeout,
  'plain-http': plainHttp,
});

export type ContainerizeOptions = z.output<typeof containerizeOptions>;
export type PushOptions = z.output<typeof pushOptions>;

type Contradiction = { readonly key: string; readonly message: string };

/** What would be parsed and ignored is refused instead. */
function contradictions(value: Readonly<Record<string, unknown>>): readonly Contradiction[] {
  const has = (key: string): boolean => value[key] !== undefined;
  const given = (keys: readonly string[]): readonly string[] => keys.filter(has);
  const groups = [
    { of: 'layers', keys: ['base', 'layers', 'config', 'compression'] },
    { of: 'a Dockerfile', keys: ['dockerfile', 'context', 'target', 'args', 'build-network'] },
    { of: 'an image of another job', keys: ['from'] },
  ];
  const used = groups.filter(({ keys }) => given(keys).length > 0);
  const [first, second] = used;
  if (first !== undefined && second !== undefined) {
    const key = given(second.keys)[0] ?? '';
    return [
      {
        key,
        message: `"${key}" belongs to ${second.of}, and "${given(first.keys)[0]}" to ${first.of}: an image is made in one way`,
      },
    ];
  }
  const found: Contradiction[] = [];
  if (first?.of === 'layers' && !has('layers'))
    found.push({
      key: given(first.keys)[0] ?? '',
      message: 'without "layers" there is nothing to lay over a base',
    });
  if (first?.of === 'layers' && !has('base'))
    found.push({ key: 'layers', message: 'layers need a "base", if only "scratch"' });
  if (has('run') && !has('from'))
    found.push({
      key: 'run',
      message: 'a line of yours makes the image, so "from" must say where it leaves it',
    });
  const builder = value['with'];
  const wanted =
    builder === 'layers' ? 'layers' : builder === 'import' ? 'an image of another job' : 'a Dockerfile';
  if (builder !== 'auto' && first !== undefined && first.of !== wanted)
    found.push({
      key: 'with',
      message: `"${String(builder)}" takes ${wanted}, and "${given(first.keys)[0]}" belongs to ${first.of}`,
    });
  if (builder !== 'auto' && first === undefined && wanted !== 'a Dockerfile')
    found.push({
      key: 'with',
      message: `"${String(builder)}" needs ${wanted === 'layers' ? '"base" and "layers"' : '"from"'}`,
    });
  return found;
}
