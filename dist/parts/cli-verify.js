import {
  stillThere,
  verifyArtifact
} from "./shared-cli-verify-subject.js";
import "./shared-clients-git-refs.js";
import "./shared-verify-sources-image.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-core-verdict.js";
import "./shared-core-build-type.js";
import "./shared-verify-open.js";
import "./shared-clients-sigstore-public.js";
import "./shared-verify-legacy.js";
import "./shared-sigstore-protobuf-specs.js";
import "./shared-yaml.js";
import "./shared-semver.js";
import "./shared-verify-content.js";
import "./shared-zod-2.js";
import "./shared-sigstore-core.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  stillThere,
  verifyArtifact
};
