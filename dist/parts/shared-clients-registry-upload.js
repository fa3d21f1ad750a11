import {
  Access,
  MANIFEST_LIMIT,
  MEDIA,
  clean,
  createHash,
  hash,
  hexOf,
  imageDigest,
  isImageDigest,
  isIndex,
  isLoopback,
  isManifest,
  isPlainObject,
  isRepositoryPath,
  isTag,
  mayBePlain,
  nextAddress,
  printImageName,
  readIndex,
  readManifest,
  registryHost,
  saidBy,
  secretsOf,
  strictJson,
  troubleOf,
  whoIs,
  withQuery
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/clients/registry/on-disk.ts
function onDisk(doing, path, work) {
  try {
    return ok(work());
  } catch (error) {
    const errno = error instanceof Error && "code" in error ? error.code : void 0;
    if (typeof errno !== "string" || !/^E[A-Z0-9]+$/.test(errno)) throw error;
    return err({ code: "system", doing, path, errno });
  }
}

// src/clients/registry/retry.ts
var MOST = {
  "cut-off": 5,
  status: 5,
  // Took its time already: half a minute of silence, twice, is a dead registry.
  timeout: 2,
  // Will not change soon.
  unreachable: 3,
  "not-http": 1,
  "too-large": 1,
  disk: 1,
  stopped: 1
};
var FIRST = 250;
var LONGEST = 8e3;
var LONGEST_WAIT = 6e4;
var PASSING = [408, 429, 500, 502, 503, 504];
function waitBefore(outcome, made, now, random) {
  if (made >= MOST[outcome.kind]) return void 0;
  if (outcome.kind === "status") {
    if (!PASSING.includes(outcome.status)) return void 0;
    const asked = readRetryAfter(outcome.retryAfter, now);
    if (asked !== void 0) return asked > LONGEST_WAIT ? void 0 : asked;
  }
  return Math.min(FIRST * 2 ** (made - 1), LONGEST) * (0.5 + random / 2);
}
function readRetryAfter(text, now) {
  const said = text?.trim() ?? "";
  if (/^\d{1,9}$/.test(said)) return Number(said) * 1e3;
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(said)) return void 0;
  const date = Date.parse(said);
  return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}

