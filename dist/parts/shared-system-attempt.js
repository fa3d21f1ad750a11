import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  err,
  ok
} from "./shared-core-result.js";

// src/system/attempt.ts
function attempt(doing, path, work) {
  try {
    return ok(work());
  } catch (error) {
    return refused(doing, path, error);
  }
}
async function attemptAsync(doing, path, work) {
  try {
    return ok(await work());
  } catch (error) {
    return refused(doing, path, error);
  }
}
function errnoOf(error) {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : void 0;
}
function refused(doing, path, error) {
  const errno = errnoOf(error);
  if (errno === void 0 || !/^E[A-Z0-9]+$/.test(errno)) throw error;
  return err({ code: "system", doing, path, errno });
}

export {
  attempt,
  attemptAsync,
  errnoOf
};
