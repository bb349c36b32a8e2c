#!/usr/bin/env bash
# Backups from the host, made and restored by the running gateway.
#   backup.sh create [--note TEXT] [--to FILE]                       into config/backups, and to FILE
#   backup.sh list
#   backup.sh restore NAME|FILE [--dry-run] [--item SECTION/ITEM]…   a name in config/backups, or any file
# The passphrase is DINRAIL_PASSPHRASE, else asked for; an empty one means that of the settings.
# Exit status: 0 done, 1 refused, 2 wrong use.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"
. "$ROOT/compose/scripts/processes.sh"

[ -e "$ENV_FILE" ] || ENV_FILE=/dev/null
DINRAIL_PROJECT=$(setting DINRAIL_PROJECT "$DINRAIL_PROJECT")
usage() {
  sed -n 's/^#   //p' "$0" >&2
  exit 2
}

# The passphrase travels in the environment: a list of processes would show an argument.
if processes_run; then
  in_gateway() { "$GATEWAY" backup "$@"; }
else
  gateway=$(docker ps -q --filter label=dinrail.part=gateway --filter "label=dinrail.project=$DINRAIL_PROJECT" | head -n 1)
  [ -n "$gateway" ] || die "the gateway does not run; start it with 'make up'"
  in_gateway() { docker exec -i -e DINRAIL_PASSPHRASE "$gateway" dinrail-gateway backup "$@"; }
fi
ask_passphrase() {
  if [ -z "${DINRAIL_PASSPHRASE+set}" ]; then
    DINRAIL_PASSPHRASE=
    if [ -t 0 ]; then
      read -rsp "Passphrase (empty: that of the settings): " DINRAIL_PASSPHRASE
      echo >&2
    fi
  fi
  export DINRAIL_PASSPHRASE
}

[ $# -gt 0 ] || usage
verb=$1
shift
case "$verb" in
  create)
    note='' to=''
    while [ $# -gt 0 ]; do
      case "$1" in
        --note) note=${2:?a note}; shift 2 ;;
        --to) to=${2:?a file}; shift 2 ;;
        *) usage ;;
      esac
    done
    ask_passphrase
    if [ -z "$to" ]; then
      name=$(in_gateway create --note "$note") || exit 1
      say "written and verified: $(config_dir)/backups/$name.zip"
    else
      (umask 077 && in_gateway create --note "$note" --stdout >"$to.part") || { rm -f "$to.part"; exit 1; }
      sync "$to.part" && mv -f "$to.part" "$to"
      say "written and verified: $to"
    fi
    ;;
  list) in_gateway list ;;
  restore)
    [ -n "${1:-}" ] || usage
    file=$1
    shift
    ask_passphrase
    case "$file" in
      "$(config_dir)"/backups/*.zip) file=$(basename "$file" .zip) ;;
    esac
    if [ -f "$file" ]; then
      in_gateway restore - "$@" <"$file"
    else
      in_gateway restore "$file" "$@" </dev/null
    fi
    ;;
  *) usage ;;
esac
