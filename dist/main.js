#!/usr/bin/env node
import {
  VERSION,
  takeSecrets
} from "./parts/shared-core-redact.js";
import "./parts/shared.js";

// src/main.ts
var args = process.argv.slice(2);
var { node } = process.versions;
if (Number.parseInt(node, 10) < 24) {
  process.stderr.write(`sealsmith needs Node 24 or later, and this is ${node} (exit 5)
`);
  process.exitCode = 5;
} else if (args.length === 1 && args[0] === "--version") {
  process.stdout.write(`${VERSION}
`);
} else {
  const secrets = args[0] === "internal" ? void 0 : takeSecrets();
  const { start } = await import("./parts/cli-start.js");
  process.exitCode = await start(args, import.meta.filename, secrets);
}
