# shellcheck shell=bash
# The logins, their passwords and the databases of a cluster that runs. Sourced by postgres.sh, never run.
# shellcheck disable=SC2154 # base, server, data, bin and admin are set by its siblings

readonly admin=portal_admin
readonly roles="portal_owner portal_runtime portal_keys_owner portal_keys_runtime"

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

# --- roles and databases ---------------------------------------------------------------------------------------------

# Roles and databases where they are missing, by statements that can be run again after an interruption. Rights on
# tables are the migrations' business; here only who may come in.
provision() {
  local role known made=
  for role in $roles; do
    if make_secret "$role"; then made=1; fi
  done
  known=$(admin_sql postgres <<<"select count(*) from pg_roles where rolcanlogin and rolname = any (string_to_array('$roles', ' '))
    union all select count(*) from pg_database where datname in ('portal', 'portal_keys', 'postgres', 'template1')
      and not has_database_privilege('public', oid, 'connect')")
  if [ -z "$made" ] && [ "$known" = $'4\n4' ]; then return 0; fi
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
