/**
 * The key of a job: one digest over everything that may decide its result. Equal keys mean equal work, in any folder
 * and on any machine of the same kind.
 */

import type { Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import type { Machine, TreeEntry } from '../core/ports.ts';
import type { JobSpec, Json } from '../core/step.ts';
import { jsonDigest } from '../formats/canonical.ts';

const KEY_SCHEMA = 'sealsmith-key/1';

export type KeyParts = {
  readonly schema: typeof KEY_SCHEMA;
  readonly job: Json;
  readonly tools: readonly { readonly name: string; readonly version: string; readonly from: string }[];
  readonly runtime: string;
  readonly platform: { readonly os: string; readonly arch: string; readonly libc: string };
  readonly env: Readonly<Record<string, string>>;
  readonly inputs: readonly TreeEntry[];
  readonly facts: Readonly<Record<string, Sha256>>;
};

/**
 * @param runtime  our own version
 * @param inputs  sorted by path; names, modes and digests all count
 * @param facts  those that the job needs
 */
export function keyParts(
  spec: JobSpec,
  runtime: string,
  machine: Machine,
  inputs: readonly TreeEntry[],
  facts: Partial<Facts>,
): KeyParts {
  return {
    schema: KEY_SCHEMA,
    job: {
      id: spec.id,
      commands: spec.commands.map(({ tool, args, cwd }) => ({
        tool,
        args,
        ...(cwd === undefined ? {} : { cwd }),
      })),
      params: spec.params,
      outputs: spec.outputs,
      grants: spec.grants,
      inputs: spec.inputs,
    },
    tools: toolNames(spec),
    runtime,
    platform: { os: machine.os, arch: machine.arch, libc: machine.libc },
    env: spec.env,
    inputs,
    facts: Object.fromEntries(
      spec.needs.flatMap((name) => (facts[name] === undefined ? [] : [[name, jsonDigest(facts[name])]])),
    ),
  };
}

export function keyOf(parts: KeyParts): Sha256 {
  return jsonDigest(parts);
}

/** Tools without their paths: those differ between machines that do the same. */
export function toolNames(spec: JobSpec): KeyParts['tools'] {
  return spec.tools.map(({ name, version, from }) => ({ name, version, from }));
}

/** One digest over path, mode and content of every input. */
export function inputsDigest(inputs: readonly TreeEntry[]): Sha256 {
  return jsonDigest(inputs);
}
