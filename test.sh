#!/usr/bin/env bash
# Installs what the tests need, runs all of them and says in the last line how many passed, failed and were skipped.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=scripts/lib.sh
. scripts/lib.sh
# shellcheck source=scripts/prerequisites.sh
. scripts/prerequisites.sh
# shellcheck source=scripts/build.sh
. scripts/build.sh

usage() {
  cat <<'TEXT'
./test.sh [NAME] [--no-browser]

  NAME          only what has NAME in its name (Domain, Web, client, format, ...): for daily work
  --no-browser  without the tests that drive Chromium

environment
  PORTAL_CONFIGURATION  Release (default, the same binaries as ./run.sh) or Debug
  PORTAL_TEST_TIMEOUT   seconds that one run may take (default 600)

Results, and the output of each run, are left in TestResults/.
TEXT
}

wanted='' browser=1
for argument in "$@"; do
  case $argument in
    --no-browser) browser= ;;
    -h | --help) usage; exit 0 ;;
    -*) usage >&2; exit 2 ;;
    *) wanted=$argument ;;
  esac
done

readonly results=$PWD/TestResults
readonly configuration=${PORTAL_CONFIGURATION:-Release}
if [ -n "${PORTAL_SOAK:-}" ]; then
  # What is measured there is measured alone.
  readonly filter='Category=Soak' longest=${PORTAL_TEST_TIMEOUT:-14400} silence=7200 settings=(-- xUnit.ParallelizeTestCollections=false)
else
  readonly filter='Category!=Soak' longest=${PORTAL_TEST_TIMEOUT:-600} silence=240 settings=()
fi

# --- what there is to run --------------------------------------------------------------------------------------------

asked_for() { [ -z "$wanted" ] || printf '%s\n' "$1" | grep -qiF -- "$wanted"; }

# The test projects, by name. One in which no test has been written yet has nothing to run.
projects() {
  local file name marker='\[([A-Za-z]+(\([^]]*\))?, *)*(Fact|Theory)'
  if [ -n "${PORTAL_SOAK:-}" ]; then marker='"Soak"'; fi
  for file in tests/*.Tests/*.csproj; do
    name=$(basename "$file" .csproj)
    if [ ! -f "$file" ] || ! asked_for "$name"; then continue; fi
    if [ "$name" = Portal.Browser.Tests ] && [ -z "$browser" ]; then continue; fi
    if grep -rqE --include='*.cs' "$marker" "${file%/*}"; then say "$name"; fi
  done
}

# What runs beside the projects.
others() {
  if [ -n "${PORTAL_SOAK:-}" ]; then return 0; fi
  if [ -f Portal.sln ] && asked_for format; then say format; fi
  if [ -f wwwroot-shared/package.json ] && asked_for client; then say client; fi
  if [ -f wwwroot-shared/package.json ] && asked_for client-types; then say client-types; fi
  if asked_for scripts; then say scripts; fi
}

includes() {
  local sought=$1 name
  shift
  for name in "$@"; do
    # shellcheck disable=SC2254 # a pattern on purpose
    case $name in $sought) return 0 ;; esac
  done
  return 1
}

prepare_machine() {
  assume_yes=1
  need_node
  if includes '*.Tests' "$@" || includes format "$@"; then need_dotnet; fi
  if includes Portal.Browser.Tests "$@"; then
    need_chromium
    need_networks
    PORTAL_CHROMIUM=$(find_chromium)
    export PORTAL_CHROMIUM
  fi
  if includes Portal.Infrastructure.Tests "$@" || includes Portal.Browser.Tests "$@" || includes scripts "$@"; then need_coturn; fi
  if includes '*.Tests' "$@" || includes scripts "$@"; then need_postgres; fi
}

# A server of the tests' own, its commits not worth the wait for a disk.
start_database() {
  local variable
  # What is set for a portal on this machine is not meant for its tests.
  for variable in $(compgen -e | grep -E '^(ConnectionStrings|Portal|Keys|Kestrel|ASPNETCORE|Demo|Embed|RateLimits|Logging|Turn)_|^DOTNET_ENVIRONMENT$|^PORTAL_URL$' || true); do
    unset "$variable"
  done
  export PORTAL_PG_DIR=$PWD/.data/test-postgres PORTAL_PG_DURABLE=0
  scripts/postgres.sh remove --yes >/dev/null
  scripts/postgres.sh start >/dev/null
  eval "$(scripts/postgres.sh env --admin | grep PORTAL_TEST_ADMIN)"
}

# --- one run ---------------------------------------------------------------------------------------------------------

run_scripts() {
  limit "$longest" node --test --test-reporter=tap --test-reporter-destination="$results/scripts.tap" \
    --test-reporter=spec --test-reporter-destination=stdout scripts/*.test.mjs
}

run_client() {
  cd wwwroot-shared
  limit "$longest" npm run --silent test -- --reporter=default --reporter=json --outputFile.json="$results/client.vitest.json"
}

run_client-types() {
  check client-types "npm run typecheck" limit "$longest" npm --prefix wwwroot-shared run --silent typecheck
}

# Whitespace only, without compiling: style and analyzers are warnings of the build, and those are errors; the order of usings is a test.
run_format() {
  check format "dotnet format" limit "$longest" dotnet format whitespace . --folder --verify-no-changes
}

# A test that stalls is named by the test platform, which ends the run; what hangs altogether is ended by the limit.
run_project() {
  local assembly
  for assembly in "tests/$1/bin/$configuration"/*/"$1.dll"; do break; done
  limit "$longest" dotnet test "$assembly" --nologo --filter "$filter" --results-directory "$results" \
    --logger "trx;LogFileName=$1.trx" --logger "console;verbosity=minimal" \
    "--Blame:CollectHangDump;TestTimeout=${silence}s;HangDumpType=None" ${settings[@]+"${settings[@]}"}
}

