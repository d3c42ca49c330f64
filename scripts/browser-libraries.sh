#!/bin/sh
# Installs what a browser needs into static/vendor, only when the lock or the copying script changed.
# Without Node the set-up goes on (pages work, scanner and offline work do not), unless --required is given.
set -eu
cd "$(dirname "$0")/.."
stamp=static/vendor/.setup
wanted=$(cat package-lock.json scripts/vendor.mjs | cksum)

without() {
    echo "$1"
    echo '页面仍可使用；没有样式库、页面内扫码和离线功能。装好 Node.js 20（含 npm）后重新运行 make run 即可补上。'
    [ "${required:-}" = yes ] && exit 1
    exit 0
}

[ "${1:-}" = --required ] && required=yes
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0
command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 || without '没有找到 Node.js（node 和 npm）。'
echo '正在安装浏览器组件……'
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || without '浏览器组件下载失败（npm ci）。'
node scripts/vendor.mjs || without '浏览器组件复制失败。'
echo "$wanted" > "$stamp"
