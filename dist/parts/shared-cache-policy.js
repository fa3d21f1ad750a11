import {
  STATEMENT_PAYLOAD,
  createHash,
  decodeEnvelope,
  decodeStatement,
  encodeEnvelope,
  encodeStatement,
  isPlainObject,
  isSha256,
  keyIdOf,
  pae,
  parsePublicKey,
  sign,
  verify
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/cache/predicate.ts
function predicateOf({ created, expires, ...seal }) {
  return { ...seal, created: new Date(created).toISOString(), expires: new Date(expires).toISOString() };
}
function readPredicate(value) {
  const problem = unsound(value, PREDICATE, "its predicate");
  if (problem !== void 0) return err(problem);
  const { created, expires, producer, ...seal } = value;
  if (Date.parse(expires) < Date.parse(created)) return err("it expires before it was made");
  return ok({
    ...seal,
    producer: { ...NO_PRODUCER, ...producer },
    created: Date.parse(created),
    expires: Date.parse(expires)
  });
}
function isNamespace(text2) {
  return /^(?:T2|T1\/[A-Za-z0-9][A-Za-z0-9._-]{0,63}|T0\/[0-9a-f]{32})$/.test(text2);
}
var NO_PRODUCER = { repository: void 0, ref: void 0, commit: void 0, runUrl: void 0 };
var LONGEST = 4096;
var text = (value) => typeof value === "string" && value.length <= LONGEST;
var maybeText = (value) => value === void 0 || text(value);
var flag = (value) => typeof value === "boolean";
var digest = (value) => typeof value === "string" && isSha256(value);
var count = (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
var namespace = (value) => typeof value === "string" && isNamespace(value);
var time = (value) => typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value) && Date.parse(value) >= 0 && new Date(value).toISOString() === value;
function oneOf(...words) {
  return (value) => typeof value === "string" && words.includes(value);
}
var PREDICATE = {
  kind: oneOf("result", "store"),
  name: text,
  namespace,
  key: digest,
  lineage: digest,
  list: { sha256: digest, stored: count, bytes: count },
  archive: { stored: count, members: count, bytes: count },
  producer: {
    host: oneOf("github", "gitlab", "local"),
    tier: oneOf("T0", "T1", "T2", "T3"),
    repository: maybeText,
    ref: maybeText,
    commit: maybeText,
    dirty: flag,
    runUrl: maybeText,
    sealsmith: text
  },
  created: time,
  expires: time,
  epoch: count
};
function unsound(value, shape, what) {
  if (!isPlainObject(value)) return `${what} is no object`;
  if (Object.keys(value).some((name) => !Object.hasOwn(shape, name))) return `${what} holds what is unknown`;
  for (const [name, wanted] of Object.entries(shape)) {
    const member = Object.hasOwn(value, name) ? value[name] : void 0;
    const problem = typeof wanted === "object" ? unsound(member, wanted, `its ${name}`) : wanted(member) ? void 0 : `${what} has no sound "${name}"`;
    if (problem !== void 0) return problem;
  }
  return void 0;
}

// src/cache/seal.ts
var SEAL_TYPE = "https://sealsmith.dev/cache-entry/v1";
var SEAL_LIMIT = 64 * 1024;
function makeSeal(seal, key) {
  const payload = statementOf(seal);
  const signature = sign(null, pae(STATEMENT_PAYLOAD, payload), key.privateKey);
  return encodeEnvelope({ payloadType: STATEMENT_PAYLOAD, payload, keyId: key.keyId, signature });
}
function openSeal(envelope, allowed) {
  const read = readEnvelope(envelope);
  if (!read.ok) return read;
  const { keyId, payload, signature } = read.value;
  const signer = allowed.find((one) => keyIdOf(one.key) === keyId);
  if (signer === void 0) return err({ code: "signer-not-allowed", detail: notAllowed(keyId, allowed) });
  const key = parsePublicKey(signer.key);
  if (!key.ok) return invalid(`the signer's key cannot be used: ${key.failure}`);
  if (!verify(null, pae(STATEMENT_PAYLOAD, payload), key.value, signature))
    return invalid(`its signature is not one of ${saidSigner(signer)}`);
  const seal = readStatement(payload);
  return seal.ok ? ok({ seal: seal.value, signer }) : seal;
}
function readSealUnverified(envelope) {
  const read = readEnvelope(envelope);
  if (!read.ok) return read;
  const seal = readStatement(read.value.payload);
  return seal.ok ? ok({ claimed: seal.value, claimedKeyId: read.value.keyId }) : seal;
}
function saidSigner({ key, tier, name }) {
  return `${key.slice(0, 16)}… = ${tier}${name === void 0 ? "" : ` "${name}"`}`;
}
function statementOf(seal) {
  return encodeStatement({
    subject: [{ name: seal.name, digest: { sha256: seal.list.sha256 } }],
    predicateType: SEAL_TYPE,
    predicate: predicateOf(seal)
  });
}
function readEnvelope(bytes) {
  const decoded = decodeEnvelope(bytes, SEAL_LIMIT);
  if (!decoded.ok) return invalid(`its envelope: ${decoded.failure}`);
  const envelope = decoded.value;
  if (!same(encodeEnvelope(envelope), bytes)) return invalid("its envelope is not as we write it");
  if (envelope.payloadType !== STATEMENT_PAYLOAD) return invalid("it is no in-toto statement");
  return ok(envelope);
}
function readStatement(payload) {
  const decoded = decodeStatement(payload);
  if (!decoded.ok) return invalid(`its statement: ${decoded.failure}`);
  const { predicateType, predicate } = decoded.value;
  if (predicateType !== SEAL_TYPE) return invalid("it is a statement about something else");
  const seal = readPredicate(predicate);
  if (!seal.ok) return invalid(seal.failure);
  if (!same(statementOf(seal.value), payload)) return invalid("its statement is not as we write it");
  return seal;
}
function notAllowed(keyId, allowed) {
  const whose = `sealed by key ${/^[0-9a-f]{1,64}$/.test(keyId) ? keyId.slice(0, 12) : "of no name"}`;
  return allowed.length === 0 ? `${whose}, and no signer is allowed` : `${whose}, allowed: ${allowed.map(saidSigner).join(", ")}`;
}
function invalid(detail) {
  return err({ code: "seal-invalid", detail });
}
function same(a, b) {
  return Buffer.compare(a, b) === 0;
}

// src/cache/policy.ts
var CLOCK_SKEW = 5 * 6e4;
function readerOf(context, settings, machine) {
  const { host, ci, tier } = context;
  const desk = atDesk({ host, ci });
  const own = desk && machine !== void 0 ? [{ key: machine, tier: "T0", name: "this machine" }] : [];
  const others = settings.signers.filter(
    (signer) => (desk || signer.tier !== "T0") && signer.key !== own[0]?.key
  );
  return {
    host,
    ci,
    tier,
    change: tier === "T1" ? changeOf(context) : void 0,
    machine: desk ? machine : void 0,
    signers: [...own, ...others]
  };
}
function namespacesToRead(reader, kind, checked) {
  switch (reader.tier) {
    case "T3":
      return kind === "store" && checked ? ["T2"] : [];
    case "T2":
      return ["T2"];
    case "T1":
      return reader.change === void 0 ? ["T2"] : ["T2", `T1/${reader.change}`];
    case "T0":
      return ["T2", ...atDesk(reader) ? machines(reader) : []];
  }
}
function mayTake(reader, wanted, { seal, signer }, settings, now) {
  const known = reader.signers.some(({ key, tier }) => key === signer.key && tier === signer.tier);
  if (!known) return miss("signer-not-allowed", `sealed by ${saidSigner(signer)}, which does not count here`);
  const where = namespacesToRead(reader, wanted.kind, wanted.checked);
  if (!where.includes(wanted.namespace)) return miss("tier", `this run (${reader.tier}) does not read there`);
  if (seal.namespace !== wanted.namespace)
    return miss("tier", `it was sealed for ${seal.namespace}, not for ${wanted.namespace}`);
  if (!mayFill(signer, seal.namespace) || seal.producer.tier !== signer.tier)
    return miss("tier", `sealed by ${saidSigner(signer)}, which may not seal for ${seal.namespace}`);
  if (seal.kind !== wanted.kind || seal.lineage !== wanted.lineage || !hasKey(wanted, seal.key))
    return miss(
      "key-mismatch",
      `it was sealed as ${seal.kind} ${seal.name} with key ${seal.key.slice(0, 12)}`
    );
  if (seal.created > now + CLOCK_SKEW)
    return miss("from-the-future", `it says that it was made at ${new Date(seal.created).toISOString()}`);
  if (seal.epoch !== settings.epoch)
    return miss("epoch", `it is of epoch ${seal.epoch}, not ${settings.epoch}`);
  if (now >= Math.min(seal.expires, seal.created + settings.maxAge))
    return miss("expired", `it was made at ${new Date(seal.created).toISOString()}`);
  return void 0;
}
function writerOf(reader, key, settings) {
  const namespace2 = namespaceToWrite(reader);
  if (!namespace2.ok) return namespace2;
  if (key === void 0) return err(miss("no-key", NO_KEY[reader.host]));
  if (reader.tier === "T0") {
    return key.publicKey === reader.machine ? ok({ namespace: namespace2.value, tier: "T0", key }) : err(miss("tier", "a person's own runs seal with the key of their machine alone"));
  }
  if (settings.signers.length === 0)
    return err(
      miss("no-signers", settings.unknown ?? "cache.signers is empty; sealsmith cache init says how")
    );
  const listed = settings.signers.find((signer) => signer.key === key.publicKey);
  if (listed === void 0)
    return err(
      miss("signer-not-allowed", `the key of this run, ${key.publicKey}, is not among cache.signers`)
    );
  if (listed.tier === "T2" && reader.tier === "T1") return err(miss("tier", `${LEAK} (T1): protect it`));
  return mayFill(listed, namespace2.value) ? ok({ namespace: namespace2.value, tier: listed.tier, key }) : err(miss("tier", `the key of this run is listed as ${listed.tier}, and this run is ${reader.tier}`));
}
function leakOf(reader, key) {
  if (atDesk(reader) || key === void 0 || reader.tier !== "T0" && reader.tier !== "T1") return void 0;
  const listed = reader.signers.find((signer) => signer.key === key.publicKey);
  return listed?.tier === "T2" ? `${LEAK}: protect it, and replace it` : void 0;
}
var LEAK = "the sealing key of the protected branches (T2) reaches changes";
var NO_KEY = {
  local: "this machine has no key",
  github: "SEALSMITH_CACHE_KEY is not set; sealsmith cache init says how",
  gitlab: "SEALSMITH_CACHE_KEY is not set; sealsmith cache init says how"
};
function namespaceToWrite(reader) {
  switch (reader.tier) {
    case "T3":
      return err(miss("store-read-only", "a release writes nothing to the cache"));
    case "T2":
      return ok("T2");
    case "T1":
      return reader.change === void 0 ? err(miss("store-read-only", "what this change is called is not known")) : ok(`T1/${reader.change}`);
    case "T0": {
      if (!atDesk(reader))
        return err(miss("store-read-only", "a run that nobody vouches for (T0) writes nothing"));
      const machine = reader.machine === void 0 ? void 0 : keyIdOf(reader.machine);
      return machine === void 0 ? err(miss("no-key", NO_KEY.local)) : ok(`T0/${machine}`);
    }
  }
}
function atDesk({ host, ci }) {
  return host === "local" && !ci;
}
function machines({ signers }) {
  return signers.flatMap(({ key, tier }) => {
    const id = tier === "T0" ? keyIdOf(key) : void 0;
    return id === void 0 ? [] : [`T0/${id}`];
  });
}
function mayFill({ key, tier }, namespace2) {
  return tier === "T0" ? namespace2 === `T0/${keyIdOf(key)}` : namespace2.split("/", 1)[0] === tier;
}
function hasKey(wanted, key) {
  return wanted.key === void 0 ? wanted.kind === "store" : wanted.key === key;
}
function changeOf({ change, ref }) {
  if (change !== void 0 && /^\d{1,20}$/.test(change)) return change;
  const name = change ?? ref;
  if (name === void 0) return void 0;
  return `ref-${createHash("sha256").update(name).digest("hex").slice(0, 32)}`;
}
function miss(code, detail) {
  return { code, detail };
}

export {
  makeSeal,
  openSeal,
  readSealUnverified,
  readerOf,
  namespacesToRead,
  mayTake,
  writerOf,
  leakOf
};
