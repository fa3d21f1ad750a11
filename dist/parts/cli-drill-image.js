import {
  registryPlace
} from "./shared-signing-place.js";
import {
  createServer
} from "./shared-node-http.js";
import {
  drillText
} from "./shared-report-drill.js";
import {
  stillThere,
  subjectOf
} from "./shared-cli-verify-subject.js";
import "./shared-clients-git-refs.js";
import "./shared-verify-sources-image.js";
import "./shared-clients-registry-source.js";
import {
  Repository
} from "./shared-clients-registry-upload.js";
import "./shared-image-layout.js";
import {
  REASONS,
  reasonsOf,
  verify
} from "./shared-core-verdict.js";
import {
  BUILD_TYPE
} from "./shared-core-build-type.js";
import {
  readKey,
  readTrustedRoot
} from "./shared-verify-open.js";
import "./shared-clients-sigstore-public.js";
import "./shared-verify-legacy.js";
import "./shared-sigstore-protobuf-specs.js";
import {
  expectationsOf,
  verifySchema
} from "./shared-yaml.js";
import "./shared-semver.js";
import {
  SIGNATURE_TYPE
} from "./shared-verify-content.js";
import "./shared-zod-2.js";
import "./shared-sigstore-core.js";
import {
  MEDIA,
  canonicalJson,
  createHash,
  encodeBundle,
  encodeStatement,
  ephemeralKey,
  fail,
  generateKeyPairSync,
  hexOf,
  imageDigest,
  isImageDigest,
  isIndex,
  isRepositoryPath,
  isTag,
  penOf,
  randomBytes,
  readIndex,
  readManifest,
  say,
  sign,
  signatureOf
} from "./common.js";
import "./shared-semver-2.js";
import {
  err,
  errnoOf,
  ok
} from "./shared-core-redact.js";
import "./shared.js";

// src/report/image-drill.ts
function imageDrillText(view, look, all) {
  const words = {
    head: 'images in a throw-away registry, verified as "sealsmith verify" does it',
    remarks: [],
    harmless: "exit 0  harmless: honest evidence taken",
    taken: "PASSED",
    real: "nothing of yours was touched"
  };
  return drillText(view, words, look, all);
}

// src/system/loopback-server.ts
var HOST = "127.0.0.1";
var BODY_LIMIT = 16 * 1024 * 1024;
var serveOnLoopback = async (answer) => {
  const server = createServer((request, response) => {
    void respond(request, response, answer);
  });
  server.unref();
  const started = await new Promise((resolve) => {
    server.once("error", (error) => {
      resolve(err({ code: "system", doing: "listen", path: HOST, errno: errnoOf(error) ?? "unknown" }));
    });
    server.listen(0, HOST, () => resolve(ok(void 0)));
  });
  if (!started.ok) return started;
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("it listens, and not at a port");
  const made = {
    host: `${HOST}:${address.port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    })
  };
  return ok(made);
};
async function respond(request, response, answer) {
  response.on("error", () => {
  });
  const body = await bodyOf(request);
  if (body === void 0) {
    response.writeHead(413, { connection: "close" }).end();
    return;
  }
  const url = URL.parse(request.url ?? "", `http://${HOST}`);
  if (url === null) {
    response.writeHead(400).end();
    return;
  }
  const answered = answer({ method: request.method ?? "", url, headers: flat(request), body });
  const bytes = answered.body ?? new Uint8Array();
  response.writeHead(answered.status, { "content-length": bytes.length, ...answered.headers });
  response.end(request.method === "HEAD" ? void 0 : bytes);
}
async function bodyOf(request) {
  const pieces = [];
  let bytes = 0;
  try {
    for await (const piece of request) {
      bytes += piece.length;
      if (bytes > BODY_LIMIT) return void 0;
      pieces.push(piece);
    }
  } catch {
    return void 0;
  }
  return Buffer.concat(pieces);
}
function flat({ headers }) {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value ?? ""
    ])
  );
}

// src/verify/drill/attack.ts
function rowOf(id, row) {
  return (name, attack, ends, exit = ends.length === 0 ? 0 : 3, twin = { ...attack, pieces: void 0 }) => ({ ...{ id, row, name, ends, exit }, attack, twin });
}
async function fight(one, play, now) {
  const { id, row, name, ends, exit } = one;
  const twin = await play(one.twin);
  if (!twin.ok) return twin;
  const begun = now();
  const attack = await play(one.attack);
  if (!attack.ok) return attack;
  const reasons = reasonsOf(attack.value);
  const asItMust = attack.value.exit === exit && reasons.length === ends.length && ends.every((reason) => reasons.includes(reason));
  return ok({
    ...{ id, row, name },
    ends: exit === 0 ? "harmless" : `${ends.join(", ")} (exit ${exit})`,
    stopped: asItMust,
    miss: refusal(attack.value),
    honest: exit === 0 && attack.value.exit === 0,
    exit: attack.value.exit,
    twin: refusal(twin.value),
    milliseconds: now() - begun
  });
}
function refusal(verdict) {
  if (verdict.exit === 0) return void 0;
  const reasons = reasonsOf(verdict);
  const detail = reasons.map((reason) => REASONS[reason].says).join("; ");
  return { code: reasons.join(", "), detail };
}

