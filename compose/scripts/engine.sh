#!/usr/bin/env bash
# Docker engine, Compose v2 and buildx: use what is there, install what is not.
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$(dirname "$0")/mirror.sh"

# Debian release whose Compose and buildx work as plug-ins from Debian 12 on.
PLUGIN_SUITE=${DINRAIL_PLUGIN_SUITE:-trixie}

install_packages() {
  [ "$(id -u)" = 0 ] || die "missing: $*. Install them, or run this as root."
  command -v apt-get >/dev/null || die "missing: $*. Install them (no apt-get on this system)."
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
}

install_engine() {
  local packages=(docker.io ca-certificates)
  # With AppArmor on in the kernel the engine needs its parser, which is only recommended.
  if grep -qs Y /sys/module/apparmor/parameters/enabled; then packages+=(apparmor); fi
  install_packages "${packages[@]}"
}

start_daemon() {
  if [ -d /run/systemd/system ]; then
    systemctl start docker
    return
  fi
  # A process of its own session, so that it outlives make and this terminal.
  setsid nohup dockerd >>"${DINRAIL_DOCKERD_LOG:-/var/log/dockerd.log}" 2>&1 </dev/null &
}

wait_for_daemon() {
  local tries
  for tries in $(seq 60); do
    if docker info >/dev/null 2>&1; then return 0; fi
    [ $((tries % 10)) != 0 ] || say "waiting for the Docker daemon"
    sleep 1
  done
  die "the Docker daemon does not answer; see ${DINRAIL_DOCKERD_LOG:-/var/log/dockerd.log}"
}

plugin_dir() {
  if [ "$(id -u)" = 0 ]; then
    echo /usr/local/lib/docker/cli-plugins
  else
    echo "$HOME/.docker/cli-plugins"
  fi
}

# Downloads Debian packages of PLUGIN_SUITE (signatures checked by apt against the host's Debian
# keyring, private state directory) and takes the plug-in binaries out of them.
install_plugins() (
  local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg work target deb package
  mirror=$(debian_mirror)
  [ -n "$mirror" ] || die "no Debian mirror in the apt configuration; set DINRAIL_DEBIAN_MIRROR"
  [ -r "$keyring" ] || die "missing: $keyring (package debian-archive-keyring)"
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/state/lists/partial" "$work/cache/archives/partial"
  echo "deb [signed-by=$keyring] $mirror $PLUGIN_SUITE main" >"$work/sources.list"
  cat >"$work/apt.conf" <<CONF
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "-";
Dir::State "$work/state";
Dir::State::status "/dev/null";
Dir::Cache "$work/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
CONF
  host_apt_options >>"$work/apt.conf"
  export APT_CONFIG=$work/apt.conf
  apt-get update -qq
  (cd "$work" && apt-get download -qq "$@")
  target=$(plugin_dir)
  mkdir -p "$target"
  for package in "$@"; do
    deb=$(echo "$work/${package}"_*.deb)
    dpkg-deb -x "$deb" "$work/tree"
    install -m 0755 "$(find "$work/tree" -type f -name "$package" -path '*cli-plugins*')" "$target/$package"
    echo "$package $(dpkg-deb -f "$deb" Version) from $PLUGIN_SUITE → $target"
  done
)

command -v docker >/dev/null && command -v dockerd >/dev/null || docker info >/dev/null 2>&1 ||
  step engine-install install_engine

if ! docker info >/dev/null 2>&1; then
  [ "$(id -u)" = 0 ] || die "the Docker daemon does not answer for this user; start it or run this as root"
  say "starting the Docker daemon"
  start_daemon
fi
wait_for_daemon

missing=()
docker compose version >/dev/null 2>&1 || missing+=(docker-compose)
docker buildx version >/dev/null 2>&1 || missing+=(docker-buildx)
if [ ${#missing[@]} -gt 0 ]; then step engine-plugins install_plugins "${missing[@]}"; fi

say "engine $(docker version --format '{{.Server.Version}}'), compose $(docker compose version --short)"
