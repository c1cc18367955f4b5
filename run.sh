#!/usr/bin/env bash
# Builds the portal, brings its database up to date and serves the demo until Ctrl-C.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh
# shellcheck source=scripts/build.sh
. scripts/build.sh
# shellcheck source=scripts/certificate.sh
. scripts/certificate.sh

usage() {
  cat <<'TEXT'
./run.sh [--yes] [--https]: the portal with its demo data, on this machine

  --yes    install what is missing without asking
  --https  for other devices of the same network too, with a certificate made on the spot

environment
  PORTAL_URL                 where it listens (default: http://localhost:5080; with --https: https://ADDRESS:5443)
  ConnectionStrings__Portal  a database of your own (with ...__PortalOwner, ...__PortalKeys and ...__PortalKeysOwner)
                             instead of the private PostgreSQL that is kept in .data/

Everything it keeps is in .data/: the database, keys, mails that would have been sent, the log.
TEXT
}

assume_yes='' https=''
for argument in "$@"; do
  case $argument in
    --yes | -y) assume_yes=1 ;;
    --https) https=1 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done

# --- where it will be ------------------------------------------------------------------------------------------------

# url_part host|port|protocol: of PORTAL_URL.
url_part() {
  node -p 'const url = new URL(process.argv[1]); ({
    host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port || (url.protocol === "https:" ? "443" : "80"),
    protocol: url.protocol, origin: url.origin })[process.argv[2]]' "$PORTAL_URL" "$1" 2>/dev/null ||
    die "PORTAL_URL is no address: $PORTAL_URL"
}

