import {
  interrupted,
  lastLine,
  runEngine
} from "./shared-image-builders-engine-program.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import "./shared-cli-internal-write-whole.js";
import {
  configBytes,
  copyBlob,
  copyImage
} from "./shared-image-copy.js";
import {
  debian,
  factsOf,
  imageStore,
  registryBase,
  repositoryOf,
  storeOf
} from "./shared-image-bases-debian.js";
import {
  gzip
} from "./shared-formats-gzip.js";
import "./shared-formats-deb822.js";
import {
  openArchive
} from "./shared-image-docker-archive.js";
import {
  TAR_END,
  tarHeader,
  tarPadding
} from "./shared-formats-tar.js";
import {
  createLayout
} from "./shared-image-layout-write.js";
import {
  manifestBytes,
  sortedTexts
} from "./shared-image-manifest.js";
import {
  readTree
} from "./shared-image-tree-merge.js";
import {
  imageOf,
  readLayer
} from "./shared-image-layer-read.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import {
  attempt,
  openLayout,
  piecesOf,
  streamExtent
} from "./shared-image-layout.js";
import {
  TAR_BLOCK,
  TarError,
  isZero,
  readPax,
  readTarHeader
} from "./shared-formats-tar-read.js";
import {
  constants,
  zstdCompress
} from "./shared-node-zlib.js";
import {
  CONFIG_LIMIT,
  EMPTY_LOCK,
  LOCK_FILE,
  MANIFEST_LIMIT,
  MEDIA,
  TomlError,
  clauseHolds,
  compressionOf,
  createHash,
  explain,
  fitsPlatform,
  globTest,
  hash,
  imageDigest,
  imagesFor,
  isImageDigest,
  isLoopback,
  isManifest,
  isPlainObject,
  isSha256,
  jsonDigest,
  libcOf,
  lineOf,
  mismatch,
  parse,
  parseImageName,
  pinDockerfile,
  pinOf,
  pinnedName,
  platformText,
  posix,
  randomBytes,
  randomUUID,
  readDockerfile,
  readLock,
  readManifest,
  strictJson,
  workspacePath
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok,
  unreachable
} from "./shared-core-redact.js";
import "./shared.js";

// src/image/bases/local.ts
var layoutBase = {
  summary: "an OCI image layout: a folder",
  async resolve({ spec, platform }, inside) {
    const opened = openLayout(inside.doors().disk, spec.path, { platform });
    return opened.ok ? baseOf(spec.path, opened.value, platform) : opened;
  }
};
var archiveBase = {
  summary: "an archive of docker save, podman save or skopeo",
  async resolve({ spec, platform }, inside) {
    const opened = await openArchive(inside.doors().disk, spec.path, { platform });
    return opened.ok ? baseOf(spec.path, opened.value, platform) : opened;
  }
};
var scratch = {
  summary: "nothing: for programs that need nothing",
  async resolve() {
    return ok({
      resolved: void 0,
      image: void 0,
      facts: async () => ok({}),
      remarks: [],
      release: () => {
      }
    });
  }
};
async function baseOf(name, source, platform) {
  const image = await imageOf(source, platform);
  if (!image.ok) return image;
  return ok({
    resolved: { name, digest: image.value.descriptor.digest },
    image: image.value,
    facts: () => factsOf(image.value),
    remarks: [],
    release: () => {
    }
  });
}

// src/image/bases/registry.ts
var BASES = {
  registry: registryBase,
  debian,
  layout: layoutBase,
  archive: archiveBase,
  scratch
};
function resolveBase(request, inside) {
  const { spec } = request;
  switch (spec.kind) {
    case "registry":
      return BASES.registry.resolve({ ...request, spec }, inside);
    case "debian":
      return BASES.debian.resolve({ ...request, spec }, inside);
    case "layout":
      return BASES.layout.resolve({ ...request, spec }, inside);
    case "archive":
      return BASES.archive.resolve({ ...request, spec }, inside);
    case "scratch":
      return BASES.scratch.resolve({ ...request, spec }, inside);
    default:
      return unreachable(spec);
  }
}

// src/image/dependencies/node-tidy.ts
var NOTES = [
  ".package-lock.json",
  ".modules.yaml",
  ".pnpm-workspace-state.json",
  ".pnpm-workspace-state-v1.json",
  ".pnpm/lock.yaml",
  ".yarn-integrity",
  ".yarn-state.yml",
  ".package-map.json",
  ".cache"
];
function tidyNode(disk, modules) {
  return attempt("write", modules, () => {
    for (const note of NOTES) disk.remove(`${modules}/${note}`);
    const pnpm = `${modules}/.pnpm`;
    if (disk.look(pnpm)?.kind === "folder" && disk.list(pnpm).length === 0) disk.removeFolder(pnpm);
  });
}
function countModules(disk, modules) {
  return attempt("read", modules, () => {
    let count = 0;
    eachPackage(disk, modules, () => {
      count += 1;
    });
    return count;
  });
}
function scriptsWithheld(disk, modules) {
  return attempt("read", modules, () => {
    const names2 = /* @__PURE__ */ new Set();
    eachPackage(disk, modules, (folder, name) => {
      if (needsScript(disk, folder)) names2.add(name);
    });
    return [...names2].sort();
  });
}
var LIMIT = 4 * 2 ** 20;
function needsScript(disk, folder) {
  if (disk.look(`${folder}/binding.gyp`)?.kind === "file") return true;
  const facts = disk.look(`${folder}/package.json`);
  if (facts?.kind !== "file" || facts.bytes > LIMIT) return false;
  const into = Buffer.alloc(facts.bytes);
  const text3 = into.subarray(0, disk.readWhole(`${folder}/package.json`, into)).toString("utf8");
  let json;
  try {
    json = JSON.parse(text3);
  } catch {
    return false;
  }
  const scripts = isPlainObject(json) ? json["scripts"] : void 0;
  return isPlainObject(scripts) && ["preinstall", "install", "postinstall"].some((name) => typeof scripts[name] === "string");
}
function eachPackage(disk, modules, visit) {
  for (const { name, kind } of disk.list(modules)) {
    if (kind !== "folder" || name.startsWith(".")) continue;
    const below2 = name.startsWith("@") ? disk.list(`${modules}/${name}`).flatMap((one) => one.kind === "folder" ? [`${name}/${one.name}`] : []) : [name];
    for (const one of below2) {
      visit(`${modules}/${one}`, one);
      const nested = `${modules}/${one}/node_modules`;
      if (disk.look(nested)?.kind === "folder") eachPackage(disk, nested, visit);
    }
  }
}

// src/image/dependencies/programs.ts
var GRACE = 5e3;
var TICK = 100;
var ANSWER = 64 * 2 ** 20;
async function runProgram(inside, start) {
  const interrupt = inside.interrupt();
  const running = inside.start(start);
  let over = false;
  const ended = running.ended.finally(() => {
    over = true;
  });
  let told;
  while (!over) {
    await Promise.race([ended, inside.pause(TICK)]);
    if (!interrupt.aborted) continue;
    if (told === void 0) running.signal("SIGTERM");
    else if (inside.now() > told + GRACE) running.signal("SIGKILL");
    told ??= inside.now();
  }
  const how = await ended;
  if (interrupt.aborted)
    return err({ code: "interrupted", signal: interrupt.reason === "SIGINT" ? "SIGINT" : "SIGTERM" });
  if (how.kind === "exited") return ok(how.exit);
  if (how.kind === "not-started" && how.errno === "ENOENT") return ok(void 0);
  const message = how.kind === "killed" ? how.signal : how.errno;
  return err({ code: "image-build-failed", builder: "layers", message: `${start.program}: ${message}` });
}
async function askProgram(inside, start) {
  const parts = [];
  let bytes = 0;
  const exit = await runProgram(inside, {
    ...start,
    onOutput: (piece) => {
      bytes += piece.length;
      if (bytes <= ANSWER) parts.push(Buffer.from(piece));
    }
  });
  if (!exit.ok) return exit;
  return ok(exit.value === 0 && bytes <= ANSWER ? Buffer.concat(parts).toString("utf8") : void 0);
}

// src/image/dependencies/workspace-files.ts
var LIMIT2 = 64 * 2 ** 20;
var LIMIT_OF_ALL = 256 * 2 ** 20;
var MOST_FILES = 5e3;
function readText(inside, path) {
  const bytes = readFile(inside, path);
  return bytes.ok ? ok(bytes.value?.toString("utf8")) : bytes;
}
function readFiles(inside, paths) {
  const found = /* @__PURE__ */ new Map();
  const waiting = [...paths];
  let sum = 0;
  for (let path = waiting.shift(); path !== void 0; path = waiting.shift()) {
    const looked = inside.look(path);
    if (!looked.ok) return looked;
    if (looked.value?.kind === "folder") {
      const names2 = inside.names(path);
      if (!names2.ok) return names2;
      for (const name of names2.value) {
        const below2 = posix.join(path, name);
        const kind = inside.look(below2);
        if (kind.ok && kind.value?.kind !== "link") waiting.push(below2);
      }
      continue;
    }
    const bytes = readFile(inside, path);
    if (!bytes.ok) return bytes;
    if (bytes.value === void 0) continue;
    sum += bytes.value.length;
    found.set(path, bytes.value);
    if (sum > LIMIT_OF_ALL || found.size > MOST_FILES)
      return invalid(path, "it and the files beside it are more than a manifest, a lock and settings");
  }
  return ok(found);
}
function readFile(inside, path) {
  const looked = inside.look(path);
  if (!looked.ok) return looked;
  if (looked.value === void 0) return ok(void 0);
  const file = inside.read(path);
  if (!file.ok) return file;
  try {
    const parts = [];
    for (let at = 0; ; ) {
      const piece = Buffer.alloc(256 * 1024);
      const count = file.value.read(piece, at);
      if (!count.ok) return count;
      parts.push(piece.subarray(0, count.value));
      at += count.value;
      if (at > LIMIT2) return invalid(path, `it has more than ${LIMIT2} bytes`);
      if (count.value < piece.length) return ok(Buffer.concat(parts));
    }
  } finally {
    file.value.close();
  }
}
function invalid(file, message) {
  return err({ code: "project-invalid", file, message, next: `correct ${file}` });
}

