import {
  withAncestors
} from "./shared-run-ancestry.js";
import "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  withAncestors
};
