import {
  err,
  ok
} from "./shared-core-redact.js";

// src/clients/git-refs.ts
var LIMIT = 64 * 1024;
var TIMEOUT = 2e4;
async function newestCommit(http, repository, ref, authorization) {
  const answer = await http.send({
    method: "POST",
    url: `${repository}.git/git-upload-pack`,
    headers: {
      "content-type": "application/x-git-upload-pack-request",
      accept: "application/x-git-upload-pack-result",
      "git-protocol": "version=2",
      ...authorization === void 0 ? {} : { authorization }
    },
    body: [packet("command=ls-refs\n"), "0001", packet("peel\n"), packet(`ref-prefix ${ref}
`), "0000"].join(
      ""
    ),
    limit: LIMIT,
    timeout: TIMEOUT
  });
  if (!answer.ok) return err(answer.failure.detail);
  const { status, body } = answer.value;
  if (status !== 200) return err(`the repository answered ${status}`);
  const lines = packets(Buffer.from(body));
  if (lines === void 0) return err("what the repository answered is not git");
  for (const line of lines) {
    const [, commit, name, peeled] = /^([0-9a-f]{40}|[0-9a-f]{64}) (\S+)(?: peeled:([0-9a-f]+))?$/.exec(line) ?? [];
    if (name === ref && commit !== void 0) return ok(peeled ?? commit);
  }
  return err(`${ref} is not there`);
}
function packet(text) {
  return `${(Buffer.byteLength(text) + 4).toString(16).padStart(4, "0")}${text}`;
}
function packets(bytes) {
  const lines = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const head = bytes.toString("latin1", at, at + 4);
    if (!/^[0-9a-f]{4}$/.test(head)) return void 0;
    const length = Number.parseInt(head, 16);
    if (length === 0) return lines;
    if (length < 4 || at + length > bytes.length) return void 0;
    lines.push(bytes.toString("utf8", at + 4, at + length).replace(/\n$/, ""));
    at += length;
  }
  return void 0;
}

export {
  newestCommit
};
