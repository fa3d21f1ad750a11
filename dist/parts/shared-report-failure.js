import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  cells,
  cut,
  linesOf,
  mark,
  outputLine,
  paint,
  visible,
  wrap
} from "./shared-report-escape.js";
import {
  explain
} from "./shared-core-failure-table.js";

// src/report/failure.ts
var SHOWN = { tests: 10, messageLines: 6, tailLines: 20 };
function failureClause(how) {
  if (how.failure === void 0) return "";
  const message = visible(explain(how.failure).message);
  const prefix = `${visible(how.id)}: `;
  return message.startsWith(prefix) ? message.slice(prefix.length) : message;
}
function failureBlock(how, tail, look) {
  const clause = failureClause(how);
  const title = clause === "" ? visible(how.id) : `${visible(how.id)}: ${clause}`;
  const hang = cells(mark("fail", { ...look, color: false })) + 3;
  const lines = wrap(title, look.columns - hang, 6).map(
    (text, at) => at === 0 ? `  ${mark("fail", look)} ${paint(text, "strong", look)}` : " ".repeat(hang) + paint(text, "strong", look)
  );
  const evidence = how.failedTests.length > 0 ? failedTests(how.failedTests, look) : outputTail(how.failure, tail, look);
  return evidence.length === 0 ? lines : [...lines, "", ...evidence];
}
function failureText(failure, exit, look, verbose) {
  if (failure.code === "config-invalid") {
    const places = failure.problems.map(
      ({ place }) => visible(`${place.file}:${place.line}:${place.column}`)
    );
    const left = Math.min(32, Math.max(0, ...places.map(cells))) + 2;
    const lines2 = failure.problems.flatMap(
      ({ message: message2 }, at) => problem(places[at] ?? "", visible(message2), left, look)
    );
    const total = failure.problems.length;
    return [...lines2, `${total} problem${total === 1 ? "" : "s"} (exit ${exit})`];
  }
  const { message, next } = explain(failure);
  const hang = cells(mark("fail", { ...look, color: false })) + 1;
  const room = look.columns - hang;
  const text = linesOf(message).flatMap(
    (line, at, all) => wrap(at === all.length - 1 ? `${visible(line)} (exit ${exit})` : visible(line), room)
  );
  const lines = text.map(
    (line, at) => at === 0 ? `${mark("fail", look)} ${line}` : " ".repeat(hang) + line
  );
  if (failure.code === "bug" && verbose)
    lines.push(...linesOf(failure.stack).map((line) => `    ${visible(line)}`));
  if (next !== void 0) lines.push(...nextLine([visible(next)], look));
  return lines;
}
function nextLine(ways, look) {
  if (ways.length === 0) return [];
  const lines = [];
  for (const way of ways) {
    const last = lines.at(-1);
    if (last !== void 0 && cells(last) + cells(way) + 5 <= look.columns - 6)
      lines[lines.length - 1] = `${last}  ·  ${way}`;
    else lines.push(...wrap(way, look.columns - 6));
  }
  return lines.map((line, at) => at === 0 ? `${paint("next:", "strong", look)} ${line}` : `      ${line}`);
}
function placeOf(test) {
  if (test.file === void 0) return "";
  return test.line === void 0 ? visible(test.file) : visible(`${test.file}:${test.line}`);
}
function failedTests(tests, look) {
  const lines = [];
  for (const test of tests.slice(0, SHOWN.tests)) {
    const place = placeOf(test);
    const name = visible(test.name);
    if (place === "") lines.push(`    ${cut(name, look.columns - 4)}`);
    else if (4 + cells(place) + 2 + cells(name) <= look.columns)
      lines.push(`    ${paint(place, "strong", look)}  ${name}`);
    else
      lines.push(
        `    ${paint(cut(place, look.columns - 4), "strong", look)}`,
        `    ${cut(name, look.columns - 4)}`
      );
    const message = linesOf(test.message).filter((line) => line.trim() !== "");
    for (const line of message.slice(0, SHOWN.messageLines))
      lines.push(`      ${cutOutput(line, look.columns - 6)}`);
    if (message.length > SHOWN.messageLines) lines.push("      …");
  }
  const left = tests.length - SHOWN.tests;
  if (left > 0) lines.push(`    … and ${left} more`);
  return lines;
}
function outputTail(failure, tail, look) {
  const bar = look.marks === "tree" ? "│" : "|";
  const lines = tail.slice(-SHOWN.tailLines).map((line) => `    ${paint(bar, "quiet", look)} ${cutOutput(line, look.columns - 6)}`);
  return failure === void 0 || lines.length === 0 ? [] : lines;
}
function cutOutput(line, width) {
  return cut(outputLine(line, false).replaceAll("	", "    "), width);
}
function problem(place, message, left, look) {
  if (cells(place) + 2 > left)
    return [place, ...wrap(message, look.columns - 4).map((line) => `    ${line}`)];
  const lines = wrap(message, look.columns - left);
  return lines.map(
    (line, at) => at === 0 ? paint(place, "strong", look) + " ".repeat(left - cells(place)) + line : " ".repeat(left) + line
  );
}

export {
  failureClause,
  failureBlock,
  failureText,
  nextLine,
  placeOf
};