// src/verify/drill/cast.ts
var FORGE = "https://forge.example";
var REPOSITORY = `${FORGE}/group/diary`;
var TYPOSQUAT = `${FORGE}/group/diarry`;
var REPOSITORY_ID = "1234";
var WORKFLOW = `${REPOSITORY}//.gitlab-ci.yml`;
var REF = "refs/heads/main";
var COMMIT = "8c1d0a4".padEnd(40, "0");
var OLD_COMMIT = "0dd5ea1".padEnd(40, "0");
var OTHER_ISSUER = "https://accounts.mail.example";
var PROVENANCE_TYPE = "https://slsa.dev/provenance/v1";
var SBOM_TYPE = "https://cyclonedx.org/bom";
var OUR_KEY = "the key of the project";
var MINUTE = 6e4;
var HOUR = 60 * MINUTE;
var DAY = 24 * HOUR;
function claims(changed = {}) {
  return {
    8: FORGE,
    9: `${WORKFLOW}@${REF}`,
    11: "self-hosted",
    12: REPOSITORY,
    13: COMMIT,
    14: REF,
    15: REPOSITORY_ID,
    18: `${WORKFLOW}@${REF}`,
    20: "push",
    ...changed
  };
}
function identity(name, changed = {}) {
  return { kind: "identity", identity: { name, claims: claims(changed) } };
}
function pipeline(changed = {}) {
  return identity(`${WORKFLOW}@${REF}`, changed);
}
var PIPELINE = pipeline();
var OUR_SIGNER = { kind: "key", key: "ours" };
var STRANGER_KEY = { kind: "key", key: "stranger" };
var STRANGER = {
  kind: "identity",
  identity: { name: "somebody@gmail.com", claims: { 8: OTHER_ISSUER } }
};
function signature(more = {}) {
  return { by: PIPELINE, type: SIGNATURE_TYPE, predicate: {}, ...more };
}
function provenance(account = {}, more = {}) {
  const {
    source = REPOSITORY,
    commit = COMMIT,
    ref = REF,
    trigger = "push",
    buildType = BUILD_TYPE,
    external = {}
  } = account;
  const config = { path: "sealsmith.yml", digest: { sha256: "c0ff1e".padEnd(64, "0") } };
  const predicate = {
    buildDefinition: {
      buildType,
      externalParameters: {
        source: `git+${source}`,
        ...{ ref, config, steps: ["containerize", "push"], tier: "T2" },
        ...external
      },
      internalParameters: { trigger, repositoryId: REPOSITORY_ID },
      resolvedDependencies: [{ uri: `git+${source}@${ref}`, digest: { gitCommit: commit } }]
    },
    runDetails: { builder: { id: `${REPOSITORY}/-/runners/1` }, metadata: {} }
  };
  return { by: PIPELINE, type: PROVENANCE_TYPE, predicate, ...more };
}
function sbom(components, more = {}) {
  const predicate = {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    components: components.map(([name, version]) => ({ type: "library", name, version }))
  };
  return { by: PIPELINE, type: SBOM_TYPE, predicate, ...more };
}
var GOOD_SBOM = sbom([["express", "4.21.2"]]);
var HONEST = [
  ...[signature(), provenance(), GOOD_SBOM],
  signature({ by: OUR_SIGNER }),
  provenance({}, { by: OUR_SIGNER }),
  sbom([["express", "4.21.2"]], { by: OUR_SIGNER })
];
var SIGNERS = [{ issuer: FORGE, workflow: WORKFLOW, ref: REF }];
var SOURCE = { repository: REPOSITORY, id: REPOSITORY_ID };
var BY_PIPELINE = { signers: SIGNERS };
var BY_KEY = { signers: [{ key: OUR_KEY }] };
var FROM_SOURCE = { signers: SIGNERS, source: SOURCE };

// src/verify/drill/accounts.ts
var lying = rowOf("I8", "contradicted claims");
var unknown = rowOf("I9", "unknown parameter");
var taken = rowOf("I11", "attestation as signature");
var ACCOUNT = { ...BY_PIPELINE, needs: ["provenance"] };
var NO_SIGNATURES = [
  ["the account of the build", provenance()],
  ["the list of components", GOOD_SBOM],
  ["an empty statement", { by: PIPELINE, type: "https://example.org/empty", predicate: {} }],
  ["the account, attached as a signature", provenance({}, { called: SIGNATURE_TYPE })]
];
var ACCOUNTS = [
  lying("another commit", { expected: ACCOUNT, pieces: [provenance({ commit: OLD_COMMIT })] }, [
    "claim-mismatch"
  ]),
  lying("another branch", { expected: ACCOUNT, pieces: [provenance({ ref: "refs/heads/side" })] }, [
    "claim-mismatch"
  ]),
  lying("another trigger", { expected: ACCOUNT, pieces: [provenance({ trigger: "schedule" })] }, [
    "claim-mismatch"
  ]),
  lying(
    "a level that its runner does not have",
    { expected: { ...BY_PIPELINE, builder: { level: 2 } }, pieces: [signature(), provenance()] },
    ["level-too-low"],
    3,
    {
      expected: { ...BY_PIPELINE, builder: { level: 2 } },
      pieces: [signature(), provenance({}, { by: pipeline({ 11: "gitlab-hosted" }) })]
    }
  ),
  unknown(
    "one that changes what is compiled",
    { expected: ACCOUNT, pieces: [provenance({ external: { overrides: { CFLAGS: "-DBACKDOOR" } } })] },
    ["unknown-parameter"]
  ),
  unknown(
    "beside one that is expected",
    {
      expected: { ...ACCOUNT, parameters: ["target"] },
      pieces: [provenance({ external: { target: "release", overrides: {} } })]
    },
    ["unknown-parameter"],
    3,
    {
      expected: { ...ACCOUNT, parameters: ["target"] },
      pieces: [provenance({ external: { target: "release" } })]
    }
  ),
  unknown(
    "in an account of a kind that nobody knows",
    { expected: ACCOUNT, pieces: [provenance({ buildType: "https://example.org/build" })] },
    ["build-type-unknown"]
  ),
  ...NO_SIGNATURES.map(
    ([name, piece]) => taken(name, { expected: BY_PIPELINE, pieces: [piece] }, ["signature-missing"])
  ),
  taken("the signature, for the account of the build", { expected: ACCOUNT, pieces: [signature()] }, [
    "provenance-missing"
  ])
];

