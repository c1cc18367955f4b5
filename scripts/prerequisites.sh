# shellcheck shell=bash
# What a machine needs, looked for and installed by its own package manager. Sourced after lib.sh, never run.
# assume_yes=1 installs without asking.

# as_root COMMAND...
as_root() {
  if is_root; then "$@"; else sudo "$@"; fi
}

package_manager() {
  local name
  for name in apt-get dnf brew; do
    if have "$name"; then printf '%s\n' "$name"; return 0; fi
  done
}

# need WHAT PROBE APT-PACKAGES DNF-PACKAGES BREW-PACKAGES BY-HAND
# PROBE says by its exit code whether WHAT is there. An empty package list means that this manager cannot install it;
# BY-HAND is then the one line that says what to do.
need() {
  local what=$1 probe=$2 apt=$3 dnf=$4 brew=$5 by_hand=$6 manager packages
  if "$probe"; then return 0; fi
  manager=$(package_manager)
  case $manager in
    apt-get) packages=$apt ;;
    dnf) packages=$dnf ;;
    brew) packages=$brew ;;
    *) packages= ;;
  esac
  [ -n "$packages" ] || die "$what is missing: $by_hand"
  if [ "$manager" != brew ] && ! is_root && ! have sudo; then
    die "$what is missing: as root, $manager install $packages"
  fi
  agreed "$what" "$manager install $packages" ||
    die "$what is missing: install it (--yes does), by '$manager install $packages' or as you like"
  say "Installing $what ($packages)"
  # shellcheck disable=SC2086 # a list of names
  "install_by_${manager%%-*}" $packages || true
  hash -r
  "$probe" || die "$what is missing, and $manager could not install it: $by_hand"
}

agreed() {
  local answer=
  if [ "${assume_yes:-}" = 1 ]; then return 0; fi
  if ! [ -t 0 ]; then return 1; fi
  printf '%s is missing. May "%s" install it? [y/N] ' "$1" "$2"
  read -r answer || true
  case $answer in [yY] | [yY][eE][sS]) return 0 ;; *) return 1 ;; esac
}

# Quiet unless it fails. /tmp may be swept while a large install runs, hence the directory and another try.
install_by_apt() {
  local log tries=0
  log=$(mktemp)
  while [ "$tries" -lt 3 ]; do
    if as_root env TMPDIR=/var/tmp DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" \
      >"$log" 2>&1 </dev/null; then
      rm -f "$log"
      return 0
    fi
    # The lists of a fresh machine are empty, those of an old one out of date.
    as_root apt-get update >>"$log" 2>&1 </dev/null || true
    tries=$((tries + 1))
  done
  tail -n 15 "$log" >&2
  rm -f "$log"
  return 1
}

install_by_dnf() { as_root dnf install -y -q "$@" </dev/null; }

install_by_brew() { brew install --quiet "$@" </dev/null; }

# --- each thing ------------------------------------------------------------------------------------------------------

has_dotnet() { have dotnet && dotnet --list-sdks 2>/dev/null | grep -q '^10\.'; }

has_node() { have node && have npm && node -e 'process.exit(parseInt(process.versions.node, 10) >= 18 ? 0 : 1)'; }

has_postgres() { "$PORTAL_ROOT/scripts/postgres.sh" version >/dev/null 2>&1; }

has_openssl() { have openssl; }

# The path of the browser that the tests drive.
find_chromium() {
  local name
  for name in chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name"; then return 0; fi
  done
  if [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ]; then
    printf '%s\n' "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
    return 0
  fi
  return 1
}

has_chromium() { find_chromium >/dev/null; }

need_dotnet() {
  # An SDK of the user's own, where the installer of .NET puts it.
  if ! has_dotnet && [ -x "${HOME:-}/.dotnet/dotnet" ]; then PATH=$HOME/.dotnet:$PATH; fi
  need ".NET SDK 10" has_dotnet dotnet-sdk-10.0 dotnet-sdk-10.0 dotnet \
    "install the .NET 10 SDK, see https://dotnet.microsoft.com/download/dotnet/10.0"
}

need_node() {
  need "Node.js 18 or later" has_node "nodejs npm" "nodejs npm" node \
    "install Node.js 18 or later with npm, see https://nodejs.org/en/download"
}

need_postgres() {
  need "PostgreSQL 14 or later" has_postgres postgresql postgresql-server postgresql@17 \
    "install PostgreSQL 14 or later, see https://www.postgresql.org/download"
}

has_coturn() { have turnserver; }

need_coturn() {
  need coturn has_coturn coturn coturn coturn "install coturn 4.6 or later, see https://github.com/coturn/coturn"
}

has_networks() { have ip && have tc && have nft; }

# For tests over bad networks, which are made of network namespaces: Linux's, and root's.
need_networks() {
  if [ "$(uname -s)" != Linux ] || ! is_root; then return 0; fi
  need "iproute2 and nftables" has_networks "iproute2 nftables" "iproute iproute-tc nftables" "" "install iproute2 and nftables"
}

need_openssl() {
  need OpenSSL has_openssl openssl openssl openssl "install OpenSSL, see https://openssl-library.org"
}

need_chromium() {
  need Chromium has_chromium "chromium fonts-dejavu-core" chromium "" \
    "install Chromium or Google Chrome, see https://www.chromium.org/getting-involved/download-chromium"
}
