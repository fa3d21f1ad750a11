import {
  gzip
} from "./shared-formats-gzip.js";
import {
  readDeb822
} from "./shared-formats-deb822.js";
import {
  TAR_END,
  tarHeader,
  tarPadding
} from "./shared-formats-tar.js";
import {
  createLayout
} from "./shared-image-layout-write.js";
import {
  manifestBytes
} from "./shared-image-manifest.js";
import {
  envValue,
  imageOf,
  readLayer
} from "./shared-image-layer-read.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import {
  Repository
} from "./shared-clients-registry-upload.js";
import {
  attempt,
  openLayout,
  piecesOf,
  readExtent,
  streamExtent
} from "./shared-image-layout.js";
import {
  TarReader
} from "./shared-formats-tar-read.js";
import {
  LOCK_FILE,
  MEDIA,
  PACKAGE,
  createHash,
  credentialsFrom,
  debianName,
  debianPinOf,
  hexOf,
  imageDigest,
  jsonDigest,
  nameText,
  parseImageName,
  pinOf,
  posix,
  randomBytes,
  randomUUID,
  shortDigest
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/image/store.ts
var STORE_VARIABLE = "SEALSMITH_IMAGES";
var MOST_BYTES = 8 * 2 ** 30;
var MOST_NOTES = 5e3;
var NOTE_LIMIT = 16 * 2 ** 20;
function storeOf(inside) {
  const folder = inside.env[STORE_VARIABLE];
  return folder?.startsWith("/") === true ? imageStore(inside.doors(), folder) : void 0;
}
function imageStore({ disk, clock }, folder) {
  const blobs = `${folder}/blobs/sha256`;
  let swept = false;
  const sweepOnce = () => {
    if (swept) return;
    swept = true;
    attempt("remove", blobs, () => sweep(disk, blobs, (bytes) => bytes > MOST_BYTES));
  };
  return {
    blob(digest) {
      const path = `${blobs}/${hexOf(digest)}`;
      const found = attempt("read", path, () => {
        if (disk.look(path)?.kind !== "file") return void 0;
        disk.touch(path, clock.now());
        return path;
      });
      return found.ok ? found.value : void 0;
    },
    keep(digest, path) {
      const place = `${blobs}/${hexOf(digest)}`;
      attempt("write", place, () => {
        if (disk.look(place) !== void 0) return;
        makeFolders(disk, blobs);
        if (!attempt("link", place, () => disk.makeHardLink(path, place)).ok) copyFile(disk, path, place);
      });
      sweepOnce();
    },
    forget(digest) {
      const place = `${blobs}/${hexOf(digest)}`;
      attempt("remove", place, () => disk.remove(place));
    },
    note(kind, key) {
      const path = `${folder}/${kind}/${key}`;
      const found = attempt("read", path, () => {
        const bytes = disk.look(path)?.bytes;
        if (bytes === void 0 || bytes > NOTE_LIMIT) return void 0;
        const into = Buffer.alloc(bytes);
        return disk.readWhole(path, into) === bytes ? into.toString("utf8") : void 0;
      });
      return found.ok ? found.value : void 0;
    },
    remember(kind, key, text) {
      const place = `${folder}/${kind}`;
      attempt("write", place, () => {
        makeFolders(disk, place);
        writeText(disk, `${place}/${key}`, text);
        sweep(disk, place, (_, count) => count > MOST_NOTES);
      });
    }
  };
}
function sweep(disk, folder, tooMuch) {
  const found = disk.list(folder).flatMap(({ name, kind }) => {
    const facts = kind === "file" ? disk.look(`${folder}/${name}`) : void 0;
    return facts === void 0 ? [] : [{ name, bytes: facts.bytes, modified: facts.modified }];
  });
  let bytes = found.reduce((sum, file) => sum + file.bytes, 0);
  let count = found.length;
  for (const file of found.sort((a, b) => a.modified - b.modified)) {
    if (!tooMuch(bytes, count)) return;
    disk.remove(`${folder}/${file.name}`);
    bytes -= file.bytes;
    count -= 1;
  }
}
function makeFolders(disk, path) {
  if (disk.look(path)?.kind === "folder") return;
  const parent = path.slice(0, path.lastIndexOf("/"));
  if (parent !== "") makeFolders(disk, parent);
  if (!attempt("make", path, () => disk.makeFolder(path, 448)).ok && disk.look(path) === void 0)
    throw Object.assign(new Error("cannot be made"), { code: "EACCES", path });
}
function copyFile(disk, from, to) {
  const beside = partOf(to);
  const source = disk.openRead(from);
  try {
    const target = disk.create(beside, 384);
    try {
      const buffer = Buffer.allocUnsafe(1 << 20);
      for (let at = 0; ; ) {
        const count = disk.read(source, buffer, at);
        if (count === 0) break;
        disk.write(target, buffer.subarray(0, count));
        at += count;
      }
    } finally {
      disk.close(target);
    }
    disk.rename(beside, to);
  } finally {
    disk.close(source);
    disk.remove(beside);
  }
}
function writeText(disk, path, text) {
  const beside = partOf(path);
  const file = disk.create(beside, 384);
  try {
    disk.write(file, Buffer.from(text));
  } finally {
    disk.close(file);
  }
  disk.rename(beside, path);
}
function partOf(path) {
  return `${path}.${randomBytes(6).toString("hex")}.part`;
}

// src/image/bases/debian-status.ts
var FIELDS = /* @__PURE__ */ new Set(["package", "status", "version", "architecture"]);
function installedIn(status) {
  const packages = /* @__PURE__ */ new Map();
  for (const paragraph of readDeb822(status, FIELDS).paragraphs) {
    const [name, version] = [paragraph.get("package"), paragraph.get("version")];
    if (name === void 0 || version === void 0) continue;
    if (/\binstalled$/.test(paragraph.get("status") ?? "")) packages.set(name, version);
  }
  return packages;
}
function upstream(version) {
  return version.replace(/^\d+:/, "").replace(/-[^-]*$/, "").replace(/[+~].*$/, "");
}
function factsOfPackages(packages, osRelease) {
  const of = (name) => {
    const version = packages.get(name);
    return version === void 0 ? void 0 : upstream(version);
  };
  const libc = of("libc6");
  const [python, node, system] = [of("python3"), of("nodejs"), systemOf(osRelease)];
  return {
    ...libc === void 0 ? {} : { libc: `glibc ${libc}` },
    ...node === void 0 ? {} : { node },
    ...python === void 0 ? {} : { python },
    ...system === void 0 ? {} : { system }
  };
}
function systemOf(osRelease) {
  const value = (name) => new RegExp(`^${name}=["']?([A-Za-z0-9._-]{1,40})["']?\\s*$`, "m").exec(osRelease)?.[1];
  const id = value("ID");
  const version = value("VERSION_ID");
  return id === void 0 || version === void 0 ? id : `${id} ${version}`;
}
function packageChanges(old, now) {
  const names = [.../* @__PURE__ */ new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    const [before, after] = [old.get(name), now.get(name)];
    if (before === after) return [];
    if (after === void 0) return [`${name} ${before} is gone`];
    return [before === void 0 ? `${name} ${after} is new` : `${name} ${before} → ${after}`];
  });
}

