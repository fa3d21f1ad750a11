/** Trivy as the maker, where it is on the machine. Listing packages needs no database, so it asks no network. */

import { foreignMaker } from './foreign.ts';

export const trivy = foreignMaker({
  name: 'trivy',
  summary: 'trivy, where it is installed: more kinds of packages',
  args: (place, out) => [
    ...(place.kind === 'image' ? ['image', '--input', place.path] : ['fs', place.path]),
    '--quiet',
    '--offline-scan',
    '--skip-db-update',
    '--skip-java-db-update',
    '--format',
    'cyclonedx',
    '--output',
    out,
  ],
  env: { TRIVY_DISABLE_TELEMETRY: 'true', TRIVY_SKIP_VERSION_CHECK: 'true' },
});
