import {
  openVault
} from "./shared-run-vault.js";
import "./shared-cache-machine-key.js";
import "./shared-cache-stores-registry.js";
import "./shared-cache-archive-layout.js";
import "./shared-cache-policy.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  openVault
};
