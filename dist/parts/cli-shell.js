import {
  Isolator,
  asksRegistries,
  clauses,
  environmentOf,
  exitOf,
  fail,
  giveRegistries,
  isTree,
  makeFolders,
  makePlan,
  openStoresFolder,
  prepared,
  startInGroup,
  startInNamespaces,
  visible
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// node:tty
var { isatty } = process.getBuiltinModule?.("node:tty") ?? {};

// src/system/interactive.ts
function atTerminal() {
  return isatty(0);
}
async function runInteractive(doors, request) {
  const { network, engine, abort, ...start } = request;
  const ability = engine ? void 0 : await new Isolator(doors.files, doors.state, doors.path).ability();
  const asked = { ...start, output: "inherit" };
  const started = ability?.processes === "namespaces" ? await startInNamespaces(ability.means, asked, network || !ability.network) : await startInGroup(asked);
  if (!isTree(started)) return { kind: "not-started", errno: started.errno };
  const { promise: aborted, resolve: onAbort } = Promise.withResolvers();
  const heard = () => onAbort("aborted");
  abort.addEventListener("abort", heard, { once: true });
  if (abort.aborted) heard();
  try {
    const first = await Promise.race([started.ended, aborted]);
    if (first === "aborted") {
      started.terminate();
      return { kind: "aborted" };
    }
    return first.exit === null ? { kind: "killed", signal: first.signal ?? "SIGKILL" } : { kind: "exited", exit: first.exit };
  } finally {
    abort.removeEventListener("abort", heard);
    await started.end();
  }
}

// src/cli/shell.ts
async function shell(session, step, { command }) {
  const found = await prepared(session);
  if (!found.ok) return fail(session, found.failure);
  const planned = makePlan({
    ...found.value.input,
    wish: { steps: [step.split("/", 1)[0] ?? step], only: true }
  });
  if (!planned.ok) return fail(session, planned.failure);
  const { plan } = planned.value;
  const job = chosen(plan.jobs, step, plan.skips[0]?.why);
  if (!job.ok) return fail(session, job.failure);
  const stores = openStoresFolder(session.world, plan.context);
  if (!stores.ok) return fail(session, stores.failure);
  const temporary = session.world.files.temporary("sealsmith-shell-");
  if (!temporary.ok) {
    stores.value.release();
    return fail(session, temporary.failure);
  }
  const { host, tier } = plan.context;
  const trusted = host === "local" || tier === "T2" || tier === "T3";
  try {
    const folders = { temporary: temporary.value, stores: stores.value.folder };
    return await open(session, found.value, job.value, { ...folders, trusted, command });
  } finally {
    session.world.files.remove(temporary.value);
    stores.value.release();
  }
}
function chosen(jobs, step, skip) {
  const exact = jobs.find(({ spec }) => spec.id === step);
  const [first, second] = jobs;
  if (exact !== void 0) return ok(exact);
  if (first !== void 0 && second === void 0 && first.spec.step === step) return ok(first);
  const message = first === void 0 ? `${step} has no job here: ${skip === void 0 ? "it is not planned" : `${skip.code}, ${skip.detail}`}` : `${step} is several jobs; name one of ${jobs.map(({ spec }) => spec.id).join(", ")}`;
  return err({ code: "usage", message });
}
async function open(session, { project, granted }, { spec, isolation }, { temporary, stores, trusted, command }) {
  const { world, workspace, terminal } = session;
  const folders = makeFolders({ world, temporary, stores }, spec);
  if (!folders.ok) return fail(session, folders.failure);
  const registries = asksRegistries(spec) ? await giveRegistries({ world, trusted }, spec, folders.value.docker) : ok([]);
  if (!registries.ok) return fail(session, registries.failure);
  const bins = project.bins.map((bin) => `${workspace}/${bin}`);
  const made = environmentOf(spec, world, granted, trusted, folders.value, bins, stores);
  const typed = command === void 0 && atTerminal();
  const term = typed ? world.env["TERM"] : void 0;
  const env = { ...made, ...term === void 0 ? {} : { TERM: term } };
  const program = shellIn(session, typed ? ["bash", "sh"] : ["sh"]);
  if (program === void 0) {
    const get = "install a shell: sh is part of every system";
    return fail(session, { code: "tool-missing", tool: "sh", wantedBy: "shell", get });
  }
  if (session.flags.quiet !== true) {
    const missing = bins.filter((bin) => world.files.kind(bin) === void 0);
    const remarks = missing.length === 0 ? [] : ["nothing is installed yet: sealsmith run install"];
    const secrets = spec.grants.flatMap(
      (grant) => /^(?:secret|environment|env-file):(.*)$/.exec(grant)?.[1] ?? []
    );
    const parts = [
      `shell of ${visible(spec.id)}`,
      `network ${isolation.network}`,
      secrets.length === 0 ? "no secrets" : `secrets ${secrets.map(visible).join(" ")}`,
      "HOME and TMPDIR are gone afterwards",
      ...typed ? ["Ctrl-D leaves"] : [],
      ...remarks
    ];
    terminal.error.write(
      clauses(parts, session.look.columns).map((line) => `${line}
`).join("")
    );
  }
  const { network, engine } = {
    network: spec.grants.includes("network"),
    engine: spec.grants.includes("engine")
  };
  const outcome = await runInteractive(
    { files: world.files, state: world.state, path: world.machine.path },
    {
      ...{ program, args: command === void 0 ? [] : ["-c", command], cwd: workspace, env },
      ...{ network, engine, abort: world.interrupt.signal }
    }
  );
  switch (outcome.kind) {
    case "exited":
      return outcome.exit;
    case "killed":
      return 128 + (signalNumber(outcome.signal) ?? 9);
    case "aborted":
    case "timeout": {
      const signal = world.interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
      return exitOf({ code: "interrupted", signal });
    }
    case "not-started": {
      const failure = { code: "system", doing: "start", path: program, errno: outcome.errno };
      return fail(session, failure);
    }
  }
}
function shellIn({ world }, names) {
  const folders = [...world.machine.path, "/usr/bin", "/bin"];
  const paths = names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
  return paths.find((path) => world.files.kind(world.files.realPath(path) ?? path) === "file");
}
function signalNumber(name) {
  return name === "SIGTERM" ? 15 : name === "SIGINT" ? 2 : name === "SIGHUP" ? 1 : void 0;
}
export {
  shell
};
