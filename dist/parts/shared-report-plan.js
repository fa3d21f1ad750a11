import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  credentialsRemark
} from "./shared-report-checkout.js";
import {
  header,
  span,
  tierClause
} from "./shared-report-units.js";
import {
  commandText
} from "./shared-core-command.js";
import {
  cells,
  clauses,
  cut,
  mark,
  markWidth,
  padEnd,
  paint,
  visible,
  wrap
} from "./shared-report-escape.js";

// src/report/plan.ts
function planText(plan, jobs, look) {
  const lines = [...header(plan, look), "", ...overview(plan, look), "", ...foot(plan, jobs, look)];
  for (const job of plan.jobs) lines.push("", ...details(job, look));
  return lines;
}
function rounds(plan) {
  const found = /* @__PURE__ */ new Map();
  for (const job of plan.jobs) {
    found.set(job.spec.id, 1 + Math.max(0, ...job.after.map((id) => found.get(id) ?? 0)));
  }
  return found;
}
function overview(plan, look) {
  const round = rounds(plan);
  const ids = [
    ...plan.jobs.map((job) => visible(job.spec.id)),
    ...plan.skips.map((skip) => visible(skip.step))
  ];
  const left = Math.min(24, Math.max(12, ...ids.map(cells))) + 2;
  const cacheWidth = Math.max(5, ...plan.jobs.map((job) => job.spec.cache.length));
  const grants = plan.jobs.map((job) => dash(job.spec.grants.map(visible).join(" ")));
  const grantWidth = Math.min(20, Math.max(6, ...grants.map(cells))) + 2;
  const middle = Math.max(12, look.columns - 4 - left - grantWidth - cacheWidth - 2);
  const lines = plan.jobs.map((job, at) => {
    const main = job.spec.commands.findLast(({ tool }) => tool !== "sealsmith") ?? job.spec.commands[0];
    const more = job.spec.commands.length > 1 ? ` +${job.spec.commands.length - 1}` : "";
    const what = main === void 0 ? "–" : cut(visible(commandText(main)), middle - cells(more)) + more;
    const number = String(round.get(job.spec.id) ?? 1).padStart(2);
    const name = padEnd(cut(visible(job.spec.id), left - 2), left);
    const grant = padEnd(cut(grants[at] ?? "", grantWidth - 2), grantWidth);
    return `${number}  ${name}${padEnd(what, middle + 2)}${grant}${job.spec.cache}`;
  });
  for (const skip of plan.skips) {
    const why = skip.why.detail === "" ? skip.why.code : `${skip.why.code}: ${visible(skip.why.detail)}`;
    const rest = wrap(why, look.columns - 4 - left);
    const name = padEnd(cut(visible(skip.step), left - 2), left);
    lines.push(
      ...rest.map(
        (text, at) => (at === 0 ? ` –  ${name}` : " ".repeat(4 + left)) + paint(text, "quiet", look)
      )
    );
  }
  return lines.length === 0 ? ["nothing to do"] : lines;
}
function foot(plan, jobs, look) {
  const apart = plan.jobs.some((job) => job.isolation.processes === "none") ? "none" : "namespaces";
  const said = clauses([`isolation: ${apart}`, `jobs: ${jobs}`, tierClause(plan)], look.columns);
  const indent = markWidth(look) + 1;
  const remarks = credentialsRemark(plan.context).flatMap((remark) => wrap(visible(remark), look.columns - indent)).map((line, at) => at === 0 ? `${mark("note", look)} ${line}` : " ".repeat(indent) + line);
  return [...said, ...remarks];
}
function details(job, look) {
  const { spec } = job;
  const lines = [paint(visible(spec.id), "strong", look)];
  const add = (label, values) => {
    if (values.length === 0) return;
    const [first = "", ...rest] = values.flatMap((value) => folded(value, look.columns - INDENT));
    lines.push(
      `  ${paint(label.padEnd(INDENT - 2), "quiet", look)}${first}`,
      ...rest.map((line) => " ".repeat(INDENT) + line)
    );
  };
  add(
    "runs",
    spec.commands.map((command) => visible(commandText(command)))
  );
  add("after", list(job.after, look));
  add("needs", list(spec.needs, look));
  add("gives", list(spec.gives, look));
  add("inputs", list(spec.inputs, look));
  add("outputs", list(spec.outputs, look));
  add("tools", spec.tools.map(toolText));
  add(
    "env",
    Object.entries(spec.env).map(([name, value]) => visible(`${name}=${value}`))
  );
  add("params", params(spec.params));
  add("grants", [granted(job)]);
  add("forwards", list(spec.forwards, look));
  add(
    "stores",
    spec.stores.map((store) => visible(`${store.name} by ${store.env}`))
  );
  add("cache", [`${spec.cache} · limit ${span(spec.limit)}`]);
  return lines;
}
var INDENT = 12;
function list(values, look) {
  const lines = [];
  for (const value of values.map(visible)) {
    const last = lines.at(-1);
    if (last !== void 0 && cells(last) + 2 + cells(value) <= look.columns - INDENT)
      lines[lines.length - 1] = `${last}  ${value}`;
    else lines.push(value);
  }
  return lines;
}
function folded(value, room) {
  const [first = "", ...rest] = wrap(value, room);
  return rest.length === 0 ? [first] : [first, ...wrap(value.slice(first.length).trimStart(), room - 2).map((line) => `  ${line}`)];
}
function toolText(tool) {
  const version = tool.version === "" ? "" : ` ${visible(tool.version)}`;
  const where = {
    machine: visible(tool.path),
    project: `${visible(tool.path)} of the project`,
    self: "this program"
  }[tool.from];
  return `${visible(tool.name)}${version}  ${where}`;
}
function params(value) {
  if (value === null || typeof value !== "object")
    return value === null ? [] : [visible(JSON.stringify(value))];
  const entries = Array.isArray(value) ? [] : Object.entries(value);
  if (entries.length === 0)
    return Array.isArray(value) && value.length > 0 ? [visible(JSON.stringify(value))] : [];
  return entries.map(
    ([name, one]) => visible(`${name}: ${typeof one === "string" ? one : JSON.stringify(one)}`)
  );
}
function granted(job) {
  return `${dash(job.spec.grants.map(visible).join(" "))} (${isolationText(job.isolation)})`;
}
function isolationText({ processes, network }) {
  const kept = processes === "namespaces" ? "own namespaces" : "no namespaces here";
  const net = {
    granted: "network granted",
    withheld: "network withheld",
    shared: "network reachable although not granted"
  }[network];
  return `${kept}, ${net}`;
}
function dash(text) {
  return text === "" ? "–" : text;
}

export {
  planText
};
