import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/report/width.ts
import { stripVTControlCharacters } from "node:util";
function cells(text) {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  let joined = false;
  for (const char of stripVTControlCharacters(text)) {
    if (char === "‍") joined = true;
    else if (joined) joined = false;
    else width += cellsOf(char);
  }
  return width;
}
function cut(text, width) {
  if (cells(text) <= width) return text;
  if (width < 1) return "";
  let out = "";
  let room = width - 1;
  for (const char of text) {
    room -= cellsOf(char);
    if (room < 0) break;
    out += char;
  }
  return `${out.trimEnd()}…`;
}
function padEnd(text, width) {
  return text + " ".repeat(Math.max(0, width - cells(text)));
}
function padStart(text, width) {
  return " ".repeat(Math.max(0, width - cells(text))) + text;
}
function wrap(text, width, most = Number.POSITIVE_INFINITY) {
  const room = Math.max(1, width);
  const lines = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => pieces(part, room))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (cells(longer) <= room) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  lines.push(line);
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  return [...kept.slice(0, -1), cut(`${kept.at(-1) ?? ""} ${lines[most] ?? ""}`, room)];
}
function clauses(parts, columns) {
  const lines = [];
  for (const part of parts) {
    const last = lines.at(-1);
    if (last !== void 0 && cells(last) + 3 + cells(part) <= columns)
      lines[lines.length - 1] = `${last} · ${part}`;
    else lines.push(cut(part, columns));
  }
  return lines;
}
var ASCII = /^[ -~]*$/;
var NO_CELL = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]$/u;
var EMOJI = new RegExp("^\\p{Emoji_Presentation}$", "u");
function cellsOf(char) {
  const code2 = char.codePointAt(0) ?? 0;
  if (code2 < 768) return NO_CELL.test(char) ? 0 : 1;
  if (NO_CELL.test(char)) return 0;
  return wide(code2) || EMOJI.test(char) ? 2 : 1;
}
function wide(code2) {
  return code2 >= 4352 && code2 <= 4447 || code2 >= 11904 && code2 <= 12350 || code2 >= 12353 && code2 <= 42191 || code2 >= 43360 && code2 <= 43388 || code2 >= 44032 && code2 <= 55203 || code2 >= 63744 && code2 <= 64255 || code2 >= 65072 && code2 <= 65135 || code2 >= 65281 && code2 <= 65376 || code2 >= 65504 && code2 <= 65510 || code2 >= 127744 && code2 <= 128591 || code2 >= 129280 && code2 <= 129535 || code2 >= 131072 && code2 <= 262141;
}
function pieces(word, room) {
  if (cells(word) <= room) return [word];
  const found = [];
  let piece = "";
  for (const char of word) {
    if (piece !== "" && cells(piece) + cellsOf(char) > room) {
      found.push(piece);
      piece = "";
    }
    piece += char;
  }
  return [...found, piece];
}

