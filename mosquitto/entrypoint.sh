#!/bin/sh
# Starts Mosquitto once the gateway has written the identities and certificates.
#
# Mosquitto 2.1 invents users of its own when the security file is missing, and both versions run
# with a damaged one while refusing everybody: so it is not started before the file is there.
set -eu

SECURITY=/mosquitto/security/dynamic-security.json
DATABASE=/mosquitto/data/mosquitto.db
CONFIG=/tmp/mosquitto.conf
# A third of memory_limit (more of it in memory than on disk): a fuller database would leave no room to let anybody in.
DATABASE_MAX=67108864

# Asks Mosquitto to save; before there is one it must not end this script.
trap '' USR1

say() { echo "dinrail-broker: $*"; }

find_plugin() {
  for folder in /usr/lib /usr/lib/*-linux-gnu* /usr/local/lib /usr/lib64; do
    if [ -e "$folder/mosquitto_dynamic_security.so" ]; then
      echo "$folder/mosquitto_dynamic_security.so"
      return
    fi
  done
  say "ERROR: mosquitto_dynamic_security.so not found in this image" >&2
  exit 1
}

wait_for() {
  seconds=0
  until [ -s "$1" ] && [ -r "$1" ]; do
    if [ $((seconds % 10)) -eq 0 ]; then say "waiting for $2 ($1), written by the gateway"; fi
    seconds=$((seconds + 1))
    sleep 1
  done
}

# Port 1883 (075B) in state LISTEN (0A); a client would need an identity.
healthcheck() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE ':075B [0-9A-F]+:0000 0A'; }

case "${1:-run}" in
  healthcheck) healthcheck; exit ;;
  run) ;;
  *) exec "$@" ;;
esac

# Mosquitto 2.0 miscounts its memory when identities change at run time and in the end refuses
# everybody for a memory_limit it has not reached; there the container's own limit has to do.
suited() {
  case "$(mosquitto -h | head -n 1)" in
    *" 2.0"*) grep -Ev '^(memory_limit|accept_protocol_versions) ' "$1" ;;
    *) cat "$1" ;;
  esac
}

plugin=$(find_plugin)
{ echo "plugin $plugin"; suited /etc/dinrail/mosquitto.conf; } >"$CONFIG"
wait_for "$SECURITY" "the identities"
wait_for /mosquitto/tls/server.crt "the certificate"
wait_for /mosquitto/tls/server.key "the certificate's key"

# Stays as the parent, so that a database Mosquitto refuses to open (2.0 then ends, for ever) is put
# aside instead: nothing depends on it, the owners publish again what they own.
serve() {
  began=$(date +%s)
  mosquitto -c "$CONFIG" &
  broker=$!
  trap 'kill -TERM "$broker"' TERM INT
  trap 'kill -HUP "$broker"' HUP
  trap 'kill -USR1 "$broker"' USR1
  while :; do
    status=0
    wait "$broker" || status=$?
    # A signal ends the wait, not the broker.
    kill -0 "$broker" 2>/dev/null || return 0
  done
}

if [ -s "$DATABASE" ] && [ "$(wc -c <"$DATABASE")" -gt "$DATABASE_MAX" ]; then
  mv "$DATABASE" "$DATABASE.too-large"
  say "ERROR: more than $DATABASE_MAX bytes of retained messages put aside as $DATABASE.too-large, starting empty" >&2
fi
say "starting, plugin $plugin"
serve
if [ "$status" -eq 1 ] && [ -s "$DATABASE" ] && [ $(($(date +%s) - began)) -lt 10 ]; then
  mv "$DATABASE" "$DATABASE.damaged"
  say "ERROR: ended at once; retained messages put aside as $DATABASE.damaged, starting empty" >&2
  serve
fi
exit "$status"
