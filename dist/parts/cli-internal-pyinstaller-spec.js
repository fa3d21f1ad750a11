import {
  readArguments
} from "./shared-cli-internal-arguments.js";
import {
  specText
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/pyinstaller-spec.ts
async function pyinstallerSpec(args, inside) {
  const read = readArguments(args, ["out", "name", "layout", "roots", "entry"]);
  if (!read.ok) return read;
  const { values, rest } = read.value;
  const { layout } = values;
  if (layout !== "one-file" && layout !== "one-folder") return err(`${layout} is no layout`);
  const roots = values.roots.split(":").map((root) => root === "." ? "" : root);
  const text = specText({ name: values.name, entry: values.entry, roots, data: rest, layout });
  const file = inside.write(values.out, 420);
  if (!file.ok) return file;
  const written = file.value.write(Buffer.from(text));
  const finished = written.ok ? file.value.finish() : written;
  if (finished.ok) return ok(0);
  file.value.drop();
  return finished;
}
export {
  pyinstallerSpec
};