// src/clients/registry/blobs.ts
var PROGRESS = 1024 * 1024;
var SMALL = 256 * 1024;
var LARGE = 1024 * 1024;
function transferTime(bytes) {
  return Math.min(12e4 + bytes / 64, 2 ** 31 - 1);
}
async function hasBlob(wire, { digest, size }) {
  const doing = `look for ${digest} in`;
  const asked = await wire.ask({ doing, method: "HEAD", at: `blobs/${digest}`, rights: "push" }, [200, 404]);
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(false);
  const said = asked.value.headers["content-length"];
  return ok(said === void 0 || Number(said) === size);
}
async function readBlob(wire, at, descriptor, onPiece) {
  const sum = createHash("sha256");
  const read = await readPieces(wire, at, descriptor, false, async (piece) => {
    sum.update(piece);
    return onPiece(piece);
  });
  if (!read.ok) return read;
  return compared(wire, descriptor, imageDigest(sum.digest("hex")));
}
async function downloadBlob(wire, descriptor, path) {
  const { disk, workers } = wire.doors;
  const opened = onDisk("write", path, () => disk.create(path, 384));
  if (!opened.ok) return opened;
  const file = opened.value;
  const small = descriptor.size <= SMALL ? createHash("sha256") : void 0;
  let position = 0;
  const bulk = descriptor.size >= LARGE;
  const read = await readPieces(wire, `blobs/${descriptor.digest}`, descriptor, bulk, (piece) => {
    small?.update(piece);
    const written = onDisk("write", path, () => disk.write(file, piece, position));
    position += piece.length;
    return written;
  });
  disk.close(file);
  const found = async () => {
    if (small !== void 0) return ok(imageDigest(small.digest("hex")));
    return hashed(
      await workers.run("digest", { files: [{ path, size: descriptor.size }], wanted: false }),
      path
    );
  };
  const digest = read.ok ? await found() : read;
  const done = digest.ok ? compared(wire, descriptor, digest.value) : digest;
  if (!done.ok) onDisk("remove", path, () => disk.removeFile(path));
  return done;
}
function hashed(output, path) {
  const [one] = output;
  if (one === void 0) throw new Error("the thread answered for no file");
  if ("errno" in one) return err({ code: "system", doing: "read", path, errno: one.errno });
  return ok(imageDigest(one.sha256));
}
function compared(wire, { digest }, found) {
  if (found === digest) return ok(void 0);
  return err({ code: "digest-mismatch", what: whatOf(wire, digest), expected: digest, found });
}
function whatOf(wire, digest) {
  return `${hexOf(digest).slice(0, 12)} of ${wire.registry}/${wire.repository}`;
}
async function readPieces(wire, at, descriptor, bulk, onPiece) {
  const { digest, size } = descriptor;
  const kind = at.startsWith("manifests/") ? { accept: descriptor.mediaType } : {};
  const doing = `read ${digest} of`;
  const wrongSize = (found) => ({
    code: "digest-mismatch",
    what: whatOf(wire, digest),
    expected: `${size} bytes`,
    found
  });
  const ready = await wire.ready();
  if (!ready.ok) return ready;
  let have = 0;
  let failure;
  let whole = false;
  for (let failed = 0; ; ) {
    const begun = have;
    const sink = ({ status, headers }) => {
      if (status !== 200 && status !== 206) return void 0;
      let skip = status === 200 ? begun : 0;
      if (status === 206 && !startsAt(headers["content-range"], begun)) {
        failure = wire.refused(doing, "invalid", "it sent another range than was asked for");
        return () => false;
      }
      const said = headers["content-length"];
      if (said !== void 0 && Number(said) !== size - begun + skip) {
        failure = wrongSize(`${Number(said) + begun - skip} bytes`);
        return () => false;
      }
      return (piece) => {
        const fresh = skip < piece.length ? piece.subarray(skip) : void 0;
        skip -= Math.min(skip, piece.length);
        if (fresh === void 0) return true;
        if (have + fresh.length > size) {
          failure = wrongSize(`more than ${size} bytes`);
          return false;
        }
        have += fresh.length;
        const taken = onPiece(fresh);
        const settle = (result) => {
          if (!result.ok) failure = result.failure;
          return result.ok;
        };
        return taken instanceof Promise ? taken.then(settle) : settle(taken);
      };
    };
    const sent = await wire.send({
      doing,
      method: "GET",
      at,
      rights: "pull",
      // With its end, since not all understand a range without one.
      headers: { ...kind, ...begun === 0 || whole ? {} : { range: `bytes=${begun}-${size - 1}` } },
      sink,
      bulk,
      limit: size,
      timeout: transferTime(size),
      again: false
    });
    if (failure !== void 0) return err(failure);
    if (sent.ok && [200, 206].includes(sent.value.status)) {
      return have === size ? ok(void 0) : err(wrongSize(`${have} bytes`));
    }
    if (!sent.ok && sent.failure.kind === "too-large") return err(wrongSize(`more than ${size} bytes`));
    if (sent.ok && [400, 416].includes(sent.value.status) && begun > 0 && !whole) {
      whole = true;
      continue;
    }
    failed = have - begun >= PROGRESS ? 1 : failed + 1;
    const wait = waitAfter(wire, sent, failed);
    if (wait === void 0) {
      return err(sent.ok ? wire.refusal(doing, sent.value) : wire.failureOf(doing, sent.failure));
    }
    await wire.pause(wait);
  }
}
function waitAfter(wire, sent, failed) {
  const now = wire.doors.clock.now();
  if (sent.ok) {
    const { status, headers } = sent.value;
    const outcome = { kind: "status", status, retryAfter: headers["retry-after"] };
    return waitBefore(outcome, failed, now, Math.random());
  }
  const { kind } = sent.failure;
  if (kind === "refused" || kind === "no-token") return void 0;
  return waitBefore({ kind }, failed, now, Math.random());
}
function startsAt(range, begun) {
  return Number(/^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(range ?? "")?.[1] ?? -1) === begun;
}

