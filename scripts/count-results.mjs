// Adds up what the test runners wrote, and says so in one last line. Nothing is counted that stands in no result file.
//
//   node scripts/count-results.mjs DIRECTORY NAME=EXIT...
//
// Each NAME is a run that was started and EXIT the code it ended with; its result file is DIRECTORY/NAME with the
// ending .trx (VSTest), .vitest.json (vitest's json reporter), .tap (node --test) or .junit.xml (a check of test.sh).
// A run counts as one failure of its own when it left no result file or an unreadable one, ran nothing, was cut off,
// or ended with an error although none of its tests failed.
// Exit code: 0 all passed, 1 something failed or nothing ran, 2 wrong call.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * @typedef {{ passed: number, skipped: number, failures: string[] }} Count failures: the names of what failed
 */

const entities = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
    hex ? String.fromCodePoint(parseInt(hex, 16)) : decimal ? String.fromCodePoint(Number(decimal)) : (entities[name] ?? whole));
}

/** The attributes of each element of a name; comments and CDATA hold none. */
function elements(xml, name) {
  const bare = xml.replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>/g, '');
  const tags = bare.matchAll(new RegExp(`<${name}(?=[\\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>`, 'g'));
  return [...tags].map(([, inner]) =>
    Object.fromEntries([...inner.matchAll(/([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g)].map(([, key, a, b]) => [key, unescapeXml(a ?? b)])));
}

function whole(xml, root) {
  if (!new RegExp(`<${root}[\\s>]`).test(xml) || !xml.trimEnd().endsWith(`</${root}>`)) {
    throw new Error(`is no whole <${root}>`);
  }
}

/** @returns {Count} */
export function fromTrx(text) {
  whole(text, 'TestRun');
  const count = { passed: 0, skipped: 0, failures: [] };
  // The counters at the end leave out skipped tests, and what a crash cut off.
  for (const result of elements(text, 'UnitTestResult')) {
    if (result.outcome === 'Passed') count.passed++;
    else if (result.outcome === 'NotExecuted') count.skipped++;
    else count.failures.push(result.testName ?? 'a test without a name');
  }
  // xunit reports a failed test by an error of the run too; only this one says that tests are missing.
  if (text.includes('<Text>The active test run was aborted.')) count.failures.push('the run was cut off');
  return count;
}

/** @returns {Count} */
export function fromVitest(text) {
  const count = { passed: 0, skipped: 0, failures: [] };
  for (const file of JSON.parse(text).testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') count.passed++;
      else if (test.status === 'skipped' || test.status === 'pending' || test.status === 'todo') count.skipped++;
      else count.failures.push(test.fullName);
    }
    // A file that cannot be loaded fails without a test.
    if (file.status === 'failed' && !file.assertionResults.some(({ status }) => status === 'failed')) {
      count.failures.push(file.name);
    }
  }
  return count;
}

/** @returns {Count} */
export function fromTap(text) {
  const number = (word) => {
    const line = text.match(new RegExp(`^# ${word} (\\d+)$`, 'm'));
    if (!line) throw new Error(`has no line "# ${word}"`);
    return Number(line[1]);
  };
  // A suite round a failed test has a line too, and a failed "todo" is none: neither is in the sums at the end.
  const lines = text.matchAll(/^ *not ok \d+ - (.*)\n *---\n([\s\S]*?)\n *\.\.\.$/gm);
  const names = [...lines].filter(([, name, about]) => !/# TODO/.test(name) && !about.includes("type: 'suite'")).map(([, name]) => name);
  const failures = Array.from({ length: number('fail') + number('cancelled') }, (_, i) => names[i] ?? 'a test without a name');
  return { passed: number('pass'), skipped: number('skipped') + number('todo'), failures };
}

/** @returns {Count} */
export function fromJunit(text) {
  whole(text, 'testsuite');
  const names = elements(text, 'testcase').map(({ name }) => name);
  const failed = elements(text, 'failure').length;
  if (failed > names.length) throw new Error('has more failures than tests');
  return { passed: names.length - failed, skipped: 0, failures: names.slice(0, failed) };
}

const readers = { '.trx': fromTrx, '.vitest.json': fromVitest, '.tap': fromTap, '.junit.xml': fromJunit };

/** What one run comes to. @returns {Count} */
export function countRun(directory, name, exit) {
  const none = (failure) => ({ passed: 0, skipped: 0, failures: [failure] });
  const ending = Object.keys(readers).find((candidate) => existsSync(join(directory, name + candidate)));
  const how = exit === 124 || exit === 137 ? `timed out (${exit})` : `ended with ${exit}`;
  if (!ending) return none(`no result file: ${how}`);

  let count;
  try {
    count = readers[ending](readFileSync(join(directory, name + ending), 'utf8'));
  } catch (error) {
    return none(`its result file cannot be read: ${error.message}`);
  }
  const ran = count.passed + count.failures.length;
  if (ran + count.skipped === 0) return none('ran nothing');
  if (exit !== 0 && count.failures.length === 0) count.failures.push(`${how}, though no test of it failed`);
  return count;
}

// More names than this say nothing more; the runner's own output has them all.
const namedFailures = 20;

/** @returns {{ lines: string[], ok: boolean }} what to print: the failures, and the one line */
export function report(directory, runs) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  const lines = [];
  for (const { name, exit } of runs) {
    const count = countRun(directory, name, exit);
    total.passed += count.passed;
    total.failed += count.failures.length;
    total.skipped += count.skipped;
    lines.push(...count.failures.slice(0, namedFailures).map((failure) => `failed: ${name}: ${failure}`));
    if (count.failures.length > namedFailures) lines.push(`failed: ${name}: and ${count.failures.length - namedFailures} more`);
  }
  lines.push(`Tests: ${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return { lines, ok: total.failed === 0 && total.passed > 0 };
}

function main([directory, ...runs]) {
  const parsed = runs.map((run) => run.match(/^(.+)=(\d+)$/));
  if (!directory || parsed.includes(null)) {
    console.error('usage: count-results.mjs DIRECTORY NAME=EXIT...');
    return 2;
  }
  const { lines, ok } = report(directory, parsed.map(([, name, exit]) => ({ name, exit: Number(exit) })));
  console.log(lines.join('\n'));
  return ok ? 0 : 1;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) process.exitCode = main(process.argv.slice(2));
