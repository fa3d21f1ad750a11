/** What is expected, from flags, a file, or the project's configuration; flags together replace the others. */

import { resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import type { Problem } from '../../core/failure.ts';
import type { World } from '../../core/ports.ts';
import { err, ok, type Result } from '../../core/result.ts';
import {
  type Expectations,
  expectationsOf,
  type VerifySection,
  verifySchema,
} from '../../verify/expectations.ts';

/** Where names of files begin, and how they are read. */
export type Ground = { readonly workspace: string; readonly world: Pick<World, 'files'> };

/** As commander hands them over. */
export type ExpectFlags = {
  readonly key?: readonly string[];
  readonly issuer?: string;
  readonly workflow?: string;
  readonly identity?: string;
  readonly ref?: readonly string[];
  readonly source?: string;
  readonly sourceId?: string;
  readonly sourceRef?: readonly string[];
  readonly commit?: string;
  readonly builder?: readonly string[];
  readonly level?: string;
  readonly trigger?: readonly string[];
  readonly parameter?: readonly string[];
  /** `name=range`. */
  readonly sbom?: readonly string[];
  readonly maxAge?: string;
  readonly transparency?: boolean;
  readonly needs?: readonly string[];
  /** A file that holds such a section. */
  readonly expect?: string;
};

/**
 * @param section  of the configuration; undefined where it has none
 * @returns `usage` without anybody who may sign: nothing is expected then, and nothing would be verified
 */
export function expectationsFor(
  session: Ground,
  flags: ExpectFlags,
  section: VerifySection | undefined,
): Result<Expectations> {
  const said = sectionOf(session, flags, section);
  if (!said.ok) return said;
  const keys = readKeys(session, said.value ?? {});
  if (!keys.ok) return keys;
  const expected = said.value === undefined ? undefined : expectationsOf(said.value, keys.value);
  if (expected !== undefined) return ok(expected);
  const message =
    'nothing says who may have signed it: --key FILE, or --issuer and --workflow with --ref, or a section verify in sealsmith.yml';
  return err({ code: 'usage', message });
}

function sectionOf(
  session: Ground,
  { expect, ...flags }: ExpectFlags,
  section: VerifySection | undefined,
): Result<VerifySection | undefined> {
  const given = Object.values(flags).some((value) => value !== undefined);
  if (given && expect !== undefined)
    return err({ code: 'usage', message: '--expect says all that is expected; leave the other flags out' });
  if (given) return fromFlags(flags);
  return expect === undefined ? ok(section) : fromFile(session, expect);
}

function fromFlags(flags: Omit<ExpectFlags, 'expect'>): Result<VerifySection> {
  const { issuer, workflow, identity, key = [], ref, source, sourceId, sourceRef, commit } = flags;
  if ((workflow === undefined || ref === undefined) !== (workflow === undefined && ref === undefined))
    return err({ code: 'usage', message: '--workflow and --ref belong together: a branch or tag in full' });
  const named = workflow === undefined ? { issuer, identity } : { issuer, workflow, ref };
  const wantsIdentity = [issuer, workflow, identity].some((one) => one !== undefined);
  const section = {
    signers: [...(wantsIdentity ? [named] : []), ...key.map((one) => ({ key: one }))],
    source: { repository: source, id: sourceId, commit, ref: sourceRef },
    builder: { id: flags.builder, level: flags.level === undefined ? undefined : Number(flags.level) },
    trigger: flags.trigger,
    parameters: flags.parameter,
    sbom: flags.sbom === undefined ? undefined : Object.fromEntries(flags.sbom.map(rule)),
    'max-age': flags.maxAge,
    transparency: flags.transparency,
    needs: flags.needs,
  };
  const parsed = verifySchema.safeParse(withoutEmpty(section));
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  return err({
    code: 'usage',
    message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}`,
  });
}

/** `express=>=4`: the first `=` parts name and range. */
function rule(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** A group in which nothing is said is not there. */
function withoutEmpty(section: object): object {
  return Object.fromEntries(
    Object.entries(section).flatMap(([name, value]: [string, unknown]) => {
      if (value === undefined || (Array.isArray(value) && value.length === 0)) return [];
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[name, value]];
      const inner = Object.entries(value).filter(([, one]) => one !== undefined);
      return inner.length === 0 ? [] : [[name, Object.fromEntries(inner)]];
    }),
  );
}

function fromFile({ world, workspace }: Ground, name: string): Result<VerifySection> {
  const path = resolve(workspace, name);
  const text = world.files.readText(path, 1024 * 1024);
  if (!text.ok) return text;
  if (text.value === undefined) return err({ code: 'config-absent', path });
  const lines = new LineCounter();
  const document = parseDocument(text.value, { lineCounter: lines, uniqueKeys: true });
  const placed = (offset: number | undefined, message: string): Problem => {
    const { line, col } = lines.linePos(offset ?? 0);
    return { place: { file: name, line: Math.max(1, line), column: Math.max(1, col) }, message };
  };
  if (document.errors.length > 0) {
    const problems = document.errors.map((one) => placed(one.pos[0], one.message.split('\n')[0] ?? ''));
    return err({ code: 'config-invalid', problems });
  }
  // Aliases may stand for each other without end; a section needs none.
  const parsed = verifySchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return ok(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const node = document.getIn(issue.path.map(String), true);
    const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : undefined;
    const [offset]: readonly unknown[] = Array.isArray(range) ? range : [];
    const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return placed(typeof offset === 'number' ? offset : undefined, `${where}${issue.message}`);
  });
  return err({ code: 'config-invalid', problems });
}

/** Keys are paths of the project, or PEM itself. */
export function readKeys(
  { world, workspace }: Ground,
  { signers = [] }: VerifySection,
): Result<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const signer of signers) {
    if (!('key' in signer) || signer.key.includes('-----BEGIN')) continue;
    const path = resolve(workspace, signer.key);
    const text = world.files.readText(path, 64 * 1024);
    if (!text.ok) return text;
    if (text.value === undefined) return err({ code: 'usage', message: `there is no key ${signer.key}` });
    keys.set(signer.key, text.value);
  }
  return ok(keys);
}
