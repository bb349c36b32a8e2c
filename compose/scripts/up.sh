#!/usr/bin/env bash
# Everything from a bare machine to the running base stack.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

"$ROOT/compose/scripts/engine.sh"
"$ROOT/compose/scripts/images.sh"
ensure_env
start_stack
print_address
print_login
