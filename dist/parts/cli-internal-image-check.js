import {
  interrupted
} from "./shared-image-builders-engine-program.js";
import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import {
  askUntilGood,
  inTime
} from "./shared-core-asking.js";
import {
  StringDecoder
} from "./shared-node-string_decoder.js";
import "./shared-cli-internal-write-whole.js";
import {
  writeArchive
} from "./shared-image-archive-write.js";
import "./shared-formats-tar.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import {
  LAYER_LIMITS,
  imageOf,
  readLayer
} from "./shared-image-layer-read.js";
import {
  attempt,
  openLayout,
  refused
} from "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  LOOPBACKS,
  Ring,
  checkedText,
  randomBytes
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/image/check/call.ts
var LIMIT = 6e4;
async function call(inside, { limit = LIMIT, ...request }) {
  const [output, errors] = [new Ring(64 * 1024), new Ring(8 * 1024)];
  const running = inside.start({
    ...request,
    onOutput: (chunk) => output.push(chunk),
    onErrors: (chunk) => errors.push(chunk)
  });
  let ended = await inTime(inside, limit, running.ended);
  if (ended === void 0) {
    running.signal("SIGKILL");
    ended = await running.ended;
  }
  return { ended, output: textOf(output), errors: textOf(errors) };
}
function succeeded({ ended }) {
  return ended.kind === "exited" && ended.exit === 0;
}
function isGone({ errors }) {
  return /no such (?:container|image|object)|image not known|no container with (?:name|id)/i.test(errors);
}
function complaint({ ended, errors, output }) {
  const last = (errors || output).split("\n").at(-1)?.trim() ?? "";
  if (last !== "") return last.slice(0, 500);
  switch (ended.kind) {
    case "exited":
      return `it ended with ${ended.exit}`;
    case "killed":
      return `it was ended by ${ended.signal}`;
    case "not-started":
      return `it cannot be started (${ended.errno})`;
  }
}
function textOf(ring) {
  return Buffer.concat(ring.pieces()).toString("utf8").trim();
}

// src/image/check/engine.ts
var PROCESSES = 4096;
var DOCKER = {
  name: "docker",
  prefix: "",
  create: ["--log-driver=json-file", "--log-opt=max-size=64m", `--pids-limit=${PROCESSES}`],
  remove: [],
  asksHealth: true,
  host: ({ DOCKER_HOST }) => {
    const url = DOCKER_HOST === void 0 ? null : URL.parse(DOCKER_HOST);
    return url !== null && ["tcp:", "ssh:", "http:", "https:"].includes(url.protocol) ? url.hostname : void 0;
  }
};
var PODMAN = {
  name: "podman",
  prefix: "localhost/",
  create: ["--log-driver=k8s-file"],
  remove: ["--time=0"],
  // Its own questions need systemd, which no job container has.
  asksHealth: false,
  host: () => void 0
};
function healthOf(status) {
  return status === "healthy" || status === "unhealthy" || status === "starting" ? status : void 0;
}
function startTrouble(said, program) {
  const named = JSON.stringify(program);
  if (/executable file not found in \$PATH|stat .*: no such file or directory/i.test(said))
    return `its command ${named} is not in the image`;
  if (/unable to find user|unable to find group|no matching entries in (?:passwd|group)|unknown user/i.test(
    said
  ))
    return "its user is not in its own /etc/passwd or /etc/group";
  if (/exec format error/i.test(said)) return `its command ${named} is a program for another kind of machine`;
  if (/: permission denied/i.test(said) && /exec|start/i.test(said))
    return `its command ${named} is a file that it may not execute`;
  if (/exec.*: no such file or directory|no such file or directory.*exec/i.test(said))
    return `its command ${named} is not in the image, or what it needs to run is not`;
  if (/no command specified|No command|no entrypoint|must specify a command/i.test(said))
    return "it says no command: neither entrypoint nor cmd";
  return void 0;
}

// src/image/check/engine-image.ts
var MARGIN = 30 * 6e4;
var LOADING = 20 * 6e4;
var LABEL = "sealsmith.check.until";
var REPOSITORY = "sealsmith-check";
var PROJECT = "com.docker.compose.project";
function privateNames(engine, { within }, inside) {
  const id = randomBytes(8).toString("hex");
  const until = inside.doors().clock.now() + within + MARGIN;
  return { container: `${REPOSITORY}-${id}`, image: `${engine.prefix}${REPOSITORY}/${id}:${until}`, until };
}
async function loadImage(engine, { image, folder, interrupt }, inside, name) {
  const { disk, files } = inside.doors();
  const archive = `${folder}/image.tar`;
  const written = await writeArchive(disk, image, [name], archive, interrupt);
  if (!written.ok) return written;
  const loaded = await call(inside, {
    program: engine.name,
    args: ["load", "--input", archive],
    limit: LOADING
  });
  files.remove(archive);
  if (interrupt.aborted) return err(interrupted(interrupt));
  return succeeded(loaded) ? ok(void 0) : refused2(engine, "load the image", loaded);
}
async function forgetImage(engine, inside, name) {
  const gone = await call(inside, { program: engine.name, args: ["rmi", name] });
  return succeeded(gone) || isGone(gone) ? ok(void 0) : refused2(engine, "remove the image again", gone);
}
async function sweep(engine, inside) {
  const now = inside.doors().clock.now();
  const over = (until) => /^\d{13,15}$/.test(until ?? "") && Number(until) < now;
  const words = (called) => called.output.split("\n").map((line) => line.split(" "));
  const format = `{{.Names}} {{.Label "${LABEL}"}}`;
  const listed = await call(inside, {
    program: engine.name,
    args: ["ps", "--all", `--filter=label=${LABEL}`, `--format=${format}`]
  });
  for (const [name, until] of words(listed)) {
    if (name !== void 0 && over(until))
      await call(inside, {
        program: engine.name,
        args: ["rm", "--force", "--volumes", ...engine.remove, name]
      });
  }
  const projects = await call(inside, {
    program: engine.name,
    args: ["ps", "--all", `--filter=label=${PROJECT}`, `--format={{.Label "${PROJECT}"}}`]
  });
  for (const project of new Set(projects.output.split("\n"))) {
    const until = new RegExp(`^${REPOSITORY}-[0-9a-f]{16}-(\\d+)$`).exec(project)?.[1];
    if (over(until)) await removeProject(engine, inside, project);
  }
  const images = await call(inside, {
    program: engine.name,
    args: [
      "images",
      "--format={{.Repository}} {{.Tag}}",
      `--filter=reference=${engine.prefix}${REPOSITORY}/*`
    ]
  });
  for (const [repository, tag] of words(images)) {
    if (repository?.startsWith(`${engine.prefix}${REPOSITORY}/`) && over(tag))
      await call(inside, { program: engine.name, args: ["rmi", `${repository}:${tag}`] });
  }
}
async function removeProject(engine, inside, project) {
  const filter = `--filter=label=${PROJECT}=${project}`;
  const ask = async (args) => {
    const { output } = await call(inside, { program: engine.name, args: [...args, "--quiet", filter] });
    return output.split("\n").filter((id) => id !== "");
  };
  for (const [list, remove] of [
    [
      ["ps", "--all"],
      ["rm", "--force", "--volumes", ...engine.remove]
    ],
    [
      ["volume", "ls"],
      ["volume", "rm"]
    ],
    [
      ["network", "ls"],
      ["network", "rm"]
    ]
  ]) {
    const ids = await ask(list);
    if (ids.length > 0) await call(inside, { program: engine.name, args: [...remove, ...ids] });
  }
}
function refused2(engine, doing, called) {
  return err({
    code: "engine-unavailable",
    engine: engine.name,
    message: `it could not ${doing}: ${complaint(called)}`
  });
}

// src/image/check/compose.ts
var PROGRAMS = [
  { words: ["docker", "compose"], engine: DOCKER },
  { words: ["docker-compose"], engine: DOCKER },
  { words: ["podman", "compose"], engine: PODMAN },
  { words: ["podman-compose"], engine: PODMAN }
];
var STAYING = 5e3;
var PAUSE = 300;
var STARTING = 20 * 6e4;
async function checkCompose({ file, service }, subject, inside) {
  const found = await findProgram(inside);
  if (found === void 0) {
    const message = "a Compose file needs one of docker compose, docker-compose, podman compose, podman-compose";
    return err({ code: "engine-unavailable", engine: "compose", message });
  }
  const { words, engine } = found;
  await sweep(engine, inside);
  const names = privateNames(engine, subject, inside);
  const project = `${names.container}-${names.until}`;
  const env = { ...subject.env, SEALSMITH_IMAGE: names.image };
  const [program, ...before] = words;
  const compose = (args, limit) => call(inside, {
    program,
    args: [...before, "--file", file, "--project-name", project, ...args],
    env,
    ...limit === void 0 ? {} : { limit }
  });
  const loaded = await loadImage(engine, subject, inside, names.image);
  let logs;
  const work = async () => {
    if (!loaded.ok) return loaded;
    const up = await compose(["up", "--detach"], STARTING);
    logs = inside.start({
      program,
      args: [...before, "--file", file, "--project-name", project, "logs", "--follow", "--no-color"],
      env,
      onOutput: (chunk) => subject.log.push(chunk, 0),
      onErrors: (chunk) => subject.log.push(chunk, 1)
    });
    if (!succeeded(up)) {
      const message = `${words.join(" ")} could not start what ${file} says: ${complaint(up)}`;
      return err({ code: "check-failed", why: "not-started", message });
    }
    const listed = await compose(["ps", "--quiet", service]);
    const id = listed.output.split("\n").at(-1)?.trim() ?? "";
    if (!succeeded(listed) || !/^[0-9a-f]{12,64}$/.test(id)) {
      const message = `${file} starts no service ${JSON.stringify(service)}`;
      return err({ code: "check-failed", why: "not-started", message });
    }
    const begun = inside.now();
    const looked = await watch(engine, id, subject, inside, begun);
    return ok({ program: words.join(" "), looked, after: Math.round(inside.now() - begun) });
  };
  const done = await work();
  const down = subject.interrupt.aborted ? void 0 : await compose(["down", "--volumes", "--remove-orphans", "--timeout", "2"]);
  if (down === void 0 || !succeeded(down)) await removeProject(engine, inside, project);
  if (logs !== void 0) {
    await inTime(inside, 2e3, logs.ended);
    logs.signal("SIGKILL");
    await logs.ended;
  }
  const forgotten = await forgetImage(engine, inside, names.image);
  if (!done.ok) return done;
  if (down !== void 0 && !succeeded(down)) {
    const message = `it could not take down what ${file} started: ${complaint(down)}`;
    return err({ code: "engine-unavailable", engine: words.join(" "), message });
  }
  return forgotten.ok ? done : forgotten;
}
async function watch(engine, id, { within, interrupt }, inside, begun) {
  const format = "{{.State.Status}} {{.State.ExitCode}} {{if .State.Health}}{{.State.Health.Status}}{{end}}";
  for (; ; ) {
    const said = await call(inside, { program: engine.name, args: ["inspect", "--format", format, id] });
    const [status = "", exit = "", healthText = ""] = said.output.split(" ");
    const passed = inside.now() - begun;
    const at = inside.now();
    const health2 = healthOf(healthText);
    if (health2 === "healthy") return { kind: "well", seen: { kind: "healthy" }, at };
    if (status === "exited" || status === "dead" || status === "stopped")
      return { kind: "trouble", seen: { kind: "ended", ended: { kind: "exited", exit: Number(exit) } } };
    if (health2 === void 0 && status === "running" && passed >= Math.min(STAYING, within))
      return { kind: "well", seen: { kind: "kept-running" }, at };
    if (passed >= within || interrupt.aborted) return { kind: "trouble", seen: { kind: "unhealthy" } };
    await inside.pause(PAUSE, interrupt);
  }
}
async function findProgram(inside) {
  for (const one of PROGRAMS) {
    const [program, ...args] = one.words;
    if (succeeded(await call(inside, { program, args: [...args, "version"] }))) return one;
  }
  return void 0;
}