// src/verify/drill/contents.ts
var inside = rowOf("I5", "forbidden dependency");
var older = rowOf("I12", "older honest list");
var RULES = { express: ">=4", "left-pad": "absent" };
var expected = { ...BY_PIPELINE, sbom: RULES };
var LISTS = [
  ["an old version", sbom([["express", "3.21.2"]]), ["component-version"]],
  [
    "an old version beside a good one",
    sbom([
      ["express", "4.21.2"],
      ["express", "3.0.0"]
    ]),
    ["component-version"]
  ],
  ["a version that is no number", sbom([["express", "newest"]]), ["component-version"]],
  [
    "a component that must not be there",
    sbom([
      ["express", "4.21.2"],
      ["left-pad", "1.3.0"]
    ]),
    ["component-forbidden"]
  ],
  ["a component of nearly that name", sbom([["expres", "4.21.2"]]), ["component-missing"]],
  ["a list that is none", { ...GOOD_SBOM, predicate: { express: "4.21.2" } }, ["sbom-invalid"]],
  ["a good list by somebody else", { ...GOOD_SBOM, by: STRANGER }, ["signer-not-allowed"]]
];
var OLD = sbom([["express", "4.21.2"]], { at: -3 * DAY });
var NEWEST = sbom([["express", "3.0.0"]], { at: -DAY });
var BETTER = [
  signature(),
  sbom([["express", "3.0.0"]], { at: -3 * DAY }),
  sbom([["express", "4.21.2"]], { at: -DAY })
];
function dated(version, at, attached) {
  const { predicate } = sbom([["express", version]]);
  return {
    by: OUR_SIGNER,
    type: GOOD_SBOM.type,
    predicate: { ...predicate, metadata: { timestamp: at } },
    at: attached
  };
}
var KEY_RULES = { signers: [{ key: OUR_KEY }], sbom: { express: ">=4" } };
var CONTENTS = [
  inside("no list of components", { expected, pieces: [signature()] }, ["sbom-missing"]),
  ...LISTS.map(([name, list, ends]) => inside(name, { expected, pieces: [signature(), list] }, ends)),
  older(
    "attached before the newest",
    { expected, pieces: [signature(), OLD, NEWEST] },
    ["component-version"],
    3,
    {
      expected,
      pieces: BETTER
    }
  ),
  older(
    "attached again, after the newest",
    { expected, pieces: [signature(), NEWEST, { ...OLD, listed: DAY }] },
    ["component-version"],
    3,
    { expected, pieces: BETTER }
  ),
  older(
    "of a key, stamped anew",
    {
      expected: KEY_RULES,
      pieces: [
        signature({ by: OUR_SIGNER }),
        dated("3.0.0", "2026-02-01T00:00:00Z", -3 * DAY),
        dated("4.21.2", "2026-01-01T00:00:00Z", 0)
      ]
    },
    ["component-version"],
    3,
    {
      expected: KEY_RULES,
      pieces: [
        signature({ by: OUR_SIGNER }),
        dated("3.0.0", "2026-01-01T00:00:00Z", -3 * DAY),
        dated("4.21.2", "2026-02-01T00:00:00Z", 0)
      ]
    }
  )
];

// src/verify/drill/junk.ts
var junk = rowOf("I13", "junk by a stranger");
var ALL = { ...BY_PIPELINE, needs: ["signature", "provenance", "sbom"] };
var LATER = DAY;
function heap(count, types) {
  return Array.from({ length: count }, (_, at) => {
    const called = types[at % types.length] ?? "";
    return { junk: at % 2 === 0 ? `{"mediaType":"junk ${at}"}` : `no JSON ${at}`, called, listed: LATER };
  });
}
var MIXED = heap(180, [SIGNATURE_TYPE, PROVENANCE_TYPE, SBOM_TYPE]);
var OTHERS = heap(60, ["https://example.org/other", "https://example.org/more"]);
var SPOILT = signature({ spoilt: true });
var JUNK = [
  junk("240 pieces, of all kinds", { expected: ALL, pieces: [...HONEST, ...MIXED, ...OTHERS] }, []),
  junk(
    "signatures of theirs, good and broken",
    {
      expected: BY_PIPELINE,
      pieces: [signature({ by: STRANGER }), signature({ by: STRANGER, spoilt: true }), ...HONEST]
    },
    []
  ),
  junk(
    "a broken one that claims us, beside the honest one",
    { expected: BY_PIPELINE, pieces: [{ ...SPOILT, listed: LATER }, ...HONEST] },
    []
  ),
  junk(
    "a broken one of theirs, and nothing else",
    {
      expected: BY_PIPELINE,
      pieces: [signature({ by: STRANGER, spoilt: true })]
    },
    ["signature-missing"]
  ),
  junk(
    "a broken one that claims us, and nothing else",
    { expected: BY_PIPELINE, pieces: [SPOILT] },
    ["signature-invalid"],
    4
  ),
  junk(
    "a broken one that claims our key, and nothing else",
    { expected: BY_KEY, pieces: [signature({ by: { kind: "key", key: "ours" }, spoilt: true })] },
    ["signature-invalid"],
    4
  ),
  // What is not looked at is neither there nor absent: no pass, and no alarm.
  junk(
    "more newer signatures than are looked at",
    { expected: BY_PIPELINE, pieces: [...HONEST, ...heap(210, [SIGNATURE_TYPE])] },
    ["signature-missing", "too-many"],
    5
  )
];

// src/verify/drill/signers.ts
var unsigned = rowOf("I1", "unsigned image");
var strange = rowOf("I2", "signed by somebody else");
var OTHERS2 = [
  ["a mail address of another issuer", STRANGER],
  ["a mail address, with our issuer", identity("somebody@gmail.com")],
  ["another repository", identity(`${WORKFLOW.replace(REPOSITORY, TYPOSQUAT)}@${REF}`)],
  [
    "a repository whose name begins with ours",
    identity(`${WORKFLOW.replace(REPOSITORY, `${REPOSITORY}-2`)}@${REF}`)
  ],
  ["another workflow of our repository", identity(`${REPOSITORY}//other.yml@${REF}`)],
  ["our workflow on another branch", identity(`${WORKFLOW}@refs/heads/mainly`)],
  ["our workflow within a longer address", identity(`${FORGE}/x?${WORKFLOW}@${REF}`)],
  ["our workflow, said by another issuer", identity(`${WORKFLOW}@${REF}`, { 8: OTHER_ISSUER })]
];
var OWN_AUTHORITY = {
  kind: "identity",
  identity: { name: `${WORKFLOW}@${REF}`, claims: claims() },
  authority: "stranger"
};
var ALL2 = { ...BY_PIPELINE, needs: ["signature", "provenance", "sbom"] };
var SIGNING = [
  unsigned("an identity is expected", { expected: BY_PIPELINE, pieces: [] }, ["signature-missing"]),
  unsigned("a key is expected", { expected: BY_KEY, pieces: [] }, ["signature-missing"]),
  unsigned("signed, and nobody says how it was built", { expected: ALL2, pieces: [signature(), GOOD_SBOM] }, [
    "provenance-missing"
  ]),
  ...OTHERS2.map(
    ([name, by]) => strange(name, { expected: BY_PIPELINE, pieces: [signature({ by })] }, ["signer-not-allowed"])
  ),
  strange(
    "a stranger says all there is to say",
    {
      expected: ALL2,
      pieces: [signature({ by: STRANGER }), provenance({}, { by: STRANGER }), { ...GOOD_SBOM, by: STRANGER }]
    },
    ["signer-not-allowed"]
  ),
  strange("another key", { expected: BY_KEY, pieces: [signature({ by: STRANGER_KEY })] }, ["key-unknown"]),
  strange(
    "another key that calls itself ours",
    { expected: BY_KEY, pieces: [signature({ by: STRANGER_KEY, hint: "ours" })] },
    ["signature-invalid"],
    4
  ),
  strange(
    "our name, by an authority of their own",
    { expected: BY_PIPELINE, pieces: [signature({ by: OWN_AUTHORITY })] },
    ["certificate-untrusted"],
    4
  )
];

