#!/bin/sh
# step.sh TITLE LOG COMMAND...: runs COMMAND into LOG with a sign of life; shows LOG's end if it fails.
set -u
title=$1 log=$2
shift 2
mkdir -p "$(dirname "$log")"
printf '%s ' "$title"
start=$(date +%s)
"$@" >"$log" 2>&1 &
pid=$!
trap 'kill "$pid" 2>/dev/null; exit 130' INT TERM
while kill -0 "$pid" 2>/dev/null; do
  sleep 1
  printf '.'
done
if wait "$pid"; then
  printf ' done in %s s\n' "$(($(date +%s) - start))"
else
  status=$?
  printf ' FAILED (all of it in %s)\n' "$log"
  tail -n 30 "$log" >&2
  exit "$status"
fi
