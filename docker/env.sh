#!/bin/sh
# Writes .env from docker/.env.example, with a new random value wherever that has none: `sh docker/env.sh`.
# An .env that is there is left alone, for what was sealed with its MASTER_KEY can't be read without it.
set -eu
cd "$(dirname "$0")/.."
if [ -e .env ]; then
  echo '.env is there already, and keeps its secrets.' >&2
  exit 1
fi
umask 077
while IFS= read -r line; do
  case $line in
    '#'*) printf '%s\n' "$line" ;;
    *=) printf '%s%s\n' "$line" "$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n')" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <docker/.env.example >.env.new
mv .env.new .env
