#!/usr/bin/env bash
# A coturn of this checkout's own, on loopback, for tests and a try-out. A real one is run as README.md says.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../scripts/lib.sh"
# shellcheck source=scripts/prerequisites.sh
. "$PORTAL_ROOT/scripts/prerequisites.sh"

usage() {
  cat <<'TEXT'
deploy/media/turn.sh: a TURN server for this checkout, on loopback only

  start [--tryout] [--yes]  makes secret, certificate and settings where they are missing, and starts it
                            --tryout: calls between programs of this machine are relayed. NOT FOR PRODUCTION: a relay
                            that reaches loopback reaches everything that trusts it
                            --yes: installs coturn without asking where it is missing
  stop                      stops it
  status                    says whether it runs and where (exit code 3: it does not)
  env                       the portal's settings as `export` lines
  remove --yes              stops it and deletes its files

environment
  PORTAL_TURN_DIR      its directory (default: .data/turn of the checkout)
  PORTAL_TURN_ADDRESS  the address it listens on (default: 127.0.0.1, and ::1 where there is one)
  PORTAL_TURN_PEERS    with --tryout: an address or a range (FIRST-LAST) that may be reached, too
  PORTAL_TURN_USER     as root: the unprivileged user who runs it (default: turnserver)
TEXT
}

readonly template=$PORTAL_ROOT/deploy/media/turnserver.conf

# --- where it is -----------------------------------------------------------------------------------------------------

