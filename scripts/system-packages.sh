#!/bin/sh
# Installs by apt what the tests need besides Python and Node: Chromium, WebKit with a screen, a Chinese font, pdftoppm,
# LibreOffice for one conversion, Caddy as the proxy. Asks apt only for what is missing.
set -eu
missing=
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
    || missing="$missing chromium"
command -v pdftoppm >/dev/null 2>&1 || missing="$missing poppler-utils"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-writer-nogui"
command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn)" ] || missing="$missing fontconfig fonts-noto-cjk"
command -v WebKitWebDriver >/dev/null 2>&1 || missing="$missing webkit2gtk-driver"
command -v Xvfb >/dev/null 2>&1 || missing="$missing xvfb"
command -v caddy >/dev/null 2>&1 || missing="$missing caddy"
command -v apt-get >/dev/null 2>&1 || { [ -z "$missing" ] && exit 0; echo "Please install:$missing" >&2; exit 1; }
as_root=
[ "$(id -u)" = 0 ] || as_root=sudo
install() {
    echo "Installing $*"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
# shellcheck disable=SC2086  # a list of package names
[ -z "$missing" ] || { $as_root apt-get update -qq && install $missing; }
# Chromium without windows needs a third less of a processor; where a system does not have it the whole one serves.
command -v chromium-headless-shell >/dev/null 2>&1 || ! apt-cache show chromium-headless-shell >/dev/null 2>&1 \
    || install chromium-headless-shell || echo "The tests go on with Chromium as it is."