// src/image/check/log.ts
var KEPT = 64 * 1024;
var Log = class {
  #ring = new Ring(KEPT);
  #decoders = [new StringDecoder("utf8"), new StringDecoder("utf8")];
  #print;
  constructor(print) {
    this.#print = print;
  }
  /** @param stream  0 for standard output, 1 for standard error: a letter may be split in each by itself */
  push(chunk, stream = 0) {
    this.#ring.push(chunk);
    const text = this.#decoders[stream].write(Buffer.from(chunk));
    if (text !== "") this.#print(text);
  }
  /** The end of it as text. */
  tail() {
    return Buffer.concat(this.#ring.pieces()).toString("utf8");
  }
};

// src/image/check/bare-script.ts
var BARE_MEANS = [
  /** A user namespace with all users, which a root that may neither mount nor trace can make, too. */
  "user-all",
  /** A user namespace that knows one user: all that everybody may make. */
  "user-one",
  /** Without a user namespace: for a root on whose machine those are switched off. */
  "root",
  /** Only another root folder: for a root that may not make namespaces, as in most containers. */
  "chroot"
];
var CAPABILITIES = [
  "chown",
  "dac_override",
  "fowner",
  "fsetid",
  "kill",
  "setgid",
  "setuid",
  "setpcap",
  "net_bind_service",
  "sys_chroot"
];
var OUTSIDE = `
state=$1 means=$2
shift 2
same() { while read -r first _ count; do echo "$first $first $count"; done < "/proc/self/$1"; }
if [ "$means" = user-all ]; then
  me=$$
  own=$(readlink "/proc/$me/ns/user")
  # The users that we know ourselves; where that is one, this is no way.
  users=$(same uid_map) groups=$(same gid_map)
  (
    while [ -e "/proc/$me/ns" ] && [ "$(readlink "/proc/$me/ns/user")" = "$own" ]; do sleep 0.005; done
    word=no
    case "$users" in *" 1") ;; *)
      printf '%s\\n' "$users" > "/proc/$me/uid_map" && printf '%s\\n' "$groups" > "/proc/$me/gid_map" && word=go
    esac
    echo "$word" > "$state/.word" && mv "$state/.word" "$state/word"
  ) 2> /dev/null &
else
  echo go > "$state/word"
fi
exec "$@" > "$state/log" 2>> "$state/trouble"
`;
var WAITING = `
state=$1 inside=$2
shift 2
until [ -e "$state/word" ]; do sleep 0.005; done
read -r word < "$state/word"
[ "$word" = go ] || { echo "users cannot be mapped" >&2; exit 121; }
exec sh -c "$inside" sealsmith "$state" "$@"
`;
var INSIDE = `
state=$1 root=$2 means=$3 move=$4 health=$5
shift 5
vars=$(cat)
exec < /dev/null
fail() { echo "$1" >&2; exit 121; }
if [ "$means" != chroot ]; then
  mount --bind "$root" "$root" || fail "no folder can be mounted"
  proc="$root/proc"
  mount -t proc -o nosuid,nodev,noexec proc "$proc" 2> /dev/null || mount --rbind /proc "$proc" || fail "/proc cannot be mounted"
  # Any user may take any port, as in Docker since 20.10.
  echo 0 2> /dev/null > "$proc/sys/net/ipv4/ip_unprivileged_port_start" || :
  for name in acpi asound bus fs irq scsi sys; do
    [ ! -d "$proc/$name" ] || { mount --bind "$proc/$name" "$proc/$name" && mount -o remount,bind,ro,nosuid,nodev,noexec "$proc/$name"; } || fail "/proc/$name cannot be made read-only"
  done
  for name in kcore keys latency_stats sched_debug sysrq-trigger timer_list; do
    [ ! -f "$proc/$name" ] || mount --bind /dev/null "$proc/$name" || fail "/proc/$name cannot be hidden"
  done
  mount -t tmpfs -o nosuid,mode=755,size=1m tmpfs "$root/dev" || fail "/dev cannot be mounted"
  for name in null zero full random urandom tty; do
    [ ! -e "/dev/$name" ] || { : > "$root/dev/$name" && mount --bind "/dev/$name" "$root/dev/$name"; } || fail "/dev/$name cannot be mounted"
  done
  mkdir "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs -o nosuid,nodev,noexec,mode=1777,size=64m tmpfs "$root/dev/shm" || fail "/dev/shm cannot be mounted"
  ! mount -t devpts -o newinstance,nosuid,noexec,ptmxmode=0666,mode=0620 devpts "$root/dev/pts" 2> /dev/null || ln -s pts/ptmx "$root/dev/ptmx"
  { @LOOPBACK@; } || fail "the loopback cannot be brought up"
else
  device() { [ -e "$root/dev/$1" ] || mknod -m 666 "$root/dev/$1" c "$2" "$3" 2> /dev/null || :; }
  device null 1 3; device zero 1 5; device full 1 7; device random 1 8; device urandom 1 9; device tty 5 0
fi
for link in fd stdin/0 stdout/1 stderr/2; do
  to=/proc/self/fd
  [ "$link" = fd ] || to="$to/\${link#*/}"
  [ -e "$root/dev/\${link%/*}" ] || ln -s "$to" "$root/dev/\${link%/*}" 2> /dev/null || :
done
cd "$root" || fail "the root folder cannot be entered"
(
  read -r pid _ < /proc/self/stat
  echo "$pid" > "$state/.holder" && mv "$state/.holder" "$state/holder"
  [ -n "$health" ] || exec sleep 2147483
  while sleep 1; do
    ( eval "$vars"; eval "exec $health" )
    echo "$?" > "$state/.health" && mv "$state/.health" "$state/health"
  done
) > /dev/null 2>&1 &
until [ -e "$state/holder" ]; do sleep 0.005; done
[ "$move" != move ] || mount -n --move . / || fail "the root folder cannot be moved"
read -r pid _ < /proc/self/stat
echo "$pid" > "$state/.pid" && mv "$state/.pid" "$state/pid"
eval "$vars"
exec "$@" 2>&1
`.replace("@LOOPBACK@", LOOPBACKS.map((command) => `${quoted(command)} 2> /dev/null`).join(" || "));
function bareArguments(start) {
  const { means, state, root, health: health2 } = start;
  const inside = [
    root,
    means,
    movesRoot(start) ? "move" : "",
    health2 === void 0 ? "" : quoted(becoming(start, health2))
  ];
  const then = [...inside, ...becoming(start, start.command)];
  return [
    "-c",
    OUTSIDE,
    "sealsmith",
    state,
    means,
    ...apart(means),
    "sh",
    "-c",
    WAITING,
    "sealsmith",
    state,
    INSIDE,
    ...then
  ];
}
function trialArguments(means, state, root) {
  const move = means === "chroot" || means === "user-one" ? "" : "move";
  const inside = ["sh", "-c", WAITING, "sealsmith", state, INSIDE, root, means, move, "", "true"];
  return ["-c", OUTSIDE, "sealsmith", state, means, ...apart(means), ...inside];
}
function variableScript(variables3) {
  return [...variables3].map(([name, value]) => `export ${name}=${quoted([value])}`).join("\n");
}
function apart(means) {
  const rest = ["--mount", "--pid", "--net", "--ipc", "--uts", "--fork", "--kill-child", "--"];
  switch (means) {
    case "user-all":
      return ["unshare", "--user", ...rest];
    case "user-one":
      return ["unshare", "--user", "--map-root-user", ...rest];
    case "root":
      return ["unshare", ...rest];
    case "chroot":
      return [];
  }
}
function movesRoot({ means, user }) {
  return means === "user-all" || means === "root" || means === "user-one" && user.uid === 0;
}
function becoming({ means, tools, user, workdir }, command) {
  const bounding = `--bounding-set=-all,${CAPABILITIES.map((name) => `+${name}`).join(",")}`;
  const entered = [tools.nsenter, "--root=.", `--wdns=${workdir}`];
  const folders = ["--root=.", `--wd=${workdir}`];
  const { uid, gid, groups } = user;
  if (means === "user-one" && uid !== 0) {
    const mapped = ["--user", `--map-user=${uid}`, `--map-group=${gid}`];
    return [tools.setpriv, "--no-new-privs", tools.unshare, ...mapped, ...folders, "--", ...command];
  }
  const grouped = groups.length === 0 ? "--clear-groups" : `--groups=${groups.join(",")}`;
  const as = means === "user-one" ? [] : [`--regid=${gid}`, grouped];
  const become = uid === 0 ? [] : [`--setuid=${uid}`];
  const taken = ["--no-new-privs", "--inh-caps=-all", bounding];
  const changed = means === "chroot" ? entered : [tools.unshare, ...folders];
  return [tools.setpriv, ...as, ...taken, ...changed, ...become, "--", ...command];
}
function quoted(words) {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
}

// src/image/check/bare-means.ts
var TOOLS = ["mkfifo", "cat", "mknod", "unshare", "setpriv", "mount", "nsenter"];
var PROVEN = `
for tool in "$@"; do command -v "$tool" || { echo "there is no $tool" >&2; exit 1; }; done
for tool in unshare setpriv nsenter; do
  "$tool" --version 2> /dev/null | grep -q util-linux || { echo "its $tool is not that of util-linux" >&2; exit 1; }
done
`;
async function findBareAbility(inside, folder) {
  const found = await call(inside, { program: "sh", args: ["-c", PROVEN, "sealsmith", ...TOOLS] });
  if (!succeeded(found)) return err([found.errors || "there is no shell"]);
  const paths = found.output.split("\n");
  const at = (name) => paths[TOOLS.indexOf(name)] ?? name;
  const tools = { setpriv: at("setpriv"), unshare: at("unshare"), nsenter: at("nsenter") };
  const { output: uid } = await call(inside, { program: "id", args: ["-u"] });
  const troubles = [];
  for (const means of uid === "0" ? BARE_MEANS : ["user-one"]) {
    const trouble = await attemptMeans(inside, means, `${folder}/${means}`);
    if (trouble === void 0) return ok({ means, tools });
    troubles.push(`${NAMES[means]}: ${trouble}`);
  }
  if (uid !== "0") troubles.push("another root folder: only root may change it");
  return err(troubles);
}
var NAMES = {
  "user-all": "a user namespace",
  "user-one": "a user namespace of one user",
  root: "other namespaces",
  chroot: "another root folder"
};
async function attemptMeans(inside, means, folder) {
  const { files } = inside.doors();
  for (const path of [folder, `${folder}/root`, `${folder}/root/proc`, `${folder}/root/dev`]) {
    const made = files.makeFolder(path, 448);
    if (!made.ok) return "no folder can be made";
  }
  const tried = await call(inside, {
    program: "sh",
    args: trialArguments(means, folder, `${folder}/root`),
    input: new Uint8Array(),
    limit: 1e4
  });
  const read = files.readText(`${folder}/trouble`, 64 * 1024);
  const said = read.ok ? read.value ?? "" : "";
  files.remove(folder);
  if (succeeded(tried)) return void 0;
  const lines2 = said.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("dmesg"));
  return lines2.join(": ").slice(0, 300) || "it did not end well";
}

