import {
  Lines
} from "./shared-cli-internal-lines.js";
import "./shared-node-string_decoder.js";
import {
  writeWhole
} from "./shared-cli-internal-write-whole.js";
import {
  readArguments
} from "./shared-cli-internal-arguments.js";
import {
  basename
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/formats/go-test-events.ts
var MOST_HELD = 1 << 20;
var MOST_MESSAGE = 16 * 1024;
var GoTestEvents = class {
  #module;
  #tests = /* @__PURE__ */ new Map();
  #failedPackages = [];
  #builds = /* @__PURE__ */ new Map();
  #said = /* @__PURE__ */ new Map();
  /** Text of packages that wait for the one being printed; those in `#ended` are complete. */
  #held = /* @__PURE__ */ new Map();
  #ended = /* @__PURE__ */ new Set();
  #printing;
  /** @param module  the module's path in go.mod, to tell folders from packages */
  constructor(module) {
    this.#module = module;
  }
  /** @returns the text to print now */
  push(line) {
    const event = readEvent(line);
    if (event === void 0) return `${line}
`;
    const { Action: action, Package: name = "", Output: output = "" } = event;
    if (action === "build-output") {
      const build = event.ImportPath ?? "";
      this.#builds.set(build, cut((this.#builds.get(build) ?? "") + output));
      return output;
    }
    if (name === "") return "";
    if (event.Test !== void 0) this.#testEvent(event, name, event.Test);
    else if (action === "output") this.#said.set(name, cut((this.#said.get(name) ?? "") + output));
    if (action === "output") return /^=== /.test(output) ? "" : this.#text(name, output);
    const over = event.Test === void 0 && ["pass", "fail", "skip"].includes(action);
    if (over && action === "fail") this.#packageFailed(event, name);
    return over ? this.#packageOver(name) : "";
  }
  /** What was still held; nothing after a run that ended well. */
  rest() {
    return [...this.#held.values()].join("");
  }
  /**
   * Tests by package. A test with subtests counts by those alone, unless it failed by itself. A package that failed
   * without a failed test (it does not compile, its TestMain gave up) is a failed test of its own.
   */
  cases() {
    const tests = [...this.#tests.values()].filter((test) => test.outcome !== void 0);
    const parents = /* @__PURE__ */ new Set();
    const excused = /* @__PURE__ */ new Set();
    for (const test of tests) {
      for (let at = test.name.lastIndexOf("/"); at > 0; at = test.name.lastIndexOf("/", at - 1)) {
        const parent = keyOf(test.package, test.name.slice(0, at));
        parents.add(parent);
        if (test.outcome === "failed") excused.add(parent);
      }
    }
    const counted = tests.filter((test) => {
      const key = keyOf(test.package, test.name);
      return !parents.has(key) || test.outcome === "failed" && !excused.has(key);
    });
    const failing = new Set(counted.filter((test) => test.outcome === "failed").map((test) => test.package));
    const alone = this.#failedPackages.filter(({ name }) => !failing.has(name));
    return [...counted.map((test) => this.#caseOf(test)), ...alone.map(packageCase)].toSorted(
      (a, b) => a.suite < b.suite ? -1 : a.suite > b.suite ? 1 : 0
    );
  }
  #testEvent(event, name, testName) {
    const key = keyOf(name, testName);
    const test = this.#tests.get(key) ?? { package: name, name: testName, said: "", seconds: 0 };
    this.#tests.set(key, test);
    const { Output: output = "" } = event;
    if (event.Action === "output" && !/^\s*(?:===|---) /.test(output)) test.said = cut(test.said + output);
    const outcome = OUTCOMES[event.Action];
    if (outcome === void 0) return;
    test.outcome = outcome;
    test.seconds = event.Elapsed ?? 0;
    if (outcome !== "failed") test.said = "";
  }
  #packageFailed(event, name) {
    const build = event.FailedBuild === void 0 ? void 0 : this.#builds.get(event.FailedBuild);
    this.#failedPackages.push({ name, said: build ?? this.#said.get(name) ?? "" });
  }
  #text(name, output) {
    this.#printing ??= name;
    if (this.#printing === name) return output;
    const held = (this.#held.get(name) ?? "") + output;
    this.#held.set(name, held.length > MOST_HELD ? "" : held);
    return held.length > MOST_HELD ? held : "";
  }
  #packageOver(name) {
    this.#ended.add(name);
    if (this.#printing !== void 0 && this.#printing !== name) return "";
    this.#printing = void 0;
    let text = "";
    for (const [other, held] of this.#held) {
      if (!this.#ended.has(other)) continue;
      text += held;
      this.#held.delete(other);
    }
    const [next] = this.#held;
    if (next === void 0) return text;
    this.#printing = next[0];
    this.#held.delete(next[0]);
    return text + next[1];
  }
  #caseOf(test) {
    const { outcome = "failed", package: suite, name, seconds } = test;
    const place = outcome === "failed" ? this.#placeOf(test) : NOWHERE;
    return { suite, name, seconds, outcome, message: test.said.replace(/^ {4}/gm, "").trim(), ...place };
  }
  /** The last `file.go:12:` that the test printed, else where a panic left the test's file. */
  #placeOf(test) {
    const said = [...test.said.matchAll(/^ *([^\s:/]+\.go):(\d+): (.*)/gm)].at(-1);
    const [, name, line, title = ""] = said ?? /([^\s/]+_test\.go):(\d+)/.exec(test.said) ?? [];
    const first = firstLine(test.said);
    if (name === void 0) return { ...NOWHERE, title: first };
    const folder = test.package === this.#module ? "" : `${test.package.replace(`${this.#module}/`, "")}/`;
    return { file: `${folder}${name}`, line: Number(line), title: title === "" ? first : title };
  }
};
var NOWHERE = { file: void 0, line: void 0, title: "" };
function packageCase({ name, said }) {
  const [, file, line, title] = /^([^\s:]+\.go):(\d+):(?:\d+:)? (.*)/m.exec(said) ?? [];
  const place = {
    file,
    line: line === void 0 ? void 0 : Number(line),
    title: title ?? firstLine(said)
  };
  return { suite: name, name, seconds: 0, outcome: "failed", message: said.trim(), ...place };
}
function firstLine(text) {
  return text.trim().split("\n", 1)[0] ?? "";
}
function keyOf(packageName, testName) {
  return `${packageName}
${testName}`;
}
var OUTCOMES = {
  pass: "passed",
  fail: "failed",
  skip: "skipped"
};
function cut(text) {
  return text.length > MOST_MESSAGE ? text.slice(-MOST_MESSAGE) : text;
}
function readEvent(line) {
  if (!line.startsWith("{")) return void 0;
  let value;
  try {
    value = JSON.parse(line);
  } catch {
    return void 0;
  }
  return isEvent(value) ? value : void 0;
}
function isEvent(value) {
  if (typeof value !== "object" || value === null || !("Action" in value) || typeof value.Action !== "string")
    return false;
  const fields = { ...value };
  const texts = ["Package", "Test", "Output", "ImportPath", "FailedBuild"];
  const sound = texts.every((name) => fields[name] === void 0 || typeof fields[name] === "string");
  return sound && (fields["Elapsed"] === void 0 || typeof fields["Elapsed"] === "number");
}

// src/formats/junit-text.ts
function junitText(cases) {
  const suites = Map.groupBy(cases, (test) => test.suite);
  const body = [...suites].map(([suite, tests]) => suiteText(suite, tests)).join("");
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
${body}</testsuites>
`;
}
function suiteText(name, tests) {
  const count = (outcome) => tests.filter((test) => test.outcome === outcome).length;
  const counts = { tests: tests.length, failures: count("failed"), errors: 0, skipped: count("skipped") };
  return `<testsuite ${attributes({ name, ...counts })}>
${tests.map(caseText).join("")}</testsuite>
`;
}
function caseText(test) {
  const { suite, name, seconds, file, line } = test;
  const head = attributes({ classname: suite, name, time: seconds.toFixed(3), file, line });
  switch (test.outcome) {
    case "passed":
      return `<testcase ${head}/>
`;
    case "skipped":
      return `<testcase ${head}><skipped/></testcase>
`;
    case "failed":
      return `<testcase ${head}><failure ${attributes({ message: test.title })}>${escaped(test.message)}</failure></testcase>
`;
  }
}
function attributes(values) {
  return Object.entries(values).flatMap(([name, value]) => value === void 0 ? [] : [`${name}="${escaped(String(value))}"`]).join(" ");
}
function escaped(text) {
  return text.toWellFormed().replace(/[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "�").replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}

// src/cli/internal/gotest.ts
async function gotest(args, inside) {
  const read = readArguments(args, ["module", "report"]);
  if (!read.ok) return read;
  const { module, report } = read.value.values;
  const [program, ...rest] = read.value.rest;
  if (program === void 0) return err("needs the program after --");
  const events = new GoTestEvents(module);
  const lines = new Lines();
  const show = (whole) => {
    const text = whole.map((line) => events.push(line)).join("");
    if (text !== "") inside.print(text);
  };
  const { ended } = inside.start({ program, args: rest, onOutput: (chunk) => show(lines.push(chunk)) });
  const how = await ended;
  show(lines.end());
  inside.print(events.rest());
  const written = await writeWhole(
    inside,
    report,
    async (file) => file.write(Buffer.from(junitText(events.cases())))
  );
  if (!written.ok) return written;
  if (how.kind === "not-started") return err(`${basename(program)} cannot be started (${how.errno})`);
  return how.kind === "killed" ? err(`${basename(program)} was ended by ${how.signal}`) : ok(how.exit);
}
export {
  gotest
};
