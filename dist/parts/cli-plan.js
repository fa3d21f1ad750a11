import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  mermaid
} from "./shared-report-mermaid.js";
import {
  planText
} from "./shared-report-plan.js";
import {
  refusalLines
} from "./shared-report-checkout.js";
import {
  makePlan,
  prepared
} from "./shared-semver.js";
import "./shared-report-units.js";
import "./shared-formats-junit.js";
import "./shared-core-command.js";
import "./shared-core-digest.js";
import "./shared-core-nearest.js";
import "./shared-steps-verb.js";
import "./shared-core-path.js";
import {
  fail
} from "./shared-cli-session.js";
import "./shared-report-json.js";
import "./shared-report-failure.js";
import "./shared-report-escape.js";
import "./shared-core-failure-table.js";
import "./shared-core-redact.js";
import "./shared-toolchains-python-spec.js";
import "./shared-core-result.js";
import "./shared.js";

// src/cli/plan.ts
async function plan(session, steps, flags) {
  const { world } = session;
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps, only: flags.only === true } });
  if (!planned.ok) return fail(session, planned.failure);
  if (session.flags.json === true) session.json(planned.value.plan);
  else if (flags.mermaid === true) session.say(mermaid(planned.value.plan));
  else session.say(planText(planned.value.plan, flags.jobs ?? world.machine.cores, session.look));
  if (flags.mermaid !== true) session.say(refusalLines(found.value.refused, session.look));
  return 0;
}
export {
  plan
};
