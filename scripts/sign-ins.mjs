// Prints the demo's staff as a table: node scripts/sign-ins.mjs appsettings.Development.json

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** The rows of a table, each column as wide as its widest text. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => [...row[column]].length)));
  return rows.map((row) => row.map((text, column) => text.padEnd(widths[column])).join('  ').trimEnd());
}

/** Who may sign in, as the settings have it: user name, password, roles, care teams. */
export function signIns(settings) {
  const list = (value) => (Array.isArray(value) ? value.join(', ') : (value ?? ''));
  return (settings.Demo?.Staff ?? []).map(({ UserName, Password, Roles, CareTeams }) => [UserName, Password, list(Roles), list(CareTeams)]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const rows = signIns(JSON.parse(readFileSync(process.argv[2], 'utf8')));
  if (rows.length > 0) console.log(table([['user name', 'password', 'roles', 'care teams'], ...rows]).map((line) => `  ${line}`).join('\n'));
}
