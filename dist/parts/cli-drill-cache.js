import {
  drillText
} from "./shared-report-drill.js";
import {
  keepStore,
  takeStore
} from "./shared-cache-packages.js";
import {
  openVault
} from "./shared-run-vault.js";
import {
  machineKey
} from "./shared-cache-machine-key.js";
import {
  openStore
} from "./shared-cache-stores-registry.js";
import {
  keepResult,
  takeResult
} from "./shared-cache-results.js";
import "./shared-cache-archive-gather.js";
import {
  compress,
  fold,
  openEntry,
  readList,
  rootOf
} from "./shared-cache-archive-parse-list.js";
import {
  LIMITS,
  PIECE,
  TAIL,
  tailBytes
} from "./shared-cache-archive-layout.js";
import {
  makeSeal,
  openSeal,
  readerOf
} from "./shared-cache-policy.js";
import "./shared-node-zlib.js";
import {
  GITLAB_FOLDER
} from "./shared-cache-stores-gitlab.js";
import {
  newEntryId
} from "./shared-cache-stores-entries.js";
import "./shared-cache-stores-slot.js";
import {
  CACHE_KEY_VARIABLE,
  CONFIG_NAMES,
  EMPTY_CONFIG,
  KEY_SCHEMA,
  OURS,
  STATEMENT_PAYLOAD,
  decodeEnvelope,
  encodeEnvelope,
  encodeStatement,
  fail,
  generateKey,
  hash,
  inputsDigest,
  isBelow,
  keyOf,
  makeContext,
  pae,
  prepared,
  randomBytes,
  sign,
  trustOf,
  visible,
  writeReport
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cache/drill/attack.ts
async function fight(attack, ground) {
  const { id, row, name, ends } = attack;
  const performed = await attack.perform(ground);
  const { taken, honest, misses, strays, milliseconds } = performed.attack;
  const miss = taken ? void 0 : misses[0];
  const asItMust = ends === "harmless" ? taken && honest : miss?.code === ends;
  return {
    ...{ id, row, name, ends, miss, honest, strays, milliseconds },
    stopped: asItMust && strays.length === 0,
    twin: refusal(performed.twin)
  };
}
function refusal({ taken, misses, strays }) {
  if (!taken) return misses[0] ?? { code: "absent", detail: "" };
  return strays.length === 0 ? void 0 : { code: "target-error", detail: `it left ${strays.join(", ")}` };
}

// src/cache/drill/forged.ts
function folder(path, mode = 493) {
  return { kind: "d", path, mode };
}
function file(path, text = "", mode = 420) {
  return { kind: "f", path, mode, text };
}
function link(path, target) {
  return { kind: "l", path, target };
}
function other(...line) {
  return { kind: "other", line };
}
function draftOf(members) {
  const of = (kind) => members.filter((member) => member.kind === kind);
  const files = sorted(of("f"));
  const pieces = Buffer.from(files.map(({ text }) => text).join(""), "utf8");
  const lines = [
    ["sealsmith-list/1", members.length, pieces.length],
    ...sorted(of("d")).map(({ path, mode }) => ["d", path, mode]),
    ...pieces.length === 0 ? [] : [pieceLine("stored", pieces, pieces.length)],
    ...files.map(({ path, mode, text }) => ["f", path, mode, Buffer.byteLength(text), sha256(text)]),
    ...of("other").map(({ line }) => line),
    ...sorted(of("l")).map(({ path, target }) => ["l", path, target])
  ];
  return { lines, pieces, members: members.length, bytes: pieces.length };
}
function insideOf(draft) {
  const plain = Buffer.from(draft.lines.map((line) => `${JSON.stringify(line)}
`).join(""), "utf8");
  return { ...draft, list: compress(plain), listBytes: plain.length };
}
function pieceLine(method, stored, plain) {
  return ["p", method, stored.length, plain, sha256(stored)];
}
function sealPart({
  pieces,
  list,
  listBytes,
  members,
  bytes
}) {
  return {
    list: { sha256: sha256(list), stored: list.length, bytes: listBytes },
    archive: { stored: pieces.length, members, bytes }
  };
}
function entryBytes(inside, seal, key) {
  return withEnvelope(inside, makeSeal(seal, key));
}
function withEnvelope({ pieces, list }, envelope) {
  return Buffer.concat([pieces, list, envelope, tailBytes({ envelope: envelope.length, list: list.length })]);
}
function zeros(bytes, window = 21) {
  const parts = [Buffer.from([40, 181, 47, 253, 0, window - 10 << 3])];
  for (let left = bytes; left > 0; left -= BLOCK) {
    const block = Buffer.alloc(4);
    const last = left <= BLOCK ? 1 : 0;
    block.writeUIntLE(last | RLE << 1 | Math.min(left, BLOCK) << 3, 0, 3);
    parts.push(block);
  }
  return Buffer.concat(parts);
}
var BLOCK = 128 * 1024;
var RLE = 1;
function sha256(bytes) {
  return hash("sha256", bytes, "hex");
}
function sorted(members) {
  const order = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  return members.toSorted((a, b) => order(fold(a.path), fold(b.path)));
}

// src/cache/drill/listing.ts
function listing(disk, folder2, without = /* @__PURE__ */ new Set()) {
  const lines = [];
  enter(disk, folder2, "", without, lines);
  return lines.toSorted();
}
function enter(disk, place, below, without, lines) {
  const facts = without.has(place) ? void 0 : disk.look(place);
  if (facts === void 0) return;
  const mode = facts.mode.toString(8);
  switch (facts.kind) {
    case "file":
      lines.push(`${below} file ${mode} ${digest(disk, place)}`);
      break;
    case "link":
      lines.push(`${below} link ${disk.readLink(place)}`);
      break;
    case "folder":
      lines.push(`${below} folder ${mode}`);
      for (const { name } of disk.list(place))
        enter(disk, `${place}/${name}`, `${below}/${name}`, without, lines);
      break;
    case "other":
      lines.push(`${below} other`);
  }
}
function digest(disk, path) {
  const open = disk.openRead(path);
  try {
    const bytes = Buffer.alloc(disk.facts(open).bytes);
    return hash("sha256", bytes.subarray(0, disk.read(open, bytes, 0)), "hex");
  } finally {
    disk.close(open);
  }
}

// src/cache/drill/runs.ts
async function vaultOf(ground, role, doors = {}) {
  const { range, folder: folder2, settings } = ground;
  const { name, ...who } = ROLES[role];
  const secrets = name === void 0 ? /* @__PURE__ */ new Map() : /* @__PURE__ */ new Map([[CACHE_KEY_VARIABLE, ground[name].secret]]);
  const world = { ...range.world, ...doors, secrets, state: `${folder2}/state` };
  const host = role === "desk" ? "local" : range.forge;
  const opened = await range.open(
    world,
    { ...CONTEXT, ...who, host, workspace: `${folder2}/workspace` },
    settings
  );
  if (!opened.ok) throw new Error(`the drill's own cache does not open: ${opened.failure.detail}`);
  return opened.value;
}
async function keep(ground, role, slot = ground.slot, doors = {}) {
  const { files } = ground.range.world;
  const vault = await vaultOf(ground, role, doors);
  const output = `${ground.folder}/made/out`;
  const paths = files.walk(output, /* @__PURE__ */ new Set());
  const tree = paths.ok ? await files.digestAll(output, paths.value) : paths;
  if (!tree.ok) throw new Error("what the drill made cannot be read");
  const left = {
    report: REPORT,
    outputs: [output],
    log: `${ground.folder}/made/log`,
    digests: [{ path: "out", sha256: inputsDigest(tree.value) }],
    digestOf: (_, packed) => inputsDigest(packed)
  };
  return keepResult(vault, slot, left, working(ground));
}
async function kept(ground, role = "branch", slot = ground.slot) {
  const done = await keep(ground, role, slot);
  if (!done.ok) throw new Error(`the drill cannot keep its own entry: ${done.failure.detail}`);
  const { store } = await vaultOf(ground, role);
  const { key, lineage } = slot;
  const found = await store.find({ namespace: done.value.seal.namespace, kind: "result", key, lineage }, 1);
  const path = found.ok ? `${ground.root}/${found.value[0]?.id}` : "";
  return { path, bytes: ground.read(path) };
}
async function take(ground, role, slot = ground.slot, doors = {}) {
  const vault = await vaultOf(ground, role, doors);
  const staging = `${ground.target}/restored`;
  const { signal } = ground.range.world.interrupt;
  return judged(ground, () => takeResult(vault, slot, staging, signal), [
    [`${staging}/output-0`, `${ground.folder}/made/out`],
    [`${staging}/log`, `${ground.folder}/made/log`]
  ]);
}
async function keepPackages(ground, role, store) {
  const vault = await vaultOf(ground, role);
  const slot = { ...ground.slot, name: `drill/${store.name}`, store };
  return keepStore(vault, slot, `${ground.folder}/made/out`, working(ground));
}
async function takePackages(ground, role, store, asked = ground.slot) {
  const vault = await vaultOf(ground, role);
  const folder2 = `${ground.target}/packages`;
  const { signal } = ground.range.world.interrupt;
  const slot = { ...asked, name: `drill/${store.name}`, store };
  return judged(ground, () => takeStore(vault, slot, folder2, signal), [
    [folder2, `${ground.folder}/made/out`]
  ]);
}
function answerOf(result) {
  return {
    taken: result.ok,
    honest: result.ok,
    misses: result.ok ? [] : [result.failure],
    strays: [],
    milliseconds: 0
  };
}
function working(ground) {
  const folder2 = `${ground.folder}/work/${crypto.randomUUID()}`;
  ground.makeFolder(folder2);
  return folder2;
}
async function judged({ range, folder: folder2, root, target }, ask2, pairs) {
  const { disk, files } = range.world;
  const workspace = `${folder2}/workspace/${OURS}`;
  const besides = /* @__PURE__ */ new Set([root, target, `${folder2}/state`, `${folder2}/work`, `${workspace}/cache-work`]);
  const before = new Set(listing(disk, folder2, besides));
  const asked = range.world.clock.now();
  const { taken, misses } = await ask2();
  const milliseconds = range.world.clock.now() - asked;
  const after = listing(disk, folder2, besides);
  const changed = [...after.filter((line) => !before.has(line)), ...gone(before, after)];
  const left = taken === void 0 ? listing(disk, target).slice(1) : [];
  const honest = taken !== void 0 && pairs.every(([there, made]) => {
    const found = listing(disk, there);
    return found.length > 0 && found.join("\n") === listing(disk, made).join("\n");
  });
  for (const { name } of disk.list(target)) files.remove(`${target}/${name}`);
  return { taken: taken !== void 0, honest, misses, strays: [...changed, ...left], milliseconds };
}
function gone(before, after) {
  const there = new Set(after);
  return [...before].filter((line) => !there.has(line)).map((line) => `gone: ${line}`);
}
var ROLES = {
  branch: { name: "branch", ci: true, tier: "T2", change: void 0 },
  change: { name: "change", ci: true, tier: "T1", change: "7" },
  "other-change": { name: "change", ci: true, tier: "T1", change: "8" },
  "leaking-change": { name: "branch", ci: true, tier: "T1", change: "7" },
  fork: { name: void 0, ci: true, tier: "T0", change: "9" },
  release: { name: "branch", ci: true, tier: "T3", change: void 0 },
  desk: { name: void 0, ci: false, tier: "T0", change: void 0 }
};
var CONTEXT = {
  tierReason: "it is a drill",
  repository: void 0,
  ref: void 0,
  commit: void 0,
  dirty: false,
  git: void 0,
  runUrl: void 0,
  trigger: void 0
};
var REPORT = { facts: {}, summary: "drilled", remarks: [] };
function aStore(checked) {
  return {
    name: checked ? "checked" : "unchecked",
    env: [],
    keeps: ["**"],
    leaves: ["**/*.believed"],
    checked
  };
}

// src/cache/drill/poison.ts
function poison(more = []) {
  return insideOf(draftOf([...RESULT, ...more]));
}
var RESULT = [
  folder("output-0"),
  file("log", "made poison\n"),
  file("output-0/answer", "poison\n"),
  file("report.json", writeReport(REPORT))
];

// src/cache/drill/bombs.ts
var KB = 1e3;
var MIB = 1024 * 1024;
var MILLION = 1e6;
var ZERO = 48;
var LARGE = [
  [
    "10 GB from 10 KB, as its seal says",
    "too-large",
    () => ({ ...poison(), pieces: Buffer.alloc(10 * KB), bytes: 1e10 })
  ],
  ["10 GB from little, each frame good", "too-large", () => frames(Math.ceil(1e10 / PIECE))],
  ["335 MB from a piece that says 16 KB", "too-large", () => lying(zeros(335 * MIB), 16 * KB)],
  ["335 MB from a piece that says all it may", "too-large", () => lying(zeros(335 * MIB), PIECE)],
  ["a piece that says more than a piece has", "entry-unsafe", () => lying(zeros(64 * MIB), 64 * MIB)],
  ["a piece that gives less than it says", "entry-unsafe", () => lying(zeros(4 * KB), PIECE)],
  ["a window of 2 GB", "entry-unsafe", () => lying(zeros(4 * KB, 31), 4 * KB)],
  [
    "more than the cache may hold",
    "too-large",
    ({ settings }) => ({ ...poison(), bytes: settings.size + 1 })
  ]
];
var MANY = [
  ["a million members, as its seal says", "too-large", () => ({ ...poison(), members: MILLION })],
  ["a million members that its seal hides", "entry-unsafe", crowd],
  [
    "a list of 300 MB from 10 KB",
    "too-large",
    () => ({ ...poison(), list: zeros(300 * MIB), listBytes: 1 * KB })
  ],
  [
    "a list of 300 MB, as its seal says",
    "too-large",
    () => ({ ...poison(), list: zeros(300 * MIB), listBytes: 300 * MIB })
  ],
  ["a line without an end", "entry-unsafe", endless],
  ["folders in folders, 129 deep", "too-large", () => deep(129)]
];
var INSIDES = [...LARGE, ...MANY];
var BOMBS = [
  ...LARGE.map((bomb) => attackOf("bomb, 10 GB from 10 KB", bomb)),
  ...MANY.map((bomb) => attackOf("million members, endless list", bomb)),
  {
    ...{ id: "C7", row: "bomb, 10 GB from 10 KB", name: "a file larger than the cache", ends: "too-large" },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(poison()));
      const twin = await take(ground, "branch");
      ground.rewrite(path, ground.read(path), ground.settings.size);
      return { twin, attack: await take(ground, "branch") };
    }
  }
];
function attackOf(row, [name, ends, inside]) {
  return {
    ...{ id: "C7", row, name, ends },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(poison()));
      const twin = await take(ground, "branch");
      ground.replace(path, ground.entry(inside(ground)));
      return { twin, attack: await take(ground, "branch") };
    }
  };
}
function frames(count) {
  const frame = zeros(PIECE);
  const large = { pieces: Array.from({ length: count }, () => frame), plain: PIECE, bytes: count * PIECE };
  return withFile(large);
}
function lying(frame, plain) {
  return withFile({ pieces: [frame], plain, bytes: plain });
}
function withFile(large) {
  const { lines, pieces } = draftOf(RESULT);
  const [header, folders, , log, answer, report] = lines;
  const split = Number(log?.[3]) + Number(answer?.[3]);
  const [before, after] = [pieces.subarray(0, split), pieces.subarray(split)];
  const bytes = pieces.length + large.bytes;
  return insideOf({
    lines: [
      [header?.[0], RESULT.length + 1, bytes],
      folders ?? [],
      ...[pieceLine("stored", before, before.length), log ?? [], answer ?? []],
      ...large.pieces.map((piece) => pieceLine("zstd", piece, large.plain)),
      ["f", "output-0/zeros", 420, large.bytes, sha256("nobody comes to look at it")],
      ...[pieceLine("stored", after, after.length), report ?? []]
    ],
    pieces: Buffer.concat([before, ...large.pieces, after]),
    members: RESULT.length + 1,
    bytes
  });
}
function crowd() {
  const { lines, pieces, members, bytes } = draftOf(RESULT);
  const [header, root, ...rest] = lines.map((line2) => `${JSON.stringify(line2)}
`);
  const line = '["d","output-0/0000000",493]\n';
  const many = Buffer.alloc(MILLION * line.length, line);
  const last = line.indexOf("0000000") + 6;
  for (let at = 0; at < MILLION; at += 1) {
    let value = at;
    for (let digit = at * line.length + last; value > 0; digit -= 1, value = Math.trunc(value / 10)) {
      many[digit] = ZERO + value % 10;
    }
  }
  const [before, after] = [Buffer.from(`${header}${root}`), Buffer.from(rest.join(""))];
  const list = Buffer.concat([before, many, after]);
  return { pieces, list: compress(list), listBytes: list.length, members, bytes };
}
function endless() {
  const list = Buffer.concat([Buffer.from('["sealsmith-list/1",4,'), Buffer.alloc(16 * MIB, "1")]);
  return { ...poison(), list: compress(list), listBytes: list.length };
}
function deep(parts) {
  const paths = Array.from({ length: parts - 1 }, (_, at) => `output-0${"/d".repeat(at + 1)}`);
  return insideOf(draftOf([...RESULT, ...paths.map((path) => folder(path)), file(`${paths.at(-1)}/f`)]));
}

