#!/bin/sh
# 安装、升级、启动购服，不用联网：sh install.sh（选项见 sh install.sh --help）
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
wanted=$(sed -n 's/.*"python": "\([0-9.]*\)".*/\1/p' "$here/manifest.json")
for python in ${PYTHON:-"python$wanted" python3}; do
    if "$python" -c "import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$wanted')" 2>/dev/null; then
        exec "$python" -I "$here/install.py" "$@"
    fi
done
echo "错误：这份安装包要用 Python ${wanted:-3.11}，这台机器上没有找到。请先安装，或者用 PYTHON=… 指出它在哪里。" >&2
exit 1
