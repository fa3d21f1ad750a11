import {
  keep,
  readMember,
  seek,
  unpack
} from "./shared-cache-archive-gather.js";
import {
  LOG,
  readReport,
  writeReport
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/results.ts
var REPORT_LIMIT = 16 * 1024 * 1024;
var REPORT = "report.json";
async function takeResult(vault, slot, staging, signal) {
  const names = Array.from({ length: slot.outputs }, (_, index) => `output-${index}`);
  const wanted = { kind: "result", key: slot.key, lineage: slot.lineage, checked: false };
  return seek(
    vault,
    wanted,
    /* @__PURE__ */ new Set([...names, LOG, REPORT]),
    (found) => unpackResult(vault, found, names, staging, signal)
  );
}
async function unpackResult(vault, { entry, list, sealed }, names, staging, signal) {
  const { disk, files } = vault.world;
  const text = readMember(disk, entry, list, REPORT, REPORT_LIMIT);
  if (!text.ok) return text;
  const report = readReport(text.value);
  if (report === void 0) return err({ code: "entry-unsafe", detail: `${REPORT} is no report` });
  const made = files.makeFolder(staging, 448);
  if (!made.ok) return err({ code: "target-error", detail: staging });
  const targets = new Map([...names, LOG].map((name) => [name, `${staging}/${name}`]));
  const done = await unpack(vault.world, entry, list, targets, signal);
  if (!done.ok) {
    files.remove(staging);
    return done;
  }
  const trees = [];
  for (const name of names) {
    const tree = done.value.get(name);
    if (tree === void 0) {
      files.remove(staging);
      return err({ code: "entry-unsafe", detail: `${name} is missing` });
    }
    trees.push(tree);
  }
  return ok({ report, trees, sealed });
}
async function keepResult(vault, slot, left, folder, signal) {
  if (!vault.writer.ok) return vault.writer;
  const text = writeReport(left.report);
  if (Buffer.byteLength(text) > REPORT_LIMIT) return err({ code: "too-large", detail: "its report" });
  const report = `${folder}/${REPORT}`;
  const written = vault.world.files.writeText(report, text, 384);
  if (!written.ok) return err({ code: "not-kept", detail: "its report could not be written" });
  const everything = () => true;
  const roots = [
    ...left.outputs.map((path, index) => ({ name: `output-${index}`, path, include: everything })),
    { name: LOG, path: left.log, include: everything },
    { name: REPORT, path: report, include: everything }
  ];
  const { job: name, key, lineage } = slot;
  const agree = (packed) => unlike(left, packed);
  return keep(vault, { kind: "result", name, key, lineage, roots, agree }, folder, signal);
}
function unlike(left, packed) {
  const changed = left.digests.find(
    (digest, index) => left.digestOf(index, packed.digests.get(`output-${index}`) ?? []) !== digest.sha256
  );
  return changed === void 0 ? void 0 : { code: "not-kept", detail: `${changed.path} changed after the job had ended` };
}

export {
  takeResult,
  keepResult
};