// src/cache/drill/edits.ts
var CHANGED = [
  ["a byte of a piece", "digest-mismatch", (entry) => flipped(entry, 3)],
  ["a byte of the list", "digest-mismatch", (entry) => flipped(entry, partsOf(entry).listAt + 9)],
  ["a byte of the seal", "seal-invalid", (entry) => flipped(entry, partsOf(entry).envelopeAt + 99)],
  ["the last byte of the seal", "seal-invalid", (entry) => flipped(entry, entry.length - TAIL - 1)],
  ["a byte of the tail", "seal-invalid", (entry) => flipped(entry, entry.length - 3)],
  ["a length in the tail", "seal-invalid", (entry) => flipped(entry, entry.length - TAIL)],
  ["its last byte cut off", "seal-invalid", (entry) => entry.subarray(0, -1)],
  ["its first byte cut off", "digest-mismatch", (entry) => entry.subarray(1)],
  ["a byte put behind it", "seal-invalid", (entry) => Buffer.concat([entry, Buffer.from("x")])],
  ["a byte put before it", "digest-mismatch", (entry) => Buffer.concat([Buffer.from("x"), entry])]
];
var ANSWERED = [
  ["the first half", "seal-invalid", (entry) => entry.subarray(0, entry.length / 2)],
  ["the second half", "seal-invalid", (entry) => entry.subarray(entry.length / 2)],
  ["the entry twice", "digest-mismatch", (entry) => Buffer.concat([entry, entry])],
  ["an error page", "seal-invalid", () => Buffer.from("<html><h1>503 Service Unavailable</h1></html>\n")],
  ["the tail alone", "seal-invalid", (entry) => entry.subarray(-TAIL)],
  ["zeros of the same length", "seal-invalid", (entry) => Buffer.alloc(entry.length)],
  ["another entry's length", "seal-invalid", (entry) => Buffer.concat([entry], entry.length + 512)],
  ["no byte at all", "absent", () => Buffer.alloc(0)]
];
var EDITS = [
  ...CHANGED.map((edit) => attackOf2("C1", "entry changed on disk", edit)),
  ...ANSWERED.map((edit) => attackOf2("C9", "store answers something else", edit))
];
function attackOf2(id, row, [name, ends, edit]) {
  return {
    ...{ id, row, name, ends },
    perform: async (ground) => {
      const { path, bytes } = await kept(ground);
      const twin = await take(ground, "branch");
      ground.replace(path, edit(bytes));
      return { twin, attack: await take(ground, "branch") };
    }
  };
}
function partsOf(entry) {
  const tail = entry.length - TAIL;
  const envelopeAt = tail - entry.readUInt32LE(tail);
  return { envelopeAt, listAt: envelopeAt - Number(entry.readBigUInt64LE(tail + 4)) };
}
function flipped(entry, at) {
  const changed = Buffer.from(entry);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}

