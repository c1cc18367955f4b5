# shellcheck shell=bash
# What the scripts share: messages, ports, secrets, other users. Sourced, never run.
# Runs on the bash 3.2 of macOS too: no associative arrays, no mapfile, no ${x,,}.

# shellcheck disable=SC2034 # used by those who source this
PORTAL_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

say() { printf '%s\n' "$*"; }

warn() { printf '%s\n' "$*" >&2; }

die() {
  warn "${0##*/}: $*"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

is_root() { [ "$(id -u)" -eq 0 ]; }

owner_of() {
  # shellcheck disable=SC2012 # the name of the owner, the one column `ls` and every stat agree on
  ls -ld -- "$1" | awk 'NR == 1 { print $3 }'
}

# The first 16 hexadecimal digits of SHA-256 of the arguments, joined by newlines.
digest() {
  if have sha256sum; then printf '%s\n' "$@" | sha256sum
  elif have shasum; then printf '%s\n' "$@" | shasum -a 256
  else printf '%s\n' "$@" | openssl dgst -sha256 -r
  fi | cut -c1-16
}

# 192 random bits, as letters and digits only: safe in SQL, connection strings and shells.
random_secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# Is something listening on that port of this machine (IPv4 or IPv6 loopback)?
port_taken() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || (exec 3<>"/dev/tcp/::1/$1") 2>/dev/null
}

# A port below the range that outgoing connections are given, on which nobody listens now.
free_port() {
  local port tries=0
  while [ "$tries" -lt 100 ]; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
    port_taken "$port" || { printf '%s\n' "$port"; return 0; }
    tries=$((tries + 1))
  done
  die "no free port between 20000 and 32000 on 127.0.0.1"
}

# Runs a command as another user, from a directory that this user can stand in. For root only.
as_user() {
  local user=$1
  shift
  (
    cd /
    if have setpriv && setpriv --help 2>&1 | grep -q init-groups; then
      exec setpriv --reuid "$user" --regid "$(id -g "$user")" --init-groups -- "$@"
    elif have runuser; then
      exec runuser -u "$user" -- "$@"
    else
      exec sudo -n -u "$user" -- "$@"
    fi
  )
}

# hold_lock FILE SECONDS: held for the rest of this process; exit code 1 when somebody else has it for longer than that.
# Where the system has no flock (macOS) everybody gets it, and what is checked under the lock has to do.
# What outlives this process must close descriptor 9, or it holds the lock as long as it lives.
hold_lock() {
  if ! have flock; then return 0; fi
  mkdir -p "$(dirname "$1")"
  exec 9>>"$1"
  flock -w "$2" 9
}

# limit SECONDS COMMAND...: ends the command and what it started after that time (exit code 124 or 137).
# With limit_pid set, that file holds the process to end for an earlier end of all of it.
limit() {
  local seconds=$1
  shift
  if have timeout; then timeout -k 15 "$seconds" "$@" &
  elif have gtimeout; then gtimeout -k 15 "$seconds" "$@" &
  else "$@" &
  fi
  if [ -n "${limit_pid:-}" ]; then printf '%s\n' "$!" >"$limit_pid"; fi
  wait "$!"
}

# Asks processes to end and waits until they have, 20 seconds at most.
end_processes() {
  local pid tries
  for pid in "$@"; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in "$@"; do
    tries=0
    while kill -0 "$pid" 2>/dev/null && [ "$tries" -lt 200 ]; do
      sleep 0.1
      tries=$((tries + 1))
    done
  done
}

# One digest over names and contents of all files under the given files and directories, what builds leave behind apart.
fingerprint() {
  local sum="sha256sum"
  if ! have sha256sum; then sum="shasum -a 256"; fi
  # shellcheck disable=SC2086 # a command with its arguments
  digest "$(find "$@" \( -name bin -o -name obj -o -name node_modules -o -name TestResults \) -prune -o -type f -print0 2>/dev/null |
    LC_ALL=C sort -z | xargs -0 $sum)"
}
