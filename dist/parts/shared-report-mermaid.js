import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  duration
} from "./shared-report-units.js";
import {
  cut,
  mermaidText
} from "./shared-report-escape.js";

// src/report/mermaid.ts
function mermaid(plan, record) {
  const node = new Map(plan.jobs.map((job, at) => [job.spec.id, `j${at}`]));
  const used = /* @__PURE__ */ new Set();
  const lines = ["flowchart LR"];
  for (const job of plan.jobs) {
    const how = record?.how.jobs.find((one) => one.id === job.spec.id);
    const when = record?.when.jobs.find((one) => one.id === job.spec.id);
    const kind = how === void 0 ? "planned" : how.state;
    const ran = how !== void 0 && how.state !== "fresh" && when !== void 0 && when.milliseconds > 0;
    const time = ran ? `<br/>${duration(when.milliseconds)}` : "";
    used.add(kind);
    lines.push(`  ${node.get(job.spec.id)}["${label(job.spec.id)}${time}"]:::${kind}`);
  }
  plan.skips.forEach((skip, at) => {
    used.add("skipped");
    lines.push(`  s${at}["${label(skip.step)}<br/>${label(skip.why.code)}"]:::skipped`);
  });
  for (const [from, to] of edges(plan)) lines.push(`  ${node.get(from)} --> ${node.get(to)}`);
  for (const kind of used) lines.push(`  classDef ${kind} ${STYLES[kind] ?? ""}`);
  return lines;
}
function edges(plan) {
  const behind = /* @__PURE__ */ new Map();
  const found = [];
  for (const job of plan.jobs) {
    const direct = job.after.filter((id) => behind.has(id));
    const indirect = new Set(direct.flatMap((id) => [...behind.get(id) ?? []]));
    for (const id of direct) if (!indirect.has(id)) found.push([id, job.spec.id]);
    behind.set(job.spec.id, /* @__PURE__ */ new Set([...direct, ...indirect]));
  }
  return found;
}
function label(text) {
  return mermaidText(cut(text, 40));
}
var STYLES = {
  planned: "stroke:#57606a",
  done: "stroke:#1a7f37,stroke-width:2px",
  fresh: "stroke:#1a7f37,stroke-dasharray:2 2",
  failed: "stroke:#cf222e,stroke-width:3px",
  cancelled: "stroke:#9a6700,stroke-width:2px",
  skipped: "stroke:#8c959f,stroke-dasharray:4 4,color:#6e7781"
};

export {
  mermaid
};