choose_address() {
  local host
  if [ -n "$https" ]; then
    host=$(lan_addresses | head -n 1)
    case $host in *:*) host="[$host]" ;; esac
    PORTAL_URL=${PORTAL_URL:-https://${host:-localhost}:5443}
    url_part origin >/dev/null || exit
    [ "$(url_part protocol)" = https: ] || die "--https needs an https address in PORTAL_URL, not $PORTAL_URL"
  else
    PORTAL_URL=${PORTAL_URL:-http://localhost:5080}
    url_part origin >/dev/null || exit
    # Passwords and messages go over no network in the clear. localhost is 127.0.0.1 and ::1, by one port.
    [ "$(url_part protocol)$(url_part host)" = http:localhost ] ||
      die "PORTAL_URL is http://localhost:PORT, or https://NAME:PORT with --https; not $PORTAL_URL"
  fi
  port=$(url_part port)
  PORTAL_URL=$(url_part origin)
  export PORTAL_URL
}

# The demo's hospital is another origin than the portal.
hospital_origin() {
  if [ -n "$https" ]; then
    node -p 'const url = new URL(process.argv[1]); url.port = process.argv[2]; url.origin' "$PORTAL_URL" $((port + 1))
  else
    say "http://127.0.0.1:$port"
  fi
}

only_one() {
  local left
  hold_lock .data/run.lock 0 ||
    die "the portal of this checkout runs already, at $(cat .data/run.url 2>/dev/null): end that with Ctrl-C first"
  left=$(cat .data/run.pid 2>/dev/null || true)
  if [ -n "$left" ] && kill -0 "$left" 2>/dev/null && ps -o args= -p "$left" 2>/dev/null | grep -q 'Portal\.Web'; then
    die "a server of an earlier ./run.sh was left behind (process $left): end it with 'kill $left' first"
  fi
  if port_taken "$port" || { [ -n "$https" ] && port_taken $((port + 1)); }; then
    die "port $port is taken by another program: PORTAL_URL moves the portal, as in PORTAL_URL=$(url_part protocol)//$(url_part host):$((port + 11)) ./run.sh"
  fi
}

# --- what it needs ---------------------------------------------------------------------------------------------------

start_database() {
  if [ -n "${ConnectionStrings__Portal:-}" ]; then return 0; fi
  # One that runs already is somebody else's to stop.
  scripts/postgres.sh status >/dev/null || database=1
  scripts/postgres.sh start >/dev/null
  eval "$(scripts/postgres.sh env)"
}

build() {
  build_client || die "the client could not be built"
  build_program || die "the program could not be built"
}

configure() {
  local host
  unset ASPNETCORE_HTTP_PORTS ASPNETCORE_HTTPS_PORTS DOTNET_ENVIRONMENT
  export ASPNETCORE_ENVIRONMENT=Development Portal__PublicUrl=$PORTAL_URL
  Demo__HospitalOrigin=$(hospital_origin)
  export Demo__HospitalOrigin
  if [ -z "$https" ]; then
    export ASPNETCORE_URLS=$PORTAL_URL
    return 0
  fi
  host=$(hostname)
  # shellcheck disable=SC2046 # addresses
  make_certificate "$(url_part host)" localhost 127.0.0.1 "$host" "${host%%.*}.local" $(lan_addresses)
  export ASPNETCORE_URLS="https://*:$port;https://*:$((port + 1))"
  export Kestrel__Certificates__Default__Path=$tls/portal.crt Kestrel__Certificates__Default__KeyPath=$tls/portal.key
}

# The program finds its settings in the directory that it is started from.
portal() (cd Portal.Web && exec dotnet "$program" "$@")

prepare_data() {
  portal migrate || die "the database could not be brought up to date"
  portal seed-demo || die "the demo data could not be made"
}

# --- serving ---------------------------------------------------------------------------------------------------------

# It runs as what it would be in a hospital: without the logins that own the tables.
serve() {
  (
    umask 077
    unset ConnectionStrings__PortalOwner ConnectionStrings__PortalKeysOwner
    cd Portal.Web && exec dotnet "$program"
  ) >.data/portal.log 2>&1 </dev/null &
  server=$!
  printf '%s\n' "$server" >.data/run.pid
  until port_taken "$port"; do
    kill -0 "$server" 2>/dev/null || server_ended
    sleep 0.1
  done
}

server_ended() {
  local code=0
  wait "$server" || code=$?
  server=
  tail -n 30 .data/portal.log >&2
  warn "run.sh: the portal ended by itself (exit code $code); its log is .data/portal.log"
  return 1
}

greet() {
  local settings
  say ""
  say "The portal        $PORTAL_URL"
  say "A hospital's page $Demo__HospitalOrigin/demo/hospital"
  if [ -n "$https" ]; then
    say ""
    say "Browsers warn of its certificate, which was made on this machine. SHA-256 fingerprint:"
    say "  $(certificate_fingerprint)"
    say "Whoever is on this network can sign in to the demo now: put nothing real into it."
  fi
  for settings in appsettings.Development.json Portal.Web/appsettings.Development.json; do
    if [ -f "$settings" ]; then
      say ""
      node scripts/sign-ins.mjs "$settings" || warn "run.sh: the sign-ins are in $settings, under Demo:Staff"
      break
    fi
  done
  say ""
  say "Ctrl-C ends it."
}

# --- the end ---------------------------------------------------------------------------------------------------------

finish() {
  local code=$?
  # A second Ctrl-C does not leave anything behind either.
  trap '' INT TERM HUP
  trap - EXIT
  if [ -n "$server" ]; then
    kill -TERM "$server" 2>/dev/null || true
    limit_end "$server" 40
  fi
  if [ -n "$database" ]; then scripts/postgres.sh stop >/dev/null || true; fi
  rm -f .data/run.pid .data/run.url
  exit "$code"
}

# Waits for a process of ours to end; after that many seconds it is not asked any more.
limit_end() {
  local tries=0
  while kill -0 "$1" 2>/dev/null; do
    if [ "$tries" -ge $(($2 * 10)) ]; then kill -KILL "$1" 2>/dev/null || true; fi
    tries=$((tries + 1))
    sleep 0.1
  done
}

main() {
  printf '%s\n' "$PORTAL_URL" >.data/run.url
  need_dotnet
  if [ -z "${ConnectionStrings__Portal:-}" ]; then need_postgres; fi
  if [ -n "$https" ]; then need_openssl; fi
  build
  start_database
  configure
  prepare_data
  serve
  greet
  wait "$server" || true
  server_ended
}

server='' database=''
need_node
choose_address
# Passed through by the user who runs PostgreSQL, listed by nobody else.
mkdir -p .data
chmod 0711 .data
only_one
trap finish EXIT
trap 'say ""; exit 0' INT TERM HUP
# What is started here must not hold the lock.
main 9>&-
