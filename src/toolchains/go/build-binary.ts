/** One program by `go build`: without the machine's paths, without the repository's state, so that it can be rebuilt. */

import { posix } from 'node:path';
import { workspacePath } from '../../core/path.ts';
import { err, type Result } from '../../core/result.ts';
import type { Decision, PlanFacts, VerbOptions } from '../../core/step.ts';
import {
  BINARY_PLACES,
  type BinaryPlan,
  binaryCommands,
  binaryName,
  DIST_FOLDER,
  finishBinary,
} from '../binary.ts';
import { explainer, oneJob, skip } from '../job.ts';
import type { GoProject } from './project.ts';
import { GO_STORES } from './stores.ts';
import { goTool, OFFLINE } from './tools.ts';

const BUILD = ['build', '-trimpath', '-buildvcs=false', '-ldflags=-buildid='] as const;

export function planBuildBinary(
  project: GoProject,
  facts: PlanFacts,
  options: VerbOptions,
): Result<Decision> {
  const wrong = wrongOption(options);
  if (wrong !== undefined) return err({ code: 'usage', message: wrong });
  const { programs, cgo } = project.sources();
  const entry = options.entry === undefined ? programs[0] : packagePath(options.entry);
  if (entry === undefined)
    return skip('needs-entry', 'no main package at the top or below cmd/, and no steps.build-binary.entry');
  if (options.entry === undefined && programs.length > 1) {
    return skip(
      'needs-entry',
      `several programs, steps.build-binary.entry says which: ${programs.join(', ')}`,
    );
  }
  const go = goTool(project, facts, 'build-binary');
  if (!go.ok) return go;
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is not among the tools');

  const name = binaryName(options.name ?? programName(entry, project.mod.module));
  const plan: BinaryPlan = { name, machine: facts.machine, program: name, check: options.check };
  const say = explainer(facts, 'build-binary');
  return oneJob(
    {
      step: 'build-binary',
      commands: [
        { tool: 'go', args: [...BUILD, '-o', posix.join(DIST_FOLDER, name), entry] },
        ...binaryCommands(plan),
      ],
      tools: [go.value, self],
      params: { entry, name },
      stores: GO_STORES,
      // A program without C runs wherever the kernel does; the variable can be given in the configuration too.
      env: { ...OFFLINE, CGO_ENABLED: cgo === undefined ? '0' : '1' },
      ...BINARY_PLACES,
      gives: ['binary'],
    },
    {
      explained: [
        say('entry', entry, 'entry', 'go.mod'),
        say('name', name, 'name'),
        say('C code', cgo === undefined ? 'none: CGO_ENABLED=0' : `${cgo}: CGO_ENABLED=1`, 'env', cgo),
        ...(options.check === undefined
          ? []
          : [say('check', `port ${options.check.port}, ${options.check.path}`, 'check')]),
      ],
      finish: finishBinary(plan),
    },
  );
}

function wrongOption({ with: wanted, layout, data }: VerbOptions): string | undefined {
  if (wanted !== undefined && wanted !== 'go')
    return `steps.build-binary.with is ${wanted}, but Go programs are built by go`;
  if (layout === 'one-folder')
    return 'steps.build-binary.layout is one-folder, but a Go program is always one file';
  if (data !== undefined)
    return 'steps.build-binary.data is for Python; a Go program takes its data in with embed';
  return undefined;
}

/** A folder as `go build` wants it; a file in it means its folder. */
function packagePath(entry: string): string {
  const folder = entry.endsWith('.go') ? posix.dirname(entry) : entry;
  const path = workspacePath(folder);
  return path === undefined ? '.' : `./${path}`;
}

/** As `go build` would name it: the package's last element, major versions left out. */
function programName(entry: string, module: string): string {
  const path = entry === '.' ? module : entry;
  return (
    path
      .split('/')
      .filter((part) => !/^v\d+$/.test(part))
      .at(-1) ?? 'program'
  );
}
