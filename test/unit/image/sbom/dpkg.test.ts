import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { component, listed, needsOf, purls } from '../../../support/sbom.ts';

const OS = 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n';

function status(...paragraphs: readonly Readonly<Record<string, string>>[]): string {
  const texts = paragraphs.map((fields) =>
    Object.entries(fields)
      .map(([name, value]) => `${name}: ${value}\n`)
      .join(''),
  );
  return texts.join('\n');
}

function aPackage(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return { Status: 'install ok installed', Version: '1.0-1', Architecture: 'amd64', ...fields };
}

describe('packages of Debian', () => {
  it('lists what dpkg says is installed, by name, version, architecture and release', async () => {
    const made = await listed([
      {
        'etc/os-release': OS,
        'var/lib/dpkg/status': status(
          aPackage({
            Package: 'hello',
            Version: '1:2.10-3+b1',
            Source: 'hello-src (2.10-3)',
            Maintainer: 'Jo <jo@example.org>',
          }),
        ),
      },
    ]);
    const hello = component(
      made,
      'pkg:deb/debian/hello@1:2.10-3%2Bb1?arch=amd64&distro=debian-12&upstream=hello-src%402.10-3',
    );
    assert.equal(hello.version, '1:2.10-3+b1');
    assert.equal(hello.publisher, 'Jo <jo@example.org>');
    assert.match(hello.evidence?.occurrences[0]?.location ?? '', /^\/var\/lib\/dpkg\/status$/);
    assert.match(
      hello.evidence?.occurrences[0]?.additionalContext ?? '',
      /^sha256:[0-9a-f]{64}, layer sha256:[0-9a-f]{64}$/,
    );
    assert.deepEqual(
      made.bom.components.filter(({ type }) => type === 'operating-system').map(({ name }) => name),
      ['debian'],
    );
  });

  for (const [state, there] of [
    ['install ok installed', true],
    ['install ok half-configured', true],
    ['hold ok installed', true],
    ['deinstall ok config-files', false],
    ['unknown ok not-installed', false],
  ] as const) {
    it(`${there ? 'lists' : 'leaves out'} a package whose state is "${state}"`, async () => {
      const made = await listed([
        { 'var/lib/dpkg/status': status(aPackage({ Package: 'one', Status: state })) },
      ]);
      assert.equal(purls(made).length, there ? 1 : 0);
    });
  }

  it('reads the single files of distroless images, which say no state', async () => {
    const made = await listed([
      {
        'usr/lib/os-release': OS,
        'etc/os-release': { link: '../usr/lib/os-release' },
        'var/lib/dpkg/status.d/base': 'Package: base-files\nVersion: 12.4\nArchitecture: amd64\n',
        'var/lib/dpkg/status.d/base.md5sums': 'Package: no\nVersion: 1\n',
      },
    ]);
    assert.deepEqual(purls(made), ['pkg:deb/debian/base-files@12.4?arch=amd64&distro=debian-12']);
  });

  it('knows who needs whom, by alternatives and by what a package provides', async () => {
    const made = await listed([
      {
        'var/lib/dpkg/status': status(
          aPackage({
            Package: 'app',
            Depends: 'libc6 (>= 2.36), mail-agent | postfix, python3:any, gone',
            'Pre-Depends': 'dpkg (>= 1)',
          }),
          aPackage({ Package: 'libc6' }),
          aPackage({ Package: 'exim', Provides: 'mail-agent (= 1)' }),
          aPackage({ Package: 'python3' }),
          aPackage({ Package: 'dpkg', Depends: 'libc6' }),
        ),
      },
    ]);
    const short = (refs: readonly string[] | undefined) =>
      refs?.map((ref) => ref.split('@')[0]?.split('/').at(-1));
    assert.deepEqual(short(needsOf(made, 'pkg:deb/debian/app@1.0-1?arch=amd64')), [
      'dpkg',
      'exim',
      'libc6',
      'python3',
    ]);
    assert.deepEqual(short(needsOf(made, made.bom.metadata.component['bom-ref'])), ['app']);
  });

  it('takes licences from the copyright file, also where the documentation is that of another package', async () => {
    const copyright =
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: Expat\n text\n\nFiles: x\nLicense: GPL-2+ and BSD-3-clause\n';
    const made = await listed([
      {
        'usr/share/doc/one/copyright': copyright,
        'usr/share/doc/two': { link: 'one' },
        'var/lib/dpkg/status': status(aPackage({ Package: 'one' }), aPackage({ Package: 'two' })),
      },
    ]);
    for (const name of ['one', 'two'])
      assert.deepEqual(component(made, `pkg:deb/debian/${name}@1.0-1?arch=amd64`).licenses, [
        { license: { id: 'BSD-3-Clause' } },
        { license: { id: 'GPL-2.0-or-later' } },
        { license: { id: 'MIT' } },
      ]);
  });

  it('reads a status file whose lines end as on Windows, and leaves out what is no field', async () => {
    const made = await listed([
      {
        'var/lib/dpkg/status':
          'garbage\r\nPackage: one\r\n: x\r\nVersion: 1\r\nDescription: a\r\n more\r\n\r\n',
      },
    ]);
    assert.deepEqual(purls(made), ['pkg:deb/debian/one@1']);
  });
});
