/** Variables that the commit's own configuration reads: the only ones for which a record's values are taken. */

import { err, ok, type Result } from '../../core/result.ts';
import { readConfigText } from '../../run/config.ts';
import { CONFIG_NAMES } from '../../run/config-shape.ts';
import { declaredNames } from '../../run/names.ts';
import type { Recorded } from '../../run/reproduce-record.ts';
import type { Session } from '../session.ts';

export type Declared = {
  readonly names: ReadonlySet<string>;
  /** Those that the record has a value for. */
  readonly values: Readonly<Record<string, string>>;
  /** Words that name the configuration, where it is not one that is found by itself. */
  readonly flags: readonly string[];
};

/** 64 KiB, as everywhere. */
const CONFIG_LIMIT = 64 * 1024;

export function declaredIn({ world }: Session, workspace: string, recorded: Recorded): Result<Declared> {
  const usual: readonly string[] = CONFIG_NAMES;
  const said = recorded.config?.path;
  // A record may name any path; only one that the commit has, inside, counts.
  const named = said === undefined || usual.includes(said) ? undefined : said;
  const top = world.files.realPath(workspace) ?? workspace;
  if (named !== undefined && world.files.realPath(`${workspace}/${named}`)?.startsWith(`${top}/`) !== true) {
    const message = `the commit has no configuration at ${named}`;
    const next = 'a configuration that lies outside of its repository cannot be had again';
    return err({ code: 'reproduce-impossible', message, why: 'no-commit', next });
  }
  for (const name of named === undefined ? usual : [named]) {
    const text = world.files.readText(`${workspace}/${name}`, CONFIG_LIMIT);
    if (!text.ok) return text;
    if (text.value === undefined) continue;
    const { yaml } = readConfigText(name, text.value);
    const value = yaml.ok ? yaml.value.value : undefined;
    const names = typeof value === 'object' && value !== null ? declaredNames(value) : new Set<string>();
    return ok({
      names,
      values: valuesOf(names, recorded),
      flags: named === undefined ? [] : ['--config', named],
    });
  }
  return ok({ names: new Set(), values: {}, flags: [] });
}

/** Such a variable is about our own program and those that start it, and no step's alone. */
const OURS_ALONE =
  /^(?:PATH|HOME|TMPDIR|CI|SHELL|ENV|BASH_ENV|IFS)$|^(?:NODE|LD|DYLD|XDG|GIT|SEALSMITH|DOCKER|CONTAINERS?|GITHUB|GITLAB|UV|NPM|PIP)_/i;

function valuesOf(names: ReadonlySet<string>, { jobs }: Recorded): Readonly<Record<string, string>> {
  const values = jobs.flatMap(({ env }) =>
    Object.entries(env).filter(([name]) => names.has(name) && NAME.test(name) && !OURS_ALONE.test(name)),
  );
  return Object.fromEntries(values);
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
