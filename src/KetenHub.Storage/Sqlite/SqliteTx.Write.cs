using KetenHub.Hub;
using Microsoft.Data.Sqlite;

namespace KetenHub.Storage;

// What one batch writes: per table one prepared statement in a loop.
internal sealed partial class SqliteTx
{
    private const string Fence = "SELECT epoch FROM lane WHERE name = ?";
    private const string UpdatePerson = "UPDATE person SET n = ?, head = ?, sealed_state = ?, wrapped_key = ?, merged_into = ? WHERE id = ?";
    private const string InsertPerson = "INSERT INTO person (n, head, sealed_state, wrapped_key, merged_into, id) VALUES (?, ?, ?, ?, ?, ?)";
    private const string MergePersons = "UPDATE person SET merged_into = ? WHERE merged_into = ?";
    private const string UpsertIdentifier = """
        INSERT INTO identifier (hash, person, sealed) VALUES (?, ?, ?)
        ON CONFLICT (hash) DO UPDATE SET person = excluded.person, sealed = excluded.sealed
            WHERE coalesce((SELECT merged_into FROM person WHERE id = identifier.person), identifier.person) = ?
        """;
    private const string InsertInbox = """
        INSERT INTO inbox (publisher, source, event_id, body_digest, person, n, hash, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private const string InsertLog = """
        INSERT INTO log (person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash, sealed_body)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """;
    private const string InsertAction = $"INSERT INTO page_action ({StoreRows.ActionColumns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private const string QueueLeaves = "INSERT INTO leaf_queue (at, leaves) VALUES (?, ?)";
    private const string EraseBodies = "UPDATE log SET sealed_body = NULL WHERE person = ? AND sealed_body IS NOT NULL";
    private const string ExpireBody = "UPDATE log SET sealed_body = NULL WHERE person = ? AND n = ?";
    private const string EraseIdentifiers = "DELETE FROM identifier WHERE person = ?";
    private const string InsertCaseNumber = "INSERT INTO case_number (hash, person) VALUES (?, ?) ON CONFLICT (hash, person) DO NOTHING";
    private const string EraseCaseNumbers = "DELETE FROM case_number WHERE person = ?";
    private const string DeleteDeadline = "DELETE FROM deadline WHERE person = ? AND key = ?";
    private const string DeleteDeadlines = "DELETE FROM deadline WHERE person = ?";
    private const string UpsertDeadline =
        "INSERT INTO deadline (person, key, at) VALUES (?, ?, ?) ON CONFLICT (person, key) DO UPDATE SET at = excluded.at";
    private const string InsertOutbox = """
        INSERT INTO outbox (id, person, n, recipient, type, created_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING
        """;
    // What came again after its bytes had gone is kept anew.
    private const string UpsertQuarantine = """
        INSERT INTO quarantine (id, publisher, received_at, content_type, errors, problems, digest, length, times, sealed_raw)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (publisher, digest) DO UPDATE SET times = quarantine.times + excluded.times, errors = excluded.errors, problems = excluded.problems,
            resolution = '', resolved_at = NULL, resolved_by = '',
            received_at = CASE WHEN quarantine.emptied_at IS NULL THEN quarantine.received_at ELSE excluded.received_at END,
            sealed_raw = CASE WHEN quarantine.emptied_at IS NULL THEN quarantine.sealed_raw ELSE excluded.sealed_raw END, emptied_at = NULL
        """;
    private const string StatusOfReadiness = "SELECT status FROM readiness WHERE person = ? AND decision_number = ?";
    private const string DeleteReadiness = "DELETE FROM readiness WHERE person = ? AND decision_number = ? RETURNING status";
    private const string UpsertReadiness = """
        INSERT INTO readiness (person, decision_number, status, hand_out_at, location, respond_by, level, next_step, next_at, who_comes,
            interview_at, not_ready_reason, cancel_cause, is_minor, out_of_view, missed_presence, ready_at_hand_out, requests, changed_at,
            urgency, sort_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (person, decision_number) DO UPDATE SET status = excluded.status, hand_out_at = excluded.hand_out_at,
            location = excluded.location, respond_by = excluded.respond_by, level = excluded.level, next_step = excluded.next_step,
            next_at = excluded.next_at, who_comes = excluded.who_comes, interview_at = excluded.interview_at,
            not_ready_reason = excluded.not_ready_reason, cancel_cause = excluded.cancel_cause, is_minor = excluded.is_minor,
            out_of_view = excluded.out_of_view, missed_presence = excluded.missed_presence, ready_at_hand_out = excluded.ready_at_hand_out,
            requests = excluded.requests, changed_at = excluded.changed_at, urgency = excluded.urgency, sort_at = excluded.sort_at
        """;
    private const string UpsertSequence = """
        INSERT INTO sequence (source, publisher, highest, missing, seen_at, gaps) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (source) DO UPDATE SET publisher = excluded.publisher, highest = excluded.highest, missing = excluded.missing,
            seen_at = excluded.seen_at, gaps = excluded.gaps
        """;
    private const string AddToCounter = """
        INSERT INTO counter (kind, key, value) VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET value = counter.value + excluded.value
        """;
    private const string RaiseCounter = """
        INSERT INTO counter (kind, key, value) VALUES (?, '', ?) ON CONFLICT (kind, key) DO UPDATE SET value = max(counter.value, excluded.value)
        """;

    private void Write(HubWrites writes, CancellationToken cancellation)
    {
        var counts = new Dictionary<(string Kind, string Key), long>();
        writes.Lanes.ForEach(CheckLane);
        WriteIdentifiers(writes);
        WritePersons(writes, counts);
        OrConflict("An event of this batch was accepted by another transaction.", () => WriteInbox(writes, counts));
        cancellation.ThrowIfCancellationRequested();
        OrConflict("A log entry of this batch was written by another transaction.", () => WriteLog(writes, counts));
        WriteActions(writes);
        cancellation.ThrowIfCancellationRequested();
        foreach (var row in writes.CaseNumbers)
            writer[InsertCaseNumber].Add(row.Hash.Hex).Add(row.Person).Run();
        foreach (var person in writes.Erased)
        {
            writer[EraseBodies].Add(person).Run();
            writer[EraseCaseNumbers].Add(person).Run();
            writer[EraseIdentifiers].Add(person).Run();
        }
        foreach (var (person, n) in writes.Expired)
            writer[ExpireBody].Add(person).Add(n).Run();
        WriteDeadlines(writes);
        WriteOutbox(writes);
        WriteQuarantine(writes);
        WriteReadinesses(writes, counts);
        WriteDirection(writes);
        WriteSequences(writes);
        foreach (var ((kind, key), more) in counts)
        {
            if (more != 0)
                writer[AddToCounter].Add(kind).Add(key).Add(more).Run();
        }
    }

    private void CheckLane(LaneTicket ticket)
    {
        var find = writer[Fence].Add(ticket.Lane);
        var isPresent = find.Step() && find.Long(0) == ticket.Epoch;
        find.Reset();
        if (!isPresent)
            throw new LaneOvertakenException(ticket);
    }

    private void WritePersons(HubWrites writes, Dictionary<(string Kind, string Key), long> counts)
    {
        foreach (var row in writes.Persons)
        {
            // Updating first tells a new person from a known one, which the count needs.
            if (Add(writer[UpdatePerson]).Run() == 0)
            {
                Add(writer[InsertPerson]).Run();
                Count(counts, Counters.Person, "");
            }

            SqliteStatement Add(SqliteStatement statement) =>
                statement.Add(row.N).Add(row.Head).Add(row.SealedState).Add(row.WrappedKey).Add(row.MergedInto).Add(row.Id);
        }
        foreach (var (from, to) in writes.Merges)
            writer[MergePersons].Add(to).Add(from).Run();
    }

    private void WriteIdentifiers(HubWrites writes)
    {
        var upsert = writer[UpsertIdentifier];
        foreach (var row in writes.Identifiers)
        {
            if (upsert.Add(row.Hash.Hex).Add(row.Person).Add(row.Sealed).Add(row.From).Run() == 0)
                throw new StoreConflictException("An identifier of this batch was given to somebody by another transaction.");
        }
    }

    private void WriteInbox(HubWrites writes, Dictionary<(string Kind, string Key), long> counts)
    {
        if (writes.Inbox.Count == 0)
            return;
        var insert = writer[InsertInbox];
        foreach (var row in writes.Inbox)
        {
            insert.Add(row.Key.Publisher).Add(row.Key.Source).Add(row.Key.EventId).Add(row.BodyDigest)
                .Add(row.Person).Add(row.N).Add(row.Hash).Add(row.ReceivedAt).Run();
        }
        counts[(Counters.Accepted, "")] = writes.Inbox.Count;
        writer[RaiseCounter].Add(Counters.LastAcceptedAt).Add(writes.Inbox.Max(row => row.ReceivedAt)).Run();
    }

    private void WriteLog(HubWrites writes, Dictionary<(string Kind, string Key), long> counts)
    {
        if (writes.Log.Count == 0)
            return;
        var insert = writer[InsertLog];
        foreach (var row in writes.Log)
        {
            insert.Add(row.Person).Add(row.N).Add(Stored.NameOf(row.Kind)).Add(row.At).Add(row.Party).Add(row.Type).Add(row.EventId)
                .Add(row.CauseN).Add(row.PolicyVersion).Add(row.Why).Add(row.Trace).Add(row.BodyDigest).Add(row.PrevHash)
                .Add(row.Hash).Add(row.SealedBody).Run();
            if (row.Kind == LogKind.Notified)
                Count(counts, Counters.Notified, row.Type);
        }
        counts[(Counters.Log, "")] = writes.Log.Count;
    }

    private void WriteActions(HubWrites writes)
    {
        foreach (var row in writes.Actions)
        {
            writer[InsertAction].Add(row.At).Add(row.Actor).Add(Stored.NameOf(row.Kind)).Add(row.Subject).Add(row.Reason).Add(row.Id)
                .Add(row.Result).Add(row.Origin).Add(row.Trace).Run();
        }
        if (writes.Since is { } since)
            writer[QueueLeaves].Add(since).Add(Leaves.Of(writes.Log, writes.Actions)).Run();
    }

    private void WriteDeadlines(HubWrites writes)
    {
        foreach (var (person, key) in writes.CancelledDeadlines)
            writer[DeleteDeadline].Add(person).Add(key).Run();
        foreach (var person in writes.PersonsWithoutDeadlines)
            writer[DeleteDeadlines].Add(person).Run();
        foreach (var row in writes.Deadlines)
            writer[UpsertDeadline].Add(row.Person).Add(row.Key).Add(row.At).Run();
    }

    private void WriteOutbox(HubWrites writes)
    {
        var insert = writer[InsertOutbox];
        foreach (var row in writes.Outbox)
            insert.Add(row.Id).Add(row.Person).Add(row.N).Add(row.Recipient).Add(row.Type).Add(row.CreatedAt).Run();
    }

    private void WriteQuarantine(HubWrites writes)
    {
        foreach (var row in writes.Quarantine)
        {
            writer[UpsertQuarantine].Add(row.Id).Add(row.Publisher).Add(row.ReceivedAt).Add(row.ContentType).Add(row.Errors)
                .Add(row.Problems).Add(row.Digest).Add(row.Length).Add(row.Times).Add(row.SealedRaw).Run();
        }
    }

    private void WriteReadinesses(HubWrites writes, Dictionary<(string Kind, string Key), long> counts)
    {
        foreach (var (person, decisionNumber) in writes.RemovedReadinesses)
            CountDown(writer[DeleteReadiness].Add(person).Add(decisionNumber));
        var before = writer[StatusOfReadiness];
        var upsert = writer[UpsertReadiness];
        foreach (var row in writes.Readinesses)
        {
            CountDown(before.Add(row.Person).Add(row.DecisionNumber));
            var (urgency, sortAt) = BoardOrder.Of(row);
            upsert.Add(row.Person).Add(row.DecisionNumber).Add(Stored.NameOf(row.Status)).Add(row.HandOutAt).Add(row.Location)
                .Add(row.RespondBy).Add(row.Level).Add(row.NextStep).Add(row.NextAt).Add(row.WhoComes).Add(row.InterviewAt)
                .Add(row.NotReadyReason).Add(row.CancelCause).Add(row.IsMinor).Add(row.OutOfView).Add(row.MissedPresence)
                .Add(row.ReadyAtHandOut).Add(row.Requests).Add(row.ChangedAt).Add(urgency).Add(sortAt).Run();
            Count(counts, Counters.Status, Stored.NameOf(row.Status));
        }

        void CountDown(SqliteStatement statusBefore)
        {
            if (statusBefore.Step())
                Count(counts, Counters.Status, statusBefore.Text(0), -1);
            statusBefore.Reset();
        }
    }

    private void WriteSequences(HubWrites writes)
    {
        foreach (var row in writes.Sequences)
            writer[UpsertSequence].Add(row.Source).Add(row.Publisher).Add(row.Highest).Add(row.Missing).Add(row.SeenAt).Add(row.Gaps).Run();
    }

    private static void Count(Dictionary<(string Kind, string Key), long> counts, string kind, string key, long more = 1) =>
        counts[(kind, key)] = counts.GetValueOrDefault((kind, key)) + more;

    private static void OrConflict(string message, Action write)
    {
        try
        {
            write();
        }
        catch (SqliteException error) when (SqliteErrors.IsDuplicate(error))
        {
            throw new StoreConflictException(message, error);
        }
    }
}
