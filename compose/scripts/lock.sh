#!/usr/bin/env bash
# Writes the lock files anew (newest versions the pyproject.toml files allow), in the images that use them.
set -euo pipefail
. "$(dirname "$0")/progress.sh"

forward=()
for variable in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST NPM_CONFIG_REGISTRY http_proxy https_proxy no_proxy; do
  if [ -n "${!variable:-}" ]; then forward+=(-e "$variable"); fi
done
say "locking (minutes when many packages are new)"
docker run --rm "${forward[@]}" -v "$ROOT:$ROOT" -w "$ROOT" dinrail/base-python sh -ec '
  python3 -m venv /tmp/lock
  /tmp/lock/bin/pip install -q --disable-pip-version-check pip-tools
  /tmp/lock/bin/python compose/scripts/lock.py'

# The browser application's and that of the tests; without addresses of a registry (their .npmrc says so).
for folder in admin-ui tests/peers/node; do
  docker run --rm "${forward[@]}" -v "$ROOT/$folder:/src" -w /src dinrail/base-node sh -ec '
    rm -f package-lock.json
    npm install --package-lock-only --no-audit --no-fund --loglevel=error
    chown "$(stat -c %u:%g package.json)" package-lock.json'
done
say "lock files written"
