import {
  require_dist,
  verifySchema
} from "./shared-yaml.js";
import {
  NEVER,
  _enum,
  array,
  boolean,
  int,
  literal,
  number,
  object,
  record,
  strictObject,
  string,
  union,
  url
} from "./shared-zod-2.js";
import {
  OURS,
  RESERVED,
  STEPS,
  edits,
  isBelow,
  isGlob,
  isRepository,
  nearest,
  parseImageName,
  parsePlatform,
  parsePublicKey,
  posix,
  textDigest,
  withheldProblem,
  workspacePath
} from "./common.js";
import {
  err,
  looksSecret,
  ok
} from "./shared-core-redact.js";
import {
  __toESM
} from "./shared.js";

// src/steps/options.ts
var NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
var UNITS = { ms: 1, s: 1e3, m: 6e4, h: 36e5 };
var duration = string().regex(/^\d+(ms|s|m|h)$/, "a duration such as 90s, 10m or 1h").transform((text) => {
  const [, count = "0", unit = "s"] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  return Number(count) * (UNITS[unit] ?? 1e3);
}).refine((milliseconds) => milliseconds >= 1e3, { message: "a duration of at least 1s" });
function problem(message, path2 = []) {
  return { code: "custom", message, path: [...path2], params: { whole: true } };
}
var path = string().min(1).transform((text, context) => {
  const inside = workspacePath(text);
  if (inside !== void 0) return inside;
  context.issues.push({
    code: "custom",
    message: 'a path inside the project: relative, without ".."',
    input: text
  });
  return NEVER;
});
var output = path.refine(
  (owned) => !isBelow(owned, OURS) && !isBelow(owned, ".git") && !owned.includes("/.git/") && !owned.endsWith("/.git"),
  { message: "a path that a step may own" }
);
var glob = string().min(1).refine((text) => isGlob(text.replace(/^!/, "")), {
  message: 'a pattern for files of the project: relative, without "..", its brackets closed'
});
var variable = string().refine((text) => NAME.test(text.split("=", 1)[0] ?? ""), {
  message: "NAME or NAME=value"
});
var variableName = string().regex(NAME, "the name of a variable");
var check = strictObject({
  port: int().min(1).max(65535).describe("the port it listens on; it gets it as PORT too"),
  path: string().startsWith("/").default("/").describe("the address to ask"),
  within: duration.default(3e4).describe("how long it may take to answer (default: 30s)")
}).describe("start what was built, ask this address until it answers 2xx or 3xx, stop it");
var shared = {
  after: array(string()).describe("steps that must have ended well before").optional(),
  env: array(variable).describe(
    "variables the step gets: NAME from the environment or env-file, or NAME=value; part of the cache key"
  ).optional(),
  secrets: array(variableName).describe(
    "variables handed to this step alone, by name; their values never reach a log, a key or a record"
  ).optional(),
  inputs: array(glob).describe(
    'globs of the files the result depends on; "!" in front takes away (default: every file that git does not ignore)'
  ).optional(),
  tools: array(string().min(1)).describe("programs of the machine that the step runs; their versions are recorded").optional(),
  network: boolean().describe("whether the step may reach the network (default: only install may)").optional(),
  timeout: duration.describe("after this time the step is ended (default: 30m)").optional(),
  cache: boolean().describe(
    "false: run it every time; true: keep the result of a step that has the network, a secret or a hidden value, none of which is in the key"
  ).optional()
};
var outputs = array(output).describe("files or folders that it writes; set aside before, checked after").optional();
var verbOptions = {
  run: string().min(1).describe("a shell line (sh -eu) instead of the toolchain's own commands").optional(),
  outputs,
  ...shared
};
var ownOptions = {
  run: string().min(1).describe("the shell line (sh -eu)"),
  outputs,
  ...shared
};

