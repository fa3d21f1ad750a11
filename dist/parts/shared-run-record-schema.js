import {
  _enum,
  array,
  boolean,
  int,
  json,
  literal,
  looseObject,
  number,
  record,
  strictObject,
  string
} from "./shared-zod-2.js";
import {
  BUILDER_NAMES,
  CACHE_REASONS,
  FAILURES,
  RECORD_LIMIT,
  RECORD_SCHEMA,
  SKIP_CODES,
  isSha256,
  jsonDigest
} from "./common.js";
import {
  err,
  ok
} from "./shared-core-redact.js";

// src/run/record-schema.ts
var sha256 = string().regex(/^[0-9a-f]{64}$/).describe("SHA-256, lower-case hex").transform((text) => text);
var fileDigest = strictObject({ path: string().describe("in the workspace"), sha256 });
var stands = array(fileDigest).exactOptional();
var evidence = array(fileDigest).describe("the files the fact stands on");
var count = int().min(0);
var time = int().min(0).describe("milliseconds since 1970");
var duration = number().min(0).describe("milliseconds");
var texts = record(string(), string());
var imageDigest = string().regex(/^sha256:[0-9a-f]{64}$/).transform((text) => text);
var subjectOfRun = {
  about: _enum(["image", "binary"]),
  subject: string(),
  sha256
};
var said = strictObject({
  signer: string().describe("a key's fingerprint, or an identity with its issuer"),
  bundles: array(
    strictObject({
      ...subjectOfRun,
      predicateType: string(),
      logIndex: string().describe("position in the transparency log").exactOptional()
    })
  ),
  evidence
});
var facts = strictObject({
  deps: strictObject({
    manager: string(),
    runtime: strictObject({ name: string(), version: string() }).describe("the interpreter that it was installed for").exactOptional(),
    packages: array(strictObject({ name: string(), version: string() })),
    hashesChecked: boolean(),
    scriptsWithheld: array(string()),
    evidence
  }).describe("what install put in place").exactOptional(),
  junit: strictObject({ tests: count, passed: count, failed: count, skipped: count, evidence }).describe("what the tests said").exactOptional(),
  binary: strictObject({
    name: string(),
    archive: string(),
    sha256,
    bytes: count,
    files: array(strictObject({ path: string(), mode: count, bytes: count, sha256 })),
    evidence
  }).describe("the archive that build-binary made").exactOptional(),
  image: strictObject({
    name: string().exactOptional(),
    digest: imageDigest.describe("of its manifest"),
    mediaType: string(),
    platform: strictObject({
      os: string(),
      architecture: string(),
      variant: string().exactOptional()
    }),
    builder: _enum(BUILDER_NAMES),
    layout: string().describe("the OCI layout, in the workspace"),
    config: imageDigest,
    layers: array(strictObject({ digest: imageDigest, mediaType: string(), size: count })),
    bytes: count.describe("of all layers as stored"),
    bases: array(strictObject({ name: string(), digest: imageDigest })),
    checked: strictObject({ runner: string(), what: string() }).exactOptional(),
    evidence
  }).describe("the image that containerize made and tried").exactOptional(),
  sbom: strictObject({
    format: literal("CycloneDX 1.6"),
    path: string(),
    maker: string(),
    subject: imageDigest,
    components: count,
    evidence
  }).describe("what is in the image").exactOptional(),
  pushed: strictObject({ name: string(), digest: imageDigest, tags: array(string()), evidence }).describe("where the image is").exactOptional(),
  signatures: said.describe("who signed what was made").exactOptional(),
  attestations: said.describe("what else was said of it").exactOptional(),
  verdict: strictObject({
    verdicts: array(
      strictObject({
        ...subjectOfRun,
        passed: boolean(),
        checks: count.describe("how many were made")
      })
    ),
    evidence
  }).describe("whether what was said holds").exactOptional()
});
var failure = looseObject({ code: _enum(Object.keys(FAILURES)) }).describe("a code of docs/exit-codes.md and its data");
var failedTest = strictObject({
  name: string(),
  file: string().optional(),
  line: int().optional(),
  message: string()
});
var jobWhat = strictObject({
  id: string(),
  passed: boolean(),
  key: sha256.describe("over everything that may decide the result"),
  commands: array(
    strictObject({
      tool: string(),
      args: array(string()),
      cwd: string().transform((text) => text).exactOptional()
    })
  ),
  params: json(),
  env: texts,
  grants: array(string().transform((text) => text)),
  tools: array(strictObject({ name: string(), version: string(), from: string() })),
  inputs: strictObject({ files: count, sha256 })
});
var tier = _enum(["T0", "T1", "T2", "T3"]);
var host = _enum(["github", "gitlab", "local"]);
var cacheNote = strictObject({
  entry: string().describe("a job, or a job and the folder of packages that it fills"),
  kind: _enum(["result", "store"]),
  outcome: _enum(["restored", "missed", "saved", "not-saved"]),
  reason: strictObject({
    code: _enum(Object.keys(CACHE_REASONS)),
    detail: string()
  }).describe("why it was missed or not saved; of a restored one, why another was refused before it").optional(),
  digest: sha256.describe("of the list that the seal is about").optional(),
  signer: strictObject({ key: string(), tier: _enum(["T0", "T1", "T2"]), name: string().optional() }).describe("who sealed what was restored").optional(),
  created: time.optional(),
  producer: strictObject({
    host,
    tier,
    repository: string().optional(),
    ref: string().optional(),
    commit: string().optional(),
    dirty: boolean(),
    runUrl: string().optional(),
    sealsmith: string()
  }).describe("what the seal says of its making").optional()
});
var jobHow = strictObject({
  id: string(),
  state: _enum(["done", "fresh", "restored", "failed", "cancelled"]),
  summary: string(),
  remarks: array(string()),
  isolation: strictObject({
    processes: _enum(["namespaces", "none"]),
    network: _enum(["granted", "withheld", "shared"])
  }),
  outputs: array(fileDigest).describe("one digest over everything in each output"),
  log: string().optional(),
  failure: failure.optional(),
  failedTests: array(failedTest),
  slowestTests: array(strictObject({ name: string(), milliseconds: duration })),
  rebuilt: strictObject({ equal: boolean(), differs: array(string()) }).optional(),
  cache: array(cacheNote).describe("what became of its entries in the cache"),
  again: string().describe("why it ran although it had ended well here before").optional()
});
var recordSchema = strictObject({
  schema: literal(RECORD_SCHEMA),
  what: strictObject({
    source: strictObject({ commit: string().optional(), dirty: boolean(), path: string() }),
    config: fileDigest.describe("the configuration file").exactOptional(),
    platform: strictObject({ os: string(), arch: string(), libc: string() }),
    jobs: array(jobWhat),
    facts,
    artifacts: array(fileDigest)
  }).describe("equal for equal work, whatever the folder, the machine or the time"),
  how: strictObject({
    project: string(),
    toolchain: string(),
    sealsmith: string().describe("our version"),
    host,
    tier,
    tierReason: string(),
    repository: string().optional(),
    ref: string().optional(),
    trigger: string().describe("what made the forge start the run").optional(),
    runUrl: string().optional(),
    image: string().describe("the image that the run was in: name@sha256:…, or by a tag alone").exactOptional(),
    jobs: array(jobHow),
    skips: array(
      strictObject({
        step: string(),
        why: strictObject({ code: _enum(SKIP_CODES), detail: string() })
      })
    ),
    path: array(string()).describe("the jobs that the run could not have been shorter than"),
    exit: int(),
    standing: strictObject({
      deps: stands,
      junit: stands,
      binary: stands,
      image: stands,
      sbom: stands,
      pushed: stands,
      signatures: stands,
      attestations: stands,
      verdict: stands
    }).describe("for each fact the outputs of the job that gave it"),
    cache: strictObject({
      store: string().describe("which store was asked").optional(),
      notes: array(cacheNote).describe("what became of the folders of packages")
    }).describe("the cache of the run"),
    recomputed: array(fileDigest).describe("configuration and lock files that a run with --bare compared with the commit").exactOptional()
  }).describe("under which circumstances"),
  when: strictObject({
    started: time,
    milliseconds: duration,
    jobs: array(strictObject({ id: string(), started: time, milliseconds: duration }))
  }).describe("times"),
  parents: array(sha256).describe("digests of the records whose facts this run took")
});

// src/run/read-record.ts
function readRecord(files, path) {
  const text = files.readText(path, RECORD_LIMIT);
  if (!text.ok) return text;
  if (text.value === void 0) return ok(void 0);
  const invalid = (message) => err({ code: "record-invalid", path, message });
  let value;
  try {
    value = JSON.parse(text.value);
  } catch {
    return invalid("it is not JSON");
  }
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(`${issue?.path.join(".") ?? ""} ${issue?.message ?? "is wrong"}`.trim());
  }
  const digest = jsonDigest(value);
  const named = path.split("/").at(-1)?.replace(/\.json$/, "") ?? "";
  if (isSha256(named) && named !== digest) return invalid("its name is not its digest");
  return ok({ record: parsed.data, digest });
}

export {
  readRecord
};
