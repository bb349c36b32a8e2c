#!/usr/bin/env bash
# DINrail without Docker: broker, router, gateway, browser application and adapters as processes of this user, until
# Ctrl-C. State stays in config/ and data/; the second start finds it.
#
#   DINRAIL_DATA_DIR   instead of data/
#   DINRAIL_PYTHON     Python 3.11 or later to make the environment with
#   DINRAIL_SITE       folder of packages to use instead of installing the locked ones (machines without an index)
#   DINRAIL_UI         folder of the built browser application; without one it is built, which takes Node.js
#   DINRAIL_DEMO=1     with the demo's simulated devices, and its instances and routes where there are none yet
#   DINRAIL_SERVICES   adapters to install, default: all in services/
# PIP_INDEX_URL and the like are pip's own; ports and names: see .env.example.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"
. "$ROOT/compose/scripts/processes.sh"

VENV=$ROOT/build/run/venv
GATEWAY_LOG=$LOGS/run.log
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

python_of_host() {
  local candidate
  for candidate in "${DINRAIL_PYTHON:-}" python3 python3.13 python3.12 python3.11; do
    if [ -n "$candidate" ] && "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
  die "Python 3.11 or later is needed (Debian: apt-get install python3 python3-venv)"
}

has_mosquitto() { PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mosquitto >/dev/null; }

# Debian's package starts a broker of its own at once, on our port: a policy keeps it from that.
install_mosquitto() {
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
  fi
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends mosquitto
}

ensure_mosquitto() {
  has_mosquitto && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    step mosquitto install_mosquitto
  else
    die "the broker is missing: install mosquitto (Debian: apt-get install mosquitto) and start again"
  fi
}

database_program() {
  local candidate
  for candidate in victoria-metrics victoria-metrics-prod; do
    if PATH=$PATH:/usr/sbin:/usr/local/bin command -v "$candidate"; then return; fi
  done
}

# The history is the one thing that is missing without it; installing it is not this script's to decide.
find_database() {
  DATABASE=
  case "$(setting DINRAIL_HISTORY '')" in
    '') ;;
    *) return ;;
  esac
  DATABASE=$(database_program)
  if [ -z "$DATABASE" ]; then
    say "no history is kept: VictoriaMetrics is not installed (Debian: apt-get install victoria-metrics)"
  fi
}

history_url() {
  local chosen
  chosen=$(setting DINRAIL_HISTORY '')
  if [ -z "$chosen" ] && [ -n "$DATABASE" ]; then chosen=http://127.0.0.1:$(setting DINRAIL_DATABASE_PORT 8428); fi
  echo "$chosen"
}

services() {
  local name
  for name in ${DINRAIL_SERVICES:-$(cd "$ROOT/services" && ls)}; do
    [ -e "$ROOT/services/$name/pyproject.toml" ] || die "there is no service $name in services/"
    echo "$name"
  done
}

# What is installed is right while nothing of it changed in the checkout.
stamp() {
  {
    echo "$PYTHON ${DINRAIL_SITE:-} ${DINRAIL_SERVICES:-}"
    find "$ROOT"/sdk "$ROOT"/router "$ROOT"/gateway-api "$ROOT"/services "$ROOT"/plugins -type f \
      \( -path '*/dinrail*' -o -name '*.toml' -o -name '*.lock' -o -name '*.json' -o -path '*/profiles/*' \) \
      ! -name '*.pyc' ! -path '*/tests/*' -print0 | LC_ALL=C sort -z | xargs -0 cksum
  } | cksum
}

pip() { "$VENV/bin/python" -m pip "$@"; }

locked() {
  if [ -z "${DINRAIL_SITE:-}" ]; then pip install -q --require-hashes -r "$1"; fi
}

install_parts() {
  rm -rf "$VENV"
  "$PYTHON" -m venv "$VENV"
  if [ -n "${DINRAIL_SITE:-}" ]; then
    [ -d "$DINRAIL_SITE" ] || { echo "DINRAIL_SITE: no folder $DINRAIL_SITE"; return 1; }
    echo "$DINRAIL_SITE" >"$("$VENV/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/dinrail-site.pth"
  fi
  local part
  for part in compose/images/build-requirements sdk/requirements router/requirements gateway-api/requirements; do
    locked "$ROOT/$part.lock"
  done
  own "$ROOT/sdk" "$ROOT/router" "$ROOT/gateway-api" "$ROOT"/plugins/bms-*
}

