#!/usr/bin/env bash
# A private cluster of this machine's own PostgreSQL, for run.sh, test.sh and bench.sh. Nothing of it is for production.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
# shellcheck source=scripts/postgres/place.sh
. "$PORTAL_ROOT/scripts/postgres/place.sh"
# shellcheck source=scripts/postgres/cluster.sh
. "$PORTAL_ROOT/scripts/postgres/cluster.sh"
# shellcheck source=scripts/postgres/databases.sh
. "$PORTAL_ROOT/scripts/postgres/databases.sh"

usage() {
  cat <<'TEXT'
scripts/postgres.sh: a private PostgreSQL for this checkout, on loopback only

  start          makes the cluster, roles and databases where they are missing, and starts it
  stop           stops it
  status         says whether it runs and where (exit code 3: it does not)
  psql [ARG...]  psql as the cluster's administrator (database: portal, unless said otherwise)
  env [--admin]  the program's connection strings as `export` lines; --admin adds PORTAL_TEST_ADMIN
  version        the version of PostgreSQL that serves or would serve it
  url            the administrator's connection string (Npgsql)
  remove --yes   stops it and deletes it with everything in it

environment
  PORTAL_PG_DIR        the cluster's directory (default: .data/postgres of the checkout)
  PORTAL_PG_DURABLE=0  at start: commits need not reach the disk. For tests only
  PORTAL_PG_USER       as root: the unprivileged user who runs the server (default: postgres)
TEXT
}

# What else is set for psql and libpq on this machine is meant for other servers.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGPASSWORD PGDATABASE PGDATA PGSERVICE PGOPTIONS PGSSLMODE PGPASSFILE

# --- commands --------------------------------------------------------------------------------------------------------

start() {
  make_base
  hold_lock "$base/lock" 300 || die "another start has held $base/lock for five minutes"
  locate
  choose_server_user
  find_binaries
  if running; then
    wait_for_connections
    provision
    say "PostgreSQL $(major_of "$bin") runs already on 127.0.0.1:$(server_port)"
    return 0
  fi
  make_secret "$admin" || true
  place_server
  if ! as_server test -e "$data/PG_VERSION"; then initialise; fi
  launch
  provision
  say "PostgreSQL $(major_of "$bin") runs on 127.0.0.1:$(server_port)"
}

# Found running, it may still be replaying its log.
wait_for_connections() {
  local tries=0
  until accepts_connections "$(server_port)"; do
    tries=$((tries + 1))
    [ "$tries" -lt 1200 ] || die "PostgreSQL has not accepted connections for two minutes: see $server/server.log"
    sleep 0.1
  done
}

stop() {
  if [ -z "$server" ] || ! running; then
    say "PostgreSQL does not run"
    return 0
  fi
  local out
  out=$(as_server "$bin/pg_ctl" -D "$data" -m fast -w -t 120 -s stop 2>&1) || die "PostgreSQL did not stop: $out"
  say "PostgreSQL stopped"
}

status() {
  if [ -n "$server" ] && running; then
    say "PostgreSQL $(major_of "$bin") runs on 127.0.0.1:$(server_port), data in $data"
  else
    say "PostgreSQL does not run"
    return 3
  fi
}

need_running() {
  if [ -z "$server" ] || ! running; then die "PostgreSQL does not run: '$0 start' starts it"; fi
}

print_env() {
  local with_admin=${1:-}
  export_line ConnectionStrings__Portal portal_runtime portal
  export_line ConnectionStrings__PortalOwner portal_owner portal
  export_line ConnectionStrings__PortalKeys portal_keys_runtime portal_keys
  export_line ConnectionStrings__PortalKeysOwner portal_keys_owner portal_keys
  if [ "$with_admin" = --admin ]; then export_line PORTAL_TEST_ADMIN "$admin" postgres; fi
}

export_line() { printf "export %s='%s'\n" "$1" "$(connection_string "$2" "$3")"; }

remove() {
  [ "${1:-}" = --yes ] || die "remove deletes $base with everything in it: say 'remove --yes'"
  if [ -n "$server" ]; then
    stop >/dev/null
    rm -rf "$server"
  fi
  rm -rf "$base"
  say "removed $base"
}

# --- what was asked for ----------------------------------------------------------------------------------------------

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
  start | stop | status | psql | env | version | url | remove) ;;
  help | -h | --help) usage; exit 0 ;;
  *) usage >&2; exit 2 ;;
esac

locate
if [ -d "$base" ] && [ ! -w "$base" ]; then die "$base belongs to $(owner_of "$base"): ask as that user"; fi
if [ "$command" = start ]; then start; exit 0; fi
if [ -n "$server" ]; then choose_server_user; fi
if [ -n "$server" ] || [ "$command" = version ]; then find_binaries; fi
case $command in
  version) major_of "$bin" ;;
  stop) stop ;;
  status) status ;;
  psql) need_running; PGDATABASE=portal; export PGDATABASE; admin_psql "$@" ;;
  env) need_running; print_env "$@" ;;
  url) need_running; connection_string "$admin" postgres; echo ;;
  remove) remove "$@" ;;
esac
