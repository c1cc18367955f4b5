#!/usr/bin/env bash
# A private cluster of this machine's own PostgreSQL, for run.sh, test.sh and bench.sh. Nothing of it is for production.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

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

readonly admin=portal_admin
readonly roles="portal_owner portal_runtime portal_keys_owner portal_keys_runtime"

# --- where things are ------------------------------------------------------------------------------------------------
# base/secrets   passwords, one file a role, mode 0600, of whoever started first
# base/port      the port, remembered
# server/        data/, server.log and the socket, of the user who runs the server; usually base/server,
#                but under /var/tmp where that user cannot reach base (a checkout in root's home)

locate() {
  base=${PORTAL_PG_DIR:-$PORTAL_ROOT/.data/postgres}
  case $base in /*) ;; *) base=$PWD/$base ;; esac
  if [ -d "$base" ]; then base=$(cd "$base" && pwd -P); fi
  away=/var/tmp/portal-postgres-$(id -u)-$(digest "$base")
  # Where the data already is decides, so that a changed mode of some directory above never starts an empty cluster.
  if [ -e "$base/server/data" ]; then server=$base/server
  elif [ -e "$away/data" ]; then server=$away
  else server=
  fi
  data=$server/data
}

make_base() {
  mkdir -p "$base"
  # Passed through by the server's user, listed by nobody else.
  chmod 0711 "$base"
  (umask 077 && mkdir -p "$base/secrets")
  locate
}

choose_server_user() {
  if ! is_root; then
    server_user=$(id -un)
  elif [ -n "$server" ]; then
    server_user=$(owner_of "$data")
    [ "$server_user" != root ] || die "$data belongs to root, and PostgreSQL refuses to run as root: remove $server"
  else
    server_user=${PORTAL_PG_USER:-postgres}
    if ! id "$server_user" >/dev/null 2>&1; then
      server_user=portal-postgres
      id "$server_user" >/dev/null 2>&1 ||
        useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$server_user" ||
        die "PostgreSQL does not run as root: set PORTAL_PG_USER to an unprivileged user of this machine"
    fi
  fi
}

as_server() { if is_root; then as_user "$server_user" "$@"; else (cd / && "$@"); fi; }

# A directory for the server, in base when its user gets there, else under /var/tmp. That place is writable for
# everybody: what somebody else has put there under our name is not used.
place_server() {
  [ -z "$server" ] || return 0
  if as_server test -x "$base"; then
    server=$base/server
  else
    server=$away
    [ ! -L "$server" ] || die "$server is a symbolic link and will not be followed: remove it"
  fi
  if ! mkdir -m 0700 "$server" 2>/dev/null; then
    case $(owner_of "$server") in
      "$server_user" | "$(id -un)") ;;
      *) die "$server belongs to $(owner_of "$server"), not to $server_user: remove it" ;;
    esac
  fi
  if is_root; then chown "$server_user" "$server"; fi
  data=$server/data
}

# --- the machine's PostgreSQL ----------------------------------------------------------------------------------------

major_of() { "$1/postgres" --version 2>/dev/null | sed -n 's/^postgres (PostgreSQL) \([0-9][0-9]*\).*/\1/p'; }

candidates() {
  local dir
  for dir in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin \
    /opt/homebrew/opt/postgresql*/bin /usr/local/opt/postgresql*/bin; do
    if [ -x "$dir/postgres" ]; then printf '%s\n' "$dir"; fi
  done
  if have postgres; then dirname "$(command -v postgres)"; fi
  if have pg_config; then pg_config --bindir; fi
}

# Sets bin. A cluster that exists is served by the version that made it, a new one by the newest (14 or later).
find_binaries() {
  local wanted='' dir major best=0
  if [ -n "$server" ]; then wanted=$(as_server cat "$data/PG_VERSION"); fi
  bin=
  while IFS= read -r dir; do
    if [ ! -x "$dir/initdb" ] || [ ! -x "$dir/pg_ctl" ] || [ ! -x "$dir/psql" ]; then continue; fi
    major=$(major_of "$dir")
    if [ "${major:-0}" -lt 14 ] || [ "$major" -le "$best" ]; then continue; fi
    if [ -n "$wanted" ] && [ "$major" != "$wanted" ]; then continue; fi
    best=$major
    bin=$dir
  done <<<"$(candidates)"
  [ -n "$bin" ] && return 0
  [ -z "$wanted" ] ||
    die "$server was made by PostgreSQL $wanted, which is not installed: install it, or '$0 remove --yes' starts anew"
  die "no PostgreSQL 14 or later on this machine. Debian: apt-get install postgresql; Fedora: dnf install postgresql-server; macOS: brew install postgresql@17"
}

# --- running or not --------------------------------------------------------------------------------------------------

# Line N of postmaster.pid (1: process id, 4: port); nothing when there is no such file.
pid_line() {
  if [ -n "$server" ]; then as_server sed -n "${1}p" "$data/postmaster.pid" 2>/dev/null || true; fi
}

# A postmaster.pid outlives a crash, and its number may belong to any other process by now.
running() {
  local pid
  pid=$(pid_line 1)
  [ -n "$pid" ] || return 1
  if [ -e "/proc/$pid/cwd" ]; then
    [ "/proc/$pid/cwd" -ef "$data" ]
  else
    case $(ps -o args= -p "$pid" 2>/dev/null) in *postgres*"$data"*) ;; *) return 1 ;; esac
  fi
}

