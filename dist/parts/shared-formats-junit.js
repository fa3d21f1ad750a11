import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/formats/xml.ts
function* xmlEvents(text) {
  const patterns = makePatterns();
  let at = text.startsWith("\uFEFF") ? 1 : 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    const end = next < 0 ? text.length : next;
    if (end > at) yield { kind: "text", text: decode(text.slice(at, end)) };
    if (next < 0) return;
    const step = text.startsWith("<!", next) || text.startsWith("<?", next) ? special(text, next) : element(text, next, patterns);
    if (step === void 0) {
      yield { kind: "broken", at: next };
      return;
    }
    yield* step.events;
    at = step.end;
  }
}
function makePatterns() {
  return {
    name: /[A-Za-z_:][\w:.-]*/y,
    attribute: /\s+([A-Za-z_:][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y,
    end: /\s*(\/?)>/y,
    close: /<\/([A-Za-z_:][\w:.-]*)\s*>/y
  };
}
function special(text, at) {
  const kinds = [
    ["<!--", "-->"],
    ["<?", "?>"],
    ["<![CDATA[", "]]>"]
  ];
  const kind = kinds.find(([start2]) => text.startsWith(start2, at));
  if (kind === void 0) return void 0;
  const [start, stop] = kind;
  const end = text.indexOf(stop, at + start.length);
  if (end < 0) return void 0;
  const inside = text.slice(at + start.length, end);
  return { events: start === "<![CDATA[" ? [{ kind: "text", text: inside }] : [], end: end + stop.length };
}
function element(text, at, patterns) {
  const closing = match(patterns.close, text, at);
  if (closing !== void 0) {
    return { events: [{ kind: "close", name: closing.found[1] ?? "" }], end: closing.end };
  }
  const named = match(patterns.name, text, at + 1);
  if (named === void 0) return void 0;
  const name = named.found[0];
  const attributes = /* @__PURE__ */ new Map();
  let { end } = named;
  for (let one = match(patterns.attribute, text, end); one !== void 0; one = match(patterns.attribute, text, end)) {
    const [, key = "", double, single] = one.found;
    attributes.set(key, decode(double ?? single ?? ""));
    end = one.end;
  }
  const last = match(patterns.end, text, end);
  if (last === void 0) return void 0;
  const open = { kind: "open", name, attributes };
  return { events: last.found[1] === "/" ? [open, { kind: "close", name }] : [open], end: last.end };
}
function match(pattern, text, at) {
  pattern.lastIndex = at;
  const found = pattern.exec(text);
  return found === null ? void 0 : { found, end: pattern.lastIndex };
}
var ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
function decode(text) {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(\w{1,8}));/g,
    (whole, hex, decimal, name) => {
      if (name !== void 0) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name] ?? whole : whole;
      const code = hex === void 0 ? Number(decimal) : Number.parseInt(hex, 16);
      return code > 0 && code <= 1114111 ? String.fromCodePoint(code) : whole;
    }
  );
}

// src/formats/junit.ts
var TEXT_LIMIT = 64 * 1024;
function readJunit(text) {
  const cases = [];
  const open = [];
  let current;
  let seen = false;
  for (const event of xmlEvents(text)) {
    switch (event.kind) {
      case "broken":
        return void 0;
      case "open":
        if (open.length === 0 && event.name !== "testsuites" && event.name !== "testsuite") return void 0;
        seen = true;
        open.push(event.name);
        if (event.name === "testcase") current = begin(event.attributes);
        else if (current !== void 0) mark(current, event);
        break;
      case "text":
        if (current !== void 0 && isFailure(open.at(-1))) append(current, event.text);
        break;
      case "close":
        if (open.pop() !== event.name) return void 0;
        if (event.name === "testcase" && current !== void 0) {
          cases.push(finish(current));
          current = void 0;
        }
    }
  }
  return seen && open.length === 0 ? { cases, ...counts(cases) } : void 0;
}
function slowest(junit, count = 5) {
  return junit.cases.filter(({ milliseconds }) => milliseconds >= 1).toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, count).map(({ name, milliseconds }) => ({ name, milliseconds }));
}
function countsText(counts2) {
  const parts = ["failed", "passed", "skipped"].flatMap(
    (name) => counts2[name] === 0 ? [] : [`${counts2[name]} ${name}`]
  );
  return parts.length === 0 ? "no tests" : parts.join(", ");
}
function begin(attributes) {
  const line = Number(attributes.get("line") ?? attributes.get("lineno") ?? Number.NaN);
  const seconds = Number((attributes.get("time") ?? "").replaceAll(",", ""));
  return {
    name: attributes.get("name") ?? "",
    classname: attributes.get("classname") ?? "",
    file: attributes.get("file") ?? attributes.get("filepath"),
    line: Number.isSafeInteger(line) && line >= 0 ? line : void 0,
    milliseconds: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1e3) : 0,
    outcome: "passed",
    message: "",
    text: ""
  };
}
function mark(current, { name, attributes }) {
  if (isFailure(name)) {
    current.outcome = "failed";
    if (current.message === "") current.message = attributes.get("message") ?? "";
  } else if (name === "skipped" && current.outcome === "passed") current.outcome = "skipped";
}
function isFailure(name) {
  return name === "failure" || name === "error";
}
function append(current, text) {
  if (current.text.length < TEXT_LIMIT) current.text = (current.text + text).slice(0, TEXT_LIMIT);
}
function finish(draft) {
  const first = draft.text.split("\n").find((line) => line.trim() !== "") ?? "";
  return { ...draft, message: draft.message === "" ? first.trim() : draft.message };
}
function counts(cases) {
  const of = (outcome) => cases.filter((one) => one.outcome === outcome).length;
  return { tests: cases.length, passed: of("passed"), failed: of("failed"), skipped: of("skipped") };
}

export {
  readJunit,
  slowest,
  countsText
};
