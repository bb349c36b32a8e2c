#!/usr/bin/env bash
# Stops and removes the containers of this project; config/ and volumes stay.
#   down.sh [--volumes]   --volumes removes the project's volumes too
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

[ -e "$ENV_FILE" ] || ENV_FILE=/dev/null
docker info >/dev/null 2>&1 || die "the Docker daemon does not answer, so nothing of DINrail can be running"

# The gateway first: it would start its instances again.
compose stop gateway >/dev/null 2>&1 || true
mapfile -t instances < <(instance_containers)
if [ ${#instances[@]} -gt 0 ]; then
  docker stop --time 5 "${instances[@]}" >/dev/null
  docker rm --force "${instances[@]}" >/dev/null
  say "${#instances[@]} instance container(s) removed"
fi
unset COMPOSE_IGNORE_ORPHANS
compose down --remove-orphans --timeout 10 "$@"
if [ "${1:-}" = --volumes ]; then
  docker volume ls -q --filter "name=^$DINRAIL_PROJECT-secrets-" --filter "name=^$DINRAIL_PROJECT-data-" | xargs -r docker volume rm >/dev/null
else
  say "stopped; config/ and the volumes are kept"
fi
