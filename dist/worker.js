import {
  chmodSync,
  closeSync,
  constants,
  errnoOf,
  fchmodSync,
  fsPath,
  fstatSync,
  fsyncSync,
  isDoubtful,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  nameText,
  openSync,
  opendirSync,
  readFileSync,
  readSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeSync
} from "./parts/shared-thread-core-name-text.js";
import "./parts/shared-thread-core-result.js";
import "./parts/shared.js";

// thread-node:path
var { basename, dirname, extname, join, posix, relative, resolve } = process.getBuiltinModule?.("node:path") ?? {};

// thread:src/system/folder.ts
function readFolder(path) {
  const entries = readdirSync(fsPath(path), { withFileTypes: true });
  const listed = entries.some((entry) => isDoubtful(entry.name)) ? readdirSync(fsPath(path), { withFileTypes: true, encoding: "buffer" }).map((entry) => ({
    name: nameText(entry.name),
    kind: kindOf(entry)
  })) : entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
  return listed.sort((a, b) => compare(a.name, b.name));
}
function kindOf(found) {
  if (found.isFile()) return "file";
  if (found.isDirectory()) return "folder";
  return found.isSymbolicLink() ? "link" : "other";
}
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

// thread:src/system/remove.ts
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
    for (const entry of readdirSync(folder, { withFileTypes: true, encoding: "buffer" })) {
      if (entry.isDirectory()) openFolders(below(folder, entry.name));
    }
  } catch (error) {
    if (errnoOf(error) === void 0) throw error;
  }
}
function below(folder, name) {
  const start = typeof folder === "string" ? Buffer.from(join(folder, "/")) : Buffer.concat([folder, Buffer.from("/")]);
  return Buffer.concat([start, name]);
}

// thread:src/system/disk.ts
var PLAIN = constants.O_NOFOLLOW | constants.O_NONBLOCK;
var NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
function systemDisk() {
  let masked;
  const mask = () => {
    masked ??= umask();
    return masked;
  };
  return {
    openRead: (path) => openRegular(path, constants.O_RDONLY | PLAIN),
    openWrite: (path) => openRegular(path, constants.O_RDWR | PLAIN),
    create(path, mode) {
      const file = openSync(fsPath(path), NEW, mode);
      if ((mode & mask()) !== 0) closingOnError(file, () => fchmodSync(file, mode));
      return file;
    },
    close: closeSync,
    facts: (file) => factsOf(fstatSync(file)),
    read: readFully,
    readWhole(path, into) {
      const file = openSync(fsPath(path), constants.O_RDONLY | PLAIN);
      try {
        const bytes = regular(file, path).size;
        const wanted = Math.min(bytes, into.length);
        const read = readFully(file, into.subarray(0, wanted), 0);
        return read < wanted ? read : bytes;
      } finally {
        closeSync(file);
      }
    },
    write(file, bytes, position) {
      for (let at = 0; at < bytes.length; ) {
        const place = position === void 0 ? null : position + at;
        at += writeSync(file, bytes, at, bytes.length - at, place);
      }
    },
    sync: fsyncSync,
    look(path) {
      try {
        const found = lstatSync(fsPath(path), { throwIfNoEntry: false });
        return found === void 0 ? void 0 : factsOf(found);
      } catch (error) {
        if (errnoOf(error) === "ENOTDIR") return void 0;
        throw error;
      }
    },
    list: readFolder,
    scan: scanFolder,
    readLink: (path) => nameText(readlinkSync(fsPath(path), { encoding: "buffer" })),
    makeFolder(path, mode) {
      mkdirSync(fsPath(path), mode);
      if ((mode & mask()) !== 0) chmodSync(fsPath(path), mode);
    },
    makeLink: (target, path) => symlinkSync(fsPath(target), fsPath(path)),
    makeHardLink: (existing, path) => linkSync(fsPath(existing), fsPath(path)),
    setMode: (path, mode) => chmodSync(fsPath(path), mode),
    setOwner: (path, uid, gid) => lchownSync(fsPath(path), uid, gid),
    rename: (from, to) => renameSync(fsPath(from), fsPath(to)),
    touch: (path, modified) => lutimesSync(fsPath(path), modified / 1e3, modified / 1e3),
    remove: removeTree,
    removeFile: (path) => unlessGone(() => unlinkSync(fsPath(path))),
    removeFolder: (path) => unlessGone(() => rmdirSync(fsPath(path)))
  };
}
function openRegular(path, flags) {
  const file = openSync(fsPath(path), flags);
  closingOnError(file, () => regular(file, path));
  return file;
}
function regular(file, path) {
  const found = fstatSync(file);
  if (!found.isFile()) throw Object.assign(new Error("not a regular file"), { code: "EINVAL", path });
  return found;
}
function readFully(file, into, position) {
  let at = 0;
  while (at < into.length) {
    const count = readSync(file, into, at, into.length - at, position + at);
    if (count === 0) break;
    at += count;
  }
  return at;
}
function closingOnError(file, work) {
  try {
    work();
  } catch (error) {
    closeSync(file);
    throw error;
  }
}
function factsOf(found) {
  return { kind: kindOf(found), bytes: found.size, mode: found.mode & 4095, modified: found.mtimeMs };
}
function scanFolder(path, most, visit) {
  const folder = opendirSync(path);
  try {
    for (let count = 0; ; count += 1) {
      const entry = folder.readSync();
      if (entry === null) return true;
      if (count === most) return false;
      visit(entry.name, kindOf(entry));
    }
  } finally {
    folder.closeSync();
  }
}
function unlessGone(work) {
  try {
    work();
  } catch (error) {
    if (errnoOf(error) !== "ENOENT") throw error;
  }
}
function umask() {
  try {
    const found = /^Umask:\s*([0-7]+)$/m.exec(readFileSync("/proc/self/status", "latin1"));
    return found === null ? 511 : Number.parseInt(found[1] ?? "777", 8);
  } catch {
    return 511;
  }
}

