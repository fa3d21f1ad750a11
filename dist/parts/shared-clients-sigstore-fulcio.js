import {
  X509Certificate,
  addressOf,
  ask,
  ephemeralKey,
  hostOf,
  identityOf,
  isPlainObject,
  isPublic,
  keySigner,
  nameOf,
  penOf,
  privateRepository,
  readPems,
  servicesOf,
  signBytes,
  strictJson,
  visibilityOf
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/clients/sigstore/fulcio.ts
var MOST_CERTIFICATES = 10;
var TIMEOUT = 3e4;
var SKEW = 5 * 6e4;
async function issueCertificate(caller, url, request, now) {
  const service = `the certificate authority at ${hostOf(url)}`;
  const answer = await ask(
    caller,
    { service, doing: "issue a certificate" },
    {
      method: "POST",
      url: addressOf(url, "/api/v2/signingCert"),
      headers: { "content-type": "application/json", accept: "application/json" },
      body: JSON.stringify({
        credentials: { oidcIdentityToken: request.token },
        publicKeyRequest: {
          publicKey: { algorithm: "ECDSA", content: request.publicKey },
          proofOfPossession: Buffer.from(request.proof).toString("base64")
        }
      }),
      timeout: TIMEOUT,
      secrets: [request.token]
    }
  );
  if (!answer.ok) return answer;
  const chain = readChain(answer.value.body);
  if (!chain.ok) return err({ code: "sigstore-invalid", service, message: chain.failure });
  const problem = leafProblem(chain.value, request.publicKey, now);
  return problem === void 0 ? ok(chain.value) : err({ code: "sigstore-invalid", service, message: problem });
}
function readChain(body) {
  const json = strictJson(body);
  if (!json.ok) return json;
  const answer = isPlainObject(json.value) ? json.value : {};
  const signed = answer["signedCertificateEmbeddedSct"] ?? answer["signedCertificateDetachedSct"];
  const chain = isPlainObject(signed) ? signed["chain"] : void 0;
  const texts = isPlainObject(chain) ? chain["certificates"] : void 0;
  if (!Array.isArray(texts) || texts.length === 0 || texts.length > MOST_CERTIFICATES) {
    return err("it holds no chain of certificates");
  }
  const ders = [];
  for (const text of texts) {
    const pems = typeof text === "string" ? readPems(text) : void 0;
    if (pems?.length !== 1 || pems[0]?.label !== "CERTIFICATE") return err("one of its certificates is none");
    ders.push(pems[0].bytes);
  }
  return ok(ders);
}
function leafProblem([der], publicKey, now) {
  let leaf;
  try {
    leaf = new X509Certificate(der ?? Buffer.alloc(0));
  } catch {
    return "its certificate is none";
  }
  if (leaf.publicKey.export({ format: "pem", type: "spki" }) !== publicKey) {
    return "its certificate is for another key";
  }
  const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
  if (!(from - SKEW <= now && now <= to + SKEW)) {
    return "its certificate is not good now, by the clock of this machine";
  }
  return leaf.subjectAltName === void 0 ? "its certificate names nobody" : void 0;
}

// src/signing/signers/keyless.ts
var keylessSigner = {
  name: "keyless",
  summary: "no key: a certificate of minutes for whom the forge says this job is",
  async open(settings, doors) {
    if (settings.with !== "keyless")
      throw new Error(`the keyless signer was given settings of ${settings.with}`);
    const services = await servicesOf(settings.services, doors);
    if (!services.ok) return services;
    const path = nameOf(settings.services);
    const { authority, logs, timestamps } = services.value;
    if (authority === void 0) {
      return err({ code: "services-invalid", path, message: "it names no certificate authority" });
    }
    if (logs.length === 0 && timestamps.length === 0) {
      const message = "it names neither a log nor a timestamp authority, so nothing would say when it was signed";
      return err({ code: "services-invalid", path, message });
    }
    const identity = await identityOf(settings.token, doors);
    if (!identity.ok) return identity;
    const { token, claims } = identity.value;
    const hidden = refusePublicity(services.value, settings.transparency, visibilityOf(claims.all));
    if (!hidden.ok) return hidden;
    const key = ephemeralKey();
    const chain = await issueCertificate(
      doors,
      authority,
      {
        token,
        publicKey: key.publicKey.pem,
        proof: signBytes(key, Buffer.from(claims.subject))
      },
      doors.clock.now()
    );
    if (!chain.ok) return chain;
    const who = { kind: "certificate", chain: chain.value, publicKey: key.publicKey, claims };
    return ok(penOf(key, who, services.value, doors, () => stillGood(chain.value, doors)));
  }
};
function refusePublicity(services, transparency, visibility) {
  const hidden = visibility !== void 0 && visibility !== "public";
  return hidden && transparency !== "public" && isPublic(services) ? err(privateRepository()) : ok(void 0);
}
function stillGood([leaf], doors) {
  const until = leaf === void 0 ? 0 : Date.parse(new X509Certificate(leaf).validTo);
  if (doors.clock.now() < until) return ok(void 0);
  const message = "the certificate was over before everything was signed";
  return err({ code: "identity-unusable", from: "the certificate authority", why: "expired", message });
}

// src/signing/registry.ts
var SIGNERS = {
  // A key of the user's.
  key: keySigner,
  // A certificate of minutes for whom a token names.
  keyless: keylessSigner
};

export {
  SIGNERS
};
