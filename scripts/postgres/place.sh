# shellcheck shell=bash
# Where a cluster lies, who runs it, with which of the machine's servers, and whether it runs.
# Sourced by postgres.sh, never run.

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