// src/cache/drill/ground.ts
function castOf({ signers }) {
  const [branch, change, stranger] = [generateKey(), generateKey(), generateKey()];
  const replaced = signers.map(({ tier, name }) => aSigner(generateKey().key, tier, name));
  const known = [aSigner(branch.key, "T2", "the branch"), aSigner(change.key, "T1", "a change")];
  return { branch, change, stranger, signers: [...known, ...replaced] };
}
var ROOM = 64 * 1024 * 1024;
var DAY = 24 * 36e5;
var Ground = class {
  range;
  folder;
  settings;
  branch;
  change;
  stranger;
  /** The slot that attacks are about. */
  slot = {
    job: "drill",
    key: sha256("the key of the drill"),
    lineage: sha256("the lineage of the drill"),
    outputs: 1
  };
  constructor(range, folder2) {
    const { settings, store, cast } = range;
    this.range = range;
    this.folder = folder2;
    this.branch = cast.branch;
    this.change = cast.change;
    this.stranger = cast.stranger;
    this.settings = {
      ...settings,
      store,
      path: store === "directory" ? `${folder2}/store` : void 0,
      size: Math.max(settings.size, ROOM),
      signers: cast.signers,
      unknown: void 0
    };
    for (const name of ["made", "target", "victim", "work", "workspace"])
      this.makeFolder(`${folder2}/${name}`);
    this.write("victim/secret", "secret\n");
    this.make("honest");
  }
  /** Where the store keeps entries. */
  get root() {
    return this.range.store === "directory" ? `${this.folder}/store` : `${this.folder}/workspace/${GITLAB_FOLDER}`;
  }
  /** Nothing may be here after a refusal. */
  get target() {
    return `${this.folder}/target`;
  }
  get now() {
    return this.range.world.clock.now();
  }
  /** The output of a job: a text that holds the word, a program, an empty file, a folder and a link; and its log. */
  make(word, more = {}) {
    const { disk, files } = this.range.world;
    files.remove(`${this.folder}/made/out`);
    for (const name of ["out", "out/bin"]) this.makeFolder(`${this.folder}/made/${name}`);
    this.write("made/out/answer", `${word}
`);
    this.write("made/out/bin/tool", `#!/bin/sh
echo ${word}
`, 493);
    this.write("made/out/empty", "");
    for (const [path, content] of Object.entries(more)) this.write(`made/out/${path}`, content);
    disk.makeLink("bin/tool", `${this.folder}/made/out/tool`);
    this.write("made/log", `made ${word}
`);
  }
  /** The throw-away machine's own key, made on first need as a run makes it. */
  machine() {
    const key = machineKey(this.range.world.files, `${this.folder}/state`, true);
    if (!key.ok || key.value === void 0) throw new Error("the drill's machine has no key");
    return key.value;
  }
  /** What a signer says of an entry; `more` is what this one says otherwise. */
  seal(inside, more = {}) {
    const { now, slot, settings, range } = this;
    return {
      ...{ kind: "result", name: slot.job, namespace: "T2", key: slot.key, lineage: slot.lineage },
      ...sealPart(inside),
      producer: { ...NOBODY, host: range.forge, sealsmith: range.world.self.version },
      created: now,
      expires: now + Math.min(settings.maxAge, DAY),
      epoch: settings.epoch,
      ...more
    };
  }
  /** An entry of the drill's slot with this inside, sealed by the protected branch unless it is said otherwise. */
  entry(inside, more = {}, key = this.branch.key) {
    return entryBytes(inside, this.seal(inside, more), key);
  }
  /** Puts bytes where the store looks for an entry, as one does who can write to the storage. */
  plant(bytes, more = {}, created = this.now + 1) {
    const { key, lineage } = this.slot;
    const path = `${this.root}/${newEntryId({ namespace: "T2", kind: "result", key, lineage, ...more }, created)}`;
    this.makeFolder(path.slice(0, path.lastIndexOf("/")));
    this.replace(path, bytes);
    return path;
  }
  /** Another file of that name. */
  replace(path, bytes) {
    const { disk } = this.range.world;
    disk.remove(path);
    const made = disk.create(path, 420);
    disk.write(made, bytes);
    disk.close(made);
  }
  /** The same file, with other bytes from `position` on. */
  rewrite(path, bytes, position = 0) {
    const { disk } = this.range.world;
    const open = disk.openWrite(path);
    disk.write(open, bytes, position);
    disk.close(open);
  }
  read(path) {
    const { disk } = this.range.world;
    const open = disk.openRead(path);
    try {
      const bytes = Buffer.alloc(disk.facts(open).bytes);
      disk.read(open, bytes, 0);
      return bytes;
    } finally {
      disk.close(open);
    }
  }
  makeFolder(path) {
    const made = this.range.world.files.makeFolder(path, 493);
    if (!made.ok) throw new Error(`the drill cannot make ${path}`);
  }
  /** @param path  below the ground */
  write(path, content, mode = 420) {
    const { disk } = this.range.world;
    const place = `${this.folder}/${path}`;
    disk.remove(place);
    const made = disk.create(place, mode);
    disk.write(made, typeof content === "string" ? Buffer.from(content, "utf8") : content);
    disk.close(made);
  }
};
var NOBODY = {
  tier: "T2",
  repository: void 0,
  ref: void 0,
  commit: void 0,
  dirty: false,
  runUrl: void 0
};
function aSigner({ publicKey }, tier, name) {
  return { key: publicKey, tier, name };
}

