import {
  require_error
} from "./shared-tuf-js.js";
import "./shared.js";
export default require_error();