// src/image/dependencies/node.ts
async function prepareNode(request, inside) {
  const { dependencies, facts, platform } = request;
  const copied = readFiles(inside, dependencies.files);
  if (!copied.ok) return copied;
  const texts = copied.value;
  const lock = LOCKS[dependencies.manager].find((name) => texts.has(name));
  if (lock === void 0) {
    return err({
      code: "project-invalid",
      file: "package.json",
      message: `has no lock file of ${dependencies.manager} beside it, and an image holds what a lock file pins`,
      next: `run ${dependencies.manager} install, and commit the lock file`
    });
  }
  const first = /^# yarn lockfile v1$/m.test(texts.get(lock)?.toString("utf8") ?? "");
  const manager = dependencies.manager === "yarn" && first ? "yarn-1" : dependencies.manager;
  const key = jsonDigest({
    recipe: RECIPE,
    kind: "node",
    manager,
    node: facts.node ?? "",
    libc: libcOf(facts)?.kind ?? "",
    platform: platformText(platform),
    files: Object.fromEntries([...texts].map(([path, bytes]) => [path, hash("sha256", bytes)]))
  });
  return ok({ key, make: () => make(request, manager, texts, lock, inside) });
}
var LOCKS = {
  npm: ["npm-shrinkwrap.json", "package-lock.json"],
  pnpm: ["pnpm-lock.yaml"],
  yarn: ["yarn.lock"]
};
async function make(request, manager, texts, lock, inside) {
  const place = ground(inside);
  if (!place.ok) return place;
  const { folder, release } = place.value;
  const made = await fill(request, manager, texts, folder, inside);
  if (!made.ok) {
    release();
    return made;
  }
  const withheld = scriptsWithheld(inside.doors().disk, `${folder}/content/node_modules`);
  if (!withheld.ok) {
    release();
    return withheld;
  }
  const { facts, platform } = request;
  return ok({
    folder: `${folder}/content`,
    summary: `${made.value} packages for Node ${facts.node} on ${platformText(platform)} by ${manager === "yarn-1" ? "yarn" : manager}, checked against ${lock}`,
    remarks: withheld.value.length === 0 ? [] : [
      `install scripts did not run: ${withheld.value.join(", ")}; what they would have built is not there`
    ],
    release
  });
}
async function fill({ platform, facts, base }, manager, texts, folder, inside) {
  const { files, disk } = inside.doors();
  const work = `${folder}/work`;
  for (const [path, bytes] of texts) {
    const place = posix.join(work, path);
    const above = files.makeFolder(posix.dirname(place));
    const written = above.ok ? attempt("write", place, () => writeNew(disk, place, bytes)) : above;
    if (!written.ok) return written;
  }
  for (const call of callsOf(manager, platform, facts)) {
    const done = await run(call, work, base, inside);
    if (!done.ok) return done;
  }
  const moved = attempt("write", folder, () => {
    disk.makeFolder(`${folder}/content`, 493);
    const modules = `${work}/node_modules`;
    if (disk.look(modules)?.kind === "folder") disk.rename(modules, `${folder}/content/node_modules`);
    else disk.makeFolder(`${folder}/content/node_modules`, 493);
  });
  if (!moved.ok) return moved;
  const tidied = tidyNode(disk, `${folder}/content/node_modules`);
  return tidied.ok ? countModules(disk, `${folder}/content/node_modules`) : tidied;
}
async function run({ program, args, env }, work, base, inside) {
  const exit = await runProgram(inside, { program, args, env, cwd: work });
  if (!exit.ok) return exit;
  if (exit.value === 0) return ok(void 0);
  if (exit.value === void 0) {
    return err({
      code: "tool-missing",
      tool: program,
      wantedBy: "the dependencies of an image",
      get: `install ${program}, which the lock file is of`
    });
  }
  return err({
    code: "image-build-failed",
    builder: "layers",
    message: `${program} could not install the dependencies for ${base} (exit ${exit.value})`,
    next: "what it says stands above"
  });
}
function writeNew(disk, path, bytes) {
  const file = disk.create(path, 420);
  try {
    disk.write(file, bytes);
  } finally {
    disk.close(file);
  }
}
function callsOf(manager, platform, facts) {
  const cpu = CPUS[platform.architecture] ?? platform.architecture;
  const libc = libcOf(facts)?.kind;
  const target = [`--os=${platform.os}`, `--cpu=${cpu}`, ...libc === void 0 ? [] : [`--libc=${libc}`]];
  switch (manager) {
    case "npm": {
      const flags = ["--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
      return [{ program: "npm", args: ["ci", ...flags, ...target], env: {} }];
    }
    case "pnpm": {
      const args = ["install", "--prod", "--frozen-lockfile", "--ignore-scripts", ...target];
      const env = { npm_config_node_linker: "hoisted", npm_config_package_import_method: "copy", CI: "true" };
      return [{ program: "pnpm", args, env }];
    }
    case "yarn-1": {
      const flags = ["--production", "--frozen-lockfile", "--ignore-scripts", "--non-interactive"];
      return [{ program: "yarn", args: ["install", ...flags], env: {} }];
    }
    case "yarn":
      return [
        { program: "yarn", args: ["install", "--immutable", "--mode=skip-build"], env: YARN },
        { program: "yarn", args: ["workspaces", "focus", "--production"], env: YARN }
      ];
  }
}
var YARN = {
  YARN_NODE_LINKER: "node-modules",
  YARN_ENABLE_SCRIPTS: "false",
  YARN_ENABLE_TELEMETRY: "false"
};
var CPUS = { amd64: "x64", "386": "ia32", ppc64le: "ppc64" };

// src/image/dependencies/markers.ts
function markerEnvironment(python, platform) {
  const [major = "3", minor = "0"] = python.split(".");
  return /* @__PURE__ */ new Map([
    ["os_name", "posix"],
    ["sys_platform", "linux"],
    ["platform_system", "Linux"],
    ["platform_machine", machineOf(platform)],
    ["platform_python_implementation", "CPython"],
    ["implementation_name", "cpython"],
    ["python_version", `${major}.${minor}`],
    ["python_full_version", python],
    ["implementation_version", python],
    ["platform_release", ""],
    ["platform_version", ""],
    ["extra", ""],
    // How they were written before PEP 508.
    ["os.name", "posix"],
    ["sys.platform", "linux"],
    ["platform.machine", machineOf(platform)],
    ["platform.python_implementation", "CPython"],
    ["python_implementation", "CPython"]
  ]);
}
function machineOf({ architecture, variant }) {
  const names2 = { amd64: "x86_64", arm64: "aarch64", "386": "i686" };
  if (architecture === "arm") return `arm${variant ?? "v7"}l`;
  return names2[architecture] ?? architecture;
}
var Malformed = class extends Error {
};
function markerHolds(marker, environment) {
  const tokens = marker.match(/\s+|\(|\)|'[^']*'|"[^"]*"|===|[<>=!~]=|[<>]|[A-Za-z_][A-Za-z0-9_.]*|./g) ?? [];
  const words = tokens.filter((token) => token.trim() !== "");
  const reader = new Reader(words, environment);
  try {
    return ok(reader.whole());
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return err(`its marker cannot be read (${marker.slice(0, 100)})`);
  }
}
var DEEPEST = 50;
var Reader = class {
  #words;
  #environment;
  #at = 0;
  #depth = 0;
  constructor(words, environment) {
    this.#words = words;
    this.#environment = environment;
  }
  whole() {
    const value = this.#either();
    if (this.#at !== this.#words.length) throw new Malformed();
    return value;
  }
  #either() {
    let value = this.#both();
    while (this.#take("or")) value = this.#both() || value;
    return value;
  }
  #both() {
    let value = this.#one();
    while (this.#take("and")) value = this.#one() && value;
    return value;
  }
  #one() {
    if (!this.#take("(")) return this.#comparison();
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Malformed();
    const value = this.#either();
    if (!this.#take(")")) throw new Malformed();
    this.#depth -= 1;
    return value;
  }
  #comparison() {
    const left = this.#value();
    const operator = this.#take("not") ? this.#take("in") ? "not in" : "" : this.#next();
    const right = this.#value();
    switch (operator) {
      case "in":
        return right.includes(left);
      case "not in":
        return !right.includes(left);
      case "===":
        return left === right;
      case "==":
      case "!=":
      case "<":
      case "<=":
      case ">":
      case ">=":
      case "~=":
        return holds(left, operator, right);
      default:
        throw new Malformed();
    }
  }
  #value() {
    const word = this.#next();
    if (/^(['"]).*\1$/s.test(word)) return word.slice(1, -1);
    const value = this.#environment.get(word);
    if (value === void 0) throw new Malformed();
    return value;
  }
  #next() {
    const word = this.#words[this.#at];
    if (word === void 0) throw new Malformed();
    this.#at += 1;
    return word;
  }
  #take(word) {
    if (this.#words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
};
function holds(left, operator, right) {
  const asVersions = /^\d/.test(left) ? clauseHolds(left, `${operator}${right}`) : void 0;
  if (asVersions !== void 0) return asVersions;
  switch (operator) {
    case "==":
      return left === right;
    case "!=":
      return left !== right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      throw new Malformed();
  }
}

// src/image/dependencies/poetry-lock.ts
function poetryRequirements(text3) {
  let root;
  try {
    root = parse(text3);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    return err("it is no TOML");
  }
  const version = String(table(root["metadata"])["lock-version"]);
  if (!/^2\.[1-9]\d*$/.test(version))
    return err(
      `it is of lock version ${version.slice(0, 10)}, which does not say what the program needs to run`
    );
  const packages = root["package"];
  if (!Array.isArray(packages)) return ok("");
  const lines = [];
  const indexes = /* @__PURE__ */ new Set();
  for (const one of packages) {
    const entry = table(one);
    if (!isOfMain(entry)) continue;
    const line = lineOf2(entry, indexes);
    if (!line.ok) return line;
    lines.push(line.value);
  }
  return ok([...[...indexes].map((url) => `--extra-index-url ${url}`), ...lines, ""].join("\n"));
}
function isOfMain(entry) {
  const groups = entry["groups"];
  return entry["optional"] !== true && Array.isArray(groups) && groups.includes("main");
}
function lineOf2(entry, indexes) {
  const { name, version, markers } = entry;
  if (typeof name !== "string" || typeof version !== "string") return err("a package has no name or version");
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) || !/^[A-Za-z0-9][A-Za-z0-9.+!_-]*$/.test(version))
    return err("a package has a name or version that is none");
  const source = table(entry["source"]);
  if (source["type"] !== void 0 && source["type"] !== "legacy")
    return err(`${name} is no package of an index, and only built packages go into an image`);
  if (typeof source["url"] === "string" && /^https?:\/\/\S+$/.test(source["url"])) indexes.add(source["url"]);
  const marker = typeof markers === "string" ? markers : table(markers)["main"];
  if (typeof marker === "string" && /[\r\n#]/.test(marker)) return err(`the marker of ${name} is none`);
  const files = Array.isArray(entry["files"]) ? entry["files"] : [];
  const hashes = files.flatMap((file) => {
    const hash2 = table(file)["hash"];
    return typeof hash2 === "string" && /^sha(?:256|384|512):[0-9a-f]+$/.test(hash2) ? [hash2] : [];
  });
  if (hashes.length === 0) return err(`${name} has no hashes in it`);
  const condition = typeof marker === "string" && marker !== "" ? ` ; ${marker}` : "";
  return ok(`${name}==${version}${condition} ${hashes.map((hash2) => `--hash=${hash2}`).join(" ")}`);
}
function table(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

// src/image/dependencies/python-tidy.ts
var LIMIT3 = 16 * 2 ** 20;
var NOTES2 = /* @__PURE__ */ new Set([
  "INSTALLER",
  "REQUESTED",
  "direct_url.json",
  "uv_cache.json",
  "uv_build.json"
]);
function tidyPython(disk, folder) {
  return attempt("write", folder, () => {
    disk.remove(`${folder}/.lock`);
    removeBytecode(disk, folder);
    const bin = `${folder}/bin`;
    const scripts = disk.look(bin)?.kind === "folder" ? disk.list(bin).map(({ name }) => name) : [];
    const infos = infosOf(disk, folder);
    const made = /* @__PURE__ */ new Set();
    for (const info of infos) {
      for (const name of NOTES2) disk.remove(`${folder}/${info}/${name}`);
      rewrite(disk, `${folder}/${info}/RECORD`, recordText(text(disk, `${folder}/${info}/RECORD`)), 420);
      for (const [name, target] of entryPoints(text(disk, `${folder}/${info}/entry_points.txt`))) {
        if (!scripts.includes(name)) continue;
        made.add(name);
        rewrite(disk, `${bin}/${name}`, scriptText(target), 493);
      }
    }
    for (const name of scripts) if (!made.has(name)) anyPython(disk, `${bin}/${name}`);
    return infos.length;
  });
}
function missingRequirements(disk, folder, environment) {
  return attempt("read", folder, () => {
    const metadata = infosOf(disk, folder).map((info) => text(disk, `${folder}/${info}/METADATA`));
    const names2 = new Set(metadata.flatMap((one) => normal(field(one, "Name")[0] ?? "")));
    for (const one of metadata) {
      for (const wanted of field(one, "Requires-Dist")) {
        const [, name = "", marker] = /^([A-Za-z0-9._-]+)[^;]*(?:;(.*))?$/s.exec(wanted) ?? [];
        const holds2 = marker === void 0 ? ok(true) : markerHolds(marker, environment);
        if (!holds2.ok || !holds2.value || names2.has(normal(name))) continue;
        return `${field(one, "Name")[0]} ${field(one, "Version")[0]} asks for ${name}`;
      }
    }
    return void 0;
  });
}
function infosOf(disk, folder) {
  return disk.list(folder).filter(({ name, kind }) => kind === "folder" && name.endsWith(".dist-info")).map(({ name }) => name).sort();
}
function field(metadata, name) {
  const head = metadata.split(/\r?\n\r?\n/, 1)[0] ?? "";
  return [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.*)$`, "gim"))].map(([, value = ""]) => value.trim());
}
function normal(name) {
  return name.toLowerCase().replace(/[-_.]+/g, "-");
}
function removeBytecode(disk, folder) {
  for (const { name, kind } of disk.list(folder)) {
    const path = `${folder}/${name}`;
    if (kind === "folder" && name === "__pycache__") disk.remove(path);
    else if (kind === "folder") removeBytecode(disk, path);
  }
}
function recordText(record) {
  const lines = record.split(/\r?\n/).flatMap((line) => {
    const path = line.replace(/^(?:\.\.\/)+bin\//, "bin/");
    const file = /^"?([^",]*)/.exec(path)?.[1] ?? "";
    if (file === "" || NOTES2.has(file.split("/").at(-1) ?? "") || file.endsWith(".pyc")) return [];
    return [file.startsWith("bin/") ? `${file},,` : path];
  });
  return `${[...new Set(lines)].sort().join("\n")}
`;
}
function entryPoints(text3) {
  const section = /^\[console_scripts\]\s*$([^[]*)/m.exec(text3)?.[1] ?? "";
  return [...section.matchAll(/^\s*([\w.-]+)\s*=\s*([\w.]+\s*:\s*[\w.]+)/gm)].map(
    ([, name = "", target = ""]) => [name, target.replace(/\s/g, "")]
  );
}
function scriptText(target) {
  const [module = "", object = ""] = target.split(":");
  const first = object.split(".")[0] ?? "";
  return `#!/usr/bin/env python3
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

from ${module} import ${first}

if __name__ == '__main__':
    sys.exit(${object}())
`;
}
function anyPython(disk, path) {
  if (disk.look(path)?.kind !== "file") return;
  const script = text(disk, path);
  const line = /^#![^\n]*python[^\n]*\n/.exec(script)?.[0];
  if (line !== void 0) rewrite(disk, path, `#!/usr/bin/env python3
${script.slice(line.length)}`, 493);
}
function text(disk, path) {
  const facts = disk.look(path);
  if (facts?.kind !== "file" || facts.bytes > LIMIT3) return "";
  const into = Buffer.alloc(facts.bytes);
  return into.subarray(0, disk.readWhole(path, into)).toString("latin1");
}
function rewrite(disk, path, content, mode) {
  disk.remove(path);
  const file = disk.create(path, mode);
  try {
    disk.write(file, Buffer.from(content, "latin1"));
  } finally {
    disk.close(file);
  }
}

// src/image/dependencies/requirements.ts
var MOST_FILES2 = 100;
var MOST_LINES = 2e4;
function readRequirements(files, read, environment) {
  const found = new Found(environment);
  const waiting = files.map((path) => ({ path, constraint: false }));
  for (let next = waiting.shift(); next !== void 0; next = waiting.shift()) {
    const { path, constraint } = next;
    const key = `${constraint ? "c" : "r"} ${path}`;
    if (found.seen.has(key)) continue;
    found.seen.add(key);
    if (found.seen.size > MOST_FILES2)
      return err(invalid2(path, `more than ${MOST_FILES2} files include each other`));
    const text3 = read(path);
    if (!text3.ok) return text3;
    if (text3.value === void 0) return err(invalid2(path, "it is not there"));
    for (const line of logicalLines(text3.value)) {
      const included = found.take(line, path, constraint);
      if (!included.ok) return included;
      if (included.value !== void 0) waiting.push(included.value);
    }
  }
  return ok(found.all());
}
function parseRequirements(text3, name, environment) {
  return readRequirements([name], (path) => ok(path === name ? text3 : void 0), environment);
}
function requirementsText(options, requirements) {
  const lines = requirements.map(
    ({ text: text3, hashes }) => [text3, ...hashes.map((hash2) => `--hash=${hash2}`)].join(" ")
  );
  return [...options, ...lines, ""].join("\n");
}
var Found = class {
  seen = /* @__PURE__ */ new Set();
  #environment;
  #requirements = /* @__PURE__ */ new Map();
  #constraints = /* @__PURE__ */ new Map();
  #options = /* @__PURE__ */ new Set();
  #self = false;
  #lines = 0;
  constructor(environment) {
    this.#environment = environment;
  }
  all() {
    return {
      requirements: [...this.#requirements.values()],
      constraints: [...this.#constraints.values()],
      options: [...this.#options],
      self: this.#self,
      files: [...new Set([...this.seen].map((key) => key.slice(2)))]
    };
  }
  take(line, path, constraint) {
    this.#lines += 1;
    if (this.#lines > MOST_LINES) return err(invalid2(path, `it has more than ${MOST_LINES} lines`));
    const [, option = "", argument = ""] = /^(-[a-zA-Z]|--[a-z-]+)(?:[\s=]+|(?<=^-[a-zA-Z])(?=\S)|$)(.*)$/s.exec(line) ?? [];
    if (option === "") return this.#requirement(line, path, constraint);
    if (/^(?:-r|--requirement|-c|--constraint)$/.test(option)) {
      const target = workspacePath(posix.join(posix.dirname(path), argument.trim()));
      if (target === void 0 || /^[a-z]+:\/\//i.test(argument))
        return err(invalid2(path, `it includes ${argument.trim()}, which is no file of the workspace`));
      return ok({ path: target, constraint: constraint || option === "-c" || option === "--constraint" });
    }
    if (/^(?:-e|--editable)$/.test(option)) return this.#requirement(argument.trim(), path, constraint);
    if (/^(?:-i|--index-url|--extra-index-url|--no-index|-f|--find-links)$/.test(option))
      this.#options.add(line);
    return ok(void 0);
  }
  #requirement(line, path, constraint) {
    const [head = "", ...rest] = line.split(/\s+(?=--[a-z])/);
    const hashes = rest.flatMap(
      (option) => /^--hash[=\s]+(sha(?:256|384|512):[0-9a-f]+)$/.exec(option)?.[1] ?? []
    );
    if (/^\.\/?(?:\[[^\]]*\])?$/.test(head)) {
      this.#self = true;
      return ok(void 0);
    }
    if (/^(?:\.{0,2}\/|file:|git\+|hg\+|svn\+|bzr\+)/.test(head) || / @ (?:file:|git\+|hg\+|svn\+|bzr\+)/.test(head))
      return err(
        invalid2(path, `${head} is no package of an index, and only built packages go into an image`)
      );
    const separator = / @ /.test(head) ? /\s;\s*/ : /\s*;\s*/;
    const at = separator.exec(head);
    const text3 = (at === null ? head : head.slice(0, at.index)).trim();
    if (at !== null) {
      const holds2 = markerHolds(head.slice(at.index + at[0].length), this.#environment);
      if (!holds2.ok) return err(invalid2(path, `of ${text3}, ${holds2.failure}`));
      if (!holds2.value) return ok(void 0);
    }
    if (!/^[A-Za-z0-9]/.test(text3)) return err(invalid2(path, `${line.slice(0, 80)} is no requirement`));
    (constraint ? this.#constraints : this.#requirements).set(text3, { text: text3, hashes });
    return ok(void 0);
  }
};
function logicalLines(text3) {
  return text3.replace(/^\uFEFF/, "").replace(/\\\r?\n/g, " ").split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, "").trim()).filter((line) => line !== "");
}
function invalid2(file, message) {
  return { code: "project-invalid", file, message, next: `correct ${file}` };
}

// src/image/dependencies/wheel-tags.ts
function abiOf(python) {
  const [major = "3", minor = "0"] = python.split(".");
  return `cp${major}${minor}`;
}
function pipPlatforms(facts, platform) {
  const machine = machineOf(platform);
  const libc = libcOf(facts);
  if (libc === void 0) return [];
  const [major, minor] = libc.version;
  if (libc.kind === "musl") {
    return [...down(minor, 0).map((at) => `musllinux_${major}_${at}_${machine}`), `linux_${machine}`];
  }
  const oldest = machine === "x86_64" || machine === "i686" ? 5 : 17;
  const tags = down(minor, oldest).flatMap((at) => {
    const older = LEGACY.find((one) => one.minor === at && at >= oldest);
    const own = `manylinux_${major}_${at}_${machine}`;
    return older === void 0 ? [own] : [own, `${older.name}_${machine}`];
  });
  return [...tags, `linux_${machine}`];
}
var LEGACY = [
  { minor: 17, name: "manylinux2014" },
  { minor: 12, name: "manylinux2010" },
  { minor: 5, name: "manylinux1" }
];
var UV_MINORS = [40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 28, 17];
function uvPlatform(facts, platform) {
  const machine = machineOf(platform);
  const libc = libcOf(facts);
  if (libc === void 0 || machine !== "x86_64" && machine !== "aarch64") return void 0;
  const [major, minor] = libc.version;
  if (libc.kind === "musl") {
    return major === 1 && minor === 2 ? `${machine}-unknown-linux-musl` : void 0;
  }
  const known = UV_MINORS.find((at) => at <= minor);
  return major === 2 && known !== void 0 ? `${machine}-manylinux_2_${known}` : void 0;
}
function down(from, to) {
  return Array.from({ length: Math.max(0, from - to + 1) }, (_, at) => from - at);
}

// src/image/dependencies/python.ts
async function preparePython(request, inside) {
  const { dependencies, facts, platform } = request;
  const environment = markerEnvironment(facts.python ?? "", platform);
  const wanted = await requirementsOf(dependencies, environment, inside);
  if (!wanted.ok) return wanted;
  const hashed = wanted.value.requirements.filter(({ hashes }) => hashes.length > 0);
  const without = wanted.value.requirements.find(({ hashes }) => hashes.length === 0);
  if (hashed.length > 0 && without !== void 0) {
    return err({
      code: "project-invalid",
      file: dependencies.files[0] ?? "requirements.txt",
      message: `${without.text} has no hash, and the others have`,
      next: "give each a hash: pip-compile --generate-hashes, or uv pip compile --generate-hashes"
    });
  }
  const checked = without === void 0;
  const key = jsonDigest({
    recipe: RECIPE,
    kind: "python",
    python: facts.python ?? "",
    libc: facts.libc ?? "",
    platform: platformText(platform),
    requirements: wanted.value.requirements,
    options: wanted.value.options
  });
  return ok({
    key: checked ? key : void 0,
    make: () => make2(request, wanted.value, checked, environment, inside)
  });
}
async function requirementsOf({ from, files }, environment, inside) {
  if (from === "requirements") return readRequirements(files, (path2) => readText(inside, path2), environment);
  if (from === "uv") {
    const text4 = await askProgram(inside, { program: "uv", args: EXPORT, env: UV });
    if (!text4.ok) return text4;
    if (text4.value === void 0) {
      const message = "uv could not say what uv.lock holds; is it there, and the lock as pyproject.toml wants it?";
      return err({ code: "image-build-failed", builder: "layers", message });
    }
    return parseRequirements(text4.value, "uv.lock", environment);
  }
  const path = files.find((file) => file.endsWith("poetry.lock")) ?? "poetry.lock";
  const lock = readText(inside, path);
  if (!lock.ok) return lock;
  const text3 = lock.value === void 0 ? err("it is not there") : poetryRequirements(lock.value);
  if (!text3.ok) {
    const next = "run poetry lock with Poetry 2";
    return err({ code: "project-invalid", file: path, message: text3.failure, next });
  }
  return parseRequirements(text3.value, path, environment);
}
var EXPORT = [
  "export",
  "--quiet",
  "--frozen",
  "--no-dev",
  "--no-emit-workspace",
  "--no-header",
  "--no-annotate",
  "--format=requirements-txt"
];
var UV = { UV_NO_CACHE: "1", UV_PYTHON_DOWNLOADS: "never", UV_NO_PROGRESS: "1" };
async function make2(request, wanted, checked, environment, inside) {
  const place = ground(inside);
  if (!place.ok) return place;
  const { folder, release } = place.value;
  const made = await fill2(request, wanted, checked, folder, environment, inside);
  if (!made.ok) {
    release();
    return made;
  }
  return ok({ ...made.value, folder: `${folder}/content`, release });
}
async function fill2(request, wanted, checked, folder, environment, inside) {
  const { files, disk } = inside.doors();
  const content = `${folder}/content`;
  const listed = [
    files.makeFolder(content, 493),
    files.writeText(`${folder}/requirements.txt`, requirementsText(wanted.options, wanted.requirements)),
    files.writeText(`${folder}/constraints.txt`, requirementsText([], wanted.constraints))
  ].find((done) => !done.ok);
  if (listed !== void 0 && !listed.ok) return listed;
  const installed = wanted.requirements.length === 0 ? ok("pip") : await install(request, checked, folder, inside);
  if (!installed.ok) return installed;
  const tidied = tidyPython(disk, content);
  if (!tidied.ok) return tidied;
  const missing = checked ? missingRequirements(disk, content, environment) : ok(void 0);
  if (!missing.ok) return missing;
  if (missing.value !== void 0) {
    return err({
      code: "image-build-failed",
      builder: "layers",
      message: `${missing.value}, and the requirements with hashes do not name it`,
      next: "compile them again: pip-compile --generate-hashes, or uv pip compile --generate-hashes"
    });
  }
  const { facts, platform, dependencies } = request;
  const from = dependencies.files[0] ?? "requirements.txt";
  return ok({
    summary: `${tidied.value} packages for CPython ${facts.python} on ${platformText(platform)} (${facts.libc}) by ${installed.value}${checked ? ", hashes checked" : ""}`,
    remarks: [
      ...checked ? [] : [`hashes not checked: ${from} has none`],
      ...wanted.self ? ["the project itself is no dependency: copy it as a layer of its own"] : []
    ]
  });
}
async function install({ facts, platform, base }, checked, folder, inside) {
  const python = facts.python ?? "";
  const common = [
    `--target=${folder}/content`,
    "--only-binary=:all:",
    ...checked ? ["--no-deps", "--require-hashes"] : [`--constraint=${folder}/constraints.txt`],
    `--requirement=${folder}/requirements.txt`
  ];
  const target = uvPlatform(facts, platform);
  if (target !== void 0) {
    const args2 = [
      "pip",
      "install",
      "--quiet",
      "--link-mode=copy",
      `--python-platform=${target}`,
      `--python-version=${python}`
    ];
    const there = await askProgram(inside, { program: "uv", args: ["--version"], env: UV });
    if (!there.ok) return there;
    if (there.value !== void 0) {
      const exit2 = await runProgram(inside, { program: "uv", args: [...args2, ...common], env: UV });
      return outcome(exit2, "uv", python, base);
    }
  }
  if (!checked) {
    const same = await sameMinor(python, inside);
    if (!same.ok) return same;
  }
  const platforms = pipPlatforms(facts, platform).flatMap((tag) => ["--platform", tag]);
  const args = ["-m", "pip", "install", "--quiet", "--no-compile", ...platforms, "--implementation", "cp"];
  const version = ["--python-version", python, "--abi", abiOf(python)];
  const exit = await runProgram(inside, {
    program: "python3",
    args: [...args, ...version, ...common],
    env: PIP
  });
  return outcome(exit, "pip", python, base);
}
var PIP = {
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
  PIP_NO_INPUT: "1",
  PIP_ROOT_USER_ACTION: "ignore",
  PIP_NO_WARN_SCRIPT_LOCATION: "1",
  PYTHONDONTWRITEBYTECODE: "1"
};
function outcome(exit, name, python, base) {
  if (!exit.ok) return exit;
  if (exit.value === void 0) {
    const get = "pip install uv, or install Python 3 with pip";
    return err({ code: "tool-missing", tool: "uv or pip", wantedBy: "the dependencies of an image", get });
  }
  if (exit.value === 0) return ok(name);
  return err({
    code: "image-build-failed",
    builder: "layers",
    message: `${name} could not install the dependencies for CPython ${python} of ${base} (exit ${exit.value})`,
    next: "what it says stands above; a package that is published as source only cannot go into an image this way"
  });
}
async function sameMinor(python, inside) {
  const script = 'import sys; print("%d.%d" % sys.version_info[:2])';
  const own = await askProgram(inside, { program: "python3", args: ["-c", script] });
  if (!own.ok) return own;
  if (own.value === void 0 || python.split(".").slice(0, 2).join(".") === own.value.trim())
    return ok(void 0);
  return err({
    code: "image-build-failed",
    builder: "layers",
    message: `pip of Python ${own.value.trim()} cannot choose packages for Python ${python} where there are no hashes`,
    next: "give the requirements hashes (pip-compile --generate-hashes), or install uv"
  });
}

// src/image/dependencies/dependencies.ts
var RECIPE = 1;
async function prepareDependencies(request, inside) {
  const { dependencies, facts, platform, base } = request;
  const wrong = mismatch(dependencies, facts, base);
  if (wrong !== void 0) return err(wrong);
  return dependencies.kind === "python" ? preparePython({ dependencies, facts, platform, base }, inside) : prepareNode({ dependencies, facts, platform, base }, inside);
}
function ground(inside) {
  const { files } = inside.doors();
  const folder = files.temporary("sealsmith-dependencies-");
  if (!folder.ok) return folder;
  return ok({
    folder: folder.value,
    release: () => {
      files.remove(folder.value);
    }
  });
}

// src/image/dependencies/folder.ts
var MOST_KEPT = 10;
var dependencyFolder = async ({ dependencies, base, platform }, inside) => {
  const facts = await base.facts();
  if (!facts.ok) return facts;
  const name = base.resolved?.name ?? "scratch";
  const prepared = await prepareDependencies(
    { dependencies, facts: facts.value, platform, base: name },
    inside
  );
  if (!prepared.ok) return prepared;
  const { key, make: make3 } = prepared.value;
  const store = imageStore(inside, "dependencies");
  if (!store.ok) return store;
  if (key === void 0 || !store.value.lasting) {
    store.value.release();
    return make3();
  }
  const kept3 = `${store.value.folder}/${key}`;
  const known = await take(kept3, inside);
  if (known !== void 0) return ok(known);
  const made = await make3();
  return made.ok ? keep(made.value, kept3, store.value.folder, inside) : made;
};
async function take(kept3, inside) {
  const { files, disk, clock } = inside.doors();
  const note = files.readText(`${kept3}/made.json`);
  if (!note.ok || note.value === void 0) return void 0;
  const parsed2 = parse2(note.value);
  if (parsed2 === void 0 || await digestOf(`${kept3}/content`, inside) !== parsed2.digest) return void 0;
  attempt("touch", kept3, () => disk.touch(`${kept3}/made.json`, clock.now()));
  return { folder: `${kept3}/content`, ...parsed2, release: () => {
  } };
}
async function keep(made, kept3, store, inside) {
  const { files, disk } = inside.doors();
  const fresh = `${kept3}.${randomUUID()}`;
  const moved = attempt("write", fresh, () => {
    disk.makeFolder(fresh, 448);
    disk.rename(made.folder, `${fresh}/content`);
  });
  if (!moved.ok) {
    files.remove(fresh);
    return disk.look(made.folder) === void 0 ? moved : ok(made);
  }
  made.release();
  const folder = `${fresh}/content`;
  const digest = await digestOf(folder, inside);
  const { summary, remarks } = made;
  const noted = files.writeText(`${fresh}/made.json`, `${JSON.stringify({ digest, summary, remarks })}
`);
  const placed = attempt("write", kept3, () => {
    disk.remove(kept3);
    disk.rename(fresh, kept3);
  });
  if (!noted.ok || !placed.ok) return ok({ ...made, folder, release: () => void files.remove(fresh) });
  sweep(store, posix.basename(kept3), inside);
  return ok({ ...made, folder: `${kept3}/content`, release: () => {
  } });
}
async function digestOf(folder, inside) {
  const tree = await inside.doors().files.digestAll(folder, ["."]);
  return tree.ok ? jsonDigest(tree.value) : void 0;
}
function sweep(store, keeping, inside) {
  const { disk } = inside.doors();
  attempt("remove", store, () => {
    const found = disk.list(store).filter(({ name }) => name !== keeping).map(({ name }) => ({ name, made: disk.look(`${store}/${name}/made.json`)?.modified ?? 0 })).sort((a, b) => b.made - a.made);
    for (const { name } of found.slice(MOST_KEPT - 1)) disk.remove(`${store}/${name}`);
  });
}
function parse2(text3) {
  let json;
  try {
    json = JSON.parse(text3);
  } catch {
    return void 0;
  }
  if (!isPlainObject(json)) return void 0;
  const { digest, summary, remarks } = json;
  if (typeof digest !== "string" || typeof summary !== "string" || !Array.isArray(remarks)) return void 0;
  return { digest, summary, remarks: remarks.filter((one) => typeof one === "string") };
}

// src/image/builders/build-trouble.ts
function buildTrouble(builder, file, dockerfile, { exit, output, errors }) {
  const where = instructionIn(`${output}
${errors}`, dockerfile);
  const why = cleaned(lastLine(errors) || `it ended with ${exit}`);
  const at = where?.line === void 0 ? file : `${file}:${where.line}`;
  const what = where?.text === void 0 ? "" : ` ${shortened(where.text)}`;
  return { code: "image-build-failed", builder, message: `${at}${what}: ${why}` };
}
var PATTERNS = [
  // BuildKit since 2021: the file's name and the line, before the piece of the file.
  /^(?:[^\s:]+\.)?[Dd]ockerfile[^\s:]*:(?<line>\d+)\n-{10,}/m,
  // BuildKit before: ` > [stage 2/3] RUN make:`.
  /^ > \[[^\]]*\] (?<text>.+):$/m,
  // buildah and podman.
  /building at STEP "(?<text>(?:[^"\\]|\\.)+)"/
];
var STEP = /^Step \d+\/\d+ : (?<text>.+)$/gm;
function instructionIn(said, dockerfile) {
  for (const pattern of PATTERNS) {
    const { line, text: text3 } = pattern.exec(said)?.groups ?? {};
    if (line !== void 0) return withText(Number(line), dockerfile);
    if (text3 !== void 0) return { text: text3, line: lineOf(dockerfile, unquoted(text3)) };
  }
  const last = [...said.matchAll(STEP)].at(-1)?.groups?.["text"];
  return last === void 0 ? void 0 : { text: last, line: lineOf(dockerfile, last) };
}
function withText(line, { instructions }) {
  return { line, text: instructions.find((one) => one.line === line)?.text };
}
function unquoted(text3) {
  return text3.replace(/\\(["\\])/g, "$1");
}
function cleaned(line) {
  return line.replace(/^(?:ERROR|Error|error): /, "").replace(/^failed to solve: /, "").replace(/^building at STEP "(?:[^"\\]|\\.)+": /, "");
}
function shortened(text3) {
  return text3.length > 80 ? `${text3.slice(0, 77)}...` : text3;
}

// src/image/builders/dockerfile-ground.ts
var LIMIT4 = 4 * 1024 * 1024;
var EPOCH = "315532800";
async function prepareGround(request, recipe, inside, pinImages2, frontend) {
  const { files } = inside.doors();
  const text3 = files.readText(recipe.file, LIMIT4);
  if (!text3.ok) return text3;
  if (text3.value === void 0) return err(failed(recipe, `there is no ${recipe.file}`));
  const context = files.realPath(recipe.context);
  if (context === void 0) return err(failed(recipe, `there is no folder ${recipe.context}`));
  const dockerfile = readDockerfile(text3.value, recipe.args, request.platform);
  const uses = imagesFor(dockerfile, recipe.target);
  if (!uses.ok) return err(failed(recipe, `${recipe.file}: ${uses.failure}`));
  const empty = dockerfile.unread.find(({ why }) => why.includes("is empty"));
  if (empty !== void 0) return err(failed(recipe, `${recipe.file}:${empty.line}: ${empty.why}`));
  const wanted = uses.value.filter(({ by }) => by !== "syntax" || frontend);
  const pinned = await pinImages2(wanted, request, inside);
  if (!pinned.ok) return pinned;
  const made = files.temporary("build-");
  if (!made.ok) return made;
  const folder = made.value;
  const clear = () => {
    files.remove(folder);
  };
  const epoch = inside.env["SOURCE_DATE_EPOCH"] ?? EPOCH;
  const laid = lay(recipe, dockerfile, pinned.value, folder, inside);
  if (!laid.ok) {
    clear();
    return laid;
  }
  const unread = dockerfile.unread.map(
    ({ line, text: words, why }) => `${recipe.file}:${line} may take an image that is not pinned (${why}): ${words}`
  );
  const { bases, known, remarks } = pinned.value;
  return ok({
    folder,
    dockerfile,
    context,
    epoch,
    ...laid.value,
    bases,
    known: dockerfile.unread.length > 0 ? void 0 : known,
    remarks: [...remarks, ...unread],
    clear
  });
}
function lay(recipe, dockerfile, { pins }, folder, inside) {
  const { files } = inside.doors();
  const secrets = [];
  for (const id of recipe.secrets) {
    const value = inside.env[id];
    if (value === void 0) return err({ code: "variable-unset", name: id, wantedBy: "the image" });
    const path = `${folder}/secret-${secrets.length}`;
    const written2 = files.writeText(path, value, 384);
    if (!written2.ok) return written2;
    secrets.push({ id, path });
  }
  const file = files.realPath(recipe.file) ?? recipe.file;
  const rules = `${recipe.file}.dockerignore`;
  const ignore = files.kind(rules) === "file" ? files.realPath(rules) : void 0;
  const text3 = pinDockerfile(dockerfile, pins);
  if (text3 === dockerfile.text) return ok({ file, ignore, secrets });
  const pinned = `${folder}/${posix.basename(recipe.file)}`;
  const written = files.writeText(pinned, text3, 384);
  if (!written.ok) return written;
  if (ignore === void 0) return ok({ file: pinned, ignore, secrets });
  const own = files.readText(ignore, LIMIT4);
  if (!own.ok) return own;
  const copy = `${pinned}.dockerignore`;
  const copied = files.writeText(copy, own.value ?? "", 384);
  return copied.ok ? ok({ file: pinned, ignore: copy, secrets }) : copied;
}
function failed({ engine }, message) {
  return { code: "image-build-failed", builder: engine, message };
}

// src/image/builders/engine-storage.ts
var MOST_IMAGES = 300;
var MOST_AT_ONCE = 16;
var LONGEST_RUN = 50;
async function openStorage(tool, wanted, inside) {
  const { files } = inside.doors();
  const run2 = wanted.length <= LONGEST_RUN ? wanted : `/tmp/${randomBytes(16).toString("hex")}`;
  const store = imageStore(inside, tool);
  if (!store.ok) return store;
  const slot = take2(store.value.folder, inside);
  if (!slot.ok) return slot;
  const made = files.makeFolder(run2, 448);
  if (!made.ok) {
    slot.value.release();
    return made;
  }
  const root = `${slot.value.folder}/root`;
  const wrap = await ownMounts(inside);
  const program = wrap[0] ?? tool;
  const before = wrap.length === 0 ? [] : [...wrap.slice(1), tool];
  const args = ["--root", root, "--runroot", run2];
  const last = (more) => runEngine(inside, { program, args: [...before, ...more], shown: false, last: true });
  if (tool === "podman") files.remove(`${root}/libpod`);
  const leftovers = async () => {
    if (tool === "buildah") {
      await last([...args, "rm", "--all"]);
      return;
    }
    const listed = await last([...args, "ps", "--all", "--external", "--quiet", "--no-trunc"]);
    const ids = listed.ok ? listed.value.output.split("\n").filter((id) => /^[0-9a-f]{64}$/.test(id)) : [];
    if (ids.length > 0) await last([...args, "rm", "--force", ...ids]);
  };
  if (files.kind(root) !== void 0) await leftovers();
  if (imagesIn(root, inside) > MOST_IMAGES) await last([...args, "rmi", "--all", "--force"]);
  return ok({
    args,
    program,
    before,
    release: async () => {
      await leftovers();
      files.remove(run2);
      slot.value.release();
      if (store.value.lasting) return;
      if (!files.remove(store.value.folder).ok) await last(["unshare", "rm", "-rf", store.value.folder]);
      store.value.release();
    }
  });
}
function take2(folder, inside) {
  const { files } = inside.doors();
  let busy = err(interrupted(inside.interrupt()));
  for (let number = 0; number < MOST_AT_ONCE; number += 1) {
    const place = `${folder}/${number}`;
    const made = files.makeFolder(place, 448);
    if (!made.ok) return made;
    const lock = files.lock(`${place}/lock`);
    if (lock.ok) return ok({ folder: place, release: lock.value });
    if (lock.failure.code !== "workspace-busy") return lock;
    busy = lock;
  }
  return busy;
}
async function ownMounts(inside) {
  const means = ["unshare", "--mount", "--"];
  const tried = await runEngine(inside, {
    program: means[0] ?? "",
    args: [...means.slice(1), "true"],
    shown: false,
    last: true
  });
  return tried.ok && tried.value.exit === 0 ? means : [];
}
function imagesIn(root, inside) {
  const { files } = inside.doors();
  const folders = files.list(root).filter(({ name }) => name.endsWith("-images"));
  return folders.reduce((sum, { name }) => sum + files.list(`${root}/${name}`).length, 0);
}

// src/image/builders/pin-images.ts
var LIMIT5 = 4 * 1024 * 1024;
var pinImages = async (uses, request, inside) => {
  const lock = lockOf(inside);
  if (!lock.ok) return lock;
  const names2 = [...new Set(uses.map(({ name }) => name))];
  const all = await Promise.all(names2.map((name) => pin(name, uses, lock.value, request, inside)));
  const found = [];
  for (const one of all) {
    if (!one.ok) return one;
    found.push(one.value);
  }
  const layers = found.map((one) => one.layers);
  return ok({
    pins: new Map(found.flatMap(({ written }) => written === void 0 ? [] : [written])),
    bases: found.flatMap(({ base }) => base ?? []),
    known: layers.includes(void 0) ? void 0 : new Set(layers.flatMap((one) => one ?? [])),
    remarks: found.flatMap(({ remarks }) => remarks)
  });
};
async function pin(name, uses, lock, request, inside) {
  const parsed2 = parseImageName(name);
  if (parsed2 === void 0)
    return ok({ written: void 0, base: void 0, layers: void 0, remarks: [] });
  const { platform } = request;
  const locked = parsed2.digest ?? pinOf(lock, name, platform)?.digest;
  const repository = repositoryOf(parsed2, request, inside);
  const tag = parsed2.tag ?? "latest";
  const source = await registrySource(repository, locked ?? tag, platform);
  const digest = locked ?? (source.ok ? source.value.named.digest : void 0);
  if (digest === void 0) {
    const why = source.ok ? "" : explain(source.failure).message;
    const line = uses.find((use) => use.name === name)?.line ?? 0;
    const remark = `${name} (line ${line}) is built on as the engine finds it, by no digest: ${why}`;
    return ok({ written: void 0, base: void 0, layers: void 0, remarks: [remark] });
  }
  const image = source.ok ? await imageOf(source.value, platform) : source;
  const stoodOn = uses.some((use) => use.name === name && use.by === "from" && !use.platform);
  const other = !image.ok && source.ok && stoodOn ? await otherPlatform(source.value, platform) : void 0;
  if (other !== void 0) {
    const message = `is for ${platformText(other)}, and the image is built for ${platformText(platform)}`;
    return err({ code: "base-mismatch", base: name, message });
  }
  const remarks = [
    ...await pinRemarks(name, parsed2, tag, locked, digest, repository),
    ...image.ok ? [] : [
      `dates in layers stay as the engine makes them, for ${name} cannot be looked at: ${explain(image.failure).message}`
    ]
  ];
  return ok({
    written: [name, pinnedName(parsed2, digest)],
    base: { name, digest },
    layers: image.ok ? image.value.config.diffIds : void 0,
    remarks
  });
}
async function otherPlatform(source, wanted) {
  const image = await imageOf(source);
  return image.ok && !fitsPlatform(image.value.platform, wanted) ? image.value.platform : void 0;
}
async function pinRemarks(name, { digest: given }, tag, locked, digest, repository) {
  if (given !== void 0) return [];
  if (locked === void 0)
    return [`${name} is not pinned and was built on as ${digest}; sealsmith image lock pins it`];
  const now = await repository.head(tag);
  if (!now.ok || now.value === void 0 || now.value.digest === locked) return [];
  return [`${name} is ${now.value.digest} now, and was built on as ${LOCK_FILE} pins it: ${locked}`];
}
function lockOf(inside) {
  const text3 = inside.doors().files.readText(LOCK_FILE, LIMIT5);
  if (!text3.ok) return text3;
  return text3.value === void 0 ? ok(EMPTY_LOCK) : readLock(text3.value);
}

// src/image/builders/plain-registries.ts
var LIMIT6 = 1024 * 1024;
function registriesFile({ plainHttp }, { dockerfile, folder }, inside) {
  const hosts = /* @__PURE__ */ new Set();
  for (const { name } of dockerfile.images) {
    const host = parseImageName(name)?.registry;
    if (host !== void 0 && (isOurs(host) || plainHttp.includes(host))) hosts.add(host);
  }
  if (hosts.size === 0) return ok(void 0);
  const { files } = inside.doors();
  const { env } = inside;
  const theirs = [env["CONTAINERS_REGISTRIES_CONF"], "/etc/containers/registries.conf"].filter((path2) => path2 !== void 0).find((path2) => files.kind(path2) === "file");
  const text3 = theirs === void 0 ? ok("") : files.readText(theirs, LIMIT6);
  if (!text3.ok) return text3;
  const said = text3.value ?? "";
  const ours = [...hosts].filter((host) => !speaksOf(said, host)).map((host) => `[[registry]]
location = ${JSON.stringify(host)}
insecure = true
`);
  if (ours.length === 0) return ok(void 0);
  const path = `${folder}/registries.conf`;
  const written = files.writeText(path, [said, ...ours].join("\n"), 384);
  return written.ok ? ok(path) : written;
}
function speaksOf(text3, host) {
  const lines = text3.split("\n").map((line) => line.trim());
  return lines.some((line) => /^(location|prefix)\s*=/.test(line) && line.includes(JSON.stringify(host)));
}
function isOurs(host) {
  const url = URL.parse(`http://${host}`);
  return url !== null && isLoopback(url);
}

// src/image/layer-dates.ts
var MOST_PAX = 1024 * 1024;
var SIZE = { at: 124, length: 12 };
var MTIME = { at: 136, length: 12 };
var CHECKSUM = { at: 148, length: 8 };
var TIMES = ["mtime", "atime", "ctime"];
var OWN_RECORD = /^SCHILY\.xattr\.(?:user|trusted)\.overlay\./;
var LayerDates = class {
  #epoch;
  #pending = Buffer.alloc(0);
  /** Content and padding that pass as they are; all that follows the archive's end, too. */
  #passing = 0;
  /** @param epoch  seconds since 1970 */
  constructor(epoch) {
    this.#epoch = epoch;
  }
  /** What is ready of it; views of the piece among it. The failure is one clause. */
  push(piece) {
    const out = [];
    let rest = piece;
    try {
      while (rest.length > 0) {
        if (this.#passing > 0) {
          const used = rest.subarray(0, this.#passing);
          out.push(used);
          this.#passing -= used.length;
          rest = rest.subarray(used.length);
          continue;
        }
        const wanted = this.#wanted() - this.#pending.length;
        this.#pending = Buffer.concat([this.#pending, rest.subarray(0, wanted)]);
        rest = rest.subarray(Math.min(wanted, rest.length));
        if (this.#pending.length === this.#wanted()) out.push(...this.#settle());
      }
      return ok(out);
    } catch (error) {
      if (!(error instanceof TarError)) throw error;
      return err(error.problem.detail);
    }
  }
  /** To be called when nothing follows. */
  end() {
    const whole = this.#pending.length === 0 && (this.#passing === 0 || this.#passing === Number.POSITIVE_INFINITY);
    return whole ? ok(void 0) : err("it ends before its end");
  }
  /** Bytes until something can be decided: a header, and with a pax header all that it says. */
  #wanted() {
    if (this.#pending.length < TAR_BLOCK) return TAR_BLOCK;
    const header = this.#pending.subarray(0, TAR_BLOCK);
    if (isZero(header)) return TAR_BLOCK;
    const { type, bytes } = readTarHeader(header);
    if (type !== "x" && type !== "g") return TAR_BLOCK;
    if (bytes > MOST_PAX) throw new TarError("extension", `a header of ${bytes} bytes before a member`);
    return TAR_BLOCK + padded(bytes);
  }
  #settle() {
    const header = this.#pending.subarray(0, TAR_BLOCK);
    const body = this.#pending.subarray(TAR_BLOCK);
    this.#pending = Buffer.alloc(0);
    if (isZero(header)) {
      this.#passing = Number.POSITIVE_INFINITY;
      return [header];
    }
    const { type, bytes, mtime } = readTarHeader(header);
    if (type === "x" || type === "g") return this.#records(header, body.subarray(0, bytes));
    if (mtime > this.#epoch) setNumber(header, MTIME, this.#epoch);
    this.#passing = padded(bytes);
    return [header];
  }
  #records(header, body) {
    const records = readPax(body);
    const kept3 = [...records].filter(([keyword, value]) => this.#stays(keyword, value));
    if (kept3.length === 0) return [];
    const text3 = kept3.length === records.size ? body : paxBody(new Map(kept3));
    setNumber(header, SIZE, text3.length);
    if (readTarHeader(header).mtime > this.#epoch) setNumber(header, MTIME, this.#epoch);
    return [header, text3, Buffer.alloc(padded(text3.length) - text3.length)];
  }
  /** A time that is too late goes: then that of the member's own header holds, which is set. */
  #stays(keyword, value) {
    if (OWN_RECORD.test(keyword)) return false;
    return !TIMES.includes(keyword) || Number(Buffer.from(value).toString("latin1")) <= this.#epoch;
  }
};
function padded(bytes) {
  return Math.ceil(bytes / TAR_BLOCK) * TAR_BLOCK;
}
function setNumber(header, { at, length }, value) {
  header.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at, length, "latin1");
  header.fill(" ", CHECKSUM.at, CHECKSUM.at + CHECKSUM.length);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, CHECKSUM.at, CHECKSUM.length, "latin1");
}
function paxBody(records) {
  return Buffer.concat(
    [...records].map(([keyword, value]) => {
      const rest = Buffer.concat([Buffer.from(` ${keyword}=`), value, Buffer.from("\n")]);
      let length = rest.length + 1;
      while (String(length).length + rest.length !== length) length += 1;
      return Buffer.concat([Buffer.from(String(length)), rest]);
    })
  );
}

// node:process
var { versions } = process.getBuiltinModule?.("node:process") ?? {};

// src/formats/zstd.ts
var BLOCK = 1 << 20;
var OWN = 128 * 1024;
function zstd(level, atOnce) {
  const running = [];
  const free = [];
  let ready = [];
  let block = Buffer.allocUnsafe(BLOCK);
  let filled = 0;
  let frames = 0;
  const start = () => {
    const used = block;
    const content = used.subarray(0, filled);
    const compressed2 = compress(content, {
      params: { [constants.ZSTD_c_compressionLevel]: level, [constants.ZSTD_c_checksumFlag]: 1 },
      pledgedSrcSize: content.length,
      // One allocation and one way to the thread and back, whatever comes out (ZSTD_compressBound).
      chunkSize: Math.max(OWN, content.length + (content.length >> 8) + 1024)
    });
    running.push(compressed2.finally(() => free.push(used)));
    frames += 1;
    block = free.pop() ?? Buffer.allocUnsafe(BLOCK);
    filled = 0;
  };
  const settle = async (most) => {
    while (running.length > most) {
      const first = running.shift();
      if (first !== void 0) ready.push(await first);
    }
  };
  const take3 = () => {
    const given = ready;
    ready = [];
    return given;
  };
  return {
    async push(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (filled === BLOCK) {
          start();
          await settle(atOnce);
        }
        const piece = bytes.subarray(at, at + BLOCK - filled);
        block.set(piece, filled);
        filled += piece.length;
        at += piece.length;
      }
      return take3();
    },
    async end() {
      if (filled > 0 || frames === 0) start();
      await settle(0);
      return take3();
    }
  };
}
function compress(content, options) {
  return new Promise((resolve, reject) => {
    zstdCompress(content, options, (error, out) => {
      if (error !== null) return reject(error);
      const exact = Uint8Array.from(out);
      if (out.buffer instanceof ArrayBuffer && out.buffer.byteLength >= OWN) out.buffer.transfer(0);
      resolve(exact);
    });
  });
}

// src/image/layer-write.ts
var LAYER_LEVELS = { gzip: 5, zstd: 3 };
var MEDIA_TYPES = { gzip: MEDIA.layerGzip, zstd: MEDIA.layerZstd };
var BATCH = 1 << 20;
async function writeLayer(disk, entries, options, into) {
  const members = inOrder(entries, options.mtime);
  if (!members.ok) return members;
  const { store } = options;
  const outline = outlineOf(members.value);
  let expected;
  if (store?.note("outlines", outline) !== void 0) {
    const plain = await plainTar(disk, members.value, async () => ok(void 0));
    if (!plain.ok) return plain;
    expected = plain.value;
    const found = await takeLayer(options, expected, into);
    if (found !== void 0) return ok({ descriptor: found, diffId: expected, reused: true });
  }
  const written = await compressed(disk, members.value, options, into);
  if (!written.ok) return written;
  const { descriptor, diffId } = written.value;
  if (expected !== void 0 && diffId !== expected) {
    return err({
      code: "image-build-failed",
      builder: "layers",
      message: "files changed while they were put into a layer"
    });
  }
  rememberLayer(options, { descriptor, diffId }, into);
  store?.remember("outlines", outline, "");
  return ok({ descriptor, diffId, reused: false });
}
function inOrder(entries, mtime) {
  const sorted = entries.toSorted((a, b) => sortName(a) < sortName(b) ? -1 : 1);
  const seen = /* @__PURE__ */ new Set();
  for (const { path } of sorted) {
    const problem = !path.isWellFormed() ? "its name is no UTF-8, which layers cannot say" : seen.has(path) ? "it would stand there twice" : void 0;
    if (problem !== void 0)
      return err({ code: "image-build-failed", builder: "layers", message: `/${path}: ${problem}` });
    seen.add(path);
  }
  return ok(sorted.map((entry) => ({ entry, header: tarHeader(tarEntry(entry, mtime)) })));
}
function sortName({ kind, path }) {
  return kind === "folder" ? `${path}/` : path;
}
function tarEntry(entry, mtime) {
  const { path, owner } = entry;
  switch (entry.kind) {
    case "file":
      return { kind: "file", path, owner, mtime, mode: entry.mode, bytes: entry.bytes };
    case "folder":
      return { kind: "folder", path, owner, mtime, mode: entry.mode };
    case "link":
      return { kind: "link", path, owner, mtime, mode: 511, target: entry.target };
  }
}
function outlineOf(members) {
  const digest = createHash("sha256");
  for (const { header } of members) digest.update(header);
  return digest.digest("hex");
}
async function compressed(disk, members, { compression, cores }, into) {
  const blob = into.blob();
  if (!blob.ok) return blob;
  const engine = { gzip, zstd }[compression](LAYER_LEVELS[compression], cores + 2);
  const write = (pieces) => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(void 0);
  };
  const plain = await plainTar(disk, members, async (batch) => write(await engine.push(batch)));
  const ended = write(await engine.end());
  if (!plain.ok || !ended.ok) blob.value.drop();
  if (!plain.ok) return plain;
  if (!ended.ok) return ended;
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  return ok({ descriptor: { mediaType: MEDIA_TYPES[compression], ...facts.value }, diffId: plain.value });
}
async function plainTar(disk, members, take3) {
  const digest = createHash("sha256");
  const batch = Buffer.allocUnsafe(BATCH);
  let filled = 0;
  const flush = async () => {
    const bytes = batch.subarray(0, filled);
    filled = 0;
    digest.update(bytes);
    return take3(bytes);
  };
  const put = async (bytes) => {
    for (let at = 0; at < bytes.length; ) {
      const piece = bytes.subarray(at, at + BATCH - filled);
      batch.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      const flushed2 = filled === BATCH ? await flush() : ok(void 0);
      if (!flushed2.ok) return flushed2;
    }
    return ok(void 0);
  };
  const copy = async (from, bytes, file) => {
    for (let at = 0; at < bytes; ) {
      const room = batch.subarray(filled, Math.min(BATCH, filled + bytes - at));
      const count = attempt("read", from, () => disk.read(file, room, at));
      if (!count.ok) return count;
      if (count.value < room.length) return err(changed(from));
      filled += room.length;
      at += room.length;
      const flushed2 = filled === BATCH ? await flush() : ok(void 0);
      if (!flushed2.ok) return flushed2;
    }
    return ok(void 0);
  };
  for (const { header, entry } of members) {
    const begun = await put(header);
    if (!begun.ok) return begun;
    if (entry.kind !== "file") continue;
    const { from, bytes } = entry;
    const copied = await withFile(disk, from, bytes, (file) => copy(from, bytes, file));
    if (!copied.ok) return copied;
    const padded2 = await put(ZEROS.subarray(0, tarPadding(bytes)));
    if (!padded2.ok) return padded2;
  }
  const ended = await put(TAR_END);
  const flushed = ended.ok ? await flush() : ended;
  return flushed.ok ? ok(imageDigest(digest.digest("hex"))) : flushed;
}
var ZEROS = Buffer.alloc(512);
async function withFile(disk, path, bytes, work) {
  const opened = attempt("read", path, () => {
    const file2 = disk.openRead(path);
    return { file: file2, before: disk.facts(file2) };
  });
  if (!opened.ok) return opened;
  const { file, before } = opened.value;
  try {
    if (before.bytes !== bytes) return err(changed(path));
    const done = await work(file);
    if (!done.ok) return done;
    const after = attempt("read", path, () => disk.facts(file));
    if (!after.ok) return after;
    const same = after.value.bytes === bytes && after.value.modified === before.modified;
    return same ? ok(void 0) : err(changed(path));
  } finally {
    disk.close(file);
  }
}
function changed(path) {
  const message = `${path} changed while it was put into a layer`;
  return { code: "image-build-failed", builder: "layers", message };
}
async function takeLayer(options, diffId, into) {
  const { store, compression } = options;
  const [digest = "", bytes = ""] = store?.note("layers", keyOf(options, diffId))?.split(" ") ?? [];
  const size = Number(bytes);
  if (!isImageDigest(digest) || !/^[0-9]+$/.test(bytes) || !Number.isSafeInteger(size)) return void 0;
  const path = store?.blob(digest);
  if (path === void 0) return void 0;
  const descriptor = { mediaType: MEDIA_TYPES[compression], digest, size };
  const linked = await into.file(descriptor, path);
  if (linked.ok) return descriptor;
  if (linked.failure.code === "digest-mismatch") store?.forget(digest);
  return void 0;
}
function rememberLayer(options, { descriptor, diffId }, into) {
  const { store } = options;
  store?.keep(descriptor.digest, into.path(descriptor.digest));
  store?.remember("layers", keyOf(options, diffId), `${descriptor.digest} ${descriptor.size}`);
}
function keyOf({ compression }, diffId) {
  const parts = [
    1,
    compression,
    LAYER_LEVELS[compression],
    versions[compression === "gzip" ? "zlib" : "zstd"],
    diffId
  ];
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  if (!isSha256(key)) throw new Error("SHA-256 gave no digest");
  return key;
}

// src/image/builders/engine-config.ts
var START = [
  "User",
  "ExposedPorts",
  "Env",
  "Entrypoint",
  "Cmd",
  "Volumes",
  "WorkingDir",
  "Labels",
  "StopSignal",
  "ArgsEscaped",
  "Healthcheck",
  "OnBuild",
  "Shell"
];
var OWN_COMMENT = /^FROM [0-9a-f]{12}$/;
function plainConfig(bytes, epoch, diffIds) {
  const json = strictJson(bytes);
  if (!json.ok) return json;
  if (!isPlainObject(json.value)) return err("it is no object");
  const { value } = json;
  const latest = new Date(epoch * 1e3);
  const started = value["config"];
  const lines = value["history"];
  const plain = {
    created: text2(latest),
    ...kept(value, ["author", "architecture", "os", "os.version", "os.features", "variant"]),
    config: isPlainObject(started) ? startOf(started) : {},
    rootfs: { type: "layers", diff_ids: diffIds },
    ...Array.isArray(lines) ? { history: lines.map((line) => historyLine(line, latest)) } : {}
  };
  return ok(Buffer.from(JSON.stringify(plain)));
}
var OWN_LABEL = "io.buildah.version";
function startOf(config) {
  const labels = config["Labels"];
  if (!isPlainObject(labels)) return kept(config, START);
  const rest = Object.entries(labels).filter(([name]) => name !== OWN_LABEL);
  return kept({ ...config, Labels: Object.fromEntries(rest.sort(([a], [b]) => a < b ? -1 : 1)) }, START);
}
function kept(json, names2) {
  return Object.fromEntries(
    names2.flatMap(
      (name) => Object.hasOwn(json, name) && !isNothing(json[name]) ? [[name, json[name]]] : []
    )
  );
}
function isNothing(value) {
  return value === null || value === "" || isPlainObject(value) && Object.keys(value).length === 0;
}
function historyLine(line, latest) {
  if (!isPlainObject(line)) return line;
  const { created, comment } = line;
  const date = typeof created === "string" ? new Date(created) : void 0;
  return {
    ...kept(line, ["author", "created_by", "empty_layer"]),
    ...typeof comment === "string" && comment !== "" && !OWN_COMMENT.test(comment) ? { comment } : {},
    ...date === void 0 ? {} : { created: date > latest || Number.isNaN(date.getTime()) ? text2(latest) : created }
  };
}
function text2(date) {
  return date.toISOString().replace(".000Z", "Z");
}

// src/image/builders/take-over.ts
async function takeOver(path, request, ground2, inside) {
  const { disk } = inside.doors();
  const archive = await openArchive(disk, path);
  if (!archive.ok) return archive;
  const image = await imageOf(archive.value, request.platform);
  if (!image.ok) return image;
  const layout = createLayout(disk, request.out, inside.interrupt());
  if (!layout.ok) return layout;
  const parts = archive.value.kind === "docker" ? await settled(image.value, ground2, layout.value, inside) : await asIs(image.value, layout.value);
  const { platform } = image.value;
  const { bases, remarks } = ground2;
  const done = parts.ok ? layout.value.finish([{ ...parts.value.manifest, platform }]) : parts;
  if (!done.ok) layout.value.drop();
  if (!parts.ok) return parts;
  return done.ok ? ok({ ...parts.value, platform, bases, remarks }) : done;
}
async function asIs(image, layout) {
  const copied = await copyImage(image, layout);
  const { config, layers } = image.manifest;
  return copied.ok ? ok({ manifest: copied.value, config, layers }) : copied;
}
async function settled(image, ground2, layout, inside) {
  const layers = [];
  const diffIds = [];
  for (const [place, layer] of image.manifest.layers.entries()) {
    const diffId = image.config.diffIds[place];
    if (diffId === void 0) continue;
    const made = await settledLayer(image, layer, diffId, ground2, layout, inside);
    if (!made.ok) return made;
    layers.push(made.value.layer);
    diffIds.push(made.value.diffId);
  }
  const bytes = await image.source.bytes(image.manifest.config, CONFIG_LIMIT);
  if (!bytes.ok) return bytes;
  const plain = plainConfig(bytes.value, Number(ground2.epoch), diffIds);
  if (!plain.ok) return err({ code: "image-invalid", what: "what the engine built", message: plain.failure });
  const config = layout.bytes(MEDIA.config, plain.value);
  if (!config.ok) return config;
  const manifest = layout.bytes(MEDIA.manifest, manifestBytes({ config: config.value, layers }));
  return manifest.ok ? ok({ manifest: manifest.value, config: config.value, layers }) : manifest;
}
async function settledLayer(image, layer, diffId, { epoch, known }, layout, inside) {
  if (compressionOf(layer.mediaType) !== "none") {
    const copied = await copyBlob(image, layer, layout);
    return copied.ok ? ok({ layer, diffId }) : copied;
  }
  const dated = known !== void 0 && !known.has(diffId);
  const read = (onPiece) => dated ? datedPieces(image, layer, diffId, Number(epoch), onPiece) : image.source.stream(layer, onPiece);
  const means = { compression: "gzip", store: storeOf(inside) };
  const plain = dated ? await digestOf2(read) : ok(diffId);
  if (!plain.ok) return plain;
  const kept3 = await takeLayer(means, plain.value, layout);
  if (kept3 !== void 0) return ok({ layer: kept3, diffId: plain.value });
  const packed = await packedBlob(read, layout, inside);
  if (!packed.ok) return packed;
  const descriptor = { mediaType: MEDIA.layerGzip, ...packed.value };
  rememberLayer(means, { descriptor, diffId: plain.value }, layout);
  return ok({ layer: descriptor, diffId: plain.value });
}
async function datedPieces(image, layer, diffId, epoch, onPiece) {
  const dates = new LayerDates(epoch);
  const strange = (message) => err({ code: "image-invalid", what: `layer ${diffId} of what the engine built`, message });
  const read = await image.source.stream(layer, async (piece) => {
    const ready = dates.push(piece);
    if (!ready.ok) return strange(ready.failure);
    for (const one of ready.value) {
      const taken = await onPiece(one);
      if (!taken.ok) return taken;
    }
    return ok(void 0);
  });
  if (!read.ok) return read;
  const ended = dates.end();
  return ended.ok ? ended : strange(ended.failure);
}
async function digestOf2(read) {
  const hash2 = createHash("sha256");
  const done = await read(async (piece) => {
    hash2.update(piece);
    return ok(void 0);
  });
  return done.ok ? ok(imageDigest(hash2.digest("hex"))) : done;
}
async function packedBlob(read, layout, inside) {
  const blob = layout.blob();
  if (!blob.ok) return blob;
  const packer = gzip(LAYER_LEVELS.gzip, inside.cores + 2);
  const write = (pieces) => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(void 0);
  };
  const done = await read(async (piece) => write(await packer.push(piece)));
  const rest = done.ok ? write(await packer.end()) : done;
  if (rest.ok) return blob.value.finish();
  blob.value.drop();
  return rest;
}

// src/image/builders/containers-build.ts
async function buildByContainersTool(tool, request, inside) {
  const { recipe } = request;
  if (recipe.kind !== "dockerfile") {
    const message = "it builds Dockerfiles and nothing else";
    return err({ code: "image-build-failed", builder: tool, message });
  }
  const ground2 = await prepareGround(request, recipe, inside, pinImages, false);
  if (!ground2.ok) return ground2;
  try {
    const storage = await openStorage(tool, `${ground2.value.folder}/r`, inside);
    if (!storage.ok) return storage;
    try {
      return await withStorage(tool, request, recipe, ground2.value, storage.value, inside);
    } finally {
      await storage.value.release();
    }
  } finally {
    ground2.value.clear();
  }
}
async function withStorage(tool, request, recipe, ground2, { program, before, args }, inside) {
  const { files } = inside.doors();
  const archive = `${ground2.folder}/image.tar`;
  const idFile = `${ground2.folder}/id`;
  const registries = registriesFile(request, ground2, inside);
  if (!registries.ok) return registries;
  const env = {
    // What it leaves there when it is ended goes with the folder.
    TMPDIR: ground2.folder,
    // Given as files; what is run in the build could read the tool's own variables.
    ...Object.fromEntries(recipe.secrets.map((name) => [name, ""])),
    ...registries.value === void 0 ? {} : { CONTAINERS_REGISTRIES_CONF: registries.value }
  };
  const run2 = (more) => runEngine(inside, { program, args: [...before, ...args, ...more], env, shown: true });
  const built = await run2(buildArguments(request, recipe, ground2, idFile, inside));
  if (!built.ok) return built;
  if (built.value.exit !== 0) return err(buildTrouble(tool, recipe.file, ground2.dockerfile, built.value));
  const id = files.readText(idFile);
  if (!id.ok) return id;
  const pushed = await run2(["push", "--quiet", (id.value ?? "").trim(), `docker-archive:${archive}`]);
  if (!pushed.ok) return pushed;
  if (pushed.value.exit !== 0) {
    const message = `the image cannot be read out of its storage: ${lastLine(pushed.value.errors)}`;
    return err({ code: "image-build-failed", builder: tool, message });
  }
  return takeOver(archive, request, ground2, inside);
}
function buildArguments({ platform, labels }, recipe, ground2, idFile, inside) {
  const epochArgument = ground2.dockerfile.args.has("SOURCE_DATE_EPOCH") ? [`SOURCE_DATE_EPOCH=${ground2.epoch}`] : [];
  const given = Object.entries(recipe.args).map(([name, value]) => `${name}=${value}`);
  return [
    "build",
    "--isolation",
    inside.env["BUILDAH_ISOLATION"] ?? "chroot",
    // The OCI's own form has no health checks, and drops them. What else Docker's has is taken out again.
    "--format",
    "docker",
    "--layers",
    "--timestamp",
    ground2.epoch,
    "--iidfile",
    idFile,
    "--file",
    ground2.file,
    "--platform",
    platformText(platform),
    // A name that is not pinned means what the registry says now, not what it said when it was built here before.
    ...ground2.known === void 0 ? ["--pull-always"] : [],
    ...ground2.ignore === void 0 ? [] : ["--ignorefile", ground2.ignore],
    ...recipe.target === void 0 ? [] : ["--target", recipe.target],
    ...recipe.network === void 0 ? [] : ["--network", recipe.network],
    ...[...epochArgument, ...given].flatMap((argument) => ["--build-arg", argument]),
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    // Without its type, a variable of that name would be taken instead of the file.
    ...ground2.secrets.flatMap(({ id, path }) => ["--secret", `id=${id},type=file,src=${path}`]),
    ground2.context
  ];
}

// src/image/builders/buildah.ts
var buildah = {
  name: "buildah",
  summary: "a Dockerfile, by buildah: no daemon and no root",
  build: (request, inside) => buildByContainersTool("buildah", request, inside)
};

// src/image/builders/docker-engine.ts
var LAST_WITH_BUILDKIT = 22;
function dockerWay({ client, buildx, containerd }) {
  if (buildx !== void 0) return containerd ? "layout" : "buildx";
  const major = Number(/^\d+/.exec(client)?.[0] ?? Number.NaN);
  return major >= 18 && major <= LAST_WITH_BUILDKIT ? "buildkit" : "classic";
}
async function askDocker(inside) {
  const ask = (args) => runEngine(inside, { program: "docker", args, shown: false });
  const [version, info] = await Promise.all([
    ask(["version", "--format", "{{json .}}"]),
    ask(["info", "--format", "{{json .}}"])
  ]);
  if (!version.ok) return version;
  if (!info.ok) return info;
  const said = parsed(version.value.output);
  const client = textAt(said, "Client", "Version");
  const server = textAt(said, "Server", "Version");
  if (client === void 0) {
    return err(unavailable('it is no client of Docker; if it stands for podman, say "with: podman"'));
  }
  if (server === void 0) {
    const why = lastLine(version.value.errors) || "its daemon does not answer";
    return err(
      unavailable(
        `${why}; start it, or build without one: "with: buildah", or "layers:" instead of a Dockerfile`
      )
    );
  }
  const about = parsed(info.value.output);
  return ok({ client, server, buildx: buildxOf(about), containerd: usesContainerd(about) });
}
function parsed(text3) {
  try {
    const value = JSON.parse(text3);
    return isPlainObject(value) ? value : {};
  } catch {
    return {};
  }
}
function textAt(json, outer, inner) {
  const part = json[outer];
  const value = isPlainObject(part) ? part[inner] : void 0;
  return typeof value === "string" && value !== "" ? value : void 0;
}
function buildxOf(info) {
  const client = info["ClientInfo"];
  const plugins = isPlainObject(client) ? client["Plugins"] : void 0;
  if (!Array.isArray(plugins)) return void 0;
  for (const plugin of plugins) {
    if (!isPlainObject(plugin) || plugin["Name"] !== "buildx") continue;
    const { Version: version, Err: broken } = plugin;
    if (broken === void 0 || broken === "") return typeof version === "string" ? version : "";
  }
  return void 0;
}
function usesContainerd(info) {
  const status = info["DriverStatus"];
  const pairs = Array.isArray(status) ? status : [];
  return pairs.some((pair) => Array.isArray(pair) && pair[1] === "io.containerd.snapshotter.v1");
}
function unavailable(message) {
  return { code: "engine-unavailable", engine: "docker", message };
}

// src/image/builders/docker.ts
var docker = {
  name: "docker",
  summary: "a Dockerfile, by Docker and its BuildKit",
  build
};
var WITH_STATEMENTS = [0, 10];
async function build(request, inside) {
  const { recipe } = request;
  if (recipe.kind !== "dockerfile") return err(failed2("it builds Dockerfiles and nothing else"));
  const facts = await askDocker(inside);
  if (!facts.ok) return facts;
  const way = dockerWay(facts.value);
  if (way === "classic" && recipe.secrets.length > 0) {
    const message = `this Docker (${facts.value.client}, without buildx) only has the classic builder, which knows no secrets`;
    return err({ ...failed2(message), next: 'install the buildx plug-in, or say "with: buildah"' });
  }
  const ground2 = await prepareGround(request, recipe, inside, pinImages, way !== "classic");
  if (!ground2.ok) return ground2;
  try {
    return await onGround(request, recipe, inside, ground2.value, facts.value, way);
  } finally {
    ground2.value.clear();
  }
}
async function onGround(request, recipe, inside, ground2, facts, way) {
  const archive = `${ground2.folder}/image.tar`;
  const idFile = `${ground2.folder}/id`;
  const before = way === "layout" ? ok(/* @__PURE__ */ new Set()) : await imageIds(inside);
  if (!before.ok) return before;
  const built = await runEngine(inside, {
    program: "docker",
    args: buildArguments2(request, recipe, ground2, facts, way, { archive, idFile }),
    env: environmentFor(recipe, way),
    shown: true
  });
  const id = idIn(inside, idFile);
  const made = id === void 0 || before.value.has(id) ? void 0 : id;
  try {
    if (!built.ok) return built;
    if (built.value.exit !== 0)
      return err(buildTrouble("docker", recipe.file, ground2.dockerfile, built.value));
    if (way !== "layout") {
      if (id === void 0) return err(failed2("it ended well and did not say which image it made"));
      const saved = await runEngine(inside, {
        program: "docker",
        args: ["save", "--output", archive, id],
        shown: true
      });
      if (!saved.ok) return saved;
      if (saved.value.exit !== 0) return err(failed2(`docker save: ${lastLine(saved.value.errors)}`));
    }
    return await takeOver(archive, request, ground2, inside);
  } finally {
    if (made !== void 0) await removeImage(inside, made);
  }
}
function buildArguments2({ platform, labels }, recipe, ground2, facts, way, out) {
  const plain = way === "classic" ? ["--force-rm"] : ["--progress", "plain"];
  const bare = hasStatements(facts) ? ["--provenance=false", "--sbom=false"] : [];
  const epochArgument = way !== "classic" || ground2.dockerfile.args.has("SOURCE_DATE_EPOCH") ? [`SOURCE_DATE_EPOCH=${ground2.epoch}`] : [];
  const given = Object.entries(recipe.args).map(([name, value]) => `${name}=${value}`);
  return [
    ...way === "layout" || way === "buildx" ? ["buildx", "build", ...bare] : ["build"],
    ...plain,
    ...way === "layout" ? ["--output", `type=oci,dest=${out.archive},rewrite-timestamp=true`] : [...way === "buildx" ? ["--load"] : [], "--iidfile", out.idFile],
    "--file",
    ground2.file,
    "--platform",
    platformText(platform),
    ...recipe.target === void 0 ? [] : ["--target", recipe.target],
    ...recipe.network === void 0 ? [] : ["--network", recipe.network],
    ...[...epochArgument, ...given].flatMap((argument) => ["--build-arg", argument]),
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    ...ground2.secrets.flatMap(({ id, path }) => ["--secret", `id=${id},src=${path}`]),
    "--",
    ground2.context
  ];
}
function environmentFor(recipe, way) {
  return {
    DOCKER_BUILDKIT: way === "classic" ? "0" : "1",
    ...Object.fromEntries(recipe.secrets.map((name) => [name, ""]))
  };
}
function hasStatements({ buildx }) {
  const found = /(\d+)\.(\d+)/.exec(buildx ?? "");
  if (found === null) return true;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  return major > WITH_STATEMENTS[0] || minor >= WITH_STATEMENTS[1];
}
async function imageIds(inside) {
  const args = ["image", "ls", "--all", "--quiet", "--no-trunc"];
  const said = await runEngine(inside, { program: "docker", args, shown: false });
  if (!said.ok) return said;
  if (said.value.exit !== 0) return err(failed2(`docker image ls: ${lastLine(said.value.errors)}`));
  return ok(new Set(said.value.output.split("\n").filter((line) => line !== "")));
}
function idIn(inside, file) {
  const text3 = inside.doors().files.readText(file);
  const id = text3.ok ? text3.value?.trim() ?? "" : "";
  return isImageDigest(id) ? id : void 0;
}
async function removeImage(inside, id) {
  const ask = (args) => runEngine(inside, { program: "docker", args, shown: false, last: true });
  const names2 = await ask(["image", "inspect", "--format", "{{len .RepoTags}}", id]);
  if (names2.ok && names2.value.output.trim() === "0") await ask(["image", "rm", "--no-prune", id]);
}
function failed2(message) {
  return { code: "image-build-failed", builder: "docker", message };
}

// src/image/digest-file.ts
var DIGEST_FILE_LIMIT = 64 * 1024;
function readDigestFile(text3, name) {
  const lines = text3.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const [first] = lines;
  if (first === void 0) return err("it is empty");
  const place = name === void 0 ? void 0 : parseImageName(name);
  if (name !== void 0 && place === void 0) return err(`${JSON.stringify(name)} is no name of an image`);
  if (lines.length === 1 && isImageDigest(first)) {
    if (place === void 0)
      return err("it holds a digest alone, and nothing says of which image: name: is missing");
    return agreed(place, first);
  }
  const named = [];
  for (const line of lines) {
    const parsed2 = parseImageName(line);
    if (parsed2?.digest === void 0) return err("a line of it is no name with a digest");
    named.push(parsed2);
  }
  const fitting = named.filter(
    (one) => place === void 0 || one.registry === place.registry && one.repository === place.repository
  );
  const [chosen] = fitting;
  if (chosen?.digest === void 0) return err(`it says nothing of ${name}`);
  const digest = chosen.digest;
  if (fitting.some((one) => one.digest !== digest)) return err("it names several digests");
  return place === void 0 ? ok(placeOf(chosen, digest)) : agreed(place, digest);
}
function agreed(place, digest) {
  if (place.digest !== void 0 && place.digest !== digest)
    return err(`it says ${digest}, and the name says ${place.digest}`);
  return ok(placeOf(place, digest));
}
function placeOf({ registry, repository }, digest) {
  return { registry, repository, digest };
}

// src/image/evidence.ts
var MOST_EVIDENCE = 500;
var LARGEST = 100 * 2 ** 20;
async function evidenceOf(layout, subject) {
  const found = [];
  for (const descriptor of layout.evidence) {
    if (!isManifest(descriptor.mediaType)) continue;
    const bytes = await layout.bytes(descriptor, MANIFEST_LIMIT);
    if (!bytes.ok) return bytes;
    const manifest = readManifest(bytes.value, descriptor.mediaType);
    if (!manifest.ok)
      return err({
        code: "image-invalid",
        what: `${descriptor.digest} in ${layout.place}`,
        message: manifest.failure
      });
    if (manifest.value.subject?.digest !== subject) continue;
    if (found.length === MOST_EVIDENCE) {
      const message = `it holds more than ${MOST_EVIDENCE} manifests about one image`;
      return err({ code: "image-invalid", what: layout.place, message });
    }
    found.push({ descriptor, manifest: manifest.value });
  }
  return ok(found);
}
async function copyEvidence(layout, subject, into) {
  const found = await evidenceOf(layout, subject);
  if (!found.ok) return found;
  for (const { descriptor, manifest } of found.value) {
    for (const blob of [manifest.config, ...manifest.layers, descriptor]) {
      if (blob.size > LARGEST) {
        const message = `${blob.digest}, which speaks of the image, has more than ${LARGEST} bytes`;
        return err({ code: "image-invalid", what: layout.place, message });
      }
      const copied = await into.from(layout, blob);
      if (!copied.ok) return copied;
    }
  }
  return ok(found.value.map(({ descriptor }) => descriptor));
}

// src/image/recompress.ts
async function copyLayersCompressed(image, into, means) {
  const layers = [];
  for (const layer of image.manifest.layers) {
    const done = compressionOf(layer.mediaType) === "none" ? await compressLayer(image, layer, into, means) : await kept2(image, layer, into);
    if (!done.ok) return done;
    layers.push(done.value);
  }
  return ok(layers);
}
async function copyCompressed(image, into, means) {
  const layers = await copyLayersCompressed(image, into, means);
  if (!layers.ok) return layers;
  const { config, annotations } = image.manifest;
  const copied = await copyBlob(image, config, into);
  if (!copied.ok) return copied;
  const bytes = manifestBytes({
    config: { ...config, mediaType: MEDIA.config },
    layers: layers.value,
    ...Object.keys(annotations).length === 0 ? {} : { annotations }
  });
  const manifest = into.bytes(MEDIA.manifest, bytes);
  return manifest.ok ? ok({ manifest: manifest.value, layers: layers.value, config: MEDIA.config }) : manifest;
}
async function kept2(image, layer, into) {
  const copied = await copyBlob(image, layer, into);
  return copied.ok ? ok(layer) : copied;
}
async function compressLayer(image, layer, into, means) {
  const options = { compression: "gzip", store: means.store };
  const known = await takeLayer(options, layer.digest, into);
  if (known !== void 0) return ok(known);
  const blob = into.blob();
  if (!blob.ok) return blob;
  const engine = gzip(LAYER_LEVELS.gzip, means.cores + 2);
  const write = (pieces) => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(void 0);
  };
  const read = await image.source.stream(layer, async (piece) => write(await engine.push(piece)));
  const ended = write(await engine.end());
  const failed3 = !read.ok ? read : ended;
  if (!failed3.ok) {
    blob.value.drop();
    return err(failed3.failure);
  }
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  const descriptor = { mediaType: MEDIA.layerGzip, ...facts.value };
  rememberLayer(options, { descriptor, diffId: layer.digest }, into);
  return ok(descriptor);
}

// src/image/builders/import.ts
var importBuilder = {
  name: "import",
  summary: "what another job built: a layout, an archive, or an image in a registry by its digest",
  async build(request, inside) {
    const { recipe } = request;
    if (recipe.kind !== "import") throw new Error(`the builder import was given a ${recipe.kind} recipe`);
    const found = await find(recipe.from, request, inside);
    if (!found.ok) return found;
    const image = await imageOf(found.value.source, request.platform);
    if (!image.ok) return image;
    const layout = createLayout(inside.doors().disk, request.out, inside.interrupt());
    if (!layout.ok) return layout;
    const built = await takeOver2(image.value, found.value, request, layout.value, inside);
    if (!built.ok) layout.value.drop();
    return built;
  }
};
async function find(from, request, inside) {
  const { disk, files } = inside.doors();
  const wanted = { platform: request.platform };
  switch (from.kind) {
    case "layout": {
      const layout = openLayout(disk, from.path, wanted);
      return layout.ok ? ok({ source: layout.value, layout: layout.value, mayCompress: false }) : layout;
    }
    case "archive": {
      const archive = await openArchive(disk, from.path, wanted);
      return archive.ok ? ok({ source: archive.value, mayCompress: archive.value.kind === "docker" }) : archive;
    }
    case "registry": {
      const name = parseImageName(from.name);
      if (name?.digest === void 0) {
        const message = `${from.name} has no digest, and a tag may be moved to another image at any time: name@sha256:… is what can be imported`;
        return err({ code: "usage", message });
      }
      return fromRegistry(name, name.digest, request, inside);
    }
    case "digest-file": {
      const text3 = files.readText(from.path, DIGEST_FILE_LIMIT);
      if (!text3.ok) return text3;
      if (text3.value === void 0)
        return err({ code: "system", doing: "read", path: from.path, errno: "ENOENT" });
      const pushed = readDigestFile(text3.value, from.name);
      if (!pushed.ok) return err({ code: "image-invalid", what: from.path, message: pushed.failure });
      return fromRegistry(pushed.value, pushed.value.digest, request, inside);
    }
    default:
      return unreachable(from);
  }
}
async function fromRegistry(name, digest, request, inside) {
  const source = await registrySource(repositoryOf(name, request, inside), digest, request.platform);
  return source.ok ? ok({ source: source.value, mayCompress: false }) : source;
}
async function takeOver2(image, { layout, mayCompress }, request, into, inside) {
  const plain = image.manifest.layers.some((layer) => compressionOf(layer.mediaType) === "none");
  const copied = mayCompress && plain ? await copyCompressed(image, into, { cores: inside.cores, store: storeOf(inside) }) : await asItIs(image, into);
  if (!copied.ok) return copied;
  const { manifest, layers } = copied.value;
  const evidence = layout === void 0 ? ok([]) : await copyEvidence(layout, manifest.digest, into);
  if (!evidence.ok) return evidence;
  const { platform } = image;
  const finished = into.finish([{ ...manifest, platform }, ...evidence.value]);
  if (!finished.ok) return finished;
  const config = { ...image.manifest.config, mediaType: copied.value.config };
  return ok({ manifest, config, platform, layers, bases: [], remarks: remarksOf(request, image) });
}
async function asItIs(image, into) {
  const copied = await copyImage(image, into);
  if (!copied.ok) return copied;
  const { mediaType, digest, size } = copied.value;
  return ok({
    manifest: { mediaType, digest, size },
    layers: image.manifest.layers,
    config: image.manifest.config.mediaType
  });
}
function remarksOf({ labels }, { config }) {
  const revision = "org.opencontainers.image.revision";
  const said = config.labels[revision];
  if (said === void 0 || labels[revision] === void 0 || said === labels[revision]) return [];
  return [`the image says that it was built from ${said}, and this is ${labels[revision]}`];
}

// src/image/config-write.ts
var OF_THE_BASE = "org.opencontainers.image.";
function configFileBytes(parts) {
  const read = parts.base === void 0 ? ok({}) : strictJson(parts.base);
  if (!read.ok) return read;
  if (!isPlainObject(read.value)) return err("it is no object");
  const base = read.value;
  const rootfs = objectOf(base["rootfs"]);
  const diffIds = listOf(rootfs["diff_ids"]);
  const created = timeText(parts.created);
  const { os, architecture, variant } = parts.platform;
  return ok(
    Buffer.from(
      JSON.stringify({
        created,
        architecture,
        ...variant === void 0 ? {} : { variant },
        os,
        ...picked(base, ["os.version", "os.features"]),
        config: runConfig(objectOf(base["config"]), parts),
        rootfs: { type: "layers", diff_ids: [...diffIds, ...parts.layers.map(({ diffId }) => diffId)] },
        history: [
          ...baseHistory(base, diffIds.length),
          ...parts.layers.map(({ createdBy }) => ({ created, created_by: createdBy }))
        ]
      })
    )
  );
}
function timeText(seconds) {
  return new Date(seconds * 1e3).toISOString().replace(/\.000Z$/, "Z");
}
function runConfig(base, { config, labels }) {
  const { entrypoint, cmd, user, workdir, env, ports, volumes, stopSignal } = config;
  const inherited = Object.entries(textsOf(base["Labels"])).filter(([name]) => !name.startsWith(OF_THE_BASE));
  const allLabels = { ...Object.fromEntries(inherited), ...config.labels, ...labels };
  const exposed = names(
    base["ExposedPorts"],
    (ports ?? []).map((port) => `${port}/tcp`)
  );
  const mounted = names(base["Volumes"], volumes ?? []);
  const environment = mergedEnv(listOf(base["Env"]), env ?? {});
  const newEntrypoint = entrypoint ?? base["Entrypoint"];
  const newCmd = cmd ?? (entrypoint === void 0 ? base["Cmd"] : void 0);
  return present({
    User: user ?? base["User"],
    ExposedPorts: exposed,
    Env: environment.length === 0 ? void 0 : environment,
    Entrypoint: newEntrypoint,
    Cmd: newCmd,
    Volumes: mounted,
    WorkingDir: workdir ?? base["WorkingDir"],
    Labels: Object.keys(allLabels).length === 0 ? void 0 : sortedTexts(allLabels),
    StopSignal: stopSignal ?? base["StopSignal"],
    ...picked(base, ["Healthcheck", "Shell", "ArgsEscaped", "StopTimeout"])
  });
}
function mergedEnv(base, own) {
  const lines = base.filter((line) => typeof line === "string");
  const nameOf = (line) => line.split("=", 1)[0] ?? "";
  const known = new Set(lines.map(nameOf));
  return [
    ...lines.map(
      (line) => Object.hasOwn(own, nameOf(line)) ? `${nameOf(line)}=${own[nameOf(line)]}` : line
    ),
    ...Object.keys(own).filter((name) => !known.has(name)).sort().map((name) => `${name}=${own[name]}`)
  ];
}
function names(base, more) {
  const all = [.../* @__PURE__ */ new Set([...Object.keys(objectOf(base)), ...more])].sort();
  return all.length === 0 ? void 0 : Object.fromEntries(all.map((name) => [name, {}]));
}
function baseHistory(base, layers) {
  const history = listOf(base["history"]);
  const full = history.filter((entry) => objectOf(entry)["empty_layer"] !== true).length;
  return full === layers ? history : Array.from({ length: layers }, () => ({ comment: "base" }));
}
function picked(json, members) {
  return present(Object.fromEntries(members.map((name) => [name, json[name]])));
}
function present(json) {
  return Object.fromEntries(
    Object.entries(json).filter(([, value]) => value !== void 0 && value !== null && value !== "")
  );
}
function objectOf(value) {
  return isPlainObject(value) ? value : {};
}
function listOf(value) {
  return Array.isArray(value) ? value : [];
}
function textsOf(value) {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter(
      (entry) => typeof entry[1] === "string"
    )
  );
}