// src/image/check/choose-runner.ts
function chooseRunner({ wanted, builder, bare: bare2, podman: podman2, docker: docker2 }) {
  if (wanted !== "auto") return { name: wanted, why: "it was asked for" };
  if (builder === "docker" && docker2) return { name: "docker", why: "it built the image" };
  if ((builder === "podman" || builder === "buildah") && podman2)
    return { name: "podman", why: builder === "podman" ? "it built the image" : "buildah built the image" };
  if (bare2) return { name: "bare", why: "no engine is needed" };
  if (podman2) return { name: "podman", why: "this machine makes no namespaces for us" };
  if (docker2)
    return { name: "docker", why: "this machine makes no namespaces for us, and there is no podman" };
  return { name: "bare", why: "there is no engine" };
}

// src/image/check/runner-facts.ts
var LIMIT2 = 15e3;
async function pickRunner({ runner: wanted, builder }, folder, inside) {
  const none = { wanted, builder, bare: false, podman: false, docker: false };
  if (wanted !== "auto") return chooseRunner(none);
  const answers = async (program) => {
    const args = program === "docker" ? ["version", "--format", "{{.Server.Version}}"] : ["version"];
    return succeeded(await call(inside, { program, args, limit: LIMIT2 }));
  };
  const own = builder === "docker" ? "docker" : builder === "podman" || builder === "buildah" ? "podman" : void 0;
  if (own !== void 0 && await answers(own)) return chooseRunner({ ...none, [own]: true });
  const bare2 = (await findBareAbility(inside, folder)).ok;
  if (bare2) return chooseRunner({ ...none, bare: bare2 });
  const podman2 = await answers("podman");
  return chooseRunner({ ...none, podman: podman2, docker: !podman2 && await answers("docker") });
}

// src/image/unpack-tree.ts
var MOST_LINKS = 40;
var LONGEST = 4096;
var UnpackTree = class {
  root = { kind: "folder", children: /* @__PURE__ */ new Map(), mode: 493, uid: 0, gid: 0, layer: 0 };
  /** What a path leads to, the last name followed as well; undefined for nothing, or a loop. */
  find(path) {
    const walked = this.#walk(path, true);
    return walked.ok && walked.value.rest.length === 0 ? walked.value.at : void 0;
  }
  /** The same, but a link in the last name is what is found. */
  look(path) {
    const walked = this.#walk(path, false);
    return walked.ok && walked.value.rest.length === 0 ? walked.value.at : void 0;
  }
  /**
   * Makes the folders of a path, links followed as far as they lead.
   *
   * @param made  called for each, from above, with its path
   * @returns the last one, or one clause
   */
  folder(path, layer, made) {
    const walked = this.#walk(path, true);
    if (!walked.ok) return walked;
    let { at } = walked.value;
    for (const name of walked.value.rest) {
      if (at.node.kind !== "folder") break;
      if (name === "..") return err("it goes back out of a folder that is not there");
      const next = { kind: "folder", children: /* @__PURE__ */ new Map(), mode: 493, uid: 0, gid: 0, layer };
      at.node.children.set(name, next);
      at = { node: next, path: below(at.path, name) };
      made(at.path);
    }
    const { node } = at;
    return node.kind === "folder" ? ok({ node, path: at.path }) : err("one of the folders above it is none");
  }
  /** Every node but the root, those in a folder before the folder. */
  *upwards() {
    const folders = [{ node: this.root, path: "" }];
    const found = [];
    for (let next = folders.pop(); next !== void 0; next = folders.pop()) {
      if (next.path !== "") found.push(next);
      if (next.node.kind !== "folder") continue;
      for (const [name, node] of next.node.children) folders.push({ node, path: below(next.path, name) });
    }
    while (found.length > 0) {
      const last = found.pop();
      if (last !== void 0) yield last;
    }
  }
  /** As far as it goes; what is not there stands in `rest`. */
  #walk(path, followLast) {
    const above = [];
    let at = { node: this.root, path: "" };
    let parts = namesOf(path);
    let links = 0;
    let passed = 0;
    while (parts.length > 0) {
      const [name = "", ...rest] = parts;
      passed += 1;
      if (passed > LONGEST) return err("its path is too long");
      if (name === "..") {
        at = above.pop() ?? at;
        parts = rest;
        continue;
      }
      if (at.node.kind !== "folder") return err("one of the folders above it is none");
      const node = at.node.children.get(name);
      if (node === void 0) return ok({ at, rest: parts });
      if (node.kind === "link" && (followLast || rest.length > 0)) {
        links += 1;
        if (links > MOST_LINKS) return err("its links lead round and round");
        if (node.target.startsWith("/")) {
          above.length = 0;
          at = { node: this.root, path: "" };
        }
        parts = [...namesOf(node.target), ...rest];
        continue;
      }
      above.push(at);
      at = { node, path: below(at.path, name) };
      parts = rest;
    }
    return ok({ at, rest: [] });
  }
};
function below(path, name) {
  return path === "" ? name : `${path}/${name}`;
}
function namesOf(path) {
  return path.split("/").filter((name) => name !== "" && name !== ".");
}

