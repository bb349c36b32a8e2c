#!/usr/bin/env bash
# Builds the adapter that misbehaves on request (tests/faults/hog/README.md), so that its type can be chosen in the browser.
set -euo pipefail
. "$(dirname "$0")/progress.sh"

VERSION=${DINRAIL_VERSION:-$(cat "$ROOT/VERSION")}
docker image inspect "dinrail/sdk:$VERSION" >/dev/null 2>&1 || die "the images are missing: make images"
step image-hog docker build --build-arg "DINRAIL_VERSION=$VERSION" -t "dinrail/hog:$VERSION" "$ROOT/tests/faults/hog"
say "add an instance of type Hog and choose what it does"