// src/image/placing.ts
var ROOT = { uid: 0, gid: 0 };
var MOST_LINKS = 40;
var Placing = class {
  #ground;
  constructor(ground2 = /* @__PURE__ */ new Map()) {
    this.#ground = ground2;
  }
  /**
   * The entries of one layer where they really go, with the folders that are missing above them; later layers see them.
   *
   * @param to     the folder that holds them, absolute
   * @param owner  of `to` when it has to be made
   */
  layer(to, owner, entries) {
    const made = /* @__PURE__ */ new Map();
    const base = this.#makeFolder(partsOf(to), owner, made);
    if (!base.ok) return base;
    for (const entry of entries) {
      const parts = partsOf(entry.path);
      const name = parts.pop();
      if (name === void 0) continue;
      const parent = this.#makeFolder([...partsOf(base.value), ...parts], owner, made);
      if (!parent.ok) return parent;
      const path = parent.value === "" ? name : `${parent.value}/${name}`;
      if (entry.kind === "folder") {
        const folder = this.#makeFolder(partsOf(path), entry.owner, made, entry.mode);
        if (!folder.ok) return folder;
      } else {
        const known = this.#ground.get(path);
        if (known !== void 0 && known.target === void 0)
          return err(refused(`/${path} is a folder in the image, and a file would replace it`));
        if (entry.kind === "link") this.#ground.set(path, { target: entry.target });
        else this.#ground.delete(path);
        made.set(path, { ...entry, path });
      }
    }
    return ok([...made.values()]);
  }
  /** @returns its path without links */
  #makeFolder(parts, owner, made, mode = 493) {
    const left = parts.toReversed();
    const path = [];
    let links = 0;
    for (let part = left.pop(); part !== void 0; part = left.pop()) {
      if (part === "" || part === ".") continue;
      if (part === "..") {
        path.pop();
        continue;
      }
      const here = [...path, part].join("/");
      const known = this.#ground.get(here);
      if (known?.target !== void 0) {
        links += 1;
        if (links > MOST_LINKS) return err(refused(`/${parts.join("/")} leads through a loop of links`));
        if (known.target.startsWith("/")) path.length = 0;
        left.push(...known.target.split("/").toReversed());
        continue;
      }
      path.push(part);
      if (known !== void 0) continue;
      if (made.get(here)?.kind === "file") return err(refused(`/${here} would be a file and a folder`));
      const last = left.length === 0;
      this.#ground.set(here, { target: void 0 });
      made.set(here, { kind: "folder", path: here, mode: last ? mode : 493, owner: last ? owner : ROOT });
    }
    return ok(path.join("/"));
  }
};
async function groundOf(image, store) {
  const key = createHash("sha256").update(`1 ${image.manifest.config.digest}`).digest("hex");
  const known = store?.note("folders", key);
  const read = known === void 0 ? void 0 : parseGround(known);
  if (read !== void 0) return ok(new Placing(read));
  const tree = await readTree(image);
  if (!tree.ok) return tree;
  const ground2 = /* @__PURE__ */ new Map();
  for (const [path, entry] of tree.value.entries()) {
    if (entry.kind === "folder") ground2.set(path, { target: void 0 });
    else if (entry.kind === "link") ground2.set(path, { target: entry.target });
  }
  store?.remember("folders", key, groundText(ground2));
  return ok(new Placing(ground2));
}
function groundText(ground2) {
  const folders = [...ground2].flatMap(([path, { target }]) => target === void 0 ? [path] : []);
  const links = [...ground2].flatMap(([path, { target }]) => target === void 0 ? [] : [[path, target]]);
  return JSON.stringify({ folders, links });
}
function parseGround(text3) {
  const json = strictJson(Buffer.from(text3));
  if (!json.ok || !isPlainObject(json.value)) return void 0;
  const { folders, links } = json.value;
  if (!Array.isArray(folders) || !Array.isArray(links)) return void 0;
  const ground2 = /* @__PURE__ */ new Map();
  for (const path of folders) if (typeof path === "string") ground2.set(path, { target: void 0 });
  for (const link of links) {
    const [path, target] = Array.isArray(link) ? link : [];
    if (typeof path === "string" && typeof target === "string") ground2.set(path, { target });
  }
  return ground2;
}
function partsOf(path) {
  return path.split("/").filter((part) => part !== "");
}
function refused(message) {
  return { code: "image-build-failed", builder: "layers", message };
}

