import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { imagesFor, lineOf, pinDockerfile, readDockerfile } from '../../../src/image/dockerfile.ts';

const PLATFORM = { os: 'linux', architecture: 'arm64', variant: 'v8' };

function read(text: string, args: Readonly<Record<string, string>> = {}) {
  return readDockerfile(text, args, PLATFORM);
}

/** Names with the lines they stand in. */
function names(text: string, args: Readonly<Record<string, string>> = {}): readonly string[] {
  return read(text, args).images.map(({ name, line }) => `${line} ${name}`);
}

describe('images in a Dockerfile', () => {
  const cases: readonly (readonly [
    what: string,
    text: string,
    found: readonly string[],
    args?: Readonly<Record<string, string>>,
  ])[] = [
    ['one', 'FROM python:3.13-slim\n', ['1 python:3.13-slim']],
    ['one in small letters', 'from python\n', ['1 python']],
    ['one with its platform', 'FROM --platform=$BUILDPLATFORM golang:1.24 AS build\n', ['1 golang:1.24']],
    ['one with a digest', `FROM a@sha256:${'0'.repeat(64)}\n`, [`1 a@sha256:${'0'.repeat(64)}`]],
    ['one in quotes', 'FROM "python:3.13"\n', ['1 python:3.13']],
    ['one after a byte order mark', '\uFEFFFROM python\n', ['1 python']],
    ['one with the line ends of Windows', 'FROM python\r\nRUN a\r\n', ['1 python']],
    ['one over two lines', 'FROM \\\n  python:3\n', ['1 python:3']],
    ['one cut in its middle', 'FROM pyth\\\non:3\n', ['1 python:3']],
    ['one behind a comment in its line', 'FROM \\\n# here\n\n  python:3\n', ['1 python:3']],
    ['one with another escape', '# escape=`\nFROM `\n  python:3\n', ['2 python:3']],
    ['none where nothing stands below', 'FROM scratch\nCOPY a /\n', []],
    ['none where a stage is meant', 'FROM a AS base\nFROM base\nFROM BASE\n', ['1 a']],
    ['one where the stage comes later', 'FROM base\nFROM a AS base\n', ['1 base', '2 a']],
    ['one of the same name as its own stage', 'FROM base AS base\n', ['1 base']],
    ['a default', 'ARG BASE=python:3\nFROM $BASE\n', ['2 python:3']],
    ['a default in quotes', 'ARG BASE="python:3"\nFROM ${BASE}\n', ['2 python:3']],
    ['a build argument over it', 'ARG BASE=python:3\nFROM ${BASE}\n', ['2 b:1'], { BASE: 'b:1' }],
    ['no argument that is not declared', 'FROM a${X}b\n', ['1 ab'], { X: 'y' }],
    ['a default from another', 'ARG V=3\nARG BASE=python:$V\nFROM ${BASE}\n', ['3 python:3']],
    ['two in one line', 'ARG N=python V=3\nFROM $N:$V\n', ['2 python:3']],
    ['a fallback', 'ARG BASE\nFROM ${BASE:-python:3}\n', ['2 python:3']],
    ['no fallback where there is a value', 'ARG BASE=a\nFROM ${BASE:-python:3}\n', ['2 a']],
    ['a fallback for an empty value', 'ARG BASE=\nFROM ${BASE:-a}\n', ['2 a']],
    ['no fallback for an empty value', 'ARG V=\nFROM a${V-b}\n', ['2 a']],
    ['an addition', 'ARG V=3\nFROM python${V:+:$V}\n', ['2 python:3']],
    ['no addition', 'ARG V\nFROM python${V:+:$V}\n', ['2 python']],
    ['a fallback with a fallback', 'FROM ${A:-${B:-c}}\n', ['1 c']],
    ['the platform', 'FROM base-$TARGETOS-$TARGETARCH\n', ['1 base-linux-arm64']],
    ['no argument of a stage', 'FROM a\nARG BASE=b\nFROM ${BASE:-c}\n', ['1 a', '3 c']],
    ['one to copy from', 'FROM a\nCOPY --from=b:1 /x /y\n', ['1 a', '2 b:1']],
    ['one to copy from with other flags', 'FROM a\nCOPY --chown=1 --from=b --link /x /y\n', ['1 a', '2 b']],
    ['no stage to copy from', 'FROM a AS x\nFROM b\nCOPY --from=x / /\nCOPY --from=0 / /\n', ['1 a', '2 b']],
    ['no later stage to copy from', 'FROM a\nCOPY --from=x / /\nFROM b AS x\n', ['1 a', '3 b']],
    ['one to mount', 'FROM a\nRUN --mount=type=bind,from=b:1,target=/x ls\n', ['1 a', '2 b:1']],
    ['no stage to mount', 'FROM a AS x\nRUN --mount=from=x,target=/x ls\n', ['1 a']],
    ['no secret', 'FROM a\nRUN --mount=type=secret,id=T cat /run/secrets/T\n', ['1 a']],
    ['nothing that a command says', 'FROM a\nRUN echo --mount=from=b --from=c\n', ['1 a']],
    ['nothing in a heredoc', 'FROM a\nRUN <<EOF\nFROM b\nCOPY --from=c / /\nEOF\nFROM d\n', ['1 a', '6 d']],
    ['nothing in two', 'FROM a\nCOPY <<A <<B /\nFROM b\nA\nFROM c\nB\nFROM d\n', ['1 a', '7 d']],
    ['nothing in one with tabs', 'FROM a\nRUN cat <<-E\n\tFROM b\n\tE\nFROM d\n', ['1 a', '5 d']],
    ['nothing in one in quotes', 'FROM a\nRUN cat <<"E"\nFROM b\nE\nFROM d\n', ['1 a', '5 d']],
    ['no heredoc in quotes', 'FROM a\nRUN echo "<<E"\nFROM b\n', ['1 a', '3 b']],
    ['no heredoc where there are three', 'FROM a\nRUN cat <<<E\nFROM b\n', ['1 a', '3 b']],
    ['nothing after a heredoc without an end', 'FROM a\nRUN <<E\nFROM b\n', ['1 a']],
    ['nothing in comments', '# FROM a\n  # FROM b\nFROM c\n', ['3 c']],
    ['what reads the file', '# syntax=docker/dockerfile:1\nFROM a\n', ['1 docker/dockerfile:1', '2 a']],
    ['what reads a program', '#!/usr/bin/x\n# syntax=x/y:1\nFROM a\n', ['2 x/y:1', '3 a']],
    ['nothing that looks like it later', 'FROM a\n# syntax=b\n', ['1 a']],
    ['nothing after another comment', '# hello\n# syntax=b\nFROM a\n', ['3 a']],
    ['nothing after an instruction of another file', 'WHATEVER x\nFROM a\n', ['2 a']],
  ];
  for (const [what, text, found, args] of cases) {
    it(`finds ${what}`, () => {
      deepEqual(names(text, args), found);
    });
  }

  it('says whether a line names a platform of its own', () => {
    const file = read('FROM --platform=$BUILDPLATFORM a AS b\nFROM c\nCOPY --from=d / /\n');
    deepEqual(
      file.images.map(({ name, platform }) => [name, platform]),
      [
        ['a', true],
        ['c', false],
        ['d', false],
      ],
    );
  });

  const unread: readonly (readonly [what: string, text: string, line: number])[] = [
    ['a variable of the machine', 'FROM a-$BUILDARCH\n', 1],
    ['a form of variables that is not known', 'ARG A=x\nFROM ${A%x}\n', 2],
    ['an open brace', 'FROM ${A\n', 1],
    ['an open quote', "FROM 'a\n", 1],
    ['a required value that is not there', 'FROM ${A:?no}\n', 1],
    ['a variable to copy from', 'FROM a\nCOPY --from=$X / /\n', 2],
    ['a variable to mount from', 'FROM a\nRUN --mount=from=$X,target=/x ls\n', 2],
    ['quotes in a mount', 'FROM a\nRUN --mount="from=b" ls\n', 2],
    ['a place to copy from that is cut', 'FROM a\nCOPY --from=b\\\nc / /\n', 2],
    ['what is no name', 'FROM A/B\n', 1],
    ['nothing at all', 'ARG BASE\nFROM ${BASE}\n', 2],
  ];
  for (const [what, text, line] of unread) {
    it(`tells that it does not understand ${what}`, () => {
      deepEqual(
        read(text).unread.map((one) => one.line),
        [line],
      );
    });
  }
});

