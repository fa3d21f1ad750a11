import {
  writeSync
} from "./shared-core-redact.js";

// src/system/prompt.ts
var MOST = 1024;
async function askHidden(question, signal) {
  const { stdin } = process;
  if (!stdin.isTTY) return { kind: "absent" };
  if (signal.aborted) return { kind: "interrupted" };
  writeSync(2, question);
  stdin.setRawMode(true);
  stdin.resume();
  try {
    return await lineOf(stdin, signal);
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    writeSync(2, "\n");
  }
}
function press(text, key) {
  switch (key) {
    case "\r":
    case "\n":
      return { kind: "answered", text };
    // Ctrl-C and Ctrl-D, which a raw terminal does not act on by itself.
    case "":
      return { kind: "interrupted" };
    case "":
      return { kind: "absent" };
    case "":
    case "\b":
      return [...text].slice(0, -1).join("");
    case "":
      return "";
    default:
      return text.length < MOST ? text + key : text;
  }
}
function lineOf(stdin, signal) {
  return new Promise((resolve) => {
    let text = "";
    const decoder = new TextDecoder();
    const done = (asked) => {
      stdin.off("data", take).off("end", end);
      signal.removeEventListener("abort", abort);
      resolve(asked);
    };
    const end = () => done({ kind: "absent" });
    const abort = () => done({ kind: "interrupted" });
    const take = (chunk) => {
      for (const key of decoder.decode(chunk, { stream: true })) {
        const after = press(text, key);
        if (typeof after === "string") text = after;
        else {
          done(after);
          break;
        }
      }
    };
    stdin.on("data", take).on("end", end);
    signal.addEventListener("abort", abort);
  });
}

export {
  askHidden
};