// src/image/gather.ts
var MOST_ENTRIES = 2e6;
function gather(disk, request) {
  const { from, to, owner } = request;
  const top = attempt("read", from, () => disk.look(from));
  if (!top.ok) return top;
  switch (top.value?.kind) {
    case void 0:
      return err({ code: "system", doing: "read", path: from, errno: "ENOENT" });
    case "folder": {
      const entries = below(disk, request);
      return entries.ok ? ok({ to, entries: entries.value }) : entries;
    }
    case "file":
    case "link": {
      const into = to.endsWith("/");
      const path = into ? posix.basename(from) : posix.basename(to);
      if (path === "") return err(refused2(`${from} is a file, and ${to} is no name for it`));
      const entry = entryAt(disk, from, path, owner);
      return entry.ok ? ok({ to: into ? to : posix.dirname(to), entries: [entry.value] }) : entry;
    }
    case "other":
      return err(refused2(`${from} is neither a file, a folder nor a link`));
  }
}
function below(disk, { from, exclude, owner }) {
  const excluded = exclude.map(globTest);
  const entries = [];
  const waiting = [""];
  for (let folder = waiting.pop(); folder !== void 0; folder = waiting.pop()) {
    const place = folder === "" ? from : `${from}/${folder}`;
    const names2 = attempt("read", place, () => disk.list(place));
    if (!names2.ok) return names2;
    for (const { name, kind } of names2.value) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (excluded.some((matches) => matches(path))) continue;
      if (entries.length >= MOST_ENTRIES) return err(refused2(`${from} has more than ${MOST_ENTRIES} files`));
      if (kind === "folder") {
        waiting.push(path);
        entries.push({ kind: "folder", path, mode: 493, owner });
        continue;
      }
      const entry = entryAt(disk, `${from}/${path}`, path, owner);
      if (!entry.ok) return entry;
      entries.push(entry.value);
    }
  }
  return ok(entries);
}
function entryAt(disk, from, path, owner) {
  const found = attempt("read", from, () => {
    const facts2 = disk.look(from);
    return { facts: facts2, target: facts2?.kind === "link" ? disk.readLink(from) : "" };
  });
  if (!found.ok) return found;
  const { facts, target } = found.value;
  switch (facts?.kind) {
    case "file": {
      const mode = (facts.mode & 73) === 0 ? 420 : 493;
      return ok({ kind: "file", path, owner, mode, bytes: facts.bytes, from });
    }
    case "link":
      return ok({ kind: "link", path, owner, target });
    default:
      return err(refused2(`${from} is neither a file, a folder nor a link, or has just gone`));
  }
}
function refused2(message) {
  return { code: "image-build-failed", builder: "layers", message };
}

