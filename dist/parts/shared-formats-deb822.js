// src/formats/deb822.ts
var MOST_FIELDS = 200;
var MOST_PARAGRAPHS = 1e5;
var NAME = /^[!-9;-~]+$/;
function readDeb822(text, wanted) {
  const paragraphs = [];
  let current = /* @__PURE__ */ new Map();
  let lines;
  let fields = 0;
  let broken = 0;
  let left = 0;
  const finish = () => {
    if (current.size > 0) {
      if (paragraphs.length < MOST_PARAGRAPHS) paragraphs.push(joined(current));
      else left += 1;
    }
    current = /* @__PURE__ */ new Map();
    lines = void 0;
    fields = 0;
  };
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf("\n", at);
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, "");
    at = end === -1 ? text.length : end + 1;
    if (line.trim() === "") finish();
    else if (line.startsWith("#")) continue;
    else if (line.startsWith(" ") || line.startsWith("	")) lines?.push(line.slice(1));
    else {
      lines = void 0;
      const colon = line.indexOf(":");
      const name = line.slice(0, Math.max(0, colon)).toLowerCase();
      fields += 1;
      if (!NAME.test(name) || fields > MOST_FIELDS || current.has(name)) broken += 1;
      else {
        lines = [line.slice(colon + 1).trim()];
        if (wanted === void 0 || wanted.has(name)) current.set(name, lines);
      }
    }
  }
  finish();
  return { paragraphs, broken, left };
}
function joined(fields) {
  return new Map([...fields].map(([name, lines]) => [name, lines.join("\n")]));
}

export {
  readDeb822
};
