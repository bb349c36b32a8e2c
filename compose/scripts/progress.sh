# shellcheck shell=bash
# Progress lines and step logs; sourced by the other scripts.
#
# step NAME COMMAND…   runs COMMAND with its output in build/logs/NAME.log, prints one line with
#                      the seconds it took; on failure the end of the log and a non-zero status.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
LOGS=$ROOT/build/logs
mkdir -p "$LOGS"

# Set once by make so that all scripts of one run count from the same moment.
export DINRAIL_STARTED=${DINRAIL_STARTED:-$(date +%s)}

elapsed() {
  local total=$(($(date +%s) - DINRAIL_STARTED))
  printf '%02d:%02d' $((total / 60)) $((total % 60))
}

say() { printf '[%s] %s\n' "$(elapsed)" "$*"; }

die() {
  printf '[%s] ERROR: %s\n' "$(elapsed)" "$*" >&2
  exit 1
}

step() {
  local name=$1 began status=0
  shift
  local log=$LOGS/${name//[^A-Za-z0-9._-]/_}.log
  began=$(date +%s)
  say "$name …"
  # In the background and waited for: inside "… || …" bash would ignore a failing line of COMMAND.
  (set -e && "$@") >"$log" 2>&1 </dev/null &
  wait $! || status=$?
  if [ "$status" -ne 0 ]; then
    printf -- '----- last lines of %s\n' "$log" >&2
    tail -n 40 "$log" >&2
    printf -- '-----\n' >&2
    say "$name FAILED after $(($(date +%s) - began)) s"
    return "$status"
  fi
  say "$name done in $(($(date +%s) - began)) s"
}
