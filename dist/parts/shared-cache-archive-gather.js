import {
  GroupReader,
  INTERRUPTED,
  Rules,
  Turns,
  attempt,
  compress,
  fold,
  isLittle,
  listBytes,
  openEntry,
  placeOf,
  ratioRule,
  readList,
  release,
  shareGroups,
  threadsFor,
  treesOf,
  wake
} from "./shared-cache-archive-parse-list.js";
import {
  ENVELOPE,
  PIECE,
  TAIL,
  readTail,
  tailBytes
} from "./shared-cache-archive-layout.js";
import {
  makeSeal,
  mayTake,
  namespacesToRead,
  openSeal
} from "./shared-cache-policy.js";
import {
  createHash,
  hash
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/archive/unpack.ts
async function unpack(world, entry, list, targets, signal) {
  const { disk } = world;
  const taken = attempt("target-error", () => [...targets.values()].find((path) => disk.look(path)));
  if (!taken.ok) return taken;
  if (taken.value !== void 0)
    return err({ code: "target-error", detail: `${taken.value}: there is something` });
  wake(world.workers, threadsFor(world, list), "unpack", { groups: [] });
  let done;
  try {
    done = await fill(world, entry, list, targets, signal);
  } catch (bug) {
    removed(disk, targets, INTERRUPTED);
    throw bug;
  }
  if (!done.ok) return err(removed(disk, targets, done.failure));
  return ok(new Map([...treesOf(list)].filter(([root]) => targets.has(root))));
}
function readMember(disk, entry, list, path, limit) {
  const group = list.groups.find(({ files }) => files.some((file) => file.path === path));
  const member = group?.files.find((file) => file.path === path);
  if (group === void 0 || member === void 0)
    return err({ code: "entry-unsafe", detail: `${path} is missing` });
  if (member.bytes > limit) return err({ code: "too-large", detail: `${path} has ${member.bytes} bytes` });
  const content = new Uint8Array(member.bytes);
  let at = 0;
  const take = (bytes) => {
    content.set(bytes, at);
    at += bytes.length;
  };
  const read = new GroupReader(disk).read(
    entry.file,
    group,
    (file) => file === member ? { write: take, close: () => {
    } } : void 0,
    () => false
  );
  return read.ok ? ok(content) : read;
}
async function fill(world, entry, list, targets, signal) {
  const { disk } = world;
  const each = (members, work) => attempt("target-error", () => {
    for (const member of members) {
      const place = placeOf(targets, member.path);
      if (place !== void 0) work(place, member);
    }
  });
  const folders = each(
    list.folders,
    (place, { mode }) => disk.makeFolder(place, isHarmless(mode) ? mode : 448)
  );
  if (!folders.ok) return folders;
  const files = await shareGroups(world, entry, list, targets, signal);
  if (!files.ok) return files;
  const links = each(list.links, (place, { target }) => disk.makeLink(target, place));
  if (!links.ok) return links;
  const late = list.folders.filter(({ mode }) => !isHarmless(mode)).toReversed();
  return each(late, (place, { mode }) => disk.setMode(place, mode));
}
function removed(disk, targets, miss) {
  const left = [...targets.values()].filter((path) => !attempt("target-error", () => disk.remove(path)).ok);
  return left.length === 0 ? miss : { ...miss, detail: `${miss.detail}; not removed: ${left.join(", ")}` };
}
function isHarmless(mode) {
  return (mode & 466) === 448;
}

// src/cache/archive/gather.ts
var SOME = 256;
var Gathering = class {
  folders = [];
  files = [];
  links = [];
  #disk;
  #limits;
  #turns = new Turns();
  #roots;
  #bytes = 0;
  constructor(disk, roots, limits) {
    this.#disk = disk;
    this.#roots = roots;
    this.#limits = limits;
  }
  /** The files in the order of the list; `not-kept`, once and last, with the path that cannot be kept. */
  async *walk() {
    const places = [];
    const roots = attempt("not-kept", () => this.#roots.map((root) => this.#placeOf(root)));
    if (!roots.ok) return yield roots;
    places.push(...last(roots.value));
    let handed = 0;
    for (let next = places.pop(); next !== void 0; next = places.pop()) {
      const place = next;
      const entered = attempt("not-kept", () => this.#enter(place, places));
      const refused2 = entered.ok ? entered.value ?? this.#tooMuch() : entered.failure;
      if (refused2 !== void 0) return yield err(refused2);
      if (this.files.length - handed >= SOME || this.#turns.isOver() && this.files.length > handed) {
        yield ok(this.files.slice(handed));
        handed = this.files.length;
      }
      if (this.#turns.isOver()) await this.#turns.end();
    }
    yield ok(this.files.slice(handed));
  }
  /** Everything that was found against every rule that a reader has. */
  async check() {
    const rules = new Rules(new Set(this.#roots.map(({ name }) => name)), this.#limits);
    const broken = await this.#each(sorted(this.folders), ({ path, mode }) => rules.folder(path, mode)) ?? rules.next() ?? await this.#each(this.files, ({ path, mode, bytes }) => rules.file(path, mode, bytes)) ?? rules.next() ?? await this.#each(sorted(this.links), ({ path, target }) => rules.link(path, target));
    if (broken !== void 0) return err({ code: "not-kept", detail: broken.detail });
    return ok({ members: rules.members, bytes: rules.bytes });
  }
  /** Roots are sorted among each other as what stands in a folder is. @throws what the disk says */
  #placeOf(root) {
    const isFolder = this.#disk.look(root.path)?.kind === "folder";
    return { root, path: root.name, below: "", key: keyOf(root.name, isFolder) };
  }
  /** @throws what the disk says */
  #enter({ root, path, below }, places) {
    if (!root.include(below)) return void 0;
    const from = below === "" ? root.path : `${root.path}/${below}`;
    const found = this.#disk.look(from);
    if (found === void 0) return refused(from, "it is not there");
    if (found.kind === "other") return refused(from, "neither file nor folder nor link");
    if (found.kind === "file") {
      this.files.push({ path, from, mode: found.mode, bytes: found.bytes });
      this.#bytes += found.bytes;
    } else if (found.kind === "link") this.links.push({ path, target: this.#disk.readLink(from) });
    else {
      this.folders.push({ path, mode: found.mode & 511 });
      const inside = this.#disk.list(from).map(({ name, kind }) => ({
        root,
        path: `${path}/${name}`,
        below: below === "" ? name : `${below}/${name}`,
        key: keyOf(name, kind === "folder")
      }));
      for (const place of last(inside)) places.push(place);
    }
    return void 0;
  }
  /** Before all of a tree is found that will be refused. */
  #tooMuch() {
    const { members, bytes } = this.#limits;
    const count = this.folders.length + this.files.length + this.links.length;
    if (count > members) return { code: "not-kept", detail: `too large: more than ${members} members` };
    if (this.#bytes > bytes)
      return { code: "not-kept", detail: `too large: files of more than ${bytes} bytes` };
    return void 0;
  }
  async #each(members, rule) {
    for (const member of members) {
      const broken = rule(member);
      if (broken !== void 0) return broken;
      if (this.#turns.isOver()) await this.#turns.end();
    }
    return void 0;
  }
};
function sorted(members) {
  const keyed = members.map((member) => ({ member, key: fold(member.path) }));
  return keyed.sort(byKey).map(({ member }) => member);
}
function keyOf(name, isFolder) {
  return isFolder ? `${fold(name)}/` : fold(name);
}
function last(places) {
  return places.sort(byKey).reverse();
}
function byKey(a, b) {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
}
function refused(path, why) {
  return { code: "not-kept", detail: `${path}: ${why}` };
}

// src/cache/archive/units.ts
var GROUP_FILES = 512;
var Units = class {
  #group = [];
  #bytes = 0;
  /** @returns what is complete now: small files share a piece, a large one has its own, empty ones stay where they are */
  *add(files) {
    for (const file of files) {
      const fits = this.#bytes + file.bytes <= PIECE && this.#group.length < GROUP_FILES;
      if (file.bytes > 0 && this.#bytes > 0 && !fits) yield* this.end();
      this.#group.push(file);
      this.#bytes += file.bytes;
    }
  }
  /** What is left. */
  *end() {
    const [files, bytes] = [this.#group, this.#bytes];
    this.#group = [];
    this.#bytes = 0;
    if (files.length === 0) return;
    const large2 = files.find((file) => file.bytes > PIECE);
    if (large2 === void 0)
      yield { input: { kind: "small", files: files.map(bare) }, files, bytes, last: true };
    else {
      for (let at = 0; at < large2.bytes; at += PIECE) {
        const some = Math.min(PIECE, large2.bytes - at);
        const input = { kind: "large", file: bare(large2), at };
        yield { input, files, bytes: some, last: at + some === large2.bytes };
      }
    }
  }
};
function bare({ from, bytes }) {
  return { from, bytes };
}

// src/cache/archive/pack-groups.ts
function packGroups(disk) {
  const memory = Buffer.allocUnsafeSlow(PIECE);
  return (input, move) => {
    const asked = input;
    const read = attempt(
      "not-kept",
      () => asked.kind === "small" ? small(disk, asked.files, memory) : large(disk, asked.file, asked.at)
    );
    const done = read.ok ? read.value : read;
    if (!done.ok) return { kind: "refused", why: done.failure };
    if (done.value.packed !== void 0) give(done.value.packed.stored, move);
    if (done.value.kind === "large") give(done.value.plain, move);
    return done.value;
  };
}
function small(disk, files, memory) {
  const sums = [];
  let end2 = 0;
  for (const { from, bytes } of files) {
    const place = memory.subarray(end2, end2 + bytes);
    if (disk.readWhole(from, place) !== bytes) return err(changed(from));
    sums.push(hash("sha256", place, "hex"));
    end2 += bytes;
  }
  return ok({ kind: "small", packed: end2 === 0 ? void 0 : pieceOf(memory.subarray(0, end2)), sums });
}
function large(disk, { from, bytes }, at) {
  const plain = Buffer.allocUnsafeSlow(Math.min(PIECE, bytes - at));
  const file = disk.openRead(from);
  try {
    const whole = disk.facts(file).bytes === bytes && disk.read(file, plain, at) === plain.length;
    return whole ? ok({ kind: "large", packed: pieceOf(plain), plain }) : err(changed(from));
  } finally {
    disk.close(file);
  }
}
function pieceOf(plain) {
  const frame = compress(plain);
  const method = frame.length < plain.length * 0.98 ? "zstd" : "stored";
  const stored = new Uint8Array(method === "zstd" ? frame : plain);
  release(frame);
  const sha256 = hash("sha256", stored, "hex");
  return { piece: { method, stored: stored.length, plain: plain.length, sha256 }, stored };
}
function give(bytes, move) {
  if (bytes.buffer instanceof ArrayBuffer) move.push(bytes.buffer);
}
function changed(path) {
  return { code: "not-kept", detail: `${path}: changed while it was read` };
}

// src/cache/archive/write-groups.ts
var GroupWriter = class {
  /** What is written, and the bytes of its pieces. */
  groups = [];
  stored = 0;
  #doors;
  #target;
  /** Bytes that the entry may have. */
  #limit;
  /** What waits until it is known whether threads are worth their start, and what they have been given. */
  #held = [];
  #under = [];
  #bytes = 0;
  #files = 0;
  /** Of the large file that is being written. */
  #sum = createHash("sha256");
  #pieces = [];
  /** @param target  descriptor of a new file */
  constructor(doors, target, limit) {
    this.#doors = doors;
    this.#target = target;
    this.#limit = limit;
  }
  async add(unit) {
    this.#bytes += unit.bytes;
    this.#files += unit.files.length;
    this.#held.push(unit);
    if (isLittle(this.#bytes, this.#files)) return void 0;
    for (let next = this.#held.shift(); next !== void 0; next = this.#held.shift()) {
      const output = this.#doors.workers.run("pack", next.input);
      output.catch(() => {
      });
      this.#under.push({ unit: next, output });
      if (this.#under.length < this.#doors.workers.count * 4) continue;
      const refused2 = await this.#takeFirst();
      if (refused2 !== void 0) return refused2;
    }
    return void 0;
  }
  /** What is left of it. */
  async end() {
    while (this.#under.length > 0) {
      const refused2 = await this.#takeFirst();
      if (refused2 !== void 0) return refused2;
    }
    const here = packGroups(this.#doors.disk);
    const turns = new Turns();
    for (const unit of this.#held) {
      const refused2 = this.#take(unit, here(unit.input, []));
      if (refused2 !== void 0) return refused2;
      if (turns.isOver()) await turns.end();
    }
    return void 0;
  }
  /** When it returns, nobody reads for us any more. */
  async settled() {
    await Promise.allSettled(this.#under.map(({ output }) => output));
  }
  async #takeFirst() {
    const first = this.#under[0];
    if (first === void 0) return void 0;
    const output = await first.output;
    this.#under.shift();
    return this.#take(first.unit, output);
  }
  #take(unit, output) {
    if (output.kind === "refused") return output.why;
    const written = attempt("not-kept", () => {
      if (output.kind === "small") this.#small(unit, output);
      else this.#large(unit, output);
    });
    if (!written.ok) return written.failure;
    return this.stored > this.#limit ? { code: "not-kept", detail: `too large: more than ${this.#limit} bytes` } : void 0;
  }
  #small({ files }, { packed, sums }) {
    const at = this.stored;
    if (packed !== void 0) this.#piece(packed.stored);
    const members = files.map(({ path, mode, bytes }, index) => ({
      path,
      mode,
      bytes,
      sha256: sums[index] ?? EMPTY
    }));
    this.groups.push({ at, pieces: packed === void 0 ? [] : [packed.piece], files: members });
  }
  #large({ files, last: last2 }, { packed, plain }) {
    this.#sum.update(plain);
    this.#piece(packed.stored);
    this.#pieces.push(packed.piece);
    drop(plain);
    if (!last2) return;
    const sha256 = this.#sum.digest("hex");
    const at = this.#pieces.reduce((start, { stored }) => start - stored, this.stored);
    const members = files.map(
      ({ path, mode, bytes }) => ({ path, mode, bytes, sha256: bytes > 0 ? sha256 : EMPTY })
    );
    this.groups.push({ at, pieces: this.#pieces, files: members });
    this.#pieces = [];
    this.#sum = createHash("sha256");
  }
  #piece(bytes) {
    this.#doors.disk.write(this.#target, bytes);
    this.stored += bytes.length;
    drop(bytes);
  }
};
var EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
function drop(bytes) {
  if (bytes.buffer instanceof ArrayBuffer) bytes.buffer.transfer(0);
}

// src/cache/archive/pack.ts
async function pack(world, roots, file, limits, signal = new AbortController().signal) {
  const { disk } = world;
  const target = attempt("not-kept", () => disk.create(file, 384));
  if (!target.ok) return target;
  const writer = new GroupWriter(world, target.value, limits.file);
  const gathering = new Gathering(disk, roots, limits);
  let packed = err(INTERRUPTED2);
  let closed = packed;
  try {
    const refused2 = await fill2(gathering, writer, signal);
    packed = refused2 === void 0 ? await end(disk, target.value, gathering, writer, limits) : err(refused2);
  } finally {
    await writer.settled();
    closed = attempt("not-kept", () => disk.close(target.value));
    if (!packed.ok || !closed.ok) attempt("not-kept", () => disk.remove(file));
  }
  return packed.ok && !closed.ok ? closed : packed;
}
function finish(disk, file, envelope) {
  const done = attempt("not-kept", () => {
    const open = disk.openWrite(file);
    try {
      return addEnvelope(disk, open, envelope);
    } finally {
      disk.close(open);
    }
  });
  return done.ok ? done.value : done;
}
var INTERRUPTED2 = { code: "not-kept", detail: "interrupted" };
async function fill2(gathering, writer, signal) {
  const units = new Units();
  const addAll = async (some) => {
    for (const unit of some) {
      const refused2 = signal.aborted ? INTERRUPTED2 : await writer.add(unit);
      if (refused2 !== void 0) return refused2;
    }
    return void 0;
  };
  for await (const found of gathering.walk()) {
    const refused2 = found.ok ? await addAll(units.add(found.value)) : found.failure;
    if (refused2 !== void 0) return refused2;
  }
  return await addAll(units.end()) ?? (signal.aborted ? INTERRUPTED2 : void 0);
}
async function end(disk, target, gathering, writer, limits) {
  const checked = await gathering.check();
  if (!checked.ok) return checked;
  const refused2 = await writer.end();
  if (refused2 !== void 0) return err(refused2);
  const { groups, stored } = writer;
  const { members, bytes } = checked.value;
  const [folders, links] = [sorted(gathering.folders), sorted(gathering.links)];
  const list = { folders, groups, links, members, bytes, stored };
  const plain = listBytes(list);
  const squeezed = compress(plain);
  const large2 = ratioRule(bytes, stored, limits)?.detail ?? (plain.length > limits.list ? `its list has ${plain.length} bytes` : void 0) ?? (stored + squeezed.length + TAIL + ENVELOPE > limits.file ? `${stored} bytes` : void 0);
  if (large2 !== void 0) return err(tooMuch(large2));
  const done = attempt("not-kept", () => {
    disk.write(target, squeezed);
    disk.write(target, tailBytes({ envelope: 0, list: squeezed.length }));
  });
  if (!done.ok) return done;
  const sha256 = hash("sha256", squeezed, "hex");
  return ok({
    list: { sha256, stored: squeezed.length, bytes: plain.length },
    archive: { stored, members, bytes },
    digests: treesOf(list)
  });
}
function addEnvelope(disk, open, envelope) {
  const { bytes } = disk.facts(open);
  const last2 = new Uint8Array(TAIL);
  const tail = bytes >= TAIL && disk.read(open, last2, bytes - TAIL) === TAIL ? readTail(last2) : void 0;
  if (tail?.envelope !== 0) return err({ code: "not-kept", detail: "it is not what was packed" });
  if (envelope.length === 0 || envelope.length > ENVELOPE)
    return err(tooMuch(`its seal has ${envelope.length} bytes`));
  disk.write(open, envelope, bytes - TAIL);
  disk.write(open, tailBytes({ envelope: envelope.length, list: tail.list }), bytes - TAIL + envelope.length);
  disk.sync(open);
  return ok(void 0);
}
function tooMuch(detail) {
  return { code: "not-kept", detail: `too large: ${detail}` };
}

// src/cache/keep.ts
async function keep(vault, keeping, folder, signal) {
  const { writer, world, store, settings } = vault;
  if (!writer.ok) return writer;
  const { kind, name, key, lineage, roots } = keeping;
  const { namespace } = writer.value;
  const file = `${store.workFolder ?? folder}/${crypto.randomUUID()}.part`;
  try {
    const packed = await pack(world, roots, file, vault.limits, signal);
    if (!packed.ok) return packed;
    const refused2 = keeping.agree?.(packed.value);
    if (refused2 !== void 0) return err(refused2);
    const created = world.clock.now();
    const seal = {
      ...{ kind, name, namespace, key, lineage },
      list: packed.value.list,
      archive: packed.value.archive,
      producer: vault.producer,
      created,
      expires: created + settings.maxAge,
      epoch: settings.epoch
    };
    const sealed = finish(world.disk, file, makeSeal(seal, writer.value.key));
    if (!sealed.ok) return sealed;
    const saved = await store.save({ namespace, kind, lineage, key }, file, signal);
    return saved.ok ? ok({ seal, members: packed.value.archive.members }) : saved;
  } finally {
    world.files.remove(file);
  }
}

// src/cache/seek.ts
var CANDIDATES = 4;
async function seek(vault, wanted, roots, use) {
  const { reader, settings } = vault;
  if (reader.signers.length === 0) return none({ code: "no-signers", detail: settings.unknown ?? "" });
  const namespaces = namespacesToRead(reader, wanted.kind, wanted.checked);
  if (namespaces.length === 0) return none({ code: "not-read", detail: `tier ${reader.tier}` });
  const misses = [];
  for (const question of questions(wanted)) {
    for (const namespace of namespaces) {
      const query = { ...question, namespace };
      for await (const candidate of offered(vault.store, query)) {
        const used = candidate.ok ? await tryOne(vault, query, candidate.value, roots, use) : candidate;
        if (used === void 0) continue;
        if (used.ok) return { taken: used.value, misses };
        misses.push(used.failure);
      }
    }
  }
  return { taken: void 0, misses: misses.length === 0 ? [{ code: "absent", detail: "" }] : misses };
}
function none(miss) {
  return { taken: void 0, misses: [miss] };
}
function questions(wanted) {
  return wanted.kind === "store" && wanted.key !== void 0 ? [wanted, { ...wanted, key: void 0 }] : [wanted];
}
async function* offered(store, query) {
  const found = await store.find(query, CANDIDATES);
  if (!found.ok) return yield found;
  for (const candidate of found.value) yield ok(candidate);
  const left = CANDIDATES - found.value.length;
  if (store.more === void 0 || found.value.length === 0 || left === 0) return;
  const more = await store.more(query, found.value, left);
  if (!more.ok) return yield more;
  for (const candidate of more.value) yield ok(candidate);
}
async function tryOne(vault, wanted, candidate, roots, use) {
  const opened = await vault.store.open(candidate, vault.limits.file);
  if (!opened.ok) return opened;
  if (opened.value === void 0) return void 0;
  try {
    const found = verify(vault, wanted, candidate, opened.value.path, roots);
    if (!found.ok) return found;
    try {
      const value = await use(found.value);
      const { sealed } = found.value;
      return value.ok ? { ok: true, value: { value: value.value, found: { candidate, sealed } } } : value;
    } finally {
      found.value.entry.close();
    }
  } finally {
    opened.value.release();
  }
}
function verify(vault, wanted, candidate, path, roots) {
  const { disk, clock } = vault.world;
  const entry = openEntry(disk, path, vault.limits);
  if (!entry.ok) return entry;
  const closing = (failure) => {
    entry.value.close();
    return failure;
  };
  const sealed = openSeal(entry.value.envelope, vault.reader.signers);
  if (!sealed.ok) return closing(sealed);
  const refused2 = mayTake(vault.reader, wanted, sealed.value, vault.settings, clock.now());
  if (refused2 !== void 0) return closing({ ok: false, failure: refused2 });
  const list = readList(disk, entry.value, sealed.value.seal, roots, vault.limits);
  if (!list.ok) return closing(list);
  return { ok: true, value: { candidate, sealed: sealed.value, entry: entry.value, list: list.value } };
}

export {
  unpack,
  readMember,
  keep,
  seek
};
