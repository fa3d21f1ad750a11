import {
  cells,
  commandText,
  count,
  isReordered,
  padEnd,
  paint,
  visible,
  wrap
} from "./common.js";

// src/report/key.ts
var SHOWN = 50;
var LEFT = 12;
var NAMES = 44;
function explainKeyText(parts, key, look) {
  const { job } = parts;
  const { os, arch, libc } = parts.platform;
  const section = (title, rows) => sectionLines(title, rows, look);
  return [
    `${paint(visible(job.id), "strong", look)}  ${key}`,
    ...section("schema", [[parts.schema, ""]]),
    ...section("sealsmith", [[parts.runtime, ""]]),
    ...section("platform", [[`${os} ${arch} ${libc}`, ""]]),
    ...section("epoch", [[String(parts.epoch), ""]]),
    ...section("commands", words(job.commands.map(commandText))),
    ...section(
      "tools",
      parts.tools.map(({ name, version, from }) => [
        name,
        from === "machine" ? version : `${version} ${from}`
      ])
    ),
    ...section("parameters", paramRows(job.params)),
    ...section("variables", Object.entries(parts.env)),
    ...section("grants", words(job.grants)),
    ...section("outputs", words(job.outputs)),
    ...section("patterns", words(job.inputs)),
    ...section("facts", Object.entries(parts.facts)),
    ...section(
      "inputs",
      parts.inputs.map(({ path, mode, sha256 }) => [
        `${inputName(path)}${mode === "file" ? "" : ` (${mode})`}`,
        sha256
      ])
    ),
    `  ${quiet(countsOf(parts), look)}`
  ];
}
function keyDiffText(jobs, look) {
  if (jobs.length === 0) return ["no job has a key in either"];
  const same = jobs.filter((one) => one.kind === "same");
  const blocks = jobs.flatMap((one) => one.kind === "same" ? [] : [blockOf(one, look)]);
  const rest = same.length === 0 ? [] : [sameText(same, blocks.length > 0, look)];
  return [...blocks, ...rest].flatMap((lines, at) => at === 0 ? lines : ["", ...lines]);
}
function blockOf(one, look) {
  const name = paint(visible(one.job), "strong", look);
  switch (one.kind) {
    case "only":
      return [`${name}  key ${brief(one.key)}  only in the ${one.side === "before" ? "first" : "second"}`];
    case "unknown":
      return [name, ...hanging(`its key is not known: ${visible(one.why)}`, look)];
    case "differs": {
      const title = `${name}  key ${brief(one.before)} → ${brief(one.now)}`;
      if (one.diff !== void 0) return [title, ...diffLines(one.diff, look)];
      return [
        title,
        ...hanging("the parts of one of them are not kept any more: only the newest 50 are", look)
      ];
    }
  }
}
function sameText(same, others, look) {
  const names = same.map(({ job }) => visible(job)).join(", ");
  return wrap(`${others ? "equal keys" : "every key is equal"}: ${names}`, look.columns);
}
function diffLines({ differences, equal }, look) {
  const parts = Object.entries(Object.groupBy(differences, ({ part }) => part));
  const lines = parts.flatMap(([part, all]) => {
    const rows = all.slice(0, SHOWN).map((one) => [nameOf(one), changeOf(one)]);
    const more = all.length > SHOWN ? [`… and ${all.length - SHOWN} more; --json tells all`] : [];
    return [...sectionLines(part, rows, look), ...more.map((text) => " ".repeat(LEFT + 2) + text)];
  });
  return [
    ...lines,
    ...hanging(`(everything else equal: ${equalText(equal)})`, look).map((line) => quiet(line, look))
  ];
}
function nameOf({ part, name }) {
  if (part === "inputs") return inputName(name);
  return part === "commands" ? "" : name;
}
function inputName(path) {
  return path.endsWith("\0") ? `${path.slice(0, -1)} (where it leads)` : path;
}
function changeOf(difference) {
  const { part, before, now } = difference;
  if (isReordered(difference)) return "in another order";
  if (before === void 0) return WITHOUT_VALUE.has(part) ? "added" : `added: ${said(now ?? "")}`;
  if (now === void 0) return WITHOUT_VALUE.has(part) ? "removed" : `removed: ${said(before)}`;
  if (part === "facts") return "changed";
  if (part !== "inputs") return `${said(before)} → ${said(now)}`;
  const [oldMode, newMode] = [before.split(" ")[0], now.split(" ")[0]];
  const content = before.split(" ")[1] === now.split(" ")[1] ? "" : "changed";
  const mode = oldMode === newMode ? "" : `${oldMode} → ${newMode}`;
  return [content, mode].filter((text) => text !== "").join(", ");
}
var WITHOUT_VALUE = /* @__PURE__ */ new Set(["inputs", "facts", "patterns", "outputs", "grants"]);
function said(value) {
  return value === "" ? "(empty)" : value;
}
function equalText(equal) {
  return [
    count(equal.inputs, "input"),
    count(equal.tools, "tool"),
    count(equal.parameters, "parameter"),
    count(equal.variables, "variable")
  ].join(", ");
}
function countsOf({ inputs, tools, env, job }) {
  return [
    count(inputs.length, "input"),
    count(tools.length, "tool"),
    count(paramRows(job.params).length, "parameter"),
    count(Object.keys(env).length, "variable")
  ].join(", ");
}
function words(values) {
  return values.map((value) => [value, ""]);
}
function paramRows(params) {
  if (params === null) return [];
  const text = (value) => typeof value === "string" ? value : JSON.stringify(value);
  if (typeof params !== "object" || Array.isArray(params)) return [["", text(params)]];
  return Object.entries(params).map(([name, value]) => [name, text(value)]);
}
function sectionLines(title, rows, look) {
  const widths = rows.flatMap(([name, text]) => text === "" ? [] : [cells(visible(name))]);
  const column = Math.max(0, ...widths.filter((width) => width <= NAMES));
  return rows.flatMap((row, at) => rowLines(at === 0 ? title : "", row, column, look));
}
function rowLines(title, [name, text], column, look) {
  const start = `  ${quiet(padEnd(title, LEFT - 2), look)}  `;
  const room = look.columns - LEFT - 2;
  const [shown, rest] = [visible(name), visible(text)];
  if (shown === "" || rest === "") return indented(start, wrap(shown + rest, room));
  if (cells(shown) <= column && column + 2 + cells(rest) <= room) {
    return [`${start}${padEnd(shown, column)}  ${rest}`];
  }
  return indented(start, [...wrap(shown, room), ...wrap(rest, room - 2).map((line) => `  ${line}`)]);
}
function indented(start, lines) {
  return lines.map((line, at) => (at === 0 ? start : " ".repeat(LEFT + 2)) + line);
}
function hanging(text, look) {
  return wrap(text, look.columns - 2).map((line) => `  ${line}`);
}
function quiet(text, look) {
  return paint(text, "quiet", look);
}
function brief(key) {
  return `${key.slice(0, 8)}…`;
}

export {
  explainKeyText,
  keyDiffText
};
