/** What differs between two keys, part by part, for people who ask why a job runs again. Pure. */

import { commandText } from '../core/command.ts';
import { type Difference, type KeyDiff, type KeyParts, PART_NAMES, type PartName } from '../core/key.ts';
import type { Json } from '../core/step.ts';
import { canonicalJson } from '../formats/canonical.ts';
import { inputsDigest } from './key.ts';

export function diffKeys(before: KeyParts, now: KeyParts): KeyDiff {
  const equal = Object.fromEntries(PART_NAMES.map((part) => [part, 0])) as Record<PartName, number>;
  const differences = PART_NAMES.flatMap((part) => {
    const [old, fresh] = [membersOf(before, part), membersOf(now, part)];
    const names = [...new Set([...old.keys(), ...fresh.keys()])];
    const differing = names.filter((name) => old.get(name)?.exact !== fresh.get(name)?.exact);
    equal[part] = names.length - differing.length;
    if (differing.length === 0 && exactly(before, part) !== exactly(now, part)) {
      return [{ part, name: '', before: 'one order', now: 'another' }];
    }
    return differing.map((name): Difference => {
      return { part, name, before: old.get(name)?.said, now: fresh.get(name)?.said };
    });
  });
  return { differences, equal };
}

/** What a part holds: for comparing, and for people. */
type Member = { readonly exact: string; readonly said: string };

function membersOf(parts: KeyParts, part: PartName): ReadonlyMap<string, Member> {
  return new Map(listOf(parts, part).map(([name, said, exact = said]) => [name, { exact, said }]));
}

/** Name, what people read, and what is compared where that says less than everything. */
type Listed = readonly [name: string, said: string, exact?: string];

function listOf(parts: KeyParts, part: PartName): readonly Listed[] {
  const { job } = parts;
  switch (part) {
    case 'inputs':
      return parts.inputs.map(({ path, mode, sha256 }) => [path, `${mode} ${sha256}`]);
    case 'tools':
      return parts.tools.map(({ name, version, from }) => [
        name,
        toolSaid(version, from),
        `${from} ${version}`,
      ]);
    case 'parameters':
      return paramsOf(job.params);
    case 'variables':
      return Object.entries(parts.env);
    case 'commands':
      return job.commands.map((command, at) => [
        String(at + 1),
        commandText(command),
        canonicalJson(command),
      ]);
    case 'patterns':
      return job.inputs.map((pattern) => [pattern, 'a pattern of inputs']);
    case 'outputs':
      return job.outputs.map((path) => [path, 'an output']);
    case 'grants':
      return job.grants.map((grant) => [grant, 'granted']);
    case 'facts':
      return Object.entries(parts.facts);
    case 'platform':
      return Object.entries(parts.platform);
    case 'sealsmith':
      return [['', parts.runtime]];
    case 'epoch':
      return [['', String(parts.epoch)]];
    case 'job':
      return [['', job.id]];
  }
}

function toolSaid(version: string, from: string): string {
  if (from === 'machine') return version;
  return from === 'self' ? `${version} (this program)` : `${version} of the ${from}`.trim();
}

/** What a toolchain puts into the key is mostly an object; what is not has no names. */
function paramsOf(params: Json): readonly Listed[] {
  if (params === null) return [];
  const named = typeof params === 'object' && !Array.isArray(params);
  const members: readonly (readonly [string, Json])[] = named ? Object.entries(params) : [['', params]];
  return members.map(([name, value]) => {
    const exact = canonicalJson(value);
    return [name, typeof value === 'string' ? value : exact, exact];
  });
}

/** All of a part as the key has it: with the order of lists, and without one of names. */
function exactly({ job, ...parts }: KeyParts, part: PartName): string {
  if (part === 'inputs') return inputsDigest(parts.inputs);
  const whole: { readonly [name in Exclude<PartName, 'inputs'>]: unknown } = {
    tools: parts.tools,
    parameters: job.params,
    variables: parts.env,
    commands: job.commands,
    patterns: job.inputs,
    outputs: job.outputs,
    grants: job.grants,
    facts: parts.facts,
    platform: parts.platform,
    sealsmith: parts.runtime,
    epoch: parts.epoch,
    job: job.id,
  };
  return canonicalJson(whole[part]);
}
