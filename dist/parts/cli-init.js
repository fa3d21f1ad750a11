import {
  CONFIG_NAMES,
  STEPS,
  commandText,
  cut,
  fail,
  makePlan,
  prepared
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cli/init.ts
async function init(session) {
  const { world, workspace } = session;
  const target = session.config ?? `${workspace}/${CONFIG_NAMES[0]}`;
  const known = session.config === void 0 ? CONFIG_NAMES.map((name) => `${workspace}/${name}`) : [target];
  const there = known.find((path) => world.files.kind(path) !== void 0);
  if (there !== void 0) return fail(session, { code: "config-exists", path: there });
  const found = await prepared({ ...session, config: void 0 });
  if (!found.ok && found.failure.code !== "nothing-detected" && found.failure.code !== "toolchain-ambiguous") {
    return fail(session, found.failure);
  }
  const planned = found.ok ? makePlan({ ...found.value.input, wish: { steps: [], only: false } }) : void 0;
  const plan = planned?.ok === true ? planned.value.plan : void 0;
  const choices = found.ok || found.failure.code !== "toolchain-ambiguous" ? [] : found.failure.found;
  const text = configText(found.ok ? found.value : void 0, plan, choices);
  const written = world.files.writeText(target, text);
  if (!written.ok) return fail(session, written.failure);
  if (session.flags.json === true) session.json({ path: target });
  else session.say([`wrote ${target}`, "next: sealsmith plan"]);
  return 0;
}
function configText(prepared2, plan, choices) {
  const lines = [
    "# sealsmith: what detection cannot know. Every setting: docs/configuration.md",
    "# Without this file everything is detected; `sealsmith plan` shows what that gives.",
    ""
  ];
  if (choices.length > 0) {
    lines.push(
      `# This folder holds ${choices.map(({ name, file }) => `${name} (${file})`).join(" and ")}: choose one.`
    );
    lines.push(`toolchain: ${choices[0]?.name ?? "python"}`);
  } else if (prepared2 === void 0) {
    lines.push("# Nothing was detected here: every step is a line of yours.", "toolchain: commands");
  } else {
    lines.push(`# toolchain: ${prepared2.project.toolchain}    # detected from ${prepared2.project.file}`);
  }
  lines.push("", "# Branches whose runs are trusted as T2, tags whose runs are releases (T3).");
  lines.push("# protected: [main]", '# release-tags: ["v*"]');
  lines.push("", "# Variables for every step but install, from a file that is committed.");
  lines.push("# env-file: .env.example", "", "# steps:");
  for (const step of STEPS) lines.push(stepLine(step.name, step.summary, plan));
  lines.push("#   smoke:                              # a step of your own");
  lines.push("#     run: ./smoke.sh", "#     after: [build-binary]");
  lines.push("#     inputs: [smoke.sh]", "#     outputs: [smoke.log]", "#     tools: [curl]", "");
  return lines.join("\n");
}
function stepLine(name, summary, plan) {
  const skip = plan?.skips.find((skipped) => skipped.step === name)?.why;
  const first = plan?.jobs.find((job) => job.spec.step === name)?.spec.commands[0];
  const setting = skip?.code === "needs-entry" ? "entry: path/of/the/main/file" : skip === void 0 ? "timeout: 30m" : 'run: "…"';
  const now = skip !== void 0 ? `skipped, ${skip.code}: ${skip.detail}` : first === void 0 ? summary : `now ${commandText(first)}`;
  return `#   ${`${name}: { ${setting} }`.padEnd(34)}  # ${cut(now.replace(/\s+/g, " "), 60)}`;
}
export {
  init
};
