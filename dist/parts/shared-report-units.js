import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  clauses,
  paint,
  visible
} from "./shared-report-escape.js";

// src/report/header.ts
function header(plan, look) {
  const { context, project } = plan;
  const name = visible(project.name);
  const from = project.file === "" ? project.toolchain : `${project.toolchain} (${visible(project.file)})`;
  const where = context.change === void 0 ? context.host : `${context.host} change ${visible(context.change)}`;
  const lines = clauses([`${name}  ${from}`, where, context.tier, commitOf(plan)], look.columns);
  const first = lines[0] ?? "";
  return first.startsWith(name) ? [paint(name, "strong", look) + first.slice(name.length), ...lines.slice(1)] : lines;
}
function tierClause(plan) {
  return `tier ${plan.context.tier} because ${visible(plan.context.tierReason).replace(/^because /, "")}`;
}
function commitOf(plan) {
  const { commit, dirty } = plan.context;
  if (commit === void 0) return "no commit";
  return `${visible(commit.slice(0, 7))} ${dirty ? "with changes" : "clean"}`;
}

// src/report/units.ts
function duration(milliseconds) {
  const tenths = Math.round(Math.max(0, milliseconds) / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)}s`;
  const seconds = Math.round(tenths / 10);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m ${two(seconds % 60)}s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}h ${two(minutes % 60)}m`;
}
function span(milliseconds) {
  if (milliseconds < 1e3) return `${milliseconds}ms`;
  const seconds = Math.round(milliseconds / 1e3);
  const parts = [
    [Math.floor(seconds / 3600), "h"],
    [Math.floor(seconds % 3600 / 60), "m"],
    [seconds % 60, "s"]
  ];
  return parts.filter(([count]) => count > 0).map(([count, unit]) => `${count}${unit}`).join(" ");
}
function size(bytes) {
  if (bytes < 1e3) return `${bytes} B`;
  let value = bytes;
  let unit = -1;
  do {
    value /= 1e3;
    unit += 1;
  } while (value >= 999.5 && unit < 3);
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} ${["kB", "MB", "GB", "TB"][unit] ?? "TB"}`;
}
function two(number) {
  return String(number).padStart(2, "0");
}

export {
  header,
  tierClause,
  duration,
  span,
  size
};
