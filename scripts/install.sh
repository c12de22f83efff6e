#!/bin/sh
# Installs what the project needs into .venv, from uv.lock and with its hashes. Needs Python 3 with pip.
set -eu
cd "$(dirname "$0")/.."

uv=.tools/uv/bin/uv
wanted=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' scripts/uv-requirements.txt)

if [ "$("$uv" --version 2>/dev/null | cut -d' ' -f2)" != "$wanted" ]; then
  echo "Fetching uv $wanted into .tools ..."
  rm -rf .tools/uv
  python=$(command -v python3 || true)
  if [ -z "$python" ] || ! "$python" -m pip --version >/dev/null 2>&1; then
    python=$(scripts/python310.sh)
  fi
  if ! "$python" -m pip --version >/dev/null 2>&1; then
    echo "No Python 3 with pip was found. Install one (Debian: apt-get install python3-pip), then try again." >&2
    exit 1
  fi
  "$python" -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
    --require-hashes --target .tools/uv -r scripts/uv-requirements.txt
fi

UV_PYTHON=$(scripts/python310.sh)
export UV_PYTHON
"$uv" sync --locked
