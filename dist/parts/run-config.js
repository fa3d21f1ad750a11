import {
  parseConfig,
  parseSettings,
  readConfigText
} from "./shared-steps-image-options.js";
import "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod.js";
import "./shared-zod-2.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  parseConfig,
  parseSettings,
  readConfigText
};
