#!/usr/bin/env bash
# The base images dinrail/base-*: from public images, or put together from Debian packages.
#
#   bases.sh [NAME…]     names of compose/images/bases.txt; none = all
#
# DINRAIL_BASES=auto|public|debian  auto (default): public when a registry answers, else debian
# DINRAIL_REFRESH=1                 make them anew even if nothing changed (newer packages)
# DINRAIL_CA_BUNDLE                 certificates the images trust; default: those of this host
# DINRAIL_DEBIAN_*                  see mirror.sh
set -euo pipefail
. "$(dirname "$0")/progress.sh"
. "$(dirname "$0")/mirror.sh"

LIST=$ROOT/compose/images/bases.txt
WORK=$ROOT/build/bases
CA_BUNDLE=${DINRAIL_CA_BUNDLE:-/etc/ssl/certs/ca-certificates.crt}
IN_IMAGE=/etc/ssl/certs/ca-certificates.crt
TRUST=(SSL_CERT_FILE PIP_CERT REQUESTS_CA_BUNDLE NODE_EXTRA_CA_CERTS)

registry_answers() { timeout 10 docker pull -q hello-world >/dev/null 2>&1; }

# field NUMBER NAME → column of bases.txt; field 4 is the rest of the line.
field() {
  awk -v want="$2" -v number="$1" '$1 == want {
    if (number < 4) print $number
    else { $1 = $2 = $3 = ""; sub(/^ +/, ""); print }
  }' "$LIST"
}

# What an image is made from; a change makes it anew. The mirror is not part of it.
recipe_hash() {
  { echo "$SOURCE $(field 2 "$1") $(field 3 "$1") $(field 4 "$1")"; declare -f from_debian from_public; cat "$WORK/ca-certificates.crt"; } |
    sha256sum | cut -c1-16
}

is_current() {
  [ "${DINRAIL_REFRESH:-0}" != 1 ] &&
    [ "$(docker image inspect -f '{{index .Config.Labels "dinrail.base.hash"}}' "dinrail/base-$1" 2>/dev/null)" = "$2" ]
}

from_debian() {
  local name=$1 suite packages variable options=() changes=() sources
  suite=$(field 2 "$name")
  packages=$(field 4 "$name")
  while IFS= read -r option; do options+=(--aptopt="$option"); done < <(host_apt_options)
  for variable in "${TRUST[@]}"; do changes+=(--change "ENV $variable=$IN_IMAGE"); done
  sources="deb $MIRROR $suite main"
  if [ -n "$SECURITY" ] && [ "$suite" != testing ]; then sources+=$'\n'"deb $SECURITY $suite-security main"; fi
  mmdebstrap --variant=minbase --include="${packages// /,}" "${options[@]}" \
    --dpkgopt=force-unsafe-io \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    --customize-hook="upload $WORK/ca-certificates.crt $IN_IMAGE" \
    "$suite" - - <<<"$sources" |
    docker import "${changes[@]}" - "dinrail/base-$name:raw"
}

from_public() {
  local name=$1 packages=
  if [[ "$(field 3 "$name")" == debian:* ]]; then packages=$(field 4 "$name"); fi
  docker build --pull --build-arg IMAGE="$(field 3 "$name")" --build-arg PACKAGES="$packages" \
    -t "dinrail/base-$name:raw" -f "$ROOT/compose/images/base.Dockerfile" "$WORK"
}

# One line per image: which packages it really holds.
versions_of() {
  local packages
  read -ra packages <<<"$(field 4 "$1")"
  # shellcheck disable=SC2016  # dpkg-query's own format
  docker run --rm --network none --entrypoint sh "dinrail/base-$1:raw" -c '
    . /etc/os-release; printf "%s" "$PRETTY_NAME"
    if command -v dpkg-query >/dev/null; then dpkg-query -W -f ", \${Package} \${Version}" "$@" 2>/dev/null
    elif command -v apk >/dev/null; then printf ", %s" "$(apk info -v 2>/dev/null | grep -E "^(mosquitto|caddy)-[0-9]" | tr "\n" " ")"; fi
    true' sh "${packages[@]}"
}

