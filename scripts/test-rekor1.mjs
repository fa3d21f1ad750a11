// What `npm run test:rekor1` runs: what we sign, against the real Rekor of the first kind, which is the log that the
// public Sigstore has, and a real log of certificates. Apart from `npm test`, because their servers take two cores some
// ten minutes to compile, and a database; installs what is missing and says so, as that does.
import { main } from './child.mjs';
import { setup } from './setup.mjs';
import { runTests } from './test.mjs';

await main(async () => {
  await setup('rekor1');
  return runTests(['test/rekor1/rekor1.test.ts']);
});