own() { pip install -q --no-deps --no-index --no-build-isolation "$@"; }

# One that cannot be had on this machine leaves the others alone.
install_service() {
  local folder=$ROOT/services/$1
  if [ -e "$folder/requirements.lock" ]; then locked "$folder/requirements.lock"; fi
  own "$folder"
}

ensure_environment() {
  local name wanted
  wanted=$(stamp)
  if [ -x "$VENV/bin/dinrail-gateway" ] && [ "$(cat "$VENV/stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  step run-packages install_parts
  for name in $(services); do
    step "run-$name" install_service "$name" || say "adapters of type $name are left out"
  done
  echo "$wanted" >"$VENV/stamp"
}

build_ui() {
  cd "$ROOT/admin-ui"
  npm ci --no-audit --no-fund --loglevel=error
  npm run build
}

ui_stamp() { (cd "$ROOT/admin-ui" && find src public index.html package-lock.json vite.config.ts -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum) | cksum; }

ensure_ui() {
  local wanted
  UI=$(setting DINRAIL_UI '')
  if [ -n "$UI" ]; then
    [ -e "$UI/index.html" ] || die "DINRAIL_UI: no built browser application in $UI"
    return
  fi
  UI=$ROOT/admin-ui/dist
  wanted=$(ui_stamp)
  if [ -e "$UI/index.html" ] && [ "$(cat "$ROOT/build/run/ui-stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
  if command -v npm >/dev/null; then
    step run-ui build_ui
    echo "$wanted" >"$ROOT/build/run/ui-stamp"
  elif [ -e "$UI/index.html" ]; then
    say "Node.js is not installed: the browser application is the one built before"
  else
    say "Node.js is not installed and admin-ui/dist is not there: only the API is served (DINRAIL_UI names a built one)"
  fi
}

# The command of this installation, for us and for `make backup`.
write_command() {
  local name bind
  bind=$(setting DINRAIL_MQTT_BIND 127.0.0.1)
  mkdir -p "$DATA_DIR"/{gateway,security,router-secrets,tls} "$(config_dir)/accepted"
  chmod 700 "$DATA_DIR"
  {
    echo '#!/bin/sh'
    echo '# Written at each start: dinrail-gateway with the settings of this installation.'
    for name in \
      "DINRAIL_RUNTIME=process" \
      "DINRAIL_BROKER=mqtt://$bind:$(setting DINRAIL_MQTT_PORT 1883)" \
      "DINRAIL_BROKER_CONF=$ROOT/mosquitto/mosquitto.conf" \
      "DINRAIL_MQTTS_BIND=$(setting DINRAIL_MQTTS_BIND 0.0.0.0)" \
      "DINRAIL_MQTTS_PORT=$(setting DINRAIL_MQTTS_PORT 8883)" \
      "DINRAIL_CONFIG=$(config_dir)" \
      "DINRAIL_DATA=$DATA_DIR/gateway" \
      "DINRAIL_TYPES=$ROOT/services:$ROOT/plugins" \
      "DINRAIL_BROKER_SECURITY=$DATA_DIR/security" \
      "DINRAIL_ROUTER_SECRETS=$DATA_DIR/router-secrets" \
      "DINRAIL_TLS=$DATA_DIR/tls" \
      "DINRAIL_HOST_DEV=/dev" \
      "DINRAIL_ROOT=$(setting DINRAIL_ROOT smarthome)" \
      "DINRAIL_HOSTS=$(setting DINRAIL_HOSTS localhost,127.0.0.1)" \
      "DINRAIL_HISTORY=$(history_url)" \
      "DINRAIL_HISTORY_RETENTION=$(setting DINRAIL_HISTORY_RETENTION 10y)" \
      "DINRAIL_DATABASE_PROGRAM=$DATABASE" \
      "DINRAIL_DATABASE_FLAGS=$ROOT/compose/database/flags.txt" \
      "DINRAIL_ADMIN_PASSWORD=$(setting DINRAIL_ADMIN_PASSWORD '')" \
      "DINRAIL_VERSION=$DINRAIL_VERSION" \
      "DINRAIL_UI=$UI" \
      "DINRAIL_LISTEN=$(setting DINRAIL_HTTP_BIND 127.0.0.1)" \
      "DINRAIL_PORT=$(setting DINRAIL_HTTP_PORT 8080)" \
      "DINRAIL_HTTPS_BIND=$(setting DINRAIL_HTTPS_BIND 0.0.0.0)" \
      "DINRAIL_HTTPS_PORT=$(setting DINRAIL_HTTPS_PORT 8443)"; do
      printf 'export %q\n' "$name"
    done
    # What is installed counts, not what the one who starts it has in his path.
    echo 'unset PYTHONPATH PYTHONHOME'
    printf 'exec %q "$@"\n' "$VENV/bin/dinrail-gateway"
  } >"$GATEWAY.new"
  chmod 700 "$GATEWAY.new" && mv "$GATEWAY.new" "$GATEWAY"
}

# They end with this script, however it ends.
start_demo() {
  [ "$(setting DINRAIL_DEMO '')" = 1 ] || return 0
  DINRAIL_HISTORY=$(history_url) "$VENV/bin/python" "$ROOT/compose/scripts/demo_processes.py" seed "$(config_dir)" "$VENV/bin"
  setsid "$VENV/bin/python" "$ROOT/compose/scripts/demo_processes.py" run "$VENV/bin" >"$LOGS/demo.log" 2>&1 </dev/null 9>&- &
  demo=$!
}

end_demo() {
  if [ -n "$demo" ]; then kill -TERM "$demo" 2>/dev/null || true; fi
}

start_gateway() {
  # A session of its own: Ctrl-C reaches this script, which ends it in order.
  setsid "$GATEWAY" run >>"$GATEWAY_LOG" 2>&1 </dev/null &
  gateway=$!
  echo "$gateway" >"$DATA_DIR/gateway.pid"
  began=$(date +%s)
}

end_gateway() {
  ending=yes
  kill -TERM "$gateway" 2>/dev/null || true
}

await_gateway() {
  local seconds
  for seconds in $(seq 1 240); do
    if [ "$ending" = yes ]; then return; fi
    if ! kill -0 "$gateway" 2>/dev/null; then
      wait "$gateway" || true
      tail -n 15 "$GATEWAY_LOG" >&2
      die "the gateway ended; all it said is in ${GATEWAY_LOG#"$ROOT"/}"
    fi
    # Healthy means that the broker has let it in.
    if "$GATEWAY" healthcheck >/dev/null 2>&1; then return; fi
    [ $((seconds % 20)) -ne 0 ] || say "waiting for the gateway …"
    sleep 0.25
  done
  end_gateway
  die "the gateway does not answer; what it says is in ${GATEWAY_LOG#"$ROOT"/}"
}

print_run_login() {
  local password code=
  password=$(setting DINRAIL_ADMIN_PASSWORD '')
  if [ -n "$password" ]; then
    echo "    login:      admin / $password   (first password; DINRAIL_ADMIN_PASSWORD in ${ENV_FILE#"$ROOT"/})"
  elif code=$("$GATEWAY" setup-code 2>/dev/null) && [ -n "$code" ]; then
    echo "    first login: open the address and enter the setup code  $code"
  else
    echo "    login:      with the account made at the first start"
  fi
  echo "    log:        ${GATEWAY_LOG#"$ROOT"/}"
  echo "    Ctrl-C ends it."
  echo
}

mkdir -p "$DATA_DIR" "$ROOT/build/run"
exec 9>"$RUN_LOCK"
flock -n 9 || die "DINrail runs here already ($DATA_DIR); end that one first"
if [ "$(id -u)" -eq 0 ]; then say "NOTE: as root, adapters are root as well; a user of its own is safer"; fi
PYTHON=$(python_of_host)
ensure_mosquitto
ensure_env
find_database
ensure_environment
ensure_ui
write_command
ending=no
demo=
trap end_gateway INT TERM HUP
say "starting …"
: >"$GATEWAY_LOG"
start_demo
start_gateway
await_gateway
if [ "$ending" = no ]; then
  print_address
  print_run_login
fi
while :; do
  status=0
  wait "$gateway" || status=$?
  if kill -0 "$gateway" 2>/dev/null; then continue; fi # a signal ended the wait, not the gateway
  if [ "$ending" = yes ]; then break; fi
  say "ERROR: the gateway ended with status $status, starting it again"
  if [ $(($(date +%s) - began)) -lt 10 ]; then sleep 5; fi
  start_gateway
done
end_demo
say "ended"
