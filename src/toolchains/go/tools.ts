/** Go and its companions on this machine, and the settings that every call gets. */

import { err, ok, type Result } from '../../core/result.ts';
import type { PlanFacts, StepName } from '../../core/step.ts';
import { type Tool, type ToolRequest, toolRequest } from '../../core/tool.ts';
import { NETWORK_FORWARDS } from '../job.ts';
import type { GoProject } from './project.ts';

const GET = 'install Go (go.dev/dl) and put it first on PATH';

export function goRequests({ golangci }: GoProject): ToolRequest[] {
  const requests = [
    toolRequest('go', GET, { versionArgs: ['version'], versionPattern: /\bgo(\d+(?:\.\d+)+\S*)/ }),
    // It has no version of its own to tell: it comes with Go.
    toolRequest('gofmt', GET, { versionArgs: [] }),
  ];
  if (golangci !== undefined) requests.push(toolRequest('golangci-lint', 'see golangci-lint.run (install)'));
  return requests;
}

/** The Go of this machine, when it is new enough for go.mod. */
export function goTool({ mod }: GoProject, facts: PlanFacts, wantedBy: StepName): Result<Tool> {
  const tool = facts.tools.get('go');
  const wanted = mod.go === undefined ? 'Go' : `Go ${mod.go} or later (go.mod)`;
  if (tool === undefined) return err({ code: 'tool-missing', tool: wanted, wantedBy, get: GET });
  if (mod.go === undefined || !isOlder(tool.version, mod.go)) return ok(tool);
  const get = `found ${tool.version} at ${tool.path}; ${GET}`;
  return err({ code: 'tool-missing', tool: wanted, wantedBy, get });
}

export function machineTool(
  name: 'gofmt' | 'golangci-lint',
  facts: PlanFacts,
  wantedBy: StepName,
): Result<Tool> {
  const tool = facts.tools.get(name);
  if (tool !== undefined) return ok(tool);
  const get =
    name === 'gofmt' ? 'it comes with Go: put its folder on PATH' : 'see golangci-lint.run (install)';
  return err({ code: 'tool-missing', tool: name, wantedBy, get });
}

/** Numbers only: a release candidate counts as its release. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split(/[.a-z-]/).map(Number));
  for (let at = 0; at < 3; at += 1) {
    const difference = (a?.[at] ?? 0) - (b?.[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

/**
 * In every job: the Go that was found and no other, go.mod and go.sum as they are, and modules that can be removed
 * again (Go makes them read-only).
 */
export function goEnv({ vendored }: GoProject): Readonly<Record<string, string>> {
  return { GOTOOLCHAIN: 'local', GOFLAGS: vendored ? '-mod=vendor' : '-mod=readonly -modcacherw' };
}

/** What install has not fetched is not there. */
export const OFFLINE: Readonly<Record<string, string>> = { GOPROXY: 'off', GOSUMDB: 'off' };

/** Settings of the machine without which Go may not reach its proxy, or the servers of private modules. */
export const GO_FORWARDS: readonly string[] = [
  ...NETWORK_FORWARDS,
  ...['GOPROXY', 'GONOPROXY', 'GOSUMDB', 'GONOSUMDB', 'GOPRIVATE', 'GOINSECURE', 'GOVCS', 'GOAUTH'],
  ...['GOENV', 'NETRC', 'GIT_CONFIG_GLOBAL', 'GIT_SSL_CAINFO'],
];