// src/image/builders/binary-layer.ts
var LIMITS = { bytes: 8 * 2 ** 30, members: 2e5, ratio: 500 };
async function unpackBinary(disk, archive, into) {
  const source = await fileSource(disk, archive);
  if (!source.ok) return source;
  const links = [];
  const made = /* @__PURE__ */ new Set([""]);
  let file;
  const close = () => {
    if (file !== void 0) disk.close(file);
    file = void 0;
  };
  const folder = (path) => {
    if (made.has(path)) return;
    folder(parentOf(path));
    disk.makeFolder(`${into}/${path}`, 448);
    made.add(path);
  };
  const refused3 = (message) => err({ code: "image-invalid", what: archive, message });
  const begin = (member) => {
    const { kind, path, target, mode } = member;
    if (kind === "link") {
      if (!staysInside(path, target))
        return refused3(`${JSON.stringify(path)} is a link that leads out of it`);
      links.push({ path, target });
      return ok(false);
    }
    if (kind !== "file" && kind !== "folder")
      return refused3(`${JSON.stringify(path)} is neither a file, a folder nor a link`);
    return attempt("write", into, () => {
      if (kind === "folder") {
        folder(path);
        return false;
      }
      folder(parentOf(path));
      file = disk.create(`${into}/${path}`, (mode & 73) === 0 ? 384 : 448);
      return true;
    });
  };
  const read = await readLayer(
    source.value,
    source.value.root,
    void 0,
    {
      member: begin,
      content: (piece) => attempt("write", into, () => {
        if (file !== void 0) disk.write(file, piece);
      }),
      ended: () => ok(close())
    },
    LIMITS
  );
  close();
  if (!read.ok) return read;
  return attempt("write", into, () => {
    for (const { path, target } of links) {
      folder(parentOf(path));
      disk.makeLink(target, `${into}/${path}`);
    }
  });
}
async function fileSource(disk, path) {
  const found = attempt("read", path, () => disk.look(path));
  if (!found.ok) return found;
  if (found.value?.kind !== "file") return err({ code: "system", doing: "read", path, errno: "ENOENT" });
  const extent = { path, at: 0, bytes: found.value.bytes };
  const hash2 = createHash("sha256");
  const read = await piecesOf(disk, extent, async (piece) => {
    hash2.update(piece);
    return ok(void 0);
  });
  if (!read.ok) return read;
  const root = {
    mediaType: MEDIA.layerGzip,
    digest: imageDigest(hash2.digest("hex")),
    size: extent.bytes
  };
  return ok({
    place: path,
    root,
    bytes: async () => err({ code: "image-invalid", what: path, message: "it is no image" }),
    stream: (descriptor, onPiece) => streamExtent(disk, extent, descriptor, onPiece),
    path: () => path
  });
}
function parentOf(path) {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}
function staysInside(path, target) {
  if (target.startsWith("/")) return false;
  const place = posix.normalize(posix.join(posix.dirname(path), target));
  return place !== ".." && !place.startsWith("../");
}

