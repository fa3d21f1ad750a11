/**
 * The folders in which Go keeps modules and what it compiled. See docs/stores.md; each value is tried in
 * test/real/store-poison-go.test.ts.
 */

import type { PackageStore } from '../../core/step.ts';

/**
 * Modules as the proxy gave them. Where there is a `.ziphash`, Go holds that against go.sum and not the archive, and it
 * reads a module that lies unpacked as it is (cmd/go/internal/modfetch, DownloadDir and DownloadZip): neither is kept,
 * so that every job that reads a module hashes its archive first. A `.mod` is hashed whenever it is read. A `.info` is
 * hashed never, but says only the name and date of a version that go.mod has named already.
 */
const MODULES: PackageStore = {
  name: 'go-modules',
  env: ['GOMODCACHE'],
  keeps: ['cache/download/**/@v/*.zip', 'cache/download/**/@v/*.mod', 'cache/download/**/@v/*.info'],
  // With GOTOOLCHAIN=local no other Go is ever started; the signed tree of the checksum database is a download away.
  leaves: ['cache/download/golang.org/toolchain', 'cache/download/sumdb'],
  checked: true,
};

/** What the compiler made, by a digest of what it was made from: that it was made from it, nothing can show. */
const BUILDS: PackageStore = {
  name: 'go-build',
  env: ['GOCACHE'],
  keeps: ['[0-9a-f][0-9a-f]/*-[ad]'],
  leaves: [],
  checked: false,
};

/** Every job reads both. */
export const GO_STORES: readonly PackageStore[] = [MODULES, BUILDS];
