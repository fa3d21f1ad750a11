import {
  FAILURE_VARIABLE,
  explain
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal.ts
var COMMANDS = {
  pack: async () => (await import("./cli-internal-pack.js")).pack,
  //                            a folder as one archive
  probe: async () => (await import("./cli-internal-probe.js")).probe,
  //                         does the program answer
  inject: async () => (await import("./cli-internal-inject.js")).inject,
  //                      a program into Node
  gotest: async () => (await import("./cli-internal-gotest.js")).gotest,
  //                      go test, read
  "pyinstaller-spec": async () => (await import("./cli-internal-pyinstaller-spec.js")).pyinstallerSpec,
  // what to build
  "npm-contents": async () => (await import("./cli-internal-npm-contents.js")).npmContents,
  //   what npm may unpack
  "pip-wheels": async () => (await import("./cli-internal-pip-wheels.js")).pipWheels,
  //         pip, from a folder
  "image-build": async () => (await import("./cli-internal-image-build.js")).imageBuild,
  //       an image as a layout
  "image-check": async () => (await import("./cli-internal-image-check.js")).imageCheck,
  //       does the image answer
  "image-ask": async () => (await import("./cli-internal-image-ask.js")).imageAsk,
  //             the same, from its network
  "image-sbom": async () => (await import("./cli-internal-image-sbom.js")).imageSbom,
  //          what is in it
  "image-push": async () => (await import("./cli-internal-image-push.js")).imagePush,
  //          into a registry
  sign: async () => (await import("./cli-internal-sign.js")).sign,
  //                             what was made
  verify: async () => (await import("./cli-internal-verify.js")).verifyMade,
  //                   whether that holds
  "expect-silence": async () => (await import("./cli-internal-expect-silence.js")).expectSilence
  // gofmt -l and its like
};
async function internal(args, inside) {
  const [name = "", ...rest] = args;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : void 0;
  if (load === void 0) {
    inside.complain(`sealsmith internal: no such command; there are ${Object.keys(COMMANDS).join(", ")}
`);
    return 2;
  }
  const command = await load();
  const ended = await command(rest, inside);
  if (ended.ok) return ended.value;
  const { failure } = ended;
  if (typeof failure !== "string") tell(failure, inside);
  inside.complain(`sealsmith ${name}: ${typeof failure === "string" ? failure : explain(failure).message}
`);
  return 1;
}
function tell(failure, inside) {
  const path = inside.env[FAILURE_VARIABLE];
  if (path === void 0) return;
  const file = inside.write(path, 384);
  if (!file.ok) return;
  const written = file.value.write(Buffer.from(JSON.stringify(failure)));
  if (written.ok) file.value.finish();
  else file.value.drop();
}
export {
  internal
};
