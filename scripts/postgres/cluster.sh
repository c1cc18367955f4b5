# shellcheck shell=bash
# Makes a cluster, writes its settings and starts it, whatever an earlier one left behind. Sourced by postgres.sh, never run.
# shellcheck disable=SC2154 # base, server, data, bin and admin are set by its siblings

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
