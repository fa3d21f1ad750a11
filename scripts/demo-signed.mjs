// The second half of `npm run demo`: images and binaries of the examples are signed with a key made here, what was built
// from what and what is in it is attested, and all of it is verified against exact expectations, without a registry or
// any other service; then attacks by hand, each of which must end with the exit code that its documentation names.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { run } from './child.mjs';

const REPOSITORY = 'https://git.example.org/team';
const PASSWORD = 'nine words that nobody guesses';

/** What each image must hold, and what must not be in it: a tool that only builds. */
const CONTENTS = {
  diary: 'sbom: { flask: ">=3", libc6: ">=2.36", pyinstaller: absent }',
  hello: 'sbom: { libc6: ">=2.36", esbuild: absent }',
};

/**
 * @param sealsmith  runs our program in a folder, `(args, options) => { code, output }`
 * @param copyOf     copies an example into a folder of `base`
 */
export async function showSigned(name, base, { sealsmith, copyOf }) {
  const folder = copyOf(base, name, 'signed');
  await sign(name, folder, sealsmith);
  const at = ['--cwd', folder];
  const archive = fs
    .readdirSync(path.join(folder, '.sealsmith/binary'))
    .find((file) => file.endsWith('.tar.gz'));
  const binary = `.sealsmith/binary/${archive}`;
  for (const what of ['.sealsmith/image', binary]) {
    const { code } = await sealsmith(['verify', what, ...at], { show: true });
    assert.equal(code, 0, `${what} of ${name} was not verified`);
  }
  return { folder, binary };
}

async function sign(name, folder, sealsmith) {
  const settings = [
    'signing: { with: key, key: { file: sealsmith.key } }',
    'verify:',
    '  signers: [{ key: sealsmith.pub, name: the key of this demonstration }]',
    `  source: { repository: ${REPOSITORY}/${name}, ref: refs/heads/main }`,
    `  ${CONTENTS[name]}`,
    '  needs: [signature, provenance, sbom]',
  ];
  fs.appendFileSync(path.join(folder, 'sealsmith.yml'), `\n${settings.join('\n')}\n`);
  fs.appendFileSync(path.join(folder, '.gitignore'), 'sealsmith.key\n');
  const env = { ...process.env, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  const made = await sealsmith(['keys', 'generate', '--cwd', folder], { env, show: true });
  assert.equal(made.code, 0);
  await git(folder, 'init', '--quiet', '--initial-branch', 'main');
  await git(folder, 'remote', 'add', 'origin', `${REPOSITORY}/${name}.git`);
  await git(folder, 'add', '--all');
  await git(folder, 'commit', '--quiet', '--message', 'Start');
  const { code } = await sealsmith(['run', 'sign', 'attest', 'verify', '--cwd', folder], { env, show: true });
  assert.equal(code, 0, `${name} was not signed`);
}

async function git(folder, ...args) {
  const who = ['-c', 'user.name=demonstration', '-c', 'user.email=demonstration@example.org'];
  const { code, output } = await run('git', [...who, ...args], { cwd: folder });
  if (code !== 0) throw new Error(`git ${args[0]}: ${output}`);
}

/** Each attack by hand, on copies; what is printed is what anybody sees who tries it. */
export async function showAttacks({ folder, binary }, base, sealsmith) {
  const at = ['--cwd', folder];
  const image = ['.sealsmith/image', '--key', 'sealsmith.pub'];
  const elsewhere = path.join(base, 'elsewhere');
  fs.cpSync(path.join(folder, '.sealsmith/image'), path.join(elsewhere, 'image'), { recursive: true });
  const env = { ...process.env, SEALSMITH_SIGNING_PASSWORD: PASSWORD };
  await sealsmith(['keys', 'generate', 'stranger', ...at], { env });
  const changed = withBundle(elsewhere, 'changed.tar.gz', folder, binary);
  fs.appendFileSync(changed, 'one more line');
  const forged = withBundle(elsewhere, 'forged.tar.gz', folder, binary);
  changeSignature(`${forged}.sigstore.json`);
  fs.writeFileSync(path.join(elsewhere, 'junk.json'), '{ "mediaType": "text/junk" }\n');
  const nobody = '0'.repeat(39);
  const attacks = [
    [
      'an image that nobody signed',
      3,
      'signature-missing',
      [path.join(elsewhere, 'image'), ...image.slice(1)],
    ],
    ['signed by somebody else', 3, 'key-unknown', [image[0], '--key', 'stranger.pub']],
    [
      'built from a repository of a similar name',
      3,
      'wrong-repository',
      [...image, '--source', `${REPOSITORY}/helo`],
    ],
    ['built from another commit', 3, 'wrong-commit', [...image, '--commit', `${nobody}1`]],
    ['a component that must not be there', 3, 'component-forbidden', [...image, '--sbom', 'libc6=absent']],
    ['a valid bundle beside another file', 4, 'subject-mismatch', [changed, '--key', 'sealsmith.pub']],
    ['a signature of other bytes', 4, 'signature-invalid', [forged, '--key', 'sealsmith.pub']],
    ['junk beside what is honest', 0, undefined, [...image, '--bundle', path.join(elsewhere, 'junk.json')]],
  ];
  for (const [what, wanted, reason, args] of attacks) {
    const { code, output } = await sealsmith(['verify', ...args, ...at]);
    console.log(output.trimEnd());
    assert.equal(code, wanted, `${what}: exit ${code}, not ${wanted}`);
    if (reason !== undefined) assert.ok(output.includes(reason), `${what}: nothing says ${reason}`);
    console.log(
      `${what}: exit ${code}${reason === undefined ? ', and nothing is in the way' : `, ${reason}`}`,
    );
  }
}

function withBundle(base, name, folder, binary) {
  const file = path.join(base, name);
  fs.copyFileSync(path.join(folder, binary), file);
  const bundle = `${path.basename(binary)}.sigstore.json`;
  fs.copyFileSync(path.join(folder, '.sealsmith/signatures', bundle), `${file}.sigstore.json`);
  return file;
}

/** One digit of the signature in each bundle becomes another; the bundle stays well-formed. */
function changeSignature(file) {
  const text = fs.readFileSync(file, 'utf8');
  const changed = text.replace(
    /"sig":\s*"[^"]{20}(.)/g,
    (all, digit) => all.slice(0, -1) + (digit === 'A' ? 'B' : 'A'),
  );
  assert.notEqual(changed, text, 'the bundle has no signature to change');
  fs.writeFileSync(file, changed);
}