// src/clients/registry/manifests.ts
var KINDS = [MEDIA.index, MEDIA.manifest, MEDIA.dockerIndex, MEDIA.dockerManifest];
var ACCEPT = { accept: KINDS.join(", ") };
var MOST_PAGES = 200;
var MOST_TAGS = 1e5;
async function getManifest(wire, reference) {
  const found = await findManifest(wire, reference);
  if (!found.ok) return found;
  if (found.value !== void 0) return ok(found.value);
  return err(wire.refused(`read ${reference} of`, "not-found", ""));
}
async function findManifest(wire, reference) {
  const doing = `read ${reference} of`;
  const what = `${reference} of ${wire.registry}/${wire.repository}`;
  const asked = await wire.ask(
    {
      doing,
      method: "GET",
      at: `manifests/${reference}`,
      rights: "pull",
      headers: ACCEPT,
      limit: MANIFEST_LIMIT
    },
    [200, 404]
  );
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(void 0);
  const { body, headers } = asked.value;
  const digest = imageDigest(hash("sha256", body, "hex"));
  const expected = isImageDigest(reference) ? reference : saidDigest(asked.value);
  if (expected !== void 0 && expected !== digest) {
    return err({ code: "digest-mismatch", what, expected, found: digest });
  }
  const mediaType = kindOf(asked.value);
  if (mediaType === void 0) {
    return err({
      code: "image-invalid",
      what,
      message: "the registry calls it neither a manifest nor an index"
    });
  }
  return ok({ descriptor: { mediaType, digest, size: body.length }, bytes: body, etag: headers["etag"] });
}
async function headManifest(wire, reference) {
  const asked = await wire.ask(
    {
      doing: `look for ${reference} in`,
      method: "HEAD",
      at: `manifests/${reference}`,
      rights: "pull",
      headers: ACCEPT
    },
    [200, 404]
  );
  if (!asked.ok) return asked;
  if (asked.value.status === 404) return ok(void 0);
  const digest = saidDigest(asked.value);
  const size = Number(asked.value.headers["content-length"] ?? Number.NaN);
  const mediaType = kindOf(asked.value);
  if (digest !== void 0 && mediaType !== void 0 && Number.isSafeInteger(size)) {
    return ok({ mediaType, digest, size });
  }
  const found = await findManifest(wire, reference);
  return found.ok ? ok(found.value?.descriptor) : found;
}
async function putManifest(wire, reference, { descriptor, bytes }, headers = {}) {
  const doing = `push ${reference} to`;
  const put = await wire.ask(
    {
      doing,
      method: "PUT",
      at: `manifests/${reference}`,
      rights: "push",
      headers: { "content-type": descriptor.mediaType, ...headers },
      body: bytes
    },
    // Who wrote a condition into the headers looks at 412 themselves.
    [201, 200, 202, 412]
  );
  if (!put.ok || put.value.status === 412) return put;
  const said = saidDigest(put.value);
  if (said === void 0 || said === descriptor.digest) return put;
  const what = `${reference} of ${wire.registry}/${wire.repository}`;
  return err({ code: "digest-mismatch", what, expected: descriptor.digest, found: said });
}
async function deleteManifest(wire, reference) {
  const asked = await wire.ask(
    { doing: `delete ${reference} from`, method: "DELETE", at: `manifests/${reference}`, rights: "delete" },
    [202, 200, 204, 404]
  );
  return asked.ok ? ok(asked.value.status !== 404) : asked;
}
async function listTags(wire) {
  const doing = "list the tags of";
  const tags = [];
  let at = "tags/list?n=1000";
  for (let page = 0; at !== void 0; page += 1) {
    if (page === MOST_PAGES || tags.length > MOST_TAGS) {
      return err(wire.refused(doing, "invalid", "the list has no end"));
    }
    const asked = await wire.ask(
      { doing, method: "GET", at, rights: "pull", limit: MANIFEST_LIMIT },
      [200, 404]
    );
    if (!asked.ok) return asked;
    if (asked.value.status === 404) return ok([]);
    const json = strictJson(asked.value.body);
    const listed = json.ok && isPlainObject(json.value) ? json.value["tags"] ?? [] : void 0;
    if (!Array.isArray(listed) || !listed.every((tag) => typeof tag === "string" && isTag(tag))) {
      return err(wire.refused(doing, "invalid", "the answer is no list of tags"));
    }
    tags.push(...listed);
    const next = nextPage(asked.value);
    if (next === null) return err(wire.refused(doing, "invalid", "the next page of the list is elsewhere"));
    at = next;
  }
  return ok(tags);
}
function nextPage({ headers, url }) {
  const link = /^\s*<([^<>]*)>\s*;\s*rel="?next"?\s*(?:[;,]|$)/.exec(headers["link"] ?? "");
  if (link === null) return void 0;
  const next = URL.parse(link[1] ?? "", url.href);
  const same = next?.origin === url.origin && next.pathname === url.pathname && next.href !== url.href;
  return same ? next : null;
}
function saidDigest({ headers }) {
  const said = headers["docker-content-digest"] ?? "";
  return isImageDigest(said) ? said : void 0;
}
function kindOf({ headers, body }) {
  const said = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (isIndex(said) || isManifest(said)) return said;
  if (said !== "" && said !== "application/json" && said !== "application/octet-stream") return void 0;
  const json = strictJson(body);
  const inside = json.ok && isPlainObject(json.value) ? json.value["mediaType"] : void 0;
  return typeof inside === "string" && (isIndex(inside) || isManifest(inside)) ? inside : void 0;
}

