#!/usr/bin/env bash
# Emergency stop from the host, without web, broker or a living gateway.
#   panic.sh [--level writes|routes|all] [--reason TEXT]   latch; `all` also stops every instance's container
#   panic.sh reset | status
# Exit status: 0 done, 1 something still runs or could not be written, 2 wrong use, 3 latched, but nobody acts on it yet.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"
. "$ROOT/compose/scripts/processes.sh"

[ -e "$ENV_FILE" ] || ENV_FILE=/dev/null
DINRAIL_PROJECT=$(setting DINRAIL_PROJECT "$DINRAIL_PROJECT")
verb=set level=all reason='' written=yes
while [ $# -gt 0 ]; do
  case "$1" in
    reset | status) verb=$1 ;;
    --level) shift; level=${1:-} ;;
    --reason) shift; reason=${1:-} ;;
    *) echo "panic.sh [--level writes|routes|all] [--reason TEXT] | reset | status" >&2; exit 2 ;;
  esac
  [ $# -eq 0 ] || shift
done
case "$level" in writes | routes | all) ;; *) echo "level is writes, routes or all" >&2; exit 2 ;; esac

FILE=$(config_dir)/panic.json
# A hanging engine must not hang this.
engine() { timeout --kill-after=1 "$1" docker "${@:2}"; }
running() { engine 2 ps -q --filter label=dinrail.instance --filter "label=dinrail.project=$DINRAIL_PROJECT"; }
gateway_runs() {
  if processes_run; then return 0; fi
  [ -n "$(engine 2 ps -q --filter label=dinrail.part=gateway --filter "label=dinrail.project=$DINRAIL_PROJECT" 2>/dev/null)" ]
}
broker_runs() {
  [ -n "$(engine 2 ps -q --filter label=dinrail.part=broker --filter "label=dinrail.project=$DINRAIL_PROJECT" 2>/dev/null)" ]
}
# A broker that lives without its gateway is told by a gateway of one sentence.
announce() {
  if processes_run || ! broker_runs; then return 1; fi
  timeout --kill-after=1 20 docker compose --project-name "$DINRAIL_PROJECT" --env-file "$ENV_FILE" "${FILES[@]}" \
    run --rm --no-deps -T gateway panic-announce >/dev/null 2>&1
}
quoted() { printf '%s' "$1" | tr -d '\000-\037' | cut -c1-500 | sed 's/\\/\\\\/g; s/"/\\"/g'; }
latched() { sed -n 's/.*"level" *: *"\([a-z]*\)".*/\1/p' "$FILE" 2>/dev/null | head -n 1; }
rank() { case "$1" in all) echo 3 ;; routes) echo 2 ;; writes) echo 1 ;; *) echo 0 ;; esac; }

# Joined by && because `set -e` does not hold where the result is asked for.
write_latch() {
  local new
  mkdir -p "$(dirname "$FILE")" || return 1
  new=$(mktemp "$FILE.XXXXXX") || return 1
  if ! {
    printf '{"level":%s,"since":%s,"by":"%s","reason":"%s"}\n' \
      "$1" "$(date +%s%3N)" "$(quoted "host:${SUDO_USER:-${USER:-$(id -un)}}")" "$(quoted "$2")" >"$new" &&
      chmod 644 "$new" && sync "$new" && mv -f "$new" "$FILE" && sync "$(dirname "$FILE")"
  }; then
    rm -f "$new"
    return 1
  fi
}

# What runs as a child of the gateway ends with it, by the kernel's hand.
stop_processes() {
  local left
  for _ in 1 2 3 4 5 6 7 8 9 10 11 12; do
    left=$(running_processes)
    [ -z "$left" ] && break
    sleep 0.25
  done
  if [ -n "$left" ]; then
    say "the gateway does not stop them: ending it"
    kill -KILL "$(cat "$DATA_DIR/gateway.pid")" || return 1
    sleep 0.25
  fi
  say "verified: no instance runs"
}

stop_instances() {
  local left
  if processes_run; then
    stop_processes
    return
  fi
  # A living gateway stops them in order; what is left after that, and all without one, is ended here.
  if gateway_runs; then
    for _ in 1 2 3 4 5 6 7 8; do
      left=$(running) || break
      [ -z "$left" ] && break
      sleep 0.25
    done
  fi
  left=$(running) || { say "the container engine does not answer: nothing was verified"; return 1; }
  # shellcheck disable=SC2086 # one word per container
  [ -z "$left" ] || engine 10 stop --time 1 $left >/dev/null 2>&1 || true
  left=$(running) || return 1
  # shellcheck disable=SC2086
  [ -z "$left" ] || engine 10 kill $left >/dev/null 2>&1 || true
  left=$(running) || return 1
  [ -z "$left" ] || { say "still running: $left"; return 1; }
  say "verified: no instance runs"
}

case "$verb" in
  status)
    if [ -e "$FILE" ]; then cat "$FILE"; else echo '{"level":null}'; fi
    ;;
  reset)
    write_latch null '' || die "the latch could not be written; panic stays"
    say "panic released"
    if ! gateway_runs; then
      if announce; then say "adapters and router know; the gateway does not run, instances start when it does"
      else say "the gateway does not run; instances start when it does"; fi
    fi
    ;;
  set)
    # Never lower what is latched; a file that tells no level and is not released is damaged, which means all.
    if [ "$(rank "$(latched)")" -ge "$(rank "$level")" ] || { [ -s "$FILE" ] && ! grep -q '"level"' "$FILE"; }; then
      say "panic is latched already: $(cat "$FILE")"
    else
      if write_latch "\"$level\"" "$reason"; then
        say "panic latched: $level"
      else
        written=no
        say "the latch could not be written to $FILE: a running gateway would start the instances again"
      fi
    fi
    if [ "$level" = all ]; then
      stop_instances || exit 1
    fi
    if ! gateway_runs; then
      if announce; then
        say "adapters and router were told, without the gateway"
      elif [ "$written" = yes ] && [ "$level" != all ]; then
        say "neither gateway nor broker can be reached: '$level' takes effect when they run; '--level all' works without them"
        exit 3
      fi
    fi
    if [ "$written" = no ]; then exit 1; fi
    ;;
esac