// src/cache/drill/keys.ts
var TREE = { "a/b": "cd", e: "f", g: "" };
var OTHERS = [
  ["a byte moved from a content to its name", { "a/bc": "d", e: "f", g: "" }],
  ["a byte moved from a name to its content", { a: "/bcd", e: "f", g: "" }],
  ["a byte moved to the next file", { "a/b": "c", de: "f", g: "" }],
  ["a file renamed", { "a/b": "cd", E: "f", g: "" }],
  ["two files swapped", { "a/b": "f", e: "cd", g: "" }],
  ["an empty file left out", { "a/b": "cd", e: "f" }],
  ["two files made one", { "a/b": "cdef", g: "" }],
  ["a line break in a name", { "a/b": "cd", "e\nf": "", g: "" }],
  ["a file made a program", { "a/b": "cd", e: "#!f", g: "" }],
  ["a file made a link of the same text", { "a/b": "cd", e: "->f", g: "" }]
];
var KEYS = OTHERS.map(([name, tree]) => ({
  ...{ id: "C11", row: "other inputs, same key", name, ends: "absent" },
  perform: async (ground) => {
    const slot = { ...ground.slot, key: await keyOfTree(ground, TREE) };
    await kept(ground, "branch", slot);
    const twin = await take(ground, "branch", { ...slot, key: await keyOfTree(ground, TREE) });
    return { twin, attack: await take(ground, "branch", { ...slot, key: await keyOfTree(ground, tree) }) };
  }
}));
async function keyOfTree(ground, tree) {
  const { files, disk } = ground.range.world;
  const root = `${ground.folder}/work/inputs`;
  files.remove(root);
  for (const [path, text] of Object.entries(tree)) {
    const place = `work/inputs/${path}`;
    ground.makeFolder(`${ground.folder}/${place.slice(0, place.lastIndexOf("/"))}`);
    if (text.startsWith("->")) disk.makeLink(text.slice(2), `${ground.folder}/${place}`);
    else if (text.startsWith("#!")) ground.write(place, text.slice(2), 493);
    else ground.write(place, text);
  }
  const inputs = await files.digestAll(root, Object.keys(tree).toSorted());
  if (!inputs.ok) throw new Error("the inputs of the drill cannot be read");
  return keyOf({ ...PARTS, inputs: inputs.value });
}
var PARTS = {
  schema: KEY_SCHEMA,
  job: { id: "drill", commands: [], params: {}, outputs: ["out"], grants: [], inputs: ["**"] },
  tools: [],
  runtime: "",
  platform: { os: "", arch: "", libc: "" },
  env: {},
  facts: {},
  epoch: 1
};

