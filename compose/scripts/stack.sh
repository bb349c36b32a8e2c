# shellcheck shell=bash
# The compose project of this checkout: its settings, commands on it, what it prints. Sourced.
#
# DINRAIL_PROJECT (default dinrail) keeps several stacks on one host apart.

export DINRAIL_PROJECT=${DINRAIL_PROJECT:-dinrail}
export DINRAIL_VERSION=${DINRAIL_VERSION:-$(cat "$ROOT/VERSION")}
export COMPOSE_IGNORE_ORPHANS=1
case "${DOCKER_HOST:-}" in
  unix://*) export DINRAIL_DOCKER_SOCKET=${DINRAIL_DOCKER_SOCKET:-${DOCKER_HOST#unix://}} ;;
esac
ENV_FILE=${DINRAIL_ENV_FILE:-$ROOT/.env}
FILES=(-f "$ROOT/compose/compose.yaml")

# Further parts that somebody has chosen, like `observability`.
profiles() { setting DINRAIL_PROFILES '' | tr ' ' ','; }

compose() {
  COMPOSE_PROFILES=$(profiles) docker compose --project-name "$DINRAIL_PROJECT" --env-file "$ENV_FILE" "${FILES[@]}" "$@"
}

# setting NAME DEFAULT → value from the environment, else from .env.
setting() {
  local value=${!1:-}
  if [ -z "$value" ] && [ -r "$ENV_FILE" ]; then value=$(sed -n "s/^$1=//p" "$ENV_FILE" | tail -n 1); fi
  echo "${value:-$2}"
}

config_dir() {
  local folder
  folder=$(setting DINRAIL_CONFIG_DIR "$ROOT/config")
  # As compose reads it: relative to the folder of compose.yaml.
  case "$folder" in
    /*) echo "$folder" ;;
    *) echo "$ROOT/compose/$folder" ;;
  esac
}

# Names and addresses people may type to reach this host, for its certificate.
host_names() {
  local name
  name=$(hostname)
  {
    printf '%s\n' localhost 127.0.0.1 ::1 "$name" "$name.local"
    if command -v ip >/dev/null; then
      ip -o addr show scope global | awk '$2 !~ /^(docker|br-|veth|virbr)/ { sub("/.*", "", $4); print $4 }'
    else
      hostname -I | tr ' ' '\n'
    fi
  } | awk 'NF && !seen[$0]++' | paste -sd, -
}

# Writes .env on the first start; a file that is there is a person's and stays.
ensure_env() {
  [ -e "$ENV_FILE" ] && return
  (
    umask 077
    sed "s/^#\? *DINRAIL_HOSTS=.*/DINRAIL_HOSTS=$(host_names)/" "$ROOT/.env.example" >"$ENV_FILE"
  )
  say "settings written to ${ENV_FILE#"$ROOT"/} (explained there)"
}

instance_containers() {
  docker ps -aq --filter "label=dinrail.instance" --filter "label=dinrail.project=$DINRAIL_PROJECT"
}

start_stack() {
  mkdir -p "$(config_dir)/accepted"
  step start compose up -d --no-build --wait --wait-timeout 120 --quiet-pull
}

address() {
  local host=$1 port
  port=$(setting DINRAIL_HTTPS_PORT 8443)
  echo "https://$host:$port/"
}

print_address() {
  local host
  echo
  echo "  DINrail is running."
  echo "    this host:  http://127.0.0.1:$(setting DINRAIL_HTTP_PORT 8080)/"
  for host in $(setting DINRAIL_HOSTS localhost | tr ',' ' '); do
    case "$host" in
      localhost | 127.* | ::1) ;;
      *:*) echo "    network:    $(address "[$host]")" ;;
      *) echo "    network:    $(address "$host")" ;;
    esac
  done
}

# A setup code exists only until the first account is made.
print_login() {
  local password code
  password=$(setting DINRAIL_ADMIN_PASSWORD '')
  if [ -n "$password" ]; then
    echo "    login:      admin / $password   (first password; DINRAIL_ADMIN_PASSWORD in ${ENV_FILE#"$ROOT"/})"
  elif code=$(compose exec -T gateway dinrail-gateway setup-code 2>/dev/null) && [ -n "$code" ]; then
    echo "    first login: open the address and enter the setup code  $code"
  else
    echo "    login:      with the account made at the first start"
  fi
  echo
}
