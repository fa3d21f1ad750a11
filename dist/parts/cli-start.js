import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  refuse,
  start
} from "./shared-cli-start.js";
import "./shared-report-failure.js";
import "./shared-report-escape.js";
import "./shared-core-failure-table.js";
import "./shared-cli-version.js";
import "./shared.js";
export {
  refuse,
  start
};
