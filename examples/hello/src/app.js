// The routes. Nothing here listens or reads the environment, so a test can start its own.

import express from 'express';

const LONGEST_NAME = 64;

const GREETINGS = new Map([
  ['de', 'Hallo'],
  ['en', 'Hello'],
  ['fr', 'Bonjour'],
  ['ja', 'こんにちは'],
]);

/** @returns {import('express').Express} the service, ready to listen */
export function createApp() {
  const app = express();
  app.disable('x-powered-by');

  app.get('/', (_request, response) => {
    response.json({ service: 'hello', languages: [...GREETINGS.keys()] });
  });

  app.get('/health', (_request, response) => {
    response.json({ status: 'ok', uptime: Math.floor(process.uptime()) });
  });

  app.get('/hello/:name', (request, response) => {
    const { name } = request.params;
    const language = request.query.in ?? 'en';
    const greeting = GREETINGS.get(language);

    if (name.length > LONGEST_NAME) {
      throw badRequest(`a name has at most ${LONGEST_NAME} characters`);
    }
    if (greeting === undefined) {
      throw badRequest(`no greeting in that language; there are ${[...GREETINGS.keys()].join(', ')}`);
    }
    response.json({ greeting: `${greeting}, ${name}!` });
  });

  app.use((request, response) => {
    response.status(404).json({ error: `nothing at ${request.path}` });
  });

  app.use(answerError);
  return app;
}

function badRequest(message) {
  return Object.assign(new Error(message), { status: 400 });
}

/** The caller reads what the caller did wrong; what we did wrong goes to the log only. */
// Express knows an error handler by its four parameters.
function answerError(error, _request, response, _next) {
  const status = error.status ?? 500;
  if (status >= 500) console.error(error);
  response.status(status).json({ error: status < 500 ? error.message : 'something went wrong here' });
}
