import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  compare,
  fsPath,
  isDoubtful,
  kindOf,
  makeFolders,
  nameText,
  readFolder,
  walkFolder
} from "./shared-system-folder.js";
import {
  Ring
} from "./shared-core-ring.js";
import {
  short
} from "./shared-core-digest.js";
import {
  OURS,
  isBelow
} from "./shared-core-path.js";
import {
  takeSecrets
} from "./shared-system-secrets.js";
import {
  attempt,
  attemptAsync,
  errnoOf
} from "./shared-system-attempt.js";
import "./shared-core-redact.js";
import {
  err,
  ok
} from "./shared-core-result.js";
import "./shared.js";

// src/system/world.ts
import { homedir } from "node:os";

// src/system/clock.ts
function systemClock() {
  return { now: () => Date.now() };
}

// src/system/files.ts
import { randomBytes as randomBytes2 } from "node:crypto";
import {
  closeSync as closeSync3,
  constants as constants2,
  fstatSync,
  lstatSync as lstatSync3,
  mkdtempSync,
  openSync as openSync3,
  readSync as readSync2,
  realpathSync,
  renameSync,
  symlinkSync,
  writeSync as writeSync2
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname as dirname2, join as join3 } from "node:path";

// src/system/digest-files.ts
import { createHash, hash } from "node:crypto";
import { closeSync, constants, lstatSync, openSync, readlinkSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
var CHUNK = 1024 * 1024;
var TURN = 10;
var PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
function digestFile(path) {
  return attemptAsync("read", path, () => stream(path, constants.O_RDONLY | constants.O_NONBLOCK));
}
async function digestAll(root, paths) {
  const entries = [];
  const memory = Buffer.allocUnsafeSlow(CHUNK + 1);
  let since = performance.now();
  const take2 = async (path) => {
    if (performance.now() - since > TURN) {
      await setImmediate();
      since = performance.now();
    }
    const full = `${root}/${path}`;
    const looked = attempt("read", full, () => lookAt(full));
    if (!looked.ok) return looked;
    const found = looked.value;
    if (found === void 0) return ok(void 0);
    if (found.isDirectory()) {
      const inside2 = attempt("list", full, () => walkFolder(full, /* @__PURE__ */ new Set()));
      if (!inside2.ok) return unlessGone(inside2);
      for (const name of inside2.value) {
        const taken = await take2(`${path}/${name}`);
        if (!taken.ok) return taken;
      }
      return ok(void 0);
    }
    const digested = await digestOne(full, found, memory);
    if (!digested.ok) return unlessGone(digested);
    if (digested.value !== void 0) entries.push({ path, ...digested.value });
    return ok(void 0);
  };
  for (const path of paths) {
    const taken = await take2(path);
    if (!taken.ok) return taken;
  }
  return ok(entries);
}
async function digestOne(path, found, memory) {
  if (found.isSymbolicLink()) {
    return attempt("read", path, () => {
      const target = readlinkSync(fsPath(path), { encoding: "buffer" });
      return { sha256: hash("sha256", target, "hex"), mode: "link" };
    });
  }
  if (!found.isFile()) return ok(void 0);
  const mode = (found.mode & 0o111n) === 0n ? "file" : "executable";
  if (found.size <= CHUNK) {
    const small = attempt("read", path, () => readSmall(path, Number(found.size), memory));
    if (!small.ok) return small;
    if (small.value !== void 0) return ok({ sha256: hash("sha256", small.value, "hex"), mode });
  }
  const streamed = await attemptAsync("read", path, () => stream(path, PLAIN));
  return streamed.ok ? ok({ sha256: streamed.value.sha256, mode }) : streamed;
}
function readSmall(path, size, memory) {
  const file = openSync(fsPath(path), PLAIN);
  try {
    const count = readSync(file, memory, 0, size + 1, null);
    return count > size ? void 0 : memory.subarray(0, count);
  } finally {
    closeSync(file);
  }
}
async function stream(path, flags) {
  const file = await open(fsPath(path), flags);
  try {
    const sum = createHash("sha256");
    let bytes = 0;
    let [filled, spare] = [Buffer.allocUnsafeSlow(CHUNK), Buffer.allocUnsafeSlow(CHUNK)];
    let count = await read(file, filled);
    while (count > 0) {
      const next = read(file, spare);
      sum.update(filled.subarray(0, count));
      bytes += count;
      count = await next;
      [filled, spare] = [spare, filled];
    }
    return { sha256: sum.digest("hex"), bytes };
  } finally {
    await file.close();
  }
}
async function read(file, into) {
  return (await file.read(into, 0, into.length, null)).bytesRead;
}
function lookAt(path) {
  try {
    return lstatSync(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === "ENOTDIR") return void 0;
    throw error;
  }
}
function unlessGone(result) {
  const gone = !result.ok && result.failure.code === "system" && ["ENOENT", "ENOTDIR"].includes(result.failure.errno);
  return result.ok || gone ? ok(void 0) : result;
}

// src/system/lock.ts
import { hash as hash2, randomBytes } from "node:crypto";
import { linkSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
function takeLock(path) {
  const mine = `${process.pid} ${beginningOf(process.pid) ?? ""}
`;
  const beside = `${path}.${randomBytes(6).toString("hex")}`;
  try {
    writeFileSync(beside, mine, { flag: "wx" });
    const holder = take(path, mine, beside);
    if (holder !== void 0) return { pid: holder.pid };
  } finally {
    quietly(() => remove(beside));
  }
  const release = () => {
    process.off("exit", release);
    quietly(() => removeIf(path, mine));
  };
  process.on("exit", release);
  return release;
}
function take(path, mine, beside) {
  for (; ; ) {
    if (place(path, mine, beside)) return void 0;
    const text = textOf(path);
    if (text === void 0) continue;
    const holder = holderOf(text);
    if (holder !== void 0 && lives(holder)) return holder;
    const right = join(dirname(path), `lock.${hash2("sha256", `${path}\0${text}`).slice(0, 32)}`);
    const other = take(right, mine, beside);
    if (other !== void 0) return other;
    removeIf(path, text);
    remove(right);
  }
}
function place(path, mine, beside) {
  try {
    linkSync(beside, path);
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    if (!NO_LINKS.has(errnoOf(error) ?? "")) throw error;
  }
  try {
    writeFileSync(path, mine, { flag: "wx" });
    return true;
  } catch (error) {
    if (errnoOf(error) === "EEXIST") return false;
    throw error;
  }
}
var NO_LINKS = /* @__PURE__ */ new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK"]);
function holderOf(text) {
  const found = /^([1-9]\d{0,9})(?: (.*))?\n$/.exec(text);
  return found === null ? void 0 : { pid: Number(found[1]), beginning: found[2] ?? "" };
}
function lives({ pid, beginning: beginning2 }) {
  const now = beginningOf(pid);
  if (now !== void 0 && beginning2 !== "") return now === beginning2;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === "EPERM";
  }
}
function beginningOf(pid) {
  const stat = quietly(() => textOf(`/proc/${pid}/stat`));
  if (stat === void 0) return void 0;
  const fields2 = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  if ("ZXx".includes(fields2[0] ?? "")) return "dead";
  const boot = quietly(() => textOf("/proc/sys/kernel/random/boot_id"))?.trim() ?? "";
  return `${fields2[19] ?? ""}@${boot}`;
}
function textOf(path) {
  try {
    return readFileSync(path, "latin1");
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
    return void 0;
  }
}
function removeIf(path, text) {
  if (textOf(path) === text) remove(path);
}
function remove(path) {
  try {
    unlinkSync(path);
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
function quietly(work) {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}

// src/system/log-file.ts
import { closeSync as closeSync2, openSync as openSync2, writeSync } from "node:fs";
function openLogFile(path, limit) {
  const file = openSync2(path, "w", 420);
  const half = Math.floor(limit / 2);
  const end = new Ring(half);
  let written = 0;
  let broken = false;
  const put = (bytes) => {
    if (broken) return;
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    } catch {
      broken = true;
    }
  };
  return {
    write(chunk) {
      const first = Math.min(chunk.length, half - written);
      if (first > 0) {
        put(chunk.subarray(0, first));
        written += first;
      }
      if (first < chunk.length) end.push(chunk.subarray(first));
    },
    close() {
      if (end.lost > 0) put(Buffer.from(`
[… ${end.lost} bytes left out …]
`));
      for (const piece of end.pieces()) put(piece);
      closeSync2(file);
    }
  };
}

// src/system/remove.ts
import { chmodSync, readdirSync, rmSync } from "node:fs";
import { join as join2 } from "node:path";
function removeTree(path) {
  try {
    rmSync(fsPath(path), { recursive: true, force: true });
  } catch (error) {
    if (!["EACCES", "EPERM"].includes(errnoOf(error) ?? "")) throw error;
    openFolders(fsPath(path));
    rmSync(fsPath(path), { recursive: true, force: true });
  }
}
function openFolders(folder) {
  try {
    chmodSync(folder, 448);
    for (const entry2 of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      if (entry2.isDirectory()) openFolders(below(folder, entry2.name));
    }
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
  }
}
function below(folder, name) {
  const start = typeof folder === "string" ? Buffer.from(join2(folder, "/")) : Buffer.concat([folder, Buffer.from("/")]);
  return Buffer.concat([start, name]);
}

// src/system/stamp.ts
import { createHash as createHash2 } from "node:crypto";
import { lstatSync as lstatSync2, readdirSync as readdirSync2 } from "node:fs";
var IGNORED = "__pycache__";
var IGNORED_AMONG_PACKAGES = /* @__PURE__ */ new Set([".cache", ".vite", ".vite-temp"]);
var TICK = 20;
function stampOf(path) {
  for (let attempt2 = 0; ; attempt2 += 1) {
    const taken = takeStamp(path);
    if (taken === void 0) return void 0;
    const age = Date.now() - taken.youngest;
    if (age > TICK || age < -TICK || attempt2 === 10) return taken.stamp;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK + 1);
  }
}
function takeStamp(path) {
  const found = look(path);
  if (found === void 0) return void 0;
  const sum = new Sum();
  sum.add("", found);
  if (found.isDirectory()) enter(path, "", sum);
  return { stamp: sum.digest(), youngest: sum.youngest };
}
function enter(folder, below2, sum) {
  for (const name of namesIn(folder)) {
    if (name === IGNORED) continue;
    if (folder.endsWith("/node_modules") && IGNORED_AMONG_PACKAGES.has(name)) continue;
    const path = `${folder}/${name}`;
    const found = look(path);
    if (found === void 0) continue;
    sum.add(`${below2}/${name}`, found);
    if (found.isDirectory()) enter(path, `${below2}/${name}`, sum);
  }
}
var Sum = class {
  #hash = createHash2("sha256");
  #text = "";
  #youngest = 0n;
  add(path, found) {
    const { mode, mtimeNs, ctimeNs } = found;
    if (ctimeNs > this.#youngest) this.#youngest = ctimeNs;
    const name = path.isWellFormed() ? path : JSON.stringify(path);
    this.#text += found.isDirectory() ? `${name}\0${mode} ${found.ino}\0` : `${name}\0${mode} ${found.ino} ${found.size} ${mtimeNs} ${ctimeNs}\0`;
    if (this.#text.length > 65536) this.#flush();
  }
  digest() {
    this.#flush();
    return this.#hash.digest("hex");
  }
  /** Milliseconds since 1970. */
  get youngest() {
    return Number(this.#youngest / 1000000n);
  }
  #flush() {
    this.#hash.update(this.#text);
    this.#text = "";
  }
};
function namesIn(folder) {
  try {
    const names = readdirSync2(fsPath(folder));
    const exact = names.some(isDoubtful) ? readdirSync2(fsPath(folder), { encoding: "buffer" }).map(nameText) : names;
    return exact.sort(compare);
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return [];
  }
}
function look(path) {
  try {
    return lstatSync2(fsPath(path), { bigint: true, throwIfNoEntry: false });
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}

// src/system/files.ts
var TEXT_LIMIT = 16 * 1024 * 1024;
function systemFiles() {
  return {
    readText: (path, limit = TEXT_LIMIT) => absent(attempt("read", path, () => readText(path, limit))),
    kind(path) {
      try {
        const found = lstatSync3(fsPath(path), { throwIfNoEntry: false });
        return found === void 0 ? void 0 : kindOf(found);
      } catch (error) {
        if (errnoOf(error) === void 0) throw error;
        return void 0;
      }
    },
    realPath(path) {
      try {
        return nameText(realpathSync(fsPath(path), { encoding: "buffer" }));
      } catch (error) {
        if (errnoOf(error) === void 0) throw error;
        return void 0;
      }
    },
    list(path) {
      const listed = attempt("list", path, () => readFolder(path));
      return listed.ok ? listed.value : [];
    },
    writeText: (path, text, mode = 420) => attempt("write", path, () => writeWhole(path, text, mode)),
    makeFolder: (path, mode = 511) => attempt("make", path, () => makeFolders(path, mode)),
    remove: (path) => attempt("remove", path, () => removeTree(path)),
    rename: (from, to) => attempt("rename", from, () => renameSync(fsPath(from), fsPath(to))),
    link: (target, path) => attempt("link", path, () => symlinkSync(fsPath(target), fsPath(path))),
    temporary: (prefix) => attempt("make", tmpdir(), () => mkdtempSync(join3(tmpdir(), prefix))),
    digest: digestFile,
    digestAll,
    stamp: stampOf,
    log: (path, limit) => attempt("write", path, () => {
      makeFolders(dirname2(path));
      return openLogFile(path, limit);
    }),
    lock(path) {
      const taken = attempt("lock", path, () => {
        makeFolders(dirname2(path));
        return takeLock(path);
      });
      if (!taken.ok) return taken;
      if (typeof taken.value === "function") return ok(taken.value);
      return err({ code: "workspace-busy", path, pid: taken.value.pid });
    },
    walk: (root, skip) => attempt("list", root, () => walkFolder(root, skip))
  };
}
function absent(result) {
  const nothing = !result.ok && result.failure.code === "system" && (result.failure.errno === "ENOENT" || result.failure.errno === "ENOTDIR");
  return nothing ? ok(void 0) : result;
}
function readText(path, limit) {
  const file = openSync3(fsPath(path), constants2.O_RDONLY | constants2.O_NONBLOCK);
  try {
    const found = fstatSync(file);
    if (!found.isFile()) throw errno(found.isDirectory() ? "EISDIR" : "EINVAL");
    if (found.size > limit) throw errno("EFBIG");
    const chunks = [];
    for (let bytes = 0; ; ) {
      const chunk = Buffer.allocUnsafe(Math.max(4096, found.size + 1 - bytes));
      const count = readSync2(file, chunk);
      if (count === 0) break;
      bytes += count;
      if (bytes > limit) throw errno("EFBIG");
      chunks.push(chunk.subarray(0, count));
    }
    return Buffer.concat(chunks).toString("utf8");
  } finally {
    closeSync3(file);
  }
}
function writeWhole(path, text, mode) {
  const folder = dirname2(path);
  makeFolders(folder);
  const beside = join3(folder, `.sealsmith-${randomBytes2(6).toString("hex")}.part`);
  try {
    const file = openSync3(fsPath(beside), "wx", mode);
    try {
      const bytes = Buffer.from(text, "utf8");
      for (let at = 0; at < bytes.length; ) at += writeSync2(file, bytes, at);
    } finally {
      closeSync3(file);
    }
    renameSync(fsPath(beside), fsPath(path));
  } catch (error) {
    removeTree(beside);
    throw error;
  }
}
function errno(code) {
  return Object.assign(new Error(code), { code });
}

// src/system/find-program.ts
import { accessSync, constants as constants3, realpathSync as realpathSync2, statSync } from "node:fs";
var SYSTEM_FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];
function findProgram(name, folders, outside) {
  return findPrograms(name, folders, outside).next().value ?? void 0;
}
function* findPrograms(name, folders, outside) {
  if (name === "" || name.includes("/")) return;
  for (const folder of folders) {
    const found = programAt(`${folder}/${name}`);
    if (found !== void 0 && (outside === void 0 || !isBelow(found.real, outside))) yield found;
  }
}
function programAt(path) {
  try {
    const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (stat === void 0 || !stat.isFile()) return void 0;
    accessSync(path, constants3.X_OK);
    return { path, real: realpathSync2(path), stat };
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}

// src/system/capture.ts
import { spawn } from "node:child_process";
var LAST_WORDS = 500;
function capture(question) {
  const { program, args, cwd, env, limit, keep, abort, complaints } = question;
  if (abort?.aborted === true) return Promise.resolve({ kind: "aborted" });
  return new Promise((resolve2) => {
    const started = attempt(
      "start",
      program,
      () => spawn(program, [...args], {
        cwd,
        env,
        // A group of its own, so that its children end with it.
        detached: true,
        stdio: ["ignore", "pipe", complaints ? "pipe" : "ignore"]
      })
    );
    if (!started.ok) return resolve2({ kind: "not-started", errno: started.failure.errno });
    const child = started.value;
    const chunks = [];
    let bytes = 0;
    const take2 = (chunk) => {
      if (bytes < keep) chunks.push(chunk.subarray(0, keep - bytes));
      bytes += chunk.length;
    };
    child.stdout?.on("data", take2);
    child.stderr?.on("data", take2);
    let timer;
    const end = (answer) => {
      clearTimeout(timer);
      abort?.removeEventListener("abort", stop);
      endGroup(child.pid);
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve2(answer);
    };
    const stop = () => end({ kind: "aborted" });
    abort?.addEventListener("abort", stop);
    timer = setTimeout(() => end({ kind: "timeout" }), limit);
    child.once(
      "error",
      (error) => end({ kind: "not-started", errno: error.code ?? "EIO" })
    );
    child.once("exit", (exit, signal) => {
      const answer = () => exit === null ? end({ kind: "killed", signal: signal ?? "SIGKILL" }) : end({ kind: "exited", exit, output: Buffer.concat(chunks), whole: bytes <= keep });
      clearTimeout(timer);
      timer = setTimeout(answer, LAST_WORDS);
      child.once("close", answer);
    });
  });
}
function endGroup(pid) {
  if (pid === void 0) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
  }
}

// src/system/git-credentials.ts
var CREDENTIAL_SETTINGS = "^(http\\.(.*\\.)?(extraheader|cookiefile)|credential\\.(.*\\.)?helper|remote\\..*\\.(push)?url|url\\..*\\.(push)?insteadof)$";
function credentialNames(fields2) {
  const names = fields2.flatMap((field) => {
    const [name = "", ...rest] = field.split("\n");
    const value = rest.join("\n");
    const [, section = "", between = "", key = ""] = /^([^.]*)\.(?:(.*)\.)?([^.]*)$/.exec(name) ?? [];
    const clean = withoutCredentials(between);
    const holds = section === "remote" ? withoutCredentials(value) !== value : section === "url" ? clean !== between : value !== "";
    return holds ? [[section, clean, key].filter((part) => part !== "").join(".")] : [];
  });
  return [...new Set(names)];
}
function withoutCredentials(url) {
  const parts = /^([a-z][a-z0-9+.-]*):\/\/([^/]*)(.*)$/is.exec(url);
  if (parts === null) return url;
  const [, scheme = "", authority = "", rest = ""] = parts;
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? "" : authority.slice(0, at).split(":")[0] ?? "";
  const keep = user !== "" && scheme.toLowerCase() === "ssh" ? `${user}@` : "";
  return `${scheme}://${keep}${authority.slice(at + 1)}${rest.replace(/[?#].*$/s, "")}`;
}

// src/system/git.ts
var LIMIT = 3e4;
var KEEP = 256 * 1024 * 1024;
var SAFE = [
  ...["-c", "core.fsmonitor=false"],
  ...["-c", "core.hooksPath=/dev/null"],
  ...["-c", "protocol.allow=never"],
  "--no-optional-locks",
  "--no-pager"
];
function systemGit(program, env, abort) {
  const settings = environmentOf(env);
  const ask2 = async (cwd, args, fine = [0]) => {
    if (program === void 0) return void 0;
    const limits = { limit: LIMIT, keep: KEEP, complaints: false };
    const found = await capture({ program, args: [...SAFE, ...args], cwd, env: settings, abort, ...limits });
    const whole = found.kind === "exited" && found.whole && fine.includes(found.exit);
    return whole ? { exit: found.exit, output: found.output } : void 0;
  };
  return {
    async facts(workspace) {
      const [status, place2, remote, settings2] = await Promise.all([
        ask2(workspace, STATUS),
        ask2(workspace, ["rev-parse", "--show-prefix", "--is-shallow-repository"]),
        ask2(workspace, ["config", "--get", "remote.origin.url"], [0, 1]),
        // Checkouts may keep them in a file of their own, which the repository's settings include.
        ask2(
          workspace,
          ["config", "--local", "--includes", "-z", "--get-regexp", CREDENTIAL_SETTINGS],
          [0, 1]
        )
      ]);
      if (status === void 0 || place2 === void 0) return void 0;
      const { prefix, shallow } = readPlace(place2.output);
      const credentials = settings2 === void 0 ? [] : credentialNames(fields(settings2.output));
      return {
        ...readStatus(status.output, prefix),
        prefix,
        shallow,
        remote: readRemote(remote),
        credentials
      };
    },
    async refusal(workspace) {
      if (program === void 0) return void 0;
      const args = [...SAFE, "ls-files", "-z", "--", ".git"];
      const limits = { limit: LIMIT, keep: 4096, complaints: true };
      const asked = await capture({ program, args, cwd: workspace, env: settings, abort, ...limits });
      return asked.kind === "aborted" ? interruptedBy(abort) : refusalIn(asked, workspace);
    },
    async files(workspace) {
      const listed = await ask2(workspace, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
      if (listed === void 0) return void 0;
      const paths = fields(listed.output).map((path) => path.replace(/\/$/, ""));
      return [...new Set(paths)];
    },
    async tracked(workspace, path) {
      const listed = await ask2(workspace, ["--literal-pathspecs", "ls-files", "-z", "--", path]);
      return listed === void 0 ? void 0 : listed.output.length > 0;
    },
    async show(workspace, revision, path) {
      if (!isRevision(revision)) return void 0;
      const blob = await ask2(workspace, ["cat-file", "blob", `${revision}:./${path}`]);
      return blob?.output.toString("utf8");
    },
    async contains(workspace, revision, commit) {
      if (!isRevision(revision) || !isRevision(commit)) return void 0;
      const args = ["merge-base", "--is-ancestor", commit, revision];
      const answer = await ask2(workspace, args, [0, 1]);
      if (answer === void 0) return void 0;
      if (answer.exit === 0) return true;
      const shallow = await ask2(workspace, ["rev-parse", "--is-shallow-repository"]);
      return shallow?.output.toString("latin1").trim() === "false" ? false : void 0;
    }
  };
}
var NO_REPOSITORY = /not a git repository|must be run in a work tree/;
function refusalIn(asked, path) {
  if (asked.kind === "timeout") return { code: "git-refused", path, why: "slow", detail: "" };
  if (asked.kind === "killed") return { code: "git-refused", path, why: "broken", detail: asked.signal };
  if (asked.kind !== "exited" || asked.exit === 0) return void 0;
  const said2 = asked.output.toString("utf8").trim();
  if (NO_REPOSITORY.test(said2)) return void 0;
  const [remedy] = /git config --global --add safe\.directory .*/s.exec(said2) ?? [];
  if (remedy !== void 0) return { code: "git-refused", path, why: "owner", detail: remedy };
  return { code: "git-refused", path, why: "broken", detail: said2.split("\n")[0] ?? "" };
}
function interruptedBy(abort) {
  return { code: "interrupted", signal: abort?.reason === "SIGTERM" ? "SIGTERM" : "SIGINT" };
}
var STATUS = [
  "status",
  "--porcelain=v2",
  "--branch",
  "--no-ahead-behind",
  "--no-renames",
  "-z",
  "--untracked-files=all",
  "--",
  ".",
  `:(exclude)${OURS}`
];
function readStatus(output, prefix) {
  const lines = fields(output);
  const header = (name) => lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3);
  const commit = header("branch.oid");
  const branch = header("branch.head");
  const changes = lines.filter((line) => !line.startsWith("# "));
  const onlyNew = changes.every((line) => line.startsWith("? "));
  const below2 = prefix === "" ? 2 : 3 + prefix.length;
  return {
    commit: commit === "(initial)" ? void 0 : commit,
    branch: branch === "(detached)" ? void 0 : branch,
    dirty: changes.length > 0,
    newFiles: onlyNew ? changes.map((line) => line.slice(below2).replace(/\/$/, "")) : []
  };
}
function readPlace(output) {
  const lines = nameText(output).replace(/\n$/, "").split("\n");
  const shallow = lines.pop() === "true";
  return { prefix: lines.join("\n").replace(/\/$/, ""), shallow };
}
function readRemote(answer) {
  const url = answer?.output.toString("utf8").trim() ?? "";
  return url === "" ? void 0 : withoutCredentials(url);
}
function isRevision(text) {
  return /^[^-:][^:\0\n]*$/.test(text);
}
function fields(output) {
  return nameText(output).split("\0").filter((field) => field !== "");
}
function environmentOf(env) {
  const taken = Object.entries(env).flatMap(
    ([name, value]) => value !== void 0 && (PASSED.has(name) || name.startsWith("GIT_CONFIG_")) ? [[name, value]] : []
  );
  return {
    ...Object.fromEntries(taken),
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_OPTIONAL_LOCKS: "0",
    GIT_NO_LAZY_FETCH: "1"
  };
}
var PASSED = /* @__PURE__ */ new Set([
  "PATH",
  "HOME",
  "XDG_CONFIG_HOME",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DISCOVERY_ACROSS_FILESYSTEM"
]);

// src/system/machine.ts
import { readFileSync as readFileSync2 } from "node:fs";
import { availableParallelism } from "node:os";
import { posix } from "node:path";
function systemMachine(path, workspace) {
  let libc;
  return {
    os: process.platform === "win32" ? "windows" : process.platform,
    arch: ARCHITECTURES[process.arch] ?? process.arch,
    // Read when asked for: it costs a few milliseconds that most commands need not pay.
    get libc() {
      libc ??= process.platform === "linux" ? linuxLibc() : process.platform;
      return libc;
    },
    cores: availableParallelism(),
    path: searchPath(path, workspace)
  };
}
var ARCHITECTURES = {
  x64: "amd64",
  ia32: "386",
  ppc64: "ppc64le"
};
function searchPath(path, workspace) {
  const folders = path.split(":").filter((folder) => folder.startsWith("/")).map((folder) => posix.resolve(folder)).filter((folder) => !isBelow(folder, workspace));
  return [...new Set(folders)];
}
function linuxLibc() {
  const maps = read2("/proc/self/maps")?.toString("latin1") ?? "";
  if (/\/(?:ld-musl-|libc\.musl-)[^/\n]*$/m.test(maps)) return "musl";
  const file = /(\/\S*\/libc(?:-2\.\d+)?\.so(?:\.6)?)$/m.exec(maps)?.[1];
  if (file === void 0) return "linux";
  const bytes = read2(file);
  const at = bytes?.indexOf(BANNER) ?? -1;
  const text = at < 0 ? "" : bytes?.toString("latin1", at + BANNER.length, at + BANNER.length + 16) ?? "";
  const version = /^\d+\.\d+/.exec(text)?.[0];
  return version === void 0 ? "glibc" : `glibc ${version}`;
}
var BANNER = " release version ";
function read2(path) {
  try {
    return readFileSync2(path);
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}

// src/system/processes.ts
import { closeSync as closeSync5, mkdtempSync as mkdtempSync3, openSync as openSync6, readSync as readSync3, statSync as statSync2 } from "node:fs";
import { tmpdir as tmpdir3 } from "node:os";
import { join as join5 } from "node:path";
import { setTimeout as pause4 } from "node:timers/promises";

// src/system/isolation.ts
import { hash as hash3 } from "node:crypto";
import { closeSync as closeSync4, openSync as openSync4, readFileSync as readFileSync4, readlinkSync as readlinkSync2 } from "node:fs";

// src/system/namespaces.ts
import { spawn as spawn3 } from "node:child_process";
import { setTimeout as pause2 } from "node:timers/promises";

// src/system/keeper.ts
import { spawn as spawn2 } from "node:child_process";
import { readdirSync as readdirSync3, readFileSync as readFileSync3 } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
var KEEPER = `
[ $# -eq 0 ] || "$@" || exit 1
[ -z "$MOUNT" ] || { "$MOUNT" --bind /proc/sys /proc/sys && "$MOUNT" -o remount,bind,ro /proc/sys; } || exit 1
(
  trap '' HUP INT QUIT TERM USR1 USR2
  echo ready >&3
  while read -r word <&3; do
    if [ "$word" = term ]; then
      kill -s TERM -- -1
      kill -s CONT -- -1
    elif [ "$word" = clear ]; then
      while kill -s KILL -- -1; do :; done
      echo cleared >&3
      continue
    fi
    if kill -s 0 -- -1; then echo busy >&3; else echo idle >&3; fi
  done
) &
wait $!
`;
var PATIENCE = 1e4;
var Keeper = class {
  #child;
  #socket;
  #gone;
  #words = [];
  #rest = "";
  #wake = () => {
  };
  constructor(means, network) {
    const user = ["--user", "--map-current-user", "--keep-caps"];
    this.#child = spawn2(
      means.unshare,
      [
        ...means.kind === "user" ? user : [],
        ...["--pid", "--fork", "--mount-proc", "--kill-child", ...network ? [] : ["--net"]],
        ...["--", means.sh, "-c", KEEPER, "sealsmith", ...network ? [] : means.loopback ?? []]
      ],
      // Settings of the kernel belong to the machine; root could change them, and with them run programs outside.
      {
        cwd: "/",
        env: means.kind === "root" ? { MOUNT: means.mount } : {},
        detached: true,
        stdio: ["ignore", "ignore", "ignore", "pipe"]
      }
    );
    this.#socket = this.#child.stdio[3];
    this.#gone = new Promise((resolve2) => {
      const done = () => {
        resolve2();
        this.#wake();
      };
      this.#child.once("exit", done).once("error", done);
    });
    this.#socket.on("error", () => {
    });
    this.#socket.on("data", (chunk) => {
      const words = (this.#rest + chunk.toString("latin1")).split("\n");
      this.#rest = words.pop() ?? "";
      this.#words.push(...words);
      this.#wake();
    });
  }
  get pid() {
    return this.#child.pid ?? 0;
  }
  async ready() {
    return await this.#next(PATIENCE) === "ready";
  }
  tell(word) {
    this.#socket.write(`${word}
`);
  }
  /** One that does not answer has been stopped by what runs there, so something does. */
  async busy() {
    this.#words = [];
    this.tell("busy?");
    return await this.#next(1e3) !== "idle" && this.lives();
  }
  /** Kills all that runs there; false when that could not be done at once, and then it is not to be used again. */
  async clear() {
    this.#words = [];
    this.tell("clear");
    for (; ; ) {
      const word = await this.#next(500);
      if (word === void 0 || word === "cleared") return word === "cleared" && this.lives();
    }
  }
  /** While it rests, our own end does not wait for it. */
  rest() {
    this.#child.unref();
    this.#socket.unref();
  }
  wake() {
    this.#child.ref();
    this.#socket.ref();
  }
  async end() {
    this.#socket.end();
    if (await this.#isGoneIn(500)) return;
    for (const pid of childrenOf(this.pid)) killAll(pid);
    if (!await this.#isGoneIn(PATIENCE)) killAll(-this.pid);
    this.#socket.destroy();
  }
  lives() {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }
  async #isGoneIn(milliseconds) {
    if (this.#child.pid === void 0) return true;
    const late = pause(milliseconds, false, { ref: false });
    return Promise.race([this.#gone.then(() => true), late]);
  }
  async #next(milliseconds) {
    const late = performance.now() + milliseconds;
    while (this.#words.length === 0 && this.#child.pid !== void 0 && this.lives()) {
      const left = late - performance.now();
      if (left <= 0) return void 0;
      let timer;
      await new Promise((resolve2) => {
        this.#wake = resolve2;
        timer = setTimeout(resolve2, left);
      });
      clearTimeout(timer);
    }
    return this.#words.shift();
  }
};
function childrenOf(parent) {
  return readdirSync3("/proc").filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      const stat = readFileSync3(`/proc/${pid}/stat`, "latin1");
      return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]) === parent;
    } catch {
      return false;
    }
  });
}
function killAll(pid) {
  if (pid === 0) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
  }
}

// src/system/keepers.ts
var Keepers = class {
  #resting = /* @__PURE__ */ new Map([
    [false, []],
    [true, []]
  ]);
  /** @returns undefined when none can be made */
  async take(means, network) {
    const resting = this.#resting.get(network) ?? [];
    for (let keeper = resting.pop(); keeper !== void 0; keeper = resting.pop()) {
      if (keeper.lives()) {
        keeper.wake();
        return keeper;
      }
      await keeper.end();
    }
    const made = new Keeper(means, network);
    if (await made.ready()) return made;
    await made.end();
    return void 0;
  }
  /** Ends all that runs there. */
  async give(keeper, means, network) {
    if (!reusable(means) || !await keeper.clear()) return keeper.end();
    keeper.rest();
    this.#resting.get(network)?.push(keeper);
  }
};
function reusable(means) {
  return means.kind === "root" || process.geteuid?.() !== 0;
}

// src/system/namespaces.ts
var CAPABILITIES = [
  "chown",
  "dac_override",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "net_bind_service",
  "net_raw",
  "sys_chroot",
  "audit_write",
  "setfcap"
];
var PATIENCE2 = 1e4;
var RESUMING = 20;
async function startInNamespaces(means, request, network, keepers) {
  const keeper = await (keepers ?? new Keepers()).take(means, network);
  if (keeper === void 0) return { errno: "ENOTSUP" };
  const command = spawn3(
    means.nsenter,
    [...entry(means, keeper.pid, network, request.cwd), ...inside(means, request)],
    {
      // The namespaces' own view of the folder is entered once inside.
      cwd: "/",
      env: request.env,
      detached: true,
      stdio: ["ignore", request.output, request.output]
    }
  );
  const ended = endOf(command);
  ended.catch(() => {
  });
  if (command.pid === void 0) {
    await keeper.end();
    return {
      errno: await ended.then(
        () => "EIO",
        (error) => error.code ?? "EIO"
      )
    };
  }
  const release = () => keepers?.give(keeper, means, network) ?? keeper.end();
  return treeOf(keeper, command, ended, release);
}
function treeOf(keeper, command, ended, release) {
  const resume = () => {
    if (command.exitCode === null && command.signalCode === null) command.kill("SIGCONT");
  };
  return {
    ended,
    terminate() {
      keeper.tell("term");
      resume();
    },
    busy() {
      resume();
      return keeper.busy();
    },
    async end() {
      const resuming = setInterval(resume, RESUMING);
      resume();
      await release();
      await Promise.race([ended, pause2(PATIENCE2, void 0, { ref: false })]);
      clearInterval(resuming);
    }
  };
}
function entry(means, pid, network, cwd) {
  const of = (name) => `/proc/${pid}/ns/${name}`;
  return [
    ...means.kind === "user" ? [`--user=${of("user")}`, "--preserve-credentials"] : [],
    `--mount=${of("mnt")}`,
    ...network ? [] : [`--net=${of("net")}`],
    `--pid=${of("pid_for_children")}`,
    "--",
    // Only to change the folder: done after entering, so that it is one of the mounts that are seen inside.
    means.unshare,
    `--wd=${cwd}`
  ];
}
function inside(means, request) {
  const command = [means.setsid, request.program, ...request.args];
  if (means.kind === "user") return command;
  const bounding = `--bounding-set=-all,${CAPABILITIES.map((name) => `+${name}`).join(",")}`;
  return [means.setpriv, "--inh-caps=-all", bounding, ...command];
}
function endOf(child) {
  return new Promise((resolve2, reject) => {
    child.once("exit", (exit, signal) => resolve2({ exit, signal }));
    child.once("error", reject);
  });
}

// src/system/process-tree.ts
function isTree(started) {
  return "ended" in started;
}

// src/system/isolation.ts
var Isolator = class {
  #files;
  #memo;
  #folders;
  #ability;
  /**
   * @param state  the folder for what outlives a run
   * @param path  folders outside the workspace to look for util-linux in, after the system's own
   */
  constructor(files, state, path) {
    this.#files = files;
    this.#memo = `${state}/isolation.json`;
    this.#folders = [...SYSTEM_FOLDERS, ...path];
  }
  ability() {
    this.#ability ??= this.#find();
    return this.#ability;
  }
  async isolation(network) {
    const ability = await this.ability();
    const withheld = ability.processes === "namespaces" && ability.network;
    return { processes: ability.processes, network: network ? "granted" : withheld ? "withheld" : "shared" };
  }
  async #find() {
    if (process.platform !== "linux") return { processes: "none" };
    const { means, identity: identity2 } = this.#candidates();
    const key = hash3("sha256", JSON.stringify([means, identity2, surroundings()]), "hex");
    const known = this.#recall(key, means);
    if (known !== void 0) return known;
    const found = await tryAll(means);
    const which = found.processes === "none" ? -1 : means.indexOf(found.means);
    const network = found.processes === "namespaces" && found.network;
    this.#files.writeText(this.#memo, `${JSON.stringify({ key, which, network })}
`, 384);
    return found;
  }
  #recall(key, candidates) {
    const text = this.#files.readText(this.#memo);
    if (!text.ok || text.value === void 0) return void 0;
    const memo = parse(text.value);
    if (memo?.key !== key) return void 0;
    const means = candidates[memo.which];
    if (means === void 0) return { processes: "none" };
    return { processes: "namespaces", network: memo.network, means };
  }
  #candidates() {
    const identity2 = [];
    const find = (name) => {
      const found = findProgram(name, this.#folders, void 0);
      if (found === void 0) return void 0;
      const { dev, ino, size, mtimeNs, ctimeNs } = found.stat;
      identity2.push([found.path, dev, ino, size, mtimeNs, ctimeNs].join(" "));
      return found.path;
    };
    const [sh, unshare, nsenter] = [find("sh"), find("unshare"), find("nsenter")];
    const [setsid, setpriv, mount] = [find("setsid"), find("setpriv"), find("mount")];
    if (sh === void 0 || unshare === void 0 || nsenter === void 0 || setsid === void 0) {
      return { means: [], identity: identity2 };
    }
    const rest = { sh, unshare, nsenter, setsid, loopback: loopback(find) };
    const root = process.geteuid?.() === 0 && setpriv !== void 0 && mount !== void 0 ? [{ kind: "root", ...rest, setpriv, mount }] : [];
    return { means: [...root, { kind: "user", ...rest }], identity: identity2 };
  }
};
var LOOPBACKS = [
  ["ip", "link", "set", "lo", "up"],
  ["ifconfig", "lo", "up"],
  ["perl", "-e", '$r=pack("a16sx22","lo",0x49); socket(S,2,2,0) && ioctl(S,0x8914,$r) or exit 1']
];
function loopback(find) {
  for (const [name, ...args] of LOOPBACKS) {
    const program = find(name);
    if (program !== void 0) return [program, ...args];
  }
  return void 0;
}
async function tryAll(candidates) {
  for (const means of candidates) {
    for (const network of means.loopback === void 0 ? [true] : [false, true]) {
      if (await works(means, network)) return { processes: "namespaces", network: !network, means };
    }
  }
  return { processes: "none" };
}
async function works(means, network) {
  const output = openSync4("/dev/null", "w");
  try {
    const script = '[ -d "/proc/$$" ] && [ ! -d "/proc/$OUTSIDE/task/$OUTSIDE" ] && kill -s KILL $$';
    const outside = process.pid > 100 ? String(process.pid) : "none";
    const started = await startInNamespaces(
      means,
      { program: means.sh, args: ["-c", script], cwd: "/", env: { OUTSIDE: outside }, output },
      network
    );
    if (!isTree(started)) return false;
    const ended = await started.ended;
    await started.end();
    return ended.signal === "SIGKILL";
  } finally {
    closeSync4(output);
  }
}
function surroundings() {
  const status = read3("/proc/self/status") ?? "";
  const rights = [...status.matchAll(/^(?:Uid|Gid|Cap\w+|NoNewPrivs|Seccomp\w*):.*$/gm)].map(
    ([line]) => line
  );
  return [
    read3("/proc/sys/kernel/random/boot_id"),
    read3("/proc/sys/user/max_user_namespaces"),
    read3("/proc/sys/kernel/unprivileged_userns_clone"),
    read3("/proc/sys/kernel/apparmor_restrict_unprivileged_userns"),
    read3("/proc/self/attr/current"),
    ...["user", "mnt", "pid", "net"].map((name) => link(`/proc/self/ns/${name}`)),
    ...rights
  ];
}
function read3(path) {
  return orNothing(() => readFileSync4(path, "latin1"));
}
function link(path) {
  return orNothing(() => readlinkSync2(path));
}
function orNothing(work) {
  try {
    return work();
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}
function parse(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value !== "object" || value === null) return void 0;
    const { key, which, network } = value;
    const known = typeof key === "string" && Number.isInteger(which) && typeof network === "boolean";
    return known ? { key, which, network } : void 0;
  } catch {
    return void 0;
  }
}

// src/system/output.ts
import { Socket } from "node:net";
import { setImmediate as setImmediate2 } from "node:timers/promises";
var BYTES = 128 * 1024;
var SILENCE = 250;
var Output = class {
  /** Rejected with what the listener threw; never resolved. */
  failed;
  #socket;
  #closed;
  #pieces = 0;
  /** @param read  descriptor of the reading end; closed here */
  constructor(read4, listener) {
    const memory = new Uint8Array(BYTES);
    let fail = () => {
    };
    this.failed = new Promise((_, reject) => {
      fail = reject;
    });
    this.failed.catch(() => {
    });
    this.#socket = new Socket({
      fd: read4,
      readable: true,
      writable: false,
      onread: {
        buffer: memory,
        callback: (count) => {
          this.#pieces += 1;
          try {
            listener(memory.subarray(0, count));
          } catch (error) {
            fail(error);
          }
          return true;
        }
      }
    });
    this.#closed = new Promise((resolve2) => {
      this.#socket.once("close", () => resolve2());
    });
    this.#socket.on("error", () => {
    });
    this.#socket.resume();
  }
  /**
   * Reads to the end, after everybody who wrote has been ended. Somebody may have got away with the writing end: that
   * one is waited for while it prints at most for `limit` milliseconds, and not at all once it is silent.
   */
  async rest(limit = 5e3) {
    const late = performance.now() + limit;
    for (let seen = -1; seen !== this.#pieces && performance.now() < late; ) {
      seen = this.#pieces;
      if (await this.#closesIn(SILENCE)) return;
    }
    this.#socket.destroy();
    await this.#closed;
  }
  async #closesIn(milliseconds) {
    let timer;
    const late = new Promise((resolve2) => {
      timer = setTimeout(resolve2, milliseconds, false);
    });
    const closed = await Promise.race([this.#closed.then(() => true), late]);
    clearTimeout(timer);
    if (!closed) await setImmediate2();
    return closed;
  }
};

// src/system/pipes.ts
import { spawn as spawn4 } from "node:child_process";
import { constants as constants4, mkdtempSync as mkdtempSync2, openSync as openSync5 } from "node:fs";
import { tmpdir as tmpdir2 } from "node:os";
import { join as join4 } from "node:path";
var AT_ONCE = 8;
var Pipes = class {
  #folders;
  #ready = [];
  #making;
  /** @param folders  where to look for mkfifo beside the system's own folders */
  constructor(folders) {
    this.#folders = [...SYSTEM_FOLDERS, ...folders];
  }
  async take() {
    for (; ; ) {
      const pipe = this.#ready.pop();
      if (pipe !== void 0) return { ok: true, value: pipe };
      this.#making ??= attemptAsync("make a pipe in", tmpdir2(), () => this.#make()).finally(() => {
        this.#making = void 0;
      });
      const made = await this.#making;
      if (!made.ok) return made;
    }
  }
  async #make() {
    const folder = mkdtempSync2(join4(tmpdir2(), "sealsmith-pipes-"));
    try {
      const names = Array.from({ length: AT_ONCE }, (_, at) => join4(folder, String(at)));
      const program = findProgram("mkfifo", this.#folders, void 0)?.path;
      if (program === void 0 || !await succeeds(program, ["-m", "600", ...names])) throw unsupported();
      for (const name of names) {
        const read4 = openSync5(name, constants4.O_RDONLY | constants4.O_NONBLOCK);
        this.#ready.push({ read: read4, write: openSync5(name, constants4.O_WRONLY) });
      }
    } finally {
      removeTree(folder);
    }
  }
};
function succeeds(program, args) {
  return new Promise((resolve2) => {
    const child = spawn4(program, [...args], { stdio: "ignore", env: {} });
    child.once("error", () => resolve2(false));
    child.once("exit", (exit) => resolve2(exit === 0));
  });
}
function unsupported() {
  return Object.assign(new Error("mkfifo"), { code: "ENOTSUP" });
}

// src/system/process-group.ts
import { spawn as spawn5 } from "node:child_process";
import { randomBytes as randomBytes3 } from "node:crypto";
import { setTimeout as pause3 } from "node:timers/promises";

// src/system/sweep.ts
import { readdirSync as readdirSync4, readFileSync as readFileSync5 } from "node:fs";
var MARK = "SEALSMITH_JOB";
function survivors(group, mark) {
  return processes()?.flatMap((pid) => {
    const found = stateOf(pid);
    if (found === void 0 || found.dead || pid === process.pid) return [];
    const inGroup = found.group === group;
    return inGroup || environmentHas(pid, mark) ? [{ pid, inGroup }] : [];
  });
}
function processes() {
  try {
    const names = readdirSync4("/proc").filter((name) => /^\d+$/.test(name));
    return names.length === 0 ? void 0 : names.map(Number);
  } catch {
    return void 0;
  }
}
function stateOf(pid) {
  try {
    const stat = readFileSync5(`/proc/${pid}/stat`, "latin1");
    const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { dead: "ZXx".includes(state), group: Number(group) };
  } catch {
    return void 0;
  }
}
function environmentHas(pid, mark) {
  try {
    return readFileSync5(`/proc/${pid}/environ`).includes(mark);
  } catch {
    return false;
  }
}

// src/system/process-group.ts
var ROUNDS = 200;
async function startInGroup(request) {
  const mark = randomBytes3(12).toString("hex");
  const around = process.env[MARK];
  const child = spawn5(request.program, [...request.args], {
    cwd: request.cwd,
    env: { ...request.env, [MARK]: around === void 0 ? mark : `${around}:${mark}` },
    detached: true,
    stdio: ["ignore", request.output, request.output]
  });
  const ended = new Promise((resolve2) => {
    child.once("exit", (exit, signal) => resolve2({ exit, signal }));
  });
  const errno2 = await errnoOfStart(child);
  if (errno2 !== void 0 || child.pid === void 0) return { errno: errno2 ?? "EIO" };
  const group = new Group(child.pid, mark);
  return {
    ended,
    terminate: () => group.signal("SIGTERM"),
    busy: async () => group.busy(),
    async end() {
      for (let round = 0; round < ROUNDS && group.busy(); round += 1) {
        group.signal("SIGKILL");
        await pause3(Math.min(round, 10));
      }
    }
  };
}
var Group = class {
  #leader;
  #mark;
  /** Once the group was empty its number may be given to somebody else. */
  #empty = false;
  constructor(leader, mark) {
    this.#leader = leader;
    this.#mark = mark;
  }
  busy() {
    const left = survivors(this.#leader, this.#mark);
    if (left === void 0) return this.#tell(0);
    this.#empty ||= !left.some(({ inGroup }) => inGroup);
    return left.length > 0;
  }
  signal(name) {
    const signals = name === "SIGTERM" ? [name, "SIGCONT"] : [name];
    for (const signal of signals) this.#tell(signal);
    const left = survivors(this.#leader, this.#mark) ?? [];
    for (const { pid, inGroup } of left) if (!inGroup) for (const signal of signals) tell(pid, signal);
  }
  #tell(signal) {
    if (!this.#empty) this.#empty = !tell(-this.#leader, signal);
    return !this.#empty;
  }
};
function errnoOfStart(child) {
  return new Promise((resolve2) => {
    child.once("spawn", () => resolve2(void 0));
    child.once("error", (error) => resolve2(error.code ?? "EIO"));
  });
}
function tell(pid, signal) {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// src/system/processes.ts
var GRACE = 5e3;
var ANSWER_LIMIT = 1e4;
var ANSWER_BYTES = 64 * 1024;
var LONGEST = 2 ** 31 - 1;
function systemProcesses(options) {
  const isolator = new Isolator(options.files, options.state, options.path);
  const pipes = new Pipes(options.path);
  const keepers = new Keepers();
  const patience = { grace: options.grace ?? GRACE };
  const start = async (request, network) => {
    const ability = options.namespaces === false ? void 0 : await isolator.ability();
    if (ability?.processes !== "namespaces") return startInGroup(request);
    return startInNamespaces(ability.means, request, network || !ability.network, keepers);
  };
  return {
    async run(request) {
      if (request.abort.aborted) return { kind: "aborted" };
      const obstacle = obstacleTo(request);
      if (obstacle !== void 0) return obstacle;
      const pipe = await pipes.take();
      if (!pipe.ok) return notStarted(pipe.failure);
      const { read: read4, write } = pipe.value;
      let started;
      try {
        started = await start({ ...request, output: write }, request.network);
      } finally {
        closeSync5(write);
      }
      const output = new Output(read4, request.onOutput);
      if (!isTree(started)) {
        await output.rest();
        return { kind: "not-started", errno: started.errno };
      }
      return conduct(started, output, request, patience);
    },
    async ask(program, args, env = {}) {
      const home = attempt("make", tmpdir3(), () => mkdtempSync3(join5(tmpdir3(), "sealsmith-ask-")));
      if (!home.ok) return home;
      try {
        const around = { PATH: options.path.join(":"), HOME: home.value, TMPDIR: home.value, LANG: "C" };
        return await ask(program, args, { ...around, ...env }, options.interrupt);
      } finally {
        attempt("remove", home.value, () => removeTree(home.value));
      }
    },
    hurry() {
      patience.grace = 0;
    },
    isolation: async (network) => options.namespaces === false ? { processes: "none", network: network ? "granted" : "shared" } : isolator.isolation(network)
  };
}
async function conduct(tree, output, { abort, limit }, patience) {
  const stop = new AbortController();
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers();
  const heard = () => onAbort("aborted");
  abort.addEventListener("abort", heard, { once: true });
  if (abort.aborted) heard();
  const late = pause4(Math.min(limit, LONGEST), "timeout", { signal: stop.signal });
  late.catch(() => {
  });
  try {
    const first = await Promise.race([tree.ended, aborted, late, output.failed]);
    if (first === "aborted" || first === "timeout") {
      await windDown(tree, patience);
      return { kind: first };
    }
    return first.exit === null ? { kind: "killed", signal: first.signal ?? "SIGKILL" } : { kind: "exited", exit: first.exit };
  } finally {
    stop.abort();
    abort.removeEventListener("abort", heard);
    await tree.end();
    await output.rest();
  }
}
async function windDown(tree, patience) {
  tree.terminate();
  const begun = performance.now();
  const left = () => begun + patience.grace - performance.now();
  for (let wait = 1; left() > 0; wait = Math.min(wait * 2, 50)) {
    await pause4(Math.min(wait, left()));
    if (!await tree.busy()) return;
  }
}
async function ask(program, args, env, abort) {
  const limits = { limit: ANSWER_LIMIT, keep: ANSWER_BYTES, complaints: true };
  const captured = await capture({ program, args, cwd: "/", env, abort, ...limits });
  const failed = (errno2) => err({ code: "system", doing: "ask", path: program, errno: errno2 });
  switch (captured.kind) {
    case "exited":
      return ok({ exit: captured.exit, output: captured.output.toString("utf8") });
    case "killed":
      return failed(captured.signal);
    case "timeout":
      return failed("ETIMEDOUT");
    case "aborted":
      return failed("ECANCELED");
    case "not-started":
      return failed(captured.errno);
  }
}
function obstacleTo({ program, cwd }) {
  const folder = attempt("start in", cwd, () => statSync2(cwd).isDirectory());
  if (!folder.ok) return { kind: "not-started", errno: folder.failure.errno, path: cwd };
  if (!folder.value) return { kind: "not-started", errno: "ENOTDIR", path: cwd };
  const found = programAt(program);
  if (found === void 0) {
    const looked = attempt("start", program, () => statSync2(program));
    return { kind: "not-started", errno: looked.ok ? "EACCES" : looked.failure.errno };
  }
  const interpreter = interpreterOf(program);
  if (interpreter === void 0 || programAt(interpreter) !== void 0) return void 0;
  return { kind: "not-started", errno: "ENOENT", path: interpreter };
}
function interpreterOf(program) {
  try {
    const file = openSync6(program, "r");
    try {
      const start = Buffer.alloc(512);
      const text = start.toString("latin1", 0, readSync3(file, start));
      return /^#![ \t]*(\/[^\s]*)/.exec(text)?.[1];
    } finally {
      closeSync5(file);
    }
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return void 0;
  }
}
function notStarted(failure) {
  const errno2 = "errno" in failure && typeof failure.errno === "string" ? failure.errno : "EIO";
  return { kind: "not-started", errno: errno2, path: tmpdir3() };
}

// src/system/state-folder.ts
import { lstatSync as lstatSync4, mkdtempSync as mkdtempSync4 } from "node:fs";
import { tmpdir as tmpdir4, userInfo } from "node:os";
import { join as join6, resolve } from "node:path";
function stateFolder(env, home, workspace) {
  const base = env["XDG_STATE_HOME"];
  const usual = base?.startsWith("/") === true ? resolve(base) : join6(home, ".local", "state");
  if (usual.startsWith("/") && home !== "/" && !isBelow(usual, workspace)) return join6(usual, "sealsmith");
  return temporaryState();
}
function temporaryState() {
  const folder = join6(tmpdir4(), `sealsmith-${userInfo().uid}`);
  try {
    makeFolders(folder, 448);
    const found = lstatSync4(folder);
    const closed = found.isDirectory() && found.uid === userInfo().uid && (found.mode & 63) === 0;
    return closed ? folder : mkdtempSync4(`${folder}-`);
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return folder;
  }
}

// src/system/tools.ts
import { hash as hash4 } from "node:crypto";
import { realpathSync as realpathSync3, statSync as statSync3 } from "node:fs";

// src/system/shims.ts
import { closeSync as closeSync6, openSync as openSync7, readSync as readSync4 } from "node:fs";
import { basename, dirname as dirname3, join as join7 } from "node:path";
function shimOf(found, { path, home, env }) {
  const name = basename(found.path);
  const manager = linkedManager(found, name) ?? scriptedManager(found, path);
  if (manager === void 0) return void 0;
  const root = dirname3(dirname3(found.path));
  const kind = basename(manager);
  const rootName = `${kind.toUpperCase()}_ROOT`;
  const own = Object.entries(env).flatMap(
    ([variable, value]) => value !== void 0 && variable.startsWith(`${kind.toUpperCase()}_`) ? [[variable, value]] : []
  );
  return {
    manager,
    args: ["which", name],
    env: { HOME: home, ...kind.endsWith("env") ? { [rootName]: root } : {}, ...Object.fromEntries(own) },
    deciders: [
      manager,
      `${root}/version`,
      `${home}/.tool-versions`,
      `${home}/.config/mise/config.toml`,
      `${home}/.volta/tools/user/platform.json`
    ]
  };
}
function linkedManager(found, name) {
  const target = basename(found.real);
  if (target === name) return void 0;
  if (target === "mise") return found.real;
  return target === "volta-shim" ? join7(dirname3(found.real), "volta") : void 0;
}
function scriptedManager(found, path) {
  if (basename(dirname3(found.path)) !== "shims") return void 0;
  const line = /^exec "?((?:\/[^"\s]*\/)?(?:pyenv|rbenv|nodenv|goenv|jenv|asdf))"? exec /m.exec(
    beginning(found.real)
  );
  const manager = line?.[1];
  if (manager === void 0 || manager.startsWith("/")) return manager;
  return findProgram(manager, path, void 0)?.path;
}
function namedProgram(answer) {
  const line = answer.trimEnd().split("\n").at(-1) ?? "";
  return line.startsWith("/") ? programAt(line) : void 0;
}
function beginning(path) {
  try {
    const file = openSync7(path, "r");
    try {
      const bytes = Buffer.alloc(4096);
      return bytes.toString("latin1", 0, readSync4(file, bytes));
    } finally {
      closeSync6(file);
    }
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
    return "";
  }
}

// src/system/tool-memo.ts
var SCHEMA = "sealsmith-tools/1";
var MOST = 500;
var ToolMemo = class {
  #files;
  #path;
  #answers;
  #changed = false;
  constructor(files, path) {
    this.#files = files;
    this.#path = path;
    const text = files.readText(path);
    this.#answers = parse2(text.ok ? text.value ?? "" : "");
  }
  get(key) {
    return this.#answers.get(key);
  }
  set(key, answer) {
    if (this.#answers.get(key) === answer) return;
    this.#answers.set(key, answer);
    this.#changed = true;
  }
  save() {
    if (!this.#changed) return;
    const answers = Object.fromEntries([...this.#answers].slice(-MOST));
    this.#files.writeText(this.#path, `${JSON.stringify({ schema: SCHEMA, answers })}
`, 384);
  }
};
function parse2(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value !== "object" || value === null) return /* @__PURE__ */ new Map();
    const { schema, answers } = value;
    if (schema !== SCHEMA || typeof answers !== "object" || answers === null) return /* @__PURE__ */ new Map();
    return new Map(
      Object.entries(answers).filter((entry2) => typeof entry2[1] === "string")
    );
  } catch {
    return /* @__PURE__ */ new Map();
  }
}

// src/system/tools.ts
async function findTools(world, requests) {
  const real = attempt("read", world.workspace, () => realpathSync3(world.workspace));
  const memo = new ToolMemo(world.files, `${world.state}/tools.json`);
  const search = new Search(world, real.ok ? real.value : world.workspace, memo);
  const found = await Promise.all(
    requests.map(async (request) => [request.name, await search.tool(request)])
  );
  memo.save();
  return new Map(found.flatMap(([name, tool]) => tool === void 0 ? [] : [[name, tool]]));
}
var Search = class {
  #world;
  #outside;
  #memo;
  constructor(world, outside, memo) {
    this.#world = world;
    this.#outside = outside;
    this.#memo = memo;
  }
  async tool(request) {
    for (const command of request.commands) {
      for (const found of findPrograms(command, this.#world.path, this.#outside)) {
        const program = await this.#behind(found);
        if (program !== void 0) return this.#asked(request, program);
      }
    }
    return void 0;
  }
  async #behind(found) {
    const shim = shimOf(found, this.#world);
    if (shim === void 0) return found;
    const key = hash4("sha256", JSON.stringify([identity(found), shim, shim.deciders.map(stateOf2)]), "hex");
    const known = this.#memo.get(key);
    const program = namedProgram(known ?? "") ?? (known === "" ? void 0 : await this.#ask(shim));
    if (program === "silent" || program?.real.startsWith(`${this.#outside}/`)) return void 0;
    this.#memo.set(key, program?.path ?? "");
    return program;
  }
  /** Silence (too slow, interrupted) is not remembered: the next run asks again. */
  async #ask(shim) {
    const answer = await this.#world.processes.ask(shim.manager, shim.args, shim.env);
    if (!answer.ok) return "silent";
    return answer.value.exit === 0 ? namedProgram(answer.value.output) : void 0;
  }
  async #asked(request, program) {
    const { name, versionArgs, versionPattern, mayTellNone } = request;
    const { path } = program;
    const tool = (version) => ({ name, version, from: "machine", path });
    const question = [
      identity(program),
      versionArgs,
      versionPattern.source,
      versionPattern.flags,
      mayTellNone
    ];
    const key = hash4("sha256", JSON.stringify(question), "hex");
    const known = this.#memo.get(key);
    if (known !== void 0) return tool(known);
    const answer = await this.#version(request, program);
    if ("trouble" in answer) return { code: "tool-broken", tool: name, path, message: answer.trouble };
    this.#memo.set(key, answer.version);
    return tool(answer.version);
  }
  async #version(request, program) {
    const { versionArgs, versionPattern, mayTellNone } = request;
    if (versionArgs.length === 0) return this.#digest(program);
    const answer = await this.#world.processes.ask(program.path, versionArgs);
    const asked = versionArgs.join(" ");
    if (!answer.ok) {
      if (mayTellNone && errnoIn(answer.failure) === "ETIMEDOUT") return this.#digest(program);
      return { trouble: `${asked}: ${silence(answer.failure)}` };
    }
    const { exit, output } = answer.value;
    const version = exit === 0 ? versionPattern.exec(output)?.[1] : void 0;
    if (version !== void 0) return { version };
    if (mayTellNone && !NOT_STARTED.has(exit)) return this.#digest(program);
    if (exit !== 0) return { trouble: `${asked} ended with ${exit}${said(output)}` };
    return { trouble: `${asked} does not tell a version${said(output)}` };
  }
  /** What stands for the version of a program that tells none. */
  async #digest({ real }) {
    const digest = await this.#world.files.digest(real);
    return digest.ok ? { version: `sha256:${short(digest.value.sha256)}` } : { trouble: `it cannot be read: ${errnoIn(digest.failure)}` };
  }
};
var NOT_STARTED = /* @__PURE__ */ new Set([126, 127]);
function errnoIn(failure) {
  return failure.code === "system" ? failure.errno : failure.code;
}
function silence(failure) {
  const errno2 = errnoIn(failure);
  if (errno2 === "ETIMEDOUT") return "no answer within 10 s";
  return errno2.startsWith("SIG") ? `ended by ${errno2}` : errno2;
}
function said(output) {
  const line = output.trim().split("\n")[0] ?? "";
  return line === "" ? "" : `: ${line.slice(0, 100)}`;
}
function identity({ path, real, stat }) {
  const { dev, ino, size, mtimeNs, ctimeNs } = stat;
  return [path, real, ...[dev, ino, size, mtimeNs, ctimeNs].map(String)];
}
function stateOf2(path) {
  const found = attempt("look at", path, () => statSync3(path, { bigint: true, throwIfNoEntry: false }));
  if (!found.ok || found.value === void 0) return "";
  const { dev, ino, size, mtimeNs, ctimeNs } = found.value;
  return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
}

// src/system/world.ts
function createWorld(options) {
  const { workspace, entry: entry2, version } = options;
  const secrets = options.secrets ?? takeSecrets();
  const env = { ...process.env };
  const home = homedir();
  const state = stateFolder(env, home, workspace);
  const machine = systemMachine(env["PATH"] ?? "", workspace);
  const files = systemFiles();
  const interrupt = new AbortController();
  const processes2 = systemProcesses({ files, state, path: machine.path, interrupt: interrupt.signal });
  const git = findProgram("git", [...machine.path, ...SYSTEM_FOLDERS], workspace)?.path;
  return {
    files,
    processes: processes2,
    git: systemGit(git, { ...env, PATH: machine.path.join(":") }, interrupt.signal),
    clock: systemClock(),
    machine,
    findTools: (requests) => findTools({ files, processes: processes2, state, workspace, path: machine.path, home, env }, requests),
    interrupt,
    env,
    secrets,
    home,
    state,
    self: { node: process.execPath, entry: entry2, version }
  };
}
export {
  createWorld
};
