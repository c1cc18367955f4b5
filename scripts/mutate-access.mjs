#!/usr/bin/env node
// Takes each call that asks whether somebody may out of the ports, one at a time, and asks the walks to notice. For the long runs: half a minute a call.
//   scripts/mutate-access.mjs [--only TEXT]     PORTAL_TEST_ADMIN as for the tests; works on a copy, which it removes
// A call that can go without any walk turning red is listed, and the exit code is then 1: the port is open, or nothing looks at it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The ways in which a port asks; the word before the call, and what it is given is left as it stands. */
const ASKED = /\b(gate|AccessPolicy|transaction)\.Refuse\(/g;

/** The calls of one file, each with its line. */
export const callsIn = (text) => [...text.matchAll(ASKED)].map((match) => ({ at: match.index, line: text.slice(0, match.index).split('\n').length }));

/** The text with each call given its number, counted from `first`: what has that number can be spared at run time. */
export function numbered(text, first) {
  let number = first;
  return text.replaceAll(ASKED, (call) => `${call}${number++}, `);
}

/** Overloads that take the number first: the call with the number in PORTAL_MUTANT refuses nobody. */
export const OVERLOADS = {
  'Portal.Domain/Identity/Mutant.cs': `namespace Portal.Domain.Identity;

public static class Mutant
{
    private static readonly string? Spared = Environment.GetEnvironmentVariable("PORTAL_MUTANT");

    public static bool Is(int number) => Spared == number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
`,
  'Portal.Infrastructure/MutantGate.cs': `using Portal.Domain.Identity;
using Portal.Domain.Shared;
using Portal.Infrastructure.Audit;
using Portal.Infrastructure.Conversations;

namespace Portal.Infrastructure;

internal static class MutantGate
{
    public static ValueTask<Refusal?> Refuse(this AccessGate gate, int number, Actor actor, CareAction action, AccessFacts facts, Target target, CancellationToken cancel) =>
        Mutant.Is(number) ? new((Refusal?)null) : gate.Refuse(actor, action, facts, target, cancel);

    public static async Task<Refusal?> Refuse(this ConversationTransaction transaction, int number, Actor actor, CareAction action, ConversationRow row, Func<AccessFacts, AccessFacts>? more, CancellationToken cancel) =>
        Mutant.Is(number) ? null : await transaction.Refuse(actor, action, row, more, cancel);
}
`,
};

/** AccessPolicy is asked by its name, so the overload stands in it. */
export const withOverload = (policy) => policy.replace(
  /(public static class AccessPolicy\s*\{)/,
  '$1\n    public static Refusal? Refuse(int number, Actor actor, CareAction action, AccessFacts facts) => Mutant.Is(number) ? null : Refuse(actor, action, facts);\n',
);

function* filesIn(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) {
      if (name !== 'bin' && name !== 'obj') yield* filesIn(path);
    } else if (name.endsWith('.cs')) {
      yield path;
    }
  }
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
}

function prepare(root, copy) {
  const made = run('git', ['worktree', 'add', '--detach', copy], { cwd: root });
  if (made.status !== 0) throw new Error(made.stderr);
  const calls = [];
  for (const file of filesIn(join(copy, 'Portal.Infrastructure'))) {
    const text = readFileSync(file, 'utf8');
    const found = callsIn(text);
    if (found.length === 0) continue;
    writeFileSync(file, numbered(text, calls.length));
    calls.push(...found.map((call) => `${relative(copy, file)}:${call.line}`));
  }
  for (const [file, text] of Object.entries(OVERLOADS)) writeFileSync(join(copy, file), text);
  const policy = join(copy, 'Portal.Domain/Identity/AccessPolicy.cs');
  writeFileSync(policy, withOverload(readFileSync(policy, 'utf8')));
  return calls;
}

function main(only) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const copy = join(mkdtempSync(join(tmpdir(), 'mutate-access-')), 'copy');
  try {
    const calls = prepare(root, copy);
    const built = run('dotnet', ['build', 'tests/Portal.Infrastructure.Tests', '-v', 'q', '--nologo', '-p:RunAnalyzers=false', '-p:TreatWarningsAsErrors=false'], { cwd: copy });
    if (built.status !== 0) throw new Error(built.stdout);
    const walk = (mutant) => run('dotnet', ['test', 'tests/Portal.Infrastructure.Tests', '--no-build', '--filter', 'FullyQualifiedName~PortWalkTests'], {
      cwd: copy,
      env: { ...process.env, PORTAL_MUTANT: `${mutant}` },
      timeout: 300_000,
    }).status;
    if (walk(-1) !== 0) throw new Error('The walk is red without any change.');
    const unseen = [];
    calls.forEach((call, mutant) => {
      if (only && !call.includes(only)) return;
      const seen = walk(mutant) !== 0;
      console.log(`${seen ? 'seen  ' : 'UNSEEN'} ${call}`);
      if (!seen) unseen.push(call);
    });
    console.log(`${unseen.length} of ${calls.length} can go without the walk noticing.`);
    return unseen.length === 0 ? 0 : 1;
  } finally {
    run('git', ['worktree', 'remove', '--force', copy], { cwd: root });
    rmSync(join(copy, '..'), { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const only = process.argv.indexOf('--only');
  process.exitCode = main(only > 0 ? process.argv[only + 1] : undefined);
}
