#!/usr/bin/env bash
# `npm run test:samba`: provisions a real Active Directory domain controller (Samba) in a temporary folder, on this machine's
# loopback, and runs the LDAP suite against it. Needs root (ports 389 and 636), openssl, and Debian's packages samba,
# samba-ad-provision, samba-dsdb-modules, winbind. Nothing of it stays.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export PATH="$PWD/node_modules/.bin:$PATH:/usr/sbin"

for tool in samba samba-tool openssl; do
  command -v "$tool" >/dev/null || {
    echo "$tool is missing: apt-get install samba samba-ad-provision samba-dsdb-modules winbind openssl"
    exit 2
  }
done
[ "$(id -u)" -eq 0 ] || { echo 'root is needed: the controller listens on ports 389 and 636'; exit 2; }

work=$(mktemp -d)
server=''
finish() {
  [ -z "$server" ] || { kill -TERM -- "-$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; }
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password='Kennwort-(1)*\ü'
admin='Admin-Kennwort-1'
conf=$work/dc/etc/smb.conf

echo 'provisioning firma.example …'
samba-tool domain provision --targetdir="$work/dc" --realm=FIRMA.EXAMPLE --domain=FIRMA --server-role=dc \
  --dns-backend=NONE --adminpass="$admin" --host-name=dc1 --host-ip=127.0.0.1 >"$work/provision.log" 2>&1 ||
  { tail -n 20 "$work/provision.log"; exit 1; }

openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=dc1.firma.example \
  -addext subjectAltName=DNS:dc1.firma.example -keyout "$work/key.pem" -out "$work/certificate.pem" 2>/dev/null
chmod 600 "$work/key.pem"
sed -i -E \
  -e 's/^\s*server services = .*/\tserver services = ldap/' \
  -e "s|^\s*log file = .*|\tlog file = $work/samba.log|" \
  -e "s|^\[global\]|[global]\n\tinterfaces = lo\n\tbind interfaces only = yes\n\ttls certfile = $work/certificate.pem\n\ttls keyfile = $work/key.pem\n\ttls cafile = $work/certificate.pem|" \
  "$conf"

tool() { samba-tool "$@" --configfile="$conf" >>"$work/tool.log" 2>&1 || { tail -n 20 "$work/tool.log"; exit 1; }; }
tool domain passwordsettings set --account-lockout-threshold=4 --min-pwd-age=0
for user in reader disabled locked expired; do tool user create "$user" "$password"; done
tool user create renew "$password" --must-change-at-next-login
tool user disable disabled
tool user setexpiry expired --days=-1

setsid samba --interactive --model=single --configfile="$conf" >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
  (exec 3<>/dev/tcp/127.0.0.1/636) 2>/dev/null && break
  kill -0 "$server" 2>/dev/null || { cat "$work/server.log"; exit 1; }
  sleep 0.1
done

SWITCHBOARD_TEST_SAMBA_CERTIFICATE="$work/certificate.pem" SWITCHBOARD_TEST_SAMBA_PASSWORD="$password" \
  SWITCHBOARD_TEST_SAMBA_ADMIN="$admin" vitest run shared/adapters/ldap/samba.test.ts "$@"
