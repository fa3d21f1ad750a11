import {
  askUntilGood
} from "./shared-core-asking.js";
import {
  readNumber
} from "./shared-cli-internal-arguments.js";
import "./common.js";
import "./shared-semver-2.js";
import {
  err,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/cli/internal/image-ask.ts
async function imageAsk(args, inside) {
  const [portText = "", path = "", withinText = ""] = args;
  const port = readNumber(portText, 1, 65535);
  if (!port.ok) return port;
  const within = readNumber(withinText, 1, 864e5);
  if (!within.ok) return within;
  if (!path.startsWith("/")) return err("needs a path that begins with /");
  await askUntilGood({
    clock: inside,
    async ask(limit) {
      const answer = await inside.ask(port.value, path, limit);
      inside.print(answer.kind === "answered" ? `answered ${answer.status}
` : `${answer.kind}
`);
      return answer;
    },
    // Whoever started us ends us.
    ended: new Promise(() => {
    }),
    started: inside.now(),
    within: within.value
  });
  return ok(0);
}
export {
  imageAsk
};
