import {
  explainKeyText
} from "./shared-report-key.js";
import {
  treeKeys
} from "./shared-cli-cache-tree-keys.js";
import {
  complain,
  fail,
  prepared
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cli/cache/key.ts
async function cacheKey(session, job, flags) {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const keys = await treeKeys(session, found.value, job);
  if (!keys.ok) return fail(session, keys.failure);
  let exit = 0;
  for (const { job: job2, found: found2 } of keys.value) {
    if (session.flags.json === true) {
      const parts = found2.ok && flags.explain === true ? { parts: found2.value.parts } : {};
      const why = found2.ok ? {} : { why: found2.failure };
      session.json({ job: job2, key: found2.ok ? found2.value.key : null, ...parts, ...why });
    }
    if (!found2.ok) {
      const failure = { code: "usage", message: `${job2} has no key yet: ${found2.failure}` };
      exit = complain(session, failure);
    } else if (flags.explain === true) {
      session.say(explainKeyText(found2.value.parts, found2.value.key, session.look));
    } else {
      session.say([keys.value.length === 1 ? found2.value.key : `${found2.value.key}  ${job2}`]);
    }
  }
  return exit;
}
export {
  cacheKey
};
