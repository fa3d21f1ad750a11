/** A program that a job runs: of this machine, of the project, or our own. */

export type Tool = {
  /** The word commands use: `python`, `uv`, `pytest`. */
  readonly name: string;
  /**
   * What it said of itself, or `sha256:` and the beginning of its file's digest when it says nothing; for a tool of
   * the project the `deps` fact identifies it and this is empty.
   */
  readonly version: string;
  /**
   * `machine`: absolute path, found outside the workspace. `project`: path inside the workspace, made by
   * install. `self`: this very program.
   */
  readonly from: 'machine' | 'project' | 'self';
  readonly path: string;
};

/** How a tool of the machine is looked for; probed once and remembered. */
export type ToolRequest = {
  readonly name: string;
  /** Names to look for on PATH, the first found is taken. */
  readonly commands: readonly string[];
  /** Arguments that make it tell its version; empty when it has none to tell: a digest of its file stands for it. */
  readonly versionArgs: readonly string[];
  /** Finds the version in what it printed; its first group is taken. */
  readonly versionPattern: RegExp;
  /** Whether it may answer with none, as many healthy programs do; then too a digest of its file stands for it. */
  readonly mayTellNone: boolean;
  /** How a person gets it: one line. */
  readonly get: string;
};

/** A request for a program by its usual name that answers to `--version`. */
export function toolRequest(name: string, get: string, more: Partial<ToolRequest> = {}): ToolRequest {
  return {
    name,
    commands: [name],
    versionArgs: ['--version'],
    versionPattern: /(\d+(?:\.\d+)+[^\s,;]*)/,
    mayTellNone: false,
    get,
    ...more,
  };
}

/** By name, the first of each: a job has one folder of tools. */
export function eachOnce(tools: readonly Tool[]): readonly Tool[] {
  return tools.filter((tool, index) => tools.findIndex((other) => other.name === tool.name) === index);
}
