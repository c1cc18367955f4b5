# shellcheck shell=bash
# Builds only what changed, by fingerprints of what went in and what came out. Sourced after lib.sh, never run.

# No build leaves a server behind that waits for the next one.
export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_CLI_UI_LANGUAGE=en

readonly client=$PORTAL_ROOT/wwwroot-shared
readonly client_output=$PORTAL_ROOT/Portal.Web/wwwroot
readonly stamps=$PORTAL_ROOT/.data/build

unchanged() { [ "$(cat "$stamps/$1" 2>/dev/null)" = "$2" ]; }

remember() { mkdir -p "$stamps" && printf '%s\n' "$2" >"$stamps/$1"; }

# Runs a command and shows what it said only when it fails.
quietly() {
  local log=$stamps/$1.log
  mkdir -p "$stamps"
  "$@" >"$log" 2>&1 || { cat "$log" >&2; return 1; }
}

# --- the client: TypeScript and CSS ----------------------------------------------------------------------------------

client_packages() {
  local wanted
  wanted=$(digest "$(fingerprint "$client/package.json" "$client/package-lock.json")" "$(node --version)")
  # The stamp lies in what it speaks of, and goes with it.
  if [ "$(cat "$client/node_modules/.portal-stamp" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  say "Fetching the client's packages"
  quietly npm --prefix "$client" ci --no-audit --no-fund --loglevel=error || return
  printf '%s\n' "$wanted" >"$client/node_modules/.portal-stamp"
}

client_state() {
  fingerprint "$client" "$client_output/embed" "$client_output/modules" "$client_output/css"
}

build_client() {
  if [ ! -f "$client/package.json" ]; then return 0; fi
  client_packages || return
  if unchanged client "$(client_state)"; then return 0; fi
  say "Building the client"
  quietly npm --prefix "$client" run --silent build || return
  remember client "$(client_state)"
}

# --- the program -----------------------------------------------------------------------------------------------------

readonly program=$PORTAL_ROOT/Portal.Web/bin/Release/net10.0/Portal.Web.dll

server_state() {
  (
    cd "$PORTAL_ROOT" || exit
    digest "$(fingerprint Portal.*/ build Directory.* global.json .editorconfig ./*.json)" \
      "$(fingerprint "${program%/*}"/Portal.*)"
  )
}

build_program() {
  if [ -f "$program" ] && unchanged server "$(server_state)"; then return 0; fi
  say "Building the program (a minute, the first time)"
  quietly dotnet build "$PORTAL_ROOT/Portal.Web" -c Release -v q --nologo -p:UseSharedCompilation=false || return
  remember server "$(server_state)"
}