// thread:src/core/secret-name.ts
var SECRET = /TOKEN(?!IZ)|SECRET|PASSW(?:OR)?D|PASSPHRASE|CREDENTIAL|PRIVATE_?KEY|API_?KEY|_KEY$|_JWT(?:_|$)|_PAT$|AUTH_CONFIG|_AUTH$/i;
var PLACE = /_(?:FILE|PATH|DIR)$/i;
function looksSecret(name) {
  return SECRET.test(name) && !PLACE.test(name);
}

// thread:src/system/http-agent.ts
async function authorities(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return `SSL_CERT_FILE cannot be read (${file})`;
  }
  const { getCACertificates } = await import("node:tls");
  return [text, ...getCACertificates("extra")];
}

// thread:src/system/own-thread.ts
var KEPT = 256 * 1024;
async function settleThread(folder) {
  process.cwd = () => folder;
  hideSecrets();
  await believe(process.env["SSL_CERT_FILE"] ?? "");
  return captureOutput();
}
function hideSecrets() {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(env)) {
    if (looksSecret(name)) Object.defineProperty(env, name, { value, enumerable: false });
  }
  process.env = env;
}
async function believe(file) {
  const ca = file === "" ? "" : await authorities(file);
  if (typeof ca === "string") return;
  const tls = await import("node:tls");
  tls.setDefaultCACertificates?.(ca);
}
function captureOutput() {
  let kept = "";
  const take = (chunk) => {
    kept = `${kept}${Buffer.from(chunk).toString("utf8")}`.slice(-KEPT);
    return true;
  };
  process.stdout.write = take;
  process.stderr.write = take;
  return () => kept;
}

// thread-node:worker_threads
var { parentPort } = process.getBuiltinModule?.("node:worker_threads") ?? {};

// thread:src/system/thread.ts
function serve(tasks) {
  const port = parentPort;
  if (port === null) throw new Error("this file is for threads");
  const loaded = /* @__PURE__ */ new Map();
  port.on("message", ({ task, input }) => {
    const move = [];
    perform(task, input, move).then((output) => port.postMessage({ output }, move)).catch((error) => port.postMessage({ error: told(error) }));
  });
  async function perform(name, input, move) {
    const load = Object.hasOwn(tasks, name) ? tasks[name] : void 0;
    if (load === void 0) throw new Error(`there is no task "${name}"`);
    const task = loaded.get(name) ?? load();
    loaded.set(name, task);
    return (await task)(input, move);
  }
}
function told(error) {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), stack: "" };
  return { name: error.name, message: error.message, stack: error.stack ?? "" };
}

// src/worker.ts
serve({
  digest: async () => (await import("./parts/thread-system-digest-whole.js")).digestTask,
  pack: async () => {
    const { packGroups } = await import("./parts/thread-cache-archive-pack-groups.js");
    return packGroups(systemDisk());
  },
  unpack: async () => {
    const { unpackGroups } = await import("./parts/thread-cache-archive-unpack-groups.js");
    return unpackGroups(systemDisk());
  },
  "github-save": async () => {
    const { githubSave } = await import("./parts/thread-cache-stores-github-save.js");
    return githubSave(settleThread);
  }
});
