#!/usr/bin/env bash
# The base stack plus simulated devices (an inverter with a meter, two PLCs), their instances and a route.
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

# The entries of all services, as one list.
examples() {
  local example list=""
  for example in "$ROOT"/services/*/examples/demo-*.json; do
    list+="${list:+,$'\n'}$(cat "$example")"
  done
  printf '%s' "$list"
}

seed() {
  local folder file
  folder=$(config_dir)
  mkdir -p "$folder"
  for file in instances.json routing.json; do
    if [ -e "$folder/$file" ]; then
      say "config/$file is there already and stays as it is"
    elif [ "$file" = instances.json ]; then
      printf '{"version": 1, "instances": [\n%s\n]}\n' "$(examples)" >"$folder/$file"
    else
      cp "$ROOT/compose/demo/$file" "$folder/$file"
    fi
  done
}

"$ROOT/compose/scripts/engine.sh"
"$ROOT/compose/scripts/images.sh"
ensure_env
ensure_password
seed
FILES+=(-f "$ROOT/compose/demo.yaml")
start_stack
if [ -n "$(setting DINRAIL_ADMIN_PASSWORD '')" ]; then
  step instances compose exec -T gateway python -c "$(cat "$ROOT/compose/scripts/wait_running.py")"
fi
print_address
print_login
