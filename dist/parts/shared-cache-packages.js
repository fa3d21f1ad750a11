import {
  keep,
  seek,
  unpack
} from "./shared-cache-archive-gather.js";
import {
  globTest,
  jsonDigest,
  keptBy
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/packages.ts
var ROOT = "store";
function storeKey(store, job) {
  const { name, keeps, leaves } = store;
  return jsonDigest({ schema: "sealsmith-store/1", name, keeps, leaves, job });
}
async function takeStore(vault, slot, folder, signal) {
  const { files } = vault.world;
  const { key, lineage, store } = slot;
  const staging = `${folder}.restoring`;
  return seek(
    vault,
    { kind: "store", key, lineage, checked: store.checked },
    /* @__PURE__ */ new Set([ROOT]),
    async ({ entry, list, sealed }) => {
      const foreign = foreignIn(store, list);
      if (foreign !== void 0) return err({ code: "entry-unsafe", detail: foreign });
      const emptied = files.remove(staging);
      if (!emptied.ok) return err({ code: "target-error", detail: staging });
      const done = await unpack(vault.world, entry, list, /* @__PURE__ */ new Map([[ROOT, staging]]), signal);
      if (!done.ok) return done;
      const placed = files.kind(staging) === "folder" ? files.rename(staging, folder) : void 0;
      if (placed?.ok === true) return ok(sealed);
      files.remove(staging);
      return placed === void 0 ? err({ code: "entry-unsafe", detail: `${ROOT} is no folder` }) : err({ code: "target-error", detail: folder });
    }
  );
}
async function keepStore(vault, slot, folder, working, signal) {
  const { name, store, key, lineage } = slot;
  const [kept, leads] = [keptBy(store), waysOf(store)];
  const include = (path) => vault.world.disk.look(path === "" ? folder : `${folder}/${path}`)?.kind === "folder" ? leads(path) : path === "" || kept(path);
  const roots = [{ name: ROOT, path: folder, include }];
  const agree = ({ archive }) => archive.bytes === 0 ? { code: "not-kept", detail: `${store.name} left nothing in its folder` } : void 0;
  return keep(vault, { kind: "store", name, key, lineage, roots, agree }, working, signal);
}
function foreignIn(store, { groups, links }) {
  const kept = keptBy(store);
  const members = [...groups.flatMap(({ files }) => files), ...links];
  const found = members.find(({ path }) => path !== ROOT && !kept(path.slice(ROOT.length + 1)));
  return found === void 0 ? void 0 : `${found.path}: ${store.name} keeps no such file`;
}
function waysOf({ keeps, leaves }) {
  const kept = keeps.map((pattern) => ({ test: globTest(pattern), parts: pattern.split("/") }));
  const left = leaves.map(globTest);
  return (path) => path === "" || !left.some((test) => test(path)) && kept.some(({ test, parts }) => test(path) || leadsTo(path.split("/"), parts));
}
function leadsTo(path, pattern) {
  for (const [at, part] of path.entries()) {
    const wanted = pattern[at];
    if (wanted === "**") return true;
    if (wanted === void 0 || !globTest(wanted)(part)) return false;
  }
  return true;
}

export {
  storeKey,
  takeStore,
  keepStore
};
