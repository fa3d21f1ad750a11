import {
  cells,
  clauses,
  count,
  cut,
  duration,
  mark,
  markWidth,
  padEnd,
  paint,
  visible,
  wrap
} from "./common.js";

// src/report/drill.ts
var SLOW = 100;
function drillText({ results, milliseconds, exit }, words, look, all) {
  const rows = all ? results.map((one) => [one]) : rowsOf(results);
  const width = Math.min(52, Math.max(...rows.map((row) => cells(nameOf(row, all)))));
  return [
    ...wrap(words.head, look.columns),
    ...words.remarks.flatMap((remark) => wrap(visible(remark), look.columns)),
    "",
    `  ${" ".repeat(markWidth(look))} ${padEnd("     attack", width + 5)}  outcome`,
    ...rows.flatMap((row) => rowLines(row, width, words, look, all)),
    "",
    ...foot({ results, milliseconds, exit }, words, look)
  ];
}
function rowsOf(results) {
  const rows = /* @__PURE__ */ new Map();
  for (const one of results) {
    const name = `${one.id} ${one.row}`;
    rows.set(name, [...rows.get(name) ?? [], one]);
  }
  return [...rows.values()];
}
function nameOf(row, all) {
  const [first] = row;
  if (first === void 0) return "";
  return all ? visible(first.name) : `${first.row}${row.length > 1 ? ` (${row.length})` : ""}`;
}
function rowLines(row, width, words, look, all) {
  const good = row.every(({ stopped, twin }) => stopped && twin === void 0);
  const start = `  ${mark(good ? "ok" : "fail", look)} ${padEnd(row[0]?.id ?? "", 4)} `;
  const indent = 2 + markWidth(look) + 1 + 4 + 1;
  const outcomes = outcomeOf(row, words, Math.max(24, look.columns - indent - width - 2));
  const lines = outcomes.map((text, at) => {
    const name = at === 0 ? cut(nameOf(row, all), width) : "";
    return `${at === 0 ? start : " ".repeat(indent)}${padEnd(name, width)}  ${text}`;
  });
  const wrong = row.flatMap((one) => complaints(one));
  const room = Math.max(20, look.columns - indent);
  return [
    ...lines,
    ...wrong.flatMap((text) => wrap(text, room)).map((line) => " ".repeat(indent) + paint(line, "bad", look))
  ];
}
function outcomeOf(row, words, room) {
  const slowest = Math.max(...row.map(({ milliseconds }) => milliseconds));
  const took = slowest < SLOW ? "" : ` (${duration(slowest)})`;
  const missed = row.filter(({ miss }) => miss !== void 0);
  const exits = [...new Set(missed.map(({ exit }) => exit))].toSorted((a = 0, b = 0) => a - b);
  const refused = exits.flatMap((exit, at) => {
    const codes = new Set(
      missed.flatMap((one) => one.exit === exit ? one.miss?.code.split(", ") ?? [] : [])
    );
    const head = exit === void 0 ? REFUSED : `exit ${exit}  `;
    return wrap(`${[...codes].join(", ")}${at === exits.length - 1 ? took : ""}`, room - head.length).map(
      (line, number) => `${number === 0 ? head : " ".repeat(head.length)}${line}`
    );
  });
  const taken = row.filter(({ miss }) => miss === void 0);
  return [
    ...refused,
    ...taken.some(({ honest }) => honest) ? [words.harmless] : [],
    ...taken.some(({ honest }) => !honest) ? [words.taken] : []
  ];
}
var REFUSED = "refused  ";
function complaints({ name, stopped, ends, miss, honest, strays, twin }) {
  const what = miss?.code ?? (honest ? "harmless" : "taken");
  const as = what === ends ? "" : `: ${what}, and it had to be ${ends}`;
  const detail = miss === void 0 || miss.detail === "" ? "" : ` (${visible(miss.detail)})`;
  return [
    ...stopped ? [] : [`not stopped: ${visible(name)}${as}${detail}`],
    ...strays.length === 0 ? [] : [`left behind: ${strays.map(visible).join(", ")}`],
    ...twin === void 0 ? [] : [`the honest twin of "${visible(name)}" was refused: ${twin.code} ${visible(twin.detail)}`]
  ];
}
function foot({ results, milliseconds, exit }, { real }, look) {
  const stopped = results.filter((one) => one.stopped).length;
  const accepted = results.filter(({ twin }) => twin === void 0).length;
  const parts = [
    `${count(results.length, "attack")}, ${stopped} stopped`,
    `${count(results.length, "honest twin")}, ${accepted} accepted`,
    real,
    `${duration(milliseconds)}${exit === 0 ? "" : ` (exit ${exit})`}`
  ];
  return clauses(parts, look.columns);
}

export {
  drillText
};
