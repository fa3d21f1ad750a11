import {
  STORE_VARIABLE,
  packageChanges,
  pinDebian,
  registryBase,
  repositoryOf
} from "./shared-image-bases-debian.js";
import "./shared-formats-gzip.js";
import "./shared-formats-deb822.js";
import {
  inside
} from "./shared-system-inside-files.js";
import "./shared-formats-tar.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import "./shared-image-layer-read.js";
import "./shared-node-http.js";
import {
  registrySource
} from "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  EMPTY_LOCK,
  LOCK_FILE,
  debianName,
  debianPinOf,
  fail,
  imageOptions,
  lockText,
  mark,
  onlyPins,
  openStoresFolder,
  parseImageName,
  pinOf,
  platformOf,
  prepared,
  readDockerfile,
  readLock,
  visible,
  withDebianPin,
  withPin
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/image/lock-update.ts
async function updateLock(old, wish, update, inside2) {
  const { platform, plainHttp } = wish;
  let lock = old;
  const changes = [];
  const names = /* @__PURE__ */ new Set();
  for (const name of imageNames(wish)) {
    names.add(name);
    const known = pinOf(old, name, platform);
    if (!update && known?.platform !== void 0) {
      changes.push({ name, kind: "same", from: known.digest, to: known.digest, packages: [] });
      continue;
    }
    const wanted = update ? void 0 : known?.digest;
    const found = await lookUp(name, wanted, { platform, plainHttp }, inside2);
    if (!found.ok) return found;
    const { digest, pin } = found.value;
    lock = withPin(lock, name, digest, platform, pin);
    changes.push({
      name,
      kind: kindOf(known?.digest, digest),
      from: known?.digest,
      to: digest,
      packages: []
    });
  }
  for (const spec of debianBases(wish)) {
    const name = debianName(spec);
    if (names.has(name)) continue;
    names.add(name);
    const known = debianPinOf(old, spec, platform);
    if (!update && known !== void 0) {
      changes.push({ name, kind: "same", from: known.diffId, to: known.diffId, packages: [] });
      continue;
    }
    const pin = await pinDebian(spec, platform, inside2);
    if (!pin.ok) return pin;
    lock = withDebianPin(lock, name, platform, pin.value);
    changes.push({
      name,
      kind: kindOf(known?.diffId, pin.value.diffId),
      from: known?.diffId,
      to: pin.value.diffId,
      packages: known === void 0 ? [] : packageChanges(known.packages, pin.value.packages)
    });
  }
  if (!update) return ok({ lock, changes });
  return ok({ lock: onlyPins(lock, names), changes: [...changes, ...removals(old, names)] });
}
function imageNames({ bases, images }) {
  const named = bases.flatMap((base) => base.kind === "registry" ? [base.name] : []);
  const all = [...named, ...images].filter((name) => name !== "scratch");
  return [...new Set(all)].filter((name) => parseImageName(name)?.digest === void 0).sort();
}
function debianBases({ bases }) {
  return bases.flatMap((base) => base.kind === "debian" ? [base] : []);
}
async function lookUp(name, wanted, { platform, plainHttp }, inside2) {
  const parsed = parseImageName(name);
  if (parsed === void 0) {
    return err({ code: "usage", message: `${name} is no name of an image` });
  }
  const repository = repositoryOf(parsed, { plainHttp }, inside2);
  const source = await registrySource(repository, wanted ?? parsed.tag ?? "latest", platform);
  if (!source.ok) return source;
  const { named, root } = source.value;
  const spec = { kind: "registry", name: `${parsed.registry}/${parsed.repository}@${named.digest}` };
  const request = {
    spec,
    platform,
    lock: { images: /* @__PURE__ */ new Map(), debian: /* @__PURE__ */ new Map() },
    plainHttp
  };
  const base = await registryBase.resolve(request, inside2);
  if (!base.ok) return base;
  const facts = await base.value.facts();
  base.value.release();
  return facts.ok ? ok({ digest: named.digest, pin: { digest: root.digest, ...facts.value } }) : facts;
}
function kindOf(from, to) {
  if (from === void 0) return "added";
  return from === to ? "same" : "changed";
}
function removals({ images, debian }, names) {
  const gone = [
    ...[...images].map(([name, { digest }]) => ({ name, digest })),
    ...[...debian].flatMap(
      ([name, platforms]) => [...platforms.values()].map(({ diffId }) => ({ name, digest: diffId }))
    )
  ];
  return gone.filter(({ name }) => !names.has(name)).map(({ name, digest }) => ({ name, kind: "removed", from: digest, to: void 0, packages: [] }));
}

// src/report/image-lock.ts
function imageLockText(changes, look) {
  if (changes.length === 0) return ["nothing to pin: no base is named"];
  return changes.flatMap((change) => [
    `${mark(change.kind === "removed" ? "skip" : "ok", look)} ${visible(change.name)}  ${said(change)}`,
    ...change.packages.slice(0, MOST).map((line) => `    ${visible(line)}`),
    ...change.packages.length > MOST ? [`    and ${change.packages.length - MOST} packages more`] : []
  ]);
}
var MOST = 40;
function said({ kind, from, to }) {
  switch (kind) {
    case "added":
      return `pinned to ${short(to)}`;
    case "changed":
      return `${short(from)} → ${short(to)}`;
    case "same":
      return `as it was, ${short(to)}`;
    case "removed":
      return "removed: nothing names it any more";
  }
}
function short(digest) {
  return digest?.slice(0, "sha256:".length + 12) ?? "";
}

// src/cli/image/lock.ts
async function imageLock(session, update) {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const { facts } = found.value.input;
  const old = lockOf(facts.image.lock);
  if (!old.ok) return fail(session, old.failure);
  const stores = openStoresFolder(session.world, facts.context);
  if (!stores.ok) return fail(session, stores.failure);
  const wish = wishOf(found.value);
  const updated = await updateLock(
    old.value,
    wish,
    update,
    insideOf(session, `${stores.value.folder}/images`)
  );
  stores.value.release();
  if (!updated.ok) return fail(session, updated.failure);
  const { lock, changes } = updated.value;
  const text = lockText(lock);
  if (changes.length > 0 && text !== facts.image.lock) {
    const written = session.world.files.writeText(`${session.workspace}/${LOCK_FILE}`, text, 420);
    if (!written.ok) return fail(session, written.failure);
  }
  if (session.flags.json === true) session.json({ changes });
  session.say(imageLockText(changes, session.look));
  return 0;
}
function lockOf(text) {
  return text === void 0 ? ok(EMPTY_LOCK) : readLock(text);
}
function wishOf({ config, input: { facts } }) {
  const said2 = imageOptions(config);
  const options = said2 === void 0 || said2 === false ? {} : said2;
  const platform = platformOf(facts, options);
  const { dockerfile } = facts.image;
  const read = dockerfile === void 0 ? void 0 : readDockerfile(dockerfile.text, options.args ?? {}, platform);
  return {
    bases: options.base === void 0 ? [] : [options.base],
    images: read?.images.map(({ name }) => name) ?? [],
    platform,
    plainHttp: options["plain-http"] ?? []
  };
}
function insideOf({ world, terminal }, images) {
  return {
    ...inside(world.self.entry),
    doors: () => world,
    interrupt: () => world.interrupt.signal,
    env: {
      ...world.env,
      DOCKER_CONFIG: world.env["DOCKER_CONFIG"] ?? `${world.home}/.docker`,
      [STORE_VARIABLE]: images
    },
    print: (text) => terminal.error.write(text),
    complain: (text) => terminal.error.write(text)
  };
}
export {
  imageLock
};
