import {
  askHidden
} from "./shared-system-prompt.js";
import {
  ALGORITHMS,
  PASSWORD_VARIABLES,
  fail,
  generateSigningKey,
  relative,
  resolve,
  visible
} from "./common.js";
import "./shared-semver-2.js";
import {
  attempt,
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/keys/generate.ts
async function keysGenerate(session, name, { algorithm = ALGORITHMS[0] }, ask = askHidden) {
  if (name === "" || /(?:^|\/)\.{0,2}$/.test(name)) {
    return fail(session, { code: "usage", message: `${JSON.stringify(name)} names no file` });
  }
  const { disk } = session.world;
  const paths = {
    key: `${resolve(session.workspace, name)}.key`,
    pub: `${resolve(session.workspace, name)}.pub`
  };
  for (const path of Object.values(paths)) {
    const found = attempt("look at", path, () => disk.look(path));
    if (!found.ok) return fail(session, found.failure);
    if (found.value !== void 0)
      return fail(session, { code: "system", doing: "make", path, errno: "EEXIST" });
  }
  const password = await passwordFrom(session, ask);
  if (!password.ok) return fail(session, password.failure);
  const made = await generateSigningKey(algorithm, password.value);
  const written = writePair(disk, paths, made.text, made.key.publicKey.pem);
  if (!written.ok) return fail(session, written.failure);
  if (session.flags.json === true) session.json({ ...paths, algorithm, id: made.key.publicKey.hint });
  session.say([
    `made ${visible(paths.key)}`,
    `     the private key (${algorithm}), encrypted with your password`,
    `made ${visible(paths.pub)}`,
    "     the public key, for whoever verifies",
    ...await remarks(session, paths.key)
  ]);
  return 0;
}
async function passwordFrom({ world }, ask) {
  for (const name of PASSWORD_VARIABLES) {
    const value = world.secrets.get(name) ?? world.env[name];
    if (value !== void 0 && value !== "") return ok(value);
  }
  const answers = [];
  for (const question of ["Password for the private key: ", "The same once more: "]) {
    const asked = await ask(question, world.interrupt.signal);
    if (asked.kind === "interrupted") {
      const signal = world.interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
      return err({ code: "interrupted", signal });
    }
    if (asked.kind === "absent") return usage(NO_TERMINAL);
    if (asked.text === "") return usage("an empty password protects nothing: the key was not made");
    answers.push(asked.text);
  }
  const [first = "", second] = answers;
  return first === second ? ok(first) : usage("the two passwords differ: the key was not made");
}
var NO_TERMINAL = `there is no terminal to ask for a password at: set ${PASSWORD_VARIABLES[0]}`;
function usage(message) {
  return err({ code: "usage", message });
}
function writePair(disk, paths, key, pem) {
  const secret = attempt("make", paths.key, () => writeNew(disk, paths.key, key, 384));
  if (!secret.ok) return secret;
  const shown = attempt("make", paths.pub, () => writeNew(disk, paths.pub, pem, 420));
  if (!shown.ok) attempt("remove", paths.key, () => disk.removeFile(paths.key));
  return shown;
}
function writeNew(disk, path, text, mode) {
  const file = disk.create(path, mode);
  try {
    disk.write(file, Buffer.from(text));
    disk.sync(file);
  } catch (error) {
    disk.removeFile(path);
    throw error;
  } finally {
    disk.close(file);
  }
}
async function remarks({ world, workspace }, key) {
  const path = relative(workspace, key);
  const files = path.startsWith("..") ? void 0 : await world.git.files(workspace);
  return files?.includes(path) === true ? ["", `git would take ${visible(path)} along: add it to .gitignore, or keep it somewhere else`] : [];
}
export {
  keysGenerate
};
