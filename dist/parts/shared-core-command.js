import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);

// src/core/command.ts
function commandText(command) {
  const [first, second, line] = command.args;
  const shell = command.tool === "sh" && first === "-eu" && second === "-c" && line !== void 0;
  const words = shell ? line : [command.tool, ...command.args].map(quoted).join(" ");
  return command.cwd === void 0 ? words : `(cd ${quoted(command.cwd)}) ${words}`;
}
function quoted(word) {
  return /^[\p{L}\p{N}@%+=:,./_~^-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
function commandSaid(command) {
  const [internal, helper, ...rest] = command.args;
  if (command.tool !== "sealsmith" || internal !== "internal") return commandText(command);
  const at = rest.indexOf("--");
  if (helper === "pack" || helper === "inject" || at < 0) return `sealsmith (${helper ?? ""})`;
  return rest.slice(at + 1).map(quoted).join(" ");
}

export {
  commandText,
  commandSaid
};
