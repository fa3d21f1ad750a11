import {
  sayOf,
  signArtifacts
} from "./shared-cli-sign.js";
import "./shared-clients-sigstore-fulcio.js";
import "./shared-image-layout-write.js";
import "./shared-image-manifest.js";
import "./shared-system-prompt.js";
import "./shared-signing-place.js";
import "./shared-clients-registry-source.js";
import "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import "./shared-verify-open.js";
import "./shared-clients-sigstore-public.js";
import "./shared-sigstore-protobuf-specs.js";
import "./shared-sigstore-core.js";
import "./common.js";
import "./shared-semver-2.js";
import "./shared-core-redact.js";
import "./shared.js";
export {
  sayOf,
  signArtifacts
};