// src/verify/drill/sources.ts
var squatted = rowOf("I3", "typosquatted source");
var old = rowOf("I4", "old or unreviewed state");
function built(changed, account = {}) {
  const by = pipeline(changed);
  return [signature({ by }), provenance(account, { by })];
}
function signedAt(at) {
  return [signature({ at })];
}
var OLD2 = built({ 13: OLD_COMMIT }, { commit: OLD_COMMIT });
var LATEST = { signers: SIGNERS, source: { ...SOURCE, commit: "latest" } };
var SOURCES = [
  squatted(
    "built from a repository of nearly that name",
    { expected: FROM_SOURCE, pieces: built({ 12: TYPOSQUAT, 15: "9981" }, { source: TYPOSQUAT }) },
    ["wrong-repository", "wrong-repository-id", "claim-mismatch"]
  ),
  squatted(
    "a repository of that name, made anew by somebody else",
    { expected: FROM_SOURCE, pieces: built({ 15: "9981" }) },
    ["wrong-repository-id", "claim-mismatch"]
  ),
  squatted(
    "a key signs what was built from nearly that name",
    {
      expected: { ...BY_KEY, source: SOURCE },
      pieces: [signature({ by: OUR_SIGNER }), provenance({ source: TYPOSQUAT }, { by: OUR_SIGNER })]
    },
    ["wrong-repository"]
  ),
  old("an old commit, and the forge has a newer one", { expected: LATEST, pieces: OLD2, newest: ok(COMMIT) }, [
    "wrong-commit"
  ]),
  old(
    "another commit than the one that is named",
    { expected: { signers: SIGNERS, source: { ...SOURCE, commit: COMMIT } }, pieces: OLD2 },
    ["wrong-commit"]
  ),
  old(
    "a side branch that nobody reviewed",
    {
      expected: { signers: SIGNERS, source: { ...SOURCE, ref: "refs/heads/main" } },
      pieces: built({ 14: "refs/heads/side" }, { ref: "refs/heads/side" })
    },
    ["wrong-ref"]
  ),
  old(
    "started by somebody by hand",
    { expected: { ...FROM_SOURCE, trigger: ["push"] }, pieces: built({ 20: "web" }, { trigger: "web" }) },
    ["wrong-trigger"]
  ),
  old(
    "signed 40 days ago, of at most 30",
    { expected: { ...BY_PIPELINE, "max-age": "30d" }, pieces: signedAt(-40 * DAY) },
    ["too-old"]
  ),
  old(
    "signed tomorrow",
    { expected: { ...BY_PIPELINE, "max-age": "30d" }, pieces: signedAt(DAY) },
    ["from-the-future"],
    4
  ),
  old(
    "a key signs, and nobody says when",
    { expected: { ...BY_KEY, "max-age": "30d" }, pieces: [signature({ by: OUR_SIGNER })] },
    ["not-timestamped"],
    3,
    { expected: { ...BY_PIPELINE, "max-age": "30d" }, pieces: void 0 }
  ),
  old(
    "the forge does not say what is newest",
    { expected: LATEST, pieces: built({}), newest: err("it does not answer") },
    ["latest-unknown"],
    5,
    { expected: LATEST, pieces: void 0, newest: ok(COMMIT) }
  )
];

// src/verify/drill/subjects.ts
var moved = rowOf("I6", "tag moved");
var borrowed = rowOf("I7", "bundle of another image");
var ALL3 = { ...BY_PIPELINE, needs: ["signature", "provenance", "sbom"] };
var about = "another image";
var SUBJECTS = [
  moved(
    "after the push, before it was signed",
    { expected: BY_PIPELINE, pieces: HONEST, asked: "tag", tag: "moved before" },
    ["signature-missing"],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: "tag" }
  ),
  moved(
    "while it is verified",
    { expected: BY_PIPELINE, pieces: HONEST, asked: "tag", tag: "moved meanwhile" },
    ["tag-moved"],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: "digest", tag: "moved meanwhile" }
  ),
  moved(
    "taken away while it is verified",
    { expected: BY_PIPELINE, pieces: HONEST, asked: "tag", tag: "removed meanwhile" },
    ["tag-moved"],
    3,
    { expected: BY_PIPELINE, pieces: HONEST, asked: "digest", tag: "removed meanwhile" }
  ),
  borrowed(
    "the signature",
    { expected: BY_PIPELINE, pieces: [signature({ about })] },
    ["subject-mismatch"],
    4
  ),
  borrowed(
    "the signature, by a key",
    { expected: BY_KEY, pieces: [signature({ by: OUR_SIGNER, about })] },
    ["subject-mismatch"],
    4
  ),
  borrowed(
    "the account of the build",
    { expected: ALL3, pieces: [signature(), provenance({}, { about }), GOOD_SBOM] },
    ["subject-mismatch"],
    4
  ),
  borrowed(
    "the list of components",
    { expected: ALL3, pieces: [signature(), provenance(), { ...GOOD_SBOM, about }] },
    ["subject-mismatch"],
    4
  ),
  borrowed(
    "the digest under the name of another algorithm",
    { expected: BY_PIPELINE, pieces: [signature({ about: "SHA-512" })] },
    ["subject-mismatch"],
    4
  ),
  borrowed(
    "the digest in capitals",
    { expected: BY_PIPELINE, pieces: [signature({ about: "capitals" })] },
    ["subject-mismatch"],
    4
  )
];

// src/verify/drill/drill.ts
var ATTACKS = [
  ...SIGNING,
  //  I1, I2        nobody, or somebody else
  ...SOURCES,
  //  I3, I4        another source, another state of it
  ...CONTENTS,
  // I5, I12       what is inside
  ...SUBJECTS,
  // I6, I7        another image
  ...ACCOUNTS,
  // I8, I9, I11   what is said, and what it is taken for
  ...JUNK
  //     I13           what anybody may attach
].toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
async function drill(attacks, play, now, ended) {
  const all = [];
  for (const attack of attacks) {
    if (ended()) break;
    const fought = await fight(attack, play, now);
    if (!fought.ok) return fought;
    all.push(fought.value);
  }
  return ok(all);
}

