/** Signing and attesting an image, and verifying that, beside cosign: by key, and keyless with a Sigstore on this machine. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hexOf } from '../src/core/image.ts';
import { encodeBundle } from '../src/formats/bundle.ts';
import { encodeStatement } from '../src/formats/statement.ts';
import { registryPlace } from '../src/signing/place.ts';
import type { SigningSettings } from '../src/signing/signer.ts';
import { roleOfType } from '../src/verify/content.ts';
import { startDockerRegistry, startReferrersRegistry } from '../test/support/registries.ts';
import { emptyTrustedRoot, privateSigstore } from '../test/support/sigstore.ts';
import { value } from '../test/support/world.ts';
import { measure, report, type Subject } from './measure.ts';
import { ENTRY, NODE } from './program.ts';
import {
  accountOf,
  aGround,
  type Ends,
  type Ground,
  images,
  itsSigning,
  itsVerifying,
  nextOf,
  ourSigning,
  ourVerifying,
  penOf,
  sourceOf,
} from './signing-ground.ts';

const ROUNDS = 7;
const WORKFLOW = 'https://gitlab.example.org/group/diary//.gitlab-ci.yml';

export async function signing(): Promise<void> {
  const todo: (() => unknown)[] = [];
  const ends: Ends = { after: (end) => void todo.unshift(end) };
  try {
    await byKey(await aGround(ends, await startReferrersRegistry(ends)), 'a registry that knows referrers');
    await byKey(await aGround(ends, await startDockerRegistry(ends)), 'a registry that does not');
    await keyless(ends);
    // The other registry lists what is attached without saying of what type it is, so that all of it has to be read.
    await many(await aGround(ends, await startDockerRegistry(ends)));
    await loading(await aGround(ends, await startReferrersRegistry(ends)));
  } finally {
    for (const end of todo) await end();
  }
}

async function byKey(ground: Ground, where: string): Promise<void> {
  const settings: SigningSettings = {
    ...{ with: 'key', key: { from: 'file', path: 'cosign.key' }, password: undefined, services: undefined },
    ...{ log: false, timestamp: false },
  };
  // Without a root of its own cosign asks the public instance for one.
  const nobody = emptyTrustedRoot(ground.folder);
  const signing = `--key cosign.key --signing-config no-services.json --trusted-root "${nobody}"`;
  await both(ground, `by key, ${where}`, {
    its: itsSigning(ground, signing),
    ours: ourSigning(settings, ['bundle']),
    more: { 'sealsmith, older form too': ourSigning(settings, ['bundle', 'legacy']) },
    itsCheck: itsVerifying(ground, `--key cosign.pub --trusted-root "${nobody}" --insecure-ignore-tlog`),
    ourCheck: ourVerifying(ground, '--key cosign.pub'),
  });
}

async function keyless(ends: Ends): Promise<void> {
  const ground = await aGround(ends, await startReferrersRegistry(ends));
  // cosign 3.0 does not speak to the log of version 2 about images (it enters DSSE, which is refused), and what stands for
  // version 1 here does not answer it: both have their time from the authority.
  const { issuer, signingConfig, trustedRoot } = await privateSigstore(ends, { logs: [], timestamps: true });
  const token = join(ground.folder, 'token');
  const settings: SigningSettings = {
    ...{ with: 'keyless', token: { from: 'file', path: token }, transparency: undefined },
    services: { kind: 'config', path: signingConfig },
  };
  const root = `--trusted-root "${trustedRoot}"`;
  const who = `--certificate-identity "${WORKFLOW}@refs/heads/main" --certificate-oidc-issuer "${issuer.url}"`;
  // The authority here is told other addresses than the token's issuer has, which the provenance then contradicts.
  const predicates = new Map([...ground.predicates].filter(([type]) => roleOfType(type) !== 'provenance'));
  const checked = { ...ground, predicates };
  await both(ground, 'keyless', {
    its: itsSigning(ground, `--signing-config "${signingConfig}" --identity-token "${token}"`),
    ours: ourSigning(settings, ['bundle']),
    more: {},
    itsCheck: itsVerifying(
      ground,
      `${who} ${root} --use-signed-timestamps --insecure-ignore-sct --insecure-ignore-tlog`,
    ),
    ourCheck: ourVerifying(
      checked,
      `--issuer "${issuer.url}" --workflow "${WORKFLOW}" --ref refs/heads/main ${root}`,
    ),
    before: () => writeFileSync(token, issuer.token()),
  });
}

type Case = {
  /** Lines for a shell. */
  readonly its: string;
  readonly ours: string;
  readonly more: Readonly<Record<string, string>>;
  readonly itsCheck: string;
  readonly ourCheck: string;
  readonly before?: () => void;
};

