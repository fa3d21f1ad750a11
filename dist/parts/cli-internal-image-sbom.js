import {
  readRequest,
  writeJson
} from "./shared-cli-internal-request.js";
import {
  writeWhole
} from "./shared-cli-internal-write-whole.js";
import {
  MAKERS,
  basesOf,
  bomText,
  readBases
} from "./shared-spdx-license-ids.js";
import "./shared-image-copy.js";
import "./shared-formats-deb822.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import {
  imageOf
} from "./shared-image-layer-read.js";
import {
  openLayout
} from "./shared-image-layout.js";
import "./shared-formats-tar-read.js";
import "./shared-node-zlib.js";
import {
  isPlainObject
} from "./common.js";
import "./shared-semver-2.js";
import {
  VERSION,
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/image-sbom.ts
var imageSbom = async (args, inside) => {
  const read = readRequest(args);
  if (!read.ok) return read;
  const { request, result } = read.value;
  const world = worldOf(inside);
  const layout = openLayout(world.disk, request.layout);
  if (!layout.ok) return layout;
  const image = await imageOf(layout.value);
  if (!image.ok) return image;
  const built = request.built === void 0 ? ok(void 0) : builtBases(request.built, inside);
  if (!built.ok) return built;
  const made = await MAKERS[request.with].make(
    {
      target: { kind: "image", image: image.value },
      name: request.name ?? "image",
      bases: built.value ?? basesOf(image.value),
      epoch: inside.env["SOURCE_DATE_EPOCH"],
      version: VERSION
    },
    world
  );
  if (!made.ok) return made;
  const { bom, maker, remarks } = made.value;
  const text = Buffer.from(bomText(bom));
  const written = await writeWhole(inside, request.out, async (file) => file.write(text));
  if (!written.ok) return written;
  const said = { maker, components: bom.components.length, remarks };
  const told = await writeJson(inside, result, said);
  if (!told.ok) return told;
  for (const line of remarks) inside.print(`${line}
`);
  inside.print(`${bom.components.length} components, listed by ${maker}
`);
  return ok(0);
};
function worldOf(inside) {
  const { disk, files } = inside.doors();
  return {
    disk,
    files,
    async run(name, args, env) {
      const how = await inside.start({ program: name, args, env }).ended;
      if (how.kind === "exited" && how.exit === 0) return ok(void 0);
      if (how.kind === "not-started")
        return err({ code: "tool-missing", tool: name, wantedBy: "sbom", get: `install ${name}` });
      const message = how.kind === "exited" ? `it ended with ${how.exit}` : `it was ended by ${how.signal}`;
      return err({ code: "tool-broken", tool: name, path: name, message });
    }
  };
}
function builtBases(path, inside) {
  const text = inside.doors().files.readText(path);
  if (!text.ok || text.value === void 0) return err(`${path} cannot be read`);
  try {
    const value = JSON.parse(text.value);
    return ok(readBases(isPlainObject(value) ? value["bases"] : void 0));
  } catch {
    return err(`${path} is not JSON`);
  }
}
export {
  imageSbom
};
