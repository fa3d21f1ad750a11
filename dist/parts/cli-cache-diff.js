import {
  readRecord
} from "./shared-run-record-schema.js";
import {
  keyDiffText
} from "./shared-report-key.js";
import {
  treeKeys
} from "./shared-cli-cache-tree-keys.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import {
  KeptKeys
} from "./shared-cache-key-parts.js";
import "./shared-node-zlib.js";
import {
  LATEST,
  OURS,
  diffKeys,
  fail,
  prepared,
  resolve
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/cache/diff.ts
async function cacheDiff(session, from, to) {
  const [before, now] = [await runCalled(session, from), await runCalled(session, to)];
  if (!before.ok) return fail(session, before.failure);
  if (!now.ok) return fail(session, now.failure);
  const kept = new KeptKeys(session.world.files, session.workspace);
  const jobs = compared(before.value, now.value, kept);
  if (session.flags.json === true) session.json({ from, to, jobs });
  session.say(keyDiffText(jobs, session.look));
  return 0;
}
async function runCalled(session, name) {
  if (name === "this") return runOfTree(session);
  const place = recordCalled(session, name);
  if (!place.ok) return place;
  const stored = readRecord(session.world.files, place.value);
  if (!stored.ok) return stored;
  if (stored.value === void 0) {
    const next = name === "last" ? "nothing has run here yet" : `${name} is no file, and no digest of a record here`;
    return err({ code: "usage", message: `there is no run "${name}": ${next}` });
  }
  return ok(new Map(stored.value.record.what.jobs.map(({ id, key }) => [id, { key, parts: void 0 }])));
}
async function runOfTree(session) {
  const found = await prepared(session);
  if (!found.ok) return found;
  const keys = await treeKeys(session, found.value, void 0);
  if (!keys.ok) return keys;
  return ok(
    new Map(
      keys.value.map(({ job, found: found2 }) => [
        job,
        found2.ok ? found2.value : { key: void 0, why: found2.failure }
      ])
    )
  );
}
function recordCalled({ world, workspace }, name) {
  if (name === "last") return ok(`${workspace}/${LATEST}`);
  if (!/^[0-9a-f]{6,64}$/.test(name)) return ok(resolve(workspace, name));
  const folder = `${workspace}/${OURS}/runs`;
  const meant = world.files.list(folder).filter((one) => one.name.startsWith(name));
  const [only2, other] = meant;
  if (only2 === void 0) return ok(resolve(workspace, name));
  if (other === void 0) return ok(`${folder}/${only2.name}`);
  const message = `${meant.length} runs begin with ${name}; write more of the digest`;
  return err({ code: "usage", message });
}
function compared(before, now, kept) {
  return [.../* @__PURE__ */ new Set([...before.keys(), ...now.keys()])].map((job) => {
    const [old, fresh] = [before.get(job), now.get(job)];
    if (old !== void 0 && old.key === void 0) return { job, kind: "unknown", why: old.why };
    if (fresh !== void 0 && fresh.key === void 0) return { job, kind: "unknown", why: fresh.why };
    if (old === void 0 || fresh === void 0) {
      return only(job, old === void 0 ? "now" : "before", old ?? fresh);
    }
    if (old.key === fresh.key) return { job, kind: "same", key: old.key };
    const [oldParts, newParts] = [old, fresh].map(({ key, parts }) => parts ?? kept.parts(key));
    const known = oldParts !== void 0 && newParts !== void 0;
    const diff = known ? diffKeys(oldParts, newParts) : void 0;
    return { job, kind: "differs", before: old.key, now: fresh.key, diff };
  });
}
function only(job, side, known) {
  if (known === void 0) throw new Error(`${job} is in neither run`);
  return { job, kind: "only", side, key: known.key };
}
export {
  cacheDiff
};