# Processes that stand in the data directory while no postmaster does are what a killed one left behind. Where there
# is no /proc, they have to be waited for.
end_orphans() {
  local cwd pid
  if running; then return 0; fi
  for cwd in /proc/[0-9]*/cwd; do
    if [ "$cwd" -ef "$data" ]; then
      pid=${cwd#/proc/}
      as_server kill -QUIT "${pid%/cwd}" 2>/dev/null || true
    fi
  done
}

server_port() { pid_line 4; }

accepts_connections() { "$bin/pg_isready" -q -h 127.0.0.1 -p "$1"; }

# --- secrets ---------------------------------------------------------------------------------------------------------

# Made once. Exit code 1 when it was there already.
make_secret() {
  if [ -s "$base/secrets/$1" ]; then return 1; fi
  (umask 077 && random_secret >"$base/secrets/$1.new" && mv "$base/secrets/$1.new" "$base/secrets/$1")
}

secret() {
  cat "$base/secrets/$1" 2>/dev/null ||
    die "the password of $1 cannot be read in $base/secrets: only the user who started the cluster reads it"
}

admin_psql() { PGPASSWORD=$(secret "$admin") "$bin/psql" -h 127.0.0.1 -p "$(server_port)" -U "$admin" "$@"; }

# Runs the SQL of standard input. Passwords come that way only: never by arguments, which every user of the machine sees.
admin_sql() { admin_psql -X -qAt -v ON_ERROR_STOP=1 -d "$1"; }

connection_string() {
  printf 'Host=127.0.0.1;Port=%s;Database=%s;Username=%s;Password=%s' "$(server_port)" "$2" "$1" "$(secret "$1")"
}

# --- making the cluster ----------------------------------------------------------------------------------------------

character_type() {
  local name
  for name in C.UTF-8 C.utf8 en_US.UTF-8 en_US.utf8; do
    if locale -a 2>/dev/null | grep -qx "$name"; then printf '%s\n' "$name"; return 0; fi
  done
  printf 'C\n'
}

# Written beside and moved at the end: an interrupted start leaves no half cluster that looks like one.
initialise() {
  local fresh=$server/data.new sync='' out
  if [ "${PORTAL_PG_DURABLE:-1}" = 0 ]; then sync=--no-sync; fi
  as_server rm -rf "$fresh"
  # initdb reads the password from a file only.
  # shellcheck disable=SC2016 # expanded by the inner shell
  secret "$admin" | as_server sh -c 'umask 077 && cat >"$1"' sh "$server/first-password"
  out=$(as_server "$bin/initdb" -D "$fresh" -U "$admin" --pwfile="$server/first-password" --auth=scram-sha-256 \
    --encoding=UTF8 --lc-collate=C --lc-ctype="$(character_type)" --lc-messages=C --lc-monetary=C --lc-numeric=C \
    --lc-time=C ${sync:+"$sync"} 2>&1) || {
    as_server rm -rf "$fresh" "$server/first-password"
    die "initdb failed:"$'\n'"$out"
  }
  as_server rm -f "$server/first-password"
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -c 'printf "%s\n" "local all all scram-sha-256" "host all all 127.0.0.1/32 scram-sha-256" >"$1/pg_hba.conf"
    printf "%s\n" "include '\''portal.conf'\''" >>"$1/postgresql.conf"
    mv "$1" "$2"' sh "$fresh" "$data"
}

settings() {
  local sockets=$server
  # A socket's address holds 107 characters; the longest name in it is ".s.PGSQL.NNNNN.lock".
  if [ "$(printf '%s' "$sockets" | wc -c)" -gt 85 ]; then sockets=; fi
  cat <<TEXT
# Written at every start by scripts/postgres.sh
port = $1
listen_addresses = '127.0.0.1'
unix_socket_directories = '${sockets//\'/\'\'}'
unix_socket_permissions = 0700
password_encryption = 'scram-sha-256'
max_connections = 200
max_wal_senders = 0
timezone = 'UTC'
log_timezone = 'UTC'
# No statement, value or key of a row in the log: an error says its kind and where, no more.
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = 'none'
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
TEXT
  if [ "${PORTAL_PG_DURABLE:-1}" = 0 ]; then
    cat <<'TEXT'
# Not durable: for tests only. Segments of the log stay, so that a test can search them.
fsync = off
synchronous_commit = off
full_page_writes = off
checkpoint_timeout = 30min
max_wal_size = 4GB
wal_keep_size = 1GB
TEXT
  fi
}

launch() {
  local port out tries=0
  port=$(cat "$base/port" 2>/dev/null || true)
  while :; do
    if [ -z "$port" ] || port_taken "$port"; then port=$(free_port); fi
    # shellcheck disable=SC2016 # expanded by the inner shell
    settings "$port" | as_server sh -c 'umask 077; cat >"$1/portal.conf"; [ ! -f "$2" ] || mv "$2" "$2.1"' \
      sh "$data" "$server/server.log"
    # Another process has the number of a postmaster that crashed: PostgreSQL itself would refuse to start. It still
    # refuses while a process of the crashed one has its shared memory.
    if [ -n "$(pid_line 1)" ] && ! running; then as_server rm -f "$data/postmaster.pid"; fi
    # Descriptor 9 is the lock of this script. Crash recovery may take its time.
    if out=$(as_server "$bin/pg_ctl" -D "$data" -l "$server/server.log" -w -t 300 -s start 2>&1 9>&-); then break; fi
    tries=$((tries + 1))
    out=$out$'\n'$(as_server tail -n 20 "$server/server.log" 2>/dev/null || true)
    [ "$tries" -lt 30 ] || die "PostgreSQL did not start:"$'\n'"$out"
    case $out in
      # Somebody took the port between our look and the server's.
      *"Address already in use"*) port= ;;
      # What a killed postmaster leaves behind goes by itself within moments, unless it computes.
      *"pre-existing shared memory block"* | *"lock file"*)
        sleep 1
        end_orphans
        ;;
      *) die "PostgreSQL did not start:"$'\n'"$out" ;;
    esac
  done
  printf '%s\n' "$port" >"$base/port"
}