// src/clients/registry/referrers.ts
var MOST_PAGES2 = 100;
var MOST_REFERRERS = 1e4;
var MOST_ASKED = 200;
var UNKNOWN = [400, 404, 405, 406, 415, 501];
function referrersTag(digest) {
  return digest.replace(":", "-");
}
async function listReferrers(wire, digest, artifactType) {
  const known = await fromApi(wire, digest, artifactType);
  if (!known.ok) return known;
  const listed = known.value === void 0 ? await fromTag(wire, digest) : ok(known.value);
  if (!listed.ok) return listed;
  const seen = /* @__PURE__ */ new Set();
  const once = listed.value.filter(({ digest: one }) => !seen.has(one) && seen.add(one));
  return artifactType === void 0 ? ok(once) : ofType(wire, once, artifactType);
}
async function ofType(wire, listed, artifactType) {
  const found = [];
  let asked = 0;
  for (const one of listed) {
    if (one.artifactType === artifactType) found.push(one);
    if (one.artifactType !== void 0 && one.artifactType !== MEDIA.empty) continue;
    if (!isManifest(one.mediaType) || asked === MOST_ASKED) continue;
    asked += 1;
    const manifest = await findManifest(wire, one.digest);
    if (!manifest.ok && manifest.failure.code === "image-invalid") continue;
    if (!manifest.ok) return manifest;
    const read = manifest.value === void 0 ? void 0 : readManifest(manifest.value.bytes, one.mediaType);
    if (read?.ok === true && read.value.artifactType === artifactType) found.push({ ...one, artifactType });
  }
  return ok(found);
}
async function fromApi(wire, digest, artifactType) {
  const doing = `list what refers to ${digest} in`;
  const filter = artifactType === void 0 ? "" : `?artifactType=${encodeURIComponent(artifactType)}`;
  const found = [];
  let at = `referrers/${digest}${filter}`;
  for (let page = 0; at !== void 0; page += 1) {
    const asked = await wire.ask(
      { doing, method: "GET", at, rights: "pull", headers: { accept: MEDIA.index }, limit: MANIFEST_LIMIT },
      page === 0 ? [200, ...UNKNOWN] : [200]
    );
    if (!asked.ok) return asked;
    const type = asked.value.headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
    if (page === 0 && (asked.value.status !== 200 || type !== MEDIA.index)) return ok(void 0);
    const index = readIndex(asked.value.body, MEDIA.index);
    if (!index.ok) return err(wire.refused(doing, "invalid", `the answer is no index: ${index.failure}`));
    found.push(...index.value.manifests);
    const next = nextPage(asked.value);
    if (next === null || page === MOST_PAGES2 || found.length > MOST_REFERRERS) {
      return err(wire.refused(doing, "invalid", "the list has no end, or goes on elsewhere"));
    }
    at = next;
  }
  return ok(found);
}
async function fromTag(wire, digest) {
  const tag = referrersTag(digest);
  const fetched = await findManifest(wire, tag);
  return fetched.ok ? listedIn(wire, tag, fetched.value) : fetched;
}
function listedIn(wire, tag, fetched) {
  if (fetched === void 0) return ok([]);
  const index = readIndex(fetched.bytes, fetched.descriptor.mediaType);
  if (index.ok) return ok(index.value.manifests);
  const what = `${tag} of ${wire.registry}/${wire.repository}`;
  return err({
    code: "image-invalid",
    what,
    message: `${index.failure}; what refers to the image stands there`
  });
}
async function addToTag(wire, tags, digest, added) {
  const known = await fromApi(wire, digest, void 0);
  if (!known.ok) return known;
  if (known.value !== void 0 && lacking(known.value, added).length === 0) return ok(void 0);
  const tag = referrersTag(digest);
  return tags.rewrite(tag, async (fetched) => {
    const listed = listedIn(wire, tag, fetched);
    if (!listed.ok) return listed;
    const more = lacking(listed.value, added);
    return ok(more.length === 0 ? void 0 : indexOf([...listed.value, ...more]));
  });
}
function lacking(listed, added) {
  return added.filter(({ digest }) => !listed.some((one) => one.digest === digest));
}
function indexOf(manifests) {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: MEDIA.index, manifests }));
  const digest = imageDigest(hash("sha256", bytes, "hex"));
  return { bytes, descriptor: { mediaType: MEDIA.index, digest, size: bytes.length } };
}

// src/clients/registry/rewrite.ts
var GATHER = 10;
var TagWriter = class {
  #wire;
  /** By tag, while it is being written: those that wait for the next write. */
  #waiting = /* @__PURE__ */ new Map();
  constructor(wire) {
    this.#wire = wire;
  }
  /** @returns when what `change` adds is there and stays there for a moment */
  rewrite(tag, change) {
    return new Promise((settle) => {
      const waiting = this.#waiting.get(tag);
      if (waiting !== void 0) {
        waiting.push({ change, settle });
        return;
      }
      const first = [{ change, settle }];
      this.#waiting.set(tag, first);
      void this.#write(tag, first);
    });
  }
  async #write(tag, waiting) {
    while (waiting.length > 0) {
      await this.#wire.pause(GATHER);
      const asked = waiting.splice(0);
      const refused = /* @__PURE__ */ new Map();
      const done = await rewriteTag(this.#wire, tag, together(asked, refused));
      for (const one of asked) {
        const failure = refused.get(one);
        one.settle(failure === void 0 ? done : err(failure));
      }
    }
    this.#waiting.delete(tag);
  }
};
function together(asked, refused) {
  return async (there) => {
    let now = there;
    let changed = ok(void 0);
    for (const one of asked) {
      if (refused.has(one)) continue;
      const next = await one.change(now);
      if (!next.ok) refused.set(one, next.failure);
      else if (next.value !== void 0) {
        changed = next;
        now = { ...next.value, etag: void 0 };
      }
    }
    return changed;
  };
}
var MOST_WRITES = 16;
var MOMENT = 100;
var TIMES = 3;
async function rewriteTag(wire, tag, change) {
  let slowest = 0;
  for (let write = 0; write < MOST_WRITES; write += 1) {
    const begun = wire.doors.clock.now();
    const step = await lookAt(wire, tag, change);
    if (!step.ok) return step;
    const { there, next } = step.value;
    if (next === void 0) {
      if (write === 0) return ok(void 0);
      await wire.pause(Math.min(Math.max(MOMENT, slowest * TIMES), 2e3) * (1 + Math.random()));
      const later = await lookAt(wire, tag, change);
      if (!later.ok) return later;
      if (later.value.next === void 0) return ok(void 0);
      continue;
    }
    const put = await putManifest(wire, tag, next, conditionOf(there));
    if (!put.ok) return put;
    slowest = Math.max(slowest, wire.doors.clock.now() - begun);
    if (put.value.status === 412) await wire.pause(MOMENT * (write + 1) * Math.random());
  }
  return err(
    wire.refused(`list an attachment under ${tag} in`, "failing", "others write the same list all the time")
  );
}
async function lookAt(wire, tag, change) {
  const there = await findManifest(wire, tag);
  if (!there.ok) return there;
  const next = await change(there.value);
  return next.ok ? ok({ there: there.value, next: next.value }) : next;
}
function conditionOf(there) {
  if (there === void 0) return { "if-none-match": "*" };
  return there.etag === void 0 ? {} : { "if-match": there.etag };
}

