import {
  namespaceText,
  signerLine,
  signerShort
} from "./shared-report-cache-entry.js";
import {
  missText,
  visible
} from "./common.js";

// src/report/cache-outlook.ts
function cacheClauses(outlook) {
  const { store, seals, named } = outlook;
  if (store === void 0) return ["cache: switched off"];
  return [
    `cache: ${named ? storeText(outlook) : store}`,
    readsText(outlook),
    "by" in seals ? sealedText(seals.by) : `nothing is kept: ${seals.code}`
  ];
}
function cacheFacts(outlook) {
  const { store, seals, signers, unknown } = outlook;
  if (store === void 0) return [{ good: true, text: "switched off by the configuration" }];
  return [
    { good: true, text: `${storeText(outlook)} · ${readsText(outlook)}` },
    ...signers.map((signer) => ({ good: true, text: `allowed: ${signerLine(signer)}` })),
    "by" in seals ? { good: true, text: `what is made here is ${sealedText(seals.by)}` } : { good: HARMLESS.has(seals.code), text: keptText(outlook) },
    ...unknown === void 0 ? [] : [{ good: false, text: `its settings are not known: ${visible(unknown)}` }]
  ];
}
var HARMLESS = /* @__PURE__ */ new Set(["store-read-only", "no-signers", "no-key"]);
function storeText({ store, place }) {
  return place === void 0 ? `${store}` : `${store} ${visible(place)}`;
}
function readsText({ tier, reads }) {
  return `${tier} reads ${reads.length === 0 ? "nothing" : reads.map(namespaceText).join(", ")}`;
}
function sealedText(by) {
  return `sealed by ${by === "this machine" ? by : signerShort(by)}`;
}
function keptText({ seals }) {
  return "code" in seals ? `nothing is kept: ${visible(missText(seals))}` : "";
}

export {
  cacheClauses,
  cacheFacts
};