// src/image/unpack.ts
var UNPACK_LIMITS = { bytes: 64 * 2 ** 30, members: 2e6 };
var FOLDER_MODE = 448;
var FILE_MODE = 384;
async function unpackImage(image, disk, root, interrupt, limits = UNPACK_LIMITS) {
  const unpacker = new Unpacker(disk, root, image.source.place, interrupt);
  let left = limits;
  for (const [number, layer] of image.manifest.layers.entries()) {
    unpacker.begin(number + 1);
    const own = { ...LAYER_LIMITS, bytes: Math.min(LAYER_LIMITS.bytes, left.bytes), members: left.members };
    try {
      const read = await readLayer(image.source, layer, image.config.diffIds[number], unpacker, own);
      if (!read.ok) return read;
      left = { bytes: left.bytes - read.value.bytes, members: left.members - read.value.members };
    } finally {
      unpacker.close();
    }
  }
  return ok({ tree: unpacker.tree, skipped: unpacker.skipped });
}
var WHITEOUT = ".wh.";
var OPAQUE = ".wh..wh..opq";
var Unpacker = class {
  tree = new UnpackTree();
  skipped = 0;
  #disk;
  #root;
  #where;
  #interrupt;
  #layer = 0;
  #file;
  constructor(disk, root, place, interrupt) {
    this.#disk = disk;
    this.#root = root;
    this.#where = place;
    this.#interrupt = interrupt;
  }
  begin(layer) {
    this.#layer = layer;
  }
  close() {
    if (this.#file !== void 0) this.#disk.close(this.#file);
    this.#file = void 0;
  }
  member(member) {
    if (this.#interrupt.aborted) return err(interrupted(this.#interrupt));
    if (member.path === "") {
      settle(this.tree.root, member, this.#layer);
      return ok(false);
    }
    return this.#at(member.path, () => this.#put(member));
  }
  content(piece) {
    const file = this.#file;
    if (file === void 0) return ok(void 0);
    return this.#at("", () => {
      this.#disk.write(file, piece);
      return ok(void 0);
    });
  }
  ended() {
    this.close();
    return ok(void 0);
  }
  #put(member) {
    const at = member.path.lastIndexOf("/") + 1;
    const name = member.path.slice(at);
    const folder = this.tree.folder(
      member.path.slice(0, at),
      this.#layer,
      (path2) => this.#disk.makeFolder(this.#path(path2), FOLDER_MODE)
    );
    if (!folder.ok) return this.#invalid(member.path, folder.failure);
    const { node: parent, path } = folder.value;
    if (name === OPAQUE) return this.#clear(parent, path);
    if (name.startsWith(WHITEOUT)) return this.#whiteout(parent, path, name);
    return this.#take(member, parent, name, below(path, name));
  }
  #take(member, parent, name, path) {
    const there = parent.children.get(name);
    if (there?.kind === "folder" && member.kind === "folder") {
      settle(there, member, this.#layer);
      return ok(false);
    }
    const target = member.kind === "hard-link" ? this.tree.look(member.target) : void 0;
    if (target !== void 0 && target.node === there) return ok(false);
    if (there !== void 0) this.#remove(parent, name, path);
    const common = { mode: modeOf(member), uid: member.uid, gid: member.gid, layer: this.#layer };
    switch (member.kind) {
      case "folder":
        this.#disk.makeFolder(this.#path(path), FOLDER_MODE);
        parent.children.set(name, { kind: "folder", children: /* @__PURE__ */ new Map(), ...common });
        return ok(false);
      case "file":
        this.#file = this.#disk.create(this.#path(path), FILE_MODE);
        parent.children.set(name, { kind: "file", bytes: member.bytes, ...common });
        return ok(true);
      case "link":
        this.#disk.makeLink(member.target, this.#path(path));
        parent.children.set(name, { kind: "link", target: member.target, ...common });
        return ok(false);
      case "hard-link":
        return this.#hardLink(member, target?.node, target?.path ?? "", parent, name, path);
      case "character-device":
      case "block-device":
      case "pipe":
        this.skipped += 1;
        return ok(false);
    }
  }
  #hardLink(member, target, targetPath, parent, name, path) {
    if (target === void 0 || target.kind === "folder")
      return this.#invalid(member.path, "what it is linked to is no file of the image");
    this.#disk.makeHardLink(this.#path(targetPath), this.#path(path));
    parent.children.set(name, target);
    return ok(false);
  }
  /** What layers below have put there; what this one has stays, wherever it stands in the archive. */
  #clear(folder, path) {
    for (const [name, node] of [...folder.children]) this.#erase(folder, name, node, below(path, name));
    return ok(false);
  }
  #whiteout(parent, path, name) {
    const gone = name.slice(WHITEOUT.length);
    if (gone.startsWith(WHITEOUT)) return ok(false);
    if (gone === "" || gone === "." || gone === "..")
      return this.#invalid(below(path, name), "it takes away what has no name");
    const node = parent.children.get(gone);
    if (node !== void 0) this.#erase(parent, gone, node, below(path, gone));
    return ok(false);
  }
  #erase(parent, name, node, path) {
    if (node.layer < this.#layer && !this.#holdsNew(node)) this.#remove(parent, name, path);
    else if (node.kind === "folder") this.#clear(node, path);
  }
  #holdsNew(node) {
    if (node.kind !== "folder") return node.layer === this.#layer;
    if (node.layer === this.#layer) return true;
    return [...node.children.values()].some((child) => this.#holdsNew(child));
  }
  #remove(parent, name, path) {
    this.#disk.remove(this.#path(path));
    parent.children.delete(name);
  }
  #path(path) {
    return `${this.#root}/${path}`;
  }
  #at(path, work) {
    try {
      return work();
    } catch (error) {
      return err(refused("unpack", this.#path(path), error));
    }
  }
  #invalid(path, message) {
    const shown = JSON.stringify(path.length > 200 ? `${path.slice(0, 200)}…` : path);
    return err({
      code: "image-invalid",
      what: `a layer of ${this.#where}`,
      message: `of ${shown}, ${message}`
    });
  }
};
function settle(node, member, layer) {
  node.mode = modeOf(member);
  node.uid = member.uid;
  node.gid = member.gid;
  node.layer = layer;
}
function modeOf({ mode }) {
  return mode & 1023;
}

// src/image/unpack-owners.ts
function giveOwners(disk, root, tree, ownership) {
  return attempt("set owners below", root, () => {
    const give = (node, path) => {
      if (ownership.kind === "kept") disk.setOwner(path, node.uid, node.gid);
      if (node.kind === "link") return;
      disk.setMode(path, ownership.kind === "kept" ? node.mode : modeFor(node, ownership.user));
    };
    for (const { node, path } of tree.upwards()) give(node, `${root}/${path}`);
    give(tree.root, root);
  });
}
function modeFor({ mode, uid, gid }, user) {
  if (user.uid === 0 || user.uid === uid) return mode;
  const grouped = user.gid === gid || user.groups.includes(gid);
  const bits = (grouped ? mode >> 3 : mode) & 7;
  return mode & ~448 | bits << 6;
}

// src/image/check/program.ts
var DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
var MACHINES = {
  3: "386",
  62: "amd64",
  40: "arm",
  183: "arm64",
  243: "riscv64",
  22: "s390x",
  21: "ppc64le",
  258: "loong64"
};
function commandOf(config, tried) {
  if (tried !== void 0) return ok(tried);
  const [program, ...args] = [...config.entrypoint, ...config.cmd];
  return program === void 0 || program === "" ? err("it says no command: neither entrypoint nor cmd") : ok([program, ...args]);
}
function startable(tree, program, { path, workdir, platform }, read, deep = 0) {
  const found = findProgram2(tree, program, path, workdir);
  if (!found.ok) return found;
  const head = read(found.value, 4096);
  if (!head.ok) return head;
  const bytes = Buffer.from(head.value);
  if (bytes.toString("latin1", 0, 2) === "#!") {
    const interpreter = bytes.toString("utf8", 2).split("\n")[0]?.trim().split(/[ \t]/)[0] ?? "";
    if (deep > 0 || interpreter === "") return ok(void 0);
    const its = startable(tree, interpreter, { path, workdir, platform }, read, deep + 1);
    return its.ok ? its : err(`its command ${program} is a script for ${JSON.stringify(interpreter)}, and ${its.failure}`);
  }
  if (bytes.toString("latin1", 0, 4) !== "ELF" || bytes.length < 20) return ok(void 0);
  const machine = bytes[5] === 2 ? bytes.readUInt16BE(18) : bytes.readUInt16LE(18);
  const made = MACHINES[machine];
  const family = { amd64: ["386"], arm64: ["arm"] };
  if (made === void 0 || made === platform.architecture || family[platform.architecture]?.includes(made)) {
    const loader = /\0(\/[\x21-\x7e]+\/ld[\x21-\x7e]*\.so[\x21-\x7e]*)\0/.exec(bytes.toString("latin1"))?.[1];
    if (loader === void 0 || tree.find(loader) !== void 0) return ok(void 0);
    return err(
      `its command ${program} needs ${loader}, which is not in the image (it was made for another C library)`
    );
  }
  return err(
    `its command ${program} is a program for ${made}, and the image is for ${platform.architecture}`
  );
}
function findProgram2(tree, program, path, workdir) {
  const candidates = program.includes("/") ? [program.startsWith("/") ? program : `${workdir}/${program}`] : path.split(":").map((folder) => `${folder.startsWith("/") ? folder : `${workdir}/${folder}`}/${program}`);
  const found = candidates.flatMap((one) => tree.find(one) ?? []);
  const files = found.filter(({ node }) => node.kind === "file");
  const file = files.find(({ node }) => (node.mode & 73) !== 0);
  if (file !== void 0) return ok(file);
  if (files.length > 0)
    return err(`its command ${program} is a file that nobody may execute (chmod +x is missing)`);
  if (found.length > 0) return err(`its command ${program} is a folder`);
  return err(
    program.includes("/") ? `its command ${program} is not in the image` : `its command ${program} is not in the image (PATH=${path})`
  );
}

// src/image/check/user.ts
var MOST_ID = 2 ** 32 - 2;
function findUser(text, { passwd, group }) {
  if (text === "") return ok({ uid: 0, gid: 0, groups: [] });
  const [name = "", groupName, ...rest] = text.split(":");
  if (rest.length > 0 || name === "") return err(`its user "${text}" is none`);
  const users = lines(passwd, 4);
  const groups = lines(group, 3);
  const own = users.find(([one, , uid2]) => one === name || uid2 === name);
  const uid = numberOf(own?.[2] ?? name);
  if (uid === void 0)
    return err(
      `its user "${name}" is ${passwd === void 0 ? "a name, and it has no /etc/passwd" : "not in its /etc/passwd"}`
    );
  if (groupName === void 0) {
    const gid2 = numberOf(own?.[3] ?? "0") ?? 0;
    const further = groups.filter(
      ([, , , members]) => own !== void 0 && members?.split(",").includes(own[0] ?? "")
    );
    return ok({ uid, gid: gid2, groups: numbers(further).filter((one) => one !== gid2) });
  }
  const named = groups.find(([one, , gid2]) => one === groupName || gid2 === groupName);
  const gid = numberOf(named?.[2] ?? groupName);
  if (gid === void 0)
    return err(
      `its group "${groupName}" is ${group === void 0 ? "a name, and it has no /etc/group" : "not in its /etc/group"}`
    );
  return ok({ uid, gid, groups: [] });
}
function lines(text, fields) {
  return (text ?? "").split("\n").map((line) => line.trim().split(":")).filter((parts) => parts.length >= fields && parts[0] !== "" && !parts[0]?.startsWith("#"));
}
function numbers(groups) {
  return groups.flatMap(([, , gid]) => numberOf(gid ?? "") ?? []);
}
function numberOf(text) {
  if (!/^\d{1,10}$/.test(text)) return void 0;
  const value = Number(text);
  return value <= MOST_ID ? value : void 0;
}

