import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { countRun, report } from './count-results.mjs';

// What the runners really wrote: each has passed, failed and skipped tests.
const fixture = (name) => fileURLToPath(new URL(`fixtures/${name}`, import.meta.url));

let directory;
beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'count-results-')); });
afterEach(() => rmSync(directory, { recursive: true }));

const place = (source, as) => copyFileSync(fixture(source), join(directory, as));
const write = (name, text) => writeFileSync(join(directory, name), text);

test('a trx file is counted by its results, each row of a theory for itself', () => {
  place('mixed.trx', 'Domain.trx');
  assert.deepEqual(countRun(directory, 'Domain', 1), {
    passed: 2, skipped: 1,
    failures: ['Portal.Domain.Tests.ProbeTests.Rows(s: "a>b <UnitTestResult outcome=\\"Passed\\">")'],
  });
});

test('a run that was cut off fails, although all that it finished passed', () => {
  place('cut-off.trx', 'Faults.trx');
  assert.deepEqual(countRun(directory, 'Faults', 1), { passed: 1, skipped: 0, failures: ['the run was cut off'] });
});

test('a vitest file is counted, and a test file that cannot be loaded is a failure', () => {
  place('mixed.vitest.json', 'client.vitest.json');
  assert.deepEqual(countRun(directory, 'client', 1), {
    passed: 1, skipped: 2, failures: ['a timeline tells a repeat', '/src/tests/b.test.ts'],
  });
});

test('a tap file is counted without the suites round its tests', () => {
  place('mixed.tap', 'scripts.tap');
  assert.deepEqual(countRun(directory, 'scripts', 1), {
    passed: 2, skipped: 2, failures: ['two', 'inner bad', 'sub bad', 'outer'],
  });
});

test('a check is one test', () => {
  place('passed-check.junit.xml', 'format.junit.xml');
  place('failed-check.junit.xml', 'types.junit.xml');
  assert.deepEqual(countRun(directory, 'format', 0), { passed: 1, skipped: 0, failures: [] });
  assert.deepEqual(countRun(directory, 'types', 1), { passed: 0, skipped: 0, failures: ['tsc & friends'] });
});

test('a run without a result file is a failure, whatever it ended with', () => {
  assert.deepEqual(countRun(directory, 'Web', 0).failures, ['no result file: ended with 0']);
  assert.deepEqual(countRun(directory, 'Web', 124).failures, ['no result file: timed out (124)']);
});

test('a result file that is empty or cut short is a failure', () => {
  const trx = readFileSync(fixture('mixed.trx'), 'utf8');
  for (const text of ['', trx.slice(0, trx.length / 2)]) {
    write('Web.trx', text);
    assert.match(countRun(directory, 'Web', 0).failures.join(), /^its result file cannot be read/);
  }
  for (const name of ['a.vitest.json', 'b.tap', 'c.junit.xml']) {
    write(name, '');
    assert.match(countRun(directory, name[0], 0).failures.join(), /^its result file cannot be read/);
  }
});

test('a run that ran nothing is a failure', () => {
  write('Web.trx', '<TestRun><ResultSummary outcome="Completed"></ResultSummary></TestRun>');
  assert.deepEqual(countRun(directory, 'Web', 0).failures, ['ran nothing']);
});

test('a run that ended with an error is a failure, although its tests passed', () => {
  place('passed-check.junit.xml', 'format.junit.xml');
  assert.deepEqual(countRun(directory, 'format', 3), {
    passed: 1, skipped: 0, failures: ['ended with 3, though no test of it failed'],
  });
});

test('the runs are added up, with each failure by name before the one line', () => {
  place('mixed.trx', 'Domain.trx');
  place('passed-check.junit.xml', 'format.junit.xml');
  const { lines, ok } = report(directory, [{ name: 'Domain', exit: 1 }, { name: 'format', exit: 0 }, { name: 'Web', exit: 0 }]);
  assert.equal(ok, false);
  assert.equal(lines.length, 3);
  assert.match(lines[0], /^failed: Domain: Portal\.Domain\.Tests\.ProbeTests\.Rows/);
  assert.equal(lines[1], 'failed: Web: no result file: ended with 0');
  assert.equal(lines[2], 'Tests: 3 passed, 2 failed, 1 skipped');
});

test('of many failures some are named and all are counted', () => {
  const results = Array.from({ length: 25 }, (_, i) => `<UnitTestResult testName="t${i}" outcome="Failed" />`).join('');
  write('Web.trx', `<TestRun><Results>${results}</Results></TestRun>`);
  const { lines } = report(directory, [{ name: 'Web', exit: 1 }]);
  assert.equal(lines.length, 22);
  assert.equal(lines[20], 'failed: Web: and 5 more');
  assert.equal(lines[21], 'Tests: 0 passed, 25 failed, 0 skipped');
});

test('the command ends with 0 only when something ran and nothing failed', () => {
  const run = (...args) => spawnSync(process.execPath, [fileURLToPath(new URL('count-results.mjs', import.meta.url)), ...args], { encoding: 'utf8' });
  place('passed-check.junit.xml', 'format.junit.xml');
  place('failed-check.junit.xml', 'types.junit.xml');
  const good = run(directory, 'format=0');
  assert.equal(good.stdout, 'Tests: 1 passed, 0 failed, 0 skipped\n');
  assert.equal(good.status, 0);
  assert.equal(run(directory, 'format=0', 'types=1').status, 1);
  const nothing = run(directory);
  assert.equal(nothing.stdout, 'Tests: 0 passed, 0 failed, 0 skipped\n');
  assert.equal(nothing.status, 1);
  assert.equal(run(directory, 'format').status, 2);
});
