import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ok } from '../../../../src/core/result.ts';
import { markerEnvironment, markerHolds } from '../../../../src/image/dependencies/markers.ts';

const ENVIRONMENT = markerEnvironment('3.9.2', { os: 'linux', architecture: 'arm64' });

describe('markers, read for a base', () => {
  const table: readonly [string, boolean][] = [
    ["sys_platform == 'linux'", true],
    ["sys_platform == 'win32'", false],
    ['sys_platform != "win32" and python_version < "3.10"', true],
    ["python_version >= '3.10'", false],
    ["python_version < '3.10'", true],
    ["python_full_version < '3.9.3'", true],
    ["python_version == '3.9.*'", true],
    ["python_version in '3.8 3.9'", true],
    ["'3.9' not in python_version", false],
    ["platform_machine == 'aarch64'", true],
    ["platform_machine == 'x86_64'", false],
    ["platform_python_implementation != 'PyPy'", true],
    ["implementation_name == 'cpython'", true],
    ["os_name == 'nt' or (sys_platform == 'linux' and os_name == 'posix')", true],
    ["os_name == 'nt' or sys_platform == 'linux' and os_name == 'nt'", false],
    ["extra == 'async'", false],
    ["python_version ~= '3.8'", true],
    ["'linux' in sys_platform", true],
    ['platform_system=="Linux"', true],
  ];
  for (const [marker, expected] of table) {
    it(`${marker} is ${expected}`, () => {
      assert.deepEqual(markerHolds(marker, ENVIRONMENT), ok(expected));
    });
  }

  for (const marker of [
    "python_versoin < '3'",
    "os_name = 'posix'",
    '(os_name',
    "os_name == 'posix' '",
    '',
    "'a' ~= 'b'",
    '('.repeat(5000),
  ]) {
    it(`cannot be read: ${marker.slice(0, 30)}`, () => {
      assert.equal(markerHolds(marker, ENVIRONMENT).ok, false);
    });
  }

  it('calls processors as the kernel does', () => {
    const machine = (architecture: string, variant?: string): string | undefined =>
      markerEnvironment('3.9', {
        os: 'linux',
        architecture,
        ...(variant === undefined ? {} : { variant }),
      }).get('platform_machine');
    assert.deepEqual(
      [machine('amd64'), machine('386'), machine('arm', 'v7'), machine('s390x')],
      ['x86_64', 'i686', 'armv7l', 's390x'],
    );
  });
});
