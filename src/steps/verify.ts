/** Whether what was said of what was made holds, by what is expected. Nothing of the project runs, nothing is believed. */

import type { VerifyRequest, VerifyResult } from '../core/evidence.ts';
import { OURS, type WorkspacePath } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobIo, Json, Report, Step } from '../core/step.ts';
import { parseImageName } from '../formats/image-name.ts';
import { count } from '../report/units.ts';
import { explainer, NETWORK_FORWARDS, oneJob, skip } from '../toolchains/job.ts';
import { ATTESTATIONS_FOLDER, type EvidenceOptions, SIGNATURES_FOLDER, TRUST_STORE } from './evidence.ts';

const WORK = `${OURS}/work/verify` as WorkspacePath;
const ACCOUNT = `${WORK}/account.json` as WorkspacePath;
const RESULT = `${WORK}/result.json`;

export const verify: Step<EvidenceOptions> = {
  name: 'verify',
  summary: 'check what was signed against what is expected',
  after: ['attest'],
  runs: 'named',
  plan(facts, options) {
    const { expected, trustedRoots } = facts.evidence;
    if (expected === undefined)
      return skip('needs-expectations', 'no "verify" in sealsmith.yml says what must hold');
    const self = facts.tools.get('sealsmith');
    if (self === undefined) throw new Error('our own program is always among the tools');
    const request: VerifyRequest<Json> = {
      ...{ account: ACCOUNT, expected, trustedRoots },
      bundles: [SIGNATURES_FOLDER, ATTESTATIONS_FOLDER],
      plainHttp: options['plain-http'] ?? [],
    };
    const registry = facts.image.name === undefined ? undefined : parseImageName(facts.image.name)?.registry;
    const say = explainer(facts, 'verify');
    return oneJob(
      {
        step: 'verify',
        commands: [{ tool: 'sealsmith', args: ['internal', 'verify', JSON.stringify(request), RESULT] }],
        tools: [self],
        inputs: [],
        scratch: [WORK],
        stores: [TRUST_STORE],
        forwards: NETWORK_FORWARDS,
        needs: ['image', 'pushed', 'binary', 'signatures', 'attestations'],
        gives: ['verdict'],
        grants: ['network', ...(registry === undefined ? [] : [`registry:${registry}` as const])],
        cache: 'never',
        account: ACCOUNT,
        ...(options.timeout === undefined ? {} : { limit: options.timeout }),
      },
      { explained: [say('image', 'against "verify" of the configuration', undefined)], finish },
    );
  },
};

async function finish(io: JobIo): Promise<Result<Report>> {
  if (!io.succeeded) return ok({ facts: {}, summary: '', remarks: [] });
  const text = io.files.readText(`${io.workspace}/${RESULT}`);
  if (!text.ok) return text;
  let told: VerifyResult;
  try {
    told = JSON.parse(text.value ?? '') as VerifyResult;
  } catch {
    return err({ code: 'output-invalid', job: 'verify', path: RESULT, message: 'is not what it writes' });
  }
  const { verdicts } = told;
  if (verdicts.length === 0)
    return ok({ facts: {}, summary: 'nothing was made that could be verified', remarks: [] });
  const checks = verdicts.reduce((sum, one) => sum + one.checks, 0);
  return ok({
    facts: {
      verdict: {
        verdicts,
        evidence: [],
      },
    },
    summary: `${verdicts.map(({ about }) => about).join(' and ')}: pass · ${count(checks, 'check')}`,
    remarks: [],
  });
}
