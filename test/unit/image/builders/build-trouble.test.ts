import { equal } from 'node:assert/strict';
import { it } from 'node:test';
import { buildTrouble } from '../../../../src/image/builders/build-trouble.ts';
import { readDockerfile } from '../../../../src/image/dockerfile.ts';
import { AMD64 } from '../../../support/layouts.ts';

const TEXT = `FROM base:1\n\nRUN true\nRUN echo said; \\\n  cat "/not there"\n`;

function trouble(errors: string, output = ''): string {
  const said = { exit: 1, errors, output };
  return buildTrouble('docker', 'docker/Dockerfile', readDockerfile(TEXT, {}, AMD64), said).message;
}

const cases: readonly (readonly [string, string, string, string?])[] = [
  [
    'BuildKit that shows a piece of the file',
    [
      'Dockerfile:4',
      '--------------------',
      '   4 | >>> RUN echo said; \\',
      '--------------------',
      'ERROR: failed to solve: process "/bin/sh -c …" did not complete successfully: exit code: 1',
    ].join('\n'),
    'docker/Dockerfile:4 RUN echo said; cat "/not there": process "/bin/sh -c …" did not complete successfully: exit code: 1',
  ],
  [
    'BuildKit before that',
    [
      '------',
      ' > [3/3] RUN echo said;   cat "/not there":',
      '#6 0.2 said',
      '------',
      'executor failed running [/bin/sh -c …]: exit code: 1',
    ].join('\n'),
    'docker/Dockerfile:4 RUN echo said;   cat "/not there": executor failed running [/bin/sh -c …]: exit code: 1',
  ],
  [
    'buildah and podman',
    'Error: building at STEP "RUN echo said;   cat \\"/not there\\"": while running runtime: exit status 1',
    'docker/Dockerfile:4 RUN echo said;   cat \\"/not there\\": while running runtime: exit status 1',
  ],
  [
    'the classic builder, by the last that began',
    "The command '/bin/sh -c …' returned a non-zero code: 1",
    "docker/Dockerfile:3 RUN true: The command '/bin/sh -c …' returned a non-zero code: 1",
    'Step 1/3 : FROM base:1\n ---> 1\nStep 2/3 : RUN true\n ---> Running in 2\n',
  ],
  ['nobody that says where', 'ERROR: no space left on device', 'docker/Dockerfile: no space left on device'],
  ['an engine that says nothing', '', 'docker/Dockerfile: it ended with 1'],
  [
    'a line that the file does not have',
    'Error: building at STEP "RUN other": no',
    'docker/Dockerfile RUN other: no',
  ],
];
for (const [what, errors, message, output] of cases) {
  it(`names the line of ${what}`, () => {
    equal(trouble(errors, output), message);
  });
}

it('does not repeat a long line', () => {
  const long = `RUN ${'x'.repeat(200)}`;
  equal(trouble(`Error: building at STEP "${long}": no`), `docker/Dockerfile ${long.slice(0, 77)}...: no`);
});
