import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  LATEST,
  digestOutputs,
  execute,
  failuresOf,
  lastDurations,
  makeRecord,
  writeRecord
} from "./shared-run-job.js";
import "./shared-core-ring.js";
import {
  planText
} from "./shared-report-plan.js";
import {
  refusalLines,
  refusalRemark
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
import {
  OURS
} from "./shared-core-path.js";
import {
  JsonEvents
} from "./shared-report-json.js";
import "./shared-report-escape.js";
import {
  explain,
  worstExit
} from "./shared-core-failure-table.js";
import "./shared-core-redact.js";
import "./shared-toolchains-python-spec.js";
import {
  err,
  ok
} from "./shared-core-result.js";
import "./shared.js";

// src/run/parent.ts
async function inherit(world, workspace, wanted) {
  if (wanted.length === 0) return ok({ facts: {}, standing: {}, parents: [] });
  const { readRecord } = await import("./run-read-record.js");
  const stored = readRecord(world.files, `${workspace}/${LATEST}`);
  if (!stored.ok) return stored;
  const known = stored.value?.record.what.facts ?? {};
  const outputs = stored.value?.record.how.standing ?? {};
  const facts = {};
  const standing = {};
  for (const { fact, job } of wanted) {
    const value = known[fact];
    const left = outputs[fact];
    if (value === void 0) return err({ code: "fact-missing", fact, wantedBy: job });
    const changed = await changedFile(world.files, workspace, value.evidence, left ?? []);
    if (changed !== void 0) return err({ code: "fact-stale", fact, file: changed });
    if (left === void 0) return err({ code: "fact-stale", fact, file: LATEST });
    Object.assign(facts, { [fact]: value });
    standing[fact] = left;
  }
  return ok({ facts, standing, parents: stored.value === void 0 ? [] : [stored.value.digest] });
}
async function changedFile(files, workspace, evidence, outputs) {
  for (const file of evidence) {
    const path = `${workspace}/${file.path}`;
    const now = files.kind(path) === "file" ? await files.digest(path) : void 0;
    if (now?.ok !== true || now.value.sha256 !== file.sha256) return file.path;
  }
  for (const output of outputs) {
    const now = await digestOutputs(files, workspace, [output.path]);
    if (!now.ok || now.value[0]?.sha256 !== output.sha256) return output.path;
  }
  return void 0;
}

// src/cli/run.ts
async function run(session, steps, flags) {
  const { world, workspace } = session;
  const reporter = await openReporter(session);
  const failed = async (failure) => {
    reporter.failed(failure);
    await reporter.close();
    return worstExit([failure]);
  };
  const found = await prepared(session);
  if (!found.ok) return failed(found.failure);
  const planned = makePlan({ ...found.value.input, wish: { steps, only: flags.only === true } });
  if (!planned.ok) return failed(planned.failure);
  if (flags.dryRun === true) {
    await reporter.close();
    session.say(planText(planned.value.plan, flags.jobs ?? world.machine.cores, session.look));
    session.say(refusalLines(found.value.refused, session.look));
    if (session.flags.json === true) session.json(planned.value.plan);
    return 0;
  }
  const ours = prepareFolder(session);
  if (!ours.ok) return failed(ours.failure);
  const lock = world.files.lock(`${workspace}/${OURS}/lock`);
  if (!lock.ok) return failed(lock.failure);
  try {
    return await runPlan(session, found.value, planned.value, flags, reporter);
  } finally {
    lock.value();
  }
}
async function runPlan(session, { project, granted, refused }, planned, flags, reporter) {
  const { world, workspace } = session;
  const { signal } = world.interrupt;
  const failed = async (failure) => {
    reporter.failed(failure);
    await reporter.close();
    return worstExit([failure]);
  };
  const inherited = await inherit(world, workspace, planned.fromRecord);
  if (!inherited.ok) return failed(inherited.failure);
  const started = world.clock.now();
  reporter.on({ kind: "run-started", plan: planned.plan, at: started });
  for (const text of refusalRemark(refused)) reporter.on({ kind: "remark", job: void 0, text });
  const jobs = await execute(world, planned, {
    jobs: flags.jobs ?? world.machine.cores,
    keepGoing: flags.keepGoing === true,
    force: flags.force === true,
    signal,
    durations: lastDurations(world, workspace),
    facts: inherited.value.facts,
    bins: project.bins,
    granted,
    emit: reporter.on
  });
  if (!jobs.ok) return failed(jobs.failure);
  const failures = failuresOf(jobs.value, signal);
  const ended = world.clock.now();
  const record = makeRecord({
    plan: planned.plan,
    jobs: jobs.value,
    failures,
    inherited: inherited.value,
    version: world.self.version,
    started,
    ended
  });
  const written = writeRecord(world.files, workspace, record);
  const exit = worstExit(written.ok ? failures : [...failures, written.failure]);
  if (!written.ok) {
    const text = `the record could not be written: ${explain(written.failure).message}`;
    reporter.on({ kind: "remark", job: void 0, text });
  }
  const path = written.ok ? `${OURS}/run.json` : void 0;
  reporter.on({ kind: "run-finished", record: { ...record, how: { ...record.how, exit } }, path, at: ended });
  await reporter.close();
  return exit;
}
function prepareFolder(session) {
  const { files } = session.world;
  const ignore = `${session.workspace}/${OURS}/.gitignore`;
  return files.kind(ignore) === void 0 ? files.writeText(ignore, "*\n") : files.makeFolder(`${session.workspace}/${OURS}`);
}
async function openReporter(session) {
  const { world, terminal, flags, host, look, workspace } = session;
  const json = flags.json === true;
  const stream = json ? terminal.error : terminal.output;
  const view = {
    write: stream.write,
    terminal: stream.terminal && flags.verbose !== true,
    color: look.color,
    verbose: flags.verbose === true,
    quiet: flags.quiet === true,
    columns: stream.columns,
    rows: stream.rows,
    every: terminal.every,
    onExit: terminal.onExit,
    token: terminal.token,
    clock: world.clock,
    files: world.files,
    workspace,
    secrets: [...world.secrets.values()]
  };
  const shown = await host.open(view);
  if (!json) return shown;
  const events = new JsonEvents();
  return {
    on(event) {
      terminal.output.write(events.event(event));
      shown.on(event);
    },
    failed(failure) {
      terminal.output.write(events.failed(failure));
      shown.failed(failure);
    },
    close: () => shown.close()
  };
}
export {
  openReporter,
  run
};
