# shellcheck shell=bash
# The hubs and the adapters: settings, migration, processes.

build_hub() {
  if [ -n "${KETENHUB_LOCAL_PROGRAM:-}" ]; then
    program=(dotnet exec "$KETENHUB_LOCAL_PROGRAM")
    return
  fi
  program=(dotnet exec "$state/app/ketenhub.dll")
  [ ! -e "$state/app/ketenhub.dll" ] || return 0
  say "building the hub (a minute)"
  dotnet publish "$root/src/KetenHub" -c Release -o "$state/app" --nologo -v quiet -clp:NoSummary
}

nodes() { echo "amqps://localhost:${amqps[1]},amqps://localhost:${amqps[2]},amqps://localhost:${amqps[3]}"; }

prepare_hubs() {
  local partner=${KETENHUB_LOCAL_ADAPTER:-coa}
  cat >"$state/hub.json" <<JSON
{
  "Postgres": "Host=localhost;Port=$database;Database=ketenhub;Username=ketenhub",
  "RabbitMq": "$(nodes)",
  "RabbitMqManagement": "https://localhost:${management[1]},https://localhost:${management[2]},https://localhost:${management[3]}",
  "RabbitMqPasswordFile": "$state/secrets/management.password",
  "AuthoritiesFile": "$state/pki/authority.pem",
  "CertificateFile": "$state/pki/ketenhub.pem",
  "CertificateKeyFile": "$state/pki/ketenhub.key",
  "MasterKeyFile": "$state/secrets/master.key",
  "KeyRingFile": "$state/secrets/key.ring",
  "CheckpointKeyFile": "$state/secrets/checkpoint.key",
  "CheckpointsFolder": "$state/checkpoints",
  "TokensFolder": "$state/secrets/tokens",
  "DashboardTokenFile": "$state/secrets/dashboard.token",
  "AdapterProcesses": "http://127.0.0.1:$adapters",
  "Policy": "${KETENHUB_LOCAL_POLICY:-}",
  "Roles": "ingest,relay,deadlines,checkpoints,api,dashboard"
}
JSON
  cat >"$state/adapters.json" <<JSON
{
  "RabbitMq": "$(nodes)",
  "AuthoritiesFile": "$state/pki/authority.pem",
  "Adapters": {
    "$partner": {
      "Adapter": "coa-files",
      "CertificateFile": "$state/pki/$partner.pem",
      "CertificateKeyFile": "$state/pki/$partner.key",
      "Inbox": "$state/inbox",
      "Settings": { "noticesFolder": "$state/notices" }
    }
  }
}
JSON
  # The hub keeps the digest, with an end; the partner the token.
  rm -f "$state"/secrets/tokens/*.token
  local name
  for name in ind coa dtv avim nidos; do
    [ -s "$state/secrets/partners/$name.token" ] ||
      (umask 077 && "${program[@]}" token new --partner "$name" --days 90 --tokens "$state/secrets/tokens" >"$state/secrets/partners/$name.token" 2>>"$state/log/tokens.log")
  done
  say "importing exchanges, queues and users; migrating the database"
  import_topology
  # As the owner of the tables; hubs come as a role that can add to the evidence and not change it.
  "${program[@]}" migrate --settings "$state/hub.json" --postgres "Host=localhost;Port=$database;Database=ketenhub;Username=ketenhub_owner" \
    --certificate-file "$state/pki/ketenhub_owner.pem" --certificate-key-file "$state/pki/ketenhub_owner.key" >>"$state/log/migrate.log"
  sql ketenhub_owner ketenhub "$root/deploy/postgres/grants.sql"
}

start_hubs() {
  local n
  if ! process adapters >/dev/null; then
    say "starting the adapters"
    run adapters "$(id -un)" "${program[@]}" run --settings "$state/adapters.json" --roles adapters --listen "127.0.0.1:$adapters"
  fi
  for n in 1 2; do
    process "hub$n" >/dev/null && continue
    say "starting hub $n"
    run "hub$n" "$(id -un)" "${program[@]}" run --settings "$state/hub.json" --listen "127.0.0.1:${hub[n]}"
    # The first one makes the key ring; two at once would both want to.
    [ -e "$state/secrets/key.ring" ] || wait_for "the key ring" 60 test -s "$state/secrets/key.ring"
  done
  wait_for "the adapters" 60 works adapters
  for n in 1 2; do wait_for "hub $n" 60 works "hub$n"; done
}