make_base() {
  local name=$1 hash=$2 versions
  "from_$SOURCE" "$name"
  versions=$(versions_of "$name")
  docker build -t "dinrail/base-$name" --label dinrail.base="$name" --label dinrail.base.hash="$hash" \
    --label dinrail.base.source="$SOURCE" --label dinrail.base.versions="$versions" - <<<"FROM dinrail/base-$name:raw"
  docker rmi "dinrail/base-$name:raw" >/dev/null
}

choose_source() {
  SOURCE=${DINRAIL_BASES:-auto}
  if [ "$SOURCE" = auto ]; then
    SOURCE=debian
    if registry_answers; then SOURCE=public; fi
  fi
  case "$SOURCE" in
    public) say "base images: from public images" ;;
    debian)
      MIRROR=$(debian_mirror)
      SECURITY=$(debian_security_mirror)
      [ -n "$MIRROR" ] || die "no Debian mirror in the apt configuration; set DINRAIL_DEBIAN_MIRROR (or DINRAIL_BASES=public)"
      command -v mmdebstrap >/dev/null || step bases-tools install_tools
      say "base images: from Debian packages (no image registry in use)"
      ;;
    *) die "DINRAIL_BASES must be auto, public or debian, not '$SOURCE'" ;;
  esac
}

install_tools() {
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends mmdebstrap debian-archive-keyring
}

mkdir -p "$WORK"
if [ -r "$CA_BUNDLE" ]; then cp "$CA_BUNDLE" "$WORK/ca-certificates.crt"; else : >"$WORK/ca-certificates.crt"; fi

mapfile -t all < <(awk '!/^#/ && NF { print $1 }' "$LIST")
names=("$@")
[ $# -gt 0 ] || names=("${all[@]}")

# Asking a registry takes seconds, and a source once chosen stays: only when something is to be made.
SOURCE=${DINRAIL_BASES:-auto}
if [ "$SOURCE" = auto ]; then
  SOURCE=$(docker image inspect -f '{{index .Config.Labels "dinrail.base.source"}}' dinrail/base-python 2>/dev/null) || SOURCE=
fi
stale=()
for name in "${names[@]}"; do
  [ -n "$(field 2 "$name")" ] || die "unknown base image '$name' (compose/images/bases.txt)"
  is_current "$name" "$(recipe_hash "$name")" || stale+=("$name")
done
if [ ${#stale[@]} -eq 0 ]; then
  say "base images: up to date (${names[*]})"
  exit 0
fi

choose_source
rm -f "$WORK"/failed-*
for name in "${stale[@]}"; do
  # Two at a time: unpacking is CPU work, downloading is not.
  if [ "$(jobs -rp | wc -l)" -ge 2 ]; then wait -n || true; fi
  (
    trap '[ $? -eq 0 ] || touch "$WORK/failed-$name"' EXIT
    step "base-$name" make_base "$name" "$(recipe_hash "$name")"
  ) &
done
wait

mkdir -p "$ROOT/build"
for name in "${all[@]}"; do
  docker image inspect -f '{{index .Config.Labels "dinrail.base"}}: {{index .Config.Labels "dinrail.base.versions"}}' \
    "dinrail/base-$name" 2>/dev/null || true
done | grep . >"$ROOT/build/versions.txt"

failed=("$WORK"/failed-*)
if [ -e "${failed[0]}" ]; then
  die "not made: ${failed[*]#"$WORK/failed-"}. If the log says the Release file has expired, the mirror is a snapshot:" \
    "set DINRAIL_DEBIAN_IGNORE_EXPIRY=1 to accept it. Logs: build/logs/base-*.log"
fi
