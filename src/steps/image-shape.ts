/** The parts of an image as configuration says them: base, layers, configuration, and what another job made. */

import * as z from 'zod';
import type { BaseSpec, ImageConfig, ImportSpec, LayerSpec, Owner } from '../core/image.ts';
import { isGlob } from '../core/path.ts';
import { isRepository, parseImageName } from '../formats/image-name.ts';
import { path } from './options.ts';

/** A name without tag or digest: the commit is the tag, and the digest is what is spoken of. */
export const repository = z.string().refine(isRepository, {
  message: 'a name such as registry.example.org/group/diary, without a tag or digest',
});

const imageName = z.string().refine((text) => parseImageName(text) !== undefined, {
  message: 'the name of an image, such as python:3.13-slim or registry.example.org/base@sha256:…',
});

const inImage = z
  .string()
  .refine((text) => text.startsWith('/') && !text.includes('\0') && !text.split('/').includes('..'), {
    message: 'a path in the image: absolute, without ".."',
  });

const owner = z
  .union([z.int(), z.string()])
  .describe('number of the user, or user:group, that the files belong to (default: 0:0)')
  .transform((value, context): Owner => {
    const [uid = '', gid = uid, ...rest] = String(value).split(':');
    const read = (text: string): number => (/^\d{1,10}$/.test(text) ? Number(text) : Number.NaN);
    const numbers = { uid: read(uid), gid: read(gid) };
    if (rest.length === 0 && numbers.uid <= MOST_ID && numbers.gid <= MOST_ID) return numbers;
    context.issues.push(problemAt(value, 'numbers, such as 10001 or 10001:10001'));
    return z.NEVER;
  })
  .optional();

/** The largest number that the kernel takes for a user. */
const MOST_ID = 2 ** 32 - 2;
const ROOT: Owner = { uid: 0, gid: 0 };

export const base = z
  .union([
    z.literal('scratch'),
    z.strictObject({
      registry: imageName.describe('an image of a registry; sealsmith.lock holds its digest'),
    }),
    z.strictObject({ oci: path.describe('an OCI layout, a folder') }),
    z.strictObject({ archive: path.describe('a file of "docker save", or an OCI archive') }),
    z.strictObject({
      debian: z
        .string()
        .regex(/^[a-z][a-z0-9.-]{0,40}$/, 'a release such as bookworm')
        .describe('a release of Debian'),
      packages: z
        .array(z.string().regex(/^[a-z0-9][a-z0-9+.-]*[a-z0-9+.]$/, 'the name of a Debian package'))
        .describe('packages beside the essential ones')
        .default([]),
      mirror: z
        .url({ protocol: /^https?$/ })
        .describe('where packages come from (default: as apt here)')
        .optional(),
    }),
  ])
  .describe('what the image stands on; scratch: nothing')
  .transform((value): BaseSpec => {
    if (value === 'scratch') return { kind: 'scratch' };
    if ('registry' in value) return { kind: 'registry', name: value.registry };
    if ('oci' in value) return { kind: 'layout', path: value.oci };
    if ('archive' in value) return { kind: 'archive', path: value.archive };
    const { debian: suite, packages, mirror } = value;
    return { kind: 'debian', suite, packages, mirror };
  });

const target = inImage.describe('where it goes in the image: of a folder its content');

export const layer = z
  .union([
    z.strictObject({
      dependencies: z.literal(true).describe('what the lock file says the program needs, made for the base'),
      to: target,
      owner,
    }),
    z.strictObject({
      binary: z.literal(true).describe('what build-binary made, unpacked'),
      to: target,
      owner,
    }),
    z.strictObject({
      copy: path.describe('a file or folder of the project, or an output of a step before'),
      to: target,
      exclude: z
        .array(z.string().refine(isGlob, { message: 'a pattern below the folder that is copied' }))
        .describe('globs of what is left out, below what is copied')
        .default([]),
      owner,
    }),
  ])
  .transform((value): LayerSpec => {
    const common = { to: value.to, owner: value.owner ?? ROOT };
    if ('dependencies' in value) return { kind: 'dependencies', ...common };
    if ('binary' in value) return { kind: 'binary', ...common };
    return { kind: 'copy', from: value.copy, exclude: value.exclude, ...common };
  });

export const config = z
  .strictObject({
    entrypoint: z.array(z.string()).describe('the program and its first arguments').exactOptional(),
    cmd: z.array(z.string()).describe('arguments that "docker run" may replace').exactOptional(),
    user: z
      .union([z.int().min(0), z.string().min(1)])
      .transform(String)
      .describe('who it runs as, best a number')
      .exactOptional(),
    workdir: inImage.describe('where it starts').exactOptional(),
    env: z
      .record(z.string(), z.union([z.string(), z.number()]).transform(String))
      .describe('variables, over those of the base')
      .exactOptional(),
    ports: z.array(z.int().min(1).max(65535)).describe('ports that it listens on').exactOptional(),
    labels: z.record(z.string(), z.string()).describe('over those of the base').exactOptional(),
    volumes: z.array(inImage).describe('folders that outlive a container').exactOptional(),
    'stop-signal': z
      .string()
      .regex(/^SIG[A-Z0-9]+$/, 'a signal such as SIGTERM')
      .describe('what ends it in peace')
      .exactOptional(),
  })
  .describe('what a container starts with')
  .transform(({ 'stop-signal': stopSignal, ...rest }): ImageConfig => {
    return stopSignal === undefined ? rest : { ...rest, stopSignal };
  });

export const from = z
  .union([
    z.strictObject({ oci: path.describe('an OCI layout, a folder') }),
    z.strictObject({ archive: path.describe('a file of "docker save" or of kaniko, or an OCI archive') }),
    z.strictObject({
      registry: imageName
        .refine((text) => parseImageName(text)?.digest !== undefined, {
          message: 'a name with its digest, name@sha256:…: a tag may be moved before it is read',
        })
        .describe('an image of a registry by its digest'),
    }),
    z.strictObject({
      'digest-file': path.describe("kaniko's --digest-file, or one of the two that name the image too"),
      image: repository.describe('needed when the file holds a digest alone').optional(),
    }),
  ])
  .describe('an image that another job made: kaniko, BuildKit, ko, jib')
  .transform((value): ImportSpec => {
    if ('oci' in value) return { kind: 'layout', path: value.oci };
    if ('archive' in value) return { kind: 'archive', path: value.archive };
    if ('registry' in value) return { kind: 'registry', name: value.registry };
    return { kind: 'digest-file', path: value['digest-file'], name: value.image };
  });

function problemAt(input: unknown, message: string): { code: 'custom'; message: string; input: unknown } {
  return { code: 'custom', message, input };
}
