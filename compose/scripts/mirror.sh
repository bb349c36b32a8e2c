# shellcheck shell=bash
# Where Debian packages come from: the host's own apt configuration, nothing else. Sourced.
#
# DINRAIL_DEBIAN_MIRROR           replaces the mirror found there
# DINRAIL_DEBIAN_SECURITY         replaces the security mirror ("none" leaves it out)
# DINRAIL_DEBIAN_IGNORE_EXPIRY=1  accepts a mirror snapshot past its Valid-Until

# mirror_of RELEASE-PATTERN → first repository of the host's apt sources with that release.
mirror_of() {
  # shellcheck disable=SC2016  # apt's own format
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' 2>/dev/null |
    awk -v want="$1" '$3 == "main" && $2 ~ want { sub("/$", "", $1); print $1; exit }'
}

debian_mirror() {
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  echo "${DINRAIL_DEBIAN_MIRROR:-$(mirror_of "^($codename|stable|oldstable|testing|unstable)$")}"
}

debian_security_mirror() {
  case "${DINRAIL_DEBIAN_SECURITY:-}" in
    none) ;;
    '') mirror_of '-security$' ;;
    *) echo "$DINRAIL_DEBIAN_SECURITY" ;;
  esac
}

# Options of the host that decide how (proxy, certificates) and whether a mirror may be used.
host_apt_options() {
  apt-config dump 2>/dev/null | grep -E '^Acquire::(http|https|Check-Valid-Until|Check-Date)' || true
  if [ "${DINRAIL_DEBIAN_IGNORE_EXPIRY:-0}" = 1 ]; then
    echo 'Acquire::Check-Valid-Until "false";'
  fi
}
