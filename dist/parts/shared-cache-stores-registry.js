import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/stores/registry.ts
var STORES = [
  // A folder of this machine, or one that machines share.
  {
    name: "directory",
    open: async (world, { path, size }) => ok((await import("./cache-stores-directory.js")).directoryStore(world, path, size))
  },
  // The one folder that GitLab carries from job to job.
  {
    name: "gitlab",
    open: async (world, { size }, workspace) => ok((await import("./cache-stores-gitlab.js")).gitlabStore(world, workspace, size))
  },
  // GitHub's cache service, which only actions are let in to.
  {
    name: "github",
    open: async (world) => (await import("./cache-stores-github.js")).githubStore(world)
  }
];
var OF_HOST = {
  local: "directory",
  gitlab: "gitlab",
  github: "github"
};
function storeName({ store }, host) {
  return store === "off" ? void 0 : store === "auto" ? OF_HOST[host] : store;
}
async function openStore(world, settings, context) {
  const name = storeName(settings, context.host);
  if (name === void 0) return err({ code: "absent", detail: "the cache is switched off" });
  const door = STORES.find((one) => one.name === name);
  if (door === void 0) throw new Error(`no store is called ${name}`);
  return door.open(world, settings, context.workspace);
}

export {
  storeName,
  openStore
};
