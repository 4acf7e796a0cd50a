# shellcheck shell=bash
# shellcheck disable=SC2034 # read by those who source this file
# Shared by up, down and status. Everything they make stands below one folder; each process has a file run/NAME with its id and birth.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
state=${KETENHUB_LOCAL_STATE:-$here/.state}
case $state in /*) ;; *) state=$PWD/$state ;; esac

# In the order in which they start.
components=(epmd rabbit1 rabbit2 rabbit3 postgres hub1 hub2 adapters prometheus)

rabbitmq=/usr/lib/rabbitmq/bin
postgresql=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -1 || true)

say() { echo "$*"; }

fail() { # lines to say
  printf '%s\n' "$@" >&2
  exit 1
}

# PostgreSQL refuses to run as root, and RabbitMQ should not: their packages made users for them. Who is not root runs everything as himself.
as() { # user, command...
  local user=$1
  shift
  if [ "$(id -u)" = 0 ]; then setpriv --reuid="$user" --regid="$user" --init-groups "$@"; else "$@"; fi
}

give() { # user, files and folders
  local user=$1
  shift
  [ "$(id -u)" != 0 ] || chown -R "$user:" "$@"
}

# Field 22 of /proc/PID/stat: when it was born. A number of a process is given anew, the two together are not.
born() { # process id
  local fields
  { fields=$(<"/proc/$1/stat"); } 2>/dev/null || return 1
  read -ra fields <<<"${fields##*) }"
  [ "${fields[0]}" != Z ] && echo "${fields[19]}"
}

process() { # component; prints its process id when it runs
  local id birth
  { read -r id birth <"$state/run/$1"; } 2>/dev/null || return 1
  [ "$(born "$id")" = "$birth" ] && echo "$id"
}

run() { # component, user, command...: starts it in a session of its own, apart from this shell
  local name=$1 user=$2
  shift 2
  local -a command=("$@")
  [ "$(id -u)" != 0 ] || command=(setpriv "--reuid=$user" "--regid=$user" --init-groups "$@")
  (
    cd "$state"
    # A session of its own; exec keeps the number, so that the file names the program itself.
    # shellcheck disable=SC2016 # for the inner shell
    exec setsid bash -c 'read -ra stat </proc/$$/stat; echo "$$ ${stat[21]}" >"$1"; shift; exec "$@"' start "run/$name" "${command[@]}" \
      </dev/null >>"log/$name.log" 2>&1
  ) &
  disown
  wait_for "$name: its process" 5 test -s "$state/run/$name"
}

cut() { # component: as a power cut would
  local id
  if id=$(process "$1"); then
    kill -KILL -- "-$id" 2>/dev/null || true
    wait_for "the end of $1" 10 test ! -e "/proc/$id/exe"
  fi
  rm -f "$state/run/$1"
}

stop() { # component
  local id signal=TERM
  if id=$(process "$1"); then
    # The fast shutdown of PostgreSQL.
    [ "$1" != postgres ] || signal=INT
    kill "-$signal" "$id" 2>/dev/null || true
    for _ in $(seq 300); do
      kill -0 -- "-$id" 2>/dev/null || break
      sleep 0.1
    done
    if kill -KILL -- "-$id" 2>/dev/null; then say "$1 did not end by itself within 30 s and was killed"; fi
  fi
  rm -f "$state/run/$1"
}

wait_for() { # what, seconds, command...
  local what=$1 seconds=$2
  shift 2
  local until=$((SECONDS + seconds))
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$until" ] || fail "$what did not come within $seconds s. Its log is in $state/log; deploy/local/down clears everything away."
    sleep 0.1
  done
}

is_open() { # port of the loopback address
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

answers() { # port, path: HTTP status 200
  local line
  exec 3<>"/dev/tcp/127.0.0.1/$1" || return 1
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
  read -r -t 5 line <&3 || line=none
  exec 3<&- 3>&-
  [[ $line == "HTTP/1.1 200"* ]]
}

# Twenty ports in a row, found free at the first start and kept; KETENHUB_LOCAL_PORTS is the first of them.
choose_ports() {
  local first=${KETENHUB_LOCAL_PORTS:-} port free
  if [ -e "$state/ports" ]; then
    first=$(<"$state/ports")
  elif [ -z "$first" ]; then
    for first in $(seq 25000 20 29980); do
      free=yes
      for port in $(seq "$first" $((first + 19))); do
        if is_open "$port"; then free=no && break; fi
      done
      [ "$free" = no ] || break
    done
    [ "$free" = yes ] || fail "no twenty free ports between 25000 and 30000; name the first of others in KETENHUB_LOCAL_PORTS"
  fi
  echo "$first" >"$state/ports"
}

read_ports() {
  local first
  first=$(<"$state/ports")
  amqps=([1]=$((first)) [2]=$((first + 1)) [3]=$((first + 2)))
  management=([1]=$((first + 3)) [2]=$((first + 4)) [3]=$((first + 5)))
  node_metrics=([1]=$((first + 6)) [2]=$((first + 7)) [3]=$((first + 8)))
  between_nodes=([1]=$((first + 9)) [2]=$((first + 10)) [3]=$((first + 11)))
  epmd=$((first + 12))
  database=$((first + 13))
  hub=([1]=$((first + 14)) [2]=$((first + 15)))
  adapters=$((first + 16))
  prometheus=$((first + 17))
}

# Ports of a component, the one that says that it works first.
ports_of() {
  case $1 in
    epmd) echo "$epmd" ;;
    rabbit?) local n=${1#rabbit}; echo "${amqps[n]} ${management[n]} ${node_metrics[n]} ${between_nodes[n]}" ;;
    postgres) echo "$database" ;;
    hub?) echo "${hub[${1#hub}]}" ;;
    adapters) echo "$adapters" ;;
    prometheus) echo "$prometheus" ;;
  esac
}

works() { # component
  local ports
  read -ra ports <<<"$(ports_of "$1")"
  case $1 in
    hub?) answers "${ports[0]}" /health/ready ;;
    adapters) answers "${ports[0]}" /adapters ;;
    prometheus) answers "${ports[0]}" /-/ready ;;
    *) is_open "${ports[0]}" ;;
  esac
}
