import {
  readRecord
} from "./shared-run-record-schema.js";
import "./shared-zod.js";
import "./common.js";
import "./shared-semver.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  readRecord
};
