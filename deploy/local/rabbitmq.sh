# shellcheck shell=bash
# The broker: three nodes with the definitions that ketenhub topology prints, users by certificate, TLS only.

node_environment() { # number of the node; sets the array node
  node=(
    "HOME=$state/rabbitmq" "ERL_EPMD_PORT=$epmd" ERL_EPMD_ADDRESS=127.0.0.1
    "RABBITMQ_NODENAME=kh$1@localhost" "RABBITMQ_DIST_PORT=${between_nodes[$1]}" RABBITMQ_NODE_IP_ADDRESS=127.0.0.1
    "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=-kernel inet_dist_use_interface {127,0,0,1}"
    "RABBITMQ_MNESIA_BASE=$state/rabbitmq/data" "RABBITMQ_LOG_BASE=$state/rabbitmq/log" "RABBITMQ_PID_FILE=$state/rabbitmq/kh$1.pid"
    "RABBITMQ_ENABLED_PLUGINS_FILE=$state/rabbitmq/plugins" "RABBITMQ_CONFIG_FILE=$state/rabbitmq/kh$1.conf"
    "RABBITMQ_ADVANCED_CONFIG_FILE=$state/rabbitmq/tls.config" RABBITMQ_CONF_ENV_FILE=/dev/null
  )
}

control() { # rabbitmqctl on the first node
  local node
  node_environment 1
  (cd "$state/rabbitmq" && as rabbitmq env "${node[@]}" $rabbitmq/rabbitmqctl --quiet "$@")
}

write_rabbitmq() {
  local n folder=$state/rabbitmq hash
  mkdir -p "$folder"/{data,log,crl}
  [ -s "$folder/.erlang.cookie" ] || openssl rand -hex 32 >"$folder/.erlang.cookie"
  chmod 400 "$folder/.erlang.cookie"
  cp "$state"/pki/{authority.pem,server.pem,server.key} "$folder"
  # The list of revoked certificates is looked at at every handshake: a new file here holds at once.
  hash=$(openssl crl -in "$state/pki/crl.pem" -noout -hash)
  cp "$state/pki/crl.pem" "$folder/crl/$hash.r0"
  echo '[rabbitmq_management,rabbitmq_auth_mechanism_ssl,rabbitmq_prometheus,rabbitmq_consistent_hash_exchange].' >"$folder/plugins"
  # Revocation can't be said in rabbitmq.conf, and the options of TLS stand together.
  cat >"$folder/tls.config" <<CONF
[{rabbit, [{ssl_options, [
  {cacertfile, "$folder/authority.pem"}, {certfile, "$folder/server.pem"}, {keyfile, "$folder/server.key"},
  {verify, verify_peer}, {fail_if_no_peer_cert, true}, {versions, ['tlsv1.3', 'tlsv1.2']},
  {crl_check, peer}, {crl_cache, {ssl_crl_hash_dir, {internal, [{dir, "$folder/crl"}]}}}
]}]}].
CONF
  for n in 1 2 3; do
    cat >"$folder/kh$n.conf" <<CONF
listeners.tcp = none
listeners.ssl.1 = 127.0.0.1:${amqps[n]}
auth_mechanisms.1 = EXTERNAL
ssl_cert_login_from = common_name
management.ssl.ip = 127.0.0.1
management.ssl.port = ${management[n]}
management.ssl.cacertfile = $folder/authority.pem
management.ssl.certfile = $folder/server.pem
management.ssl.keyfile = $folder/server.key
prometheus.ssl.ip = 127.0.0.1
prometheus.ssl.port = ${node_metrics[n]}
prometheus.ssl.cacertfile = $folder/authority.pem
prometheus.ssl.certfile = $folder/server.pem
prometheus.ssl.keyfile = $folder/server.key
raft.wal_max_size_bytes = 64000000
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = kh1@localhost
cluster_formation.classic_config.nodes.2 = kh2@localhost
cluster_formation.classic_config.nodes.3 = kh3@localhost
CONF
  done
  give rabbitmq "$folder"
}

start_rabbitmq() {
  local n node new
  [ -e "$state/rabbitmq/plugins" ] || write_rabbitmq
  if ! process epmd >/dev/null; then
    run epmd rabbitmq epmd -address 127.0.0.1 -port "$epmd"
    wait_for "epmd, where nodes find each other," 20 is_open "$epmd"
  fi
  for n in 1 2 3; do
    process "rabbit$n" >/dev/null && continue
    new=no
    [ -e "$state/rabbitmq/data/kh$n@localhost" ] || new=yes
    say "starting node $n of RabbitMQ"
    node_environment $n
    run "rabbit$n" rabbitmq env "${node[@]}" $rabbitmq/rabbitmq-server
    # Those that were a cluster already wait for each other; those that become one at the same moment would too, by chance.
    [ $new = no ] || wait_for "node $n of RabbitMQ" 120 is_open "${amqps[n]}"
  done
  for n in 1 2 3; do wait_for "node $n of RabbitMQ" 120 is_open "${amqps[n]}"; done
}

# Again does no harm: it adds and changes.
import_topology() {
  local folder=$state/rabbitmq
  # Over AMQP the password is of no use, there certificates only count; the management API asks for it.
  printf '{ "ketenhub": "%s" }' "$(<"$state/secrets/management.password")" >"$state/secrets/passwords.json"
  "${program[@]}" topology --passwords "$state/secrets/passwords.json" >"$folder/definitions.json"
  give rabbitmq "$folder/definitions.json"
  control import_definitions "$folder/definitions.json" >/dev/null
  if control list_users | grep -q '^guest'; then control delete_user guest >/dev/null; fi
}
