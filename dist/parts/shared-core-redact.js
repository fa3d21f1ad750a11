import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/redact.ts
var MASK = "***";
function makeRedactor(secrets, granted = []) {
  const short = new Set(granted);
  const values = /* @__PURE__ */ new Set([...[...secrets].filter((value) => value.length >= 8), ...short]);
  const needles = [...values].filter((value) => value !== "").flatMap(forms);
  if (needles.length === 0) return { push: (chunk) => chunk, end: () => new Uint8Array(0) };
  return streaming(needles);
}
function redactText(text, redactor) {
  return Buffer.concat([redactor.push(Buffer.from(text, "utf8")), redactor.end()]).toString("utf8");
}
function credentialsIn(values) {
  return [...values].flatMap(
    (value) => [...(value ?? "").matchAll(/\w:\/\/(?:[^\s/:@]*:([^\s/@]+)|([^\s/:@]{8,}))@/g)].flatMap(
      ([, password, token]) => {
        const found = password ?? token ?? "";
        return isEncoded(found) ? [found, decodeURIComponent(found)] : [found];
      }
    )
  );
}
function isEncoded(text) {
  return /^(?:[^%]|%[0-9A-Fa-f]{2})*$/.test(text) && text.includes("%") && !/%[89A-Fa-f]/.test(text);
}
function streaming(forms2) {
  const needles = [...new Set(forms2.map(withoutBreaks))].filter((needle) => needle !== "");
  const longest = Math.max(...needles.map((needle) => needle.length)) * 3;
  let held = "";
  const take = (more, waits) => {
    const text = held + more;
    const until = text.length - waits(text);
    let shown = "";
    let end = 0;
    for (const span of spansOf(text, needles)) {
      if (span.start >= until) break;
      shown += text.slice(end, span.start) + MASK;
      end = span.end;
    }
    shown += text.slice(end, Math.max(end, until));
    held = text.slice(Math.max(end, until));
    return Buffer.from(shown, "latin1");
  };
  return {
    push: (chunk) => take(Buffer.from(chunk).toString("latin1"), (text) => heldBack(text, needles, longest)),
    end: () => take("", () => 0)
  };
}
function spansOf(text, needles) {
  const joined = withoutBreaks(text);
  const found = [];
  for (const needle of needles) {
    for (let at = joined.indexOf(needle); at >= 0; at = joined.indexOf(needle, at + 1)) {
      found.push({ start: at, end: at + needle.length });
    }
  }
  if (found.length === 0) return found;
  const merged = [];
  for (const span of found.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last !== void 0 && span.start < last.end) last.end = Math.max(last.end, span.end);
    else merged.push({ ...span });
  }
  const places = placesOf(text);
  return merged.map(({ start, end }) => ({ start: places[start] ?? 0, end: (places[end - 1] ?? 0) + 1 }));
}
function placesOf(text) {
  const places = new Uint32Array(text.length);
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\n" || text[at] === "\r") continue;
    places[count] = at;
    count += 1;
  }
  return places;
}
function withoutBreaks(text) {
  return text.replace(/[\r\n]+/g, "");
}
function heldBack(text, needles, longest) {
  const from = Math.max(0, text.length - longest);
  for (let at = from; at < text.length; at += 1) {
    if (needles.some((needle) => mayBecome(text, at, needle))) return text.length - at;
  }
  return 0;
}
function mayBecome(text, at, needle) {
  if (text[at] !== needle[0]) return false;
  let same = 0;
  for (let here = at; here < text.length; here += 1) {
    const char = text[here];
    if (char === needle[same]) same += 1;
    else if (char !== "\n" && char !== "\r") return false;
  }
  return same < needle.length;
}
function forms(value) {
  const bytes = Buffer.from(value, "utf8");
  const plain = bytes.toString("latin1");
  const lines = value.includes("\n") ? value.split(/\r?\n/).filter((line) => line.length >= 8) : [];
  const encoded = [
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll("%20", "+"),
    JSON.stringify(value).slice(1, -1),
    ...lines
  ].map((text) => Buffer.from(text, "utf8").toString("latin1"));
  return [.../* @__PURE__ */ new Set([plain, ...encoded, ...base64Forms(bytes)])].filter(
    (form) => form.length >= Math.min(8, plain.length)
  );
}
function base64Forms(bytes) {
  return [0, 1, 2].flatMap((before) => {
    const padded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64").replace(/=+$/, "");
    const first = before === 0 ? 0 : before + 1;
    const last = (before + bytes.length) % 3 === 0 ? padded.length : padded.length - 1;
    const core = padded.slice(first, last);
    return core.length < 8 ? [] : [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

// src/core/secret-name.ts
var SECRET = /TOKEN(?!IZ)|SECRET|PASSW(?:OR)?D|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|_KEY$|_JWT(?:_|$)|_PAT$|AUTH_CONFIG|_AUTH$/i;
var PLACE = /_(?:FILE|PATH|DIR)$/i;
function looksSecret(name) {
  return SECRET.test(name) && !PLACE.test(name);
}
function isSensitive(name, value) {
  return looksSecret(name) || credentialsIn([value]).length > 0;
}

export {
  makeRedactor,
  redactText,
  credentialsIn,
  looksSecret,
  isSensitive
};
