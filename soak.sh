#!/usr/bin/env bash
# The long versions of the fault tests (Category=Soak), hours of them. Takes the arguments of test.sh.
set -euo pipefail
PORTAL_SOAK=1 exec "$(dirname "${BASH_SOURCE[0]}")/test.sh" "$@"
