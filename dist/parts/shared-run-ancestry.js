import {
  readRecord
} from "./shared-run-record-schema.js";
import {
  OURS
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/run/ancestry.ts
var FARTHEST = 50;
function withAncestors(files, workspace, named) {
  const known = /* @__PURE__ */ new Map();
  const visit = (digest, far) => {
    if (known.has(digest) || far > FARTHEST) return ok(void 0);
    const path = `${workspace}/${OURS}/runs/${digest}.json`;
    const stored = readRecord(files, path);
    if (!stored.ok) return stored;
    if (stored.value === void 0)
      return far === 0 ? err({ code: "record-refused", why: "absent", digest }) : ok(void 0);
    const before = /* @__PURE__ */ new Set();
    for (const parent of stored.value.record.parents) {
      const visited = visit(parent, far + 1);
      if (!visited.ok) return visited;
      before.add(parent);
      for (const far2 of known.get(parent)?.before ?? []) before.add(far2);
    }
    known.set(digest, { ...stored.value, before });
    return ok(void 0);
  };
  for (const digest of named) {
    const visited = visit(digest, 0);
    if (!visited.ok) return visited;
  }
  return ok([...known.values()]);
}

export {
  withAncestors
};
