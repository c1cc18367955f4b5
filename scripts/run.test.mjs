import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('..', import.meta.url));
const own = { ConnectionStrings__Portal: 'x', ConnectionStrings__PortalOwner: 'x', ConnectionStrings__PortalKeys: 'x', ConnectionStrings__PortalKeysOwner: 'x' };

let checkout;
let port;
let started;

const notes = () => (existsSync(join(checkout, 'notes')) ? readFileSync(join(checkout, 'notes'), 'utf8').trim().split('\n') : []);
const environment = (more) => ({
  ...process.env, PATH: `${join(checkout, 'path')}:${process.env.PATH}`, FAKE_NOTES: join(checkout, 'notes'),
  PORTAL_URL: `http://localhost:${port}`, PORTAL_PG_DIR: '', ...more,
});

/** A start of run.sh: resolves when it serves or ends, with what it said so far. */
function start(more = own, args = []) {
  const child = spawn(join(checkout, 'run.sh'), args, { env: environment(more), detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const run = { child, said: '', ended: new Promise((resolve) => { child.on('close', resolve); }) };
  started.push(run);
  return new Promise((resolve) => {
    const hear = (data) => {
      run.said += data;
      if (run.said.includes('Ctrl-C ends it.')) resolve(run);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('close', () => resolve(run));
  });
}

/** As a terminal does it: to the whole process group. Resolves with the exit code. */
function pressCtrlC({ child, ended }) {
  process.kill(-child.pid, 'SIGINT');
  return ended;
}

/** A test that is given up after a minute, so that what it started is ended. */
const story = (name, tell) => test(name, { timeout: 60_000 }, tell);

const postgres = (command) => spawnSync(join(checkout, 'scripts/postgres.sh'), [command, '--yes'], { env: environment(), encoding: 'utf8' });

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const { port: free } = server.address();
  await new Promise((resolve) => { server.close(resolve); });
  return free;
}

beforeEach(async () => {
  checkout = mkdtempSync('/var/tmp/care portal ');
  chmodSync(checkout, 0o755);
  started = [];
  copyFileSync(join(repository, 'run.sh'), join(checkout, 'run.sh'));
  cpSync(join(repository, 'scripts'), join(checkout, 'scripts'), { recursive: true });
  mkdirSync(join(checkout, 'path'));
  copyFileSync(join(checkout, 'scripts/fixtures/dotnet'), join(checkout, 'path/dotnet'));
  mkdirSync(join(checkout, 'Portal.Web'));
  writeFileSync(join(checkout, 'Portal.Web/Program.cs'), '// one');
  writeFileSync(join(checkout, 'appsettings.Development.json'), JSON.stringify({ Demo: { Staff: [{ UserName: 'nora', Password: 'of-the-demo' }] } }));
  port = await freePort();
});

afterEach(async () => {
  for (const { child, ended } of started) {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
  }
  postgres('remove');
  rmSync(checkout, { recursive: true, force: true });
});

story('the portal is built, migrated, seeded and served, the sign-ins are shown, and Ctrl-C ends it', async () => {
  const run = await start();
  assert.match(run.said, new RegExp(`The portal +http://localhost:${port}\n`));
  assert.match(run.said, new RegExp(`http://127\\.0\\.0\\.1:${port}/demo/hospital`));
  assert.match(run.said, /nora +of-the-demo/);
  const answer = await (await fetch(`http://localhost:${port}/`)).json();
  assert.deepEqual(answer, { url: `http://localhost:${port}`, environment: 'Development' });
  assert.equal(await pressCtrlC(run), 0);
  // The serving program has no login that owns a table.
  assert.deepEqual(notes(), [
    'build', 'migrate: Portal PortalOwner PortalKeys PortalKeysOwner', 'seed-demo: Portal PortalOwner PortalKeys PortalKeysOwner',
    'serve: Portal PortalKeys', 'ended',
  ]);
});

story('the portal ends with its script when nobody is at a keyboard', async () => {
  const run = await start();
  run.child.kill('SIGTERM');
  assert.equal(await run.ended, 0);
  assert.equal(notes().at(-1), 'ended');
});

story('a second start builds again only what changed', async () => {
  await pressCtrlC(await start());
  await pressCtrlC(await start());
  assert.equal(notes().filter((note) => note === 'build').length, 1);
  writeFileSync(join(checkout, 'Portal.Web/Program.cs'), '// two');
  await pressCtrlC(await start());
  assert.equal(notes().filter((note) => note === 'build').length, 2);
});

story('a program that somebody else built over is built again', async () => {
  await pressCtrlC(await start());
  writeFileSync(join(checkout, 'Portal.Web/bin/Release/net10.0/Portal.Web.dll'), 'of other sources');
  await pressCtrlC(await start());
  assert.equal(notes().filter((note) => note === 'build').length, 2);
});

story('a second start beside a running one says why it does not start', async () => {
  const first = await start();
  const second = await start();
  assert.equal(await second.ended, 1);
  assert.match(second.said, new RegExp(`runs already, at http://localhost:${port}`));
  assert.equal(first.child.exitCode, null);
  assert.equal((await fetch(`http://localhost:${port}/`)).status, 200);
});

story('a port that another program has is named, and nothing is started', async () => {
  const other = createServer();
  await new Promise((resolve) => { other.listen(port, '127.0.0.1', resolve); });
  const run = await start();
  other.close();
  assert.equal(await run.ended, 1);
  assert.match(run.said, new RegExp(`port ${port} is taken by another program: PORTAL_URL moves`));
  assert.deepEqual(notes(), []);
});

story('a program that ends by itself is reported', async () => {
  const run = await start();
  await fetch(`http://localhost:${port}/die`).catch(() => undefined);
  assert.equal(await run.ended, 1);
  assert.match(run.said, /ended by itself \(exit code 7\)/);
});

story('without a migrated database nothing is served', async () => {
  const run = await start({ ...own, FAKE_FAIL: 'migrate' });
  assert.equal(await run.ended, 1);
  assert.match(run.said, /could not be brought up to date/);
  assert.equal(notes().at(-1), 'migrate: Portal PortalOwner PortalKeys PortalKeysOwner');
});

story('an address in the clear that others could reach is refused', async () => {
  for (const address of ['http://0.0.0.0:5080', 'http://portal.example.org', 'nonsense']) {
    const run = await start({ ...own, PORTAL_URL: address });
    assert.equal(await run.ended, 1);
    assert.match(run.said, /PORTAL_URL is/);
  }
  assert.deepEqual(notes(), []);
});

story('the private server is started and stopped with the portal, unless it ran before', async () => {
  const run = await start({});
  assert.equal(notes().at(-1), 'serve: Portal PortalKeys');
  assert.equal(postgres('status').status, 0);
  assert.equal(await pressCtrlC(run), 0);
  assert.equal(postgres('status').status, 3);

  assert.equal(postgres('start').status, 0);
  assert.equal(await pressCtrlC(await start({})), 0);
  assert.equal(postgres('status').status, 0);
});
