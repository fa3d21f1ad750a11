import {
  keepStore,
  storeKey,
  takeStore
} from "./shared-cache-packages.js";
import "./shared-cache-archive-gather.js";
import "./shared-cache-archive-parse-list.js";
import "./shared-cache-archive-layout.js";
import "./shared-cache-policy.js";
import "./shared-node-zlib.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  keepStore,
  storeKey,
  takeStore
};
