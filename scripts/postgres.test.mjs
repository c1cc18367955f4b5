import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('postgres.sh', import.meta.url));
// Passed through by the server's user, who is another one when the tests run as root. A name that a shell would mind.
const directory = mkdtempSync("/var/tmp/portal's postgres ");
chmodSync(directory, 0o755);
const base = join(directory, 'cluster');
const pidFile = join(base, 'server/data/postmaster.pid');

const call = (...args) =>
  spawnSync(script, args, { encoding: 'utf8', env: { ...process.env, PORTAL_PG_DIR: base, PORTAL_PG_DURABLE: '1' } });

function good(...args) {
  const { status, stdout, stderr } = call(...args);
  assert.equal(status, 0, stderr);
  return stdout.trim();
}

const query = (sql, database = 'portal') => good('psql', '-Atc', sql, database);
const line = (number) => readFileSync(pidFile, 'utf8').split('\n')[number - 1];

/** The parts of a connection string, by their names. */
const parts = (text) => Object.fromEntries(text.split(';').map((part) => part.split('=')));

const exported = (...args) =>
  Object.fromEntries([...good('env', ...args).matchAll(/^export (\w+)='(.*)'$/gm)].map(([, name, text]) => [name, parts(text)]));

/** Does that login reach that database? */
function reaches({ Host, Port, Username, Password }, database) {
  const uri = `postgresql://${Username}:${Password}@${Host}:${Port}/${database}`;
  return spawnSync(script, ['psql', '-Atc', 'select 1', uri], { env: { ...process.env, PORTAL_PG_DIR: base } }).status === 0;
}

before(() => good('start'));
after(() => {
  call('remove', '--yes');
  rmSync(directory, { recursive: true, force: true });
});

test('a second start finds the first and changes nothing', () => {
  const pid = line(1);
  const passwords = good('env', '--admin');
  assert.match(good('start'), /^PostgreSQL \d+ runs already on 127\.0\.0\.1:\d+$/);
  assert.equal(line(1), pid);
  assert.equal(good('env', '--admin'), passwords);
});

test('content and keys have an owner and a runtime role each, who reach nothing else', () => {
  const logins = exported();
  assert.deepEqual(Object.values(logins).map(({ Username, Database }) => [Username, Database]), [
    ['portal_runtime', 'portal'], ['portal_owner', 'portal'],
    ['portal_keys_runtime', 'portal_keys'], ['portal_keys_owner', 'portal_keys'],
  ]);
  for (const login of Object.values(logins)) {
    for (const database of ['portal', 'portal_keys', 'postgres', 'template1']) {
      assert.equal(reaches(login, database), database === login.Database, `${login.Username} in ${database}`);
    }
    assert.equal(reaches({ ...login, Password: 'guessed' }, login.Database), false);
  }
  assert.equal(query("select string_agg(rolname, ',') from pg_roles where rolname like 'portal%' and (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls)"),
    'portal_admin');
  assert.equal(query("select has_schema_privilege('portal_runtime', 'public', 'create') or has_schema_privilege('public', 'public', 'usage')"), 'f');
});

test('every password is random, kept from others, and in no log', () => {
  const secrets = join(base, 'secrets');
  const values = readdirSync(secrets).map((name) => {
    assert.equal(statSync(join(secrets, name)).mode & 0o777, 0o600);
    return readFileSync(join(secrets, name), 'utf8');
  });
  assert.equal(values.length, 5);
  assert.equal(new Set(values).size, 5);
  for (const value of values) {
    assert.match(value, /^[0-9a-f]{48}$/);
    assert.ok(!readFileSync(join(base, 'server/server.log'), 'utf8').includes(value));
  }
});

test('a statement that fails leaves no value of a row in the log', () => {
  call('psql', '-c', "create table marked (name text primary key); insert into marked values ('Marker-4711'), ('Marker-4711')");
  const log = readFileSync(join(base, 'server/server.log'), 'utf8');
  assert.match(log, /duplicate key value/);
  assert.doesNotMatch(log, /Marker-4711/);
});

test('the next start recovers what a killed server had committed', () => {
  query('create table kept (n int); insert into kept select generate_series(1, 1000)');
  process.kill(Number(line(1)), 'SIGKILL');
  assert.match(good('start'), /^PostgreSQL \d+ runs on/);
  assert.equal(query('select count(*) from kept'), '1000');
});

test('a process that has the number of a crashed server does not keep the next from starting', () => {
  const crashed = Number(line(1));
  const left = readFileSync(pidFile, 'utf8');
  const { uid, gid } = statSync(pidFile);
  good('stop');
  assert.equal(call('status').status, 3);
  const stranger = spawn('sleep', ['60']);
  try {
    writeFileSync(pidFile, left.replace(String(crashed), String(stranger.pid)));
    chownSync(pidFile, uid, gid);
    assert.equal(call('status').status, 3);
    assert.match(good('start'), /^PostgreSQL \d+ runs on/);
    assert.notEqual(Number(line(1)), stranger.pid);
    assert.equal(stranger.exitCode, null);
  } finally {
    stranger.kill();
  }
});

test('a port that somebody else has taken is left to them, and the new one remembered', async () => {
  const port = Number(line(4));
  good('stop');
  const other = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => { other.on('listening', resolve); });
  try {
    good('start');
  } finally {
    other.close();
  }
  const chosen = Number(line(4));
  assert.notEqual(chosen, port);
  good('stop');
  good('start');
  assert.equal(Number(line(4)), chosen);
});

test('two starts at once end with one server', async () => {
  good('stop');
  const start = () => new Promise((resolve) => {
    const child = spawn(script, ['start'], { env: { ...process.env, PORTAL_PG_DIR: base } });
    let said = '';
    child.stdout.on('data', (data) => { said += data; });
    child.on('close', (code) => resolve([code, /already/.test(said)]));
  });
  const ends = await Promise.all([start(), start()]);
  assert.deepEqual(ends.sort(), [[0, false], [0, true]]);
});