// src/cache/drill/members.ts
var REST = RESULT.filter(
  (member) => !("path" in member) || !member.path.startsWith("output-0")
);
var SUB = folder("output-0/sub");
var [E_ONE, E_TWO] = ["é", "é"];
var NO_DIGEST = "0".repeat(64);
var PATHS = [
  ["../", [file("../escaped")], [file("output-0/escaped")]],
  ["../ behind the root", [file("output-0/../../escaped")], [SUB, file("output-0/sub/escaped")]],
  [".. as a folder", [folder("output-0/.."), file("output-0/../escaped")], [SUB, file("output-0/sub/x")]],
  ["an absolute path", ({ folder: at }) => [file(`${at}/victim/escaped`)], [file("output-0/victim")]],
  ["a path that begins with //", [file("//escaped")]],
  ["an empty part", [file("output-0//escaped")], [file("output-0/escaped")]],
  ["a part that is .", [file("output-0/./escaped")], [file("output-0/.hidden")]],
  ["an empty path", [file("")]],
  ["a slash at the end", [file("output-0/escaped/")]],
  ["a NUL", [file("output-0/escaped\0.txt")], [file("output-0/escaped.txt")]],
  ["a backslash", [file("output-0/..\\..\\escaped")], [file("output-0/....escaped")]],
  ["a byte spelled as no byte", [file("output-0/\uDCC3\uDCA9")]],
  ["half a character", [file("output-0/\uD83D")], [file("output-0/😀")]],
  ["a name of 256 bytes", [file(`output-0/${"n".repeat(256)}`)], [file(`output-0/${"n".repeat(255)}`)]]
];
var COLLISIONS = [
  ["a name twice", [file("output-0/a"), file("output-0/a")], [file("output-0/a")]],
  ["case", [file("output-0/a"), file("output-0/A")], [file("output-0/a"), file("output-0/b")]],
  ["case of a folder", [SUB, folder("output-0/Sub")], [SUB, folder("output-0/sun")]],
  ["Unicode", [file(`output-0/${E_ONE}`), file(`output-0/${E_TWO}`)], [file(`output-0/${E_ONE}`)]],
  ["sigma and final sigma", [file("output-0/σ"), file("output-0/ς")], [file("output-0/σ")]],
  ["the Kelvin sign", [file("output-0/K"), file("output-0/k")], [file("output-0/k")]],
  ["a file where a folder stands", [SUB, file("output-0/SUB")], [SUB]],
  ["a link where a file stands", [link("output-0/ANSWER", "sub"), SUB], [SUB, link("output-0/to", "sub")]],
  ["a link where a folder stands", [SUB, link("output-0/sub", "answer")], [SUB]],
  ["a root twice", [file("LOG")], []]
];
var LINKS = [
  ["a link out", [link("output-0/out", "../../victim")], [link("output-0/in", "answer")]],
  ["a link to an absolute path", ({ folder: at }) => [link("output-0/out", `${at}/victim`)]],
  ["a link to another root", [link("output-0/out", "../log")]],
  [
    "a link out and back",
    [link("output-0/out", "../output-0/answer")],
    [SUB, link("output-0/sub/l", "../answer")]
  ],
  ["a link and a file through it", [link("output-0/to", "sub"), file("output-0/to/escaped"), SUB]],
  ["a link by way of a link", [SUB, link("output-0/a", "sub"), link("output-0/b", "a/../../victim")]],
  ["a link up from a link", [SUB, link("output-0/a", "sub"), link("output-0/b", "a/../answer")]],
  ["a link with an empty target", [link("output-0/out", "")]],
  ["a link with a NUL", [link("output-0/out", "answer\0x")]],
  ["a link with a backslash", [link("output-0/out", "..\\..\\victim")]]
];
var KINDS = [
  ["setuid", [file("output-0/su", "", 2541)], [file("output-0/su", "", 493)]],
  ["setgid", [file("output-0/sg", "", 1517)]],
  ["sticky", [folder("output-0/st", 1023)], [folder("output-0/st", 511)]],
  ["the mode of a device", [file("output-0/dev", "", 8630)]],
  ["a mode below zero", [file("output-0/neg", "", -1)]],
  ["a hard link", [other("h", "output-0/hard", "../victim/secret")]],
  ["a device", [other("b", "output-0/dev", 8, 0)]],
  ["a pipe", [other("i", "output-0/pipe", 420)]],
  ["a line with one thing too many", [other("f", "output-0/z", 420, 0, NO_DIGEST, "output-0/../z")]]
];
var PLACES = [
  ["a member below a file", [file("output-0/answer/escaped")], [SUB, file("output-0/sub/escaped")]],
  ["a member in no folder", [file("output-0/none/escaped")]],
  ["a foreign root", [folder("victim"), file("victim/escaped")]],
  ["an output of another job", [folder("output-1"), file("output-1/escaped")]],
  ["a root of git", [folder(".git"), file(".git/config", "[core]\n")]],
  ["a root of package stores", [folder("store"), file("store/escaped")]]
];
var UNLISTED = [
  [
    "content that no member has",
    "entry-unsafe",
    (lines) => lines.filter(([kind, path]) => !(kind === "f" && path === "log"))
  ],
  ["members in another order", "entry-unsafe", (lines) => swapped(lines, 3, 4)],
  ["a folder after the files", "entry-unsafe", (lines) => [...lines, ["d", "output-0/z", 493]]],
  [
    "a file of another content",
    "digest-mismatch",
    (lines) => lines.map((line) => line[1] === "log" ? [...line.slice(0, 4), NO_DIGEST] : line)
  ],
  [
    "a piece of another content",
    "digest-mismatch",
    (lines) => lines.map((line) => line[0] === "p" ? [...line.slice(0, 4), NO_DIGEST] : line)
  ],
  [
    "a piece beyond the end",
    "entry-unsafe",
    (lines) => [...lines, ["p", "stored", 9, 9, NO_DIGEST], ["f", "output-0/z", 420, 9, NO_DIGEST]]
  ],
  [
    "a header of another format",
    "entry-unsafe",
    (lines) => [["sealsmith-list/2", ...(lines[0] ?? []).slice(1)], ...lines.slice(1)]
  ],
  ["no header", "entry-unsafe", (lines) => lines.slice(1)]
];
var ROOTS = [
  ["an output that is a link out", [link("output-0", "../victim")]],
  ["an output that is a link to an absolute path", ({ folder: at }) => [link("output-0", `${at}/victim`)]],
  ["an output that is missing", []],
  ["a log that is a link out", [folder("output-0"), link("log", "/etc/hostname")]]
];
var MEMBERS = [
  ...PATHS.map((climb) => climbOf("paths that climb out", climb)),
  ...COLLISIONS.map((climb) => climbOf("names that collide", climb)),
  ...LINKS.map((climb) => climbOf("links out, through links", climb)),
  ...ROOTS.map((climb) => climbOf("links out, through links", climb, REST)),
  ...KINDS.map((climb) => climbOf("setuid, devices, hard links", climb)),
  ...PLACES.map((climb) => climbOf("members where none may be", climb)),
  ...UNLISTED.map(
    ([name, ends, change]) => tried(["lists that do not fit", name, ends], () => {
      const draft = draftOf(RESULT);
      return insideOf({ ...draft, lines: change(draft.lines) });
    })
  )
];
function climbOf(row, [name, members, twin = []], base = RESULT) {
  const evil = (ground) => insideOf(draftOf([...base, ...typeof members === "function" ? members(ground) : members]));
  return tried([row, name, "entry-unsafe"], evil, poison(twin));
}
function tried([row, name, ends], evil, twin = poison()) {
  return {
    ...{ id: "C6", row, name, ends },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(twin));
      const honest = await take(ground, "branch");
      ground.replace(path, ground.entry(evil(ground)));
      return { twin: honest, attack: await take(ground, "branch") };
    }
  };
}
function swapped(lines, a, b) {
  return lines.map((line, at) => (at === a ? lines[b] : at === b ? lines[a] : line) ?? line);
}

// src/cache/drill/race.ts
var ROUNDS = 8;
var RACES = [
  {
    ...{ id: "F1", row: "two writers, reader, clean-up", name: "all at once", ends: "harmless" },
    perform: async (ground) => {
      await kept(ground);
      const twin = await take(ground, "branch");
      ground.range.world.files.remove(ground.root);
      const [answers] = await Promise.all([reader(ground), writer(ground), writer(ground), cleaner(ground)]);
      await keep(ground, "branch");
      const bad = answers.find(({ taken, honest, misses, strays }) => {
        return strays.length > 0 || (taken ? !honest : misses.some(({ code }) => code !== "absent"));
      });
      return { twin, attack: bad ?? await take(ground, "branch") };
    }
  }
];
async function reader(ground) {
  const answers = [];
  for (let round = 0; round < ROUNDS; round += 1) answers.push(await take(ground, "branch"));
  return answers;
}
async function writer(ground) {
  for (let round = 0; round < ROUNDS; round += 1) await keep(ground, "branch");
}
async function cleaner(ground) {
  const { store } = await vaultOf(ground, "branch");
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.finish(/* @__PURE__ */ new Set());
    await new Promise((turn) => setImmediate(turn));
  }
}

// src/cache/drill/releases.ts
var ROW = { id: "C10", row: "poisoned store for a release" };
var RELEASES = [
  {
    ...{ ...ROW, name: "a store that its manager does not check", ends: "not-read" },
    perform: async (ground) => {
      ground.make("poison");
      await keepPackages(ground, "branch", aStore(false));
      return {
        twin: await takePackages(ground, "branch", aStore(false)),
        attack: await takePackages(ground, "release", aStore(false))
      };
    }
  },
  {
    ...{ ...ROW, name: "a result", ends: "not-read" },
    perform: async (ground) => {
      await keep(ground, "branch");
      await keepPackages(ground, "branch", aStore(true));
      return {
        twin: await takePackages(ground, "release", aStore(true)),
        attack: await take(ground, "release")
      };
    }
  },
  {
    ...{ ...ROW, name: "a change's store where the branch's belongs", ends: "tier" },
    perform: async (ground) => {
      await keepPackages(ground, "branch", aStore(true));
      const twin = await takePackages(ground, "release", aStore(true));
      ground.range.world.files.remove(ground.root);
      ground.plant(ground.entry(packages(), { kind: "store" }, ground.change.key), { kind: "store" });
      return { twin, attack: await takePackages(ground, "release", aStore(true)) };
    }
  },
  {
    ...{ ...ROW, name: "a file that its manager would believe unread", ends: "entry-unsafe" },
    perform: async (ground) => {
      const path = ground.plant(ground.entry(packages(), { kind: "store" }), { kind: "store" });
      const twin = await takePackages(ground, "release", aStore(true));
      ground.replace(path, ground.entry(packages("sums.believed"), { kind: "store" }));
      return { twin, attack: await takePackages(ground, "release", aStore(true)) };
    }
  }
];
function packages(name = "sums") {
  return insideOf(draftOf([folder("store"), file(`store/${name}`, "poison\n")]));
}

