#!/usr/bin/env bash
# Adds a migration to both providers and both databases from the one model: scripts/migrations.sh NAME
# Before the first release there is one migration, Initial: `scripts/migrations.sh --initial` makes it anew.
# SQL Server's scripts are held by snapshots: PORTAL_WRITE_SNAPSHOTS=1 dotnet test tests/Portal.Infrastructure.Tests --filter SqlServerTests writes them again, to be read.
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?the name of the migration, or --initial}
project=Portal.Infrastructure
root=$project/Shared/Migrations
if [ "$name" = --initial ]; then
  rm -rf "$root"
  name=Initial
fi
dotnet tool restore >/dev/null
# Not incremental: a build that kept the old model snapshot would make an empty migration.
dotnet build "$project" -v q -nologo --no-incremental
for pair in Postgres:PostgresPortalDbContext SqlServer:SqlServerPortalDbContext PostgresKeys:PostgresKeyStoreDbContext SqlServerKeys:SqlServerKeyStoreDbContext; do
  folder=${pair%%:*}
  context=${pair#*:}
  dotnet ef migrations add "$name" --no-build --project "$project" --startup-project "$project" --context "$context" \
    --output-dir "Shared/Migrations/$folder"
  grep -q 'migrationBuilder\.' "$root/$folder"/*_"$name".cs || { echo "$folder: the migration $name is empty" >&2; exit 1; }
  if [ "$folder" != SqlServerKeys ]; then dotnet build "$project" -v q -nologo; fi
done
