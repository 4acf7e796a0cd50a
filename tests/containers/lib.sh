# shellcheck shell=bash
# shellcheck disable=SC2034 # read by those who source this file
# Shared by what tries deploy/ in containers and on an API server.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
state=${KETENHUB_CONTAINERS_STATE:-/var/tmp/ketenhub-containers}

say() { printf '%s  %s\n' "$(date +%T)" "$*"; }

fail() {
  printf '%s\n' "$@" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "as root: engines, and images from packages, need it"

need() { # command or file, packages: installed without starting what is in them (policy-rc.d, see invoke-rc.d(8))
  if command -v "$1" >/dev/null 2>&1 || [ -e "$1" ]; then return; fi
  say "installing ${*:2}"
  local policy=/usr/sbin/policy-rc.d
  [ ! -e $policy ] || mv $policy $policy.kept
  printf '#!/bin/sh\nexit 101\n' >$policy
  chmod 755 $policy
  local code=0
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${@:2}"; } >/dev/null || code=$?
  rm -f $policy
  [ ! -e $policy.kept ] || mv $policy.kept $policy
  [ $code = 0 ] || fail "${*:2} can't be installed"
}

wait_for() { # what, seconds, command...
  local what=$1 until=$((SECONDS + $2))
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "$what did not come in time"
    sleep 1
  done
  say "$what"
}

is() { # what, expected, found
  [ "$2" = "$3" ] || fail "$1: expected $2, found $3"
  say "$1: $3"
}
