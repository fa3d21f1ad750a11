/** The record as a schema: what is read from a file, and what docs/record.schema.json says. */

import * as z from 'zod';
import { CACHE_REASONS, type CacheReason } from '../core/cache.ts';
import type { Sha256 } from '../core/digest.ts';
import { FAILURES } from '../core/failure-table.ts';
import { BUILDER_NAMES, type ImageDigest } from '../core/image.ts';
import type { WorkspacePath } from '../core/path.ts';
import { RECORD_SCHEMA } from '../core/record.ts';
import { type Grant, SKIP_CODES } from '../core/step.ts';

const sha256 = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, lower-case hex')
  .transform((text) => text as Sha256);
const fileDigest = z.strictObject({ path: z.string().describe('in the workspace'), sha256 });
const stands = z.array(fileDigest).exactOptional();
const evidence = z.array(fileDigest).describe('the files the fact stands on');
const count = z.int().min(0);
const time = z.int().min(0).describe('milliseconds since 1970');
const duration = z.number().min(0).describe('milliseconds');
const texts = z.record(z.string(), z.string());
const imageDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .transform((text) => text as ImageDigest);

const subjectOfRun = {
  about: z.enum(['image', 'binary']),
  subject: z.string(),
  sha256,
};

const said = z.strictObject({
  signer: z.string().describe("a key's fingerprint, or an identity with its issuer"),
  bundles: z.array(
    z.strictObject({
      ...subjectOfRun,
      predicateType: z.string(),
      logIndex: z.string().describe('position in the transparency log').exactOptional(),
    }),
  ),
  evidence,
});

const facts = z.strictObject({
  deps: z
    .strictObject({
      manager: z.string(),
      runtime: z
        .strictObject({ name: z.string(), version: z.string() })
        .describe('the interpreter that it was installed for')
        .exactOptional(),
      packages: z.array(z.strictObject({ name: z.string(), version: z.string() })),
      hashesChecked: z.boolean(),
      scriptsWithheld: z.array(z.string()),
      evidence,
    })
    .describe('what install put in place')
    .exactOptional(),
  junit: z
    .strictObject({ tests: count, passed: count, failed: count, skipped: count, evidence })
    .describe('what the tests said')
    .exactOptional(),
  binary: z
    .strictObject({
      name: z.string(),
      archive: z.string(),
      sha256,
      bytes: count,
      files: z.array(z.strictObject({ path: z.string(), mode: count, bytes: count, sha256 })),
      evidence,
    })
    .describe('the archive that build-binary made')
    .exactOptional(),
  image: z
    .strictObject({
      name: z.string().exactOptional(),
      digest: imageDigest.describe('of its manifest'),
      mediaType: z.string(),
      platform: z.strictObject({
        os: z.string(),
        architecture: z.string(),
        variant: z.string().exactOptional(),
      }),
      builder: z.enum(BUILDER_NAMES),
      layout: z.string().describe('the OCI layout, in the workspace'),
      config: imageDigest,
      layers: z.array(z.strictObject({ digest: imageDigest, mediaType: z.string(), size: count })),
      bytes: count.describe('of all layers as stored'),
      bases: z.array(z.strictObject({ name: z.string(), digest: imageDigest })),
      checked: z.strictObject({ runner: z.string(), what: z.string() }).exactOptional(),
      evidence,
    })
    .describe('the image that containerize made and tried')
    .exactOptional(),
  sbom: z
    .strictObject({
      format: z.literal('CycloneDX 1.6'),
      path: z.string(),
      maker: z.string(),
      subject: imageDigest,
      components: count,
      evidence,
    })
    .describe('what is in the image')
    .exactOptional(),
  pushed: z
    .strictObject({ name: z.string(), digest: imageDigest, tags: z.array(z.string()), evidence })
    .describe('where the image is')
    .exactOptional(),
  signatures: said.describe('who signed what was made').exactOptional(),
  attestations: said.describe('what else was said of it').exactOptional(),
  verdict: z
    .strictObject({
      verdicts: z.array(
        z.strictObject({
          ...subjectOfRun,
          passed: z.boolean(),
          checks: count.describe('how many were made'),
        }),
      ),
      evidence,
    })
    .describe('whether what was said holds')
    .exactOptional(),
});

const failure = z
  .looseObject({ code: z.enum(Object.keys(FAILURES) as [string, ...string[]]) })
  .describe('a code of docs/exit-codes.md and its data');

const failedTest = z.strictObject({
  name: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  message: z.string(),
});

const jobWhat = z.strictObject({
  id: z.string(),
  passed: z.boolean(),
  key: sha256.describe('over everything that may decide the result'),
  commands: z.array(
    z.strictObject({
      tool: z.string(),
      args: z.array(z.string()),
      cwd: z
        .string()
        .transform((text) => text as WorkspacePath)
        .exactOptional(),
    }),
  ),
  params: z.json(),
  env: texts,
  grants: z.array(z.string().transform((text) => text as Grant)),
  tools: z.array(z.strictObject({ name: z.string(), version: z.string(), from: z.string() })),
  inputs: z.strictObject({ files: count, sha256 }),
});

