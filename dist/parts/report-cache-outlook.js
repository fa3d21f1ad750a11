import {
  cacheClauses,
  cacheFacts
} from "./shared-report-cache-outlook.js";
import "./shared-report-cache-entry.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  cacheClauses,
  cacheFacts
};
