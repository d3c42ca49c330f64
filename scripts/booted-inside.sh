#!/bin/sh
# What docs/deployment.md tells the IT person to type, and whether it came to that; run by booted.sh as root of a fresh Debian.
set -eu
says() { printf '%s\n' "$*"; }
healthy() {
    said=$(curl --silent --show-error --retry 20 --retry-delay 1 --retry-all-errors "$@")
    [ "$said" = '{"database":"ok","storage":"ok"}' ] || { says "not healthy: $said"; exit 1; }
}

# --- Installing
useradd --system --home-dir /var/lib/mashang --shell /usr/sbin/nologin mashang
install -d -m 700 -o mashang -g mashang /var/lib/mashang /var/backups/mashang
cd /srv && tar xf mashang-*.tar && cd mashang-*/
install -d -m 700 /etc/mashang && install -m 600 program/deploy/mashang.env /etc/mashang/
sed -i 's/zw\.example\.gov\.cn/zw.test/' /etc/mashang/mashang.env
./install.sh
cd /opt/mashang/deploy
install -m 755 mashang /usr/local/sbin/
install -m 644 mashang@.service mashang@.socket mashang-backup.service mashang-backup.timer /etc/systemd/system/
systemctl daemon-reload
mashang demo | head -1
systemctl enable --quiet --now mashang@8000.socket mashang@8000.service mashang-backup.timer
healthy http://127.0.0.1:8000/health
[ "$(stat -c '%U %a' /var/lib/mashang/mashang.sqlite3)" = "mashang 600" ]
says "$(systemd-analyze security --no-pager mashang@8000.service | tail -1)"

# --- Caddy, with a certificate of its own
install -m 644 /opt/mashang/deploy/Caddyfile /etc/caddy/Caddyfile
install -d /etc/systemd/system/caddy.service.d
printf '[Service]\nEnvironment=MASHANG_HOST=zw.test\n' > /etc/systemd/system/caddy.service.d/override.conf
systemctl daemon-reload && systemctl restart caddy
healthy --cacert /var/lib/caddy/.local/share/caddy/pki/authorities/local/root.crt https://zw.test/health

# --- Killed: systemd starts it again, and the socket keeps who asks meanwhile
kill -9 "$(systemctl show --property MainPID --value mashang@8000.service)"
healthy --retry 0 http://127.0.0.1:8000/health
sleep 30 # until its lease has ended, as an upgrade says that comes too soon after it

# --- Backup, upgrade, restore
systemctl start mashang-backup.service
backup=$(ls /var/backups/mashang/*.tar)
cp -r /srv/mashang-*/ /srv/next && cd /srv/next
echo >> program/CHANGELOG.md
sum=$(sha256sum program/CHANGELOG.md | cut -d ' ' -f 1)
sed -i "s#^[0-9a-f]*  program/CHANGELOG.md\$#$sum  program/CHANGELOG.md#" SHA256SUMS
before=$(readlink /opt/mashang)
systemctl stop 'mashang@*.socket' 'mashang@*.service'
./install.sh | tail -4
[ "$(readlink /opt/mashang)" != "$before" ]
systemctl start mashang@8000.socket mashang@8000.service
healthy http://127.0.0.1:8000/health
mashang audit verify
systemctl stop 'mashang@*.socket' 'mashang@*.service'
for one in "$backup" "$backup.key"; do
    install -m 600 -o mashang -g mashang "$one" "/var/lib/mashang/back.tar${one#"$backup"}"
done
mashang restore /var/lib/mashang/back.tar --replace
systemctl start mashang@8000.socket mashang@8000.service
healthy http://127.0.0.1:8000/health
errors=$(journalctl -u 'mashang@8000' -o cat --no-pager | grep -c '"level": "error"' || true)
says "installed, served behind Caddy, killed, backed up, upgraded, restored; errors in the journal: $errors"
[ "$errors" = 0 ]
