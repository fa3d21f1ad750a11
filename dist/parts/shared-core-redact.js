// src/cli/version.ts
var VERSION = "0.1.0";

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

// src/core/result.ts
function ok(value) {
  return { ok: true, value };
}
function err(failure) {
  return { ok: false, failure };
}
function all(results) {
  const values = [];
  for (const result of results) {
    if (!result.ok) return result;
    values.push(result.value);
  }
  return ok(values);
}
function unreachable(value) {
  throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

// src/system/attempt.ts
function attempt(doing, path, work) {
  try {
    return ok(work());
  } catch (error) {
    return refused(doing, path, error);
  }
}
async function attemptAsync(doing, path, work) {
  try {
    return ok(await work());
  } catch (error) {
    return refused(doing, path, error);
  }
}
function errnoOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}
function refused(doing, path, error) {
  const errno = errnoOf(error);
  if (errno === void 0 || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return err({ code: "system", doing, path, errno });
}

// node:fs
var { accessSync, chmodSync, closeSync, constants, fchmodSync, fstatSync, fsyncSync, lchownSync, linkSync, lstatSync, lutimesSync, mkdirSync, mkdtempSync, openSync, opendirSync, readFileSync, readSync, readdirSync, readlinkSync, realpathSync, renameSync, rmSync, rmdirSync, statSync, statfsSync, symlinkSync, unlinkSync, writeFileSync, writeSync } = process.getBuiltinModule?.("node:fs") ?? {};

// src/system/secrets.ts
var MARK = "SEALSMITH_HANDED_OVER";
var PART = "SEALSMITH_PART_";
var PART_BYTES = 64 * 1024;
function takeSecrets() {
  const handed = receive();
  for (const [name, value] of Object.entries(handed?.others ?? {})) process.env[name] = value;
  const here = Object.entries(process.env).flatMap(
    ([name, value]) => value !== void 0 && value !== "" && looksSecret(name) ? [[name, value]] : []
  );
  if (here.length > 0 && handed === void 0) startAgain(Object.fromEntries(here));
  for (const [name] of here) delete process.env[name];
  return new Map([...Object.entries(handed?.secrets ?? {}), ...here]);
}
function startAgain(secrets) {
  if (process.platform !== "linux" || process.execve === void 0) return;
  const plain = {};
  const others = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value === void 0 || Object.hasOwn(secrets, name)) continue;
    const target = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? plain : others;
    target[name] = value;
  }
  const text = Buffer.from(JSON.stringify({ secrets, others })).toString("base64");
  const parts = Array.from(
    { length: Math.ceil(text.length / PART_BYTES) },
    (_, at) => text.slice(at * PART_BYTES, (at + 1) * PART_BYTES)
  );
  const names = parts.map((_, at) => `${PART}${at}`);
  const script = [
    "exec 3<<END",
    names.map((name) => `$${name}`).join(""),
    "END",
    `unset ${names.join(" ")}`,
    'exec "$@"'
  ].join("\n");
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const carried = Object.fromEntries(parts.map((part, at) => [`${PART}${at}`, part]));
  try {
    process.execve("/bin/sh", ["sh", "-c", script, "sh", ...again], {
      ...plain,
      ...carried,
      [MARK]: String(text.length)
    });
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
  }
}
function receive() {
  const length = Number(process.env[MARK]);
  delete process.env[MARK];
  if (!Number.isSafeInteger(length) || length <= 0) return void 0;
  try {
    const bytes = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(3, bytes, filled, length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    closeSync(3);
    const value = JSON.parse(Buffer.from(bytes.toString("latin1"), "base64").toString("utf8"));
    return { secrets: value.secrets, others: value.others };
  } catch {
    return { secrets: {}, others: {} };
  }
}

export {
  VERSION,
  accessSync,
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  opendirSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync,
  statfsSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
  makeRedactor,
  redactText,
  credentialsIn,
  looksSecret,
  isSensitive,
  ok,
  err,
  all,
  unreachable,
  attempt,
  attemptAsync,
  errnoOf,
  refused,
  takeSecrets
};