// src/steps/image-shape.ts
var repository = string().refine(isRepository, {
  message: "a name such as registry.example.org/group/diary, without a tag or digest"
});
var imageName = string().refine((text) => parseImageName(text) !== void 0, {
  message: "the name of an image, such as python:3.13-slim or registry.example.org/base@sha256:…"
});
var inImage = string().refine((text) => text.startsWith("/") && !text.includes("\0") && !text.split("/").includes(".."), {
  message: 'a path in the image: absolute, without ".."'
});
var owner = union([int(), string()]).describe("number of the user, or user:group, that the files belong to (default: 0:0)").transform((value, context) => {
  const [uid = "", gid = uid, ...rest] = String(value).split(":");
  const read = (text) => /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  const numbers = { uid: read(uid), gid: read(gid) };
  if (rest.length === 0 && numbers.uid <= MOST_ID && numbers.gid <= MOST_ID) return numbers;
  context.issues.push(problemAt(value, "numbers, such as 10001 or 10001:10001"));
  return NEVER;
}).optional();
var MOST_ID = 2 ** 32 - 2;
var ROOT = { uid: 0, gid: 0 };
var base = union([
  literal("scratch"),
  strictObject({
    registry: imageName.describe("an image of a registry; sealsmith.lock holds its digest")
  }),
  strictObject({ oci: path.describe("an OCI layout, a folder") }),
  strictObject({ archive: path.describe('a file of "docker save", or an OCI archive') }),
  strictObject({
    debian: string().regex(/^[a-z][a-z0-9.-]{0,40}$/, "a release such as bookworm").describe("a release of Debian"),
    packages: array(string().regex(/^[a-z0-9][a-z0-9+.-]*[a-z0-9+.]$/, "the name of a Debian package")).describe("packages beside the essential ones").default([]),
    mirror: url({ protocol: /^https?$/ }).describe("where packages come from (default: as apt here)").optional()
  })
]).describe("what the image stands on; scratch: nothing").transform((value) => {
  if (value === "scratch") return { kind: "scratch" };
  if ("registry" in value) return { kind: "registry", name: value.registry };
  if ("oci" in value) return { kind: "layout", path: value.oci };
  if ("archive" in value) return { kind: "archive", path: value.archive };
  const { debian: suite, packages, mirror } = value;
  return { kind: "debian", suite, packages, mirror };
});
var target = inImage.describe("where it goes in the image: of a folder its content");
var layer = union([
  strictObject({
    dependencies: literal(true).describe("what the lock file says the program needs, made for the base"),
    to: target,
    owner
  }),
  strictObject({
    binary: literal(true).describe("what build-binary made, unpacked"),
    to: target,
    owner
  }),
  strictObject({
    copy: path.describe("a file or folder of the project, or an output of a step before"),
    to: target,
    exclude: array(string().refine(isGlob, { message: "a pattern below the folder that is copied" })).describe("globs of what is left out, below what is copied").default([]),
    owner
  })
]).transform((value) => {
  const common = { to: value.to, owner: value.owner ?? ROOT };
  if ("dependencies" in value) return { kind: "dependencies", ...common };
  if ("binary" in value) return { kind: "binary", ...common };
  return { kind: "copy", from: value.copy, exclude: value.exclude, ...common };
});
var config = strictObject({
  entrypoint: array(string()).describe("the program and its first arguments").exactOptional(),
  cmd: array(string()).describe('arguments that "docker run" may replace').exactOptional(),
  user: union([int().min(0), string().min(1)]).transform(String).describe("who it runs as, best a number").exactOptional(),
  workdir: inImage.describe("where it starts").exactOptional(),
  env: record(string(), union([string(), number()]).transform(String)).describe("variables, over those of the base").exactOptional(),
  ports: array(int().min(1).max(65535)).describe("ports that it listens on").exactOptional(),
  labels: record(string(), string()).describe("over those of the base").exactOptional(),
  volumes: array(inImage).describe("folders that outlive a container").exactOptional(),
  "stop-signal": string().regex(/^SIG[A-Z0-9]+$/, "a signal such as SIGTERM").describe("what ends it in peace").exactOptional()
}).describe("what a container starts with").transform(({ "stop-signal": stopSignal, ...rest }) => {
  return stopSignal === void 0 ? rest : { ...rest, stopSignal };
});
var from = union([
  strictObject({ oci: path.describe("an OCI layout, a folder") }),
  strictObject({ archive: path.describe('a file of "docker save" or of kaniko, or an OCI archive') }),
  strictObject({
    registry: imageName.refine((text) => parseImageName(text)?.digest !== void 0, {
      message: "a name with its digest, name@sha256:…: a tag may be moved before it is read"
    }).describe("an image of a registry by its digest")
  }),
  strictObject({
    "digest-file": path.describe("kaniko's --digest-file, or one of the two that name the image too"),
    image: repository.describe("needed when the file holds a digest alone").optional()
  })
]).describe("an image that another job made: kaniko, BuildKit, ko, jib").transform((value) => {
  if ("oci" in value) return { kind: "layout", path: value.oci };
  if ("archive" in value) return { kind: "archive", path: value.archive };
  if ("registry" in value) return { kind: "registry", name: value.registry };
  return { kind: "digest-file", path: value["digest-file"], name: value.image };
});
function problemAt(input, message) {
  return { code: "custom", message, input };
}

