import {
  STEPS
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cli/completion.ts
function bashCompletion(program) {
  const shared = flagsOf(program);
  const below = commandsBelow(program, "");
  const cases = below.map(({ path, command }) => {
    const words = [...command.commands.map(nameOf), ...wordsOf(path)];
    return `    ${path}) words="${[.../* @__PURE__ */ new Set([...words, ...flagsOf(command), ...shared])].join(" ")}" ;;`;
  });
  return [
    '# bash completion for sealsmith: eval "$(sealsmith completion bash)"',
    "_sealsmith() {",
    '  local current previous command="" word words',
    '  current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    '  case "$previous" in',
    // Names with spaces stay whole, and the shell quotes them.
    `    --cwd|-C) ${paths("-d")} ;;`,
    `    --config|-c) ${paths("-f")} ;;`,
    "  esac",
    // The commands that were named so far, from the outside in: /cache/list.
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$command/$word" in ${below.map(({ path }) => path).join("|")}) command="$command/$word" ;; esac`,
    "  done",
    '  case "$command" in',
    ...cases,
    `    *) words="${[...program.commands.map(nameOf), "--help", "--version"].join(" ")}" ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -F _sealsmith sealsmith",
    ""
  ].join("\n");
}
function commandsBelow(command, above) {
  return command.commands.flatMap((one) => {
    const path = `${above}/${one.name()}`;
    return [{ path, command: one }, ...commandsBelow(one, path)];
  });
}
function wordsOf(path) {
  if (path === "/completion") return ["bash"];
  return TAKES_STEPS.has(path) ? STEPS.map((step) => step.name) : [];
}
var TAKES_STEPS = /* @__PURE__ */ new Set([
  "/run",
  "/plan",
  "/explain",
  "/shell",
  "/cache/inspect",
  "/cache/verify",
  "/cache/key"
]);
function flagsOf(command) {
  return command.options.flatMap((option) => option.long ?? []);
}
function nameOf(command) {
  return command.name();
}
function paths(kind) {
  return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${kind} -- "$current")); return`;
}
export {
  bashCompletion
};
