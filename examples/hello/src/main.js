// The entry: listens until it is asked to stop.

import { createApp } from './app.js';

const server = createApp().listen(Number(process.env.PORT ?? 3000), (error) => {
  if (error) {
    console.error(`hello: ${error.message}`);
    process.exitCode = 1;
    return;
  }
  console.log(`hello: http://localhost:${server.address().port}`);
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  // No new connections; the answers under way are finished, then the process ends by itself.
  process.once(signal, () => server.close());
}