// src/image/bases/debian-layer.ts
var EPOCH = 315532800;
var LIMIT = 16 * 2 ** 30;
var STATUS = "var/lib/dpkg/status";
var OS_RELEASE = "usr/lib/os-release";
var TEXT_LIMIT = 64 * 2 ** 20;
var DebianLayerWriter = class _DebianLayerWriter {
  #disk;
  #path;
  #file;
  #tar = new TarReader();
  #digest = createHash("sha256");
  #texts = /* @__PURE__ */ new Map();
  #bytes = 0;
  #read = 0;
  /** Of the present member: what is left of it, and what becomes of it. */
  #left = 0;
  #keep = false;
  #padding = 0;
  #text;
  /** Hard links to what was left out have nothing to point to. */
  #dropped = /* @__PURE__ */ new Set();
  #failure;
  constructor(disk, path, file) {
    this.#disk = disk;
    this.#path = path;
    this.#file = file;
  }
  static create(disk, path) {
    const file = attempt("write", path, () => disk.create(path, 384));
    return file.ok ? ok(new _DebianLayerWriter(disk, path, file.value)) : file;
  }
  /** The first failure; from then on nothing is taken. */
  get failure() {
    return this.#failure;
  }
  push(piece) {
    if (this.#failure !== void 0) return;
    const taken = this.#take(piece);
    if (!taken.ok) this.#failure = taken.failure;
  }
  /** Closes the file in any case. */
  finish() {
    const whole = this.#failure === void 0 ? this.#end() : err(this.#failure);
    const closed = attempt("write", this.#path, () => this.#disk.close(this.#file));
    if (!whole.ok) return whole;
    if (!closed.ok) return closed;
    const diffId = imageDigest(this.#digest.digest("hex"));
    return ok({
      diffId,
      bytes: this.#bytes,
      status: this.#gathered(STATUS),
      osRelease: this.#gathered(OS_RELEASE)
    });
  }
  #take(piece) {
    this.#read += piece.length;
    if (this.#read > LIMIT) return err(invalid(`it has more than ${LIMIT} bytes`));
    const events = this.#tar.push(piece);
    if (!events.ok) return err(invalid(events.failure.detail));
    for (const event of events.value) {
      const done = event.kind === "member" ? this.#member(event.member) : this.#content(event.bytes);
      if (!done.ok) return done;
    }
    return ok(void 0);
  }
  #end() {
    const end = this.#tar.end();
    if (!end.ok) return err(invalid(end.failure.detail));
    if (this.#gathered(STATUS) === "") return err(invalid("dpkg knows of no package in it"));
    return this.#write(TAR_END);
  }
  #member(member) {
    const name = nameText(Buffer.from(member.name));
    const path = memberPath(name);
    const target = nameText(Buffer.from(member.target));
    const linked = member.kind === "hard-link" ? memberPath(target) : target;
    if (path === void 0 || linked === void 0)
      return err(invalid(`${JSON.stringify(name)} leads out of it`));
    this.#left = member.bytes;
    this.#padding = tarPadding(member.bytes);
    this.#keep = keeps(path, member.kind) && !(member.kind === "hard-link" && this.#dropped.has(linked));
    this.#text = void 0;
    if (!this.#keep) {
      this.#dropped.add(path);
      return ok(void 0);
    }
    const { kind, mode, uid, gid, bytes } = member;
    if (kind !== "file" && kind !== "folder" && kind !== "link" && kind !== "hard-link") {
      return err(invalid(`${JSON.stringify(name)} is no file, folder or link`));
    }
    if (path === STATUS || path === OS_RELEASE) {
      if (kind !== "file" || member.bytes > TEXT_LIMIT) return err(invalid(`${path} is no text`));
      this.#text = [];
      this.#texts.set(path, this.#text);
    }
    const common = { path: path === "" ? "." : path, mode: mode & 4095, mtime: EPOCH, owner: { uid, gid } };
    const entry = kind === "file" ? { ...common, kind, bytes } : kind === "folder" ? { ...common, kind } : { ...common, kind, target: linked };
    return this.#write(tarHeader(entry));
  }
  #content(piece) {
    this.#left -= piece.length;
    if (!this.#keep) return ok(void 0);
    this.#text?.push(Buffer.from(piece));
    const written = this.#write(piece);
    return written.ok && this.#left === 0 ? this.#write(new Uint8Array(this.#padding)) : written;
  }
  #write(bytes) {
    if (bytes.length === 0) return ok(void 0);
    this.#digest.update(bytes);
    this.#bytes += bytes.length;
    return attempt("write", this.#path, () => this.#disk.write(this.#file, bytes));
  }
  #gathered(path) {
    return Buffer.concat(this.#texts.get(path) ?? []).toString("utf8");
  }
};
function invalid(message) {
  return { code: "image-invalid", what: "what mmdebstrap made", message };
}
function memberPath(name) {
  const parts = name.split("/").filter((part) => part !== "" && part !== ".");
  return name.startsWith("/") || name.includes("\0") || parts.includes("..") ? void 0 : parts.join("/");
}
var EMPTY = /^(?:dev|proc|sys|run|tmp|var\/tmp)\//;
var VOLATILE = [
  /^var\/log\/./,
  /^var\/cache\/(?:apt|ldconfig|man)\/./,
  /^var\/lib\/apt\/(?:lists|mirrors|periodic)\/./,
  /^var\/lib\/apt\/extended_states$/,
  /^var\/lib\/dpkg\/(?:[^/]*-old|lock[^/]*|triggers\/Lock)$/,
  /^var\/cache\/debconf\/[^/]*-old$/,
  /^var\/lib\/(?:systemd|dbus|urandom)\/(?:random-seed|machine-id|.*\.stamp)$/,
  /^etc\/(?:machine-id|hostname|hosts|resolv\.conf|\.pwd\.lock|mtab)$/,
  /^etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/,
  // Of the machine's own mirror, and of this build.
  /^etc\/apt\/sources\.list(?:\.d\/.*)?$/,
  /^etc\/apt\/(?:preferences|apt\.conf)\.d\/(?:\d*mmdebstrap|sealsmith)$/
];
var DOCUMENTS = [
  /^usr\/share\/(?:man|info|groff|lintian|linda|bug)\/./,
  /^usr\/share\/locale\/(?!locale\.alias$)./,
  /^usr\/share\/doc\/[^/]+\/(?!copyright$)./
];
function keeps(path, kind) {
  if (EMPTY.test(path)) return false;
  if (kind !== "folder" && VOLATILE.some((one) => one.test(path))) return false;
  return !DOCUMENTS.some((one) => one.test(path));
}

// src/image/bases/mmdebstrap.ts
var LIMIT2 = 20 * 6e4;
var TIMED_OUT = 124;
var NOT_FOUND = 127;
var GRACE = 2e4;
var MERGED_USR = "/usr/share/mmdebstrap/hooks/maybe-merged-usr";
var TICK = 100;
async function runMmdebstrap(build, inside, onTar) {
  const interrupt = inside.interrupt();
  let wanted = true;
  const running = inside.start({
    // It does not hear SIGTERM while a program of its works: all of them have to get it, and timeout makes them a group.
    program: "timeout",
    args: [
      `--kill-after=${GRACE / 1e3}`,
      String(LIMIT2 / 1e3),
      "mmdebstrap",
      ...argumentsFor(build, inside.look(MERGED_USR))
    ],
    input: Buffer.from(preferences(build.versions)),
    env: { ...ENV, ...roomFor(inside) },
    onOutput: (piece) => {
      wanted &&= onTar(piece);
    }
  });
  const ended = await watch(running, inside, () => !wanted || interrupt.aborted);
  if (interrupt.aborted) {
    return err({ code: "interrupted", signal: interrupt.reason === "SIGINT" ? "SIGINT" : "SIGTERM" });
  }
  if (!wanted) return ok(void 0);
  if (ended.kind === "exited" && ended.exit === 0) return ok(void 0);
  return err(await failureOf(ended, inside));
}
function argumentsFor({ suite, arch, packages, mirror, versions }, merged) {
  return [
    "--variant=essential",
    "--format=tar",
    `--architectures=${arch}`,
    '--aptopt=Acquire::Retries "3"',
    ...packages.length === 0 ? [] : [`--include=${packages.join(",")}`],
    // From our standard input: nothing of the lock is ever part of a shell's line.
    ...versions === void 0 ? [] : ['--setup-hook=cat > "$1/etc/apt/preferences.d/sealsmith"'],
    ...merged.ok && merged.value !== void 0 ? [`--hook-dir=${MERGED_USR}`] : [],
    suite,
    "-",
    ...mirror === void 0 ? [] : [mirror]
  ];
}
function preferences(versions) {
  return [...versions ?? []].map(([name, version]) => `Package: ${name}
Pin: version ${version}
Pin-Priority: 1001
`).join("\n");
}
var ENV = {
  SOURCE_DATE_EPOCH: String(EPOCH),
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  // What is compiled on purpose is the same each time; what an import leaves is not.
  PYTHONDONTWRITEBYTECODE: "1",
  PYTHONHASHSEED: "0"
};
function roomFor(inside) {
  return ordinary(inside) ? { TMPDIR: "/var/tmp" } : {};
}
function firstLine(inside, path) {
  const file = inside.read(path);
  if (!file.ok) return void 0;
  try {
    const buffer = Buffer.alloc(4096);
    const count = file.value.read(buffer, 0);
    return count.ok ? buffer.toString("latin1", 0, count.value) : void 0;
  } finally {
    file.value.close();
  }
}
function ordinary(inside) {
  const status = firstLine(inside, "/proc/self/status") ?? "";
  return /^Uid:\s+(?!0\s)/m.test(status);
}
function alone(inside) {
  const map = firstLine(inside, "/proc/self/uid_map");
  return map !== void 0 && /^\s*\d+\s+\d+\s+1\s*$/.test(map);
}
async function watch(running, inside, stop) {
  let ended;
  const over = running.ended.then((how) => {
    ended = how;
  });
  let told;
  while (ended === void 0) {
    await Promise.race([over, inside.pause(TICK)]);
    const now = inside.now();
    if (told === void 0 && stop()) {
      told = now;
      running.signal("SIGTERM");
    } else if (told !== void 0 && now > told + 2 * GRACE) running.signal("SIGKILL");
  }
  return ended;
}
async function failureOf(ended, inside) {
  if (ended.kind === "not-started" || ended.kind === "exited" && ended.exit === NOT_FOUND) {
    return {
      code: "tool-missing",
      tool: "mmdebstrap",
      wantedBy: "a base of Debian",
      get: "apt install mmdebstrap"
    };
  }
  if (ordinary(inside) && alone(inside)) {
    return {
      code: "engine-unavailable",
      engine: "mmdebstrap",
      message: "here is only one user id, and a Debian system needs more (newuidmap, /etc/subuid)"
    };
  }
  const how = ended.kind === "killed" ? `mmdebstrap: ${ended.signal}` : ended.exit === TIMED_OUT ? `mmdebstrap was not done after ${LIMIT2 / 6e4} minutes` : `mmdebstrap ended with ${ended.exit}`;
  return { code: "image-build-failed", builder: "debian", message: how };
}

// src/image/bases/debian-build.ts
var LEVEL = 6;
async function buildDebian(build, platform, out, inside) {
  const { disk } = inside.doors();
  const plain = posix.join(posix.dirname(out), `.${posix.basename(out)}.tar`);
  try {
    const layer = await makeLayer(build, plain, inside, disk);
    if (!layer.ok) return layer;
    const layout = createLayout(disk, out, inside.interrupt());
    if (!layout.ok) return layout;
    const filled = await fillLayout(layout.value, layer.value, plain, platform, inside, disk);
    if (!filled.ok) {
      layout.value.drop();
      return filled;
    }
    const packages = installedIn(layer.value.status);
    return ok({
      ...factsOfPackages(packages, layer.value.osRelease),
      packages,
      diffId: layer.value.diffId
    });
  } finally {
    attempt("remove", plain, () => disk.removeFile(plain));
  }
}
async function makeLayer(build, plain, inside, disk) {
  const writer = DebianLayerWriter.create(disk, plain);
  if (!writer.ok) return writer;
  const run = await runMmdebstrap(build, inside, (piece) => {
    writer.value.push(piece);
    return writer.value.failure === void 0;
  });
  const layer = writer.value.finish();
  return run.ok ? layer : run;
}
async function fillLayout(layout, { diffId, bytes }, plain, platform, inside, disk) {
  const blob = layout.blob();
  if (!blob.ok) return blob;
  const packer = gzip(LEVEL, inside.cores);
  const write = (pieces) => {
    for (const piece of pieces) {
      const written = blob.value.write(piece);
      if (!written.ok) return written;
    }
    return ok(void 0);
  };
  const packed = await piecesOf(
    disk,
    { path: plain, at: 0, bytes },
    async (piece) => write(await packer.push(piece))
  );
  const rest = packed.ok ? write(await packer.end()) : packed;
  if (!rest.ok) return rest;
  const facts = blob.value.finish();
  if (!facts.ok) return facts;
  const created = new Date(EPOCH * 1e3).toISOString().replace(".000", "");
  const config = layout.bytes(
    MEDIA.config,
    Buffer.from(
      JSON.stringify({
        created,
        architecture: platform.architecture,
        os: platform.os,
        ...platform.variant === void 0 ? {} : { variant: platform.variant },
        config: { Env: [`PATH=${PATH}`], Cmd: ["bash"] },
        rootfs: { type: "layers", diff_ids: [diffId] },
        history: [{ created, created_by: "mmdebstrap" }]
      })
    )
  );
  if (!config.ok) return config;
  const manifest = layout.bytes(
    MEDIA.manifest,
    manifestBytes({ config: config.value, layers: [{ mediaType: MEDIA.layerGzip, ...facts.value }] })
  );
  return manifest.ok ? layout.finish([{ ...manifest.value, platform }]) : manifest;
}
var PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
function debianArchitecture({ os, architecture, variant }) {
  const name = architecture === "arm" ? variant === "v5" || variant === "v6" ? "armel" : "armhf" : ARCHITECTURES[architecture];
  return os === "linux" && name !== void 0 ? ok(name) : err(`is not made for ${os}/${architecture}`);
}
var ARCHITECTURES = {
  amd64: "amd64",
  arm64: "arm64",
  "386": "i386",
  ppc64le: "ppc64el",
  riscv64: "riscv64",
  s390x: "s390x",
  mips64le: "mips64el"
};

// src/image/bases/facts.ts
var LIMIT3 = 32 * 2 ** 20;
var TEXTS = /* @__PURE__ */ new Set([
  "var/lib/dpkg/status",
  "lib/apk/db/installed",
  "usr/lib/apk/db/installed",
  "etc/os-release",
  "usr/lib/os-release",
  "usr/include/node/node_version.h",
  "usr/local/include/node/node_version.h"
]);
var NAMES = [
  /^(?:usr\/local\/|usr\/|opt\/[^/]+\/)?bin\/python3\.\d+$/,
  /^(?:usr\/)?lib\/(?:ld-musl-[\w-]+\.so\.1|[\w-]+-linux-gnu[a-z]*\/libc\.so\.6)$/
];
async function factsOf(image) {
  const seen = await lookInto(image);
  return seen.ok ? ok(factsOfSeen(seen.value, image.config.env)) : seen;
}
function factsOfSeen({ texts, names }, env) {
  const osRelease = texts.get("etc/os-release") ?? texts.get("usr/lib/os-release") ?? "";
  const packages = new Map([
    ...installedIn(texts.get("var/lib/dpkg/status") ?? ""),
    ...apkPackages(texts.get("lib/apk/db/installed") ?? texts.get("usr/lib/apk/db/installed") ?? "")
  ]);
  const found = factsOfPackages(packages, osRelease);
  const musl = packages.get("musl");
  const muslHere = [...names].some((name) => name.includes("ld-musl-"));
  const libc = found.libc ?? (muslHere ? `musl${musl === void 0 ? "" : ` ${musl.replace(/-r\d+$/, "")}`}` : void 0);
  const python = versionIn(env, "PYTHON_VERSION") ?? pythonIn(names, "usr/local/bin/") ?? found.python ?? pythonIn(names, "usr/bin/") ?? pythonIn(names, "opt/");
  const node = versionIn(env, "NODE_VERSION") ?? nodeOf(texts) ?? found.node;
  const system = systemOf(osRelease);
  return {
    ...libc === void 0 ? {} : { libc },
    ...node === void 0 ? {} : { node },
    ...python === void 0 ? {} : { python },
    ...system === void 0 ? {} : { system }
  };
}
function versionIn(env, name) {
  return /^v?(\d+\.\d+(?:\.\d+)*)/.exec(envValue(env, name) ?? "")?.[1];
}
function pythonIn(names, prefix) {
  const minors = [...names].flatMap((name) => {
    const minor = name.startsWith(prefix) ? /python3\.(\d+)$/.exec(name)?.[1] : void 0;
    return minor === void 0 ? [] : [Number(minor)];
  });
  return minors.length === 0 ? void 0 : `3.${Math.max(...minors)}`;
}
function nodeOf(texts) {
  const text = texts.get("usr/local/include/node/node_version.h") ?? texts.get("usr/include/node/node_version.h");
  const part = (name) => new RegExp(`^#define NODE_${name}_VERSION (\\d+)`, "m").exec(text ?? "")?.[1];
  const [major, minor, patch] = [part("MAJOR"), part("MINOR"), part("PATCH")];
  return major && minor && patch ? `${major}.${minor}.${patch}` : void 0;
}
function apkPackages(text) {
  return text.split(/\n\n+/).flatMap((paragraph) => {
    const name = /^P:(\S+)$/m.exec(paragraph)?.[1];
    const version = /^V:(\S+)$/m.exec(paragraph)?.[1];
    return name === void 0 || version === void 0 ? [] : [[name, version]];
  });
}
async function lookInto({ source, manifest, config }) {
  const texts = /* @__PURE__ */ new Map();
  const names = /* @__PURE__ */ new Set();
  for (const [at, layer] of manifest.layers.entries()) {
    let path = "";
    let parts = [];
    const read = await readLayer(source, layer, config.diffIds[at], {
      member(member) {
        whiteOut(member.path, texts, names);
        texts.delete(member.path);
        if (NAMES.some((one) => one.test(member.path))) names.add(member.path);
        path = member.path;
        parts = [];
        return ok(member.kind === "file" && member.bytes <= LIMIT3 && TEXTS.has(member.path));
      },
      content(piece) {
        parts.push(Buffer.from(piece));
        return ok(void 0);
      },
      ended() {
        texts.set(path, Buffer.concat(parts).toString("utf8"));
        return ok(void 0);
      }
    });
    if (!read.ok) return read;
  }
  return ok({ texts, names });
}
function whiteOut(path, texts, names) {
  const at = path.lastIndexOf("/") + 1;
  if (!path.startsWith(".wh.", at)) return;
  const folder = path.slice(0, at);
  const gone = path.slice(at) === ".wh..wh..opq" ? folder : `${folder}${path.slice(at + 4)}`;
  const isGone2 = (one) => gone === folder ? one.startsWith(folder) : one === gone || one.startsWith(`${gone}/`);
  for (const one of texts.keys()) if (isGone2(one)) texts.delete(one);
  for (const one of names) if (isGone2(one)) names.delete(one);
}

// src/image/bases/store.ts
function imageStore2(inside, name) {
  const { files } = inside.doors();
  const given = inside.env["SEALSMITH_IMAGES"];
  if (given?.startsWith("/") === true) {
    const folder2 = `${given}/${name}`;
    const made = files.makeFolder(folder2, 448);
    return made.ok ? ok({ folder: folder2, lasting: true, release: () => {
    } }) : made;
  }
  const folder = files.temporary(`sealsmith-${name}-`);
  if (!folder.ok) return folder;
  return ok({
    folder: folder.value,
    lasting: false,
    release: () => {
      files.remove(folder.value);
    }
  });
}

// src/image/bases/debian.ts
var RECIPE = 1;
var FRESH = 24 * 60 * 6e4;
var debian = {
  summary: "a Debian release and a list of packages, by mmdebstrap",
  async resolve(request, inside) {
    const { spec, platform, lock } = request;
    const pin = debianPinOf(lock, spec, platform);
    const build = debianBuild(spec, platform, pin);
    if (!build.ok) return build;
    const store = imageStore2(inside, "bases");
    if (!store.ok) return store;
    const { folder, lasting, release } = store.value;
    const kept = placeOf(folder, build.value);
    const known = lasting ? await take(kept, request, pin, inside) : void 0;
    if (known !== void 0) return ok(known);
    const made = await make(build.value, folder, () => kept, debianName(spec), platform, pin, inside);
    if (!made.ok) {
      release();
      return made;
    }
    const image = await open(kept, platform, inside);
    if (!image.ok) {
      release();
      return image;
    }
    const remarks = pin === void 0 ? [unpinned(spec)] : [];
    return ok(baseOf(spec, image.value, made.value.built, remarks, release));
  }
};
function debianBuild(spec, platform, pin) {
  const { suite, packages, mirror } = spec;
  const problem = debianProblem(spec);
  if (problem !== void 0) return err({ code: "usage", message: `base: ${problem}` });
  const arch = debianArchitecture(platform);
  if (!arch.ok) return err({ code: "base-mismatch", base: debianName(spec), message: arch.failure });
  const sorted = [...new Set(packages)].sort();
  return ok({ suite, arch: arch.value, packages: sorted, mirror, versions: pin?.packages });
}
function debianProblem({ suite, packages, mirror }) {
  if (!/^[a-z][a-z0-9.-]{0,40}$/.test(suite)) return `${JSON.stringify(suite)} is no release of Debian`;
  const wrong = packages.find((name) => !PACKAGE.test(name) || name.length > 200 || name.endsWith("-"));
  if (wrong !== void 0) return `${JSON.stringify(wrong)} is no name of a package`;
  if (mirror !== void 0 && !/^https?:\/\/[^\s[\]]+$/.test(mirror))
    return `${JSON.stringify(mirror)} is no http or https address of a mirror`;
  return void 0;
}
function placeOf(folder, { versions, mirror, ...build }) {
  const pinned = versions === void 0 ? null : Object.fromEntries(versions);
  const key = jsonDigest({ recipe: RECIPE, ...build, mirror: mirror ?? null, versions: pinned });
  return `${folder}/debian-${key.slice(0, 32)}`;
}
async function take(folder, { spec, platform }, pin, inside) {
  const { disk, clock } = inside.doors();
  const made = attempt("read", folder, () => disk.look(`${folder}/index.json`)?.modified);
  if (!made.ok || made.value === void 0) return void 0;
  const age = clock.now() - made.value;
  if (pin === void 0 && (age < 0 || age > FRESH)) return void 0;
  const image = await open(folder, platform, inside);
  if (!image.ok || pin !== void 0 && !await isAsPinned(image.value, pin)) return void 0;
  const ago = age < 36e5 ? "less than an hour" : `${Math.round(age / 36e5)} h`;
  const remarks = pin === void 0 ? [`${unpinned(spec)}; taken as it was made ${ago} ago`] : [];
  return baseOf(spec, image.value, pin, remarks, () => {
  });
}
async function isAsPinned({ source, manifest, config }, pin) {
  const [layer, ...more] = manifest.layers;
  if (layer === void 0 || more.length > 0 || config.diffIds[0] !== pin.diffId) return false;
  const read = await readLayer(source, layer, pin.diffId, { member: () => ok(false) });
  return read.ok;
}
async function pinDebian(spec, platform, inside) {
  const build = debianBuild(spec, platform, void 0);
  if (!build.ok) return build;
  const store = imageStore2(inside, "bases");
  if (!store.ok) return store;
  const { folder, release } = store.value;
  const place = (made2) => placeOf(folder, { ...build.value, versions: made2.packages });
  const made = await make(build.value, folder, place, debianName(spec), platform, void 0, inside);
  release();
  return made.ok ? ok(made.value.built) : made;
}
async function make(build, folder, place, name, platform, pin, inside) {
  const { disk } = inside.doors();
  const fresh = `${folder}/new-${randomUUID()}`;
  const fail = (failure) => {
    attempt("remove", fresh, () => disk.remove(fresh));
    return err(failure);
  };
  inside.print(`${name}: making it with mmdebstrap
`);
  sweep2(folder, inside);
  const built = await buildDebian(build, platform, fresh, inside);
  if (!built.ok) return fail(built.failure);
  const difference = pin === void 0 ? void 0 : differenceTo(pin, built.value);
  if (difference !== void 0) return fail({ code: "base-changed", base: name, message: difference });
  const kept = place(built.value);
  const placed = attempt("write", kept, () => {
    disk.remove(kept);
    disk.rename(fresh, kept);
  });
  return placed.ok ? ok({ built: built.value, kept }) : fail(placed.failure);
}
var MOST_KEPT = 8;
function sweep2(folder, inside) {
  const { disk, clock } = inside.doors();
  attempt("remove", folder, () => {
    const found = disk.list(folder).map(({ name }) => ({ name, made: disk.look(`${folder}/${name}`)?.modified ?? 0 })).sort((a, b) => b.made - a.made);
    const dead = found.filter(({ name, made }) => /^\.?new-/.test(name) && clock.now() - made > FRESH);
    const old = found.filter(({ name }) => name.startsWith("debian-")).slice(MOST_KEPT);
    for (const { name } of [...dead, ...old]) disk.remove(`${folder}/${name}`);
  });
}
function differenceTo(pin, built) {
  const changed = packageChanges(pin.packages, built.packages);
  if (changed.length > 0) {
    const shown = changed.slice(0, 5).join(", ");
    return changed.length > 5 ? `${shown} and ${changed.length - 5} more` : shown;
  }
  if (pin.diffId === built.diffId) return void 0;
  return `the same packages became ${built.diffId} and not ${pin.diffId}`;
}
async function open(folder, platform, inside) {
  const layout = openLayout(inside.doors().disk, folder);
  return layout.ok ? imageOf(layout.value, platform) : layout;
}
function baseOf(spec, image, known, remarks, release) {
  return {
    resolved: { name: debianName(spec), digest: image.descriptor.digest },
    image,
    facts: async () => known === void 0 ? factsOf(image) : ok(factsAlone(known)),
    remarks,
    release
  };
}
function factsAlone({ libc, node, python, system }) {
  return {
    ...libc === void 0 ? {} : { libc },
    ...node === void 0 ? {} : { node },
    ...python === void 0 ? {} : { python },
    ...system === void 0 ? {} : { system }
  };
}
function unpinned(spec) {
  return `${debianName(spec)} is not pinned: sealsmith image lock does it`;
}

// src/image/builders/ask-registry.ts
function repositoryOf(name, { plainHttp }, inside) {
  const { env } = inside;
  const { files } = inside.doors();
  return new Repository(inside.doors(), name, {
    plainHttp,
    // A job has been given what it may use, in files of its own: nothing is asked for it any more.
    credential: credentialsFrom({ files, env, secrets: /* @__PURE__ */ new Map(), home: env["HOME"] }),
    signal: inside.interrupt()
  });
}

// src/image/bases/kept-source.ts
var AT_ONCE = 4;
function keptSource(source, store, disk, folder) {
  const verified = /* @__PURE__ */ new Set();
  const placeOf2 = (digest) => verified.has(digest) ? store.blob(digest) : void 0;
  const one = async (blob) => {
    if (placeOf2(blob.digest) !== void 0) return ok(void 0);
    const known = store.blob(blob.digest);
    if (known !== void 0) {
      const same = await streamExtent(disk, extentOf(disk, known), blob, async () => ok(void 0));
      if (same.ok) {
        verified.add(blob.digest);
        return ok(void 0);
      }
      store.forget(blob.digest);
    }
    const path = `${folder}/${randomUUID()}.part`;
    const got = await source.download(blob, path);
    if (got.ok) {
      store.keep(blob.digest, path);
      verified.add(blob.digest);
    }
    attempt("remove", path, () => disk.removeFile(path));
    return got;
  };
  return {
    place: source.place,
    root: source.root,
    bytes: (descriptor, limit) => {
      const path = placeOf2(descriptor.digest);
      if (path === void 0) return source.bytes(descriptor, limit);
      return Promise.resolve(readExtent(disk, extentOf(disk, path), descriptor, limit));
    },
    stream: (descriptor, onPiece) => {
      const path = placeOf2(descriptor.digest);
      return path === void 0 ? source.stream(descriptor, onPiece) : streamExtent(disk, extentOf(disk, path), descriptor, onPiece);
    },
    path: (descriptor) => placeOf2(descriptor.digest),
    async fetch(blobs) {
      const waiting = [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
      let failed;
      const worker = async () => {
        for (let blob = waiting.shift(); blob !== void 0 && failed === void 0; blob = waiting.shift()) {
          const done = await one(blob);
          if (!done.ok) failed ??= done;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      return failed ?? ok(void 0);
    }
  };
}
function extentOf(disk, path) {
  const facts = attempt("read", path, () => disk.look(path));
  return { path, at: 0, bytes: facts.ok && facts.value?.kind === "file" ? facts.value.bytes : -1 };
}

// src/image/bases/registry-base.ts
var registryBase = {
  summary: "an image of a registry, by name or digest",
  async resolve(request, inside) {
    const { spec, platform, lock } = request;
    const name = parseImageName(spec.name);
    if (name === void 0)
      return err({ code: "usage", message: `base: ${spec.name} is no name of an image` });
    const pin = name.digest === void 0 ? pinOf(lock, spec.name, platform) : void 0;
    const wanted = name.digest ?? pin?.digest;
    const source = await ask(name, wanted, request, inside);
    if (!source.ok) return source;
    const { named, root } = source.value;
    const changed = differenceTo2(wanted, pin?.platform, named.digest, root.digest);
    if (changed !== void 0) return err({ code: "base-changed", base: spec.name, message: changed });
    const remarks = await remarksOf(spec.name, name, wanted, named.digest, request, inside);
    return fetched(source.value, pin?.platform, remarks, request, inside);
  }
};
async function ask(name, wanted, { spec, platform, plainHttp }, inside) {
  const repository = repositoryOf(name, { plainHttp }, inside);
  const source = await registrySource(repository, wanted ?? name.tag ?? "latest", platform);
  if (source.ok || wanted === void 0 || name.digest !== void 0) return source;
  return isGone(source.failure) ? err({ code: "base-changed", base: spec.name, message: `the registry has ${wanted} no more` }) : source;
}
function isGone(failure) {
  return failure.code === "registry-refused" && failure.why === "not-found";
}
function differenceTo2(wanted, pin, named, manifest) {
  if (wanted !== void 0 && wanted !== named) return `${wanted} was asked for, and ${named} came`;
  if (pin !== void 0 && pin.digest !== manifest)
    return `for this platform it is ${manifest}, and ${pin.digest} is pinned`;
  return void 0;
}
async function remarksOf(written, name, wanted, named, { plainHttp }, inside) {
  if (name.digest !== void 0) return [];
  if (wanted === void 0)
    return [`${written} is not pinned and was taken as ${named}: sealsmith image lock pins it`];
  const now = await repositoryOf(name, { plainHttp }, inside).head(name.tag ?? "latest");
  if (!now.ok || now.value === void 0 || now.value.digest === wanted) return [];
  return [
    `${written} is ${shortDigest(now.value.digest)} now, and was taken as ${LOCK_FILE} pins it: ${shortDigest(wanted)}`
  ];
}
async function fetched(source, pin, remarks, { spec, platform }, inside) {
  const doors = inside.doors();
  const place = imageStore2(inside, "fetching");
  if (!place.ok) return place;
  const { folder, lasting, release } = place.value;
  const store = imageStore(doors, lasting ? inside.env[STORE_VARIABLE] ?? folder : folder);
  const kept = keptSource(source, store, doors.disk, folder);
  const image = await imageOf(kept, platform);
  if (!image.ok) {
    release();
    return image;
  }
  const there = await kept.fetch(image.value.manifest.layers);
  if (!there.ok) {
    release();
    return there;
  }
  return ok({
    resolved: { name: spec.name, digest: source.named.digest },
    image: image.value,
    facts: async () => pin === void 0 ? factsOf(image.value) : ok(withoutDigest(pin)),
    remarks,
    release
  });
}
function withoutDigest({ digest: _digest, ...facts }) {
  return facts;
}

export {
  packageChanges,
  factsOf,
  imageStore2 as imageStore,
  debian,
  pinDebian,
  repositoryOf,
  STORE_VARIABLE,
  storeOf,
  registryBase
};