# check NAME TITLE COMMAND...: a command as one test, with a result file of its own.
check() {
  local name=$1 title=$2 code=0 verdict=
  shift 2
  "$@" || code=$?
  if [ "$code" -ne 0 ]; then verdict="<failure message=\"exit code $code\"/>"; fi
  printf '<testsuite name="%s"><testcase name="%s">%s</testcase></testsuite>\n' "$name" "$title" "$verdict" \
    >"$results/$name.junit.xml"
  return "$code"
}

# --- all of them -----------------------------------------------------------------------------------------------------

# record NAME EXIT: a run that has to be counted.
record() { mkdir -p "$results/.runs/$1" && printf '%s\n' "$2" >"$results/.runs/$1/exit"; }

run() {
  local name=$1 code=0 begun=$SECONDS verdict=ok
  limit_pid=$results/.runs/$name/pid
  (
    case $name in
      *.Tests) run_project "$name" ;;
      *) "run_$name" ;;
    esac
  ) >"$results/$name.log" 2>&1 </dev/null || code=$?
  rm -f "$limit_pid"
  record "$name" "$code"
  if [ "$code" -ne 0 ]; then verdict=FAILED; fi
  printf '%-6s %4d s  %s\n' "$verdict" $((SECONDS - begun)) "$name"
}

# Takes runs from the list, each claimed by a directory, which only one lane can make.
lane() {
  local name
  for name in "$@"; do
    if mkdir "$results/.runs/$name" 2>/dev/null; then run "$name"; fi
  done
}

# The two processors of a small machine. Browsers come last and alone: their tests wait for what a person would see.
run_all() {
  local name beside=()
  for name in "$@"; do
    if [ "$name" != Portal.Browser.Tests ]; then beside+=("$name"); fi
  done
  lane ${beside[@]+"${beside[@]}"} &
  lanes=$!
  lane ${beside[@]+"${beside[@]}"}
  wait "$lanes"
  lane "$@"
}