// src/verify/drill/throwaway-registry.ts
var ROOM = 256 * 1024 * 1024;
var ADDRESS = /^\/v2\/(?<name>.+?)\/(?:blobs\/uploads\/(?<upload>[0-9]*)|(?<kind>blobs|manifests|referrers)\/(?<reference>[^/]+)|(?<list>tags\/list))$/;
var ThrowawayRegistry = class {
  #repositories = /* @__PURE__ */ new Map();
  #uploads = 0;
  #bytes = 0;
  answer(asked) {
    const { pathname } = asked.url;
    if (pathname === "/v2/" || pathname === "/v2") return json(200, {});
    const found2 = ADDRESS.exec(decoded(pathname))?.groups ?? {};
    const { name = "", upload, kind, reference = "", list } = found2;
    if (!isRepositoryPath(name)) return refuse(404, "NAME_UNKNOWN");
    if (upload !== void 0) return this.#upload(asked, name, upload);
    if (list !== void 0) return this.#tags(asked, name);
    if (kind === "referrers") return this.#referrers(asked, name, reference);
    return kind === "blobs" ? this.#blob(asked, name, reference) : this.#manifest(asked, name, reference);
  }
  /** Reads of what is not there make nothing. */
  #at(name) {
    const known = this.#repositories.get(name);
    return known ?? { blobs: /* @__PURE__ */ new Map(), manifests: /* @__PURE__ */ new Map(), tags: /* @__PURE__ */ new Map(), uploads: /* @__PURE__ */ new Map() };
  }
  #made(name) {
    const repository = this.#at(name);
    this.#repositories.set(name, repository);
    return repository;
  }
  #upload({ method, url, headers, body }, name, number) {
    const digest = url.searchParams.get("digest") ?? "";
    if (method === "POST" && number === "") {
      const mounted = this.#mount(name, url.searchParams);
      if (mounted !== void 0) return mounted;
      if (digest !== "") return this.#store(name, digest, body);
      this.#uploads += 1;
      this.#made(name).uploads.set(String(this.#uploads), Buffer.alloc(0));
      return uploading(202, name, String(this.#uploads), 0);
    }
    const { uploads } = this.#at(name);
    const before = uploads.get(number);
    if (before === void 0) return refuse(404, "BLOB_UPLOAD_UNKNOWN");
    if (method === "GET") return uploading(204, name, number, before.length);
    if (method === "DELETE") {
      uploads.delete(number);
      return { status: 204 };
    }
    if (method !== "PATCH" && method !== "PUT") return refuse(405, "UNSUPPORTED");
    const from = /^(\d+)-\d+$/.exec(headers["content-range"] ?? "")?.[1];
    if (from !== void 0 && Number(from) !== before.length)
      return { ...uploading(416, name, number, before.length) };
    const bytes = Buffer.concat([before, body]);
    if (method === "PUT") {
      uploads.delete(number);
      return this.#store(name, digest, bytes);
    }
    if (!this.#fits(body)) return refuse(413, "SIZE_INVALID");
    uploads.set(number, bytes);
    return uploading(202, name, number, bytes.length);
  }
  #mount(name, query) {
    const mount = query.get("mount") ?? "";
    const blob = this.#at(query.get("from") ?? "").blobs.get(mount);
    if (blob === void 0) return void 0;
    this.#made(name).blobs.set(mount, blob);
    return created(name, "blobs", mount);
  }
  #store(name, digest, bytes) {
    if (digestOf(bytes) !== digest) return refuse(400, "DIGEST_INVALID");
    if (!this.#fits(bytes)) return refuse(413, "SIZE_INVALID");
    this.#made(name).blobs.set(digest, bytes);
    return created(name, "blobs", digest);
  }
  #fits(bytes) {
    this.#bytes += bytes.length;
    return this.#bytes <= ROOM;
  }
  #blob({ method }, name, digest) {
    const { blobs } = this.#at(name);
    const bytes = blobs.get(digest);
    if (bytes === void 0) return refuse(404, "BLOB_UNKNOWN");
    if (method === "DELETE") blobs.delete(digest);
    return method === "DELETE" ? { status: 202 } : found(method, bytes, "application/octet-stream", digest);
  }
  #manifest(asked, name, reference) {
    if (asked.method === "PUT") return this.#put(asked, name, reference);
    const { manifests, tags } = this.#at(name);
    const digest = isTag(reference) ? tags.get(reference) ?? "" : reference;
    const stored = manifests.get(digest);
    if (stored === void 0) return refuse(404, "MANIFEST_UNKNOWN");
    if (asked.method !== "DELETE") return found(asked.method, stored.bytes, stored.mediaType, digest);
    if (isTag(reference)) tags.delete(reference);
    else {
      manifests.delete(digest);
      for (const [tag, at] of tags) if (at === digest) tags.delete(tag);
    }
    return { status: 202 };
  }
  #put({ headers, body }, name, reference) {
    const digest = digestOf(body);
    if (!isTag(reference) && reference !== digest) return refuse(400, "DIGEST_INVALID");
    const mediaType = headers["content-type"] ?? "";
    const read = isIndex(mediaType) ? readIndex(body, mediaType) : readManifest(body, mediaType);
    if (!read.ok) return refuse(400, "MANIFEST_INVALID", read.failure);
    const { subject, annotations } = read.value;
    const repository = this.#made(name);
    const lacks = "manifests" in read.value ? read.value.manifests.some((one) => !repository.manifests.has(one.digest)) : [read.value.config, ...read.value.layers].some((one) => !repository.blobs.has(one.digest));
    if (lacks) return refuse(404, "MANIFEST_BLOB_UNKNOWN");
    if (!this.#fits(body)) return refuse(413, "SIZE_INVALID");
    const artifactType = read.value.artifactType ?? ("config" in read.value ? read.value.config.mediaType : void 0);
    const listed = {
      ...{ mediaType, digest, size: body.length, annotations },
      ...artifactType === void 0 ? {} : { artifactType }
    };
    const refers = subject === void 0 ? void 0 : { subject: subject.digest, listed };
    repository.manifests.set(digest, { bytes: body, mediaType, refers });
    if (isTag(reference)) repository.tags.set(reference, digest);
    const answered = created(name, "manifests", digest);
    return subject === void 0 ? answered : { ...answered, headers: { ...answered.headers, "oci-subject": subject.digest } };
  }
  #tags({ url }, name) {
    if (!this.#repositories.has(name)) return refuse(404, "NAME_UNKNOWN");
    const last = url.searchParams.get("last") ?? "";
    const after = [...this.#at(name).tags.keys()].toSorted().filter((tag) => tag > last);
    const count = Number(url.searchParams.get("n") ?? after.length);
    const tags = after.slice(0, count);
    const more = tags.length < after.length && tags.length > 0;
    const next = `</v2/${name}/tags/list?n=${count}&last=${tags.at(-1)}>; rel="next"`;
    const answered = json(200, { name, tags });
    return more ? { ...answered, headers: { ...answered.headers, link: next } } : answered;
  }
  #referrers({ url }, name, digest) {
    if (!isImageDigest(digest)) return refuse(400, "DIGEST_INVALID");
    const type = url.searchParams.get("artifactType");
    const manifests = [...this.#at(name).manifests.values()].flatMap(
      ({ refers }) => refers?.subject === digest && (type === null || refers.listed.artifactType === type) ? [refers.listed] : []
    );
    const answered = json(200, { schemaVersion: 2, mediaType: MEDIA.index, manifests });
    const filtered = type === null ? {} : { "oci-filters-applied": "artifactType" };
    return { ...answered, headers: { "content-type": MEDIA.index, ...filtered } };
  }
};
function found(method, body, mediaType, digest) {
  if (method !== "GET" && method !== "HEAD") return refuse(405, "UNSUPPORTED");
  return { status: 200, headers: { "content-type": mediaType, "docker-content-digest": digest }, body };
}
function created(name, kind, digest) {
  const headers = { location: `/v2/${name}/${kind}/${digest}`, "docker-content-digest": digest };
  return { status: 201, headers };
}
function uploading(status, name, number, bytes) {
  const headers = { location: `/v2/${name}/blobs/uploads/${number}`, range: `0-${Math.max(0, bytes - 1)}` };
  return { status, headers };
}
function json(status, value) {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(value))
  };
}
function refuse(status, code, message = code) {
  return json(status, { errors: [{ code, message }] });
}
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return "";
  }
}
function digestOf(bytes) {
  return imageDigest(createHash("sha256").update(bytes).digest("hex"));
}

