import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  takeSecrets
} from "./shared-system-secrets.js";
import "./shared-system-attempt.js";
import "./shared-core-redact.js";
import "./shared-core-result.js";
import "./shared.js";
export {
  takeSecrets
};
