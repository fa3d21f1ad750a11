import {
  GITLAB_FOLDER,
  gitlabStore
} from "./shared-cache-stores-gitlab.js";
import "./shared-cache-stores-entries.js";
import "./shared-cache-stores-slot.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  GITLAB_FOLDER,
  gitlabStore
};