# base/secret  what the portal signs credentials with, mode 0600, of whoever started it first
# base/port    the ports, remembered: what a browser was told stays right when the server is started again
# server/      settings, key, log and pid file, mode 0700, of the user who runs it: under /var/tmp, where that user gets to
#              wherever the checkout is, and in a path that needs no quotes, for which coturn's settings have no way
locate() {
  base=${PORTAL_TURN_DIR:-$PORTAL_ROOT/.data/turn}
  case $base in /*) ;; *) base=$PWD/$base ;; esac
  if [ -d "$base" ]; then base=$(cd "$base" && pwd -P); fi
  server=/var/tmp/portal-turn-$(id -u)-$(digest "$base")
}

choose_server_user() {
  if ! is_root; then
    server_user=$(id -un)
    return 0
  fi
  server_user=${PORTAL_TURN_USER:-turnserver}
  if ! id "$server_user" >/dev/null 2>&1; then
    server_user=portal-turn
    id "$server_user" >/dev/null 2>&1 ||
      useradd --system --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin "$server_user" ||
      die "coturn is not run as root: set PORTAL_TURN_USER to an unprivileged user of this machine"
  fi
}

as_server() { if is_root; then as_user "$server_user" "$@"; else (cd / && "$@"); fi; }

# /var/tmp is writable for everybody: what somebody else has put there under our name is not used.
make_places() {
  (umask 077 && mkdir -p "$base")
  [ ! -L "$server" ] || die "$server is a symbolic link and will not be followed: remove it"
  if ! mkdir -m 0700 "$server" 2>/dev/null; then
    case $(owner_of "$server") in
      "$server_user" | "$(id -un)") ;;
      *) die "$server belongs to $(owner_of "$server"), not to $server_user: remove it" ;;
    esac
  fi
  if is_root; then chown "$server_user" "$server"; fi
}

# The pid file outlives a crash, and its number may belong to any other process by now.
running_pid() {
  local pid
  pid=$(cat "$server/turnserver.pid" 2>/dev/null) || return 1
  case $(ps -ww -o args= -p "$pid" 2>/dev/null) in
    *turnserver*"$server/turnserver.conf"*) printf '%s\n' "$pid" ;;
    *) return 1 ;;
  esac
}

# --- settings --------------------------------------------------------------------------------------------------------

has_ipv6() { [ ! -e /proc/net ] || grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>/dev/null; }

addresses() {
  if [ -n "${PORTAL_TURN_ADDRESS:-}" ]; then say "$PORTAL_TURN_ADDRESS"; return 0; fi
  say 127.0.0.1
  if has_ipv6; then say ::1; fi
}

first_address() { addresses | head -n 1; }

make_secret() {
  if [ ! -s "$base/secret" ]; then (umask 077 && random_secret >"$base/secret.new" && mv "$base/secret.new" "$base/secret"); fi
}

# Of this machine's own making: for tests of the TLS listener, which do not ask who signed it. Browsers do.
make_certificate() {
  if [ -s "$base/turn.crt" ]; then return 0; fi
  need_openssl
  (umask 077 && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 3650 -subj /CN=turn.test \
    -keyout "$base/turn.key" -out "$base/turn.crt") >"$base/openssl.log" 2>&1 ||
    die "openssl could not make a certificate: $(cat "$base/openssl.log")"
}

exceptions() {
  if [ -z "$tryout" ]; then return 0; fi
  say "# A try-out, and NOT FOR PRODUCTION: both ends of a call are on this machine."
  say "allow-loopback-peers"
  say "allowed-peer-ip=127.0.0.1"
  say "allowed-peer-ip=::1"
  if [ -n "${PORTAL_TURN_PEERS:-}" ]; then say "allowed-peer-ip=$PORTAL_TURN_PEERS"; fi
}

# fill NAME VALUE: replaces {{NAME}} in $text.
fill() { text=${text//"{{$1}}"/$2}; }

# settings PORT TLS-PORT
settings() {
  local text
  text=$(cat "$template")
  fill listening "$(addresses | sed 's/^/listening-ip=/')"
  fill relay "$(addresses | sed 's/^/relay-ip=/')"
  fill port "$1"
  fill tls-port "$2"
  fill first-relay-port 49152
  fill last-relay-port 65535
  fill certificate "$server/turn.crt"
  fill key "$server/turn.key"
  fill secret "$(cat "$base/secret")"
  fill realm portal.test
  fill user-quota 40
  fill total-quota 2000
  fill exceptions "$(exceptions)"
  fill database "$server/turndb"
  fill log "$server/turnserver.log"
  fill pid "$server/turnserver.pid"
  printf '%s\n' "$text"
}

# coturn asks its database at every sign-in, and makes the tables at the first: two at once lock each other out and are refused
# (401) with good credentials. So they are made before. turnadmin leaves a log by its number wherever it may write.
make_database() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -c 'turnadmin --show-secret --realm portal.test --userdb "$1" & pid=$!
    wait "$pid"; code=$?
    rm -f "/var/log/turnserver/turn_${pid}_"*.log "/var/log/turn_${pid}_"*.log "/var/tmp/turn_${pid}_"*.log "/tmp/turn_${pid}_"*.log
    exit "$code"' sh "$server/turndb" >"$base/turnadmin.log" 2>&1 </dev/null ||
    die "turnadmin could not make $server/turndb: $(cat "$base/turnadmin.log")"
}

# install_file FILE: standard input becomes a file of the server's user that nobody else reads.
install_file() {
  # shellcheck disable=SC2016 # expanded by the inner shell
  as_server sh -c 'umask 077 && cat >"$1.new" && mv "$1.new" "$1"' sh "$server/$1"
}

# --- commands --------------------------------------------------------------------------------------------------------

start() {
  local tries=0 port tls_port
  (umask 077 && mkdir -p "$base")
  hold_lock "$base/lock" 60 || die "another start has held $base/lock for a minute"
  if running_pid >/dev/null; then
    say "coturn runs already on $(first_address), port $(port_of 1)"
    return 0
  fi
  need_coturn
  choose_server_user
  make_places
  make_secret
  make_certificate
  install_file turn.crt <"$base/turn.crt"
  install_file turn.key <"$base/turn.key"
  make_database
  while :; do
    port=$(port_of 1) tls_port=$(port_of 2)
    if [ -z "$port" ] || port_taken "$port"; then port=$(free_port); fi
    if [ -z "$tls_port" ] || [ "$tls_port" = "$port" ] || port_taken "$tls_port"; then tls_port=$(free_port); fi
    settings "$port" "$tls_port" | install_file turnserver.conf
    # Descriptor 9 is the lock of this script.
    as_server rm -f "$server/turnserver.log" "$server/turnserver.pid"
    as_server turnserver -c "$server/turnserver.conf" --daemon >"$base/start.log" 2>&1 </dev/null 9>&- || true
    if listens "$port" && listens "$tls_port"; then break; fi
    tries=$((tries + 1))
    end_own
    rm -f "$base/port"
    [ "$tries" -lt 5 ] || die "coturn did not start:"$'\n'"$(cat "$base/start.log")"$'\n'"$(tail -n 20 "$server/turnserver.log" 2>/dev/null)"
  done
  printf '%s\n%s\n' "$port" "$tls_port" >"$base/port"
  say "coturn runs on $(first_address), port $port (UDP and TCP) and $tls_port (TLS)"
  if [ -n "$tryout" ]; then warn "turn.sh: a try-out, NOT FOR PRODUCTION: this relay reaches what listens on this machine's loopback"; fi
}

# listens PORT: within ten seconds, while the process is there.
listens() {
  local tries=0
  until (exec 3<>"/dev/tcp/$(first_address)/$1") 2>/dev/null; do
    tries=$((tries + 1))
    if [ "$tries" -gt 20 ] && ! running_pid >/dev/null; then return 1; fi
    [ "$tries" -lt 100 ] || return 1
    sleep 0.1
  done
}

port_of() { sed -n "${1}p" "$base/port" 2>/dev/null || true; }

end_own() {
  local pid
  if pid=$(running_pid); then end_processes "$pid"; fi
}

stop() {
  if ! running_pid >/dev/null; then
    say "coturn does not run"
    return 0
  fi
  end_own
  if running_pid >/dev/null; then die "coturn did not end: see $server/turnserver.log"; fi
  say "coturn stopped"
}

status() {
  if ! running_pid >/dev/null; then
    say "coturn does not run"
    return 3
  fi
  say "coturn runs on $(first_address), port $(port_of 1) (UDP and TCP) and $(port_of 2) (TLS), its files in $server"
}

# Without the TLS listener, whose certificate no browser would take.
print_env() {
  local at
  running_pid >/dev/null || die "coturn does not run: '$0 start' starts it"
  at=$(first_address):$(port_of 1)
  printf "export Turn__Urls__0='turn:%s?transport=udp'\n" "$at"
  printf "export Turn__Urls__1='turn:%s?transport=tcp'\n" "$at"
  printf "export Turn__SecretFile='%s'\n" "${base//\'/\'\\\'\'}/secret"
  printf "export PORTAL_TURN_PID='%s'\n" "$(running_pid)"
  printf "export PORTAL_TURN_TLS='%s:%s'\n" "$(first_address)" "$(port_of 2)"
}

remove() {
  [ "${1:-}" = --yes ] || die "remove deletes $base: say 'remove --yes'"
  stop >/dev/null
  if [ ! -L "$server" ]; then rm -rf "$server"; fi
  rm -rf "$base"
  say "removed $base"
}

command=${1:-}
[ $# -eq 0 ] || shift
tryout=
if [ "$command" = start ]; then
  for argument in "$@"; do
    case $argument in
      --tryout) tryout=1 ;;
      --yes) assume_yes=1 ;;
      *) usage >&2; exit 2 ;;
    esac
  done
fi
locate
case $command in
  start) start ;;
  stop) stop ;;
  status) status ;;
  env) print_env ;;
  remove) remove "$@" ;;
  help | -h | --help) usage ;;
  *) usage >&2; exit 2 ;;
esac
