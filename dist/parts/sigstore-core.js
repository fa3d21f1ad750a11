import {
  require_dist
} from "./shared-sigstore-core.js";
import "./shared.js";
export default require_dist();
