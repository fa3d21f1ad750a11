import {
  writeWhole
} from "./shared-cli-internal-write-whole.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cli/internal/request.ts
function readRequest(args) {
  const [text, result, ...rest] = args;
  if (text === void 0 || result === void 0 || rest.length > 0)
    return err("needs a request and the file for the result");
  try {
    return ok({ request: JSON.parse(text), result });
  } catch {
    return err("the request is not JSON");
  }
}
function writeJson(inside, path, value) {
  const text = Buffer.from(`${JSON.stringify(value)}
`);
  return writeWhole(inside, path, async (file) => file.write(text));
}

export {
  readRequest,
  writeJson
};
