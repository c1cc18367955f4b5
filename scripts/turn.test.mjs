import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../deploy/media/turn.sh', import.meta.url));
// A name that a shell would mind.
const directory = mkdtempSync("/var/tmp/portal's turn ");
const base = join(directory, 'turn');

const call = (...args) => spawnSync(script, args, { encoding: 'utf8', env: { ...process.env, PORTAL_TURN_DIR: base } });

function good(...args) {
  const { status, stdout, stderr } = call(...args);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

const told = () => Object.fromEntries([...good('env').matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, value]) => [name, value.replaceAll("'\\''", "'")]));
const files = () => good('status').match(/its files in (.*)$/)[1];
const alive = (pid) => spawnSync('ps', ['-p', pid]).status === 0;

before(() => good('start'));
after(() => {
  call('remove', '--yes');
  rmSync(directory, { recursive: true, force: true });
});

test('a second start finds the first and changes nothing', () => {
  const first = told();
  assert.match(good('start'), /^coturn runs already on 127\.0\.0\.1, port \d+$/);
  assert.deepEqual(told(), first);
});

test('it does not run as root, and nobody else reads its secret or key', () => {
  const { PORTAL_TURN_PID: pid, Turn__SecretFile: secret } = told();
  assert.notEqual(spawnSync('ps', ['-o', 'user=', '-p', pid], { encoding: 'utf8' }).stdout.trim(), 'root');
  assert.equal(statSync(secret).mode & 0o777, 0o600);
  assert.match(readFileSync(secret, 'utf8'), /^[0-9a-f]{48}\n?$/);
  assert.equal(statSync(base).mode & 0o777, 0o700);
  assert.equal(statSync(files()).mode & 0o777, 0o700);
  for (const name of ['turnserver.conf', 'turn.key']) assert.equal(statSync(join(files(), name)).mode & 0o777, 0o600);
});

test('its settings are those of production, all filled in', () => {
  const settings = readFileSync(join(files(), 'turnserver.conf'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  assert.deepEqual(settings.filter((line) => /[{}]/.test(line)), []);
  for (const line of ['use-auth-secret', 'no-cli', 'no-tcp-relay', 'no-multicast-peers', 'denied-peer-ip=127.0.0.0-127.255.255.255']) assert.ok(settings.includes(line), line);
  assert.deepEqual(settings.filter((line) => /^allow/.test(line)), []);
});

test('only a try-out reaches loopback, and says that it is not for production', () => {
  good('stop');
  const { status, stderr } = call('start', '--tryout');
  assert.equal(status, 0);
  assert.match(stderr, /NOT FOR PRODUCTION/);
  assert.match(readFileSync(join(files(), 'turnserver.conf'), 'utf8'), /^allow-loopback-peers$/m);
  good('stop');
  good('start');
  assert.doesNotMatch(readFileSync(join(files(), 'turnserver.conf'), 'utf8'), /^allow/m);
});

test('stopped and started again it has the same ports and the same secret', () => {
  const { PORTAL_TURN_PID: first, ...before } = told();
  assert.equal(good('stop'), 'coturn stopped');
  assert.equal(call('status').status, 3);
  assert.notEqual(call('env').status, 0);
  good('start');
  const { PORTAL_TURN_PID: second, ...afterwards } = told();
  assert.deepEqual(afterwards, before);
  assert.notEqual(second, first);
});

test('it ends its own process only, even where its number has been given to another', async () => {
  const { PORTAL_TURN_PID: pid } = told();
  const place = files();
  process.kill(Number(pid), 'SIGKILL');
  while (alive(pid)) spawnSync('sleep', ['0.05']);
  const stranger = spawn('tail', ['-f', '/dev/null']);
  await once(stranger, 'spawn');
  spawnSync('sh', ['-c', 'printf "%s\\n" "$1" >"$2"', 'sh', String(stranger.pid), join(place, 'turnserver.pid')]);
  assert.equal(good('stop'), 'coturn does not run');
  assert.ok(alive(String(stranger.pid)));
  good('start');
  assert.ok(alive(String(stranger.pid)));
  stranger.kill();
});

test('removed, it leaves nothing behind', () => {
  const { PORTAL_TURN_PID: pid } = told();
  const place = files();
  assert.notEqual(call('remove').status, 0);
  good('remove', '--yes');
  assert.ok(!alive(pid));
  assert.throws(() => readdirSync(place), { code: 'ENOENT' });
  assert.throws(() => readdirSync(base), { code: 'ENOENT' });
});

test('what it does not know it says how to ask for', () => {
  const { status, stderr } = call('begin');
  assert.equal(status, 2);
  assert.match(stderr, /start \[--tryout\]/);
});