// src/steps/image-options.ts
var runner = _enum(["auto", "bare", "podman", "docker"]).describe("what starts it (default: the engine that built it, else without one)").default("auto");
var imageCheck = union([
  literal(false).describe("false: push what nobody has started"),
  strictObject({
    ...check.shape,
    env: array(variable).describe("variables that it is started with: NAME of the step, or NAME=value").default([]),
    runner
  }),
  strictObject({
    run: array(string()).refine(([program = ""]) => program !== "", { message: "a program and its arguments" }).describe("a program of the image and its arguments, instead of the image's own; it must end with 0"),
    within: duration.default(6e4).describe("how long it may take (default: 60s)"),
    env: array(variable).describe("variables that it is started with").default([]),
    runner
  }),
  strictObject({
    compose: path.describe("a Compose file; the image under test is ${SEALSMITH_IMAGE} in it"),
    service: string().min(1).describe("the service whose own health check decides"),
    within: duration.default(6e4).describe("how long it may take (default: 60s)"),
    env: array(variable).describe("variables that the file may use").default([])
  })
]).describe("how the image is tried before anybody can push it");
var host = string().regex(/^[a-z0-9.-]+(:\d{1,5})?$|^\[[0-9a-f:]+\](:\d{1,5})?$/, "host or host:port");
var plainHttp = array(host).describe("registries that are spoken to without TLS; this machine itself always may be").optional();
var { outputs: _, ...shared2 } = verbOptions;
var containerizeOptions = strictObject({
  ...shared2,
  image: repository.describe("what the image is called, without a tag").optional(),
  with: _enum(["auto", "layers", "docker", "buildah", "podman", "import"]).describe("which builder (default: layers when there are layers, else the engine that is there)").default("auto"),
  dockerfile: path.describe("built by an engine (default: Dockerfile, when there is one)").optional(),
  context: string().refine((text) => !text.startsWith("/") && !text.split("/").includes(".."), {
    message: "a folder of the project"
  }).transform((text) => posix.normalize(text).replace(/\/$/, "")).describe("the folder that the Dockerfile sees (default: the project)").optional(),
  "build-network": _enum(["host", "none"]).describe("what the lines of a Dockerfile reach (default: the engine's own network)").optional(),
  target: string().min(1).describe("the stage of the Dockerfile").optional(),
  args: record(
    string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/),
    union([string(), number()]).transform(String)
  ).describe("build arguments; they stand in the image, so no secrets").optional(),
  base: base.optional(),
  layers: array(layer).describe("what is laid over the base, from below").optional(),
  config: config.optional(),
  compression: _enum(["gzip", "zstd"]).describe("of layers: gzip for everybody, zstd for engines of 2021 and later (default: gzip)").optional(),
  from: from.optional(),
  platform: string().refine((text) => parsePlatform(text) !== void 0, { message: "a platform such as linux/arm64" }).describe("what it runs on (default: linux and the processor of this machine)").optional(),
  labels: record(string(), string()).describe("beside the standard ones").optional(),
  check: imageCheck.optional(),
  sbom: union([
    literal(false),
    strictObject({ with: _enum(["own", "syft", "trivy"]).describe("which tool lists the contents") })
  ]).describe("the list of what is in the image (default: our own)").optional(),
  "plain-http": plainHttp
}).superRefine((value, context) => {
  for (const one of contradictions(value)) context.addIssue(problem(one.message, [one.key]));
});
var pushOptions = strictObject({
  after: shared2.after,
  timeout: shared2.timeout,
  tags: array(string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "a tag")).describe("instead of the commit; the same tag for two images is a tag that moves").min(1).optional(),
  "plain-http": plainHttp
});
var evidenceOptions = strictObject({
  after: shared2.after,
  timeout: shared2.timeout,
  "plain-http": plainHttp
});
function contradictions(value) {
  const has = (key) => value[key] !== void 0;
  const given = (keys) => keys.filter(has);
  const groups = [
    { of: "layers", keys: ["base", "layers", "config", "compression"] },
    { of: "a Dockerfile", keys: ["dockerfile", "context", "target", "args", "build-network"] },
    { of: "an image of another job", keys: ["from"] }
  ];
  const used = groups.filter(({ keys }) => given(keys).length > 0);
  const [first, second] = used;
  if (first !== void 0 && second !== void 0) {
    const key = given(second.keys)[0] ?? "";
    return [
      {
        key,
        message: `"${key}" belongs to ${second.of}, and "${given(first.keys)[0]}" to ${first.of}: an image is made in one way`
      }
    ];
  }
  const found = [];
  if (first?.of === "layers" && !has("layers"))
    found.push({
      key: given(first.keys)[0] ?? "",
      message: 'without "layers" there is nothing to lay over a base'
    });
  if (first?.of === "layers" && !has("base"))
    found.push({ key: "layers", message: 'layers need a "base", if only "scratch"' });
  if (has("run") && !has("from"))
    found.push({
      key: "run",
      message: 'a line of yours makes the image, so "from" must say where it leaves it'
    });
  const builder = value["with"];
  const wanted = builder === "layers" ? "layers" : builder === "import" ? "an image of another job" : "a Dockerfile";
  if (builder !== "auto" && first !== void 0 && first.of !== wanted)
    found.push({
      key: "with",
      message: `"${String(builder)}" takes ${wanted}, and "${given(first.keys)[0]}" belongs to ${first.of}`
    });
  if (builder !== "auto" && first === void 0 && wanted !== "a Dockerfile")
    found.push({
      key: "with",
      message: `"${String(builder)}" needs ${wanted === "layers" ? '"base" and "layers"' : '"from"'}`
    });
  return found;
}

