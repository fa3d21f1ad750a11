import { createRequire as __createRequire } from 'node:module';
const require = __createRequire(import.meta.url);
import {
  mark,
  visible,
  wrap
} from "./shared-report-escape.js";
import {
  explain
} from "./shared-core-failure-table.js";

// src/report/checkout.ts
function credentialsRemark({ host, git }) {
  const names = git?.credentials ?? [];
  if (names.length === 0) return [];
  const said = `the checkout left credentials, or a way to them, in .git/config (${names.join(", ")}), where every job can read them`;
  return [`${said}; ${REMEDY[host]}`];
}
function refusalRemark(refused) {
  if (refused === void 0) return [];
  const { message, next } = explain(refused);
  const said = `${message}: no commit is known, every file counts as an input, no job can have outputs of its own`;
  return [next === void 0 ? said : `${said}; ${next}`];
}
function refusalLines(refused, look) {
  return refusalRemark(refused).flatMap(
    (remark) => wrap(visible(remark), look.columns - 2).map(
      (line, at) => `${at === 0 ? mark("note", look) : " "} ${line}`
    )
  );
}
var REMEDY = {
  github: '"persist-credentials: false" of actions/checkout keeps them out',
  gitlab: "FF_GIT_URLS_WITHOUT_TOKENS=true keeps the token of the job out of it",
  local: "a credential helper among your own settings keeps them out of the folder"
};

export {
  credentialsRemark,
  refusalRemark,
  refusalLines
};