// src/clients/registry/upload.ts
var CHUNK = 32 * 1024 * 1024;
var MOST_BEGUN = 4;
var MOST_FRUITLESS = 5;
var MOST_MOUNTS = 4;
async function uploadBlob(wire, blob, bytes, mountFrom, onBytes) {
  const begun = await begin(wire, blob, mountFrom);
  if (!begun.ok) return begun;
  if (begun.value === "mounted") return ok("mounted");
  return new Upload(wire, blob, bytes, onBytes).run(begun.value);
}
async function begin(wire, { digest }, mountFrom) {
  const doing = `mount ${digest} in`;
  let begun;
  for (const from of mountFrom.filter(isRepositoryPath).slice(0, MOST_MOUNTS)) {
    const at = `blobs/uploads/?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from)}`;
    const sent = await wire.send({ doing, method: "POST", at, rights: "push", from, body: NOTHING });
    if (!sent.ok) continue;
    if (sent.value.status === 201) return ok("mounted");
    if (sent.value.status === 202) begun = sent.value;
  }
  if (begun !== void 0) return ok(begun);
  return wire.ask(
    { doing: `push ${digest} to`, method: "POST", at: "blobs/uploads/", rights: "push", body: NOTHING },
    [202]
  );
}
var NOTHING = new Uint8Array();
var Upload = class {
  #wire;
  #blob;
  #bytes;
  #onBytes;
  #doing;
  /** Bytes that were told to be sent. */
  #told = 0;
  /** Bytes of a chunk; undefined while all of it is sent at once. */
  #chunk;
  constructor(wire, blob, bytes, onBytes) {
    this.#wire = wire;
    this.#blob = blob;
    this.#bytes = bytes;
    this.#onBytes = onBytes;
    this.#doing = `push ${blob.digest} to`;
  }
  async run(first) {
    let begun = first;
    for (let round = 1; ; round += 1) {
      const sent = await this.#session(begun);
      if (!sent.ok || sent.value === "sent") return sent.ok ? ok("sent") : sent;
      this.#tell(0);
      const fresh = await begin(this.#wire, this.#blob, []);
      if (!fresh.ok) return fresh;
      if (fresh.value === "mounted") return ok("mounted");
      if (round === MOST_BEGUN)
        return err(this.#wire.refused(this.#doing, "failing", "the upload never ends"));
      begun = fresh.value;
    }
  }
  /** One upload from its beginning to its end; `lost` when another one has to be begun. */
  async #session(begun) {
    const place = await this.#wire.next(this.#doing, begun);
    if (!place.ok) return place;
    let [at, from, fruitless] = [place.value, 0, 0];
    this.#chunk = this.#chunk === void 0 ? void 0 : chunkOf(begun, this.#chunk);
    for (; ; ) {
      const { size } = this.#blob;
      const last = this.#chunk === void 0 || from + this.#chunk >= size;
      const until = last ? size : from + (this.#chunk ?? size);
      const trouble = {};
      const sent = await this.#wire.send(this.#call(at, from, until, last, trouble));
      if (trouble.failure !== void 0) return trouble.failure;
      if (sent.ok && last && [201, 204].includes(sent.value.status)) return this.#finished(sent.value);
      if (sent.ok && !last && sent.value.status === 202) {
        const next = await this.#wire.next(this.#doing, sent.value);
        if (!next.ok) return next;
        const reached = endOf(sent.value) ?? until;
        if (reached <= from || reached > until) return err(this.#odd("it took another part than was sent"));
        [at, from, fruitless] = [next.value, reached, 0];
        this.#tell(from);
        continue;
      }
      if (sent.ok && sent.value.status === 413 && this.#chunk === void 0 && size > CHUNK) {
        this.#chunk = CHUNK;
        return ok("lost");
      }
      const wait = this.#wait(sent, fruitless + 1);
      if (wait === void 0) return err(this.#failure(sent));
      await this.#wire.pause(wait);
      const there = await this.#arrived();
      if (!there.ok || there.value) return there.ok ? ok("sent") : there;
      const status = await this.#status(at);
      if (!status.ok) return status;
      if (status.value === void 0) return ok("lost");
      if (status.value.from > size) return err(this.#odd("it has more than was sent"));
      fruitless = status.value.from > from ? 0 : fruitless + 1;
      [at, from] = [status.value.at, status.value.from];
      if (from > 0 && this.#chunk === void 0) this.#chunk = size;
      this.#tell(from);
      if (fruitless > MOST_FRUITLESS) return err(this.#odd("it takes nothing of it"));
    }
  }
  #call(at, from, until, last, trouble) {
    const { digest, size } = this.#blob;
    const ranged = from > 0 || !last;
    return {
      doing: this.#doing,
      method: last ? "PUT" : "PATCH",
      at: last ? withQuery(at, "digest", digest) : at,
      rights: "push",
      headers: {
        "content-type": "application/octet-stream",
        ...ranged && until > from ? { "content-range": `${from}-${until - 1}` } : {}
      },
      body: until === from ? NOTHING : this.#feed(from, until, trouble),
      timeout: transferTime(size),
      again: false
    };
  }
  #feed(from, until, trouble) {
    return {
      bytes: until - from,
      give: async (take) => {
        let at = from;
        this.#tell(from);
        const given = await this.#bytes(from, async (piece) => {
          const part = piece.subarray(0, until - at);
          at += part.length;
          const more = part.length === 0 ? false : await take(part);
          if (more) this.#tell(at);
          return more && at < until;
        });
        if (!given.ok) trouble.failure = given;
        return given.ok && at === until;
      }
    };
  }
  #finished(reply) {
    const { digest } = this.#blob;
    const said = saidDigest(reply);
    if (said === void 0 || said === digest) return ok("sent");
    const { registry, repository } = this.#wire;
    return err({
      code: "digest-mismatch",
      what: `a blob of ${registry}/${repository}`,
      expected: digest,
      found: said
    });
  }
  /** Whether it is there although the answer never came. */
  async #arrived() {
    const { digest } = this.#blob;
    const call = { doing: this.#doing, method: "HEAD", at: `blobs/${digest}`, rights: "push" };
    const asked = await this.#wire.send(call);
    if (!asked.ok) return err(this.#wire.failureOf(this.#doing, asked.failure));
    return ok(asked.value.status === 200);
  }
  /** How far the registry got; undefined when it does not know this upload any more. */
  async #status(at) {
    const asked = await this.#wire.send({ doing: this.#doing, method: "GET", at, rights: "push" });
    if (!asked.ok) return err(this.#wire.failureOf(this.#doing, asked.failure));
    if (asked.value.status !== 204 && asked.value.status !== 202) return ok(void 0);
    const from = endOf(asked.value);
    if (from === void 0) return ok(void 0);
    if (asked.value.headers["location"] === void 0) return ok({ at, from });
    const next = await this.#wire.next(this.#doing, asked.value);
    return next.ok ? ok({ at: next.value, from }) : next;
  }
  #wait(sent, failed) {
    const now = this.#wire.doors.clock.now();
    if (!sent.ok) {
      const { kind } = sent.failure;
      if (kind === "refused" || kind === "no-token") return void 0;
      return waitBefore({ kind }, failed, now, Math.random());
    }
    const { status, headers } = sent.value;
    if (status === 416 || status === 404) return failed < MOST_FRUITLESS ? 0 : void 0;
    return waitBefore(
      { kind: "status", status, retryAfter: headers["retry-after"] },
      failed,
      now,
      Math.random()
    );
  }
  #failure(sent) {
    if (!sent.ok) return this.#wire.failureOf(this.#doing, sent.failure);
    return this.#wire.refusal(this.#doing, sent.value);
  }
  #odd(detail) {
    return this.#wire.refused(this.#doing, "invalid", detail);
  }
  #tell(sent) {
    if (sent !== this.#told) this.#onBytes(sent - this.#told);
    this.#told = sent;
  }
};
function endOf({ headers }) {
  const range = /^(?:bytes=)?0-(\d{1,15})$/.exec(headers["range"] ?? "");
  if (range === null) return void 0;
  return range[1] === "0" ? 0 : Number(range[1]) + 1;
}
function chunkOf({ headers }, wanted) {
  const least = Number(headers["oci-chunk-min-length"] ?? 0);
  return Number.isSafeInteger(least) ? Math.max(least, wanted) : wanted;
}