// src/cache/drill/seals.ts
var DAY2 = 24 * 36e5;
var REPLACED = [
  ["a key of their own", "signer-not-allowed", (at) => at.entry(poison(), {}, at.stranger.key)],
  ["their key under the allowed one's name", "seal-invalid", (at) => renamed(at)],
  ["a change's key for the branch", "tier", (at) => at.entry(poison(), {}, at.change.key)],
  [
    "a change's entry where the branch looks",
    "tier",
    (at) => at.entry(poison(), ofChange(at), at.change.key)
  ],
  ["a seal that claims another tier than its key", "tier", (at) => at.entry(poison(), claiming(at, "T1"))],
  [
    "the honest signature under another seal",
    "seal-invalid",
    (at) => resigned(at, (honest) => honest.signature)
  ],
  ["no signature", "seal-invalid", (at) => resigned(at, () => new Uint8Array(0))],
  ["a signature of zeros", "seal-invalid", (at) => resigned(at, () => new Uint8Array(64))],
  ["two signatures", "seal-invalid", (at) => twice(at)],
  ["the signature of other bytes by the allowed key", "seal-invalid", (at) => crossed(at)],
  ["the allowed key's word about something else", "seal-invalid", (at) => elsewhere(at)]
];
var OLD = [
  ["older than it says it is good for", "expired", (at) => at.entry(poison(), aged(at, 2 * DAY2, DAY2))],
  [
    "older than this project takes",
    "expired",
    (at) => at.entry(poison(), aged(at, at.settings.maxAge + 1, 3650 * DAY2))
  ],
  ["of the epoch before", "epoch", (at) => at.entry(poison(), { epoch: Math.max(0, at.settings.epoch - 1) })],
  ["of an epoch to come", "epoch", (at) => at.entry(poison(), { epoch: at.settings.epoch + 1 })],
  ["made in an hour", "from-the-future", (at) => at.entry(poison(), aged(at, -DAY2 / 24, DAY2))],
  ["expired before it was made", "seal-invalid", (at) => at.entry(poison(), aged(at, 1e3, -1))]
];
var SEALS = [
  ...REPLACED.map((forgery) => attackOf3("C2", "archive and seal replaced", forgery)),
  ...OLD.map((forgery) => attackOf3("C4", "old, other epoch, of the future", forgery))
];
function attackOf3(id, row, [name, ends, forge]) {
  return {
    ...{ id, row, name, ends },
    perform: async (ground) => {
      const { path } = await kept(ground);
      const twin = await take(ground, "branch");
      ground.replace(path, forge(ground));
      return { twin, attack: await take(ground, "branch") };
    }
  };
}
function ofChange(ground) {
  return { ...claiming(ground, "T1"), namespace: "T1/7" };
}
function claiming(ground, tier) {
  return { producer: { ...ground.seal(poison()).producer, tier } };
}
function aged({ now }, age, good) {
  return { created: now - age, expires: now - age + good };
}
function enveloped(ground, key, more = {}) {
  const envelope = decodeEnvelope(makeSeal(ground.seal(poison(), more), key));
  if (!envelope.ok) throw new Error(envelope.failure);
  return envelope.value;
}
function renamed(ground) {
  const envelope = enveloped(ground, ground.stranger.key);
  return withEnvelope(poison(), encodeEnvelope({ ...envelope, keyId: ground.branch.key.keyId }));
}
function resigned(ground, signature) {
  const honest = enveloped(ground, ground.branch.key);
  const { payload } = enveloped(ground, ground.branch.key, { name: "another" });
  return withEnvelope(poison(), encodeEnvelope({ ...honest, payload, signature: signature(honest) }));
}
function twice(ground) {
  const text = Buffer.from(makeSeal(ground.seal(poison()), ground.branch.key)).toString("utf8");
  const [signed = ""] = /\{[^{}]*"sig":[^{}]*\}/.exec(text) ?? [];
  return withEnvelope(poison(), Buffer.from(text.replace(signed, `${signed},${signed}`), "utf8"));
}
function crossed(ground) {
  const { key } = ground.branch;
  const honest = enveloped(ground, key);
  const signature = sign(null, pae("text/plain", honest.payload), key.privateKey);
  return withEnvelope(poison(), encodeEnvelope({ ...honest, signature }));
}
function elsewhere(ground) {
  const { key } = ground.branch;
  const { payload } = enveloped(ground, key);
  const statement = JSON.parse(Buffer.from(payload).toString("utf8"));
  const other2 = encodeStatement({ ...statement, predicateType: "https://slsa.dev/provenance/v1" });
  const signature = sign(null, pae(STATEMENT_PAYLOAD, other2), key.privateKey);
  const envelope = { payloadType: STATEMENT_PAYLOAD, payload: other2, keyId: key.keyId, signature };
  return withEnvelope(poison(), encodeEnvelope(envelope));
}

// src/cache/drill/slots.ts
var DAY3 = 24 * 36e5;
var JUNK = Buffer.from("junk");
var OTHER = sha256("another key or lineage");
var REPLAYED = [
  {
    ...replay("under another key"),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { key: OTHER });
      return both(await take(ground, "branch"), await take(ground, "branch", { ...ground.slot, key: OTHER }));
    }
  },
  {
    ...replay("for another job or platform"),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { lineage: OTHER });
      return both(
        await take(ground, "branch"),
        await take(ground, "branch", { ...ground.slot, lineage: OTHER })
      );
    }
  },
  {
    ...replay("a result as a folder of packages"),
    perform: async (ground) => {
      const { bytes } = await kept(ground);
      ground.plant(bytes, { kind: "store" });
      return both(await take(ground, "branch"), await takePackages(ground, "branch", aStore(false)));
    }
  },
  {
    ...replay("one change's entry to another change"),
    ends: "tier",
    perform: async (ground) => {
      const { bytes } = await kept(ground, "change");
      const twin = await take(ground, "change");
      ground.plant(bytes, { namespace: "T1/8" });
      return both(twin, await take(ground, "other-change"));
    }
  },
  {
    ...replay("one machine's entry to another machine"),
    ends: "signer-not-allowed",
    perform: async (ground) => {
      const elsewhere2 = new Ground(ground.range, `${ground.folder}/elsewhere`);
      const { bytes } = await kept(elsewhere2, "desk");
      const twin = await take(elsewhere2, "desk");
      ground.plant(bytes, { namespace: `T0/${ground.machine().keyId}` });
      return both(twin, await take(ground, "desk"));
    }
  }
];
var FIRST = [
  {
    ...first("a change keeps before the branch does", "absent"),
    perform: async (ground) => {
      await kept(ground, "change");
      return both(await take(ground, "change"), await take(ground, "branch"));
    }
  },
  {
    ...first("the branch keeps after a change was there", "harmless"),
    perform: async (ground) => {
      const theirs = ground.entry(poison(), ofChange2(ground), ground.change.key);
      ground.plant(theirs);
      ground.plant(theirs, { namespace: "T1/7" });
      const twin = await take(ground, "change");
      await keep(ground, "branch");
      return both(twin, await take(ground, "branch"));
    }
  },
  unwritable("tier", "a change that holds the branch's key keeps", "leaking-change"),
  unwritable("store-read-only", "a fork keeps", "fork"),
  unwritable("store-read-only", "a release keeps", "release")
];
var SQUATTED = [
  squat("a hundred names before it", (ground) => {
    for (let index = 0; index < 50; index += 1) {
      ground.plant(JUNK, {}, ground.now - index);
      ground.plant(JUNK, {}, ground.now + DAY3 + index);
    }
  }),
  squat("poison of the same slot before it", (ground) => {
    for (let index = 0; index < 8; index += 1) {
      ground.plant(ground.entry(poison(), {}, ground.stranger.key), {}, ground.now - index);
    }
  }),
  squat("a link where its folder belongs", (ground) => {
    const { root, slot, range, folder: folder2 } = ground;
    ground.makeFolder(`${root}/T2/result`);
    range.world.disk.makeLink(`${folder2}/victim`, `${root}/T2/result/${slot.key.slice(0, 2)}`);
  }),
  squat("a file where its folder belongs", (ground) => {
    ground.makeFolder(`${ground.root}/T2`);
    ground.replace(`${ground.root}/T2/result`, JUNK);
  }),
  squat("a store filled to the brim", (ground) => {
    for (let index = 0; index < 3; index += 1) {
      const path = ground.plant(JUNK, { key: sha256(`junk ${index}`) }, ground.now - DAY3);
      ground.rewrite(path, JUNK, ground.settings.size / 2);
    }
  })
];
var SLOTS = [...REPLAYED, ...FIRST, ...SQUATTED];
function replay(name) {
  return { id: "C3", row: "honest entry elsewhere", name, ends: "key-mismatch" };
}
function first(name, ends) {
  return { id: "C5", row: "slot filled by a change first", name, ends };
}
function unwritable(ends, name, role) {
  return {
    ...first(name, ends),
    perform: async (ground) => both(answerOf(await keep(ground, "branch")), answerOf(await keep(ground, role)))
  };
}
function squat(name, fill) {
  return {
    ...{ id: "C13", row: "slot or store filled by others", name, ends: "harmless" },
    perform: async (ground) => {
      await kept(ground);
      const twin = await take(ground, "branch");
      const { disk, files } = ground.range.world;
      files.remove(ground.root);
      fill(ground);
      const victim = listing(disk, `${ground.folder}/victim`);
      await keepAndFinish(ground);
      const answer = await take(ground, "branch");
      const strays = listing(disk, `${ground.folder}/victim`).filter((line) => !victim.includes(line));
      return both(twin, { ...answer, strays: [...answer.strays, ...strays] });
    }
  };
}
async function keepAndFinish(ground) {
  const { path } = await kept(ground);
  const { store } = await vaultOf(ground, "branch");
  await store.finish(/* @__PURE__ */ new Set([path.slice(ground.root.length + 1)]));
}
function ofChange2(ground) {
  return { producer: { ...ground.seal(poison()).producer, tier: "T1" }, namespace: "T1/7" };
}
function both(twin, attack) {
  return { twin, attack };
}