// src/steps/schemas.ts
var SCHEMAS = {
  install: strictObject({
    ...verbOptions,
    with: _enum(["uv", "pip", "poetry", "npm", "pnpm", "yarn"]).describe("which package manager").optional(),
    scripts: array(string()).describe("Node: packages whose install scripts may run").optional()
  }),
  lint: strictObject({
    ...verbOptions,
    with: _enum(["ruff", "flake8", "pylint", "script", "eslint", "biome", "vet", "golangci-lint"]).describe("which linter, instead of the one detected").optional()
  }),
  test: strictObject({
    ...verbOptions,
    with: _enum(["pytest", "unittest", "script", "node"]).describe("which test runner, instead of the one detected").optional()
  }),
  "build-binary": strictObject({
    ...verbOptions,
    with: _enum(["pyinstaller", "sea", "go"]).describe("which builder").optional(),
    entry: path.describe("the file (Go: the package folder) where the program starts").optional(),
    name: string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-"').describe("what the program is called").optional(),
    data: array(string().regex(/^[^:]+:[^:]+$/, "source:destination")).describe("Python: files and folders that the program reads, as source:destination").optional(),
    layout: _enum(["one-file", "one-folder"]).describe("Python: one executable file (default), or a folder").optional(),
    check: check.optional()
  }),
  containerize: containerizeOptions,
  push: pushOptions,
  sign: evidenceOptions,
  attest: evidenceOptions,
  verify: evidenceOptions
};

// src/run/cache-schema.ts
var UNITS2 = { MB: 1e6, GB: 1e9, TB: 1e12, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };
var SIZE = /^(\d+)(MB|GB|TB|MiB|GiB|TiB)$/;
var size = string().regex(SIZE, "a size such as 500MB or 10GB").transform((text) => {
  const [, count, unit = "MB"] = SIZE.exec(text) ?? [];
  return Number(count) * UNITS2[unit];
}).refine((bytes) => bytes >= UNITS2.MB && bytes <= 1e3 * UNITS2.TB, {
  message: "a size from 1MB to 1000TB"
});
var HOUR = 36e5;
var AGE = /^(\d+)(h|d)$/;
var age = string().regex(AGE, "an age such as 12h or 14d").transform((text) => {
  const [, count, unit] = AGE.exec(text) ?? [];
  return Number(count) * (unit === "h" ? HOUR : 24 * HOUR);
}).refine((milliseconds) => milliseconds >= HOUR && milliseconds <= 3650 * 24 * HOUR, {
  message: "an age from 1h to 3650d"
});
var signer = strictObject({
  key: string().superRefine((text, context) => {
    const key = parsePublicKey(text);
    if (!key.ok) context.addIssue(problem(key.failure));
  }).describe("the public key: `ed25519:` and base64 of its 32 bytes"),
  tier: _enum(["T0", "T1", "T2"]).describe(
    "how far what it seals is trusted: T2 for protected branches, T1 for changes, T0 for a machine whose entries the desk may read"
  ),
  name: string().regex(/^[^\p{C}]{1,80}$/u, "a name of at most 80 characters in one line").describe("what people call it").optional()
});
var settings = strictObject({
  store: _enum(["auto", "directory", "gitlab", "github"]).describe("where entries lie (default: auto, what the host offers)").optional(),
  path: string().refine(isOutsidePath, {
    message: 'a folder below / or ~: `/srv/cache`, `~/cache`, without "." and ".."'
  }).describe("folder of the store `directory` (default: one in our state folder)").optional(),
  size: size.describe("what the store `directory` may take, and the most that one entry may hold (default: 10GB)").optional(),
  epoch: int().min(0).describe("entries of another epoch are not taken: count it up to be rid of all there are (default: 1)").optional(),
  "max-age": age.describe("entries that are older are not taken (default: 14d)").optional(),
  signers: array(signer).max(64).describe("whose seals count, each with its tier (default: none, and at the desk this machine)").optional()
}).superRefine((cache, context) => {
  if (cache.path !== void 0 && cache.store !== "directory")
    context.addIssue(problem('only the store "directory" has a path; add "store: directory"', ["path"]));
  const keys = (cache.signers ?? []).map(({ key }) => key);
  for (const [index, key] of keys.entries()) {
    if (keys.indexOf(key) < index)
      context.addIssue(
        problem("this key is listed already; it can have one tier", ["signers", index, "key"])
      );
  }
});
var cacheSchema = union([literal(false).describe("false: no cache"), settings]).describe("the cache; on a forge read from the default branch, as a whole").optional();
function isOutsidePath(text) {
  const [first, ...rest] = text.replace(/\/+$/, "").split("/");
  const parts = rest.filter((part) => part !== "");
  const inside = parts.length > 0 && parts.every((part) => part !== "." && part !== ".." && !part.includes("\0"));
  return (first === "" || first === "~") && inside;
}

