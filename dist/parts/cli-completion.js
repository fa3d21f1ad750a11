import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  STEPS
} from "./shared-steps-verb.js";
import "./shared-core-result.js";
import "./shared.js";

// src/cli/completion.ts
function bashCompletion(program) {
  const commands = program.commands.filter((command) => command.name() !== "help");
  const steps = STEPS.map((step) => step.name).join(" ");
  const cases = commands.map((command) => {
    const flags = [...command.options, ...program.options].flatMap((option) => option.long ?? []);
    const words = ["run", "plan", "explain"].includes(command.name()) ? steps : command.name() === "completion" ? "bash" : "";
    return `    ${command.name()}) words="${[words, ...new Set(flags)].join(" ").trim()}" ;;`;
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
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$word" in ${commands.map((command) => command.name()).join("|")}) command="$word"; break ;; esac`,
    "  done",
    '  case "$command" in',
    ...cases,
    `    *) words="${[...commands.map((command) => command.name()), "--help", "--version"].join(" ")}" ;;`,
    "  esac",
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    "}",
    "complete -F _sealsmith sealsmith",
    ""
  ].join("\n");
}
function paths(kind) {
  return `local IFS=$'\\n'; compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${kind} -- "$current")); return`;
}
export {
  bashCompletion
};
