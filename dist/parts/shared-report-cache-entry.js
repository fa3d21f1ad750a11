import {
  ago,
  missText,
  short,
  size,
  visible
} from "./common.js";

// src/report/cache-entry.ts
function entryName({ seal, signer, known }) {
  if (seal !== void 0 && signer !== void 0) return visible(seal.name);
  if (known !== void 0) return visible(known);
  return seal === void 0 ? "–" : `"${visible(seal.name)}"`;
}
function signerLine({ key, tier, name }) {
  return `${visible(key.slice(0, 16))}… = ${tier}${name === void 0 ? "" : ` "${visible(name)}"`}`;
}
function signerShort({ key, tier, name }) {
  return `${tier} ${visible(name ?? `${key.slice(0, 16)}…`)}`;
}
function missLine(miss) {
  return visible(missText(miss));
}
function timeText(at) {
  return new Date(at).toISOString().replace("T", " ").slice(0, 16).concat("Z");
}
function agoText(at, now) {
  return at > now + 6e4 ? `${within(at - now)} from now` : ago(now - at);
}
function expiryText(expires, now) {
  return expires > now ? `expires in ${within(expires - now)}` : `expired ${ago(now - expires)}`;
}
function namespaceText(namespace) {
  const [tier = "", ...rest] = namespace.split("/");
  const name = rest.join("/");
  if (name === "") return visible(tier);
  return `${visible(tier)}/${visible(name.length > 20 ? `${name.slice(0, 8)}…` : name)}`;
}
function sumText(entries) {
  const bytes = entries.reduce((sum, entry) => sum + (entry.bytes ?? 0), 0);
  return `${entryCount(entries.length)} · ${size(bytes)}`;
}
function entryCount(number) {
  return number === 1 ? "1 entry" : `${number} entries`;
}
function keyText(key) {
  return `${short(key)}…`;
}
function within(milliseconds) {
  const minutes = Math.max(1, Math.round(milliseconds / 6e4));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`;
}

export {
  entryName,
  signerLine,
  signerShort,
  missLine,
  timeText,
  agoText,
  expiryText,
  namespaceText,
  sumText,
  entryCount,
  keyText
};
