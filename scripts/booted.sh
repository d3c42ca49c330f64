#!/bin/sh
# Walks through docs/deployment.md in a Debian that systemd has booted, without a network: make booted, as root; some minutes.
# Needs systemd-nspawn and debootstrap (apt-get install systemd-container debootstrap). Ends with a line of what was seen.
set -eu
cd "$(dirname "$0")/.."
place=$(mktemp -d) mirror=${MIRROR:-$(grep -hoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)}
debian=$place/debian
boot=
finish() {
    [ -z "$boot" ] || { inside systemctl poweroff || true; wait "$boot" || true; }
    rm -rf "$place"
}
trap finish EXIT
inside() {
    nsenter --target "$(pgrep --parent "$boot" | head -1)" --mount --uts --ipc --net --pid --root --wd \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/srv "$@"
}

debootstrap --variant=minbase --include=python3,python3-venv,systemd,systemd-sysv,dbus,caddy,curl bookworm "$debian" ${mirror:+"$mirror"} \
    > "$place/debootstrap.log" || { tail "$place/debootstrap.log"; exit 1; }
.venv/bin/python scripts/bundle.py --to "$place"
mv "$place"/mashang-*.tar "$debian/srv/"
echo '127.0.0.1 localhost zw.test' > "$debian/etc/hosts"
cp scripts/booted-inside.sh "$debian/srv/"
systemd-nspawn --quiet --directory "$debian" --register=no --keep-unit --private-network --kill-signal=SIGRTMIN+3 --boot \
    > "$place/boot.log" 2>&1 < /dev/null &
boot=$!
for _ in $(seq 60); do
    inside systemctl is-system-running > /dev/null 2>&1 || [ "$(inside systemctl is-system-running 2> /dev/null)" = degraded ] && break
    sleep 1
done
inside sh /srv/booted-inside.sh
