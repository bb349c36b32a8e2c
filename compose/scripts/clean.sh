#!/usr/bin/env bash
# Removes containers, volumes and images (of this version) of the project, and build/. config/ and .env stay.
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
our_images() { docker images --filter "reference=dinrail/$1" --format '{{.Repository}}:{{.Tag}}'; }
mapfile -t images < <(our_images "*:$DINRAIL_VERSION")
# The bases stay while another version of the parts is here.
if ! our_images '*' | grep -vE "^dinrail/base-|:$DINRAIL_VERSION$" >/dev/null; then
  mapfile -t -O ${#images[@]} images < <(our_images 'base-*')
fi
if [ ${#images[@]} -gt 0 ]; then docker rmi --force "${images[@]}" >/dev/null; fi
say "${#images[@]} image(s) removed"
rm -rf "$ROOT/build"