# Roles and databases where they are missing, by statements that can be run again after an interruption. Rights on
# tables are the migrations' business; here only who may come in.
provision() {
  local role known made=
  for role in $roles; do
    if make_secret "$role"; then made=1; fi
  done
  known=$(admin_sql postgres <<<"select count(*) from pg_roles r where r.rolname like 'portal\_%' and r.rolcanlogin
    union all select count(*) from pg_database where datname in ('portal', 'portal_keys', 'postgres', 'template1') and not has_database_privilege('public', oid, 'connect')")
  if [ -z "$made" ] && [ "$known" = $'5\n4' ]; then return 0; fi
  {
    # A statement with a password in it belongs in no log, not even when it fails.
    say "set log_min_messages = panic;"
    say "revoke all on database postgres, template1 from public;"
    for role in $roles; do
      say "select 'create role $role login' where not exists (select from pg_roles where rolname = '$role') \\gexec"
      say "alter role $role login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '$(secret "$role")';"
    done
    make_database portal portal_owner portal_runtime
    make_database portal_keys portal_keys_owner portal_keys_runtime
  } | admin_sql postgres
}

make_database() {
  cat <<TEXT
select 'create database $1 owner $2' where not exists (select from pg_database where datname = '$1') \\gexec
\\connect $1
revoke all on schema public from public;
grant usage, create on schema public to $2;
grant usage on schema public to $3;
revoke all on database $1 from public;
grant connect on database $1 to $3;
\\connect postgres
TEXT
}

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
