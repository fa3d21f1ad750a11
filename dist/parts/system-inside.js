import {
  inside
} from "./shared-system-inside-files.js";
import "./shared-node-http.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  inside
};
