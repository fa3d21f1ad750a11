/**
 * One executable file: the program, bundled by the project's own esbuild into one file, inside a copy of the Node that
 * the job runs with (Node's "single executable applications"). Without V8's code cache, which is not reproducible.
 */

import { posix } from 'node:path';
import { err, ok, type Result } from '../../core/result.ts';
import type { Command, Decision, JobSpec, PlanFacts, VerbOptions } from '../../core/step.ts';
import { eachOnce, type Tool } from '../../core/tool.ts';
import {
  BINARY_PLACES,
  type BinaryPlan,
  binaryCommands,
  binaryName,
  DIST_FOLDER,
  finishBinary,
  WORK_FOLDER,
} from '../binary.ts';
import { explainer, oneJob, skip } from '../job.ts';
import { findEntry, needsBundler } from './entry.ts';
import { programCall } from './programs.ts';
import type { NodeProject } from './project.ts';
import { nodeTool } from './tools.ts';

const BUNDLE = posix.join(WORK_FOLDER, 'bundle.cjs');

export function planBuildBinary(
  project: NodeProject,
  facts: PlanFacts,
  options: VerbOptions,
): Result<Decision> {
  const wrong = wrongOption(options);
  if (wrong !== undefined) return err({ code: 'usage', message: wrong });
  const entry = findEntry(project, options.entry);
  if (entry.kind === 'none') return skip('needs-entry', entry.why);
  if (facts.machine.os !== 'linux') {
    return skip(
      'needs-tool',
      `single executables of Node are made on Linux only, this is ${facts.machine.os}`,
    );
  }
  const node = nodeTool(project, facts, 'build-binary');
  if (!node.ok) return node;
  if (Number(node.value.version.split('.', 1)[0]) < 20) {
    return skip('needs-tool', `single executables need Node 20 or later, this is ${node.value.version}`);
  }
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is not among the tools');
  const bundle = bundling(project, facts, entry.path, node.value);
  if (!bundle.ok) return bundle;
  if (typeof bundle.value === 'string') return skip('needs-tool', bundle.value);

  const name = binaryName(options.name ?? project.json.name ?? posix.parse(entry.path).name);
  const plan: BinaryPlan = { name, machine: facts.machine, program: name, check: options.check };
  const { main, commands, tools, stores } = bundle.value;
  const out = posix.join(DIST_FOLDER, name);
  const inject = [
    'internal',
    'inject',
    '--node',
    'node',
    '--main',
    main,
    '--work',
    WORK_FOLDER,
    '--out',
    out,
  ];
  const say = explainer(facts, 'build-binary');
  return oneJob(
    {
      step: 'build-binary',
      commands: [...commands, { tool: 'sealsmith', args: inject }, ...binaryCommands(plan)],
      tools: eachOnce([...tools, node.value, self]),
      params: { entry: entry.path, name },
      stores,
      ...BINARY_PLACES,
      gives: ['binary'],
    },
    {
      explained: [
        say('entry', entry.path, 'entry', entry.file),
        say('name', name, 'name', options.name === undefined ? 'package.json' : undefined),
        say(
          'builder',
          `single executable of Node ${node.value.version}${commands.length === 0 ? '' : ', bundled by esbuild'}`,
          'with',
        ),
        ...(options.check === undefined
          ? []
          : [say('check', `port ${options.check.port}, ${options.check.path}`, 'check')]),
      ],
      finish: finishBinary(plan),
    },
  );
}

function wrongOption({ with: wanted, layout, data }: VerbOptions): string | undefined {
  if (wanted !== undefined && wanted !== 'sea') {
    return `steps.build-binary.with is ${wanted}, but Node programs are built by sea`;
  }
  if (layout === 'one-folder')
    return 'steps.build-binary.layout is one-folder, but a Node program is always one file';
  if (data !== undefined)
    return 'steps.build-binary.data is for Python; a Node program imports its data, and esbuild bundles it';
  return undefined;
}

type Bundling = {
  readonly main: string;
  readonly commands: readonly Command[];
  readonly tools: readonly Tool[];
  readonly stores: JobSpec['stores'];
};

/** @returns a sentence when a bundler is needed and the project has none */
function bundling(
  project: NodeProject,
  facts: PlanFacts,
  entry: string,
  node: Tool,
): Result<Bundling | string> {
  if (project.json.dependencies.has('esbuild')) {
    const call = programCall(
      project,
      facts,
      'build-binary',
      'esbuild',
      esbuildArguments(entry, node.version),
    );
    if (!call.ok) return call;
    const { command, tools, stores } = call.value;
    return ok({ main: BUNDLE, commands: [command], tools, stores });
  }
  const reason = needsBundler(project, entry);
  if (reason !== undefined) return ok(`${reason}, so it must be bundled: npm install --save-dev esbuild`);
  return ok({ main: entry, commands: [], tools: [], stores: [] });
}

/** An ES module's address is unknown in a bundle; it becomes that of the executable. */
function esbuildArguments(entry: string, version: string): readonly string[] {
  return [
    entry,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    `--target=node${version}`,
    `--outfile=${BUNDLE}`,
    '--log-level=warning',
    '--define:import.meta.url=sealsmithModuleUrl',
    '--banner:js=const sealsmithModuleUrl = require("node:url").pathToFileURL(process.execPath).href;',
  ];
}
