import {
  writeArchive
} from "./shared-image-archive-write.js";
import {
  BUILT,
  openNamed
} from "./shared-image-open.js";
import "./shared-image-docker-archive.js";
import "./shared-formats-tar.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import "./shared-image-layer-read.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  fail,
  parseImageName,
  posix
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/image/load.ts
async function loadImage(image, name, engine, run, { files, disk }, signal) {
  const parsed = parseImageName(name);
  if (parsed?.tag === void 0 || parsed.digest !== void 0) {
    const message = `"${name}" is no name with a tag; diary:dev is one`;
    return err({ code: "usage", message });
  }
  const folder = files.temporary("load-");
  if (!folder.ok) return folder;
  try {
    const archive = `${folder.value}/image.tar`;
    const written = await writeArchive(disk, image, [name], archive, signal);
    if (!written.ok) return written;
    const loaded = await run(engine, ["load", "--quiet", "--input", archive]);
    if (!loaded.ok) return loaded;
    if (loaded.value.exit === 0) return ok(name);
    return err({ code: "engine-unavailable", engine, message: firstLine(loaded.value.output) });
  } finally {
    files.remove(folder.value);
  }
}
function firstLine(text) {
  return text.split("\n").find((line) => line.trim() !== "")?.trim() ?? "it did not load the image";
}

// src/cli/image/load.ts
var LIMIT = 30 * 6e4;
var MOST = 64 * 1024;
async function imageLoad(session, text, flags) {
  const loaded = await loadNamed(session, text ?? BUILT, flags);
  if (!loaded.ok) return fail(session, loaded.failure);
  const { engine, name } = loaded.value;
  if (session.flags.json === true) session.json(loaded.value);
  session.say([`${engine} has it as ${name}; next: ${engine} run --rm ${name}`]);
  return 0;
}
function defaultName(workspace) {
  const name = posix.basename(workspace).toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
  return `${name === "" ? "image" : name}:dev`;
}
async function loadNamed(session, layout, { as: name, into }) {
  const { world } = session;
  const image = await openNamed(session, layout, void 0);
  if (!image.ok) return image;
  const chosen = await engineFor(session, into);
  if (!chosen.ok) return chosen;
  const { engine, path } = chosen.value;
  const run = (_, args) => runThere(session, path, args);
  const loaded = await loadImage(image.value, name, engine, run, world, world.interrupt.signal);
  return loaded.ok ? ok({ engine, name: loaded.value }) : loaded;
}
async function engineFor({ world }, into) {
  const wanted = into === void 0 ? ["docker", "podman"] : [into];
  const { path: folders } = world.machine;
  let silent;
  for (const engine of wanted) {
    const path = folders.map((folder) => `${folder}/${engine}`).find((program) => world.files.kind(program) !== void 0);
    if (path === void 0) continue;
    const asked = await world.processes.ask(
      path,
      ["version", "--format", "{{.Client.Version}}"],
      theirs(world)
    );
    if (asked.ok && asked.value.exit === 0) return ok({ engine, path });
    silent ??= err({ code: "engine-unavailable", engine, message: "it does not answer; start it first" });
  }
  return silent ?? err({
    code: "tool-missing",
    tool: wanted.join(" or "),
    wantedBy: "image load",
    get: "install podman (Debian: apt-get install podman), or take the layout as it is: skopeo and crane read it"
  });
}
async function runThere({ world, workspace }, program, args) {
  let output = "";
  const outcome = await world.processes.run({
    program,
    args,
    cwd: workspace,
    env: theirs(world),
    network: true,
    engine: true,
    limit: LIMIT,
    abort: world.interrupt.signal,
    onOutput: (chunk) => {
      if (output.length < MOST) output += Buffer.from(chunk).toString();
    }
  });
  switch (outcome.kind) {
    case "exited":
      return ok({ exit: outcome.exit, output });
    case "aborted":
      return err({
        code: "interrupted",
        signal: world.interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT"
      });
    case "not-started":
      return err({ code: "system", doing: "start", path: program, errno: outcome.errno });
    case "killed":
    case "timeout":
      return err({ code: "engine-unavailable", engine: program, message: "it did not finish loading" });
  }
}
function theirs({ env, home }) {
  const known = Object.entries(env).flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]);
  return { ...Object.fromEntries(known), HOME: home };
}
export {
  defaultName,
  imageLoad,
  loadNamed
};