# step NAME COMMAND...: what has to work before anything can run. Only its failure is counted.
step() {
  local name=$1 begun=$SECONDS
  shift
  if ("$@") >"$results/$name.log" 2>&1 </dev/null; then
    printf 'built  %4d s  %s\n' $((SECONDS - begun)) "$name"
    return 0
  fi
  printf 'FAILED %4d s  %s could not be built\n' $((SECONDS - begun)) "$name"
  record "$name" 1
  check "$name" "$name" false
}

build_solution() {
  dotnet restore Portal.sln --locked-mode -v q &&
    dotnet build Portal.sln --no-restore -c "$configuration" -warnaserror -v q --nologo -clp:NoSummary
}

# For daily work: only what was asked for, and without holding it to the lock files.
build_projects() {
  local name
  for name in "$@"; do
    case $name in
      *.Tests) dotnet build "tests/$name" -c "$configuration" -warnaserror -v q --nologo -clp:NoSummary || return ;;
    esac
  done
}

build_all() {
  if includes 'client*' "$@" || includes '*.Tests' "$@"; then
    if [ -f wwwroot-shared/package.json ]; then step client-build build_client || not_run 'client*' "$@"; fi
  fi
  if [ -z "$wanted" ] && [ -f Portal.sln ]; then
    step build build_solution || not_run '*.Tests' "$@"
  elif includes '*.Tests' "$@"; then
    step build build_projects "$@" || not_run '*.Tests' "$@"
  fi
}

# not_run PATTERN NAME...: those of the names have to be counted as failed, for want of a result.
not_run() {
  local pattern=$1 name
  shift
  for name in "$@"; do
    # shellcheck disable=SC2254 # a pattern on purpose
    case $name in
      $pattern)
        record "$name" 1
        say "not run: what it needs could not be built" >"$results/$name.log"
        ;;
    esac
  done
}

# --- the end ---------------------------------------------------------------------------------------------------------

summary() {
  local name code counted=()
  for name in "$results"/.runs/*; do
    name=${name##*/}
    if [ "$name" = "*" ]; then break; fi
    code=$(cat "$results/.runs/$name/exit" 2>/dev/null || echo 1)
    counted+=("$name=$code")
    if [ "$code" -ne 0 ]; then
      printf '\n--- %s: the end of TestResults/%s.log\n' "$name" "$name"
      tail -n 150 "$results/$name.log" 2>/dev/null || true
    fi
  done
  printf '\n%d s in all\n' "$SECONDS"
  summed=1
  node scripts/count-results.mjs "$results" ${counted[@]+"${counted[@]}"}
}

finish() {
  local code=$?
  trap - EXIT INT TERM HUP
  # shellcheck disable=SC2046 # process ids
  end_processes $(cat "$results"/.runs/*/pid 2>/dev/null) ${lanes:+"$lanes"}
  if [ -n "${PORTAL_TEST_ADMIN:-}" ]; then scripts/postgres.sh remove --yes >/dev/null || true; fi
  # The last line is there even when the way to it was not walked to the end: nothing ran.
  if [ -z "$summed" ]; then
    say "Tests: 0 passed, 0 failed, 0 skipped"
    if [ "$code" -eq 0 ]; then code=1; fi
  fi
  exit "$code"
}

main() {
  local dotnet_runs runs
  dotnet_runs=$(projects | sort -r)
  runs=$dotnet_runs$'\n'$(others)
  # Names of projects and of the functions above: words without a space.
  # shellcheck disable=SC2086
  set -- $runs
  rm -rf "$results"
  mkdir -p "$results/.runs"
  if [ -z "$browser" ]; then say "left out: Portal.Browser.Tests (--no-browser)"; fi
  prepare_machine "$@"
  if includes '*.Tests' "$@"; then start_database; fi
  build_all "$@"
  run_all "$@"
  summary
}

# Hundreds of hosts, each watching its settings for changes, would use up the watches that Linux gives a user (128).
export DOTNET_hostBuilder__reloadConfigOnChange=false

lanes='' summed=''
unset PORTAL_TEST_ADMIN
hold_lock .data/test.lock 0 || die "tests are running in this checkout already"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# What is started here must not hold the lock.
main 9>&-
