import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const lab = (name) => fileURLToPath(new URL(`../deploy/ehr-lab/${name}`, import.meta.url));

/** Runs people.sh against a server that answers by `statusOf(number of the request, method)`, and gives what it was sent. */
async function people(statusOf) {
  const received = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    received.push({ method: request.method, path: request.url, type: request.headers['content-type'], body });
    response.writeHead(statusOf(received.length, request.method)).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const run = spawn(lab('people.sh'), [`http://127.0.0.1:${server.address().port}/fhir`], { stdio: 'ignore', env: { ...process.env, PORTAL_LAB_PAUSE: '0' } });
  const [code] = await once(run, 'exit');
  server.close();
  return { code, received };
}

test('the demo gets its people in the EHR, once it answers', async () => {
  const { code, received } = await people((n) => (n === 1 ? 503 : 201));
  assert.equal(code, 0);
  assert.deepEqual(received.slice(0, 2).map(({ path }) => path), ['/fhir/metadata', '/fhir/metadata']);
  const put = received.slice(2).map(({ method, path, type, body }) => {
    const resource = JSON.parse(body);
    assert.deepEqual([method, type, path], ['PUT', 'application/fhir+json', `/fhir/${resource.resourceType}/${resource.id}`]);
    return resource;
  });
  const known = (type) => put.filter(({ resourceType }) => resourceType === type).map(({ identifier }) => identifier[0]);
  const patients = JSON.parse(readFileSync(new URL('../Portal.Infrastructure/Demo/demo-patients.json', import.meta.url), 'utf8'));
  assert.deepEqual(known('Patient'), patients.map(({ mrn }) => ({ system: 'urn:demo:mrn', value: mrn })));
  assert.deepEqual(known('CareTeam').map(({ value }) => value), [...new Set(patients.map(({ team }) => team))]);
  assert.ok(known('Practitioner').some(({ system, value }) => system === 'urn:demo:staff' && value === 'clinician'));
});

test('an EHR that takes nobody is no success', async () => {
  const { code, received } = await people((_, method) => (method === 'PUT' ? 422 : 200));
  assert.notEqual(code, 0);
  assert.equal(received.filter(({ method }) => method === 'PUT').length, 1);
});

test('the laboratory is reached from this machine alone, where everything looks for it', () => {
  const published = /"(127\.0\.0\.1:\d+):8080"/.exec(readFileSync(lab('compose.yaml'), 'utf8'))[1];
  for (const name of ['people.sh', 'README.md']) assert.ok(readFileSync(lab(name), 'utf8').includes(`http://${published}/fhir`), name);
});
