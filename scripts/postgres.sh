#!/usr/bin/env bash
# A PostgreSQL server of its own for tests: `postgres.sh start` prints its DATABASE_URL, `postgres.sh stop` removes it.
# Uses the newest server installed; as root it runs as the user postgres, because the server refuses root.
set -euo pipefail

data=${POSTGRES_DATA:-/tmp/turna-postgres}
port=${POSTGRES_PORT:-55432}
programs=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$programs" ] || programs=$(dirname "$(command -v initdb)")

as_server() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; else "$@"; fi
}

stop() {
  [ -d "$data" ] || return 0
  (cd / && as_server "$programs/pg_ctl" -D "$data/db" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$data"
}

start() {
  stop
  mkdir -p "$data"
  if [ "$(id -u)" = 0 ]; then chown postgres "$data"; fi
  cd /
  as_server "$programs/initdb" -D "$data/db" -U turna -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
  # What a test loses in a crash it makes again: no waiting for the disk.
  as_server "$programs/pg_ctl" -D "$data/db" -w -l "$data/log" -o \
    "-p $port -k $data -c listen_addresses=127.0.0.1 -c fsync=off -c full_page_writes=off -c synchronous_commit=off" \
    start >/dev/null
  as_server "$programs/createdb" -h 127.0.0.1 -p "$port" -U turna turna
  echo "postgres://turna@127.0.0.1:$port/turna"
}

case "${1:-}" in
  start) start ;;
  stop) stop ;;
  *) echo "usage: postgres.sh start|stop" >&2; exit 2 ;;
esac