// src/clients/registry/wire.ts
var MOST_HOPS = 5;
var SMALL2 = 64 * 1024;
var MINUTE = 6e4;
var RIGHTS = { pull: "pull", push: "pull,push", delete: "delete" };
var Wire = class {
  registry;
  repository;
  doors;
  #options;
  #ready;
  #who = "nobody";
  #secrets = [];
  constructor(doors, name, options) {
    this.doors = doors;
    this.registry = name.registry;
    this.repository = name.repository;
    this.#options = options;
  }
  /** An answer with one of these statuses, or a failure that says what it means. */
  async ask(call, wanted) {
    const ready = await this.ready();
    if (!ready.ok) return ready;
    const sent = await this.send(call);
    if (!sent.ok) return err(this.failureOf(call.doing, sent.failure));
    return wanted.includes(sent.value.status) ? sent : err(this.refusal(call.doing, sent.value));
  }
  /** The same with every answer as a value. `ready` was asked before. */
  async send(call) {
    const ready = await this.ready();
    if (!ready.ok) throw new Error("asked before it was ready");
    return this.#repeated(() => this.#known(call, ready.value), call.again !== false);
  }
  failureOf(doing, trouble) {
    const { signal } = this.#options;
    if (signal?.aborted === true)
      return { code: "interrupted", signal: signal.reason === "SIGINT" ? "SIGINT" : "SIGTERM" };
    const detail = clean(trouble.detail, this.#secrets);
    if (trouble.kind === "refused") return this.refused(doing, trouble.why, detail);
    return {
      code: "registry-unreachable",
      registry: this.registry,
      doing: `${doing} ${this.repository}`,
      detail
    };
  }
  /** The failure that an unwanted answer is. */
  refusal(doing, { status, body }) {
    return this.refused(doing, troubleOf(status, body), saidBy(status, body, this.#secrets));
  }
  refused(doing, why, detail) {
    const { registry, repository } = this;
    return { code: "registry-refused", registry, repository, doing, why, as: this.#who, detail };
  }
  pause(milliseconds) {
    return (this.#options.pause ?? waited(this.#options.signal))(milliseconds);
  }
  /** Where a registry sends us next, or why we do not go there. */
  async next(doing, reply) {
    const ready = await this.ready();
    if (!ready.ok) return ready;
    const url = nextAddress(reply.headers["location"], reply.url, ready.value.rules);
    return url === void 0 ? err(this.refused(doing, "invalid", NO_WAY)) : ok(url);
  }
  /** Scheme and credentials, found out once. */
  ready() {
    this.#ready ??= this.#prepare();
    return this.#ready;
  }
  async #prepare() {
    const { plainHttp, credential: find } = this.#options;
    const credential = await find(this.registry);
    if (!credential.ok) return credential;
    this.#who = whoIs(credential.value);
    this.#secrets = secretsOf(credential.value);
    const origin = await this.#origin(registryHost(this.registry));
    const rules = { origin, plainHttp };
    const send = (request) => this.#repeated(() => this.doors.http.send(request), true);
    const access = new Access(credential.value, rules, send, this.doors.clock);
    return ok({ access, credential: credential.value, rules });
  }
  /** Where plain HTTP is allowed it is tried, without credentials; a server of TLS does not understand that. */
  async #origin(host) {
    const secure = new URL(`https://${host}/v2/`);
    const plain = new URL(`http://${host}/v2/`);
    if (!isLoopback(plain) && !this.#options.plainHttp.includes(host)) return secure.origin;
    const answer = await this.doors.http.send({
      method: "GET",
      url: plain.href,
      headers: {},
      limit: SMALL2,
      timeout: MINUTE,
      plain: true,
      reuse: true
    });
    if (answer.ok) return answer.value.status === 400 ? secure.origin : plain.origin;
    return ["not-http", "cut-off"].includes(answer.failure.kind) ? secure.origin : plain.origin;
  }
  /** As somebody, if that is asked for. */
  async #known(call, { access, rules }) {
    const scope = [
      { repository: this.repository, actions: RIGHTS[call.rights] },
      ...call.from === void 0 ? [] : [{ repository: call.from, actions: "pull" }]
    ];
    for (let asked = 0; ; asked += 1) {
      const header = await access.header(scope);
      if (!header.ok) return header;
      const sent = await this.#hops(call, rules, header.value);
      if (!sent.ok || sent.value.status !== 401 || asked === 2) return sent;
      if (sent.value.url.origin !== rules.origin) return sent;
      if (asked === 1 && header.value !== void 0) return sent;
      if (!access.challenged(sent.value.headers["www-authenticate"], scope, header.value)) return sent;
    }
  }
  async #hops(call, rules, authorization) {
    const { method } = call;
    let url = typeof call.at === "string" ? new URL(`/v2/${this.repository}/${call.at}`, rules.origin) : call.at;
    for (let hop = 0; ; hop += 1) {
      const shown = url.origin === rules.origin && authorization !== void 0 ? { authorization } : {};
      const request = {
        method,
        url: url.href,
        headers: { "user-agent": "sealsmith", ...call.headers, ...shown },
        limit: call.limit ?? SMALL2,
        timeout: call.timeout ?? MINUTE,
        plain: mayBePlain(url, rules.plainHttp),
        ...call.bulk === true ? { bulk: true } : { reuse: true },
        ...call.body === void 0 ? {} : { body: call.body }
      };
      const sink = call.sink ?? (() => void 0);
      const answer = await (call.sink === void 0 ? this.doors.http.send(request) : this.doors.http.stream(request, sink));
      if (!answer.ok) return answer;
      const { status, headers } = answer.value;
      if (!isRedirection(status, method)) return ok({ ...answer.value, url });
      const next = hop === MOST_HOPS ? void 0 : nextAddress(headers["location"], url, rules);
      if (next === void 0) return err({ kind: "refused", why: "invalid", detail: NO_WAY });
      url = next;
    }
  }
  async #repeated(work, again) {
    for (let made = 1; ; made += 1) {
      const result = await work();
      const outcome = again ? outcomeOf(result) : void 0;
      if (outcome === void 0 || this.#options.signal?.aborted === true) return result;
      const wait = waitBefore(outcome, made, this.doors.clock.now(), Math.random());
      if (wait === void 0) return result;
      await this.pause(wait);
    }
  }
};
var NO_WAY = "it sends us where we do not go: away from TLS, in circles, or to services of this machine";
function isRedirection(status, method) {
  return [307, 308].includes(status) || ["GET", "HEAD"].includes(method) && [301, 302, 303].includes(status);
}
function outcomeOf(result) {
  if (result.ok) {
    const { status, headers } = result.value;
    return { kind: "status", status, retryAfter: headers["retry-after"] };
  }
  const { failure } = result;
  return failure.kind === "refused" || failure.kind === "no-token" ? void 0 : { kind: failure.kind };
}
function waited(signal) {
  return (milliseconds) => new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    if (signal?.aborted === true) done();
  });
}

