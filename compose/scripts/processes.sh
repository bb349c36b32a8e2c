# shellcheck shell=bash
# The installation of this checkout that runs as processes (make run): where it is, whether it runs. Sourced after
# stack.sh.

DATA_DIR=$(setting DINRAIL_DATA_DIR "$ROOT/data")
# shellcheck disable=SC2034  # of whoever sources this
GATEWAY=$DATA_DIR/gateway.sh
RUN_LOCK=$DATA_DIR/lock

# Held by run.sh and the gateway, however either ends.
processes_run() { [ -e "$RUN_LOCK" ] && ! flock -n "$RUN_LOCK" true; }

# Instances whose record names a process that runs.
running_processes() { grep -l '"origin":{' "$DATA_DIR"/gateway/processes/*/record.json 2>/dev/null || true; }