// src/image/builders/layer-maker.ts
var LayerMaker = class {
  #parts;
  remarks = [];
  constructor(parts) {
    this.#parts = parts;
  }
  /** Undefined for a layer in which nothing is: there is nothing to add then, and it is remarked. */
  async make(spec) {
    switch (spec.kind) {
      case "copy":
        return this.#fromFiles(spec, spec.from, spec.exclude, `copy ${spec.from} to ${spec.to}`);
      case "binary":
        return this.#binary(spec);
      case "dependencies":
        return this.#dependencies(spec);
      default:
        return unreachable(spec);
    }
  }
  async #binary(spec) {
    const { inside, recipe } = this.#parts;
    if (recipe.binary === void 0) throw new Error("a layer of the binary without a binary");
    const { files, disk } = inside.doors();
    const folder = files.temporary("sealsmith-binary-");
    if (!folder.ok) return folder;
    const unpacked = await unpackBinary(disk, recipe.binary, folder.value);
    const made = unpacked.ok ? await this.#fromFiles(spec, folder.value, [], `unpack the binary to ${spec.to}`) : unpacked;
    const removed = files.remove(folder.value);
    return made.ok && !removed.ok ? removed : made;
  }
  async #dependencies(spec) {
    const { inside, recipe, base, platform, dependencies } = this.#parts;
    if (recipe.dependencies === void 0) throw new Error("a layer of dependencies without any");
    const request = { dependencies: recipe.dependencies, base, platform, to: spec.to };
    const installed = await dependencies(request, inside);
    if (!installed.ok) return installed;
    const { folder, summary, remarks, release } = installed.value;
    this.remarks.push(...remarks);
    const made = await this.#fromFiles(spec, folder, [], `install ${summary} to ${spec.to}`);
    release();
    return made;
  }
  async #fromFiles({ to, owner }, from, exclude, createdBy) {
    const { inside, placing, options, layout } = this.#parts;
    const { disk } = inside.doors();
    const gathered = gather(disk, { from, to, exclude, owner });
    if (!gathered.ok) return gathered;
    if (gathered.value.entries.length === 0) {
      this.remarks.push(`${createdBy}: there is nothing in it, so it makes no layer`);
      return ok(void 0);
    }
    const entries = placing.layer(gathered.value.to, owner, gathered.value.entries);
    if (!entries.ok) return entries;
    const written = await writeLayer(disk, entries.value, options, layout);
    if (!written.ok) return err(written.failure);
    const { descriptor, diffId } = written.value;
    return ok({ descriptor, diffId, createdBy });
  }
};

