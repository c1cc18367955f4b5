import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { callsIn, numbered, withOverload } from './mutate-access.mjs';

const file = (path) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');

const PORT = `if (await gate.Refuse(actor, CareAction.Assign, facts, target, cancel) is { } refusal) return refusal;
if (AccessPolicy.Refuse(actor, action, facts) is not { } denied) return null;
await Refuse(actor, cancel);
gate.Record(actor);`;

test('each call that asks is found with its line, and nothing else', () => {
  assert.deepEqual(callsIn(PORT).map((call) => call.line), [1, 2]);
});

test('each is given a number of its own and stays as it was beside it', () => {
  assert.equal(numbered(PORT, 7).split('\n')[0], 'if (await gate.Refuse(7, actor, CareAction.Assign, facts, target, cancel) is { } refusal) return refusal;');
  assert.equal(numbered(PORT, 7).split('\n')[1], 'if (AccessPolicy.Refuse(8, actor, action, facts) is not { } denied) return null;');
  assert.equal(numbered(PORT, 7).split('\n').slice(2).join('\n'), PORT.split('\n').slice(2).join('\n'));
});

test('the program is still written in the way that is looked for', () => {
  assert.equal(callsIn(file('Portal.Infrastructure/Patients/PatientLookup.cs')).length > 0, true);
  assert.match(withOverload(file('Portal.Domain/Identity/AccessPolicy.cs')), /Refuse\(int number, Actor actor/);
});