// src/image/check/bare-root.ts
var HOSTS = "127.0.0.1	localhost\n::1	localhost ip6-localhost ip6-loopback\n";
var AWKWARD = /^(?:LD_.*|GLIBC_.*|MALLOC_.*|GCONV_PATH|LOCPATH|NLSPATH|IFS|ENV|BASH_ENV|UID|EUID|PPID|SHELLOPTS|BASHOPTS|_)$/;
var SHELL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
var OURS = Number.MAX_SAFE_INTEGER;
function prepareRoot(inside, root, tree, { image, env: given, port, command: tried }) {
  const { config } = image;
  const { disk } = inside.doors();
  const read = (found, limit) => {
    if (found === void 0) return ok(void 0);
    const into = Buffer.alloc(limit);
    const whole = attempt("read", found.path, () => disk.readWhole(`${root}/${found.path}`, into));
    return whole.ok ? ok(into.subarray(0, Math.min(limit, whole.value))) : err(`its ${found.path} cannot be read`);
  };
  const text = (path2) => {
    const bytes = read(tree.find(path2), 1 << 20);
    return bytes.ok && bytes.value !== void 0 ? Buffer.from(bytes.value).toString("utf8") : void 0;
  };
  const user = findUser(config.user, { passwd: text("/etc/passwd"), group: text("/etc/group") });
  if (!user.ok) return user;
  const command = commandOf(config, tried);
  if (!command.ok) return command;
  const workdir = config.workdir.startsWith("/") ? config.workdir : `/${config.workdir}`;
  const env = variables(image, given, port, user.value);
  const path = env.get("PATH") ?? DEFAULT_PATH;
  const can = startable(
    tree,
    command.value[0],
    { path, workdir, platform: image.platform },
    (found, bytes) => {
      const head = read(found, bytes);
      return head.ok ? ok(head.value ?? new Uint8Array()) : head;
    }
  );
  if (!can.ok) return can;
  const made = furnish(inside, root, tree, workdir);
  if (!made.ok) return made;
  const led = throughEnv(tree, command.value, env, given);
  if (!led.ok) return led;
  return ok({ command: led.value, user: user.value, workdir, env });
}
function variables({ config }, given, port, user) {
  const env = /* @__PURE__ */ new Map([["PATH", DEFAULT_PATH]]);
  for (const line of config.env) {
    const at = line.indexOf("=");
    if (at > 0) env.set(line.slice(0, at), line.slice(at + 1));
  }
  if (!env.has("HOME")) env.set("HOME", user.uid === 0 ? "/root" : "/");
  if (port !== void 0) env.set("PORT", String(port));
  for (const [name, value] of Object.entries(given)) env.set(name, value);
  return env;
}
function throughEnv(tree, command, env, given) {
  const awkward = [...env].filter(([name]) => AWKWARD.test(name) || !SHELL_NAME.test(name));
  if (awkward.length === 0) return ok(command);
  const secret = awkward.find(([name]) => Object.hasOwn(given, name));
  if (secret !== void 0) return err(`the variable ${secret[0]} cannot be handed to it without an engine`);
  const program = ["/usr/bin/env", "/bin/env"].find((path) => tree.find(path)?.node.kind === "file");
  if (program === void 0)
    return err(
      `its variable ${JSON.stringify(awkward[0]?.[0])} cannot be set without an engine: it has no program "env"`
    );
  for (const [name] of awkward) env.delete(name);
  return ok([program, ...awkward.map(([name, value]) => `${name}=${value}`), ...command]);
}
function furnish(inside, root, tree, workdir) {
  const { disk } = inside.doors();
  const done = attempt("prepare", root, () => {
    for (const name of ["proc", "dev"]) {
      const there = tree.root.children.get(name);
      if (there?.kind === "folder") continue;
      if (there !== void 0) disk.remove(`${root}/${name}`);
      tree.root.children.delete(name);
      const made = tree.folder(name, OURS, (path2) => disk.makeFolder(`${root}/${path2}`, 448));
      if (!made.ok) return err(`/${name} cannot be made: ${made.failure}`);
    }
    const start = tree.folder(workdir, OURS, (path2) => disk.makeFolder(`${root}/${path2}`, 448));
    if (!start.ok) return err(`its folder ${workdir} cannot be made: ${start.failure}`);
    const etc = tree.folder("etc", OURS, (path2) => disk.makeFolder(`${root}/${path2}`, 448));
    if (!etc.ok) return ok(void 0);
    const hosts = etc.value.node.children.get("hosts");
    if (hosts !== void 0 && !(hosts.kind === "file" && hosts.bytes === 0)) return ok(void 0);
    const path = `${root}/${below(etc.value.path, "hosts")}`;
    disk.remove(path);
    const file = disk.create(path, 384);
    disk.write(file, Buffer.from(HOSTS));
    disk.close(file);
    const node = { kind: "file", bytes: HOSTS.length, mode: 420, uid: 0, gid: 0, layer: OURS };
    etc.value.node.children.set("hosts", node);
    return ok(void 0);
  });
  return done.ok ? done.value : err("its root folder cannot be prepared");
}

// src/image/check/listening.ts
var LINE = /^\s*\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} 0A /;
function readListening(tables) {
  const found = /* @__PURE__ */ new Map();
  for (const line of tables.split("\n")) {
    const [, address, port] = LINE.exec(line) ?? [];
    if (address === void 0 || port === void 0) continue;
    const one = { port: Number.parseInt(port, 16), loopback: isLoopback(address) };
    found.set(`${one.port} ${one.loopback}`, one);
  }
  return [...found.values()].sort((a, b) => a.port - b.port || Number(a.loopback) - Number(b.loopback));
}
function isLoopback(address) {
  if (address.length === 8) return address.endsWith("7F") || address.startsWith("7F");
  const [one, two, three, four] = address.match(/.{8}/g) ?? [];
  if (one !== "00000000" || two !== "00000000") return false;
  if (three === "00000000") return four === "01000000" || four === "00000001";
  return /^(?:FFFF0000|0000FFFF)$/.test(three ?? "") && isLoopback(four ?? "");
}

// src/image/check/hints.ts
var NAME = "[A-Z][A-Z0-9_]{1,63}";
var MISSING = [
  // Python's os.environ['X'], raised without being caught.
  new RegExp(`^(?:\\w*KeyError: ['"](${NAME})['"])`, "m"),
  // sh -u, bash's ${X:?}, and those who write like them.
  new RegExp(
    `\\b(${NAME}): (?:unbound variable|parameter (?:not set|null or not set)|parameter not set)`,
    "m"
  ),
  new RegExp(
    `\\b(${NAME})\\b['"\`]? (?:is |was |has |must be |needs to be |should be )?(?:not |un)?(?:been )?(?:set|defined|configured|provided|specified)\\b`,
    "m"
  ),
  new RegExp(
    `\\b(${NAME})\\b['"\`]? (?:environment variable |env(?:ironment)? var(?:iable)? )?(?:is )?(?:required|missing|undefined|mandatory|empty)\\b`,
    "m"
  ),
  new RegExp(
    `(?:missing|required|undefined|unset)(?: required)?(?: mandatory)? (?:env(?:ironment)?(?: var(?:iable)?s?)?|variables?|settings?|config(?:uration)?(?: keys?)?)(?: is| are)?(?: not set| missing)?:? ?['"\`$]?\\{?(${NAME})\\b`,
    "im"
  ),
  new RegExp(
    `\\b(?:set|define|provide|specify|export)(?: the| a)?(?: env(?:ironment)?)?(?: variables?)? ['"\`$]?(${NAME})\\b`,
    "m"
  ),
  // Python's and Rust's own words: "environment variable X not found", decouple's "X not found".
  new RegExp(`(?:^|[\\s'"\`])(${NAME})['"\`]? not found\\b`, "m"),
  new RegExp(
    `env(?:ironment)? var(?:iable)? ['"\`$]?(${NAME})['"\`]? (?:not found|not present|does not exist)`,
    "im"
  )
];
var NO_NAMES = /* @__PURE__ */ new Set([
  "ERROR",
  "FATAL",
  "WARNING",
  "WARN",
  "INFO",
  "DEBUG",
  "CRITICAL",
  "HTTP",
  "HTTPS",
  "URL",
  "TLS",
  "SSL",
  "TCP",
  "OK",
  "ID",
  "IP",
  "DNS",
  "JSON",
  "YAML",
  "API",
  "GET",
  "POST",
  "PUT",
  "NULL",
  "EOF",
  "ENV",
  "PANIC",
  "NOTICE",
  "ENOENT",
  "EACCES",
  "EADDRINUSE"
]);
var COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
var LINES = 40;
function missingVariable(log) {
  const plain = log.replaceAll(COLOUR, "");
  const lines2 = plain.split(/\r?\n/).slice(-LINES).map((line) => line.slice(0, 2e3));
  for (const line of lines2.reverse()) {
    for (const pattern of MISSING) {
      const name = pattern.exec(line)?.[1];
      if (name !== void 0 && /^[A-Z][A-Z0-9_]*$/.test(name) && !NO_NAMES.has(name)) return name;
    }
  }
  return void 0;
}
var ONE_USER = /(?:setuid|setgid|setgroups|initgroups|setresuid|setresgid|chown|su(?:-exec)?:|gosu|seteuid|setegid|su exec)\b.{0,120}(?:Invalid argument|Operation not permitted|EINVAL|EPERM)/i;
function changesUser(log) {
  return log.split("\n").slice(-LINES).some((line) => ONE_USER.test(line.slice(0, 2e3)));
}