// src/image/builders/layers.ts
var EPOCH2 = 315532800;
var MOST_LOCK = 4 * 2 ** 20;
function layersBuilder(parts) {
  return {
    name: "layers",
    summary: "files of the workspace on a base, put together by sealsmith: no engine, no root, no RUN",
    async build(request, inside) {
      const { recipe } = request;
      if (recipe.kind !== "layers") throw new Error(`the builder layers was given a ${recipe.kind} recipe`);
      const lock = lockOf2(inside);
      if (!lock.ok) return lock;
      const { platform, plainHttp } = request;
      const base = await parts.resolveBase(
        { spec: recipe.base, platform, lock: lock.value, plainHttp },
        inside
      );
      if (!base.ok) return base;
      const layout = createLayout(inside.doors().disk, request.out, inside.interrupt());
      const built = layout.ok ? await assemble(request, recipe, base.value, layout.value, parts, inside) : layout;
      if (layout.ok && !built.ok) layout.value.drop();
      base.value.release();
      return built;
    }
  };
}
async function assemble(request, recipe, base, layout, parts, inside) {
  const created = epochOf(inside);
  if (!created.ok) return created;
  const store = storeOf(inside);
  const placing = base.image === void 0 ? ok(new Placing()) : await groundOf(base.image, store);
  if (!placing.ok) return placing;
  const below2 = base.image === void 0 ? ok([]) : await copyLayersCompressed(base.image, layout, { cores: inside.cores, store });
  if (!below2.ok) return below2;
  const maker = new LayerMaker({
    inside,
    recipe,
    base,
    platform: request.platform,
    placing: placing.value,
    options: { compression: recipe.compression, mtime: created.value, cores: inside.cores, store },
    layout,
    dependencies: parts.dependencies
  });
  const above = [];
  for (const spec of recipe.layers) {
    const made = await maker.make(spec);
    if (!made.ok) return made;
    if (made.value !== void 0) above.push(made.value);
  }
  const layers = [...below2.value, ...above.map(({ descriptor }) => descriptor)];
  const top = await describe(request, recipe, base, created.value, { layers, above }, layout);
  if (!top.ok) return top;
  const { manifest, config } = top.value;
  const finished = layout.finish([{ ...manifest, platform: request.platform }]);
  if (!finished.ok) return finished;
  return ok({
    manifest,
    config,
    platform: request.platform,
    layers,
    bases: base.resolved === void 0 ? [] : [base.resolved],
    remarks: [...base.remarks, ...maker.remarks]
  });
}
async function describe(request, recipe, { image, resolved }, created, { layers, above }, layout) {
  const below2 = image === void 0 ? ok(void 0) : await configBytes(image);
  if (!below2.ok) return below2;
  const bytes = configFileBytes({
    base: below2.value,
    platform: image?.platform ?? request.platform,
    config: recipe.config,
    labels: request.labels,
    created,
    layers: above
  });
  if (!bytes.ok)
    return err({ code: "image-invalid", what: resolved?.name ?? "the base", message: bytes.failure });
  const config = layout.bytes(MEDIA.config, bytes.value);
  if (!config.ok) return config;
  const annotations = {
    "org.opencontainers.image.created": timeText(created),
    ...resolved === void 0 ? {} : {
      "org.opencontainers.image.base.name": resolved.name,
      "org.opencontainers.image.base.digest": resolved.digest
    }
  };
  const manifest = layout.bytes(MEDIA.manifest, manifestBytes({ config: config.value, layers, annotations }));
  return manifest.ok ? ok({ manifest: manifest.value, config: config.value }) : manifest;
}
function lockOf2(inside) {
  const text3 = inside.doors().files.readText(LOCK_FILE, MOST_LOCK);
  if (!text3.ok) return text3;
  return text3.value === void 0 ? ok(EMPTY_LOCK) : readLock(text3.value);
}
function epochOf(inside) {
  const text3 = inside.env["SOURCE_DATE_EPOCH"];
  if (text3 === void 0) return ok(EPOCH2);
  const seconds = /^[0-9]{1,11}$/.test(text3) ? Number(text3) : void 0;
  if (seconds !== void 0) return ok(seconds);
  return err({ code: "usage", message: "SOURCE_DATE_EPOCH is not a number of seconds" });
}