// src/verify/drill/der.ts
function tlv(tag, ...parts) {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag]), lengthOf(value.length), value]);
}
var sequence = (...parts) => tlv(48, ...parts);
var set = (...parts) => tlv(49, ...parts);
var octets = (...parts) => tlv(4, ...parts);
var utf8 = (text) => tlv(12, Buffer.from(text));
var yes = () => tlv(1, Buffer.from([255]));
var bits = (bytes, unused = 0) => tlv(3, Buffer.from([unused]), bytes);
var tagged = (number, ...parts) => tlv(160 | number, ...parts);
var implicit = (number, bytes) => tlv(128 | number, bytes);
function integer(value) {
  const bytes = typeof value === "number" ? Buffer.from([value]) : Buffer.from(value);
  return tlv(2, (bytes[0] ?? 0) < 128 ? bytes : Buffer.concat([Buffer.from([0]), bytes]));
}
function oid(text) {
  const [first = 0, second = 0, ...rest] = text.split(".").map(Number);
  return tlv(6, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}
function time(at) {
  return at < Date.UTC(2050) ? tlv(23, Buffer.from(digitsOf(at).slice(2))) : generalizedTime(at);
}
function generalizedTime(at) {
  return tlv(24, Buffer.from(digitsOf(at)));
}
function commonName(text) {
  return sequence(set(sequence(oid("2.5.4.3"), utf8(text))));
}
function digitsOf(at) {
  return new Date(at).toISOString().replace(/[-:T]|\.\d+/g, "");
}
function lengthOf(length) {
  if (length < 128) return Buffer.from([length]);
  const hex = length.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.from([128 | bytes.length]), bytes]);
}
function base128(value) {
  const digits = [value & 127];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift(left & 127 | 128);
  return digits;
}