describe('the images for a target', () => {
  const FILE = 'FROM a AS one\nFROM b AS two\nCOPY --from=one / /\nFROM c AS three\nFROM two\n';
  const wanted = (target?: string) => {
    const found = imagesFor(read(FILE), target);
    return found.ok ? found.value.map(({ name }) => name) : found.failure;
  };

  it('are those that the last stage stands on and copies from', () => {
    deepEqual(wanted(), ['a', 'b']);
  });

  it('are those of another stage, by its name in any case or its number', () => {
    deepEqual([wanted('THREE'), wanted('2'), wanted('one')], [['c'], ['c'], ['a']]);
  });

  it('are refused for a stage that is not there, with those that are', () => {
    equal(wanted('four'), 'it has no stage "four"; there are one, two, three');
  });

  it('are refused for a file without a stage', () => {
    const found = imagesFor(read('RUN ls\n'), undefined);
    equal(found.ok, false);
  });

  it('end where stages copy from each other', () => {
    const found = imagesFor(read('FROM a AS x\nCOPY --from=y / /\nFROM b AS y\nCOPY --from=x / /\n'), 'x');
    deepEqual(found.ok && found.value.map(({ name }) => name), ['a', 'b']);
  });
});

describe('pinning', () => {
  const pins = new Map([
    ['a:1', 'r/a@sha256:1'],
    ['b', 'r/b@sha256:2'],
  ]);
  const pinned = (text: string) => pinDockerfile(read(text), pins);

  it('replaces names alone, and all of them', () => {
    equal(
      pinned(
        'FROM a:1 AS x\nCOPY --from=b /b /b\nRUN --mount=type=bind,from=a:1,target=/x echo a:1\nFROM c\n',
      ),
      'FROM r/a@sha256:1 AS x\nCOPY --from=r/b@sha256:2 /b /b\nRUN --mount=type=bind,from=r/a@sha256:1,target=/x echo a:1\nFROM c\n',
    );
  });

  it('replaces what stands there for a name: a variable, quotes', () => {
    equal(pinned('ARG X=a:1\nFROM "${X}"\r\n'), 'ARG X=a:1\nFROM r/a@sha256:1\r\n');
  });

  it('leaves every line at its number', () => {
    equal(pinned('FROM a\\\n:1 AS x\nRUN y\n'), 'FROM r/a@sha256:1 AS x\n\nRUN y\n');
  });

  it('changes nothing without a pin', () => {
    equal(pinDockerfile(read('FROM a:1\n'), new Map()), 'FROM a:1\n');
  });
});

describe('the line of an instruction', () => {
  const file = read('FROM a\n\nRUN  make \\\n  all\nRUN x\nRUN x\n');

  it('is found by what the engine prints of it', () => {
    equal(lineOf(file, 'RUN make all'), 3);
  });

  it('is not guessed between two that are alike', () => {
    equal(lineOf(file, 'RUN x'), undefined);
  });
});