/** Every round signs an image that nobody has signed; what is verified is what we signed last. */
async function both(
  ground: Ground,
  title: string,
  { its, ours, more, before, ...checks }: Case,
): Promise<void> {
  const { folder: cwd, env } = ground;
  // Both say on their standard output what is wrong.
  const told = (line: string): string => `{ ${line}; } >said || { cat said >&2; exit 1; }`;
  const subject = (name: string, line: string): Subject => ({
    ...{ name, cwd, env },
    command: ['sh', '-c', told(line)],
  });
  const lines = Object.entries({ cosign: its, ...more, sealsmith: ours });
  const next = nextOf(ground, await images(ground, (ROUNDS + 1) * lines.length));
  const signers = lines.map(([name, line]) => ({
    ...subject(name, line),
    before: () => {
      before?.();
      next();
    },
  }));
  report(`sign and attest three statements ${title}`, await measure(signers, ROUNDS), 'at most 0.33');
  const verifiers = [subject('cosign', checks.itsCheck), subject('sealsmith', checks.ourCheck)];
  report(`verify all of it ${title}`, await measure(verifiers, ROUNDS), 'at most 0.5');
}

/** Attestations of ten types in turn: what is not asked for costs a line in a list, what is asked for its own time. */
async function many(ground: Ground): Promise<void> {
  const { folder: cwd, env, repository } = ground;
  const type = (at: number): string => `https://example.org/check/${at % 10}`;
  const pen = await penOf(ground);
  const subjects: Subject[] = [];
  for (const count of [10, 50, 200]) {
    const [image] = await images(ground, 1);
    if (image === undefined) throw new Error('no image was made');
    const place = registryPlace(repository, image, await sourceOf(ground, image));
    for (let at = 0; at < count; at += 1) {
      const subject = [{ name: repository.name, digest: { sha256: hexOf(image.digest) } }];
      const payload = encodeStatement({ subject, predicateType: type(at), predicate: { at } });
      const bundle = encodeBundle(value(await pen.statement(payload)));
      value(await place.add(bundle, type(at), '2026-11-01T00:00:00Z'));
    }
    for (const asked of [1, 3, 10]) {
      const needs = Array.from({ length: asked }, (_, at) => ['--needs', type(at)]).flat();
      const name = `${repository.name}@${image.digest}`;
      subjects.push({
        name: `${count}, ${asked} of ten types`,
        command: [NODE, ENTRY, 'verify', name, '--key', 'cosign.pub', ...needs],
        ...{ cwd, env },
      });
    }
  }
  report('an image with many attestations', await measure(subjects, ROUNDS), 'linear in what is asked for');
}

/** Both say what they are for, and do nothing. */
async function loading(ground: Ground): Promise<void> {
  const { folder: cwd, env } = ground;
  const nothing = { ...accountOf(ground), what: { ...accountOf(ground).what, facts: {} } };
  writeFileSync(join(cwd, '.sealsmith', 'work', 'nothing.json'), JSON.stringify(nothing));
  const request = JSON.stringify({ what: 'sign', account: '.sealsmith/work/nothing.json' });
  const start = (name: string, ...args: string[]): Subject => ({
    ...{ name, cwd, env },
    command: [NODE, ENTRY, ...args],
  });
  const figures = await measure(
    [
      start('verify --help', 'verify', '--help'),
      start('verify --explain', 'verify', '--explain'),
      start('sign, nothing was made', 'internal', 'sign', request, '.sealsmith/work/result.json'),
    ],
    15,
  );
  report('start with the parts of signing loaded', figures, 'at most 0.150 s more');
}
