import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createApp } from '../src/app.js';

let server;

before(async () => {
  const { promise, resolve } = Promise.withResolvers();
  server = createApp().listen(0, resolve);
  await promise;
});

after(() => server.close());

/** Asks the running service, as any client would. */
async function get(path) {
  const response = await fetch(`http://localhost:${server.address().port}${path}`);
  return { status: response.status, body: await response.json() };
}

test('introduces itself', async () => {
  const { status, body } = await get('/');

  assert.equal(status, 200);
  assert.equal(body.service, 'hello');
});

test('greets by name', async () => {
  assert.deepEqual(await get('/hello/Ada'), { status: 200, body: { greeting: 'Hello, Ada!' } });
});

test('greets in the language asked for', async () => {
  const { body } = await get('/hello/Ada?in=fr');

  assert.equal(body.greeting, 'Bonjour, Ada!');
});

test('takes a name that is not ASCII', async () => {
  const { body } = await get(`/hello/${encodeURIComponent('Zoë Ångström')}`);

  assert.equal(body.greeting, 'Hello, Zoë Ångström!');
});

for (const language of ['xx', '__proto__', '']) {
  test(`refuses the language "${language}" and names those it has`, async () => {
    const { status, body } = await get(`/hello/Ada?in=${language}`);

    assert.equal(status, 400);
    assert.match(body.error, /de, en, fr, ja/);
  });
}

test('refuses a name that is too long', async () => {
  const { status } = await get(`/hello/${'a'.repeat(65)}`);

  assert.equal(status, 400);
});

test('refuses a name that is not valid URL encoding', async () => {
  const { status } = await get('/hello/%ff');

  assert.equal(status, 400);
});

test('says that it is well', async () => {
  const { status, body } = await get('/health');

  assert.equal(status, 200);
  assert.equal(body.status, 'ok');
});

test('answers an unknown address with 404', async () => {
  assert.deepEqual(await get('/nowhere'), {
    status: 404,
    body: { error: 'nothing at /nowhere' },
  });
});
