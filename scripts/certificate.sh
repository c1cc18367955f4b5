# shellcheck shell=bash
# A certificate for other devices of the same network to use the demo by. Sourced after lib.sh, never run.
# It is of this machine's own making: browsers warn, and the fingerprint tells whether it is the right one.

readonly tls=$PORTAL_ROOT/.data/tls

# This machine's addresses as other devices see them, the likeliest first.
lan_addresses() {
  node -p '
    const all = Object.values(os.networkInterfaces()).flat().filter(a => !a.internal && !a.address.startsWith("fe80"));
    all.sort((a, b) => a.family.localeCompare(b.family)).map(a => a.address).join("\n")'
}

# make_certificate NAME...: host names and addresses it shall be good for. Kept until those change or it nears its end.
make_certificate() {
  local name names='' file
  for name in "$@"; do
    case $name in
      *:*) names=$names,IP:$name ;;
      *[!0-9.]*) names=$names,DNS:$name ;;
      *) names=$names,IP:$name ;;
    esac
  done
  names=${names#,}
  if [ "$(cat "$tls/names" 2>/dev/null)" = "$names" ] &&
    openssl x509 -in "$tls/portal.crt" -noout -checkend 172800 >/dev/null 2>&1; then
    return 0
  fi
  (umask 077 && mkdir -p "$tls")
  file=$tls/request
  cat >"$file" <<TEXT
[req]
distinguished_name = subject
x509_extensions = extensions
prompt = no
[subject]
CN = Care portal on this machine
[extensions]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = serverAuth
subjectAltName = $names
TEXT
  (
    umask 077
    openssl ecparam -name prime256v1 -genkey -noout -out "$tls/portal.key" &&
      openssl req -x509 -new -sha256 -days 90 -config "$file" -key "$tls/portal.key" -out "$tls/portal.crt"
  ) 2>"$tls/log" || die "openssl could not make a certificate: $(cat "$tls/log")"
  printf '%s\n' "$names" >"$tls/names"
}

certificate_fingerprint() { openssl x509 -in "$tls/portal.crt" -noout -fingerprint -sha256 | sed 's/.*=//'; }