// src/image/check/trouble.ts
function notStarted(message, next) {
  return { code: "check-failed", why: "not-started", message, ...next === void 0 ? {} : { next } };
}
function troubleOf(seen, about) {
  switch (seen.kind) {
    case "ended":
      if (/exec format error/i.test(about.log.slice(-4096)))
        return notStarted("a program that it starts is made for another kind of machine (exec format error)");
      return hinted({ why: "ended", message: endedText(seen.ended, about) }, about);
    case "unhealthy":
      return hinted(
        { why: "unhealthy", message: `its health check did not succeed within ${seconds(about.within)}` },
        about
      );
    case "still-runs":
      return hinted(
        { why: "never-ended", message: `what was run in it did not end within ${seconds(about.within)}` },
        about
      );
    case "given-up":
      return hinted(unanswered(seen.last, about), about);
  }
}
function hinted(plain, { log, given, runner }) {
  const name = missingVariable(log);
  if (name !== void 0 && !given.includes(name)) {
    return {
      code: "check-failed",
      ...plain,
      message: `${plain.message}; it says that the variable ${name} is missing`,
      next: `check: { env: [${name}] } hands it to the image`
    };
  }
  if (runner === "bare" && changesUser(log)) {
    return {
      code: "check-failed",
      ...plain,
      message: `${plain.message}; it wants to become another user, and without an engine there may be only one here`,
      next: "check: { runner: podman } or docker; or give it a user: of its own"
    };
  }
  return { code: "check-failed", ...plain };
}
function endedText(ended, { ask }) {
  const before = ask === void 0 ? "" : ` before it answered on port ${ask.port}`;
  switch (ended.kind) {
    case "exited":
      return `it ended with ${ended.exit}${signalText(ended.exit)}${before}`;
    case "killed":
      return `it was ended by ${ended.signal}${before}`;
    case "not-started":
      return `it cannot be started (${ended.errno})`;
  }
}
function signalText(exit) {
  const known = {
    132: "SIGILL",
    134: "SIGABRT",
    137: "SIGKILL",
    139: "SIGSEGV"
  };
  const signal = Object.hasOwn(known, exit) ? known[exit] : void 0;
  return signal === void 0 ? "" : `, as after ${signal}`;
}
function unanswered(last, { runner, ask, listening, ports, within }) {
  const { port, path } = ask ?? { port: 0, path: "/" };
  const time = seconds(within);
  const here = listening?.filter((one) => one.port === port) ?? [];
  if (last.kind === "answered")
    return {
      why: "answered",
      message: `it answered ${path} with ${last.status}, and nothing better within ${time}`
    };
  const taken = runner === "bare" || listening === void 0 || here.some(({ loopback }) => !loopback);
  if (last.kind === "silent" && taken)
    return { why: "silent", message: `it listens on port ${port} but did not answer ${path} within ${time}` };
  if (here.length > 0) {
    return {
      why: "never-listened",
      message: `it listens on port ${port} of 127.0.0.1 alone, where nobody outside of its container can reach it`,
      next: "let it listen on 0.0.0.0"
    };
  }
  const others = [...new Set((listening ?? []).map((one) => one.port))];
  const plain = `it did not listen on port ${port} within ${time}`;
  if (others.length > 0) {
    return {
      why: "never-listened",
      message: `${plain}; it listens on ${others.join(", ")}`,
      next: `check: { port: ${others[0]} }, or let it listen on the port that PORT names`
    };
  }
  const exposed = ports.filter((one) => one !== `${port}/tcp` && one !== String(port));
  return exposed.length > 0 && exposed.length === ports.length ? { why: "never-listened", message: `${plain}; its configuration names ${exposed.join(", ")}` } : { why: "never-listened", message: plain };
}
function seconds(milliseconds) {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

// src/image/check/bare-running.ts
var PATIENCE = 3e4;
var GONE = 1e4;
var ENDING = 2e3;
var PAUSE2 = 10;
var LOOK = `
for process in /proc/[0-9]*; do
  to=$(readlink "$process/root") || continue
  case $to in "$1" | "$1"/*) echo "\${process#/proc/}" ;; esac
done
`;
var BareRunning = class {
  ended;
  remarks;
  #parts;
  #over;
  #asker;
  constructor(parts) {
    this.#parts = parts;
    this.remarks = parts.means === "chroot" ? ["this machine makes no namespaces: the image had its network and saw its processes"] : [];
    this.ended = parts.running.ended.then(async (seen) => {
      const how = this.#truly(seen);
      this.#over = how;
      await inTime(parts.inside, 1e3, parts.reader.ended);
      return how;
    });
  }
  /** util-linux's unshare ends as its child did, but for SIGKILL, of which it says this instead. */
  #truly(seen) {
    const killed = this.#read("trouble")?.includes("sigprocmask unblock failed") === true;
    return seen.kind === "exited" && seen.exit === 1 && killed ? { kind: "killed", signal: "SIGKILL" } : seen;
  }
  /** Until the image's own program runs, or has run. */
  async ready() {
    const { inside, subject, means, running } = this.#parts;
    const late = inside.now() + PATIENCE;
    while (this.#read("pid") === void 0 && this.#over === void 0 && inside.now() < late) {
      await inTime(inside, PAUSE2, running.ended);
    }
    if (this.#read("pid") === void 0) {
      const why = this.#read("trouble") ?? "it did not get so far";
      return err(notStarted(`it cannot be started without an engine: ${why}`));
    }
    return subject.port === void 0 || means === "chroot" ? ok(void 0) : this.#enter();
  }
  /** Whether its network can be entered: if not, no silence there would mean anything. */
  async #enter() {
    const { inside, means, running } = this.#parts;
    const holder = this.#read("holder");
    if (holder === void 0) return ok(void 0);
    const tried = await call(inside, { program: "nsenter", args: [...entering(means, holder), "true"] });
    if (succeeded(tried)) return ok(void 0);
    await inTime(inside, ENDING, running.ended);
    if (this.#over !== void 0) return ok(void 0);
    return err(notStarted(`its network cannot be entered to ask it: ${complaint(tried)}`));
  }
  ask(path, limit) {
    const { inside, subject, means } = this.#parts;
    const port = subject.port ?? 0;
    if (means === "chroot") return inside.ask(port, path, limit);
    const holder = this.#read("holder");
    if (holder === void 0) return Promise.resolve({ kind: "refused" });
    this.#asker ??= new Asker(inside, entering(means, holder), [String(port), path, String(subject.within)]);
    return this.#asker.next();
  }
  async health() {
    if (this.#parts.health === void 0) return void 0;
    const exit = this.#read("health");
    if (exit === void 0) return "starting";
    return exit === "0" ? "healthy" : "unhealthy";
  }
  async listening() {
    const holder = this.#read("holder");
    if (holder === void 0) return void 0;
    const { files } = this.#parts.inside.doors();
    const tables = ["tcp", "tcp6"].map((name) => files.readText(`/proc/${holder}/net/${name}`));
    const texts = tables.flatMap((table) => table.ok ? table.value ?? [] : []);
    return texts.length === 0 ? void 0 : readListening(texts.join("\n"));
  }
  async stop() {
    const { inside, running, reader } = this.#parts;
    this.#asker?.stop();
    const late = inside.now() + GONE;
    for (; ; ) {
      const pids = await this.#left();
      if (pids.length > 0)
        await call(inside, { program: "sh", args: ["-c", 'kill -KILL "$@"', "sh", ...pids] });
      else if (this.#over !== void 0 || this.#read("pid") === void 0) break;
      if (inside.now() > late) return err(notStarted("what was started cannot be ended"));
      await inTime(inside, PAUSE2, running.ended);
    }
    running.signal("SIGKILL");
    await running.ended;
    await inTime(inside, 1e3, reader.ended);
    reader.signal("SIGKILL");
    await reader.ended;
    return ok(void 0);
  }
  /**
   * What has to be killed. In namespaces the end of their first process is the end of all; elsewhere what has our folder
   * as its root or is in it belongs to the image, whatever it did to get away. A root that may not trace, as that of a
   * container, is told of nobody else's processes; so the image's user looks, too.
   */
  async #left() {
    const { inside, means, root, asUser } = this.#parts;
    const pid = this.#read("pid");
    const first = this.#over !== void 0 || pid === void 0 ? [] : [pid];
    if (means !== "chroot") return first;
    const { disk } = inside.doors();
    const within = (path) => path === root || path.startsWith(`${root}/`);
    const ours = disk.list("/proc").map(({ name }) => name).filter((name) => /^\d+$/.test(name)).filter(
      (name) => ["root", "cwd"].some((link) => {
        try {
          return within(disk.readLink(`/proc/${name}/${link}`));
        } catch {
          return false;
        }
      })
    );
    const [program, ...become] = asUser ?? [];
    if (program === void 0) return [.../* @__PURE__ */ new Set([...first, ...ours])];
    const looked = await call(inside, { program, args: [...become, "sh", "-c", LOOK, "sealsmith", root] });
    const theirs = looked.output.split("\n").filter((line) => /^\d+$/.test(line));
    return [.../* @__PURE__ */ new Set([...first, ...ours, ...theirs])];
  }
  #read(name) {
    const text = this.#parts.inside.doors().files.readText(`${this.#parts.state}/${name}`, 64 * 1024);
    const value = text.ok ? text.value?.trim() : void 0;
    return value === "" ? void 0 : value;
  }
};
function entering(means, holder) {
  const user = means === "root" ? [] : [`--user=/proc/${holder}/ns/user`, "--preserve-credentials"];
  return [...user, `--net=/proc/${holder}/ns/net`, "--"];
}
var Asker = class {
  #running;
  #answers = [];
  #rest = "";
  #gone = false;
  #wake = () => {
  };
  constructor(inside, into, request) {
    const { node, entry } = inside.self;
    this.#running = inside.start({
      program: "nsenter",
      args: [...into, node, entry, "internal", "image-ask", ...request],
      onOutput: (chunk) => this.#take(Buffer.from(chunk).toString("latin1"))
    });
    void this.#running.ended.then(() => {
      this.#gone = true;
      this.#wake();
    });
  }
  async next() {
    while (this.#answers.length === 0 && !this.#gone) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#answers.shift() ?? { kind: "refused" };
  }
  stop() {
    this.#running.signal("SIGKILL");
  }
  #take(text) {
    const lines2 = (this.#rest + text).split("\n");
    this.#rest = lines2.pop() ?? "";
    for (const line of lines2) {
      const [kind, status] = line.split(" ");
      if (kind === "answered") this.#answers.push({ kind, status: Number(status) });
      else if (kind === "silent" || kind === "refused") this.#answers.push({ kind });
    }
    this.#wake();
  }
};

