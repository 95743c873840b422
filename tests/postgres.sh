#!/usr/bin/env bash
# tests/postgres.sh start FOLDER   a throw-away PostgreSQL in FOLDER, reached through a unix socket only
# tests/postgres.sh stop FOLDER    stops it and removes FOLDER
# FOLDER must be short: a socket's path has 107 letters at most.
set -euo pipefail

programs() {
  local found
  found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
  if [ -n "$found" ]; then echo "$found"; else dirname "$(command -v initdb)"; fi
}

# PostgreSQL refuses to run as root.
as_owner() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid postgres --regid postgres --clear-groups "$@"; else "$@"; fi
}

# What is thrown away needs no care for a fall of the machine. Tests roll back what they write: counting rows then finds
# none on full pages, and plans made of that take minutes where they took seconds.
quick="-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_wal_size=4GB -c autovacuum=off -c jit=off"
bin=$(programs)
folder=${2:?which folder}

case "${1:-}" in
  start)
    mkdir -p "$folder"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$folder"; fi
    cd "$folder"
    as_owner "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust \
      --encoding UTF8 --locale C.UTF-8 --no-sync >"$folder.log" 2>&1 || { cat "$folder.log" >&2; exit 1; }
    as_owner "$bin/pg_ctl" --pgdata "$folder/data" --log "$folder/server.log" --wait --silent \
      --options "-k $folder -c listen_addresses='' -c max_connections=50 $quick" \
      start >/dev/null || { cat "$folder/server.log" >&2; exit 1; }
    as_owner "$bin/createdb" --host "$folder" --username postgres dxtracker
    ;;
  stop)
    cd /
    as_owner "$bin/pg_ctl" --pgdata "$folder/data" --mode immediate --silent stop >/dev/null 2>&1 || true
    rm -rf "$folder" "$folder.log"
    ;;
  *)
    sed -n '2,3s/^# //p' "$0"
    exit 2
    ;;
esac
