import {
  KeptKeys
} from "./shared-cache-key-parts.js";
import "./shared-node-zlib.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  KeptKeys
};