const tier = z.enum(['T0', 'T1', 'T2', 'T3']);
const host = z.enum(['github', 'gitlab', 'local']);

const cacheNote = z.strictObject({
  entry: z.string().describe('a job, or a job and the folder of packages that it fills'),
  kind: z.enum(['result', 'store']),
  outcome: z.enum(['restored', 'missed', 'saved', 'not-saved']),
  reason: z
    .strictObject({
      code: z.enum(Object.keys(CACHE_REASONS) as [CacheReason, ...CacheReason[]]),
      detail: z.string(),
    })
    .describe('why it was missed or not saved; of a restored one, why another was refused before it')
    .optional(),
  digest: sha256.describe('of the list that the seal is about').optional(),
  signer: z
    .strictObject({ key: z.string(), tier: z.enum(['T0', 'T1', 'T2']), name: z.string().optional() })
    .describe('who sealed what was restored')
    .optional(),
  created: time.optional(),
  producer: z
    .strictObject({
      host,
      tier,
      repository: z.string().optional(),
      ref: z.string().optional(),
      commit: z.string().optional(),
      dirty: z.boolean(),
      runUrl: z.string().optional(),
      sealsmith: z.string(),
    })
    .describe('what the seal says of its making')
    .optional(),
});

const jobHow = z.strictObject({
  id: z.string(),
  state: z.enum(['done', 'fresh', 'restored', 'failed', 'cancelled']),
  summary: z.string(),
  remarks: z.array(z.string()),
  isolation: z.strictObject({
    processes: z.enum(['namespaces', 'none']),
    network: z.enum(['granted', 'withheld', 'shared']),
  }),
  outputs: z.array(fileDigest).describe('one digest over everything in each output'),
  log: z.string().optional(),
  failure: failure.optional(),
  failedTests: z.array(failedTest),
  slowestTests: z.array(z.strictObject({ name: z.string(), milliseconds: duration })),
  rebuilt: z.strictObject({ equal: z.boolean(), differs: z.array(z.string()) }).optional(),
  cache: z.array(cacheNote).describe('what became of its entries in the cache'),
  again: z.string().describe('why it ran although it had ended well here before').optional(),
});

export const recordSchema = z.strictObject({
  schema: z.literal(RECORD_SCHEMA),
  what: z
    .strictObject({
      source: z.strictObject({ commit: z.string().optional(), dirty: z.boolean(), path: z.string() }),
      config: fileDigest.describe('the configuration file').exactOptional(),
      platform: z.strictObject({ os: z.string(), arch: z.string(), libc: z.string() }),
      jobs: z.array(jobWhat),
      facts,
      artifacts: z.array(fileDigest),
    })
    .describe('equal for equal work, whatever the folder, the machine or the time'),
  how: z
    .strictObject({
      project: z.string(),
      toolchain: z.string(),
      sealsmith: z.string().describe('our version'),
      host,
      tier,
      tierReason: z.string(),
      repository: z.string().optional(),
      ref: z.string().optional(),
      trigger: z.string().describe('what made the forge start the run').optional(),
      runUrl: z.string().optional(),
      image: z
        .string()
        .describe('the image that the run was in: name@sha256:…, or by a tag alone')
        .exactOptional(),
      jobs: z.array(jobHow),
      skips: z.array(
        z.strictObject({
          step: z.string(),
          why: z.strictObject({ code: z.enum(SKIP_CODES), detail: z.string() }),
        }),
      ),
      path: z.array(z.string()).describe('the jobs that the run could not have been shorter than'),
      exit: z.int(),
      standing: z
        .strictObject({
          deps: stands,
          junit: stands,
          binary: stands,
          image: stands,
          sbom: stands,
          pushed: stands,
          signatures: stands,
          attestations: stands,
          verdict: stands,
        })
        .describe('for each fact the outputs of the job that gave it'),
      cache: z
        .strictObject({
          store: z.string().describe('which store was asked').optional(),
          notes: z.array(cacheNote).describe('what became of the folders of packages'),
        })
        .describe('the cache of the run'),
      recomputed: z
        .array(fileDigest)
        .describe('configuration and lock files that a run with --bare compared with the commit')
        .exactOptional(),
    })
    .describe('under which circumstances'),
  when: z
    .strictObject({
      started: time,
      milliseconds: duration,
      jobs: z.array(z.strictObject({ id: z.string(), started: time, milliseconds: duration })),
    })
    .describe('times'),
  parents: z.array(sha256).describe('digests of the records whose facts this run took'),
});

/** A record as it comes out of a file. */
export type ReadRecord = z.output<typeof recordSchema>;

/** The JSON schema of a record. */
export function recordJsonSchema(): object {
  return { ...z.toJSONSchema(recordSchema, { io: 'input' }), title: 'sealsmith record' };
}