// src/clients/registry/repository.ts
var Repository = class {
  registry;
  repository;
  #wire;
  #tags;
  constructor(doors, name, options) {
    this.registry = name.registry;
    this.repository = name.repository;
    this.#wire = new Wire(doors, name, options);
    this.#tags = new TagWriter(this.#wire);
  }
  get doors() {
    return this.#wire.doors;
  }
  /** Its name in full. */
  get name() {
    return printImageName({ ...this.#wire, tag: void 0, digest: void 0 });
  }
  /** @param reference  a tag or digest; `registry-refused` with `not-found` when there is none */
  manifest(reference) {
    return getManifest(this.#wire, reference);
  }
  /** The same, undefined when there is none. */
  find(reference) {
    return findManifest(this.#wire, reference);
  }
  /** What a tag or digest stands for; undefined when there is none. */
  head(reference) {
    return headManifest(this.#wire, reference);
  }
  tags() {
    return listTags(this.#wire);
  }
  /** What refers to a digest, of one artifact type or all. */
  referrers(digest, artifactType) {
    return listReferrers(this.#wire, digest, artifactType);
  }
  hasBlob(blob) {
    return hasBlob(this.#wire, blob);
  }
  /** Bytes of a blob or manifest in pieces; see `ImageSource.stream`. */
  stream(descriptor, onPiece) {
    const { mediaType, digest } = descriptor;
    const kind = isIndex(mediaType) || isManifest(mediaType) ? "manifests" : "blobs";
    return readBlob(this.#wire, `${kind}/${digest}`, descriptor, onPiece);
  }
  /** A blob as a new file of ours (0600) that is there whole, with this digest, or not at all. */
  download(descriptor, path) {
    return downloadBlob(this.#wire, descriptor, path);
  }
  /** A blob that is not there yet; see `uploadBlob`. */
  upload(blob, bytes, mountFrom = [], onBytes = () => {
  }) {
    return uploadBlob(this.#wire, blob, bytes, mountFrom, onBytes);
  }
  /**
   * A manifest or index under its digest, after all that it names. With a subject it is found among the referrers of
   * that when this returns.
   */
  async push(manifest) {
    const put = await putManifest(this.#wire, manifest.descriptor.digest, manifest);
    if (!put.ok) return put;
    const told = tellsOf(manifest);
    if (told?.subject === void 0) return ok(void 0);
    if (put.value.headers["oci-subject"] === told.subject.digest) return ok(void 0);
    return addToTag(this.#wire, this.#tags, told.subject.digest, [told.listed]);
  }
  /** A tag for a manifest that is there. */
  async tag(tag, manifest) {
    const put = await putManifest(this.#wire, tag, manifest);
    return put.ok ? ok(void 0) : put;
  }
  /** A tag whose manifest grows, also when others write it at the same time; see `TagWriter`. */
  rewrite(tag, change) {
    return this.#tags.rewrite(tag, change);
  }
  /** By digest or, where the registry can, by tag; true when there was one. */
  remove(reference) {
    return deleteManifest(this.#wire, reference);
  }
  /** A failure of ours about this repository. */
  refused(...args) {
    return this.#wire.refused(...args);
  }
};
function tellsOf({ descriptor, bytes }) {
  const { mediaType } = descriptor;
  const read = isIndex(mediaType) ? readIndex(bytes, mediaType) : readManifest(bytes, mediaType);
  if (!read.ok) return void 0;
  const { subject, annotations } = read.value;
  const artifactType = read.value.artifactType ?? ("config" in read.value ? read.value.config.mediaType : void 0);
  const listed = {
    mediaType,
    digest: descriptor.digest,
    size: descriptor.size,
    ...artifactType === void 0 ? {} : { artifactType },
    ...Object.keys(annotations).length === 0 ? {} : { annotations }
  };
  return { subject, listed };
}

export {
  onDisk,
  Repository
};
