#!/bin/sh
# dinrail-proxy run [node-red] | healthcheck: Caddy, with https as soon as there is a certificate.
# `node-red` is the door before Node-RED instead of DINrail's own.
set -eu

CONFIG=/etc/dinrail/Caddyfile
TLS=tls.caddy
if [ "${2:-}" = node-red ]; then CONFIG=/etc/dinrail/node-red.caddy TLS=node-red.tls.caddy; fi
CERTIFICATE=/tls/server.crt
KEY=/tls/server.key

say() { echo "dinrail-proxy: $*"; }

# A listening socket on port 8080 (1F90) or 8081 in state LISTEN (0A); needs no client program.
healthcheck() { cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE ':1F9[01] [0-9A-F]+:0000 0A'; }

fingerprint() {
  if [ -s "$CERTIFICATE" ] && [ -r "$KEY" ]; then cat "$CERTIFICATE" "$KEY" | cksum; fi
}

enable_tls() { cp "/etc/dinrail/$TLS" /tmp/dinrail/; }

# Takes over the first certificate and every renewal.
watch() {
  served=$1
  while sleep 5; do
    current=$(fingerprint)
    if [ -n "$current" ] && [ "$current" != "$served" ]; then
      enable_tls
      if dinrail-caddy reload --config "$CONFIG" --adapter caddyfile --address unix//tmp/caddy-admin.sock --force; then
        say "certificate taken over, https is on"
        served=$current
      else
        say "ERROR: certificate not taken over, trying again in 5 s" >&2
      fi
    fi
  done
}

case "${1:-run}" in
  healthcheck) healthcheck ;;
  run)
    mkdir -p /tmp/dinrail
    served=$(fingerprint)
    if [ -n "$served" ]; then
      enable_tls
    else
      say "no certificate yet ($CERTIFICATE, written by the gateway): http only until it is there"
    fi
    watch "$served" &
    exec dinrail-caddy run --config "$CONFIG" --adapter caddyfile
    ;;
  *)
    echo "usage: dinrail-proxy run [node-red] | healthcheck" >&2
    exit 2
    ;;
esac
