import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  Ring
} from "./shared-core-ring.js";
import {
  mermaid
} from "./shared-report-mermaid.js";
import {
  duration,
  header,
  size,
  tierClause
} from "./shared-report-units.js";
import {
  readJunit
} from "./shared-formats-junit.js";
import {
  commandText
} from "./shared-core-command.js";
import {
  short
} from "./shared-core-digest.js";
import {
  OURS
} from "./shared-core-path.js";
import {
  failureBlock,
  failureClause,
  failureText,
  nextLine,
  placeOf
} from "./shared-report-failure.js";
import {
  cells,
  clauses,
  cut,
  inertForGithub,
  inertForGitlab,
  inertForUnknown,
  linesOf,
  mark,
  markWidth,
  markdownText,
  markup,
  outputLine,
  padEnd,
  padStart,
  paint,
  visible,
  workflowCommand,
  wrap
} from "./shared-report-escape.js";
import {
  exitOf,
  explain
} from "./shared-core-failure-table.js";
import "./shared.js";

// src/hosts/github.ts
import { posix as posix3 } from "node:path";
import { stripVTControlCharacters } from "node:util";

// src/report/junit-suites.ts
function suitesIn(text) {
  const body = withoutProlog(text);
  const bare = body === void 0 ? void 0 : withoutText(body);
  if (body === void 0 || bare === void 0 || /<[!?]/.test(bare) || !balanced(bare)) return void 0;
  const open = /^<(testsuites?)(?=[\s/>])(?:[^<>"']|"[^"]*"|'[^']*')*>/.exec(body);
  if (open === null) return void 0;
  if (open[1] === "testsuite") return body;
  return open[0].endsWith("/>") ? "" : body.slice(open[0].length, body.lastIndexOf("</")).trim();
}
function withoutProlog(text) {
  let body = text.replace(/^\ufeff?\s*(?:<\?xml\s[^<>]*\?>)?/, "").trim();
  while (body.startsWith("<!--")) {
    const end = body.indexOf("-->", 4);
    if (end < 0) return void 0;
    body = body.slice(end + 3).trimStart();
  }
  return body;
}
function withoutText(body) {
  const parts = [];
  let from = 0;
  for (; ; ) {
    const next = /<!--|<!\[CDATA\[/g;
    next.lastIndex = from;
    const found = next.exec(body);
    if (found === null) return parts.join("") + body.slice(from);
    const close = found[0] === "<!--" ? "-->" : "]]>";
    const end = body.indexOf(close, next.lastIndex);
    if (end < 0) return void 0;
    parts.push(body.slice(from, found.index));
    from = end + close.length;
  }
}
function balanced(bare) {
  const tag = /<(\/?)([\p{L}_][\p{L}\p{N}_:.-]*)(?=[\s/>])(?:[^<>"']|"[^"<]*"|'[^'<]*')*>/gu;
  const open = [];
  let tags = 0;
  for (const [whole, slash, name = ""] of bare.matchAll(tag)) {
    if (tags > 0 && open.length === 0) return false;
    tags += 1;
    if (slash === "/") {
      if (open.pop() !== name) return false;
    } else if (!whole.endsWith("/>")) open.push(name);
  }
  return tags > 0 && open.length === 0 && bare.split("<").length - 1 === tags && bare.trimEnd().endsWith(">");
}

// src/report/junit.ts
function junitReport(record, own) {
  const suites = [];
  const ours = [];
  for (const how of record.how.jobs) {
    const taken = (own.get(how.id) ?? []).map(suitesIn).filter((text) => text !== void 0);
    suites.push(...taken);
    if (taken.length === 0) ours.push(...casesOf(record, how));
  }
  if (ours.length > 0) suites.push(suite(ours));
  return wrapped(suites);
}
function testsIn(own) {
  const read = [...own.values()].flat().map(readJunit);
  const counts = read.flatMap((report) => report === void 0 ? [] : [report.tests]);
  return counts.length === 0 ? void 0 : counts.reduce((sum, count) => sum + count, 0);
}
function junitOfFailure(failure2) {
  const { message } = explain(failure2);
  return wrapped([
    suite([
      `<testcase classname="sealsmith" name="start"><error message="${attribute(message)}"/></testcase>`
    ])
  ]);
}
function casesOf(record, how) {
  const when = record.when.jobs.find((job) => job.id === how.id);
  const seconds = ((when?.milliseconds ?? 0) / 1e3).toFixed(3);
  const open = `<testcase classname="sealsmith" name="${attribute(how.id)}" time="${seconds}"`;
  switch (how.state) {
    case "done":
    case "fresh":
      return [`${open}/>`];
    case "cancelled":
      return [`${open}><skipped message="stopped"/></testcase>`];
    case "failed":
      return how.failedTests.length > 0 ? how.failedTests.map((test) => failedCase(how, test)) : [failedJob(open, how)];
  }
}
function failedCase(how, test) {
  const file = test.file === void 0 ? "" : ` file="${attribute(test.file)}"`;
  const line = test.line === void 0 ? "" : ` line="${test.line}"`;
  const first = attribute(test.message.split("\n")[0] ?? "");
  const open = `<testcase classname="${attribute(how.id)}" name="${attribute(test.name)}"${file}${line}>`;
  return `${open}<failure message="${first}">${markup(test.message)}</failure></testcase>`;
}
function failedJob(open, how) {
  const text = failureClause(how);
  return `${open}><failure message="${attribute(text)}">${markup(text)}</failure></testcase>`;
}
function attribute(text) {
  return markup(visible(text));
}
function suite(cases) {
  const number = (tag) => cases.filter((one) => one.includes(tag)).length;
  const counts = `tests="${cases.length}" failures="${number("<failure ")}" errors="${number("<error ")}" skipped="${number("<skipped ")}"`;
  return [`<testsuite name="sealsmith" ${counts}>`, ...cases.map((one) => `  ${one}`), "</testsuite>"].join(
    "\n"
  );
}
function wrapped(suites) {
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, "</testsuites>", ""].join(
    "\n"
  );
}

// src/report/rows.ts
function nameWidth(plan) {
  const names = [...plan.jobs.map((job) => job.spec.id), ...plan.skips.map((skip) => skip.step)];
  return Math.min(24, Math.max(12, ...names.map((name) => cells(visible(name)))));
}
function jobRow(job) {
  const { how, when } = job;
  const rebuilt = how.rebuilt === void 0 || !how.rebuilt.equal ? [] : ["same bytes as before"];
  const remarks2 = how.remarks.map(visible);
  if (how.rebuilt !== void 0 && !how.rebuilt.equal) {
    const { differs } = how.rebuilt;
    const what = differs.length === 0 ? "only the packing" : differs.map(visible).join(", ");
    remarks2.push(`built again from the same inputs, but different: ${what}`);
  }
  const row = { names: [how.id], time: duration(when.milliseconds), remarks: remarks2 };
  const text = [...how.summary === "" ? [] : [visible(how.summary)], ...rebuilt].join(" · ");
  switch (how.state) {
    case "done":
      return { ...row, mark: "ok", text };
    case "fresh":
      return { ...row, mark: "same", time: "", text: text === "" ? "up to date" : text };
    case "failed":
      return { ...row, mark: "fail", text: text === "" ? failureClause(how) : text };
    case "cancelled":
      return {
        ...row,
        mark: "stop",
        time: when.milliseconds === 0 ? "" : row.time,
        text: text === "" ? "stopped" : text
      };
  }
}
function skipRow(names, why) {
  const text = why.detail === "" ? why.code : `${why.code}: ${visible(why.detail)}`;
  return { mark: "skip", names, time: "", text, remarks: [] };
}
function rowsOf(plan, record) {
  const rows = [];
  const grouped2 = /* @__PURE__ */ new Set();
  for (const step of stepsOf(plan)) {
    for (const how of record.how.jobs.filter((job) => stepOf(plan, job.id) === step)) {
      const when = record.when.jobs.find((job) => job.id === how.id) ?? {
        id: how.id,
        started: 0,
        milliseconds: 0
      };
      const row = jobRow({ how, when });
      const last = rows.at(-1);
      if (last !== void 0 && joins(last, row))
        rows[rows.length - 1] = { ...last, names: [...last.names, ...row.names] };
      else rows.push(row);
    }
    const skip = plan.skips.find((one) => one.step === step);
    if (skip === void 0 || grouped2.has(reasonKey(skip.why))) continue;
    grouped2.add(reasonKey(skip.why));
    const same = plan.skips.filter((one) => reasonKey(one.why) === reasonKey(skip.why));
    rows.push(
      skipRow(
        same.map((one) => one.step),
        skip.why
      )
    );
  }
  return rows;
}
function renderRow(row, nameCells, look) {
  const lead = 2 + markWidth(look) + 1;
  const names = Math.max(1, Math.min(nameCells, look.columns - lead - TIME));
  const left = row.time === "" && row.names.length > 1 ? names + TIME : names;
  const nameLines = row.names.length === 1 ? [cut(visible(row.names[0] ?? ""), left)] : wrap(row.names.map(visible).join(" "), left);
  const beside = lead + names + TIME + 2;
  const narrow = look.columns - beside < 24;
  const indent = narrow ? lead : beside;
  const room = look.columns - indent;
  const textLines = row.text === "" ? [] : wrap(row.text, room, 4);
  const tone = QUIET.has(row.mark) ? "quiet" : "none";
  const lines2 = [];
  for (let at = 0; at < Math.max(nameLines.length, narrow ? 1 : textLines.length); at += 1) {
    const start = at === 0 ? `  ${mark(row.mark, look)} ` : " ".repeat(lead);
    const name = nameLines[at] ?? "";
    const time = at === 0 ? row.time : "";
    const cellsLeft = time === "" ? padEnd(name, names + TIME) : padEnd(name, names) + padStart(time, TIME);
    const text = narrow ? void 0 : textLines[at];
    lines2.push(
      text === void 0 ? start + cellsLeft.trimEnd() : `${start}${cellsLeft}  ${paint(text, tone, look)}`
    );
  }
  if (narrow) lines2.push(...textLines.map((text) => " ".repeat(indent) + paint(text, tone, look)));
  for (const remark of row.remarks) lines2.push(...renderRemark(remark, indent, look));
  return lines2;
}
function rowLine(row, sign, names, look) {
  const name = visible(row.names.join(" "));
  const left = `${padEnd(cut(name, names), names)}${padStart(row.time, TIME)}`;
  const room = look.columns - cells(sign) - 3 - cells(left) - 2;
  if (row.text === "" || room < 4) return `  ${sign} ${cut(left.trimEnd(), look.columns - cells(sign) - 3)}`;
  return `  ${sign} ${left}  ${paint(cut(row.text, room), QUIET.has(row.mark) ? "quiet" : "none", look)}`;
}
function noteLines(text, look) {
  return renderRemark(visible(text), 2, look);
}
function remarkText(remark) {
  return remark.job === void 0 ? remark.text : `${remark.job}: ${remark.text}`;
}
function renderRemark(remark, indent, look) {
  const sign = mark("note", look);
  const hang = indent + markWidth(look) + 1;
  return wrap(remark, look.columns - hang, 4).map(
    (text, at) => at === 0 ? `${" ".repeat(indent)}${sign} ${text}` : " ".repeat(hang) + text
  );
}
var QUIET = /* @__PURE__ */ new Set(["same", "skip", "stop", "wait"]);
var TIME = 8;
function stepsOf(plan) {
  return [
    .../* @__PURE__ */ new Set([
      ...plan.order,
      ...plan.jobs.map((job) => job.spec.step),
      ...plan.skips.map((skip) => skip.step)
    ])
  ];
}
function stepOf(plan, id) {
  return plan.jobs.find((job) => job.spec.id === id)?.spec.step ?? id.split("/")[0];
}
function joins(before, row) {
  return before.mark === "same" && row.mark === "same" && before.text === row.text && before.remarks.length === 0 && row.remarks.length === 0;
}
function reasonKey(why) {
  return JSON.stringify([why.code, why.detail]);
}

// src/report/summary.ts
function table(plan, record, look) {
  const names = nameWidth(plan);
  return rowsOf(plan, record).flatMap((row) => renderRow(row, names, look));
}
function failures(record, tail, look) {
  return failed(record).flatMap((how) => [
    "",
    ...failureBlock(how, tail(how.id), look),
    ...logLine(record, how)
  ]);
}
function skipped(plan, record, look) {
  const names = nameWidth(plan);
  return rowsOf(plan, record).filter((row) => row.mark === "skip").flatMap((row) => renderRow(row, names, look));
}
function closing(plan, record, path, look) {
  return [
    ...artifacts(record, look),
    ...status(record, path, look),
    ...nextLine(nextSteps(plan, record), look)
  ];
}
function status(record, path, look) {
  const number = (state) => record.how.jobs.filter((job) => job.state === state).length;
  const done = number("done") + number("fresh");
  const exit = record.how.exit;
  const parts = [];
  if (exit === 130 || exit === 143)
    parts.push(`${exit === 130 ? "stopped by Ctrl-C" : "stopped by SIGTERM"} (exit ${exit})`);
  else if (number("failed") > 0) parts.push(`${number("failed")} failed (exit ${exit})`);
  else if (exit !== 0) parts.push(`failed (exit ${exit})`);
  if (done > 0 || exit === 0) parts.push(`${done} done`);
  if (number("cancelled") > 0) parts.push(`${number("cancelled")} stopped`);
  const time = duration(record.when.milliseconds);
  const route = exit === 0 ? pathOf(record, look.columns - 40) : "";
  parts.push(route === "" ? time : `${time} (path ${route})`);
  const [only, second] = failed(record);
  if (only?.log !== void 0 && second === void 0) parts.push(`log ${visible(only.log)}`);
  if (path !== void 0) parts.push(`record ${visible(path)}`);
  const lines2 = clauses(parts, look.columns);
  const [first = "", ...rest] = lines2;
  const [lead = ""] = parts;
  return [
    first.startsWith(lead) ? paint(lead, exit === 0 ? "good" : "bad", look) + first.slice(lead.length) : first,
    ...rest
  ];
}
function criticalPath(record, look) {
  const parts = record.how.path.map((id) => {
    const when = record.when.jobs.find((job) => job.id === id);
    return when === void 0 ? visible(id) : `${visible(id)} ${duration(when.milliseconds)}`;
  });
  return parts.length < 2 ? [] : [cut(`critical path  ${parts.join(" → ")}`, look.columns)];
}
function nextSteps(plan, record) {
  const [first] = failed(record);
  if (first !== void 0) {
    const step = visible(plan.jobs.find((job) => job.spec.id === first.id)?.spec.step ?? first.id);
    const said = first.failure === void 0 ? void 0 : explain(first.failure).next;
    const again = plan.context.host === "local" && !plan.context.ci ? `sealsmith run ${step} --only` : `sealsmith run ${step}   at your desk`;
    return [...said === void 0 ? [] : [visible(said)], again, `sealsmith explain ${step}`];
  }
  if (record.how.exit !== 0) return ["sealsmith run   goes on: what was finished is kept"];
  const skip = (code) => plan.skips.find((one) => one.why.code === code)?.step;
  const entry = skip("needs-entry");
  if (entry !== void 0) return [`steps.${visible(entry)}.entry in sealsmith.yml says where it starts`];
  return [];
}
function failed(record) {
  return record.how.jobs.filter((job) => job.state === "failed");
}
function logLine(record, how) {
  return how.log === void 0 || failed(record).length < 2 ? [] : ["", `    log ${visible(how.log)}`];
}
function artifacts(record, look) {
  const shown = record.what.artifacts.slice(0, 5);
  const { binary } = record.what.facts;
  const lines2 = shown.map(({ path, sha256 }) => {
    const bytes = binary?.archive === path ? `  ${size(binary.bytes)}` : "";
    const end = `${bytes}  sha256:${short(sha256)}`;
    const lead = `  ${mark("made", look)} `;
    const room = look.columns - cells(`  ${mark("made", { ...look, color: false })} `) - cells(end);
    return `${lead}${cut(visible(path), room)}${paint(end, "quiet", look)}`;
  });
  const left = record.what.artifacts.length - shown.length;
  if (left > 0) lines2.push(`    … and ${left} more`);
  return lines2.length === 0 ? [] : [...lines2, ""];
}
function pathOf(record, room) {
  const names = record.how.path.map(visible);
  if (names.length < 2) return "";
  const full = names.join(" → ");
  return cells(full) <= room ? full : cut(`${names[0]} → … → ${names.at(-1)}`, Math.max(16, room));
}

// src/report/markdown.ts
var PAGE_LIMIT = 1024 * 1024;
function markdown(plan, record, page) {
  const parts = [
    title(plan, record),
    drawing(plan, record),
    steps(plan, record),
    ...record.how.jobs.filter((how) => how.state === "failed").flatMap((how) => failure(how, page)),
    remarks(record),
    slowest(record),
    foot(plan, record, page)
  ];
  return fit(
    parts.filter((part) => part !== ""),
    page.limit
  );
}
function markdownOfFailure(failed2, exit) {
  const { message, next } = explain(failed2);
  const lines2 = [`## sealsmith: nothing ran (exit ${exit})`, "", preformatted(linesOf(message))];
  if (next !== void 0) lines2.push("", `**next:** ${markdownText(next)}`);
  return `${lines2.join("\n")}
`;
}
function title(plan, record) {
  const { exit } = record.how;
  const done = record.how.jobs.filter((job) => job.state === "done" || job.state === "fresh").length;
  const bad = record.how.jobs.filter((job) => job.state === "failed").length;
  const result = exit === 0 ? `${done} done` : bad > 0 ? `${bad} failed (exit ${exit})` : `stopped (exit ${exit})`;
  const commit = record.what.source.commit === void 0 ? "no commit" : markdownText(record.what.source.commit.slice(0, 7));
  const where = [
    markdownText(plan.project.toolchain),
    record.how.host,
    markdownText(tierClause(plan)),
    commit
  ];
  return [
    `## ${exit === 0 ? "✓" : "✗"} ${markdownText(plan.project.name)}: ${result} · ${duration(record.when.milliseconds)}`,
    "",
    where.join(" · ")
  ].join("\n");
}
function drawing(plan, record) {
  if (plan.jobs.length === 0 || plan.jobs.length > 80) return "";
  return ["```mermaid", ...mermaid(plan, record), "```"].join("\n");
}
function steps(plan, record) {
  const rows = rowsOf(plan, record).map(
    (row) => `| ${WORDS[row.mark] ?? row.mark} | ${row.names.map(markdownText).join(" ")} | ${row.time} | ${cell(row)} |`
  );
  return ["| | step | time | |", "|---|---|--:|---|", ...rows].join("\n");
}
var WORDS = {
  ok: "✓ ok",
  same: "✓ same",
  fail: "✗ **fail**",
  stop: "■ stop",
  skip: "– skip"
};
function cell(row) {
  return markdownText(row.text.length > 300 ? `${row.text.slice(0, 300)}…` : row.text);
}
function failure(how, page) {
  const head = `### ✗ ${markdownText(how.id)}: ${markdownText(failureClause(how))}`;
  if (how.failedTests.length === 0) {
    const tail = page.tail(how.id).slice(-40);
    return tail.length === 0 ? [head] : [`${head}

${preformatted(tail)}`];
  }
  return [head, ...how.failedTests.map((test) => failedTest(test, page))];
}
function failedTest(test, page) {
  const place = placeOf(test);
  const link = test.file === void 0 ? void 0 : page.link(test.file, test.line);
  const shown = `<code>${markdownText(place)}</code>`;
  const where = place === "" ? "" : ` ${link === void 0 ? shown : `<a href="${markup(link)}">${shown}</a>`}`;
  const message = linesOf(test.message).slice(0, 30);
  const lines2 = [`**${markdownText(test.name.slice(0, 300))}**${where}`];
  if (message.length > 0) lines2.push("", preformatted(message));
  return lines2.join("\n");
}
function remarks(record) {
  const lines2 = record.how.jobs.flatMap(
    (how) => how.remarks.map((remark) => `- ${markdownText(how.id)}: ${markdownText(remark.slice(0, 500))}`)
  );
  return lines2.length === 0 ? "" : ["### Remarks", "", ...lines2.slice(0, 100)].join("\n");
}
function slowest(record) {
  const tests = record.how.jobs.flatMap((how) => how.slowestTests).filter((test) => test.milliseconds >= WORTH_A_ROW).slice(0, 10);
  if (tests.length === 0) return "";
  const rows = tests.map(
    (test) => `| ${markdownText(test.name.slice(0, 200))} | ${duration(test.milliseconds)} |`
  );
  return [
    "<details><summary>Slowest tests</summary>",
    "",
    "| test | time |",
    "|---|--:|",
    ...rows,
    "",
    "</details>"
  ].join("\n");
}
var WORTH_A_ROW = 50;
function foot(plan, record, page) {
  const { binary } = record.what.facts;
  const made = record.what.artifacts.slice(0, 20).map(({ path, sha256 }) => {
    const bytes = binary?.archive === path ? ` ${size(binary.bytes)}` : "";
    return `- <code>${markdownText(path)}</code>${bytes} <code>sha256:${markdownText(sha256)}</code>`;
  });
  const lines2 = made.length === 0 ? [] : ["### Made", "", ...made, ""];
  if (page.record !== void 0) lines2.push(`record <code>${markdownText(page.record)}</code>`, "");
  lines2.push(`**next:** ${nextSteps(plan, record).map(nextStep).join(" · ")}`);
  return lines2.join("\n");
}
function nextStep(text) {
  const [first = "", ...rest] = text.split(/ {3,}/);
  if (!first.startsWith("sealsmith ")) return markdownText(text);
  return [`<code>${markdownText(first)}</code>`, ...rest.map(markdownText)].join(" ");
}
function preformatted(lines2) {
  const text = lines2.map((line) => markup(outputLine(line.slice(0, 2e3), false)));
  return ["<pre>", ...text, "</pre>"].join("\n");
}
function fit(parts, limit) {
  const bytes = (text) => Buffer.byteLength(text) + 2;
  const last = parts.at(-1) ?? "";
  const cutNote = "This page ends here because GitHub takes no longer one; the log has the rest.";
  let room = limit - bytes(last) - bytes(cutNote);
  const kept = [];
  for (const part of parts.slice(0, -1)) {
    room -= bytes(part);
    if (room < 0) break;
    kept.push(part);
  }
  const complete = kept.length === parts.length - 1;
  return `${[...kept, ...complete ? [] : [cutNote], last].join("\n\n")}
`;
}

// src/hosts/github/annotations.ts
import { posix } from "node:path";
var MOST = 10;
function fromTop(prefix, workspace) {
  return (file) => {
    const relative = posix.isAbsolute(file) ? posix.relative(workspace, file) : file;
    const path = posix.normalize(posix.join(prefix, relative));
    return path === "." || path === ".." || path.startsWith("../") ? void 0 : path;
  };
}
function annotations(record, place) {
  const failed2 = record.how.jobs.filter((how) => how.state === "failed");
  const tests = failed2.flatMap(
    (how) => how.failedTests.map((test) => {
      const path = test.file === void 0 ? void 0 : place(test.file);
      const where = path === void 0 ? {} : { file: path, ...test.line === void 0 ? {} : { line: String(test.line) } };
      return error(
        { ...where, title: `${how.id}: ${test.name}` },
        test.message === "" ? "failed" : test.message
      );
    })
  );
  const jobs = failed2.filter((how) => how.failedTests.length === 0).map((how) => error({ title: how.id }, failureClause(how)));
  return few([...jobs, ...tests]);
}
function annotationsOfFailure(failure2, place) {
  if (failure2.code !== "config-invalid") return [error({ title: "sealsmith" }, explain(failure2).message)];
  return few(
    failure2.problems.map((problem) => {
      const { file, line, column } = problem.place;
      const path = place(file);
      const where = path === void 0 ? {} : { file: path, line: String(line), col: String(column) };
      return error({ ...where, title: "sealsmith configuration" }, problem.message);
    })
  );
}
function error(properties, message) {
  const shown = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, visible(value)]));
  const text = linesOf(message).slice(0, 30).map((line) => outputLine(line.slice(0, 1e3), false));
  return workflowCommand("error", shown, text.join("\n"));
}
function few(commands) {
  if (commands.length <= MOST) return [...commands];
  const left = commands.length - (MOST - 1);
  return [
    ...commands.slice(0, MOST - 1),
    error({ title: "sealsmith" }, `and ${left} more, in the log and in the summary`)
  ];
}

// src/hosts/shared/reading.ts
var Reading = class {
  #env;
  #forge;
  #remarks = [];
  constructor(env, forge) {
    this.#env = env;
    this.#forge = forge;
  }
  get remarks() {
    return this.#remarks;
  }
  /** Its value, or the empty string, which nothing trusts. */
  needed(name, shape) {
    const value = this.optional(name, shape);
    if (value === void 0 && (this.#env[name] ?? "") === "")
      this.note(`${this.#forge} did not say ${name}`);
    return value ?? "";
  }
  /** Undefined when it is not set, empty, or of another shape; without a shape it must be one line. */
  optional(name, shape = /^[^\p{Cc}]+$/u) {
    const value = this.#env[name] ?? "";
    if (value === "") return void 0;
    if (shape.test(value)) return value;
    this.note(`${name} is not what ${this.#forge} would set, so it is not used`);
    return void 0;
  }
  note(text) {
    if (!this.#remarks.includes(text)) this.#remarks.push(text);
  }
};

// src/hosts/github/facts.ts
function githubFacts(env, files) {
  const read = new Reading(env, "GitHub");
  const repository = read.needed("GITHUB_REPOSITORY", /^[A-Za-z0-9_.-]+\/[A-Za-z0-9_.-]+$/);
  const server = read.optional("GITHUB_SERVER_URL", /^https?:\/\/[^\s"'<>]+$/) ?? "https://github.com";
  const event = eventOf(env, files, repository, read);
  const run = read.optional("GITHUB_RUN_ID", /^[0-9]+$/);
  const head = objectAt(objectAt(event, "pull_request"), "head");
  const facts = {
    host: "github",
    event: read.needed("GITHUB_EVENT_NAME", /^[a-z_]+$/),
    repository,
    repositoryUrl: repository === "" ? "" : `${server}/${repository}`,
    ref: read.needed("GITHUB_REF", /^refs\/[^\p{Cc}]+$/u),
    commit: read.needed("GITHUB_SHA", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: textAt(objectAt(event, "repository"), "default_branch"),
    headRepository: textAt(objectAt(head, "repo"), "full_name"),
    change: numberAt(objectAt(event, "pull_request"), "number"),
    runUrl: repository === "" || run === void 0 ? "" : `${server}/${repository}/actions/runs/${run}`
  };
  return { facts, remarks: read.remarks };
}
var EVENT_LIMIT = 25 * 1024 * 1024;
function eventOf(env, files, repository, read) {
  const path = read.optional("GITHUB_EVENT_PATH");
  if (path === void 0) return void 0;
  const text = files.readText(path, EVENT_LIMIT);
  const event = text.ok && text.value !== void 0 ? parsed(text.value) : void 0;
  if (event === void 0) {
    read.note("the event file of GitHub (GITHUB_EVENT_PATH) cannot be read, so what it says is not known");
    return void 0;
  }
  const said = textAt(objectAt(event, "repository"), "full_name");
  if (said !== void 0 && said !== repository) {
    read.note(
      `the event file speaks of another repository than GITHUB_REPOSITORY (${env["GITHUB_REPOSITORY"] ?? ""}), so it is not used`
    );
    return void 0;
  }
  return event;
}
function parsed(text) {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return void 0;
  }
}
function asObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : void 0;
}
function objectAt(value, name) {
  return value !== void 0 && Object.hasOwn(value, name) ? asObject(value[name]) : void 0;
}
function textAt(value, name) {
  const found = value !== void 0 && Object.hasOwn(value, name) ? value[name] : void 0;
  return typeof found === "string" && /^[^\p{Cc}]{1,1000}$/u.test(found) ? found : void 0;
}
function numberAt(value, name) {
  const found = value !== void 0 && Object.hasOwn(value, name) ? value[name] : void 0;
  return typeof found === "number" && Number.isSafeInteger(found) && found > 0 ? String(found) : void 0;
}

// src/report/live.ts
function liveOf(plan) {
  return { plan, jobs: new Map(plan.jobs.map((job) => [job.spec.id, { state: "waiting" }])) };
}
function after(live, event) {
  switch (event.kind) {
    case "job-started":
      return put(live, event.job, { state: "running", since: event.at, note: "" });
    case "job-progress": {
      const job = live.jobs.get(event.job);
      return job?.state === "running" ? put(live, event.job, { ...job, note: event.note }) : live;
    }
    case "job-finished":
      return put(live, event.record.how.id, { state: "over", record: event.record });
    case "run-started":
    case "run-finished":
    case "job-output":
    case "remark":
      return live;
  }
}
function running(live) {
  const found = [...live.jobs].flatMap(
    ([id, job]) => job.state === "running" ? [{ id, since: job.since, note: job.note }] : []
  );
  return found.sort((a, b) => a.since - b.since);
}
function frame(live, now, rows, look) {
  const names = nameWidth(live.plan);
  const line = (job) => renderLine(live, job, now, names, look);
  const { jobs } = live.plan;
  if (jobs.length <= rows) return jobs.map(line);
  const failed2 = jobs.filter((job) => isOver(live, job, "failed"));
  const active = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === "running");
  const waiting = jobs.filter((job) => live.jobs.get(job.spec.id)?.state === "waiting");
  const done = jobs.length - failed2.length - active.length - waiting.length;
  const room = Math.max(1, rows - (done > 0 ? 1 : 0) - 1);
  const shown = [...failed2, ...active, ...waiting].slice(0, room);
  const left = failed2.length + active.length + waiting.length - shown.length;
  const lines2 = shown.map(line);
  if (done > 0) lines2.unshift(`  ${mark("ok", look)} ${done} done`);
  if (left > 0)
    lines2.push(
      `  ${mark("wait", look)} ${paint(`${left} more ${waitWord(shown, live, left)}`, "quiet", look)}`
    );
  return lines2.slice(0, rows);
}
function put(live, id, job) {
  return { ...live, jobs: new Map(live.jobs).set(id, job) };
}
function renderLine(live, planned, now, names, look) {
  const job = live.jobs.get(planned.spec.id) ?? { state: "waiting" };
  const id = [planned.spec.id];
  switch (job.state) {
    case "over": {
      const row = jobRow(job.record);
      return rowLine(row, mark(row.mark, look), names, look);
    }
    case "running": {
      const row = {
        mark: "run",
        names: id,
        time: duration(now - job.since),
        text: visible(job.note)
      };
      return rowLine(row, spinner(now, look), names, look);
    }
    case "waiting": {
      const row = { mark: "wait", names: id, time: "", text: waitsFor(live, planned) };
      return rowLine(row, mark("wait", look), names, look);
    }
  }
}
function spinner(now, look) {
  if (look.marks === "plain") return mark("run", look);
  return paint(SPINNER[Math.floor(now / 80) % SPINNER.length] ?? "", "warn", look);
}
function waitsFor(live, planned) {
  const open = planned.after.filter((id) => live.jobs.get(id)?.state !== "over");
  return open.length === 0 ? "waits its turn" : `waits for ${open.map(visible).join(", ")}`;
}
function isOver(live, job, state) {
  const found = live.jobs.get(job.spec.id);
  return found?.state === "over" && found.record.how.state === state;
}
function waitWord(shown, live, left) {
  const hidden = running(live).some(({ id }) => !shown.some((job) => job.spec.id === id));
  return hidden ? "run or wait" : left === 1 ? "waits" : "wait";
}
var SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];

// src/report/transcript.ts
var Transcript = class {
  #headLimit;
  /** Grows by doubling, so that a million tiny pieces are no million arrays. */
  #head = new Uint8Array(0);
  #headBytes = 0;
  #ring;
  /** Bytes to keep of the beginning and of the end. */
  constructor(head, tail) {
    this.#headLimit = head;
    this.#ring = new Ring(tail);
  }
  push(chunk) {
    const forHead = Math.min(chunk.length, this.#headLimit - this.#headBytes);
    if (forHead > 0) this.#append(chunk.subarray(0, forHead));
    if (forHead < chunk.length) this.#ring.push(chunk.subarray(forHead));
  }
  /** Lines as they came, decoded with replacement; `omitted` counts the bytes between the two parts. */
  read() {
    const omitted = this.#ring.lost;
    const end = this.#ring.pieces();
    if (omitted === 0) return { head: decode([this.#begun(), ...end]), omitted, tail: [] };
    const tail = decode(end);
    return { head: decode([this.#begun()]), omitted, tail: tail.length > 1 ? tail.slice(1) : tail };
  }
  /** The last lines, at most `most`, without the empty ones at the end. */
  last(most) {
    const { head, tail } = this.read();
    const lines2 = [...head, ...tail];
    while (lines2.at(-1)?.trim() === "") lines2.pop();
    return lines2.slice(-most);
  }
  #append(bytes) {
    const needed = this.#headBytes + bytes.length;
    if (needed > this.#head.length) {
      const grown = new Uint8Array(Math.min(this.#headLimit, Math.max(needed, 2 * this.#head.length)));
      grown.set(this.#begun());
      this.#head = grown;
    }
    this.#head.set(bytes, this.#headBytes);
    this.#headBytes = needed;
  }
  #begun() {
    return this.#head.subarray(0, this.#headBytes);
  }
};
var Lines = class {
  #decoder = new TextDecoder();
  #rest = "";
  push(chunk) {
    return this.#take(this.#decoder.decode(chunk, { stream: true }));
  }
  /** What is left when nothing more comes. */
  end() {
    const lines2 = this.#take(this.#decoder.decode());
    lines2.push(...linesOf(this.#rest));
    this.#rest = "";
    return lines2;
  }
  #take(text) {
    const all = this.#rest + text;
    const end = Math.max(all.lastIndexOf("\n"), all.lastIndexOf("\r", all.length - 2)) + 1;
    this.#rest = all.slice(end);
    const lines2 = linesOf(all.slice(0, end)).flatMap(short2);
    while (this.#rest.length > LONGEST) {
      lines2.push(this.#rest.slice(0, LONGEST));
      this.#rest = this.#rest.slice(LONGEST);
    }
    return lines2;
  }
};
var LONGEST = 8192;
function short2(line) {
  if (line.length <= LONGEST) return [line];
  return Array.from(
    { length: Math.ceil(line.length / LONGEST) },
    (_, at) => line.slice(at * LONGEST, (at + 1) * LONGEST)
  );
}
function decode(chunks) {
  return linesOf(new TextDecoder().decode(Buffer.concat(chunks))).flatMap(short2);
}

// src/hosts/shared/grouped.ts
function grouped(view, remarks2, brackets) {
  return new Grouped(view, remarks2, brackets);
}
var Grouped = class {
  #view;
  #remarks;
  #brackets;
  #output = /* @__PURE__ */ new Map();
  #tails = /* @__PURE__ */ new Map();
  #live;
  #stop = () => {
  };
  constructor(view, remarks2, brackets) {
    this.#view = view;
    this.#remarks = remarks2;
    this.#brackets = brackets;
  }
  on = (event) => {
    if (this.#live !== void 0) this.#live = after(this.#live, event);
    switch (event.kind) {
      case "run-started":
        this.#start(event.plan);
        break;
      case "job-output":
        this.#keep(event.job, event.chunk);
        break;
      case "job-finished":
        this.#finish(event.record, event.at);
        break;
      case "remark":
        this.#ours(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-started":
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#stop();
    this.#lines(this.#brackets.refusal(failure2));
    this.#ours(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
    this.#stop();
  }
  #start(plan) {
    this.#live = liveOf(plan);
    this.#stop = this.#view.every(HEARTBEAT, () => this.#beat());
    if (this.#view.quiet) return;
    const look = this.#look();
    const remarks2 = this.#remarks.flatMap((remark) => noteLines(remark, look));
    this.#ours([...header(plan, look), cut(tierClause(plan), look.columns), ...remarks2, ""]);
  }
  #keep(job, chunk) {
    const known = this.#output.get(job) ?? new Transcript(this.#brackets.keep, this.#brackets.keep);
    this.#output.set(job, known);
    known.push(chunk);
  }
  #finish(record, at) {
    const { id, state } = record.how;
    const transcript = this.#output.get(id);
    this.#output.delete(id);
    const failed2 = state === "failed";
    if (failed2 && transcript !== void 0) this.#tails.set(id, transcript.last(TAIL));
    const plan = this.#live?.plan;
    if (plan === void 0 || this.#view.quiet && !failed2) return;
    const look = this.#look();
    const row = jobRow(record);
    const title2 = rowLine(row, mark(row.mark, look), nameWidth(plan), look);
    const body = this.#body(plan, record, transcript, look);
    const group = { id, started: record.when.started, ended: at, failed: failed2 };
    const { inert, open, close } = this.#brackets;
    if (body.length === 0) this.#ours([title2]);
    else this.#lines([...open(group, inert(title2)), ...body, ...close(group)]);
  }
  /** Whole lines of a group: the commands, what they printed, what is to be known of it. */
  #body(plan, record, transcript, look) {
    const { id, log, state } = record.how;
    const { inert, fence, prefix } = this.#brackets;
    const remarks2 = jobRow(record).remarks.flatMap((remark) => noteLines(remark, look));
    if (transcript === void 0 && (state === "fresh" || state === "cancelled")) return remarks2.map(inert);
    const commands = plan.jobs.find((job) => job.spec.id === id)?.spec.commands ?? [];
    const lines2 = commands.map((command) => inert(`${prefix}$ ${visible(commandText(command))}`));
    const { head, omitted, tail } = transcript?.read() ?? { head: [], omitted: 0, tail: [] };
    const printed = (line) => inert(prefix + outputLine(line, look.color));
    if (head.length > 0) {
      const { before, after: behind } = fence();
      const where = log === void 0 ? "" : `, all of it in ${visible(log)}`;
      const gap = omitted > 0 ? [inert(`… ${size(omitted)} left out here${where}`)] : [];
      lines2.push(...before, ...head.map(printed), ...gap, ...tail.map(printed), ...behind);
    }
    return [...lines2, ...remarks2.map(inert)];
  }
  #end(record, path) {
    this.#stop();
    const plan = this.#live?.plan;
    if (plan === void 0) return;
    const look = this.#look();
    const tail = (job) => this.#tails.get(job) ?? [];
    this.#lines(this.#brackets.verdict(plan, record, tail));
    const rows = this.#view.quiet ? [] : ["", ...table(plan, record, look), ...criticalPath(record, look).flatMap((line) => ["", line])];
    this.#ours([...rows, ...failures(record, tail, look), "", ...closing(plan, record, path, look)]);
  }
  #beat() {
    if (this.#live === void 0 || this.#view.quiet) return;
    const now = this.#view.clock.now();
    const jobs = running(this.#live).map(
      ({ id, since, note }) => `${id} ${duration(now - since)}${note === "" ? "" : ` (${note})`}`
    );
    const look = this.#look();
    if (jobs.length > 0)
      this.#ours([
        cut(`  ${mark("run", { ...look, color: false })} ${visible(jobs.join(", "))}`, look.columns)
      ]);
  }
  #look() {
    return { columns: this.#view.columns(), color: this.#view.color, marks: "plain" };
  }
  #ours(lines2) {
    this.#lines(lines2.map(this.#brackets.inert));
  }
  #lines(lines2) {
    if (lines2.length > 0) this.#view.write(`${lines2.join("\n")}
`);
  }
};
var HEARTBEAT = 6e4;
var TAIL = 40;

// src/hosts/shared/own-reports.ts
import { posix as posix2 } from "node:path";
function ownReports(view, plan, record) {
  const ran = new Set(record.how.jobs.filter((how) => how.state !== "cancelled").map((how) => how.id));
  const jobs = plan.jobs.filter((job) => job.spec.gives.includes("junit") && ran.has(job.spec.id));
  return new Map(
    jobs.map((job) => {
      const paths = job.spec.outputs.map((path) => path.endsWith(".xml") ? path : `${path}/junit.xml`);
      const texts = paths.map((path) => view.files.readText(posix2.join(view.workspace, path), LIMIT));
      return [
        job.spec.id,
        texts.flatMap((text) => text.ok && text.value !== void 0 ? [text.value] : [])
      ];
    })
  );
}
var LIMIT = 16 * 1024 * 1024;

// src/hosts/github.ts
function github(env, files) {
  if (env["GITHUB_ACTIONS"] !== "true") return void 0;
  const { facts, remarks: remarks2 } = githubFacts(env, files);
  return {
    name: "github",
    facts,
    remarks: remarks2,
    colors: true,
    open: async (view) => {
      for (const command of masks(view.secrets)) view.write(`${command}
`);
      return new GithubReporter(view, env, facts, remarks2);
    }
  };
}
var GithubReporter = class {
  #view;
  #env;
  #facts;
  #inner;
  #plan;
  #finished;
  #failure;
  #tail = () => [];
  constructor(view, env, facts, remarks2) {
    this.#view = view;
    this.#env = env;
    this.#facts = facts;
    const brackets = {
      inert: inertForGithub,
      open: (_, title2) => [workflowCommand("group", {}, stripVTControlCharacters(title2).trim())],
      close: () => [workflowCommand("endgroup", {}, "")],
      fence: () => stopCommands(view.token()),
      prefix: "",
      keep: 2 * 1024 * 1024,
      verdict: (_, record, tail) => {
        this.#tail = tail;
        return annotations(record, this.#place());
      },
      refusal: (failure2) => annotationsOfFailure(failure2, this.#place())
    };
    this.#inner = grouped(view, remarks2, brackets);
  }
  on = (event) => {
    if (event.kind === "run-started") this.#plan = event.plan;
    this.#inner.on(event);
    if (event.kind === "run-finished") this.#finished = { record: event.record, path: event.path };
  };
  failed(failure2) {
    this.#failure = failure2;
    this.#inner.failed(failure2);
  }
  async close() {
    await this.#inner.close();
    await this.#attempt("step summary", "GITHUB_STEP_SUMMARY", async (path) => {
      const page = this.#page(path);
      if (page === "") return;
      const { summary } = await import("./actions-core.js");
      await summary.addRaw(page).write();
    });
    const outputs = await this.#outputs();
    await this.#attempt("outputs", "GITHUB_OUTPUT", async () => {
      const core = await import("./actions-core.js");
      for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
    });
  }
  #page(summary) {
    if (this.#failure !== void 0) return markdownOfFailure(this.#failure, exitOf(this.#failure));
    if (this.#plan === void 0 || this.#finished === void 0) return "";
    const there = this.#view.files.readText(summary, PAGE_LIMIT);
    const used = there.ok ? Buffer.byteLength(there.value ?? "") : PAGE_LIMIT;
    const { record, path } = this.#finished;
    const limit = PAGE_LIMIT - used - 1024;
    return limit < 8192 ? "" : markdown(this.#plan, record, { limit, link: this.#link, tail: this.#tail, record: path });
  }
  async #outputs() {
    if (this.#failure !== void 0) return { exit: String(exitOf(this.#failure)) };
    if (this.#finished === void 0) return {};
    const { record, path } = this.#finished;
    const { files, workspace } = this.#view;
    const file = path === void 0 ? void 0 : posix3.resolve(workspace, path);
    const digest = file === void 0 ? void 0 : await files.digest(file);
    const { junit, binary } = record.what.facts;
    const reports = this.#plan === void 0 ? /* @__PURE__ */ new Map() : ownReports(this.#view, this.#plan, record);
    const tests = junit?.tests ?? testsIn(reports);
    return {
      exit: String(record.how.exit),
      ...file === void 0 ? {} : { record: file },
      ...digest?.ok === true ? { "record-digest": `sha256:${digest.value.sha256}` } : {},
      ...tests === void 0 ? {} : { tests: String(tests) },
      "failed-tests": String(record.how.jobs.reduce((sum, how) => sum + how.failedTests.length, 0)),
      ...binary === void 0 ? {} : { binary: posix3.resolve(workspace, binary.archive), "binary-digest": `sha256:${binary.sha256}` }
    };
  }
  /** The library throws when the runner's file is not there; a run must not fail because its report could not be left. */
  async #attempt(what, variable, write) {
    const path = this.#env[variable] ?? "";
    if (path === "") return;
    try {
      await write(path);
    } catch (error2) {
      const text = `the ${what} could not be written: ${error2 instanceof Error ? error2.message : String(error2)}`;
      const lines2 = noteLines(text, { columns: this.#view.columns(), color: false, marks: "plain" });
      this.#view.write(`${lines2.map(inertForGithub).join("\n")}
`);
    }
  }
  /** Git knows best where the workspace lies in the repository; without a plan the runner's own folder is taken. */
  #place() {
    const { workspace } = this.#view;
    const top = this.#env["GITHUB_WORKSPACE"] ?? "";
    const prefix = this.#plan?.context.git?.prefix ?? (top === "" ? "" : posix3.relative(top, workspace));
    return fromTop(prefix, workspace);
  }
  #link = (file, line) => {
    const path = this.#place()(file);
    const { repositoryUrl, commit } = this.#facts;
    if (path === void 0 || repositoryUrl === "" || commit === "") return void 0;
    const encoded = path.split("/").map(encodeURIComponent).join("/");
    return `${repositoryUrl}/blob/${commit}/${encoded}${line === void 0 ? "" : `#L${line}`}`;
  };
};
function stopCommands(token) {
  return { before: [`::stop-commands::${token}`], after: [`::${token}::`] };
}
function masks(secrets) {
  const values = secrets.flatMap((secret) => [
    secret,
    ...secret.split(/\r?\n/).filter((line) => line.length >= 8)
  ]);
  const distinct = [...new Set(values)].filter((value) => value.trim() !== "");
  return distinct.map((value) => workflowCommand("add-mask", {}, value));
}

// src/hosts/gitlab.ts
import { posix as posix4 } from "node:path";
import { stripVTControlCharacters as stripVTControlCharacters2 } from "node:util";

// src/hosts/gitlab/facts.ts
function gitlabFacts(env) {
  const read = new Reading(env, "GitLab");
  const facts = {
    host: "gitlab",
    source: read.needed("CI_PIPELINE_SOURCE", /^[a-z_]+$/),
    repository: read.needed("CI_PROJECT_PATH", PROJECT),
    repositoryUrl: read.needed("CI_PROJECT_URL", ADDRESS),
    ref: refOf(read),
    commit: read.needed("CI_COMMIT_SHA", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/),
    defaultBranch: read.optional("CI_DEFAULT_BRANCH"),
    // Anything but the exact word is no.
    refProtected: env["CI_COMMIT_REF_PROTECTED"] === "true",
    headRepository: read.optional("CI_MERGE_REQUEST_SOURCE_PROJECT_PATH", PROJECT),
    change: read.optional("CI_MERGE_REQUEST_IID", /^[0-9]+$/),
    runUrl: read.optional("CI_JOB_URL", ADDRESS) ?? read.optional("CI_PIPELINE_URL", ADDRESS) ?? ""
  };
  return { facts, remarks: read.remarks };
}
var PROJECT = /^[\p{L}\p{N}_.-]+(?:\/[\p{L}\p{N}_.-]+)+$/u;
var ADDRESS = /^https?:\/\/[^\s"'<>]+$/;
function refOf(read) {
  const tag = read.optional("CI_COMMIT_TAG");
  if (tag !== void 0) return `refs/tags/${tag}`;
  const change = read.optional("CI_MERGE_REQUEST_REF_PATH", /^refs\//);
  if (change !== void 0) return change;
  const branch = read.optional("CI_COMMIT_BRANCH");
  return branch === void 0 ? "" : `refs/heads/${branch}`;
}

// src/hosts/gitlab.ts
var JUNIT_PATH = `${OURS}/junit.xml`;
function gitlab(env) {
  if (env["GITLAB_CI"] !== "true") return void 0;
  const { facts, remarks: remarks2 } = gitlabFacts(env);
  return {
    name: "gitlab",
    facts,
    remarks: remarks2,
    colors: true,
    open: async (view) => new GitlabReporter(view, remarks2)
  };
}
function section(kind, seconds, id, collapsed) {
  const name = `sealsmith_${id.replace(/[^A-Za-z0-9.-]/g, (char) => `_${(char.codePointAt(0) ?? 0).toString(16)}_`)}`;
  return `${CLEAR}section_${kind}:${Math.floor(seconds)}:${name}${collapsed ? "[collapsed=true]" : ""}\r${CLEAR}`;
}
var GitlabReporter = class {
  #view;
  #inner;
  #plan;
  #record;
  #failure;
  constructor(view, remarks2) {
    this.#view = view;
    this.#inner = grouped(view, remarks2, BRACKETS);
  }
  on = (event) => {
    this.#inner.on(event);
    if (event.kind === "run-started") this.#plan = event.plan;
    if (event.kind === "run-finished") this.#record = event.record;
  };
  failed(failure2) {
    this.#failure = failure2;
    this.#inner.failed(failure2);
  }
  async close() {
    await this.#inner.close();
    const { files, workspace } = this.#view;
    const text = this.#report();
    if (text === void 0 || files.kind(workspace) !== "folder") return;
    const written = files.writeText(posix4.join(workspace, JUNIT_PATH), text);
    if (!written.ok) this.#note(`${JUNIT_PATH} could not be written, so GitLab will show no tests`);
  }
  #report() {
    if (this.#failure !== void 0) return junitOfFailure(this.#failure);
    if (this.#plan === void 0 || this.#record === void 0) return void 0;
    return junitReport(this.#record, ownReports(this.#view, this.#plan, this.#record));
  }
  #note(text) {
    const lines2 = noteLines(text, { columns: this.#view.columns(), color: this.#view.color, marks: "plain" });
    this.#view.write(`${lines2.map(inertForGitlab).join("\n")}
`);
  }
};
var CLEAR = `${String.fromCharCode(27)}[0K`;
var BRACKETS = {
  inert: inertForGitlab,
  open: (group, title2) => [
    section("start", group.started / 1e3, group.id, !group.failed) + header2(title2)
  ],
  close: (group) => [section("end", group.ended / 1e3, group.id, false)],
  fence: () => ({ before: [], after: [] }),
  prefix: "",
  // GitLab cuts a whole log at 4 MiB by default, and the table at its end must not be what is lost.
  keep: 192 * 1024,
  verdict: () => [],
  refusal: () => []
};
function header2(title2) {
  return stripVTControlCharacters2(title2);
}

// src/hosts/shared/tails.ts
var Tails = class {
  #jobs = /* @__PURE__ */ new Map();
  push(job, chunk) {
    const known = this.#jobs.get(job) ?? new Transcript(0, KEPT);
    this.#jobs.set(job, known);
    known.push(chunk);
  }
  /** A job that did not fail needs no tail. */
  forget(job) {
    this.#jobs.delete(job);
  }
  last = (job) => this.#jobs.get(job)?.last(LINES) ?? [];
};
var KEPT = 64 * 1024;
var LINES = 40;

// src/hosts/local/lines.ts
function lines(view) {
  return new PlainLines(view);
}
var PlainLines = class {
  #view;
  #tails = new Tails();
  #plan;
  #prefixed;
  constructor(view) {
    this.#view = view;
  }
  on = (event) => {
    const { quiet, color } = this.#view;
    switch (event.kind) {
      case "run-started":
        this.#start(event.plan);
        break;
      case "job-started":
        this.#write(this.#prefixed?.commands(event.job, color) ?? []);
        break;
      case "job-output":
        this.#tails.push(event.job, event.chunk);
        this.#write(this.#prefixed?.push(event.job, event.chunk, color) ?? []);
        break;
      case "job-finished":
        this.#finish(event.record);
        break;
      case "remark":
        if (!quiet) this.#write(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#write(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
  }
  #start(plan) {
    const look = this.#look();
    this.#plan = plan;
    if (this.#view.verbose) this.#prefixed = new Prefixed(plan, look);
    if (!this.#view.quiet) this.#write([...header(plan, look), ""]);
  }
  #finish(record) {
    const { id, state } = record.how;
    if (state !== "failed") this.#tails.forget(id);
    this.#write(this.#prefixed?.end(id, this.#view.color) ?? []);
    if (this.#plan === void 0 || this.#view.quiet) return;
    this.#write(renderRow(jobRow(record), nameWidth(this.#plan), this.#look()));
  }
  #end(record, path) {
    const plan = this.#plan;
    if (plan === void 0) return;
    const look = this.#look();
    const { quiet, verbose } = this.#view;
    if (quiet && record.how.exit === 0) {
      this.#write(status(record, path, look));
      return;
    }
    const rows = quiet ? [] : verbose ? ["", ...table(plan, record, look)] : skipped(plan, record, look);
    const end = [
      ...rows,
      ...failures(record, this.#tails.last, look),
      "",
      ...closing(plan, record, path, look)
    ];
    this.#write(quiet && end[0] === "" ? end.slice(1) : end);
  }
  #look() {
    return {
      columns: this.#view.columns(),
      color: this.#view.color,
      marks: this.#view.terminal ? "tree" : "plain"
    };
  }
  #write(text) {
    if (text.length > 0) this.#view.write(`${text.join("\n")}
`);
  }
};
var Prefixed = class {
  #jobs = /* @__PURE__ */ new Map();
  #plan;
  #width;
  #bar;
  constructor(plan, look) {
    this.#plan = plan;
    this.#width = nameWidth(plan);
    this.#bar = look.marks === "tree" ? "│" : "|";
  }
  commands(job, color) {
    const commands = this.#plan.jobs.find((one) => one.spec.id === job)?.spec.commands ?? [];
    return commands.map((command) => this.#line(job, `$ ${visible(commandText(command))}`, color));
  }
  push(job, chunk, color) {
    const known = this.#jobs.get(job) ?? new Lines();
    this.#jobs.set(job, known);
    return known.push(chunk).map((line) => this.#line(job, line, color));
  }
  end(job, color) {
    const rest = this.#jobs.get(job)?.end() ?? [];
    this.#jobs.delete(job);
    return rest.map((line) => this.#line(job, line, color));
  }
  #line(job, line, color) {
    return `${padEnd(visible(job), this.#width)} ${this.#bar} ${outputLine(line, color)}`;
  }
};

// src/hosts/local/tree.ts
function tree(view) {
  return new Tree(view);
}
var Tree = class {
  #view;
  #tails = new Tails();
  #live;
  /** The lines that stand on the terminal now and will be drawn over. */
  #drawn = [];
  #stop = () => {
  };
  constructor(view) {
    this.#view = view;
  }
  on = (event) => {
    if (this.#live !== void 0) this.#live = after(this.#live, event);
    switch (event.kind) {
      case "run-started":
        this.#start(liveOf(event.plan));
        break;
      case "job-output":
        this.#tails.push(event.job, event.chunk);
        break;
      case "job-finished":
        if (event.record.how.state !== "failed") this.#tails.forget(event.record.how.id);
        this.#draw();
        break;
      case "remark":
        this.#above(noteLines(remarkText(event), this.#look()));
        break;
      case "run-finished":
        this.#end(event.record, event.path);
        break;
      case "job-started":
      case "job-progress":
        break;
    }
  };
  failed(failure2) {
    this.#erase();
    this.#stop();
    this.#print(failureText(failure2, exitOf(failure2), this.#look(), this.#view.verbose));
  }
  async close() {
    this.#stop();
  }
  #start(live) {
    this.#live = live;
    const look = this.#look();
    this.#print([...header(live.plan, look), ""]);
    if (live.plan.jobs.length === 0) return;
    const timer = this.#view.every(TICK, () => this.#draw());
    const forget = this.#view.onExit(() => this.#view.write(SHOW));
    this.#view.write(HIDE);
    this.#stop = () => {
      this.#stop = () => {
      };
      timer();
      forget();
      this.#view.write(SHOW);
    };
    this.#draw();
  }
  #end(record, path) {
    const plan = this.#live?.plan;
    if (plan === void 0) return;
    this.#erase();
    this.#stop();
    const look = this.#look();
    const block = failures(record, this.#tails.last, look);
    this.#print([...table(plan, record, look), ...block, "", ...closing(plan, record, path, look)]);
  }
  /** Puts lines for good where the tree begins, and the tree below them. */
  #above(lines2) {
    this.#erase();
    this.#print(lines2);
    this.#draw();
  }
  #draw() {
    if (this.#live === void 0) return;
    const look = this.#look();
    const lines2 = frame(this.#live, this.#view.clock.now(), Math.max(1, this.#view.rows() - 2), look);
    const text = lines2.map((line) => `${line}${CLEAR_LINE}
`).join("");
    this.#view.write(`${this.#back()}${text}${CLEAR_BELOW}`);
    this.#drawn = lines2;
  }
  #erase() {
    if (this.#drawn.length > 0) this.#view.write(`${this.#back()}${CLEAR_BELOW}`);
    this.#drawn = [];
  }
  /** Moves to the first cell of what was drawn; a terminal made narrower has wrapped its lines. */
  #back() {
    const columns = Math.max(1, this.#view.columns());
    const height = this.#drawn.reduce((sum, line) => sum + Math.max(1, Math.ceil(cells(line) / columns)), 0);
    return height === 0 ? "" : `${ESC}[${height}A\r`;
  }
  #print(lines2) {
    if (lines2.length > 0) this.#view.write(`${lines2.join("\n")}
`);
  }
  #look() {
    return { columns: Math.max(20, this.#view.columns() - 1), color: this.#view.color, marks: "tree" };
  }
};
var ESC = String.fromCharCode(27);
var HIDE = `${ESC}[?25l`;
var SHOW = `${ESC}[?25h`;
var CLEAR_LINE = `${ESC}[K`;
var CLEAR_BELOW = `${ESC}[J`;
var TICK = 80;

// src/hosts/local.ts
function local(env) {
  const ci = env["CI"] !== void 0 && !["", "0", "false"].includes(env["CI"].toLowerCase());
  return {
    name: "local",
    facts: { host: "local", ci },
    remarks: [],
    colors: false,
    open: async (view) => {
      if (ci) return grouped(view, [], UNKNOWN_CI);
      return view.terminal && !view.quiet && !view.verbose ? tree(view) : lines(view);
    }
  };
}
var UNKNOWN_CI = {
  inert: inertForUnknown,
  open: (_, title2) => [title2],
  close: () => [""],
  fence: () => ({ before: [], after: [] }),
  prefix: "  | ",
  keep: 1024 * 1024,
  verdict: () => [],
  refusal: () => []
};

// src/hosts/registry.ts
var HOSTS = [
  // GITHUB_ACTIONS=true: groups, annotations, a step summary, outputs
  github,
  // GITLAB_CI=true: sections, a JUnit report
  gitlab,
  // a terminal, a pipe, or a CI service that we do not know
  local
];
function detectHost(env, files) {
  for (const door of HOSTS) {
    const host = door(env, files);
    if (host !== void 0) return host;
  }
  throw new Error("the local host refuses nothing");
}
export {
  HOSTS,
  detectHost
};
