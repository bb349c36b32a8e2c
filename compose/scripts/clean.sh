#!/usr/bin/env bash
# Removes containers, volumes and images of the project, and build/. config/ and .env stay.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

if [ "${FORCE:-0}" != 1 ]; then
  echo "This removes all containers, volumes (accounts, identities, certificates) and images of"
  printf "project '%s'. config/ and .env stay. Go on? [y/N] " "$DINRAIL_PROJECT"
  read -r answer
  case "$answer" in y | Y | yes | j | ja) ;; *) die "nothing removed" ;; esac
fi
"$ROOT/compose/scripts/down.sh" --volumes
mapfile -t images < <(docker images --filter 'reference=dinrail/*' --format '{{.Repository}}:{{.Tag}}' | grep -v ':<none>$')
if [ ${#images[@]} -gt 0 ]; then docker rmi --force "${images[@]}" >/dev/null; fi
say "${#images[@]} image(s) removed"
rm -rf "$ROOT/build"
