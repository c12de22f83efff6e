#!/bin/sh
# Prints a Python 3.10 for uv: one that really runs (a pyenv shim may not), or "3.10" so that uv fetches its own.
set -u
runs() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "3.10" ]; }

for candidate in "${PYTHON310:-}" "$(command -v python3.10 || true)"; do
  if [ -n "$candidate" ] && runs "$candidate"; then
    "$candidate" -c 'import sys; print(sys.executable)'
    exit 0
  fi
done
if [ -n "${PYTHON310:-}" ]; then
  echo "PYTHON310=$PYTHON310 is no Python 3.10 that runs; looking for another." >&2
fi
for candidate in $(ls -d "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.10.*/bin/python 2>/dev/null | sort -rV); do
  if runs "$candidate"; then
    echo "$candidate"
    exit 0
  fi
done
echo "3.10"
