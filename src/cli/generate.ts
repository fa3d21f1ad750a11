/**
 * `sealsmith generate github|gitlab`: the plan as a pipeline of a forge, in a file of its own. It writes over nothing but
 * what it has written itself; `--check` compares and writes nothing.
 */

import { posix } from 'node:path';
import type { ExitStatus, Failure } from '../core/failure.ts';
import { isBelow } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import { checkedChoices } from '../generate/choices.ts';
import { githubFile } from '../generate/github.ts';
import { gitlabFile } from '../generate/gitlab.ts';
import { type Choices, type Forge, readHeader, type Written, withHeader } from '../generate/header.ts';
import { labelOf } from '../generate/pipeline.ts';
import type { Setting } from '../generate/setting.ts';
import { visible } from '../report/escape.ts';
import { settingOf } from './generate/setting.ts';
import { fail, type Session } from './session.ts';

export type GenerateFlags = Choices & {
  readonly output?: string;
  readonly stdout?: boolean;
  readonly check?: boolean;
  readonly force?: boolean;
};

export async function generate(session: Session, forge: Forge, flags: GenerateFlags): Promise<ExitStatus> {
  const written = await made(session, forge, flags);
  return written.ok ? written.value : fail(session, written.failure);
}

async function made(session: Session, forge: Forge, flags: GenerateFlags): Promise<Result<ExitStatus>> {
  const { files } = session.world;
  const prefix = (await session.git)?.prefix ?? '';
  const top = topOf(session, prefix);
  const target =
    flags.output === undefined
      ? `${top}/${fileOf(forge, prefix)}`
      : posix.resolve(session.workspace, flags.output);
  const there = files.readText(target);
  if (!there.ok) return there;
  const header = there.value === undefined ? undefined : readHeader(there.value);
  // What was chosen before is chosen again: only what changes has to be said.
  const before = header?.forge === forge ? header.choices : {};
  const choices = checkedChoices(forge, { ...before, ...chosen(flags) });
  if (!choices.ok) return choices;
  const setting = await settingOf(session, forge, choices.value);
  if (!setting.ok) return setting;
  const body = forge === 'github' ? githubFile(setting.value) : gitlabFile(setting.value);
  const text = withHeader(forge, choices.value, body);
  if (flags.stdout === true) {
    session.terminal.output.write(text);
    return ok(0);
  }
  if (flags.check === true) return checked(session, target, there.value, text);
  if (there.value === text) return said(session, target, setting.value, 'unchanged');
  const problem =
    there.value === undefined || flags.force === true ? undefined : foreign(target, forge, header);
  if (problem !== undefined) return err(problem);
  const stray = flags.output === undefined ? strayed(session, top, target) : undefined;
  if (stray !== undefined) return err(stray);
  const put = files.writeText(target, text, 0o644);
  if (!put.ok) return put;
  return said(session, target, setting.value, 'wrote', nextLines(session, forge, flags, setting.value, top));
}

function chosen({ image, action, kaniko }: GenerateFlags): Choices {
  return {
    ...(image === undefined ? {} : { image }),
    ...(action === undefined ? {} : { action }),
    ...(kaniko === undefined ? {} : { kaniko }),
  };
}

/** Forges look for pipelines at the top of the repository, whatever lies below it. */
function topOf({ workspace }: Session, prefix: string): string {
  const depth = prefix === '' ? 0 : prefix.split('/').length;
  return posix.resolve(workspace, ...Array<string>(depth).fill('..'));
}

function fileOf(forge: Forge, prefix: string): string {
  const name = `${labelOf(prefix)}.yml`;
  return forge === 'github' ? `.github/workflows/${name}` : `.gitlab/${name}`;
}

/** A folder of a repository may be a link of somebody else's; only who names a file says where it lies. */
function strayed({ world }: Session, top: string, target: string): Failure | undefined {
  const real = world.files.realPath(top) ?? top;
  let folder = posix.dirname(target);
  while (world.files.kind(folder) === undefined) folder = posix.dirname(folder);
  if (isBelow(world.files.realPath(folder) ?? folder, real)) return undefined;
  return { code: 'usage', message: `${folder} leads out of the repository; --output writes somewhere else` };
}

/** Why a file is left alone. */
function foreign(path: string, forge: Forge, header: Written | undefined): Failure | undefined {
  if (header?.forge !== forge) return { code: 'pipeline-foreign', path, why: 'not-ours' };
  return header.untouched ? undefined : { code: 'pipeline-foreign', path, why: 'edited' };
}

function checked(session: Session, path: string, has: string | undefined, wants: string): Result<ExitStatus> {
  if (has === wants) {
    if (session.flags.json === true) session.json({ path, fits: true });
    else session.say([`${visible(path)} fits the plan`]);
    return ok(0);
  }
  if (has === undefined) return err({ code: 'pipeline-outdated', path, first: undefined });
  const [now, then] = [has.split('\n'), wants.split('\n')];
  // The third line is the digest of the others, and always differs with them.
  const line = [...now.keys(), now.length].findIndex((at) => at !== DIGEST_LINE && now[at] !== then[at]);
  const at = line < 0 ? DIGEST_LINE : line;
  return err({
    code: 'pipeline-outdated',
    path,
    first: { line: at + 1, has: now[at] ?? '', wants: then[at] ?? '' },
  });
}

const DIGEST_LINE = 2;

/** What is still to be done: GitLab reads one file, and that is the project's own. */
function nextLines(
  { world }: Session,
  forge: Forge,
  { output }: GenerateFlags,
  setting: Setting,
  top: string,
): readonly string[] {
  if (forge === 'github') {
    const assumed = 'note: sealsmith.yml says nothing of "protected" branches, so it is main here';
    return setting.protected === undefined ? [assumed] : [];
  }
  const path = fileOf('gitlab', setting.pipeline.prefix);
  const own = world.files.readText(`${top}/.gitlab-ci.yml`);
  if (output !== undefined || (own.ok && own.value?.includes(path) === true)) return [];
  return ['next: a line in .gitlab-ci.yml', `     include: ${path}`];
}

function said(
  session: Session,
  path: string,
  setting: Setting,
  what: string,
  next: readonly string[] = [],
): Result<ExitStatus> {
  const { jobs } = setting.pipeline;
  if (session.flags.json === true) session.json({ path, jobs: jobs.map(({ id }) => id) });
  else session.say([`${what} ${visible(path)}`, `     ${jobs.map(({ id }) => id).join(', ')}`, ...next]);
  return ok(0);
}
