import {
  cells,
  fail,
  makePlan,
  padEnd,
  paint,
  prepared,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/report/explain.ts
function explainText(plan, step, look) {
  const skip = plan.skips.find((one) => one.step === step);
  if (skip !== void 0) {
    const why = skip.why.detail === "" ? "" : `: ${visible(skip.why.detail)}`;
    return wrap(`${visible(step)} is skipped, ${skip.why.code}${why}`, look.columns);
  }
  const jobs = plan.jobs.filter((job) => job.spec.step === step || job.spec.id === step);
  if (jobs.length === 0) return void 0;
  return jobs.flatMap((job, at) => [
    ...at === 0 ? [] : [""],
    paint(visible(job.spec.id), "strong", look),
    ...tableOf(job.explained, look)
  ]);
}
function originText(origin) {
  switch (origin.from) {
    case "detected":
      return `detected in ${visible(origin.file)}`;
    case "default":
      return "default";
    case "config":
      return visible(`${origin.file}:${origin.line}`);
  }
}
function tableOf(explained, look) {
  if (explained.length === 0) return ["  nothing to explain: it takes no values"];
  const origins = explained.map(({ origin }) => originText(origin));
  const left = Math.min(20, Math.max(...explained.map(({ what }) => cells(visible(what))))) + 2;
  const right = Math.min(34, Math.max(...origins.map(cells)));
  const middle = Math.max(16, look.columns - 2 - left - 2 - right);
  return explained.flatMap(({ what, value }, at) => {
    const values = wrap(visible(value), middle);
    const from = wrap(origins[at] ?? "", right);
    const whats = wrap(visible(what), left - 2);
    const height = Math.max(values.length, from.length, whats.length);
    return Array.from({ length: height }, (_, line) => {
      const start = `  ${padEnd(whats[line] ?? "", left)}${padEnd(values[line] ?? "", middle + 2)}`;
      return (start + paint(from[line] ?? "", "quiet", look)).trimEnd();
    });
  });
}

// src/cli/explain.ts
async function explain(session, step) {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps: [step], only: true } });
  if (!planned.ok) return fail(session, planned.failure);
  const { plan } = planned.value;
  if (session.flags.json === true) {
    const jobs = plan.jobs.map(({ spec, explained }) => ({ id: spec.id, explained }));
    session.json({ step, jobs, skip: plan.skips[0]?.why ?? null });
    return 0;
  }
  session.say(explainText(plan, step, session.look) ?? []);
  return 0;
}
export {
  explain
};