// src/image/check/runners/bare.ts
var bare = {
  name: "bare",
  summary: "unpacks it and starts it in namespaces of its own; needs no engine, no daemon and no root",
  async start(subject, inside) {
    const ability = await findBareAbility(inside, subject.folder);
    if (!ability.ok) {
      return err(
        notStarted(
          `this machine cannot start an image without an engine (${ability.failure.join("; ")})`,
          "allow one of these, or choose runner: podman or docker"
        )
      );
    }
    const { port } = subject;
    if (ability.value.means === "chroot" && port !== void 0 && await inside.listens(port)) {
      const clause = `something else listens on port ${port} of this machine, which makes no namespaces`;
      return err(notStarted(`${clause}: its answers would prove nothing`, "choose another port"));
    }
    const root = `${subject.folder}/root`;
    const prepared = await prepare(subject, inside, ability.value, root);
    if (!prepared.ok) return prepared;
    return launch(subject, inside, ability.value, root, prepared.value);
  }
};
async function prepare(subject, inside, { means }, root) {
  const { disk } = inside.doors();
  const made = attempt("make", root, () => disk.makeFolder(root, 448));
  if (!made.ok) return made;
  const unpacked = await unpackImage(subject.image, disk, root, subject.interrupt);
  if (!unpacked.ok) return unpacked;
  const { tree } = unpacked.value;
  const prepared = prepareRoot(inside, root, tree, subject);
  if (!prepared.ok) return err(notStarted(prepared.failure));
  const { user } = prepared.value;
  const owned = giveOwners(disk, root, tree, means === "user-one" ? { kind: "one", user } : { kind: "kept" });
  return owned.ok ? prepared : owned;
}
async function launch(subject, inside, { means, tools }, root, { command, user, workdir, env }) {
  const state = `${subject.folder}/state`;
  const { disk } = inside.doors();
  const made = attempt("make", state, () => disk.makeFolder(state, 448));
  if (!made.ok) return made;
  await call(inside, { program: "mkfifo", args: [`${state}/log`] });
  const opened = attempt("make", `${state}/log`, () => disk.setMode(`${state}/log`, 438));
  if (!opened.ok) return opened;
  const reader = inside.start({
    program: "cat",
    args: [`${state}/log`],
    onOutput: (chunk) => subject.log.push(chunk)
  });
  const own = subject.image.config.healthcheck;
  const health2 = subject.command === void 0 ? healthCommand(own) : void 0;
  const start = { means, state, root, tools, user, workdir, command, health: health2 };
  const running = inside.start({
    program: "env",
    // Nothing of the job's own: not even to the shell that prepares.
    args: ["-i", `PATH=${inside.env["PATH"] ?? DEFAULT_PATH}`, "sh", ...bareArguments(start)],
    input: Buffer.from(variableScript(env))
  });
  const asUser = user.uid === 0 ? void 0 : [tools.setpriv, `--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups", "--"];
  const started = new BareRunning({ inside, subject, means, state, root, running, reader, health: health2, asUser });
  const ready = await started.ready();
  if (ready.ok) return ok(started);
  await started.stop();
  return ready;
}
function healthCommand(check) {
  const [kind, ...words] = check?.test ?? [];
  if (kind === "CMD" && words.length > 0) return words;
  return kind === "CMD-SHELL" && words[0] !== void 0 ? ["/bin/sh", "-c", words[0]] : void 0;
}

// src/image/check/engine-running.ts
var REST = 2e3;
var EngineRunning = class {
  remarks = [];
  ended = new Promise(() => {
  });
  #parts;
  #logs;
  #waiting;
  #place;
  constructor(parts) {
    this.#parts = parts;
  }
  /** Starts the container that has been created. */
  async begin() {
    const { inside, engine, container, subject } = this.#parts;
    const started = await this.#call(["start", container]);
    if (!succeeded(started)) {
      const { entrypoint, cmd } = subject.image.config;
      const [program = ""] = subject.command ?? [...entrypoint, ...cmd];
      const clause = startTrouble(started.errors, program);
      if (clause !== void 0) return err(notStarted(clause));
      return refused2(engine, "start a container", started);
    }
    this.#logs = inside.start({
      program: engine.name,
      args: ["logs", "--follow", container],
      onOutput: (chunk) => subject.log.push(chunk, 0),
      onErrors: (chunk) => subject.log.push(chunk, 1)
    });
    this.ended = this.#end(this.#logs);
    return subject.port === void 0 ? ok(void 0) : this.#findPort(subject.port);
  }
  async ask(path, limit) {
    const { inside } = this.#parts;
    const place = this.#place;
    if (place === void 0) return { kind: "refused" };
    if (place.host === "127.0.0.1") return inside.ask(place.port, path, limit);
    const url = `http://${place.host}:${place.port}${path}`;
    const sent = await inside.doors().http.send({ method: "GET", url, headers: {}, limit: 1 << 20, timeout: limit, plain: true });
    if (sent.ok) return { kind: "answered", status: sent.value.status };
    return { kind: sent.failure.kind === "unreachable" ? "refused" : "silent" };
  }
  async health() {
    const { engine, container, subject } = this.#parts;
    if (subject.image.config.healthcheck === void 0) return void 0;
    if (!engine.asksHealth) {
      const asked = await this.#call(["healthcheck", "run", container]);
      return succeeded(asked) ? "healthy" : "unhealthy";
    }
    const format = "{{if .State.Health}}{{.State.Health.Status}}{{end}}";
    const said = await this.#call(["inspect", "--format", format, container]);
    return healthOf(said.output) ?? "starting";
  }
  async listening() {
    const { container } = this.#parts;
    const tables = await this.#call(["exec", container, "cat", "/proc/net/tcp", "/proc/net/tcp6"]);
    return tables.output.includes("local_address") ? readListening(tables.output) : this.#fromOutside();
  }
  async stop() {
    const { inside, container, image, engine } = this.#parts;
    const removed = await this.#call(["rm", "--force", "--volumes", ...engine.remove, container]);
    if (this.#logs !== void 0) await inTime(inside, REST, this.#logs.ended);
    for (const one of [this.#logs, this.#waiting]) {
      one?.signal("SIGKILL");
      await one?.ended;
    }
    const forgotten = await forgetImage(engine, inside, image);
    if (succeeded(removed) || isGone(removed)) return forgotten;
    return refused2(engine, "remove what was started", removed);
  }
  /** An image without a program that shows files: where the engine is on this machine, its tables can be read. */
  async #fromOutside() {
    const { inside, container } = this.#parts;
    const said = await this.#call(["inspect", "--format", "{{.State.Pid}} {{.Id}}", container]);
    const [pid = "0", id = ""] = said.output.split(" ");
    if (!/^[1-9]\d*$/.test(pid) || !/^[0-9a-f]{64}$/.test(id)) return void 0;
    const { files } = inside.doors();
    const read = (name) => {
      const text = files.readText(`/proc/${pid}/${name}`);
      return text.ok ? text.value ?? "" : "";
    };
    return read("cgroup").includes(id) ? readListening(read("net/tcp") + read("net/tcp6")) : void 0;
  }
  async #findPort(port) {
    const { inside, engine, container } = this.#parts;
    const said = await this.#call(["port", container, `${port}/tcp`]);
    const published = /:(\d+)\s*$/m.exec(said.output)?.[1];
    if (published !== void 0) {
      this.#place = { host: engine.host(inside.env) ?? "127.0.0.1", port: Number(published) };
      return ok(void 0);
    }
    const state = await this.#call(["inspect", "--format", "{{.State.Running}}", container]);
    if (state.output === "false") return ok(void 0);
    return refused2(engine, "publish a port", said);
  }
  async #end(logs) {
    const { inside, engine, container } = this.#parts;
    let text = "";
    this.#waiting = inside.start({
      program: engine.name,
      args: ["wait", container],
      onOutput: (chunk) => {
        text += Buffer.from(chunk).toString("latin1");
      },
      onErrors: () => {
      }
    });
    const how = await this.#waiting.ended;
    await inTime(inside, REST, logs.ended);
    const exit = Number.parseInt(text.trim(), 10);
    return Number.isInteger(exit) ? { kind: "exited", exit } : how;
  }
  #call(args) {
    const { inside, engine } = this.#parts;
    return call(inside, { program: engine.name, args });
  }
};

