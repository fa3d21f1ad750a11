/** What every builder of Dockerfiles must do, asked of the real engines. */

import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { EngineName } from '../../src/image/engines.ts';
import { type Docker, dockerEngine, dockerImages } from '../support/docker.ts';
import { baseRegistry } from '../support/engine-bases.ts';
import { built, ENGINES, HERE, startBuild } from '../support/engine-builds.ts';
import { without } from '../support/python-projects.ts';
import { temporaryFolder } from '../support/temporary.ts';

const docker: Docker | string = await dockerEngine();

before(() => {
  if (typeof docker === 'string' && process.env['CI']) throw new Error(docker);
});

after(async () => {
  if (typeof docker !== 'string') await docker.stop();
});

const SECRET = 'a-secret-that-nobody-may-see-4711';

for (const engine of ENGINES) {
  describe(`a Dockerfile by ${engine}`, { skip: missing(engine) }, () => {
    const env = (): Readonly<Record<string, string>> =>
      engine === 'docker' && typeof docker !== 'string' ? docker.env : {};

    it('becomes a layout of one image: stages, arguments, labels, what is left out', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1');
      const image = await built(t, engine, {
        env: env(),
        files: {
          Dockerfile: [
            `ARG BASE=nothing:1`,
            `FROM \${BASE} AS made`,
            `ARG WORD`,
            `RUN echo "$WORD" > /word`,
            `FROM \${BASE}`,
            `COPY --from=made /word /word`,
            `COPY . /app/`,
            `ENV A=b`,
            `HEALTHCHECK --interval=7s CMD ["/bin/true"]`,
            `CMD ["/bin/cat", "/word"]`,
          ].join('\n'),
          '.dockerignore': 'left-out\nDockerfile\n',
          'left-out': 'x',
          'dir/kept': 'y',
        },
        recipe: { args: { BASE: `${registry.host}/base:1`, WORD: 'hello there' } },
        labels: { 'org.example.a': 'b c' },
      });
      equal(image.text('word'), 'hello there\n');
      equal(image.text('app/dir/kept'), 'y');
      equal(image.paths.includes('app/left-out'), false);
      equal(image.paths.includes('app/Dockerfile'), false);
      const { config } = image.json;
      deepEqual(config['Cmd'], ['/bin/cat', '/word']);
      deepEqual(config['Labels'], { 'org.example.a': 'b c' });
      deepEqual(config['Healthcheck'], { Test: ['CMD', '/bin/true'], Interval: 7_000_000_000 });
      ok(Array.isArray(config['Env']) && config['Env'].includes('A=b'));
      deepEqual(image.platform, HERE);
      deepEqual(image.bases, [{ name: `${registry.host}/base:1`, digest }]);
      match(image.remarks.join('\n'), /not pinned/);
    });

    it('has the same digest in another folder, at another time, without anything kept', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const files = (text: string): Readonly<Record<string, string>> => ({
        Dockerfile: `FROM ${registry.host}/base:1\nCOPY dir /app/\nRUN echo ${text} > /made\nHEALTHCHECK CMD ["/bin/true"]\n`,
        'dir/a': 'a',
      });
      // The word makes the engine build anew, whatever it remembers of other runs.
      const word = `w${process.hrtime.bigint()}`;
      const first = await built(t, engine, { env: env(), files: files(word) });
      await pause(1100);
      const again = await built(t, engine, { env: env(), files: files(word) });
      const other = await built(t, engine, { env: env(), files: files(`${word}x`) });
      equal(again.manifest.digest, first.manifest.digest);
      notEqual(other.manifest.digest, first.manifest.digest);
    });

    it('uses secrets and keeps nothing of them', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const image = await built(t, engine, {
        env: { ...env(), TOKEN: SECRET },
        files: {
          Dockerfile: [
            `FROM ${registry.host}/base:1`,
            'RUN --mount=type=secret,id=TOKEN wc -c < /run/secrets/TOKEN > /count',
            'RUN env > /env; ls /run/secrets > /secrets 2>&1; true',
          ].join('\n'),
        },
        recipe: { secrets: ['TOKEN'] },
      });
      equal(image.text('count').trim(), String(SECRET.length));
      equal(image.everything.includes(SECRET), false);
      equal(image.log.includes(SECRET), false);
    });

    it('is refused without the value of a secret', async (t) => {
      const { result } = await startBuild(t, engine, {
        env: env(),
        files: { Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' },
        recipe: { secrets: ['TOKEN'] },
      }).done;
      deepEqual(!result.ok && result.failure, {
        code: 'variable-unset',
        name: 'TOKEN',
        wantedBy: 'the image',
      });
    });

    it('fails with the line that failed, and leaves nothing', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const building = startBuild(t, engine, {
        env: env(),
        files: {
          Dockerfile: `FROM ${registry.host}/base:1\n\nRUN true\nRUN echo said; \\\n  cat /not-there\n`,
        },
      });
      const { result, log } = await building.done;
      ok(!result.ok && result.failure.code === 'image-build-failed');
      match(result.failure.message, /^Dockerfile:4 /);
      match(log, /said/);
      equal(existsSync(join(building.folder, 'image')), false);
      deepEqual(readdirSync(building.temporary), []);
    });

    it('fails with the names of the stages that there are', async (t) => {
      const { result } = await startBuild(t, engine, {
        env: env(),
        files: { Dockerfile: 'FROM scratch AS one\nCOPY Dockerfile /\n' },
        recipe: { target: 'two' },
      }).done;
      ok(!result.ok && result.failure.code === 'image-build-failed');
      match(result.failure.message, /there are one/);
    });

    it('stands on what sealsmith.lock pins, also when the tag has moved', async (t) => {
      const registry = await baseRegistry(t);
      const digest = registry.push('base:1', { which: 'old' });
      registry.push('base:1', { which: 'new' });
      const name = `${registry.host}/base:1`;
      const image = await built(t, engine, {
        env: env(),
        files: {
          'sealsmith.lock': JSON.stringify({ schema: 'sealsmith-lock/1', images: { [name]: { digest } } }),
          'docker/Dockerfile': `FROM ${name}\nCOPY . /app/\nRUN cat /which > /found\n`,
          // Only beside the file itself does it hold, wherever the file is read from.
          'docker/Dockerfile.dockerignore': 'sealsmith.lock\n',
          '.dockerignore': 'nothing\n',
        },
        recipe: { file: 'docker/Dockerfile' as never },
      });
      equal(image.text('found'), 'old');
      deepEqual(image.bases, [{ name, digest }]);
      match(image.remarks.join('\n'), /now, and was built on as sealsmith.lock pins it/);
      equal(image.paths.includes('app/sealsmith.lock'), false);
    });

    it('takes stages for another platform where the file says so', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const image = await built(t, engine, {
        env: env(),
        files: {
          Dockerfile: [
            `FROM --platform=linux/${HERE.architecture} ${registry.host}/base:1 AS made`,
            'RUN echo hello > /word',
            'FROM scratch',
            'COPY --from=made /word /word',
          ].join('\n'),
        },
        platform: { os: 'linux', architecture: 's390x' },
      });
      equal(image.text('word'), 'hello\n');
      equal(image.json['architecture'], 's390x');
    });

    it('ends with everything that it started when it is interrupted', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const seconds = 7000 + Math.floor(Math.random() * 1000);
      const building = startBuild(t, engine, {
        env: env(),
        files: { Dockerfile: `FROM ${registry.host}/base:1\nRUN sleep ${seconds}\n` },
        labels: { run: String(seconds) },
      });
      for (let tries = 0; !runs(`sleep ${seconds}`) && tries < 300; tries += 1) await pause(100);
      building.child.kill('SIGINT');
      const { result } = await building.done;
      deepEqual(result, { ok: false, failure: { code: 'interrupted', signal: 'SIGINT' } });
      for (let tries = 0; runs(`sleep ${seconds}`) && tries < 100; tries += 1) await pause(100);
      equal(runs(`sleep ${seconds}`), false);
      deepEqual(readdirSync(building.temporary), []);
      if (typeof docker !== 'string') deepEqual(dockerImages(docker, `run=${seconds}`), []);
    });

    it('is built again from what was kept', async (t) => {
      const registry = await baseRegistry(t);
      registry.push('base:1');
      const store = temporaryFolder(t);
      const setting = {
        env: env(),
        store,
        files: { Dockerfile: `FROM ${registry.host}/base:1\nRUN sleep 3; date > /when\nCOPY Dockerfile /\n` },
      };
      const first = await built(t, engine, setting);
      const again = await built(t, engine, setting);
      equal(again.text('when'), first.text('when'));
      equal(again.manifest.digest, first.manifest.digest);
    });
  });
}

/** On a laptop; in CI nothing is. */
function missing(engine: EngineName): string | false {
  const docked = engine === 'docker' && typeof docker === 'string' ? docker : false;
  return docked || without(engine) || without('registry') || without('crane');
}

/** Whether a process has this in its command line, seen from outside of all containers. */
function runs(command: string): boolean {
  return readdirSync('/proc').some((name) => /^\d+$/.test(name) && commandLine(name).includes(command));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
