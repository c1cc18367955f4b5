import assert from 'node:assert/strict';
import { test } from 'node:test';
import { signIns, table } from './sign-ins.mjs';

test('staff are listed with password, roles and care teams', () => {
  const settings = { Demo: { Staff: [
    { UserName: 'nora', Password: 'p1', Roles: ['Coordinator'], CareTeams: ['cardiology', 'diabetes'] },
    { UserName: 'ada', Password: 'p2', Roles: ['Administrator'] },
  ] } };
  assert.deepEqual(signIns(settings), [
    ['nora', 'p1', 'Coordinator', 'cardiology, diabetes'],
    ['ada', 'p2', 'Administrator', ''],
  ]);
});

test('settings without a demo list nobody', () => {
  assert.deepEqual(signIns({}), []);
});

test('columns of a table stand under each other', () => {
  assert.deepEqual(table([['a', 'name'], ['long', 'b'], ['c', 'd']]), ['a     name', 'long  b', 'c     d']);
});
