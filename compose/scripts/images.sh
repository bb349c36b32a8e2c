#!/usr/bin/env bash
# Builds every image of the project, bases first; unchanged layers cost nothing.
#
#   images.sh [--test]   --test adds the images only the tests need
#
# Forwarded to the builds when set: PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST
# NPM_CONFIG_REGISTRY and the usual proxy variables.
# DINRAIL_BUILD_NETWORK=host   for hosts whose containers reach no network while building
set -euo pipefail
. "$(dirname "$0")/progress.sh"

VERSION=${DINRAIL_VERSION:-$(cat "$ROOT/VERSION")}
OPTIONS=(--build-arg "DINRAIL_VERSION=$VERSION" --network "${DINRAIL_BUILD_NETWORK:-default}")
for variable in PIP_INDEX_URL PIP_EXTRA_INDEX_URL PIP_TRUSTED_HOST NPM_CONFIG_REGISTRY \
  http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  if [ -n "${!variable:-}" ]; then OPTIONS+=(--build-arg "$variable"); fi
done
export DOCKER_BUILDKIT=1 BUILDKIT_PROGRESS=plain

# build NAME DOCKERFILE CONTEXT OPTION…
build() {
  local name=$1 file=$2 context=$3
  shift 3
  step "image-$name" docker build "${OPTIONS[@]}" "$@" -t "dinrail/$name:$VERSION" -f "$file" "$context"
}

part() { build "$1" "$ROOT/$2/Dockerfile" "$ROOT" --build-arg "BASE=$3" "${@:4}"; }

with_tests=
if [ "${1:-}" = --test ]; then with_tests=1; fi

. "$ROOT/compose/scripts/stack.sh"
with_prometheus=$with_tests
with_node_red=$with_tests
case ",$(profiles)," in *,observability,*) with_prometheus=1 ;; esac
case ",$(profiles)," in
  *,grafana,*)
    grafana=$(setting DINRAIL_GRAFANA_IMAGE grafana/grafana:12.3.0)
    docker image inspect "$grafana" >/dev/null 2>&1 || step image-grafana timeout 300 docker pull "$grafana" ||
      die "the profile grafana needs the image $grafana: load it (docker load), or take the profile out of DINRAIL_PROFILES"
    ;;
esac
case ",$(profiles)," in *,nodered,*) with_node_red=1 ;; esac

bases=(python node broker proxy database)
if [ -n "$with_prometheus" ]; then bases+=(prometheus); fi
# The longest first.
if [ -n "$with_tests" ]; then bases=(test "${bases[@]}" broker-2.0 dbus); fi
"$ROOT/compose/scripts/bases.sh" "${bases[@]}"

docker tag dinrail/base-python "dinrail/python:$VERSION"
build sdk "$ROOT/compose/images/sdk.Dockerfile" "$ROOT" --build-arg "BASE=dinrail/python:$VERSION"

# The browser application takes longest and needs one core: beside the rest.
part proxy admin-ui dinrail/base-proxy --build-arg NODE_BASE=dinrail/base-node &
ui=$!

others() {
  local file folder
  part broker mosquitto dinrail/base-broker
  part database compose/database dinrail/base-database
  if [ -n "$with_prometheus" ]; then part prometheus compose/observability dinrail/base-prometheus; fi
  if [ -n "$with_node_red" ]; then part node-red compose/node-red dinrail/base-node; fi
  part router router "dinrail/python:$VERSION"
  part gateway gateway-api "dinrail/python:$VERSION"
  for file in "$ROOT"/services/*/Dockerfile "$ROOT"/plugins/*/Dockerfile; do
    [ -e "$file" ] || continue
    folder=$(dirname "$file")
    build "$(basename "$folder")" "$file" "$folder"
  done
  if [ -n "$with_tests" ]; then
    part node-red-test compose/node-red dinrail/base-node --target test
    part broker-2.0 mosquitto dinrail/base-broker-2.0
    build test "$ROOT/compose/images/test.Dockerfile" "$ROOT" --build-arg BASE=dinrail/base-test \
      --build-arg NODE_BASE=dinrail/base-node
  fi
}

(set -e && others) &
rest=$!
status=0
wait "$ui" || status=$?
wait "$rest" || status=$?
[ "$status" -eq 0 ] || die "an image could not be built; logs in build/logs/"
if [ -n "$with_tests" ]; then part ui-build admin-ui dinrail/base-proxy --build-arg NODE_BASE=dinrail/base-node --target build; fi
say "images of version $VERSION are ready"
