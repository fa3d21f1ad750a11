import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  complain,
  fail,
  openSession,
  wantsColor
} from "./shared-cli-session.js";
import "./shared-report-json.js";
import "./shared-report-failure.js";
import "./shared-report-escape.js";
import "./shared-core-failure-table.js";
import "./shared.js";
export {
  complain,
  fail,
  openSession,
  wantsColor
};