// src/image/builders/podman.ts
var podman = {
  name: "podman",
  summary: "a Dockerfile, by podman: no daemon and no root",
  build: (request, inside) => buildByContainersTool("podman", request, inside)
};

// src/image/builders/registry.ts
var BUILDERS = {
  layers: layersBuilder({ resolveBase, dependencies: dependencyFolder }),
  docker,
  buildah,
  podman,
  import: importBuilder
};
function builderOf(recipe) {
  switch (recipe.kind) {
    case "layers":
    case "import":
      return recipe.kind;
    case "dockerfile":
      return recipe.engine;
    default:
      return unreachable(recipe);
  }
}

// src/cli/internal/image-build.ts
var imageBuild = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const whole = withArchive(request, inside);
  if (!whole.ok) return whole;
  const builder = BUILDERS[builderOf(request.recipe)];
  const built = await builder.build(whole.value, inside);
  await inside.doors().workers.close();
  if (!built.ok) return built;
  const written = await writeJson(inside, result, built.value);
  if (!written.ok) return written;
  const { manifest, layers, platform } = built.value;
  inside.print(`${manifest.digest}: ${layers.length} layers for ${platformText(platform)}
`);
  return ok(0);
};
function withArchive(request, inside) {
  const { recipe } = request;
  if (recipe.kind !== "layers" || recipe.binary === void 0) return ok(request);
  const names2 = inside.names(recipe.binary);
  if (!names2.ok) return names2;
  const [archive, ...more] = names2.value.filter((name) => name.endsWith(".tar.gz"));
  if (archive === void 0 || more.length > 0) {
    const message = `${recipe.binary} must hold one archive of build-binary, and holds ${more.length === 0 ? "none" : "several"}`;
    return err({ code: "image-build-failed", builder: "layers", message });
  }
  const binary = `${recipe.binary}/${archive}`;
  return ok({ ...request, recipe: { ...recipe, binary } });
}
export {
  imageBuild
};
