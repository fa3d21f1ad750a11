/**
 * The name of our own way to build, in provenance (SLSA v1, `buildType`). It is an identifier; docs/buildtype.md says
 * what stands where below it.
 */
export const BUILD_TYPE = 'https://sealsmith.dev/build/v1';