// src/cache/drill/swaps.ts
var swapped2 = (ground, path) => ground.replace(path, ground.entry(poison()));
var linked = ({ range: { world }, folder: folder2 }, path) => {
  world.disk.remove(path);
  world.disk.makeLink(`${folder2}/victim/secret`, path);
};
var garbled = (ground, path, bytes) => ground.rewrite(
  path,
  bytes.map((byte) => byte ^ 85)
);
var SWAPS = [
  ...[
    ["another entry of that name, once it is open", "harmless", { after: "open" }, swapped2],
    ["a link of that name, once it is open", "harmless", { after: "open" }, linked],
    ["a link of that name, before it is open", "store-error", { before: "open" }, linked],
    // Readings of a small entry: tail, seal, list, the piece for its report, the piece for all of it.
    ["rewritten after its tail was read", "seal-invalid", { after: 1 }, garbled],
    ["rewritten after its seal was read", "digest-mismatch", { after: 2 }, garbled],
    ["rewritten after its list was read", "digest-mismatch", { after: 3 }, garbled],
    ["rewritten after a piece was read", "digest-mismatch", { after: 4 }, garbled],
    ["rewritten after the last piece was read", "harmless", { after: 5 }, garbled]
  ].map(([name, ends, when, change]) => attackOf4(name, ends, when, change, {})),
  attackOf4("rewritten between two pieces of a file", "digest-mismatch", { after: 5 }, garbled, {
    large: randomBytes(PIECE + 1e3)
  })
];
function attackOf4(name, ends, when, change, more) {
  return {
    ...{ id: "C8", row: "swapped, rewritten while read", name, ends },
    perform: async (ground) => {
      ground.make("honest", more);
      const { path, bytes } = await kept(ground);
      const twin = await take(ground, "branch");
      const disk = meddled(ground.range.world.disk, path, when, () => change(ground, path, bytes));
      return { twin, attack: await take(ground, "branch", ground.slot, { disk }) };
    }
  };
}
function meddled(disk, path, when, happen) {
  let [opened, count] = [void 0, 0];
  return {
    ...disk,
    openRead(asked) {
      if (asked !== path) return disk.openRead(asked);
      if ("before" in when) happen();
      opened = disk.openRead(asked);
      if ("after" in when && when.after === "open") happen();
      return opened;
    },
    read(file2, into, position) {
      const read2 = disk.read(file2, into, position);
      if (file2 !== opened) return read2;
      count += 1;
      if ("after" in when && when.after === count) happen();
      return read2;
    }
  };
}

// src/cache/drill/drill.ts
var ATTACKS = [
  ...EDITS,
  //    C1, C9   another content on the disk
  ...SEALS,
  //    C2, C4   seals of others, of another time
  ...SLOTS,
  //    C3, C5, C13   honest entries elsewhere, slots that others fill
  ...MEMBERS,
  //  C6       what would climb out
  ...BOMBS,
  //    C7       little that becomes much
  ...SWAPS,
  //    C8       another file while it is read
  ...RELEASES,
  // C10      what a release may not read
  ...KEYS,
  //     C11      other inputs of the same key
  ...RACES
  //    F1       all at once
].toSorted((a, b) => number(a) - number(b));
async function drill(range, attacks = ATTACKS) {
  const fought = [];
  for (const [index, attack] of attacks.entries()) {
    if (range.world.interrupt.signal.aborted) break;
    const folder2 = `${range.folder}/${index}`;
    const ground = new Ground(range, folder2);
    try {
      fought.push(await fight(attack, ground));
    } finally {
      range.world.files.remove(folder2);
    }
  }
  return fought;
}
function number({ id }) {
  return Number(id.slice(1)) + (id.startsWith("F") ? 100 : 0);
}

// src/cache/drill/fence.ts
function fenced(door, folders) {
  return new Proxy(door, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      return (...args) => {
        const behind = args.find(
          (arg) => typeof arg === "string" && folders.some((folder2) => isBelow(arg, folder2))
        );
        if (behind !== void 0) throw new Error(`the drill reached for ${behind}`);
        return Reflect.apply(member, target, args);
      };
    }
  });
}

