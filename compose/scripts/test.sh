#!/usr/bin/env bash
# Runs the tests inside the test image.
#   test.sh [STAGE…]       stages of tests/run.py; none = all
#   test.sh --bench        tests/bench
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

"$ROOT/compose/scripts/engine.sh"
"$ROOT/compose/scripts/images.sh" --test

# Files the engine has to see (bind mounts of tests) lie at the same path inside and outside.
WORK=$ROOT/build/test
rm -rf "$WORK"
mkdir -p "$WORK/tmp"
forward=(-e "DINRAIL_STARTED=$DINRAIL_STARTED" -e "DINRAIL_VERSION=$DINRAIL_VERSION" -e "TMPDIR=$WORK/tmp")
forward+=(-e "DINRAIL_OWNER=$(stat -c %u:%g "$ROOT")")
for variable in CI DINRAIL_KEEP DINRAIL_DOCKER_SOCKET PYTEST_ADDOPTS; do
  if [ -n "${!variable:-}" ]; then forward+=(-e "$variable"); fi
done
terminal=()
if [ -t 1 ]; then terminal=(-t); fi
exec docker run --rm --init "${terminal[@]}" --network host --shm-size 512m "${forward[@]}" \
  -v "$ROOT:$ROOT" -w "$ROOT" -v "${DINRAIL_DOCKER_SOCKET:-/var/run/docker.sock}:/var/run/docker.sock" -e DOCKER_HOST=unix:///var/run/docker.sock -e TESTCONTAINERS_CONNECTION_MODE=docker_host \
  -v /sys/fs/cgroup:/host/cgroup:ro -v /proc:/host/proc:ro -e DINRAIL_CGROUP=/host/cgroup -e DINRAIL_HOST_PROC=/host/proc \
  "dinrail/test:$DINRAIL_VERSION" python tests/run.py "$@"
