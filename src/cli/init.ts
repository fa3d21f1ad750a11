/** `sealsmith init`: a commented sealsmith.yml that holds only what detection could not know. */

import { commandText } from '../core/command.ts';
import type { ExitStatus } from '../core/failure.ts';
import type { Plan } from '../core/plan.ts';
import { cut } from '../report/width.ts';
import { CONFIG_NAMES } from '../run/config-shape.ts';
import { makePlan } from '../run/plan.ts';
import type { Prepared } from '../run/prepare.ts';
import { STEPS } from '../steps/registry.ts';
import { prepared } from './prepared.ts';
import { fail, type Session } from './session.ts';

export async function init(session: Session): Promise<ExitStatus> {
  const { world, workspace } = session;
  const target = session.config ?? `${workspace}/${CONFIG_NAMES[0]}`;
  const known = session.config === undefined ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [target];
  const there = known.find((path) => world.files.kind(path) !== undefined);
  if (there !== undefined) return fail(session, { code: 'config-exists', path: there });
  const found = await prepared({ ...session, config: undefined });
  if (
    !found.ok &&
    found.failure.code !== 'nothing-detected' &&
    found.failure.code !== 'toolchain-ambiguous'
  ) {
    return fail(session, found.failure);
  }
  const planned = found.ok ? makePlan({ ...found.value.input, wish: { steps: [], only: false } }) : undefined;
  const plan = planned?.ok === true ? planned.value.plan : undefined;
  const choices = found.ok || found.failure.code !== 'toolchain-ambiguous' ? [] : found.failure.found;
  const text = configText(found.ok ? found.value : undefined, plan, choices);
  const written = world.files.writeText(target, text);
  if (!written.ok) return fail(session, written.failure);
  if (session.flags.json === true) session.json({ path: target });
  else session.say([`wrote ${target}`, 'next: sealsmith plan']);
  return 0;
}

function configText(
  prepared: Prepared | undefined,
  plan: Plan | undefined,
  choices: readonly { readonly name: string; readonly file: string }[],
): string {
  const lines = [
    '# sealsmith: what detection cannot know. Every setting: docs/configuration.md',
    '# Without this file everything is detected; `sealsmith plan` shows what that gives.',
    '',
  ];
  if (choices.length > 0) {
    lines.push(
      `# This folder holds ${choices.map(({ name, file }) => `${name} (${file})`).join(' and ')}: choose one.`,
    );
    lines.push(`toolchain: ${choices[0]?.name ?? 'python'}`);
  } else if (prepared === undefined) {
    lines.push('# Nothing was detected here: every step is a line of yours.', 'toolchain: commands');
  } else {
    lines.push(`# toolchain: ${prepared.project.toolchain}    # detected from ${prepared.project.file}`);
  }
  lines.push('', '# Branches whose runs are trusted as T2, tags whose runs are releases (T3).');
  lines.push('# protected: [main]', '# release-tags: ["v*"]');
  lines.push('', '# Variables for every step but install, from a file that is committed.');
  lines.push('# env-file: .env.example', '', '# steps:');
  for (const step of STEPS) lines.push(stepLine(step.name, step.summary, plan));
  lines.push('#   smoke:                              # a step of your own');
  lines.push('#     run: ./smoke.sh', '#     after: [build-binary]');
  lines.push('#     inputs: [smoke.sh]', '#     outputs: [smoke.log]', '#     tools: [curl]', '');
  return lines.join('\n');
}

/** One commented line a step, sound as it stands once the "#" is gone: what it could say, and what it does now. */
function stepLine(name: string, summary: string, plan: Plan | undefined): string {
  const skip = plan?.skips.find((skipped) => skipped.step === name)?.why;
  const first = plan?.jobs.find((job) => job.spec.step === name)?.spec.commands[0];
  const setting =
    skip?.code === 'needs-entry'
      ? 'entry: path/of/the/main/file'
      : skip === undefined
        ? 'timeout: 30m'
        : 'run: "…"';
  const now =
    skip !== undefined
      ? `skipped, ${skip.code}: ${skip.detail}`
      : first === undefined
        ? summary
        : `now ${commandText(first)}`;
  return `#   ${`${name}: { ${setting} }`.padEnd(34)}  # ${cut(now.replace(/\s+/g, ' '), 60)}`;
}
