#!/bin/sh
# Installs or upgrades 码上职卫 from this folder, without the internet: ./install.sh [FOLDER]
#
# FOLDER (/opt/mashang for root, ~/mashang otherwise) becomes a link to FOLDER-VERSION.HASH beside it, which holds the program
# and its virtual environment. The link is set last: until then, and whenever anything fails, the version before is in place.
# The data are in MASHANG_DATA (/var/lib/mashang for root, ~/mashang-data otherwise). Settings are read from MASHANG_ENV
# (/etc/mashang/mashang.env). Run by root, the database is touched as the owner of the data.
set -eu
umask 022
here=$(cd "$(dirname "$0")" && pwd)
say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

if [ "$(id -u)" = 0 ]; then
    target=${1:-/opt/mashang} data=/var/lib/mashang
else
    target=${1:-$HOME/mashang} data=$HOME/mashang-data
fi
case $target in /*) ;; *) target=$PWD/$target ;; esac
target=${target%/}

# --- What this machine has ------------------------------------------------------------------------------------------------
python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || fail "没有找到 $python。"
wanted=$(cat "$here/python")
found=$("$python" -c 'import platform, sys; print(f"{sys.version_info.major}.{sys.version_info.minor} {platform.machine()}")')
[ "$found" = "$wanted" ] || fail "这个安装包用于 Python $wanted，这台机器是 $found；可用 PYTHON=python3.x ./install.sh 指定，或另做安装包。"
[ ! -e "$target" ] || [ -L "$target" ] || fail "$target 已存在，而且不是本程序安装的；请先移走，或另选文件夹。"

# The settings of the service, line by line: nothing in them is run as a command.
settings=${MASHANG_ENV:-/etc/mashang/mashang.env}
if [ -r "$settings" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
        case $line in \#*) ;; *=*) export "${line?}" ;; esac
    done < "$settings"
fi
export MASHANG_DATA="${MASHANG_DATA:-$data}"

# --- The new version, beside the old one ------------------------------------------------------------------------------------
release=$("$python" - "$here" <<'PYTHON'
import hashlib, pathlib, sys
here = pathlib.Path(sys.argv[1])
sums = (here / "SHA256SUMS").read_text()
for line in sums.splitlines():
    sha256, name = line.split("  ", 1)
    path = here / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
        sys.exit(f"安装包不完整或已损坏：{name}")
version = here.joinpath("program/webapp/__init__.py").read_text().split('__version__ = "')[1].split('"')[0]
print(f"{version}.{hashlib.sha256(sums.encode()).hexdigest()[:8]}")
PYTHON
) || exit 1
new=$target-$release
if [ ! -e "$new/.complete" ]; then
    say "正在安装到 $new ……"
    rm -rf "$new"
    mkdir -p "$new"
    cp -R "$here/program/." "$new/"
    "$python" -m venv --without-pip "$new/.venv"
    pip() {
        PYTHONPATH=$(echo "$here"/wheels/pip-*.whl) "$new/.venv/bin/python" -m pip install --quiet --no-index \
            --disable-pip-version-check --no-cache-dir --find-links "$here/wheels" "$@"
    }
    pip --no-deps --require-hashes -r "$new/requirements.txt"
    pip --no-deps --no-build-isolation -e "$new"
    # The service may not write here: what Python would keep at its first start is made now.
    "$new/.venv/bin/python" -m compileall -q "$new/webapp" "$new/piccolo_migrations"
    : > "$new/.complete"
fi

# --- The database, by whoever serves it -------------------------------------------------------------------------------------
[ -d "$MASHANG_DATA" ] || mkdir -p -m 700 "$MASHANG_DATA"
owner=$(stat -c %U "$MASHANG_DATA")
mashang() (
    umask 077
    if [ "$(id -u)" = 0 ] && [ "$owner" != root ]; then
        cd "$new" && runuser -u "$owner" -- "$new/.venv/bin/mashang" "$@"
    else
        cd "$new" && "$new/.venv/bin/mashang" "$@"
    fi
)
before=$(readlink "$target" || true)
if [ "$before" = "$new" ]; then
    say "已经是这个版本（$release）。"
elif [ -n "$before" ]; then
    mashang upgrade || fail "升级没有完成，$target 仍是原来的版本。"
else
    mashang migrate
fi
ln -s "$new" "$target.new.$$"
mv -T "$target.new.$$" "$target" 2>/dev/null || { rm -f "$target" && mv "$target.new.$$" "$target"; }

say "已安装 $release：$target"
say "数据目录：$MASHANG_DATA"
if [ -z "$before" ]; then
    say "第一个管理员：MASHANG_DATA=$MASHANG_DATA $target/.venv/bin/mashang user admin --bureau 行政区划代码"
fi
say "启动：MASHANG_DATA=$MASHANG_DATA $target/.venv/bin/mashang run"
say "作为系统服务长期运行（systemd、Caddy、备份）：$target/docs/deployment.md"
