import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as send } from 'node:http';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { pushImage } from '../../src/clients/registry/push.ts';
import { MEDIA } from '../../src/formats/oci.ts';
import { without } from '../support/forge-tools.ts';
import { anImage, describeBytes } from '../support/images.ts';
import { startDockerRegistry } from '../support/registries.ts';
import { aRepository } from '../support/registry-client.ts';
import { httpsServer } from '../support/servers.ts';
import { temporaryFolder } from '../support/temporary.ts';
import { failure, value } from '../support/world.ts';

const skip = without('docker-registry', 'openssl');

const SIZE = 3_000_000;

/** A registry behind TLS whose certificate no authority of the system knows. */
async function behindTls(t: TestContext) {
  const [host, port] = (await startDockerRegistry(t)).split(':');
  const front = await httpsServer(t, 'localhost', (request, response) => {
    const { method, url } = request;
    const headers = { ...request.headers, 'x-forwarded-proto': 'https' };
    const onward = send({ host, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 0, answer.headers);
      answer.pipe(response);
    });
    for (const one of [onward, request, response]) one.on('error', () => {});
    request.pipe(onward);
  });
  return { registry: `localhost:${front.port}`, certificate: front.certificate };
}

describe('a registry with a certificate of a private authority', { skip }, () => {
  it('takes an image and gives it back when SSL_CERT_FILE names the authority, and not without', async (t) => {
    const { registry, certificate } = await behindTls(t);
    const repository = aRepository(t, registry, { env: { SSL_CERT_FILE: certificate } });
    const image = anImage([SIZE]);
    value(await pushImage(image, repository, { tags: ['x'] }));
    const bytes = [...image.blobs.values()].find(({ length }) => length === SIZE) ?? assert.fail();
    const layer = describeBytes(MEDIA.layerTar, bytes);
    const folder = temporaryFolder(t);
    value(await repository.download(layer, join(folder, 'layer')));
    assert.deepEqual(readFileSync(join(folder, 'layer')), Buffer.from(bytes));
    const stranger = aRepository(t, registry);
    assert.equal(failure(await stranger.manifest('x')).code, 'registry-unreachable');
  });
});
