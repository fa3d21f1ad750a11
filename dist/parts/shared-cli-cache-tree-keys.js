import {
  InputDigests,
  explain,
  identify,
  inherit,
  makePlan,
  outputsBefore,
  ownedBy,
  projectFiles
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cli/cache/tree-keys.ts
async function treeKeys({ world, workspace, host }, prepared, name) {
  const found = planFor(prepared, name);
  if (!found.ok) return found;
  const { planned, wanted } = found.value;
  const { plan } = planned;
  const files = await projectFiles(world, workspace);
  if (!files.ok) return files;
  const digests = new InputDigests(world, plan.context);
  const ground = {
    world,
    workspace,
    files: files.value,
    owned: ownedBy(planned),
    digests,
    epoch: prepared.cache.epoch
  };
  const known = /* @__PURE__ */ new Map();
  const factOf = (fact, job) => {
    const asked = known.get(fact) ?? latestFact({ world, workspace, host }, fact, job);
    known.set(fact, asked);
    return asked;
  };
  const keys = [];
  for (const job of wanted) {
    const { id, needs } = job.spec;
    const facts = await Promise.all(needs.map((fact) => factOf(fact, id)));
    const at = facts.findIndex((one) => !one.ok);
    const missing = facts[at];
    if (missing?.ok === false) {
      keys.push({ job: id, found: err(missingText(needs[at] ?? "", missing.failure, plan)) });
      continue;
    }
    const merged = Object.assign({}, ...facts.flatMap((one) => one.ok ? [one.value] : []));
    const identity = await identify(ground, job, merged, outputsBefore(job, planned));
    if (!identity.ok) return identity;
    keys.push({ job: id, found: ok(identity.value) });
  }
  digests.save();
  return ok(keys);
}
function planFor({ input }, name) {
  const whole = makePlan({ ...input, wish: { steps: [], only: false } });
  if (name === void 0)
    return whole.ok ? ok({ planned: whole.value, wanted: whole.value.plan.jobs }) : whole;
  const inWhole = whole.ok ? jobsCalled(name, whole.value.plan) : [];
  if (whole.ok && inWhole.length > 0) return ok({ planned: whole.value, wanted: inWhole });
  const alone = makePlan({ ...input, wish: { steps: [name.split("/")[0] ?? name], only: false } });
  if (!alone.ok) return alone;
  const { plan } = alone.value;
  const wanted = jobsCalled(name, plan);
  if (wanted.length > 0) return ok({ planned: alone.value, wanted });
  const skip = plan.skips.find(({ step }) => step === name);
  const why = skip === void 0 ? "" : `: it is skipped, ${skip.why.code} ${skip.why.detail}`.trimEnd();
  return err({ code: "usage", message: `${name} is no job of this plan, so it has no key${why}` });
}
function jobsCalled(name, plan) {
  const exact = plan.jobs.filter(({ spec }) => spec.id === name);
  return exact.length > 0 ? exact : plan.jobs.filter(({ spec }) => spec.step === name);
}
async function latestFact({ world, workspace, host }, fact, job) {
  const context = { host: host.name, commit: void 0, dirty: false };
  const wanted = [{ fact, job, account: false }];
  const inherited = await inherit(world, workspace, wanted, { named: [], context });
  return inherited.ok ? ok(inherited.value.facts) : inherited;
}
function missingText(fact, failure, plan) {
  const giver = plan.jobs.find(({ spec }) => spec.gives.some((name) => name === fact))?.spec.step;
  const next = giver === void 0 ? "" : `; sealsmith run ${giver} makes it`;
  return `it needs ${fact}, and ${explain(failure).message}${next}`;
}

export {
  treeKeys
};