// src/run/signing-schema.ts
var NAME2 = /^[A-Za-z_][A-Za-z0-9_]*$/;
var secret = union([
  strictObject({
    variable: string().regex(NAME2, "the name of a variable").describe("a variable that holds it")
  }),
  strictObject({ file: string().min(1).describe("a file that holds it") })
]);
var token = union([
  ...secret.options,
  strictObject({
    command: array(string().min(1)).min(1).describe("a program of yours that prints it, with its arguments")
  })
]);
var signingSchema = strictObject({
  with: _enum(["auto", "key", "keyless"]).describe(
    "by a key, or by the identity of the run (default: the identity where its issuer is known, else the key)"
  ).optional(),
  key: secret.describe("the private key, PEM or as cosign writes it (default: the variable SEALSMITH_SIGNING_KEY)").optional(),
  password: secret.describe("of an encrypted key (default: the variable SEALSMITH_SIGNING_PASSWORD)").optional(),
  token: token.describe("who signs, where no forge says it: an identity token").optional(),
  services: union([
    literal("public"),
    strictObject({
      config: string().min(1).describe("the signing config of a private Sigstore, a file"),
      "trusted-root": string().min(1).describe("whom to trust with it, a file")
    })
  ]).describe("which Sigstore: public, or a private one by its files").optional(),
  log: boolean().describe("whether what a key signs goes into the log of the services, too (default: false)").optional(),
  timestamp: boolean().describe("whether an authority of the services says when a key signed (default: false)").optional(),
  transparency: literal("public").describe("public: what a private repository is called may stand in a public log for good").optional(),
  github: boolean().describe(
    "whether GitHub's store of attestations takes what an identity attests on GitHub, too; the workflow gives GITHUB_TOKEN, and grants attestations: write (default: false)"
  ).optional(),
  formats: array(_enum(["bundle", "legacy"])).min(1).describe(
    "bundles, and tags as older verifiers read them (default: both for a key, bundles for an identity)"
  ).optional()
}).describe("who signs what the run made; on a forge read from the default branch").optional();

