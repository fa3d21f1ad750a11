/** Puts the image into its registry: by digest, under the tag of its commit alone. Nothing here moves a tag on. */

import type { PushedFact } from '../core/fact.ts';
import { isImageDigest, shortDigest } from '../core/image.ts';
import { OURS, type WorkspacePath } from '../core/path.ts';
import { err, ok, type Result } from '../core/result.ts';
import type { JobIo, PlanFacts, Report, Step } from '../core/step.ts';
import { parseImageName } from '../formats/image-name.ts';
import type { PushedImage, PushRequest } from '../image/push.ts';
import { explainer, NETWORK_FORWARDS, oneJob, skip } from '../toolchains/job.ts';
import type { PushOptions } from './image-options.ts';
import { IMAGE_FOLDER } from './image-places.ts';

const WORK = `${OURS}/work/push` as WorkspacePath;
const RESULT = `${WORK}/pushed.json`;
const ACCOUNT = `${WORK}/account.json` as WorkspacePath;

export const push: Step<PushOptions> = {
  name: 'push',
  summary: 'push the image by digest, under the tag of its commit',
  after: ['containerize'],
  runs: 'named',
  plan(facts, options) {
    const name = facts.image.name === undefined ? undefined : parseImageName(facts.image.name);
    if (name === undefined) return skip('needs-image', 'no "image" in steps.containerize says where to');
    const tags = options.tags ?? tagsOf(facts);
    const request: PushRequest = {
      layout: IMAGE_FOLDER,
      to: facts.image.name ?? '',
      tags,
      mountFrom: [],
      plainHttp: options['plain-http'] ?? [],
      account: ACCOUNT,
    };
    const say = explainer(facts, 'push');
    const self = facts.tools.get('sealsmith');
    if (self === undefined) throw new Error('our own program is always among the tools');
    return oneJob(
      {
        step: 'push',
        commands: [{ tool: 'sealsmith', args: ['internal', 'image-push', JSON.stringify(request), RESULT] }],
        tools: [self],
        // The image is known by its fact; no file of the project has a say.
        inputs: [],
        needs: ['image'],
        gives: ['pushed'],
        scratch: [WORK],
        forwards: NETWORK_FORWARDS,
        grants: ['network', `registry:${name.registry}`],
        cache: 'never',
        account: ACCOUNT,
      },
      {
        explained: [
          say('image', `to ${request.to}`, undefined),
          say('tags', tags.join(' ') || 'none: by digest alone', 'tags'),
        ],
        finish,
      },
    );
  },
};

/** The commit; of a tree with changes a tag that says so. Without a commit there is none, and the digest is enough. */
function tagsOf({ context: { commit, dirty } }: PlanFacts): readonly string[] {
  if (commit === undefined) return [];
  return [dirty ? `${commit}-dirty` : commit];
}

async function finish(io: JobIo): Promise<Result<Report>> {
  if (!io.succeeded) return ok({ facts: {}, summary: '', remarks: [] });
  const text = io.files.readText(`${io.workspace}/${RESULT}`);
  if (!text.ok) return text;
  const pushed = readPushed(text.value ?? '');
  if (pushed === undefined)
    return err({ code: 'output-invalid', job: 'push', path: RESULT, message: 'is not what pushing writes' });
  const tag = pushed.tags.length === 0 ? '' : ` · ${pushed.tags.join(' ')}`;
  const { moved, ...fact } = pushed;
  return ok({
    facts: { pushed: fact },
    summary: `${fact.name}@${shortDigest(fact.digest)}${tag}`,
    remarks: moved.map(
      ({ tag: name, from }) => `${name} stood for another image before, ${shortDigest(from)}`,
    ),
  });
}

type Read = PushedFact & Pick<PushedImage, 'moved'>;

function readPushed(text: string): Read | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { name, digest, tags, moved } = value as Partial<PushedImage>;
  if (typeof name !== 'string' || typeof digest !== 'string' || !isImageDigest(digest)) return undefined;
  if (!Array.isArray(tags) || !tags.every((tag) => typeof tag === 'string')) return undefined;
  return { name, digest, tags, moved: moved ?? [], evidence: [] };
}
