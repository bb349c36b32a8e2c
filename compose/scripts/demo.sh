#!/usr/bin/env bash
# The base stack plus the simulated devices of every service (its examples/), their instances, routes and pages.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$ROOT/compose/scripts/stack.sh"

# An unattended first start needs a password; an installation that has accounts keeps them.
ensure_password() {
  [ -z "$(setting DINRAIL_ADMIN_PASSWORD '')" ] || return 0
  if docker volume inspect "${DINRAIL_PROJECT}_gateway-data" >/dev/null 2>&1; then return 0; fi
  local password
  password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
  sed -i "s/^#\? *DINRAIL_ADMIN_PASSWORD=.*/DINRAIL_ADMIN_PASSWORD=$password/" "$ENV_FILE"
}

# Every service brings its own: examples/demo-*.json are instances, examples/demo.yaml the devices they talk to.
instances() {
  local example separator=
  printf '{"version": 1, "instances": [\n'
  for example in "$ROOT"/services/*/examples/demo-*.json; do
    printf '%s' "$separator"
    cat "$example"
    separator=,
  done
  printf ']}\n'
}

seed() {
  local folder file
  folder=$(config_dir)
  mkdir -p "$folder"
  for file in instances.json routing.json pages.json widgets.json; do
    if [ -e "$folder/$file" ]; then
      say "config/$file is there already and stays as it is"
    elif [ "$file" = instances.json ]; then
      instances >"$folder/$file"
    else
      cp "$ROOT/compose/demo/$file" "$folder/$file"
    fi
  done
}

"$ROOT/compose/scripts/engine.sh"
"$ROOT/compose/scripts/images.sh"
"$ROOT/compose/scripts/bases.sh" dbus
ensure_env
ensure_password
seed
for field in "$ROOT"/services/*/examples/demo.yaml; do FILES+=(-f "$field"); done
start_stack
if [ -n "$(setting DINRAIL_ADMIN_PASSWORD '')" ]; then
  step instances compose exec -T gateway python -c "$(cat "$ROOT/compose/scripts/wait_running.py")"
fi
print_address
print_login