// src/verify/drill/authority.ts
var FULCIO = "1.3.6.1.4.1.57264.1.";
var ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));
var SHA256 = sequence(oid("2.16.840.1.101.3.4.2.1"));
var TIMESTAMP = "1.2.840.113549.1.9.16.1.4";
var MINUTE2 = 6e4;
var YEAR = 365 * 24 * 60 * MINUTE2;
var Authority = class {
  #keys = newKeys();
  #timeKeys = newKeys();
  #name;
  #from;
  #timeSerial;
  /** DER. */
  root;
  #time;
  /** @param now  milliseconds since 1970; it certifies what was signed at most a year before and after */
  constructor(name, now) {
    this.#name = commonName(name);
    this.#from = now - YEAR;
    const validity = [this.#from, now + YEAR];
    this.root = this.#issued(this.#name, this.#keys.publicKey, validity, newSerial(), [
      extension("2.5.29.19", sequence(yes()), true),
      extension("2.5.29.15", bits(Buffer.from([6]), 1), true),
      keyId(this.#keys.publicKey)
    ]);
    this.#timeSerial = newSerial();
    this.#time = this.#issued(
      commonName(`${name} time`),
      this.#timeKeys.publicKey,
      validity,
      this.#timeSerial,
      [extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.8")), true)]
    );
  }
  /** @returns DER; good for ten minutes about `at` */
  certify(publicKey, { name, claims: claims2 }, at) {
    const named = implicit(name.includes("://") ? 6 : 1, Buffer.from(name));
    return this.#issued(sequence(), publicKey, [at - MINUTE2, at + 9 * MINUTE2], newSerial(), [
      extension("2.5.29.15", bits(Buffer.from([128]), 7), true),
      extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.3"))),
      keyId(publicKey),
      extension("2.5.29.35", sequence(implicit(0, idOf(this.#keys.publicKey)))),
      extension("2.5.29.17", sequence(named), true),
      ...Object.entries(claims2).map(([number, text]) => extension(`${FULCIO}${number}`, utf8(text)))
    ]);
  }
  /** A TimeStampResp, DER: that these bytes were there then. */
  stamp(signed, at) {
    const info = sequence(
      integer(1),
      oid("1.2.3.4"),
      sequence(SHA256, octets(sha256(signed))),
      newSerial(),
      generalizedTime(at)
    );
    const attributes = [
      sequence(oid("1.2.840.113549.1.9.3"), set(oid(TIMESTAMP))),
      sequence(oid("1.2.840.113549.1.9.4"), set(octets(sha256(info))))
    ];
    const signer = sequence(
      integer(1),
      sequence(this.#name, this.#timeSerial),
      SHA256,
      tagged(0, ...attributes),
      ECDSA_SHA256,
      octets(sign("sha256", set(...attributes), this.#timeKeys.privateKey))
    );
    const data = sequence(
      integer(3),
      set(SHA256),
      sequence(oid(TIMESTAMP), tagged(0, octets(info))),
      set(signer)
    );
    const content = sequence(oid("1.2.840.113549.1.7.2"), tagged(0, data));
    return sequence(sequence(integer(0)), content);
  }
  /** What verifiers are told (protobuf-specs: sigstore_trustroot.proto), JSON. */
  trustedRoot() {
    const validFor = { start: new Date(this.#from).toISOString() };
    const authority = (...certificates) => ({
      subject: { organization: "drill", commonName: "drill" },
      certChain: { certificates: certificates.map((one) => ({ rawBytes: one.toString("base64") })) },
      validFor
    });
    const root = {
      mediaType: "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
      tlogs: [],
      certificateAuthorities: [authority(this.root)],
      ctlogs: [],
      timestampAuthorities: [authority(this.#time, this.root)]
    };
    return Buffer.from(JSON.stringify(root), "utf8");
  }
  #issued(subject, publicKey, [from, until], serial, extensions) {
    const certified = sequence(
      tagged(0, integer(2)),
      serial,
      ECDSA_SHA256,
      this.#name,
      sequence(time(from), time(until)),
      subject,
      spki(publicKey),
      tagged(3, sequence(...extensions))
    );
    const signature2 = sign("sha256", certified, this.#keys.privateKey);
    return sequence(certified, ECDSA_SHA256, bits(signature2));
  }
};
function newKeys() {
  return generateKeyPairSync("ec", { namedCurve: "P-256" });
}
function newSerial() {
  return integer(Buffer.concat([Buffer.from([77]), randomBytes(11)]));
}
function extension(name, value, critical = false) {
  return sequence(oid(name), ...critical ? [yes()] : [], octets(value));
}
function keyId(key) {
  return extension("2.5.29.14", octets(idOf(key)));
}
function idOf(key) {
  return sha256(spki(key)).subarray(0, 20);
}
function spki(key) {
  return key.export({ type: "spki", format: "der" });
}
function sha256(bytes) {
  return createHash("sha256").update(bytes).digest();
}

// src/cli/drill/image-pens.ts
var Pens = class {
  authority;
  ours = ephemeralKey();
  #strangers;
  #stranger = ephemeralKey();
  /** @param now  milliseconds since 1970 */
  constructor(now) {
    this.authority = new Authority("drill", now);
    this.#strangers = new Authority("drill of a stranger", now);
  }
  /** Signs, and is stamped, at the time of the piece; a key is stamped only where the piece says a time. */
  penFor({ by, at, hint, spoilt = false }, now) {
    const time2 = now + (at ?? 0);
    const [key, who] = this.#signer(by, time2);
    const pen = penOf(key, who, { logs: [], timestamps: [] }, doorsAt(time2), () => ok(void 0));
    const authority = by.kind === "identity" && by.authority === "stranger" ? this.#strangers : this.authority;
    return {
      ...pen,
      statement: async (payload, payloadType) => {
        const signed = await pen.statement(payload, payloadType);
        if (!signed.ok) return signed;
        const content = spoilt ? spoiltContent(signed.value.content) : signed.value.content;
        const stamped = by.kind === "identity" || at !== void 0;
        const timestamps = stamped ? [authority.stamp(signatureOf(content), time2)] : [];
        const signer = hint === void 0 ? signed.value.signer : { kind: "key", hint: this.ours.publicKey.hint };
        return ok({ ...signed.value, signer, content, timestamps });
      }
    };
  }
  #signer(by, time2) {
    if (by.kind === "key") {
      const key2 = by.key === "ours" ? this.ours : this.#stranger;
      return [key2, { kind: "key", publicKey: key2.publicKey }];
    }
    const authority = by.authority === "stranger" ? this.#strangers : this.authority;
    const key = ephemeralKey();
    const { publicKey } = key;
    const certificate = authority.certify(publicKey.key, by.identity, time2);
    const { name, claims: claims2 } = by.identity;
    const told = { issuer: claims2[8] ?? "", subject: name, expires: time2, all: {} };
    return [key, { kind: "certificate", chain: [certificate, authority.root], publicKey, claims: told }];
  }
};
async function bundleBytes(pen, statement) {
  const bundle = await pen.statement(encodeStatement(statement));
  return bundle.ok ? ok(encodeBundle(bundle.value)) : bundle;
}
function spoiltContent(content) {
  if (content.kind !== "envelope") return content;
  const signature2 = Uint8Array.from(content.envelope.signature);
  const last = signature2.length - 1;
  signature2[last] = (signature2[last] ?? 0) ^ 1;
  return { ...content, envelope: { ...content.envelope, signature: signature2 } };
}
function doorsAt(time2) {
  const clock = { now: () => time2 };
  const shut = { ok: false, failure: { kind: "stopped", detail: "the drill asks nobody" } };
  const http = { send: async () => shut, download: async () => shut, stream: async () => shut };
  return {
    http,
    clock,
    readText: () => ok(void 0),
    variable: () => void 0,
    pause: async () => {
    },
    output: async () => err({ message: "the drill asks nobody" }),
    publicSigningConfig: async () => err({ code: "usage", message: "the drill asks nobody" })
  };
}

// src/cli/drill/image-stage.ts
var TAG = "v1";
var Stage = class {
  #session;
  #host;
  #judge;
  #pens;
  #trust;
  /** Nobody on this machine can guess what the repositories are called. */
  #prefix = `drill-${randomBytes(8).toString("hex")}`;
  #images = 0;
  #honest;
  constructor(session, { host }, judge = verify) {
    this.#session = { ...session, world: ownWorld(session.world) };
    this.#host = host;
    this.#judge = judge;
    this.#pens = new Pens(session.world.clock.now());
    this.#trust = trustOf(this.#pens);
  }
  play = async (scene) => {
    const { pieces, asked = "digest", tag } = scene;
    this.#honest ??= this.#staged(HONEST, void 0);
    const honest = await this.#honest;
    if (!honest.ok) return honest;
    const staged = pieces === void 0 ? honest : await this.#staged(pieces, honest.value.subject);
    if (!staged.ok) return staged;
    const { repository, subject } = staged.value;
    const meddle = async () => {
      if (tag === void 0) return ok(void 0);
      if (tag !== "removed meanwhile") return await this.#move(repository);
      const removed = await repository.remove(TAG);
      return removed.ok ? ok(void 0) : removed;
    };
    const moved2 = tag === "moved before" ? await meddle() : ok(void 0);
    if (!moved2.ok) return moved2;
    const name = asked === "tag" ? `${repository.name}:${TAG}` : `${repository.name}@${subject.digest}`;
    return await this.#verified(name, scene, tag === "moved before" ? async () => ok(void 0) : meddle);
  };
  /** @param meanwhile  done when the image is known and its evidence is not yet */
  async #verified(name, { expected: expected2, newest }, meanwhile) {
    const session = this.#session;
    const subject = await subjectOf(session, name, []);
    if (!subject.ok) return subject;
    const { artifact, sources, content } = subject.value;
    const verdict = await this.#judge({
      artifact,
      sources: sources.map((source) => ({ ...source, list: listing(source, meanwhile) })),
      content,
      expected: expectationsFrom(expected2, this.#pens),
      trust: this.#trust,
      now: session.world.clock.now(),
      newest: async () => newest ?? { ok: false, failure: "nobody was asked" }
    });
    return ok(await stillThere(verdict, subject.value));
  }
  async #staged(pieces, honest) {
    this.#images += 1;
    const repository = this.#repository(`${this.#prefix}/${this.#images}`);
    const subject = await pushed(repository, `image ${this.#images}`);
    if (!subject.ok) return subject;
    const image = { bytes: bytesFrom(repository) };
    const place = registryPlace(repository, subject.value, image);
    for (const piece of pieces) {
      const put = await this.#attach(piece, place, subject.value, honest);
      if (!put.ok) return put;
    }
    return ok({ repository, subject: subject.value });
  }
  /** What is honest goes the way of an honest pipeline; the rest by the hands of who may write to the registry. */
  async #attach(piece, place, subject, honest) {
    const now = this.#session.world.clock.now();
    const created2 = new Date(now + (piece.listed ?? ("at" in piece ? piece.at ?? 0 : 0))).toISOString();
    if ("junk" in piece) return await place.add(Buffer.from(piece.junk), piece.called, created2);
    const statement = statementOf(piece, subject, honest);
    if (isPlain(piece)) {
      const pen = this.#pens.penFor(piece, now);
      const said = await say(pen, statement, [place], { formats: ["bundle"], image: void 0, now });
      return said.ok ? ok(void 0) : said;
    }
    const bundle = await bundleBytes(this.#pens.penFor(piece, now), statement);
    return bundle.ok ? await place.add(bundle.value, piece.called ?? piece.type, created2) : bundle;
  }
  async #move(repository) {
    const other = await pushed(repository, "what somebody else built");
    return other.ok ? ok(void 0) : other;
  }
  #repository(repository) {
    const { world } = this.#session;
    const options = {
      plainHttp: [],
      credential: async () => ok(void 0),
      signal: world.interrupt.signal
    };
    return new Repository(world, { registry: this.#host, repository }, options);
  }
};
function ownWorld(world) {
  const files = { ...world.files, readText: () => ok(void 0), realPath: () => void 0 };
  return { ...world, files, env: {}, secrets: /* @__PURE__ */ new Map() };
}
function listing(source, meanwhile) {
  return async () => {
    const done = await meanwhile();
    return done.ok ? await source.list() : done;
  };
}
function trustOf({ authority, ours }) {
  const root = readTrustedRoot("the drill", authority.trustedRoot());
  const key = readKey(OUR_KEY, ours.publicKey.pem);
  if (!root.ok || !key.ok) throw new Error("the drill does not trust its own authority");
  return { roots: [root.value], keys: [key.value] };
}
function expectationsFrom(section, { ours }) {
  const keys = /* @__PURE__ */ new Map([[OUR_KEY, ours.publicKey.pem]]);
  const expected2 = expectationsOf(verifySchema.parse(section), keys);
  if (expected2 === void 0) throw new Error("a scene of the drill expects nothing");
  return expected2;
}
function isPlain({ about: about2, hint, spoilt, called, listed }) {
  return [about2, hint, spoilt, called, listed].every((one) => one === void 0);
}
function statementOf({ about: about2, type: predicateType, predicate }, subject, honest) {
  const sha2562 = hexOf(about2 === "another image" && honest !== void 0 ? honest.digest : subject.digest);
  const digest = about2 === "SHA-512" ? { sha512: sha2562 } : { sha256: sha2562 };
  const said = about2 === "capitals" ? { sha256: sha2562.toUpperCase() } : digest;
  return { subject: [{ name: "diary", digest: said }], predicateType, predicate };
}
async function pushed(repository, text) {
  const blobs = [
    [MEDIA.config, Buffer.from('{"architecture":"amd64","os":"linux"}')],
    [MEDIA.layerTar, Buffer.from(text)]
  ];
  const [config, layer] = blobs.map(([mediaType, bytes2]) => describe(mediaType, bytes2));
  for (const [mediaType, bytes2] of blobs) {
    const sent = await repository.upload(describe(mediaType, bytes2), async (from, take) => {
      await take(bytes2.subarray(from));
      return ok(void 0);
    });
    if (!sent.ok) return sent;
  }
  const manifest = { schemaVersion: 2, mediaType: MEDIA.manifest, config, layers: [layer] };
  const bytes = Buffer.from(canonicalJson(manifest), "utf8");
  const descriptor = describe(MEDIA.manifest, bytes);
  const tagged2 = await repository.tag(TAG, { descriptor, bytes });
  return tagged2.ok ? ok(descriptor) : tagged2;
}
function describe(mediaType, bytes) {
  const digest = imageDigest(createHash("sha256").update(bytes).digest("hex"));
  return { mediaType, digest, size: bytes.length };
}
function bytesFrom(repository) {
  return async (descriptor) => {
    const pieces = [];
    const read = await repository.stream(descriptor, async (piece) => {
      pieces.push(Buffer.from(piece));
      return ok(void 0);
    });
    return read.ok ? ok(Buffer.concat(pieces)) : read;
  };
}

// src/cli/drill/image.ts
async function drillImage(session, { judge, attacks = ATTACKS, serve = serveOnLoopback } = {}) {
  const { clock, interrupt } = session.world;
  const started = clock.now();
  const registry = new ThrowawayRegistry();
  const server = await serve((asked) => registry.answer(asked));
  if (!server.ok) return fail(session, server.failure);
  try {
    const stage = new Stage(session, server.value, judge);
    const now = () => clock.now();
    const fought = await drill(attacks, stage.play, now, () => interrupt.signal.aborted);
    const { aborted, reason } = interrupt.signal;
    if (aborted)
      return fail(session, { code: "interrupted", signal: reason === "SIGTERM" ? "SIGTERM" : "SIGINT" });
    if (!fought.ok) return fail(session, fought.failure);
    const results = fought.value.map((one) => ({ ...one, strays: [] }));
    const exit = results.every(({ stopped, twin }) => stopped && twin === void 0) ? 0 : 4;
    const view = { results, milliseconds: clock.now() - started, exit };
    if (session.flags.json === true) session.json({ kind: "image-drill", ...view });
    session.say(imageDrillText(view, session.look, session.flags.verbose === true));
    return exit;
  } finally {
    await server.value.close();
  }
}
export {
  drillImage
};
