#!/bin/sh
# Starts Mosquitto once the gateway has written the identities and certificates.
#
# Mosquitto 2.1 invents users of its own when the security file is missing, and both versions run
# with a damaged one while refusing everybody: so it is not started before the file is there.
set -eu

SECURITY=/mosquitto/security/dynamic-security.json
CONFIG=/tmp/mosquitto.conf

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

plugin=$(find_plugin)
{ echo "plugin $plugin"; cat "${DINRAIL_BROKER_CONFIG:-/etc/dinrail/mosquitto.conf}"; } >"$CONFIG"
wait_for "$SECURITY" "the identities"
wait_for /mosquitto/tls/server.crt "the certificate"
wait_for /mosquitto/tls/server.key "the certificate's key"
say "starting, plugin $plugin"
exec mosquitto -c "$CONFIG"
