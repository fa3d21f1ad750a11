import {
  refuse,
  start
} from "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  refuse,
  start
};