// src/run/schema.ts
var ownStep = strictObject(ownOptions);
var off = literal(false).describe("false: leave the step out");
var builtIn = Object.fromEntries(
  STEPS.map((step) => [step.name, union([off, SCHEMAS[step.name]]).describe(step.summary).optional()])
);
var pattern = string().regex(/^[A-Za-z0-9._/*-]+$/, 'a branch or tag name, "*" for any part of it');
var configSchema = strictObject({
  project: string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, 'letters, digits, ".", "_" and "-"').describe("the project's name (default: what its own files say, else the folder)").optional(),
  toolchain: _enum(["python", "node", "go", "commands"]).describe("how the verbs are done (default: detected); commands: every step is a line of yours").optional(),
  protected: array(pattern).describe(
    "branches whose runs are tier T2; on a forge read from the default branch (default: the default branch)"
  ).optional(),
  "release-tags": array(pattern).describe("tags whose runs are tier T3 when they lie on a protected branch").optional(),
  "env-file": string().min(1).describe("a file of NAME=value lines that every step but install gets; never loaded unless named").optional(),
  env: array(variable).describe("variables that every step but install gets, and that ${NAME} may read").optional(),
  cache: cacheSchema,
  signing: signingSchema,
  verify: verifySchema.describe("what must hold of what was made; on a forge read from the default branch").optional(),
  steps: object(builtIn).catchall(union([off, ownStep])).describe("the steps, by name: what differs from detection, and steps of your own").optional()
});

// src/run/issues.ts
function problemsOf(issue, above, value, place) {
  const path2 = [...above, ...issue.path];
  if (issue.code === "invalid_union") {
    const best = issue.errors.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
    const found2 = at(value, path2);
    if (typeof found2 !== "object" || found2 === null) {
      return [
        {
          place: place(path2),
          message: `${label(path2)}: expected ${expectedAt(path2)}, found ${kindOf(found2)}`
        }
      ];
    }
    return best.flatMap((inner) => problemsOf(inner, path2, value, place));
  }
  if (issue.code === "unrecognized_keys") {
    const known = knownKeys(path2);
    return issue.keys.map((key) => {
      if (known.includes(key)) {
        const others = Object.keys(Object(at(value, path2))).filter((one) => !issue.keys.includes(one));
        const message = `${label(path2)}: ${shown(key)} does not go with ${others.map(shown).join(", ")}`;
        return { place: place([...path2, key], true), message };
      }
      const close = nearest(key, known);
      const hint = close === void 0 ? `known here: ${known.join(", ")}` : `did you mean "${close}"?`;
      const where = path2.length === 0 ? "" : ` in ${label(path2)}`;
      return {
        place: place([...path2, key], true),
        message: `unknown setting ${shown(key)}${where}; ${hint}`
      };
    });
  }
  const found = at(value, path2);
  if (found === void 0 && (issue.code === "invalid_type" || issue.code === "invalid_value")) {
    return [
      {
        place: place(path2.slice(0, -1), true),
        message: `${label(path2.slice(0, -1))} needs "${String(path2.at(-1))}"`
      }
    ];
  }
  if (issue.code === "invalid_value") {
    const words = issue.values.map(String);
    const close = typeof found === "string" && found.length > 3 ? nearest(found, words) : void 0;
    const hint = close === void 0 ? `expected ${words.join(", ")}` : `did you mean "${close}"?`;
    return [{ place: place(path2), message: `${label(path2)}: unknown value ${shown(found)}; ${hint}` }];
  }
  if (issue.code === "too_small" && found === "")
    return [{ place: place(path2), message: `${label(path2)} must not be empty` }];
  if (issue.code === "too_big" || issue.code === "too_small") {
    const bound = issue.code === "too_big" ? `at most ${issue.maximum}` : `at least ${issue.minimum}`;
    return [{ place: place(path2), message: `${label(path2)}: expected ${bound}, found ${shown(found)}` }];
  }
  if (issue.code === "invalid_type") {
    return [
      {
        place: place(path2),
        message: `${label(path2)}: expected ${article(issue.expected)}, found ${kindOf(found)}`
      }
    ];
  }
  if (issue.code === "custom" && issue.params?.["whole"] === true)
    return [{ place: place(path2), message: `${label(path2)}: ${issue.message}` }];
  return [{ place: place(path2), message: `${label(path2)}: ${shown(found)} is not ${issue.message}` }];
}
function depth(issues) {
  return Math.max(
    ...issues.map((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys" ? 1 : 0),
    0
  );
}
function knownKeys(path2) {
  const shapes = shapesOf(alternatives(schemaAt(path2)));
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape)))];
}
function expectedAt(path2) {
  const all = alternatives(schemaAt(path2));
  const words = all.flatMap((one) => definition(one).values ?? []).map(String);
  const shapes = shapesOf(all);
  if (shapes.length < 2) return ["options", ...words].join(" or ");
  const leads = shapes.flatMap((shape) => Object.keys(shape).slice(0, 1)).map((key) => `"${key}"`);
  return [...words, `a group with ${leads.join(" or ")}`].join(" or ");
}
function schemaAt(path2) {
  let schema = configSchema;
  for (const part of path2) schema = child(schema, part);
  return schema;
}
function alternatives(schema) {
  const inner = withoutWrapping(schema);
  return definition(inner).options?.flatMap(alternatives) ?? [inner];
}
function withoutWrapping(schema) {
  const def = definition(schema);
  const wrapped = def.innerType ?? def.in;
  return wrapped === void 0 ? schema : withoutWrapping(wrapped);
}
function definition(schema) {
  return schema?._zod?.def ?? {};
}
function shapeOf(schema) {
  return definition(withoutWrapping(schema)).shape;
}
function shapesOf(schemas) {
  return schemas.map(shapeOf).filter((shape) => shape !== void 0);
}
function child(schema, key) {
  const all = alternatives(schema);
  const shape = shapesOf(all).find((one) => Object.hasOwn(one, key));
  if (shape !== void 0) return shape[String(key)];
  return all.map((one) => definition(one).catchall ?? definition(one).element).find((one) => one !== void 0);
}
function at(value, path2) {
  let node = value;
  for (const part of path2) {
    if (typeof node !== "object" || node === null || !Object.hasOwn(node, part)) return void 0;
    node = node[part];
  }
  return node;
}
function label(path2) {
  return path2.length === 0 ? "the file" : path2.map((part) => typeof part === "number" ? `[${part}]` : `.${String(part)}`).join("").replace(/^\./, "");
}
function kindOf(value) {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  return typeof value === "object" ? "a group of settings" : `${article(typeof value)} (${shown(value)})`;
}
function article(type) {
  const words = {
    string: "text",
    number: "a number",
    int: "a whole number",
    boolean: "true or false",
    array: "a list",
    object: "a group of settings"
  };
  return Object.hasOwn(words, type) ? String(words[type]) : type;
}
function shown(value) {
  const text = JSON.stringify(value) ?? "nothing";
  if (/ed25519-secret|PRIVATE KEY/.test(text)) return "a private key";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

// src/run/names.ts
function stepNameProblems(value, place) {
  const builtIn2 = STEPS.map((step) => step.name);
  const known = [...builtIn2, ...RESERVED];
  const problems = [];
  const wrong = /* @__PURE__ */ new Set();
  for (const name of Object.keys(stepsOf(value))) {
    if (builtIn2.includes(name)) continue;
    const message = nameProblem(name, known, typeof runOf(stepsOf(value)[name]) === "string");
    if (message === void 0) continue;
    problems.push({ place: place(["steps", name], true), message });
    wrong.add(name);
  }
  const without = (whole) => {
    if (wrong.size === 0) return whole;
    const sound = Object.entries(stepsOf(whole)).filter(([name]) => !wrong.has(name));
    return { ...whole, steps: Object.fromEntries(sound) };
  };
  return { problems, without };
}
function nameProblem(name, known, runs) {
  if (RESERVED.includes(name))
    return `"${name}" is kept for a step to come; choose another name`;
  const close = known.find((candidate) => runs ? isSwapped(candidate, name) : edits(candidate, name) === 1);
  if (close !== void 0) return `"${name}" is not a step; did you mean "${close}"?`;
  if (!/^[a-z][a-z0-9-]*$/.test(name)) return `a step's name is made of a-z, 0-9 and "-", not "${name}"`;
  return void 0;
}
function isSwapped(known, name) {
  const letters = (word) => [...word].sort().join("");
  return edits(known, name) === 1 && letters(known) === letters(name);
}
function runOf(options) {
  return typeof options === "object" && options !== null && "run" in options ? options.run : void 0;
}
function afterProblems(value, place) {
  const steps = stepsOf(value);
  const known = [...STEPS.map((step) => step.name), ...Object.keys(steps)];
  return Object.entries(steps).flatMap(
    ([name, options]) => strings(options, "after").flatMap((after, index) => {
      if (known.includes(after)) return [];
      const close = nearest(after, known);
      const hint = close === void 0 ? `the steps are ${known.join(", ")}` : `did you mean "${close}"?`;
      return [
        { place: place(["steps", name, "after", index]), message: `"${after}" is not a step; ${hint}` }
      ];
    })
  );
}
function secretProblems(value, place) {
  const lists = [
    [["env"], strings(value, "env")],
    ...Object.entries(stepsOf(value)).map(([name, options]) => [
      ["steps", name, "env"],
      strings(options, "env")
    ])
  ];
  return lists.flatMap(
    ([path2, names]) => names.flatMap(
      (name, index) => !name.includes("=") && looksSecret(name) && withheldProblem(name) === void 0 ? [
        {
          place: place([...path2, index]),
          message: `"${name}" is called like a secret; list it under "secrets"`
        }
      ] : []
    )
  );
}
function withheldProblems(value, place) {
  const steps = Object.entries(stepsOf(value));
  const lists = [
    [["env"], strings(value, "env")],
    ...steps.flatMap(
      ([step, options]) => ["env", "secrets"].map((key) => [
        ["steps", step, key],
        strings(options, key)
      ])
    )
  ];
  return lists.flatMap(
    ([path2, names]) => names.flatMap((entry, index) => {
      const message = withheldProblem(entry.split("=", 1)[0] ?? "");
      return message === void 0 ? [] : [{ place: place([...path2, index]), message }];
    })
  );
}
function sharedProblems(value, place) {
  return strings(value, "env").flatMap(
    (entry, index) => entry.includes("${") ? [{ place: place(["env", index]), message: 'env: "${…}" is not read here, only within steps' }] : []
  );
}
function mixedProblems(value, place) {
  const steps = Object.entries(stepsOf(value));
  const secrets = new Map(
    steps.flatMap(([step, options]) => strings(options, "secrets").map((name) => [name, step]))
  );
  const lists = [
    [["env"], strings(value, "env")],
    ...steps.map(([step, options]) => [
      ["steps", step, "env"],
      strings(options, "env")
    ])
  ];
  return lists.flatMap(
    ([path2, names]) => names.flatMap((name, index) => {
      const step = secrets.get(name);
      const message = `"${name}" is a secret of ${step}; list it under "secrets" here too`;
      return step === void 0 ? [] : [{ place: place([...path2, index]), message }];
    })
  );
}
function declaredNames(value) {
  const lists = [
    strings(value, "env"),
    ...Object.values(stepsOf(value)).map((options) => strings(options, "env"))
  ];
  return new Set(lists.flat().map((entry) => entry.split("=", 1)[0] ?? ""));
}
function stepsOf(value) {
  const steps = "steps" in value ? value.steps : void 0;
  return typeof steps === "object" && steps !== null && !Array.isArray(steps) ? steps : {};
}
function strings(value, key) {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  const list = value[key];
  return Array.isArray(list) ? list.filter((entry) => typeof entry === "string") : [];
}

// src/run/yaml.ts
var import_yaml = __toESM(require_dist(), 1);
function readYaml(text) {
  const document = (0, import_yaml.parseDocument)(text, {
    uniqueKeys: true,
    merge: true,
    strict: true,
    // Its warnings would go to standard error behind everybody's back.
    logLevel: "error"
  });
  if (document.errors.length > 0) {
    return err(
      withoutEchoes(document.errors).map((error) => ({ offset: error.pos[0], message: said(error) }))
    );
  }
  const value = toPlain(document);
  if (!value.ok) return err([value.failure]);
  return ok({
    value: value.value,
    offset: (path2, key = false) => offsetOf(document, path2, key),
    has: (path2) => document.getIn(path2) !== void 0
  });
}
var MOST_ERRORS = 20;
function withoutEchoes(errors) {
  const deep = errors.find((error) => ranOutOfStack(error));
  return deep === void 0 ? errors.slice(0, MOST_ERRORS) : [deep];
}
function ranOutOfStack({ message }) {
  return message.includes("call stack");
}
function said(error) {
  if (ranOutOfStack(error)) return TOO_DEEP;
  if (error.code === "MULTIPLE_DOCS") return "a second document begins here; only one is read";
  const [first = ""] = error.message.split("\n", 1);
  return first.replace(/ at line \d+, column \d+:?$/, "");
}
var TOO_DEEP = "nested too deeply";
var DEEPEST = 50;
function toPlain(document) {
  const aliases = [];
  const problem2 = structureProblem(document, aliases);
  if (problem2 !== void 0) return err(problem2);
  try {
    return ok(document.toJS({ maxAliasCount: 100 }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return err({
      offset: rangeStart(aliases.at(-1)) ?? 0,
      message: "aliases: they would make the file too large"
    });
  }
}
function structureProblem(document, aliases) {
  const anchors = /* @__PURE__ */ new Map();
  let problem2;
  (0, import_yaml.visit)(document, {
    Node(_2, node, path2) {
      const offset = rangeStart(node) ?? 0;
      if (path2.length > 2 * DEEPEST) problem2 = { offset, message: TOO_DEEP };
      else if ((0, import_yaml.isAlias)(node)) {
        aliases.push(node);
        const { source } = node;
        const anchored = anchors.get(source);
        if (anchored === void 0) problem2 = { offset, message: `there is no anchor &${source} before it` };
        else if (path2.includes(anchored)) problem2 = { offset, message: `*${source} contains itself` };
      } else if (node.anchor !== void 0) anchors.set(node.anchor, node);
      return problem2 === void 0 ? void 0 : import_yaml.visit.BREAK;
    }
  });
  return problem2;
}
function offsetOf(document, path2, key) {
  let node = document.contents;
  let offset = rangeStart(node) ?? 0;
  for (const [index, part] of path2.entries()) {
    if (!(0, import_yaml.isMap)(node)) {
      const child2 = node?.get?.(
        part,
        true
      );
      node = child2;
      offset = rangeStart(node) ?? offset;
      continue;
    }
    const pair = node.items.find(
      (item) => (0, import_yaml.isScalar)(item.key) && String(item.key.value) === String(part)
    );
    if (pair === void 0) return offset;
    const last = index === path2.length - 1;
    node = pair.value;
    offset = (last && key ? rangeStart(pair.key) : rangeStart(node) ?? rangeStart(pair.key)) ?? offset;
  }
  return offset;
}
function rangeStart(node) {
  return node?.range?.[0];
}

// src/run/config.ts
function readConfigText(file, text) {
  return { file, text, yaml: readYaml(text) };
}
function parseConfig({ file, text, yaml }, expand) {
  const placeAt = placer(file, text);
  if (!yaml.ok) {
    return invalid(yaml.failure.map(({ offset, message }) => ({ place: placeAt(offset), message })));
  }
  const value = yaml.value.value ?? {};
  if (typeof value !== "object" || Array.isArray(value)) {
    return invalid([{ place: placeAt(0), message: 'expected settings as "name: value" lines' }]);
  }
  const place = (path2, key = false) => placeAt(yaml.value.offset(path2, key));
  const names = stepNameProblems(value, place);
  const expanded = expandAll(value, expand(declaredNames(value)));
  const parsed = configSchema.safeParse(names.without(expanded.value));
  const problems = [
    ...names.problems,
    ...expanded.problems.map(({ path: path2, message }) => ({ place: place(path2), message })),
    ...parsed.success ? [] : parsed.error.issues.flatMap((issue) => problemsOf(issue, [], value, place)),
    ...secretProblems(value, place),
    ...withheldProblems(value, place),
    ...sharedProblems(value, place),
    ...mixedProblems(value, place),
    ...afterProblems(value, place)
  ];
  if (problems.length > 0 || !parsed.success) return invalid(problems);
  return ok({
    ...parsed.data,
    file,
    sha256: textDigest(text),
    origin: (...path2) => {
      if (!yaml.value.has(path2)) return void 0;
      return { from: "config", file, line: place(path2, true).line };
    }
  });
}
function parseSettings({ file, text, yaml }) {
  if (!yaml.ok || typeof yaml.value.value !== "object" || yaml.value.value === null) return void 0;
  const parsed = configSchema.safeParse({ ...yaml.value.value, steps: void 0 });
  const placeAt = placer(file, text);
  return parsed.success ? { values: parsed.data, place: (key) => placeAt(yaml.value.offset([key], true)) } : void 0;
}
function invalid(problems) {
  const sorted = problems.toSorted((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return err({ code: "config-invalid", problems: sorted });
}
function placer(file, text) {
  const starts = [0];
  for (let at2 = text.indexOf("\n"); at2 >= 0; at2 = text.indexOf("\n", at2 + 1)) starts.push(at2 + 1);
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { file, line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}
function expandAll(value, expand) {
  const problems = [];
  const expanded = (node, path2) => {
    if (typeof node === "string") {
      return node.replace(/\$\{([^}]*)\}/g, (whole, name) => {
        const found = expand(name);
        if ("value" in found) return found.value;
        problems.push({ path: path2, message: found.problem });
        return whole;
      });
    }
    if (Array.isArray(node)) return node.map((item, index) => expanded(item, [...path2, index]));
    if (typeof node !== "object" || node === null) return node;
    return Object.fromEntries(
      Object.entries(node).map(([key, child2]) => {
        const shellLine = path2.length === 2 && key === "run";
        return [key, shellLine ? child2 : expanded(child2, [...path2, key])];
      })
    );
  };
  const steps = "steps" in value ? { steps: expanded(value.steps, ["steps"]) } : {};
  return { value: { ...value, ...steps }, problems };
}

export {
  declaredNames,
  readConfigText,
  parseConfig,
  parseSettings
};
