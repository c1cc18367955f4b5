#!/usr/bin/env bash
# Measures the portal beside its floors, on a server of its own whose commits reach the disk. Arguments go to the
# benchmarks; `./bench.sh --help` shows theirs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh
# shellcheck source=scripts/build.sh
. scripts/build.sh

readonly benchmarks=$PWD/tests/Portal.Benchmarks

finish() {
  local code=$?
  trap '' INT TERM HUP
  trap - EXIT
  scripts/postgres.sh remove --yes >/dev/null || true
  exit "$code"
}

# asks_for NAME ARGUMENTS...: whether a measurement is to run: all are where none is named.
asks_for() {
  local wanted=$1 argument named=
  shift
  for argument in "$@"; do
    case $argument in
      "$wanted") return 0 ;;
      --help | -h) return 1 ;;
      -*) ;;
      *) named=1 ;;
    esac
  done
  [ -z "$named" ]
}

main() {
  # shellcheck disable=SC2034 # read by need
  local assume_yes=1
  need_node
  need_dotnet
  need_postgres
  if asks_for join "$@"; then
    need_chromium
    PORTAL_CHROMIUM=$(find_chromium)
    export PORTAL_CHROMIUM
  fi
  build_client || die "the client could not be built"
  say "Building the benchmarks" >&2
  quietly dotnet build "$benchmarks" -c Release -v q --nologo -p:UseSharedCompilation=false || die "the benchmarks could not be built"
  case " $* " in
    *" --help "* | *" -h "*) ;;
    *)
      scripts/postgres.sh remove --yes >/dev/null
      scripts/postgres.sh start >/dev/null
      eval "$(scripts/postgres.sh env --admin)"
      ;;
  esac
  dotnet "$benchmarks/bin/Release/net10.0/Portal.Benchmarks.dll" "$@"
}

export PORTAL_PG_DIR=$PWD/.data/bench-postgres PORTAL_PG_DURABLE=1
hold_lock .data/bench.lock 0 || die "measurements are running in this checkout already"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# What is started here must not hold the lock.
main "$@" 9>&-
