#!/bin/sh
# Writes requirements.lock anew. Home Assistant pins lru-dict 1.3.0, which has no wheel for this Python, and the image no
# compiler: the next one does the same. Run where uv is: in any container with Python 3.13 and `pip install uv`.
set -eu
cd "$(dirname "$0")"
overrides=$(mktemp)
echo 'lru-dict>=1.4' > "$overrides"
{
  echo '# Written by `tests/ha/lock.sh`; do not edit.'
  SKIP_CYTHON=1 uv pip compile -q --python-version 3.13 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --override "$overrides" requirements.in
} > requirements.lock
rm "$overrides"
