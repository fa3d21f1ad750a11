import {
  keepResult,
  takeResult
} from "./shared-cache-results.js";
import "./shared-cache-archive-gather.js";
import "./shared-cache-archive-parse-list.js";
import "./shared-cache-archive-layout.js";
import "./shared-node-zlib.js";
import "./shared-cache-policy.js";
import "./common.js";
import "./shared-semver.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  keepResult,
  takeResult
};
