/** Syft as the maker, where it is on the machine. It asks no network. */

import { foreignMaker } from './foreign.ts';

export const syft = foreignMaker({
  name: 'syft',
  summary: 'syft, where it is installed: more kinds of packages',
  args: (place, out) => [
    'scan',
    place.kind === 'image' ? `oci-dir:${place.path}` : `dir:${place.path}`,
    '--quiet',
    '--output',
    `cyclonedx-json=${out}`,
  ],
  env: { SYFT_CHECK_FOR_APP_UPDATE: 'false' },
});
