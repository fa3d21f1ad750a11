/**
 * `sealsmith internal …`: what jobs start between the project's own commands. Not for people: arguments come from
 * our own plans, results go to files and to the job's log.
 */

import type { Failure } from '../core/failure.ts';
import { explain } from '../core/failure.ts';
import { FAILURE_VARIABLE, type Inside } from '../core/inside.ts';
import type { Result } from '../core/result.ts';

/** Ends as the exit status of a command: 0, or what went wrong as one sentence. */
export type InsideCommand = (
  args: readonly string[],
  inside: Inside,
) => Promise<Result<number, Failure | string>>;

/** One line each; a part is loaded when it is called. */
const COMMANDS: Readonly<Record<string, () => Promise<InsideCommand>>> = {
  pack: async () => (await import('./internal/pack.ts')).pack, //                            a folder as one archive
  probe: async () => (await import('./internal/probe.ts')).probe, //                         does the program answer
  inject: async () => (await import('./internal/inject.ts')).inject, //                      a program into Node
  gotest: async () => (await import('./internal/gotest.ts')).gotest, //                      go test, read
  'pyinstaller-spec': async () => (await import('./internal/pyinstaller-spec.ts')).pyinstallerSpec, // what to build
  'npm-contents': async () => (await import('./internal/npm-contents.ts')).npmContents, //   what npm may unpack
  'pip-wheels': async () => (await import('./internal/pip-wheels.ts')).pipWheels, //         pip, from a folder
  'image-build': async () => (await import('./internal/image-build.ts')).imageBuild, //       an image as a layout
  'image-check': async () => (await import('./internal/image-check.ts')).imageCheck, //       does the image answer
  'image-ask': async () => (await import('./internal/image-ask.ts')).imageAsk, //             the same, from its network
  'image-sbom': async () => (await import('./internal/image-sbom.ts')).imageSbom, //          what is in it
  'image-push': async () => (await import('./internal/image-push.ts')).imagePush, //          into a registry
  sign: async () => (await import('./internal/sign.ts')).sign, //                             what was made
  verify: async () => (await import('./internal/verify.ts')).verifyMade, //                   whether that holds
  'expect-silence': async () => (await import('./internal/expect-silence.ts')).expectSilence, // gofmt -l and its like
};

/** @returns the exit status */
export async function internal(args: readonly string[], inside: Inside): Promise<number> {
  const [name = '', ...rest] = args;
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    inside.complain(`sealsmith internal: no such command; there are ${Object.keys(COMMANDS).join(', ')}\n`);
    return 2;
  }
  const command = await load();
  const ended = await command(rest, inside);
  if (ended.ok) return ended.value;
  const { failure } = ended;
  if (typeof failure !== 'string') tell(failure, inside);
  inside.complain(`sealsmith ${name}: ${typeof failure === 'string' ? failure : explain(failure).message}\n`);
  return 1;
}

/** Who started us knows an exit status only; what went wrong, with its code, it reads here. */
function tell(failure: Failure, inside: Inside): void {
  const path = inside.env[FAILURE_VARIABLE];
  if (path === undefined) return;
  const file = inside.write(path, 0o600);
  if (!file.ok) return;
  const written = file.value.write(Buffer.from(JSON.stringify(failure)));
  if (written.ok) file.value.finish();
  else file.value.drop();
}
