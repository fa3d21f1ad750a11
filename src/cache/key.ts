/**
 * The key of a job: one digest over everything that may decide its result. Equal keys mean equal work, in any folder
 * and on any machine of the same kind. The tier is none of it: who may take an entry is not what the entry is.
 */

import { hash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/fact.ts';
import { KEY_SCHEMA, type KeyParts } from '../core/key.ts';
import type { Machine, TreeEntry } from '../core/ports.ts';
import type { JobSpec } from '../core/step.ts';
import { canonicalJson, jsonDigest } from '../formats/canonical.ts';

/**
 * @param runtime  our own version
 * @param inputs  sorted by path
 * @param facts  at least those that the job needs; others do not count
 */
export function keyParts(
  spec: JobSpec,
  runtime: string,
  machine: Machine,
  inputs: readonly TreeEntry[],
  facts: Partial<Facts>,
  epoch: number,
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
    epoch,
  };
}

/** SHA-256 over the canonical JSON of the parts (RFC 8785), in UTF-8. */
export function keyOf(parts: KeyParts): Sha256 {
  return keySaying(parts, sayInputs(parts.inputs));
}

/** Inputs as keys say them. */
export type SaidInputs = {
  /** Their canonical JSON. */
  readonly text: string;
  /** See `inputsDigest`. */
  readonly sha256: Sha256;
};

/** By far the longest part of a key: made once for all jobs that have these inputs. */
export function sayInputs(inputs: readonly TreeEntry[]): SaidInputs {
  const text = inputsJson(inputs);
  return { text, sha256: digestOf(text) };
}

/** @param said  `sayInputs` of the inputs of these parts */
export function keySaying(parts: KeyParts, said: SaidInputs): Sha256 {
  return digestOf(partsJson(parts, said.text));
}

/** The canonical JSON of the parts: what `canonicalJson` gives, several times faster for many inputs. */
export function keyJson(parts: KeyParts): string {
  return partsJson(parts, inputsJson(parts.inputs));
}

function partsJson(parts: KeyParts, inputs: string): string {
  const members = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `"${name}":${name === 'inputs' ? inputs : canonicalJson(value)}`);
  return `{${members.join(',')}}`;
}

/** Tools without their paths: those differ between machines that do the same. */
export function toolNames(spec: JobSpec): KeyParts['tools'] {
  return spec.tools.map(({ name, version, from }) => ({ name, version, from }));
}

/** One digest over path, mode and content of every input: SHA-256 over their canonical JSON. */
export function inputsDigest(inputs: readonly TreeEntry[]): Sha256 {
  return digestOf(inputsJson(inputs));
}

function digestOf(text: string): Sha256 {
  return hash('sha256', text) as Sha256;
}

/**
 * Written for this one shape: members are put in order once, and the rest is JSON as Node writes it, which is canonical
 * for well-formed text (RFC 8785, section 3.2.2.2). For other names the general way finds a form.
 */
function inputsJson(inputs: readonly TreeEntry[]): string {
  if (!inputs.every(({ path }) => path.isWellFormed())) return canonicalJson(inputs);
  return JSON.stringify(inputs.map(({ mode, path, sha256 }) => ({ mode, path, sha256 })));
}