// src/report/escape.ts
var ESC = String.fromCharCode(27);
var CSI = String.fromCharCode(155);
var BEL = String.fromCharCode(7);
var ST = String.fromCharCode(156);
var UNSEEN = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
var SHAPING = /^(?:\u200c|\u200d|\ufe0e|\ufe0f)$/;
function visible(text) {
  return text.replace(UNSEEN, (char) => SHAPING.test(char) ? char : code(char));
}
function linesOf(text) {
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}
function outputLine(line, color) {
  if (PLAIN.test(line)) return line;
  let out = "";
  let from = 0;
  let colored = false;
  for (const sequence of line.matchAll(SEQUENCE)) {
    out += printable(line.slice(from, sequence.index));
    from = sequence.index + sequence[0].length;
    const codes = sequence[1] === void 0 ? [] : harmless(sequence[1]);
    if (!color || codes.length === 0) continue;
    out += `${ESC}[${codes.join(";")}m`;
    colored = true;
  }
  out += printable(line.slice(from));
  return colored ? `${out}${ESC}[0m` : out;
}
function inertForGithub(line) {
  return line.replace(/^(\s*):(?=:)/, "$1\\:").replaceAll("##[", "##\\[");
}
function inertForUnknown(line) {
  return line.replace(/##(\w*)\[/g, "##$1\\[");
}
function inertForGitlab(line) {
  return line.replace(/section_(start|end):(?=\d)/g, "section_$1\\:");
}
function workflowCommand(name, properties, data) {
  const given = Object.entries(properties).filter(([, value]) => value !== "");
  const list = given.map(
    ([key, value]) => `${key}=${encoded(value).replaceAll(":", "%3A").replaceAll(",", "%2C")}`
  );
  return `::${name}${list.length === 0 ? "" : ` ${list.join(",")}`}::${encoded(data)}`;
}
function markup(text) {
  return text.replace(UNSEEN, (char) => char === "\n" || char === "	" || SHAPING.test(char) ? char : code(char)).replace(/[\ufffe\uffff]/g, code).replace(/[&<>"']/g, entity);
}
function markdownText(text) {
  return visible(text).replace(
    /[^\p{L}\p{N}\p{M}\p{Emoji_Presentation} ,/()=?+…→·–-]/gu,
    (char) => entity(char)
  );
}
function mermaidText(text) {
  return visible(text).replace(
    /[^\p{L}\p{N}\p{M} .,/()=?+…→·–-]/gu,
    (char) => `#${char.codePointAt(0) ?? 0};`
  );
}
var PLAIN = /^[\t -~\u00a1-\u00ac\u00ae-\u02ff]*$/;
var SEQUENCE = new RegExp(
  [
    `(?:${ESC}\\[|${CSI})(?:([0-9;]*)m|[0-?]*[ -/]*[@-~])`,
    `${ESC}[\\]PX^_][^${BEL}${ESC}${ST}]*(?:${BEL}|${ESC}\\\\|${ST})`,
    `${ESC}[ -/]*[0-~]`
  ].join("|"),
  "g"
);
function printable(text) {
  return text.replace(UNSEEN, (char) => char === "	" || SHAPING.test(char) ? char : code(char));
}
function harmless(parameters) {
  const codes = parameters === "" ? ["0"] : parameters.split(";").slice(0, 8);
  const extended = codes.some((one) => one === "38" || one === "48" || one === "58");
  return extended ? [] : codes.filter((one) => /^(?:0{0,2}|1|3|4|22|23|24|3[1-79]|9[1-7])$/.test(one));
}
function encoded(text) {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
function entity(char) {
  return `&#${char.codePointAt(0) ?? 0};`;
}
function code(char) {
  const known = { "\n": "\\n", "\r": "\\r", "	": "\\t" };
  const point = char.codePointAt(0) ?? 0;
  if (Object.hasOwn(known, char)) return known[char] ?? "";
  if (point < 256) return `\\x${point.toString(16).padStart(2, "0")}`;
  return point < 65536 ? `\\u${point.toString(16).padStart(4, "0")}` : `\\u{${point.toString(16)}}`;
}

// src/report/look.ts
function paint(text, tone, look) {
  const code2 = CODES[tone];
  return look.color && code2 !== "" && text !== "" ? `${ESC2}[${code2}m${text}${ESC2}[0m` : text;
}
function mark(kind, look) {
  const { sign, word, tone } = MARKS[kind];
  return paint(look.marks === "tree" ? sign : word.padEnd(4), tone, look);
}
function markWidth(look) {
  return look.marks === "tree" ? 1 : 4;
}
var ESC2 = String.fromCharCode(27);
var CODES = {
  good: "32",
  bad: "31",
  warn: "33",
  quiet: "2",
  strong: "1",
  none: ""
};
var MARKS = {
  ok: { sign: "✓", word: "ok", tone: "good" },
  same: { sign: "✓", word: "same", tone: "quiet" },
  fail: { sign: "✗", word: "fail", tone: "bad" },
  stop: { sign: "■", word: "stop", tone: "warn" },
  skip: { sign: "–", word: "skip", tone: "quiet" },
  run: { sign: "›", word: "run", tone: "warn" },
  wait: { sign: "·", word: "wait", tone: "quiet" },
  note: { sign: "!", word: "note", tone: "warn" },
  made: { sign: "→", word: "made", tone: "good" },
  none: { sign: " ", word: "", tone: "none" }
};

export {
  visible,
  linesOf,
  outputLine,
  inertForGithub,
  inertForUnknown,
  inertForGitlab,
  workflowCommand,
  markup,
  markdownText,
  mermaidText,
  paint,
  mark,
  markWidth,
  cells,
  cut,
  padEnd,
  padStart,
  wrap,
  clauses
};
