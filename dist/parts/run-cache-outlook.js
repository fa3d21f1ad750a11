import {
  cacheOutlook
} from "./shared-run-cache-outlook.js";
import "./shared-cache-stores-registry.js";
import "./shared-cache-policy.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  cacheOutlook
};