// src/cache/drill/own.ts
var MOST = 16 * 1024 * 1024;
var LOOKED_AT = 16;
var OUTPUTS = 1024;
async function ownEntry({ store, reader: reader2 }, { disk }, limits) {
  const listed = await store.list();
  const small = ((listed.ok ? listed.value : void 0) ?? []).filter(({ bytes = 0 }) => bytes <= MOST);
  for (const candidate of small.slice(0, LOOKED_AT)) {
    const opened = candidate.slot === void 0 ? void 0 : await store.open(candidate, MOST);
    if (candidate.slot === void 0 || opened?.ok !== true || opened.value === void 0) continue;
    try {
      const found = read(disk, opened.value.path, candidate.slot, reader2, limits);
      if (found.ok) return found.value;
    } finally {
      opened.value.release();
    }
  }
  return void 0;
}
function read(disk, path, slot, reader2, limits) {
  const entry = openEntry(disk, path, limits);
  if (!entry.ok) return entry;
  try {
    const sealed = openSeal(entry.value.envelope, reader2.signers);
    if (!sealed.ok) return sealed;
    const roots = /* @__PURE__ */ new Set([
      "log",
      "report.json",
      "store",
      ...Array.from({ length: OUTPUTS }, (_, at) => `output-${at}`)
    ]);
    const list = readList(disk, entry.value, sealed.value.seal, roots, limits);
    if (!list.ok) return list;
    const { folders, groups, links } = list.value;
    const members = [...folders, ...groups.flatMap(({ files }) => files), ...links];
    const outputs = new Set(
      members.map((member) => rootOf(member.path)).filter((root) => root.startsWith("output-"))
    );
    const bytes = Buffer.alloc(entry.value.bytes);
    if (disk.read(entry.value.file, bytes, 0) !== bytes.length)
      return err({ code: "store-error", detail: path });
    return ok({ name: sealed.value.seal.name, slot, outputs: outputs.size, bytes, reader: reader2 });
  } finally {
    entry.value.close();
  }
}
async function ownAttacks(range, own) {
  const trial = groundOf(range, `${range.folder}/own`, own);
  trial.plant(own.bytes, own.slot);
  const { taken } = await ask(trial, own);
  range.world.files.remove(trial.folder);
  if (!taken) return [];
  return CHANGES.map(([id, name, ends, change]) => ({
    ...{ id, row: "an entry of yours, copied", name: `${own.name}: ${name}`, ends },
    perform: async ({ folder: folder2 }) => {
      const ground = groundOf(range, `${folder2}/own`, own);
      const path = ground.plant(own.bytes, own.slot);
      const twin = await ask(ground, own);
      return { twin, attack: await change(ground, path, own) };
    }
  }));
}
var CHANGES = [
  [
    "C1",
    "a byte changed",
    "digest-mismatch",
    async (ground, path, own) => {
      ground.rewrite(path, Buffer.from([(own.bytes[0] ?? 0) ^ 1]));
      return ask(ground, own);
    }
  ],
  [
    "C1",
    "its second half lost",
    "seal-invalid",
    async (ground, path, own) => {
      ground.replace(path, own.bytes.subarray(0, own.bytes.length / 2));
      return ask(ground, own);
    }
  ],
  [
    "C3",
    "in the place of another job",
    "key-mismatch",
    async (ground, path, own) => {
      const slot = { ...own.slot, lineage: sha256("of another job") };
      ground.range.world.files.remove(path);
      ground.plant(own.bytes, slot);
      return ask(ground, { ...own, slot });
    }
  ]
];
function ask(ground, { slot, name: job, outputs }) {
  const { key, lineage } = slot;
  const asked = { job, key, lineage, outputs };
  return slot.kind === "result" ? take(ground, "branch", asked) : takePackages(ground, "branch", aStore(false), asked);
}
function groundOf(range, folder2, { reader: reader2 }) {
  const open = async (...args) => {
    const opened = await range.open(...args);
    return opened.ok ? ok({ ...opened.value, reader: reader2 }) : opened;
  };
  return new Ground({ ...range, open }, folder2);
}

// src/report/cache-drill.ts
function cacheDrillText(view, look, all) {
  const words = {
    head: [view.store, visible(view.place ?? "")].join("  ").trim(),
    remarks: view.remarks,
    harmless: "harmless: honest entry taken",
    taken: "TAKEN",
    real: REAL[view.real]
  };
  return drillText(view, words, look, all);
}
var REAL = {
  same: "your real cache was not touched",
  none: "there is no real cache here yet, and none was made",
  changed: "your real cache changed meanwhile, by another run: this one has no way into it",
  elsewhere: "your real cache was not asked"
};

// src/cli/drill/settings.ts
async function settledFor(session) {
  const found = await prepared(session);
  if (found.ok) return ok({ settings: found.value.cache, context: found.value.input.facts.context });
  const { failure } = found;
  if (failure.code !== "nothing-detected" && failure.code !== "toolchain-ambiguous") return err(failure);
  const { world, host, workspace } = session;
  const cache = await ownWord(session);
  const config = cache === void 0 ? EMPTY_CONFIG : { ...EMPTY_CONFIG, cache };
  const trust = await trustOf(world, host.facts, workspace, config);
  const context = makeContext(host.facts, trust, workspace, await session.git);
  return ok({ settings: trust.cache, context });
}
async function ownWord({ world, workspace, config }) {
  const paths = config === void 0 ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [config];
  for (const path of paths) {
    const text = world.files.readText(path);
    if (!text.ok || text.value === void 0) continue;
    const { parseSettings, readConfigText } = await import("./run-config.js");
    return parseSettings(readConfigText(path, text.value))?.values.cache;
  }
  return void 0;
}

// src/cli/drill/cache.ts
async function drillCache(session) {
  const { world } = session;
  const started = world.clock.now();
  const settled = await settledFor(session);
  if (!settled.ok) return fail(session, settled.failure);
  const real = realCache(session, settled.value);
  const sandbox = world.files.temporary("sealsmith-drill-");
  if (!sandbox.ok) return fail(session, sandbox.failure);
  const folder2 = world.files.realPath(sandbox.value) ?? sandbox.value;
  try {
    if (real.folders.some((one) => isBelow(folder2, one))) return fail(session, INSIDE);
    const before = stampOf(session, real);
    const own = await copied(session, settled.value, real);
    const fences = { disk: fenced(world.disk, real.folders), files: fenced(world.files, real.folders) };
    const { settings } = settled.value;
    const range = {
      ...{ world: { ...world, ...fences }, open: openVault, settings, folder: folder2, store: real.store },
      forge: session.host.name === "github" ? "github" : "gitlab",
      cast: castOf(settings)
    };
    const mine = own === void 0 ? [] : await ownAttacks(range, own);
    const results = await drill(range, [...ATTACKS, ...mine]);
    const { aborted, reason } = world.interrupt.signal;
    if (aborted)
      return fail(session, { code: "interrupted", signal: reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
    const after = stampOf(session, real);
    const exit = results.every(({ stopped, twin }) => stopped && twin === void 0) ? 0 : 4;
    const view = {
      store: real.said,
      place: real.folders[0],
      remarks: [
        ...real.remarks,
        ...mine.length === 0 ? [] : [`a copy of one of its entries is attacked too: ${own?.name}`]
      ],
      results,
      real: real.folders.length === 0 ? "elsewhere" : before !== after ? "changed" : before === void 0 ? "none" : "same",
      milliseconds: world.clock.now() - started,
      exit
    };
    if (session.flags.json === true) session.json({ kind: "cache-drill", ...view });
    session.say(cacheDrillText(view, session.look, session.flags.verbose === true));
    return exit;
  } finally {
    world.files.remove(folder2);
  }
}
var INSIDE = {
  code: "usage",
  message: "the folder for temporary files lies in the cache itself; a drill needs one apart (set TMPDIR)"
};
function realCache({ world, workspace, host }, { settings }) {
  const { store, path } = settings;
  const auto = host.name === "local" ? "directory" : host.name;
  const name = store === "auto" || store === "off" ? auto : store;
  const off = store === "off" ? ["the cache is switched off here; this is what it would do"] : [];
  if (name === "github") {
    const remark = "GitHub's service is not attacked; the same entries lie in a folder for the drill";
    return { store: "directory", said: "github", folders: [], remarks: [...off, remark] };
  }
  const place = name === "gitlab" ? `${workspace}/${GITLAB_FOLDER}` : path ?? `${world.state}/cache`;
  const really = world.files.realPath(place) ?? place;
  return { store: name, said: name, folders: [.../* @__PURE__ */ new Set([place, really])], remarks: off };
}
function stampOf({ world }, { folders }) {
  const place = folders.at(-1);
  return place === void 0 ? void 0 : world.files.stamp(place);
}
async function copied({ world, workspace }, { settings, context }, { folders, store: name }) {
  if (folders.length === 0 || settings.store === "off") return void 0;
  const store = await openStore(world, { ...settings, store: name }, { host: context.host, workspace });
  if (!store.ok) return void 0;
  const machine = context.host === "local" ? machineKey(world.files, world.state, false) : void 0;
  const key = machine?.ok === true ? machine.value?.publicKey : void 0;
  const reader2 = readerOf(context, settings, key);
  return ownEntry({ store: store.value, reader: reader2 }, world, limitsOf(settings));
}
function limitsOf({ size }) {
  return { ...LIMITS, file: size, bytes: size };
}
export {
  drillCache
};