// src/image/check/engine-runner.ts
var ITS_OWN = /^(?:PATH|HOME|TMPDIR|LANG|LC_.*|LD_.*|XDG_.*|DOCKER_.*|CONTAINERS?_.*|PODMAN_.*|STORAGE_.*|BUILDAH_.*|GODEBUG|GO.*|HTTPS?_PROXY|NO_PROXY|ALL_PROXY|SSL_.*|SSH_.*|DBUS_.*|_.*)$/i;
function engineRunner(engine, summary) {
  return {
    name: engine.name,
    summary,
    async start(subject, inside) {
      const answers = await call(inside, {
        program: engine.name,
        args: ["version", "--format", "{{.Server.Version}}"]
      });
      const podman2 = engine.name === "podman" ? await call(inside, { program: "podman", args: ["version"] }) : answers;
      if (!succeeded(answers) && !succeeded(podman2))
        return err({ code: "engine-unavailable", engine: engine.name, message: complaint(answers) });
      await sweep(engine, inside);
      return startWith(engine, subject, inside);
    }
  };
}
async function startWith(engine, subject, inside) {
  const names = privateNames(engine, subject, inside);
  const running = new EngineRunning({ engine, subject, inside, ...names });
  const begun = await begin(engine, subject, inside, names);
  const started = begun.ok ? await running.begin() : begun;
  if (started.ok) return ok(running);
  await running.stop();
  return subject.interrupt.aborted ? err(interrupted(subject.interrupt)) : started;
}
async function begin(engine, subject, inside, names) {
  const loaded = await loadImage(engine, subject, inside, names.image);
  if (!loaded.ok) return loaded;
  const command = commandOf(subject.image.config, subject.command);
  if (!command.ok) return err(notStarted(command.failure));
  const variables3 = handOver(subject, inside);
  if (!variables3.ok) return variables3;
  const created = await call(inside, {
    program: engine.name,
    args: [
      "create",
      ...options(engine, subject, inside, names),
      ...variables3.value.options,
      names.image,
      ...subject.command?.slice(1) ?? []
    ],
    env: variables3.value.env
  });
  inside.doors().files.remove(variables3.value.file);
  return succeeded(created) ? ok(void 0) : refused2(engine, "create a container", created);
}
function options(engine, subject, inside, names) {
  const here = engine.host(inside.env) === void 0 ? "127.0.0.1::" : "";
  const { port, image, command } = subject;
  const check = image.config.healthcheck;
  return [
    `--name=${names.container}`,
    `--label=${LABEL}=${names.until}`,
    "--pull=never",
    "--cap-drop=ALL",
    // Podman hands what is added to everybody, and others have no use for it.
    ...(/^(?:|root|0)(?::.*)?$/.test(image.config.user) ? CAPABILITIES : []).map(
      (name) => `--cap-add=${name.toUpperCase()}`
    ),
    "--security-opt=no-new-privileges",
    ...engine.create,
    ...port === void 0 ? [] : [`--publish=${here}${port}/tcp`, `--env=PORT=${port}`],
    ...command === void 0 ? [] : [`--entrypoint=${command[0]}`, "--no-healthcheck"],
    // Asked every second, not after the half minute of a container that lives for months.
    ...check === void 0 || port !== void 0 || command !== void 0 ? [] : health(engine, check.test)
  ];
}
function health(engine, test) {
  if (engine.asksHealth) return ["--health-interval=1s"];
  return [`--health-cmd=${JSON.stringify(test)}`, "--health-interval=disable"];
}
function handOver({ env, folder }, inside) {
  const file = `${folder}/variables`;
  const own = Object.entries(env).filter(([name]) => ITS_OWN.test(name));
  const others = Object.entries(env).filter(([name]) => !ITS_OWN.test(name));
  const options2 = others.map(([name]) => `--env=${name}`);
  if (own.length === 0) return ok({ options: options2, env: Object.fromEntries(others), file });
  const [broken] = own.find(([, value]) => /[\r\n]/.test(value)) ?? [];
  if (broken !== void 0)
    return err(notStarted(`the variable ${broken} has several lines, which no engine takes`));
  const text = own.map(([name, value]) => `${name}=${value}
`).join("");
  const written = inside.doors().files.writeText(file, text, 384);
  if (!written.ok) return written;
  return ok({ options: [...options2, `--env-file=${file}`], env: Object.fromEntries(others), file });
}

// src/image/check/runners/docker.ts
var docker = engineRunner(
  DOCKER,
  "a container of Docker, with the rights of an ordinary one and no more"
);

// src/image/check/runners/podman.ts
var podman = engineRunner(PODMAN, "a container of podman, rootless where podman is");

// src/image/check/runners/registry.ts
var CHECK_RUNNERS = {
  bare,
  //     without any engine
  podman,
  //   its own daemonless containers
  docker
  //   the daemon's
};

// src/image/check/check.ts
var STAYING2 = 5e3;
var PAUSE3 = 200;
async function checkImage(request, inside) {
  const interrupt = inside.interrupt();
  const { files, disk } = inside.doors();
  const layout = openLayout(disk, request.layout);
  if (!layout.ok) return layout;
  const image = await imageOf(layout.value, request.platform);
  if (!image.ok) return image;
  const env = variables2(request, inside);
  if (!env.ok) return env;
  const made = files.temporary("sealsmith-check-");
  if (!made.ok) return made;
  const { how, within } = request;
  const subject = {
    image: image.value,
    folder: made.value,
    env: env.value,
    command: how.kind === "alone" ? how.run : void 0,
    port: how.kind === "alone" ? how.ask?.port : void 0,
    within,
    log: new Log((text) => inside.print(text)),
    interrupt
  };
  const done = how.kind === "alone" ? await alone(subject, how, inside) : await together(subject, how, inside);
  const removed = files.remove(made.value);
  if (interrupt.aborted) return err(interrupted(interrupt));
  return done.ok && !removed.ok ? removed : done;
}
async function alone(subject, how, inside) {
  const { name, why } = await pickRunner(how, subject.folder, inside);
  inside.print(`started ${name === "bare" ? "without an engine" : `by ${name}`}: ${why}
`);
  const started = await CHECK_RUNNERS[name].start(subject, inside);
  if (!started.ok) return started;
  const begun = inside.now();
  const looking = look(subject, how, started.value, inside, begun);
  const looked = await Promise.race([looking, aborted(subject.interrupt)]);
  const listening = looked?.kind === "trouble" ? await started.value.listening() : void 0;
  const stopped = await started.value.stop();
  if (looked === void 0) return err(interrupted(subject.interrupt));
  if (looked.kind === "trouble")
    return err(troubleOf(looked.seen, circumstances(subject, { runner: name, ask: how.ask, listening })));
  if (!stopped.ok) return stopped;
  const { remarks } = started.value;
  return ok({ runner: name, seen: looked.seen, after: Math.round(looked.at - begun), remarks });
}
async function together(subject, how, inside) {
  const done = await checkCompose(how, subject, inside);
  if (!done.ok) return done;
  const { program, looked, after } = done.value;
  if (looked.kind === "well") return ok({ runner: program, seen: looked.seen, after, remarks: [] });
  return err(
    troubleOf(looked.seen, circumstances(subject, { runner: program, ask: void 0, listening: void 0 }))
  );
}
function circumstances({ within, image, log, env }, rest) {
  return { ...rest, within, ports: image.config.ports, log: log.tail(), given: Object.keys(env) };
}
function aborted(signal) {
  return new Promise((resolve) => {
    const stop = () => resolve(void 0);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
async function look(subject, how, started, inside, begun) {
  if (how.run !== void 0) return lookAtEnd(how.run, subject, started, inside, begun);
  if (how.ask === void 0) return lookAtHealth(subject, started, inside, begun);
  const { path } = how.ask;
  const asked = await askUntilGood({
    clock: inside,
    ask: (limit) => started.ask(path, limit),
    ended: started.ended,
    started: begun,
    within: subject.within
  });
  switch (asked.kind) {
    case "answers":
      return await isForItselfAlone(started, how.ask.port) ? { kind: "trouble", seen: { kind: "given-up", last: { kind: "refused" } } } : { kind: "well", seen: { kind: "answered", path, status: asked.status }, at: asked.at };
    case "ended":
      return { kind: "trouble", seen: { kind: "ended", ended: asked.ended } };
    case "given-up":
      return { kind: "trouble", seen: { kind: "given-up", last: asked.last } };
  }
}
async function isForItselfAlone(started, port) {
  const here = (await started.listening())?.filter((one) => one.port === port) ?? [];
  return here.length > 0 && here.every(({ loopback }) => loopback);
}
async function lookAtEnd(command, { within }, { ended }, inside, begun) {
  const how = await inTime(inside, Math.max(within - (inside.now() - begun), 0), ended);
  if (how === void 0) return { kind: "trouble", seen: { kind: "still-runs" } };
  if (how.kind !== "exited" || how.exit !== 0)
    return { kind: "trouble", seen: { kind: "ended", ended: how } };
  return { kind: "well", seen: { kind: "ran", command: command.join(" ") }, at: inside.now() };
}
async function lookAtHealth(subject, started, inside, begun) {
  const ended = started.ended.then(
    (how) => ({ kind: "trouble", seen: { kind: "ended", ended: how } })
  );
  for (; ; ) {
    const health2 = await Promise.race([started.health(), ended]);
    if (typeof health2 === "object") return health2;
    const passed = inside.now() - begun;
    const at = inside.now();
    if (health2 === "healthy") return { kind: "well", seen: { kind: "healthy" }, at };
    if (health2 === void 0 && passed >= Math.min(STAYING2, subject.within))
      return { kind: "well", seen: { kind: "kept-running" }, at };
    if (passed >= subject.within) return { kind: "trouble", seen: { kind: "unhealthy" } };
    const dead = await Promise.race([inside.pause(PAUSE3), ended]);
    if (dead !== void 0) return dead;
  }
}
function variables2(request, inside) {
  const values = {};
  for (const name of request.env) {
    const value = inside.env[name];
    if (value === void 0) return err({ code: "variable-unset", name, wantedBy: "check" });
    values[name] = value;
  }
  return ok(values);
}

// src/cli/internal/image-check.ts
var imageCheck = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const checked = await checkImage(request, inside);
  await inside.doors().workers.close();
  if (!checked.ok) return checked;
  const written = await writeJson(inside, result, checked.value);
  if (!written.ok) return written;
  inside.print(`${request.name} ${checkedText(checked.value)}
`);
  return ok(0);
};
export {
  imageCheck
};
