import {
  MAKERS,
  basesOf,
  bomText,
  licencesOf
} from "./shared-spdx-license-ids.js";
import "./shared-image-copy.js";
import "./shared-formats-deb822.js";
import {
  BUILT,
  openNamed,
  platformFlag
} from "./shared-image-open.js";
import "./shared-image-docker-archive.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import "./shared-image-layer-read.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  basename,
  cells,
  clauses,
  count,
  cut,
  fail,
  linesOf,
  mark,
  padStart,
  paint,
  resolve,
  toolRequest,
  visible,
  wrap
} from "./common.js";
import "./shared-semver-2.js";
import {
  VERSION,
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/report/sbom.ts
var SHOWN = 10;
var NAMED = 5;
function sbomText({ bom, maker, remarks, output }, look, all) {
  const { component } = bom.metadata;
  const packages = bom.components.filter((one) => kindOf(one) !== void 0);
  const unknown = packages.filter((one) => licencesOf(one).length === 0);
  return [
    ...wrap(visible([component.name, component.version ?? ""].join("  ").trim()), look.columns),
    ...others(bom).flatMap((line) => wrap(visible(line), look.columns)),
    "",
    ...table(kinds(packages), look),
    "",
    ...table(licences(packages, all), look),
    ...unknown.length === 0 ? [] : noLicence(unknown, look),
    ...remarks.length === 0 ? [] : [""],
    ...remarks.flatMap((line) => wrap(`${mark("note", look)} ${visible(line)}`, look.columns, 3)),
    "",
    ...clauses([count(packages.length, "package"), `listed by ${visible(maker)}`], look.columns),
    ...output === void 0 ? wrap(NEXT, look.columns) : [`written to ${visible(output)}`]
  ];
}
var NEXT = "next: --output FILE writes it as CycloneDX, --json prints it";
function others({ components }) {
  return components.flatMap(({ type, name, ...rest }) => {
    const version = "version" in rest && typeof rest.version === "string" ? rest.version : "";
    if (type === "operating-system") return [`system  ${name} ${version}`];
    return type === "container" ? [`base    ${name} ${version}`] : [];
  });
}
var KINDS = {
  apk: "Alpine packages",
  deb: "Debian packages",
  golang: "Go modules",
  npm: "npm packages",
  pypi: "Python packages",
  rpm: "RPM packages"
};
function kindOf(component) {
  const { purl, type } = component;
  const kind = typeof purl === "string" ? /^pkg:([a-z0-9.+-]+)\//.exec(purl)?.[1] : void 0;
  if (type === "container" || type === "operating-system" || type === "file") return void 0;
  if (kind === void 0) return "other packages";
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : `${kind} packages`;
}
function kinds(packages) {
  return counted(packages.map((one) => kindOf(one) ?? ""));
}
function licences(packages, all) {
  const rows = counted(packages.flatMap((one) => [...new Set(licencesOf(one))]));
  const hidden = all ? 0 : rows.length - SHOWN;
  if (hidden <= 1) return rows;
  return [...rows.slice(0, SHOWN), [hidden, "more licences; --verbose shows them"]];
}
function counted(words) {
  const counts = /* @__PURE__ */ new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].map(([word, number]) => [number, word]).toSorted(([a, x], [b, y]) => b - a || (x < y ? -1 : 1));
}
function table(rows, look) {
  const width = Math.max(0, ...rows.map(([number]) => cells(String(number))));
  return rows.map(
    ([number, what]) => `  ${padStart(String(number), width)}  ${cut(visible(what), look.columns - width - 4)}`
  );
}
function noLicence(unknown, look) {
  const names = unknown.slice(0, NAMED).map(({ name }) => visible(name));
  const rest = unknown.length - names.length;
  const said = `${names.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
  const line = `${count(unknown.length, "package")} without a licence: ${said}`;
  return wrap(line, look.columns, 3).map((one) => paint(one, "quiet", look));
}

// src/cli/sbom.ts
async function sbom(session, what, flags) {
  const wish = await wishOf(session, what ?? BUILT, flags);
  if (!wish.ok) return fail(session, wish.failure);
  const made = await MAKERS[flags.with ?? "own"].make(wish.value, worldOf(session));
  if (!made.ok) return fail(session, made.failure);
  const { bom } = made.value;
  if (flags.output !== void 0) {
    const path = resolve(session.workspace, flags.output);
    const written = session.world.files.writeText(path, bomText(bom), 420);
    if (!written.ok) return fail(session, written.failure);
  }
  if (session.flags.json === true) session.json(bom);
  const view = { ...made.value, output: flags.output };
  session.say(sbomText(view, session.look, session.flags.verbose === true));
  return 0;
}
async function wishOf(session, what, flags) {
  const { world, workspace } = session;
  const common = { epoch: world.env["SOURCE_DATE_EPOCH"], version: VERSION };
  const path = resolve(workspace, what);
  const there = world.files.realPath(path);
  const kind = there === void 0 ? void 0 : world.files.kind(there);
  if (there !== void 0 && kind === "folder" && world.files.kind(`${there}/oci-layout`) === void 0) {
    const target = { kind: "folder", path: there };
    return ok({ ...common, target, name: basename(there), bases: [] });
  }
  const platform = platformFlag(flags.platform);
  if (!platform.ok) return platform;
  const image = await openNamed(session, what, platform.value);
  if (!image.ok) return image;
  const name = there === void 0 ? what : basename(there);
  return ok({ ...common, target: { kind: "image", image: image.value }, name, bases: basesOf(image.value) });
}
var LIMIT = 30 * 60 * 1e3;
function worldOf({ world }) {
  const { disk, files, processes, interrupt } = world;
  return {
    disk,
    files,
    async run(name, args, env) {
      const tool = (await world.findTools([toolRequest(name, "")])).get(name);
      if (tool === void 0) {
        const get = `install ${name}, or leave --with out: our own list needs no tool`;
        return err({ code: "tool-missing", tool: name, wantedBy: "sbom", get });
      }
      if ("code" in tool) return err(tool);
      let said = "";
      const how = await processes.run({
        program: tool.path,
        args,
        cwd: "/",
        env: { PATH: world.machine.path.join(":"), HOME: world.home, LANG: "C.UTF-8", ...env },
        network: false,
        limit: LIMIT,
        abort: interrupt.signal,
        // It is asked to be quiet: what it says nevertheless is why it failed.
        onOutput: (chunk) => {
          said = `${said}${Buffer.from(chunk).toString("utf8")}`.slice(-4096);
        }
      });
      if (how.kind === "exited" && how.exit === 0) return ok(void 0);
      if (how.kind === "aborted") {
        const signal = interrupt.signal.reason === "SIGTERM" ? "SIGTERM" : "SIGINT";
        return err({ code: "interrupted", signal });
      }
      return err({ code: "tool-broken", tool: name, path: tool.path, message: endedText(how, said) });
    }
  };
}
function endedText(how, said) {
  const last = linesOf(said).findLast((line) => line.trim() !== "");
  const why = last === void 0 ? "" : `: ${visible(last.trim())}`;
  switch (how.kind) {
    case "exited":
      return `it ended with ${how.exit}${why}`;
    case "killed":
      return `it was ended by ${how.signal}${why}`;
    case "not-started":
      return `it cannot be started (${how.errno})`;
    default:
      return `it did not end${why}`;
  }
}
export {
  sbom
};
