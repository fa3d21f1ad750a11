/** What the steps that sign and attest have in common: one command each, by the account of the run. */

import { type SignRequest, type SignResult, TRUST_VARIABLE } from '../core/evidence.ts';
import type { EvidenceFact, FactName } from '../core/fact.ts';
import { OURS, type WorkspacePath } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { Decision, JobIo, Json, PackageStore, PlanFacts, Report, StepName } from '../core/step.ts';
import { parseImageName } from '../formats/image-name.ts';
import { count } from '../report/units.ts';
import { explainer, NETWORK_FORWARDS, oneJob, skip } from '../toolchains/job.ts';

export const SIGNATURES_FOLDER = `${OURS}/signatures` as WorkspacePath;
export const ATTESTATIONS_FOLDER = `${OURS}/attestations` as WorkspacePath;

/** What is remembered of whom the public Sigstore trusts: signed by its own keys, and checked with them. */
export const TRUST_STORE: PackageStore = {
  name: 'trust',
  env: [TRUST_VARIABLE],
  keeps: [],
  leaves: [],
  checked: true,
};

export type EvidenceOptions = {
  readonly after?: readonly string[] | undefined;
  readonly timeout?: number | undefined;
  readonly 'plain-http'?: readonly string[] | undefined;
};

type Saying = {
  readonly step: StepName;
  readonly what: SignRequest<Json>['what'];
  readonly out: WorkspacePath;
  readonly needs: readonly FactName[];
  readonly gives: 'signatures' | 'attestations';
};

/** The one job of `sign` or `attest`. It gets digests and the account of the run, and nothing to execute. */
export function planSaying(saying: Saying, facts: PlanFacts, options: EvidenceOptions): Result<Decision> {
  const { signer } = facts.evidence;
  if (signer === undefined)
    return skip('needs-signer', 'nothing says who signs: no "signing" in sealsmith.yml, no key');
  if (!signer.ok) return signer;
  const self = facts.tools.get('sealsmith');
  if (self === undefined) throw new Error('our own program is always among the tools');
  const { step, what, out, needs, gives } = saying;
  const github = what === 'attest' ? signer.value.github : undefined;
  const work = `${OURS}/work/${step}` as WorkspacePath;
  const account = `${work}/account.json` as WorkspacePath;
  const result = `${work}/result.json`;
  const request: SignRequest<Json> = {
    ...{ what, account, out },
    settings: signer.value.settings,
    formats: signer.value.formats,
    plainHttp: options['plain-http'] ?? [],
    ...(github === undefined ? {} : { github }),
  };
  const registry = facts.image.name === undefined ? undefined : parseImageName(facts.image.name)?.registry;
  const say = explainer(facts, step);
  return oneJob(
    {
      step,
      commands: [{ tool: 'sealsmith', args: ['internal', 'sign', JSON.stringify(request), result] }],
      tools: [self],
      inputs: signer.value.files,
      outputs: [out],
      scratch: [work],
      stores: [TRUST_STORE],
      forwards: NETWORK_FORWARDS,
      needs,
      gives: [gives],
      grants: [
        'network',
        ...signer.value.grants,
        ...(registry === undefined ? [] : [`registry:${registry}` as const]),
        ...(github === undefined ? [] : (['secret:GITHUB_TOKEN'] as const)),
      ],
      cache: 'never',
      account,
      ...(options.timeout === undefined ? {} : { limit: options.timeout }),
    },
    {
      explained: [
        say('image', `by ${signer.value.with}`, undefined),
        say('formats', signer.value.formats.join(' '), undefined),
      ],
      finish: (io) => finish(io, result, out, gives),
    },
  );
}

async function finish(
  io: JobIo,
  path: string,
  out: WorkspacePath,
  gives: Saying['gives'],
): Promise<Result<Report>> {
  if (!io.succeeded) return ok({ facts: {}, summary: '', remarks: [] });
  const text = io.files.readText(`${io.workspace}/${path}`);
  if (!text.ok) return text;
  let told: SignResult;
  try {
    told = JSON.parse(text.value ?? '') as SignResult;
  } catch {
    return err({ code: 'output-invalid', job: gives, path, message: 'is not what signing writes' });
  }
  if (told.made.length === 0)
    return ok({ facts: {}, summary: 'nothing was made that could be signed', remarks: [] });
  const evidence: EvidenceFact['evidence'][number][] = [];
  for (const { name } of io.files.list(`${io.workspace}/${out}`)) {
    const digest = await io.files.digest(`${io.workspace}/${out}/${name}`);
    if (!digest.ok) return digest;
    evidence.push({ path: `${out}/${name}`, sha256: digest.value.sha256 });
  }
  const fact: EvidenceFact = {
    signer: told.signer,
    bundles: told.made.map(({ added: _, ...bundle }) => bundle),
    evidence,
  };
  const fresh = told.made.filter(({ added }) => added).length;
  const there = told.made.length - fresh;
  const said = [
    `${count(told.made.length, gives === 'signatures' ? 'signature' : 'statement')} by ${told.signer}`,
    ...(there === 0 ? [] : [`${there} there already`]),
  ];
  return ok({ facts: { [gives]: fact }, summary: said.join(' · '), remarks: [] });
}
