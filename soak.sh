#!/usr/bin/env bash
# The long versions of the fault tests (Category=Soak), hours of them, and then each access decision taken out of the ports, one at a time, to see the walks
# turn red. Takes the arguments of test.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
PORTAL_SOAK=1 ./test.sh "$@"
export PORTAL_PG_DIR=$PWD/.data/soak-postgres PORTAL_PG_DURABLE=0
trap 'scripts/postgres.sh remove --yes >/dev/null || true' EXIT
scripts/postgres.sh start >/dev/null
eval "$(scripts/postgres.sh env --admin)"
node scripts/mutate-access.mjs
