import {
  get
} from "./shared-node-http.js";
import {
  availableParallelism,
  basename,
  connect,
  dirname,
  join,
  kindOf,
  resolve,
  setTimeout,
  spawn,
  systemClock,
  systemDisk,
  systemFiles,
  systemHttp,
  systemWorkers,
  tmpdir
} from "./common.js";
import {
  attempt,
  closeSync,
  fchmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeSync
} from "./shared-core-redact.js";

// src/system/inside-files.ts
function look(path) {
  return attempt("look at", path, () => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === void 0) return void 0;
    const target = found.isSymbolicLink() ? readlinkSync(path) : void 0;
    return { kind: kindOf(found), mode: found.mode & 4095, bytes: found.size, target };
  });
}
function names(path) {
  return attempt("list", path, () => readdirSync(path).sort());
}
function read(path) {
  return attempt("read", path, () => {
    const file = openSync(path, "r");
    return {
      read: (into, at) => attempt("read", path, () => fill(file, into, at)),
      close: () => closeSync(file)
    };
  });
}
function remove(path) {
  return attempt("remove", path, () => rmSync(path, { recursive: true, force: true }));
}
function write(path, mode) {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  return attempt("write", path, () => {
    mkdirSync(dirname(path), { recursive: true });
    rmSync(beside, { force: true });
    const file = openSync(beside, "wx", 384);
    let end = 0;
    let open = true;
    const close = () => {
      if (open) closeSync(file);
      open = false;
    };
    return {
      write: (bytes, at = end) => attempt("write", path, () => {
        for (let from = 0; from < bytes.length; )
          from += writeSync(file, bytes, from, bytes.length - from, at + from);
        end = Math.max(end, at + bytes.length);
      }),
      finish: () => attempt("write", path, () => {
        fchmodSync(file, mode);
        close();
        renameSync(beside, path);
      }),
      drop: () => {
        close();
        rmSync(beside, { force: true });
      }
    };
  });
}
function fill(file, into, at) {
  let filled = 0;
  while (filled < into.length) {
    const count = readSync(file, into, filled, into.length - filled, at + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

// src/system/inside-loopback.ts
var HOST = "127.0.0.1";
var CONNECT_LIMIT = 2e3;
function listens(port) {
  return new Promise((resolve2) => {
    const socket = connect({ host: HOST, port, timeout: CONNECT_LIMIT });
    const end = (answer) => {
      socket.destroy();
      resolve2(answer);
    };
    socket.once("connect", () => end(true));
    socket.once("timeout", () => end(false));
    socket.once("error", () => end(false));
  });
}
function ask(port, path, limit) {
  return new Promise((resolve2) => {
    let connected = false;
    const request = get(
      { host: HOST, port, path, agent: false, signal: AbortSignal.timeout(limit) },
      (response) => {
        resolve2({ kind: "answered", status: response.statusCode ?? 0 });
        response.destroy();
      }
    );
    request.on("socket", (socket) => {
      socket.on("connect", () => {
        connected = true;
      });
    });
    request.on("error", () => resolve2({ kind: connected ? "silent" : "refused" }));
  });
}

// src/system/inside-program.ts
function start({ program, args, env, cwd, input, elsewhere, onOutput, onErrors }) {
  const made = elsewhere === true ? mkdtempSync(join(tmpdir(), "start-")) : void 0;
  const child = spawn(program.includes("/") ? resolve(program) : program, [...args], {
    cwd: made ?? cwd,
    env: { ...process.env, ...env },
    stdio: [
      input === void 0 ? "ignore" : "pipe",
      onOutput === void 0 ? "inherit" : "pipe",
      onErrors === void 0 ? "inherit" : "pipe"
    ]
  });
  child.stdin?.on("error", () => {
  }).end(input);
  if (onOutput !== void 0) child.stdout?.on("data", onOutput);
  if (onErrors !== void 0) child.stderr?.on("data", onErrors);
  const ended = new Promise((resolve2) => {
    child.once(
      "error",
      (error) => resolve2({ kind: "not-started", errno: error.code ?? "EIO" })
    );
    child.once(
      onOutput === void 0 && onErrors === void 0 ? "exit" : "close",
      (exit, signal) => resolve2(exit === null ? { kind: "killed", signal: signal ?? "SIGKILL" } : { kind: "exited", exit })
    );
  });
  const over = ended.then((how) => {
    if (made !== void 0) rmSync(made, { recursive: true, force: true });
    return how;
  });
  return {
    ended: over,
    signal: (name) => {
      child.kill(name);
    }
  };
}

// src/system/inside.ts
function inside(entry) {
  let opened;
  let interrupt;
  const http = systemHttp({
    env: process.env,
    // Only of who asked for it: a signal ends everybody else.
    get interrupt() {
      return interrupt;
    }
  });
  const open = () => {
    const workers = systemWorkers(entry);
    return {
      files: systemFiles(workers),
      disk: systemDisk(),
      http,
      workers,
      clock: systemClock()
    };
  };
  return {
    doors() {
      opened ??= open();
      return opened;
    },
    interrupt() {
      interrupt ??= firstSignal();
      return interrupt;
    },
    look,
    names,
    read,
    remove,
    write,
    start,
    listens,
    ask,
    now: () => performance.now(),
    // What an abort rejects with is of no interest: it was wanted.
    pause: (milliseconds, signal) => setTimeout(milliseconds, void 0, { signal }).catch(() => {
    }),
    self: { node: process.execPath, entry },
    env: process.env,
    cores: availableParallelism(),
    print: (text) => {
      process.stdout.write(text);
    },
    complain: (text) => {
      process.stderr.write(text);
    }
  };
}
function firstSignal() {
  const controller = new AbortController();
  for (const name of ["SIGTERM", "SIGINT"]) process.on(name, () => controller.abort(name));
  return controller.signal;
}

export {
  inside
};
