#!/bin/sh
# Walks through docs/deployment.md in a Debian that systemd has booted, without a network: make booted, as root; some minutes.
# Needs systemd-nspawn and debootstrap (apt-get install systemd-container debootstrap). Ends with a line of what was seen.
set -eu
cd "$(dirname "$0")/.."
root=$(mktemp -d) mirror=${MIRROR:-$(grep -hoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null | head -1)}
debian=$root/debian
boot=
finish() {
    [ -z "$boot" ] || { inside systemctl poweroff || true; wait "$boot" || true; }
    rm -rf "$root"
}
trap finish EXIT
inside() {
    nsenter --target "$(pgrep --parent "$boot" | head -1)" --mount --uts --ipc --net --pid --root --wd \
        env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

debootstrap --variant=minbase --include=python3,python3-venv,systemd,systemd-sysv,dbus,caddy,curl bookworm "$debian" ${mirror:+"$mirror"} \
    > "$root/debootstrap.log" || { tail "$root/debootstrap.log"; exit 1; }
.venv/bin/python scripts/bundle.py --to "$root"
mv "$root"/mashang-*.tar "$debian/root/"
echo '127.0.0.1 localhost zw.test' > "$debian/etc/hosts"
cp scripts/booted-inside.sh "$debian/root/"
systemd-nspawn --quiet --directory "$debian" --register=no --keep-unit --private-network --kill-signal=SIGRTMIN+3 --boot \
    > "$root/boot.log" 2>&1 < /dev/null &
boot=$!
for _ in $(seq 60); do
    inside systemctl is-system-running > /dev/null 2>&1 || [ "$(inside systemctl is-system-running 2> /dev/null)" = degraded ] && break
    sleep 1
done
inside sh /root/booted-inside.sh
