using KetenHub.Hub;
using Npgsql;
using static KetenHub.Storage.PostgresCommand;

namespace KetenHub.Storage;

// What one batch writes: per table one statement with arrays, all of them in one round trip.
internal sealed partial class PostgresTx
{
    // FOR SHARE: who takes the lane meanwhile waits for the end of this transaction, or came first and this one is refused.
    private const string Fence = "SELECT epoch FROM lane WHERE name = $1 FOR SHARE";
    private const string UpsertPersons = $"""
        WITH written AS (
            INSERT INTO person (id, n, head, sealed_state, wrapped_key, merged_into) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
            ON CONFLICT (id) DO UPDATE SET n = excluded.n, head = excluded.head, sealed_state = excluded.sealed_state,
                wrapped_key = excluded.wrapped_key, merged_into = excluded.merged_into
            RETURNING (xmax = 0) AS is_new)
        INSERT INTO counter (kind, key, shard, value)
        SELECT '{Counters.Person}', '', pg_backend_pid(), count(*) FROM written WHERE is_new HAVING count(*) > 0
        ON CONFLICT (kind, key, shard) DO UPDATE SET value = counter.value + excluded.value
        """;
    private const string MergePersons =
        "UPDATE person p SET merged_into = m.new FROM unnest($1, $2) AS m (old, new) WHERE p.merged_into = m.old";
    private const string UpsertIdentifiers = """
        INSERT INTO identifier (hash, person, sealed) SELECT hash, person, sealed FROM unnest($1, $2, $3) AS i (hash, person, sealed)
        ON CONFLICT (hash) DO UPDATE SET person = excluded.person, sealed = excluded.sealed
            WHERE coalesce((SELECT p.merged_into FROM person p WHERE p.id = identifier.person), identifier.person)
                = (SELECT k.had FROM unnest($1, $4) AS k (hash, had) WHERE k.hash = excluded.hash)
        """;
    private const string InsertInbox = """
        INSERT INTO inbox (publisher, source, event_id, body_digest, person, n, hash, received_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)
        """;
    private const string InsertLog = """
        INSERT INTO log (person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash, sealed_body)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
        """;
    private const string InsertActions = $"""
        INSERT INTO page_action ({StoreRows.ActionColumns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;
    private const string QueueLeaves = "INSERT INTO leaf_queue (at, leaves) VALUES ($1, $2)";
    private const string EraseBodies = "UPDATE log SET sealed_body = NULL WHERE person = ANY ($1) AND sealed_body IS NOT NULL";
    private const string ExpireBodies = "UPDATE log l SET sealed_body = NULL FROM unnest($1, $2) AS e (person, n) WHERE l.person = e.person AND l.n = e.n";
    private const string EraseIdentifiers = "DELETE FROM identifier WHERE person = ANY ($1)";
    private const string InsertCaseNumbers = "INSERT INTO case_number (hash, person) SELECT * FROM unnest($1, $2) ON CONFLICT (hash, person) DO NOTHING";
    private const string EraseCaseNumbers = "DELETE FROM case_number WHERE person = ANY ($1)";
    private const string DeleteDeadlines =
        "DELETE FROM deadline d USING unnest($1, $2) AS c (person, key) WHERE d.person = c.person AND d.key = c.key";
    private const string DeleteDeadlinesOf = "DELETE FROM deadline WHERE person = ANY ($1)";
    private const string UpsertDeadlines =
        "INSERT INTO deadline (person, key, at) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (person, key) DO UPDATE SET at = excluded.at";
    private const string InsertOutbox = """
        INSERT INTO outbox (id, person, n, recipient, type, created_at)
        SELECT id, person, n, recipient, type, created_at
        FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY AS o (id, person, n, recipient, type, created_at, place) ORDER BY place
        ON CONFLICT (id) DO NOTHING
        """;
    // What came again after its bytes had gone is kept anew.
    private const string UpsertQuarantine = """
        INSERT INTO quarantine (id, publisher, received_at, content_type, errors, problems, digest, length, times, sealed_raw)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (publisher, digest) DO UPDATE SET times = quarantine.times + excluded.times, errors = excluded.errors, problems = excluded.problems,
            resolution = '', resolved_at = NULL, resolved_by = '',
            received_at = CASE WHEN quarantine.emptied_at IS NULL THEN quarantine.received_at ELSE excluded.received_at END,
            sealed_raw = CASE WHEN quarantine.emptied_at IS NULL THEN quarantine.sealed_raw ELSE excluded.sealed_raw END, emptied_at = NULL
        """;
    // Before they change; what they become is known and counted with the rest.
    private const string CountOutReadinesses = $"""
        INSERT INTO counter (kind, key, shard, value)
        SELECT '{Counters.Status}', status, pg_backend_pid(), -count(*)
        FROM unnest($1, $2) AS k (person, decision_number) CROSS JOIN LATERAL (
            SELECT r.status FROM readiness r WHERE r.person = k.person AND r.decision_number = k.decision_number LIMIT 1) AS found
        GROUP BY status
        ON CONFLICT (kind, key, shard) DO UPDATE SET value = counter.value + excluded.value
        """;
    private const string DeleteReadinesses =
        "DELETE FROM readiness r USING unnest($1, $2) AS k (person, decision_number) WHERE r.person = k.person AND r.decision_number = k.decision_number";
    private const string UpsertReadinesses = """
        INSERT INTO readiness (person, decision_number, status, hand_out_at, location, respond_by, level, next_step, next_at, who_comes,
            interview_at, not_ready_reason, cancel_cause, is_minor, out_of_view, missed_presence, ready_at_hand_out, requests, changed_at,
            urgency, sort_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
        ON CONFLICT (person, decision_number) DO UPDATE SET status = excluded.status, hand_out_at = excluded.hand_out_at,
            location = excluded.location, respond_by = excluded.respond_by, level = excluded.level, next_step = excluded.next_step,
            next_at = excluded.next_at, who_comes = excluded.who_comes, interview_at = excluded.interview_at,
            not_ready_reason = excluded.not_ready_reason, cancel_cause = excluded.cancel_cause, is_minor = excluded.is_minor,
            out_of_view = excluded.out_of_view, missed_presence = excluded.missed_presence, ready_at_hand_out = excluded.ready_at_hand_out,
            requests = excluded.requests, changed_at = excluded.changed_at, urgency = excluded.urgency, sort_at = excluded.sort_at
        """;
    private const string UpsertSequences = """
        INSERT INTO sequence (source, publisher, highest, missing, seen_at, gaps) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (source) DO UPDATE SET publisher = excluded.publisher, highest = excluded.highest, missing = excluded.missing,
            seen_at = excluded.seen_at, gaps = excluded.gaps
        """;
    private const string AddToCounters = """
        INSERT INTO counter (kind, key, shard, value) SELECT kind, key, pg_backend_pid(), value FROM unnest($1, $2, $3) AS c (kind, key, value)
        ON CONFLICT (kind, key, shard) DO UPDATE SET value = counter.value + excluded.value
        """;
    private const string RaiseCounter = """
        INSERT INTO counter (kind, key, shard, value) VALUES ($1, '', pg_backend_pid(), $2)
        ON CONFLICT (kind, key, shard) DO UPDATE SET value = greatest(counter.value, excluded.value)
        """;

    private async Task WriteAsync(HubWrites writes, CancellationToken cancellation)
    {
        var counts = new SortedDictionary<(string Kind, string Key), long>();
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var ticket in writes.Lanes)
            batch.Add(Fence, ticket.Lane);
        AddPersons(batch, writes);
        AddEvents(batch, writes, counts);
        AddDeadlines(batch, writes);
        AddOutgoing(batch, writes);
        AddReadinesses(batch, writes, counts);
        AddDirection(batch, writes);
        AddCounts(batch, writes, counts);
        if (batch.BatchCommands.Count > 0)
            await ExecuteAsync(batch, writes, cancellation);
    }

    private static async Task ExecuteAsync(NpgsqlBatch batch, HubWrites writes, CancellationToken cancellation)
    {
        LaneOvertakenException? overtaken = null;
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellation);
            foreach (var ticket in writes.Lanes)
            {
                if (!await reader.ReadAsync(cancellation) || reader.GetInt64(0) != ticket.Epoch)
                    throw overtaken = new LaneOvertakenException(ticket);
                await reader.NextResultAsync(cancellation);
            }
            while (await reader.NextResultAsync(cancellation))
            {
                // The others return nothing; an error of one shows when its turn comes.
            }
        }
        catch (PostgresException) when (overtaken is not null)
        {
            // The rest of the batch was refused as well: the other hub wrote the same.
            throw overtaken;
        }
        var identifiers = batch.BatchCommands.Cast<NpgsqlBatchCommand>().FirstOrDefault(command => command.CommandText == UpsertIdentifiers);
        if (identifiers is not null && (int)identifiers.RecordsAffected != LastOf(writes.Identifiers, row => row.Hash.Hex).Count)
            throw new StoreConflictException("An identifier of this batch was given to somebody by another transaction.");
    }

    private static void AddPersons(NpgsqlBatch batch, HubWrites writes)
    {
        if (writes.Identifiers.Count > 0)
        {
            var known = LastOf(writes.Identifiers, row => row.Hash.Hex);
            batch.Add(UpsertIdentifiers, Of(known, row => row.Hash.Hex), Of(known, row => row.Person), Of(known, row => row.Sealed), Of(known, row => row.From));
        }
        if (writes.Persons.Count > 0)
        {
            // In one order over all transactions, as the locks are.
            var rows = LastOf(writes.Persons, row => row.Id);
            batch.Add(UpsertPersons, Of(rows, row => row.Id), Of(rows, row => row.N), Of(rows, row => row.Head),
                Of(rows, row => row.SealedState), Of(rows, row => row.WrappedKey), Of(rows, row => row.MergedInto));
        }
        foreach (var (from, to) in writes.Merges)
            batch.Add(MergePersons, new[] { from }, new[] { to });
    }

    private static void AddEvents(NpgsqlBatch batch, HubWrites writes, SortedDictionary<(string Kind, string Key), long> counts)
    {
        if (writes.Inbox is { Count: > 0 } inbox)
        {
            batch.Add(InsertInbox, Of(inbox, row => row.Key.Publisher), Of(inbox, row => row.Key.Source), Of(inbox, row => row.Key.EventId),
                Of(inbox, row => row.BodyDigest), Of(inbox, row => row.Person), Of(inbox, row => row.N), Of(inbox, row => row.Hash),
                Of(inbox, row => row.ReceivedAt.ToUnixTimeMilliseconds()));
            Count(counts, Counters.Accepted, "", inbox.Count);
        }
        if (writes.Log is { Count: > 0 } log)
        {
            batch.Add(InsertLog, Of(log, row => row.Person), Of(log, row => row.N), Of(log, row => Stored.NameOf(row.Kind)),
                Of(log, row => row.At.ToUnixTimeMilliseconds()), Of(log, row => row.Party), Of(log, row => row.Type), Of(log, row => row.EventId),
                Of(log, row => row.CauseN), Of(log, row => row.PolicyVersion), Of(log, row => row.Why), Of(log, row => row.Trace),
                Of(log, row => row.BodyDigest), Of(log, row => row.PrevHash), Of(log, row => row.Hash), Of(log, row => row.SealedBody));
            Count(counts, Counters.Log, "", log.Count);
            foreach (var notified in log.Where(row => row.Kind == LogKind.Notified))
                Count(counts, Counters.Notified, notified.Type);
        }
        if (writes.Actions is { Count: > 0 } actions)
        {
            batch.Add(InsertActions, Of(actions, row => row.At.ToUnixTimeMilliseconds()), Of(actions, row => row.Actor), Of(actions, row => Stored.NameOf(row.Kind)),
                Of(actions, row => row.Subject), Of(actions, row => row.Reason), Of(actions, row => row.Id), Of(actions, row => row.Result),
                Of(actions, row => row.Origin), Of(actions, row => row.Trace));
        }
        if (writes.Since is { } since)
            batch.Add(QueueLeaves, since.ToUnixTimeMilliseconds(), Leaves.Of(writes.Log, writes.Actions));
    }

    private static void AddDeadlines(NpgsqlBatch batch, HubWrites writes)
    {
        if (writes.CaseNumbers is { Count: > 0 } cases)
            batch.Add(InsertCaseNumbers, Of(cases, row => row.Hash.Hex), Of(cases, row => row.Person));
        if (writes.Erased.Count > 0)
        {
            batch.Add(EraseCaseNumbers, writes.Erased.ToArray());
            batch.Add(EraseBodies, writes.Erased.ToArray());
            batch.Add(EraseIdentifiers, writes.Erased.ToArray());
        }
        if (writes.Expired is { Count: > 0 } expired)
            batch.Add(ExpireBodies, Of(expired, row => row.Person), Of(expired, row => row.N));
        if (writes.CancelledDeadlines is { Count: > 0 } cancelled)
            batch.Add(DeleteDeadlines, Of(cancelled, row => row.Person), Of(cancelled, row => row.Key));
        if (writes.PersonsWithoutDeadlines.Count > 0)
            batch.Add(DeleteDeadlinesOf, writes.PersonsWithoutDeadlines.ToArray());
        if (LastOf(writes.Deadlines, row => (row.Person, row.Key)) is { Count: > 0 } deadlines)
            batch.Add(UpsertDeadlines, Of(deadlines, row => row.Person), Of(deadlines, row => row.Key), Of(deadlines, row => row.At.ToUnixTimeMilliseconds()));
    }

    private static void AddOutgoing(NpgsqlBatch batch, HubWrites writes)
    {
        if (writes.Outbox is { Count: > 0 } outbox)
        {
            batch.Add(InsertOutbox, Of(outbox, row => row.Id), Of(outbox, row => row.Person), Of(outbox, row => row.N),
                Of(outbox, row => row.Recipient), Of(outbox, row => row.Type), Of(outbox, row => row.CreatedAt.ToUnixTimeMilliseconds()));
        }
        // Rare, large, and the same bytes can come twice in one batch: one by one.
        foreach (var row in writes.Quarantine)
        {
            batch.Add(UpsertQuarantine, row.Id, row.Publisher, row.ReceivedAt.ToUnixTimeMilliseconds(), row.ContentType, row.Errors, row.Problems,
                row.Digest, row.Length, row.Times, row.SealedRaw);
        }
        if (LastOf(writes.Sequences, row => row.Source) is { Count: > 0 } rows)
        {
            batch.Add(UpsertSequences, Of(rows, row => row.Source), Of(rows, row => row.Publisher), Of(rows, row => row.Highest),
                Of(rows, row => row.Missing), Of(rows, row => row.SeenAt.ToUnixTimeMilliseconds()), Of(rows, row => row.Gaps));
        }
    }

    private static void AddReadinesses(NpgsqlBatch batch, HubWrites writes, SortedDictionary<(string Kind, string Key), long> counts)
    {
        var touched = writes.RemovedReadinesses.Concat(writes.Readinesses.Select(row => (row.Person, row.DecisionNumber))).Distinct().ToList();
        if (touched.Count == 0)
            return;
        batch.Add(CountOutReadinesses, Of(touched, row => row.Person), Of(touched, row => row.DecisionNumber));
        if (writes.RemovedReadinesses is { Count: > 0 } removed)
            batch.Add(DeleteReadinesses, Of(removed, row => row.Person), Of(removed, row => row.DecisionNumber));
        var rows = LastOf(writes.Readinesses, row => (row.Person, row.DecisionNumber));
        if (rows.Count == 0)
            return;
        batch.Add(UpsertReadinesses, Of(rows, row => row.Person), Of(rows, row => row.DecisionNumber), Of(rows, row => Stored.NameOf(row.Status)),
            Of(rows, row => Milliseconds(row.HandOutAt)), Of(rows, row => row.Location), Of(rows, row => Milliseconds(row.RespondBy)),
            Of(rows, row => row.Level), Of(rows, row => row.NextStep), Of(rows, row => Milliseconds(row.NextAt)), Of(rows, row => row.WhoComes),
            Of(rows, row => Milliseconds(row.InterviewAt)), Of(rows, row => row.NotReadyReason), Of(rows, row => row.CancelCause),
            Of(rows, row => row.IsMinor), Of(rows, row => row.OutOfView), Of(rows, row => row.MissedPresence), Of(rows, row => row.ReadyAtHandOut),
            Of(rows, row => row.Requests), Of(rows, row => row.ChangedAt.ToUnixTimeMilliseconds()),
            Of(rows, row => BoardOrder.Of(row).Urgency), Of(rows, row => BoardOrder.Of(row).SortAt));
        foreach (var row in rows)
            Count(counts, Counters.Status, Stored.NameOf(row.Status));
    }

    private static void AddCounts(NpgsqlBatch batch, HubWrites writes, SortedDictionary<(string Kind, string Key), long> counts)
    {
        var changes = counts.Where(count => count.Value != 0).ToList();
        if (changes.Count > 0)
            batch.Add(AddToCounters, Of(changes, change => change.Key.Kind), Of(changes, change => change.Key.Key), Of(changes, change => change.Value));
        if (writes.Inbox.Count > 0)
            batch.Add(RaiseCounter, Counters.LastAcceptedAt, writes.Inbox.Max(row => row.ReceivedAt).ToUnixTimeMilliseconds());
    }

    // PostgreSQL refuses to write one row twice in one statement; the last one counts. Sorted, so that transactions meet in one order.
    private static List<TRow> LastOf<TRow, TKey>(List<TRow> rows, Func<TRow, TKey> key) where TKey : notnull =>
        [.. rows.GroupBy(key).OrderBy(group => group.Key).Select(group => group.Last())];

    private static TValue[] Of<TRow, TValue>(List<TRow> rows, Func<TRow, TValue> value) => rows.ConvertAll(row => value(row)).ToArray();

    private static void Count(SortedDictionary<(string Kind, string Key), long> counts, string kind, string key, long more = 1) =>
        counts[(kind, key)] = counts.GetValueOrDefault((kind, key)) + more;
}
