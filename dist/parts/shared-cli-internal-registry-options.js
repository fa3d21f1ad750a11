import {
  credentialsFrom
} from "./common.js";
import {
  ok
} from "./shared-core-redact.js";

// src/cli/internal/registry-options.ts
function registryOptions(inside, plainHttp) {
  const find = credentialsFrom({
    files: inside.doors().files,
    // The job's own folder; no home, no helpers.
    env: { DOCKER_CONFIG: inside.env["DOCKER_CONFIG"] },
    secrets: /* @__PURE__ */ new Map(),
    home: void 0
  });
  return {
    plainHttp,
    credential: async (registry) => {
      const found = await find(registry);
      return found.ok && found.value !== void 0 ? ok({ ...found.value, from: "what this job was granted" }) : found;
    },
    signal: inside.interrupt()
  };
}

export {
  registryOptions
};
