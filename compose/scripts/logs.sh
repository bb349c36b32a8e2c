#!/usr/bin/env bash
# logs.sh [INSTANCE]: follows the logs of the parts, or of one instance's container.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

[ -e "$ENV_FILE" ] || ENV_FILE=/dev/null
if [ $# -gt 0 ]; then exec docker logs --follow --tail 200 "$DINRAIL_PROJECT-$1"; fi
compose logs --follow --tail 100
