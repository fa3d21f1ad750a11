// `npm run bench`: the measurements, with the tools that `npm test` installed, so that it comes after it.
import { main, run } from './child.mjs';
import { node, repository, toolPath } from './setup.mjs';

await main(async () => {
  const env = { ...process.env, PATH: toolPath() };
  const { code } = await run(node, ['bench/run.ts', ...process.argv.slice(2)], {
    cwd: repository,
    env,
    show: true,
  });
  return code ?? 1;
});
