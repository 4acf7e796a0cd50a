using System.Data;
using System.Data.Common;
using Dapper;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Pauses, policies and what is kept, for both engines.</summary>
internal sealed class DeskControls(IDesk desk) : IControls
{
    private const string AddContract = """
        INSERT INTO contract_seen (partner, type, version, schema, first_at, last_at, count, refused)
        VALUES (@Partner, @Type, @Version, @schema, @first, @last, @Count, @Refused)
        ON CONFLICT (partner, type, version, schema) DO UPDATE SET count = contract_seen.count + excluded.count, refused = contract_seen.refused + excluded.refused,
            first_at = CASE WHEN excluded.first_at < contract_seen.first_at THEN excluded.first_at ELSE contract_seen.first_at END,
            last_at = CASE WHEN excluded.last_at > contract_seen.last_at THEN excluded.last_at ELSE contract_seen.last_at END
        """;

    // A version of before its text was kept gets the text of the first hub that comes with it.
    private const string NotePolicy = """
        INSERT INTO policy_use (version, first_at, last_at, policy) VALUES (@version, @at, @at, @text)
        ON CONFLICT (version) DO UPDATE SET last_at = CASE WHEN excluded.last_at > policy_use.last_at THEN excluded.last_at ELSE policy_use.last_at END,
            policy = CASE WHEN policy_use.policy = '' THEN excluded.policy ELSE policy_use.policy END
        """;
    private const string OtherText = "UPDATE policy_use SET other_texts = other_texts + @more WHERE version = @version AND policy <> @text";

    // Content of the log goes body by body, so that the log is counted by what still has one; and refused messages alike.
    private const string CountKept = """
        SELECT 'log ' || kind || ' ' || type, count(*), min(at) FROM log WHERE sealed_body IS NOT NULL GROUP BY kind, type
        UNION ALL SELECT 'person', count(*), NULL FROM person WHERE merged_into IS NULL AND length(wrapped_key) > 0
        UNION ALL SELECT 'inbox', count(*), min(received_at) FROM inbox
        UNION ALL SELECT 'outbox', count(*), min(created_at) FROM outbox
        UNION ALL SELECT 'quarantine', count(*), min(received_at) FROM quarantine WHERE length(sealed_raw) > 0
        UNION ALL SELECT 'readiness', count(*), min(changed_at) FROM readiness
        UNION ALL SELECT 'page_action', count(*), min(at) FROM page_action
        UNION ALL SELECT 'correction', count(*), min(made_at) FROM correction WHERE length(sealed_raw) > 0
        UNION ALL SELECT 'alert_event', count(*), min(at) FROM alert_event
        """;
    private const string HandOuts = "readiness WHERE hand_out_at >= @from AND hand_out_at < @until AND status <> 'NotOpened'";
    private const string OfParty = """
         AND EXISTS (SELECT 1 FROM person p JOIN log l ON l.person = p.id WHERE (p.id = readiness.person OR p.merged_into = readiness.person) AND l.party = @party)
        """;
    private const string NotReady = " AND status IN ('Requested', 'NotReady', 'Overdue')";

    public async Task<IReadOnlyList<PauseRow>> PausesAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            "SELECT partner, side, reason, actor, at FROM pause ORDER BY partner, side", null,
            r => new PauseRow(r.GetString(0), Stored.Read<PauseSide>(r.GetString(1)), r.GetString(2), r.GetString(3), r.Time(4))),
        cancellation);

    public Task<bool> PauseAsync(PauseRow pause, CancellationToken cancellation) => desk.WriteAsync(
        async connection => await connection.ExecuteAsync(
                "INSERT INTO pause (partner, side, reason, actor, at) VALUES (@Partner, @side, @Reason, @Actor, @at) ON CONFLICT DO NOTHING",
                new { pause.Partner, side = Stored.NameOf(pause.Side), pause.Reason, pause.Actor, at = pause.At.ToUnixTimeMilliseconds() }) > 0
            && await NoteAsync(connection, ActionKind.Paused, pause.Partner, pause.Side, pause.Reason, new Actor(pause.Actor, pause.Origin), pause.At) > 0,
        cancellation);

    public Task<bool> ResumeAsync(string partner, PauseSide side, string reason, Actor actor, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection => await connection.ExecuteAsync("DELETE FROM pause WHERE partner = @partner AND side = @side", new { partner, side = side.ToString() }) > 0
            && await NoteAsync(connection, ActionKind.Resumed, partner, side, reason, actor, at) > 0,
        cancellation);

    public Task<IReadOnlyList<LastRefusal>> LastRefusalsAsync(IReadOnlyList<string> partners, CancellationToken cancellation) => desk.ReadAsync(
        async connection =>
        {
            var latest = new List<LastRefusal>();
            foreach (var partner in partners)
            {
                latest.AddRange(await connection.ListAsync(
                    "SELECT id, received_at, errors FROM quarantine WHERE publisher = @partner ORDER BY received_at DESC, id DESC LIMIT 1", new { partner },
                    r => new LastRefusal(partner, r.GetGuid(0), r.Time(1), r.GetString(2))));
            }
            return (IReadOnlyList<LastRefusal>)latest;
        },
        cancellation);

    public Task NoteContractsAsync(IReadOnlyList<ContractSeen> seen, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync(AddContract, seen.Select(row => new
        {
            row.Partner, row.Type, row.Version, schema = Stored.NameOf(row.Schema), first = row.FirstAt.ToUnixTimeMilliseconds(), last = row.LastAt.ToUnixTimeMilliseconds(),
            row.Count, row.Refused,
        })),
        cancellation);

    public async Task<IReadOnlyList<ContractSeen>> ContractsAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            "SELECT partner, type, version, schema, first_at, last_at, count, refused FROM contract_seen ORDER BY partner, type, version, schema", null,
            r => new ContractSeen(
                r.GetString(0), r.GetString(1), r.GetString(2), Stored.Read<SchemaNamed>(r.GetString(3)), r.Time(4), r.Time(5), r.GetInt64(6), r.GetInt64(7))),
        cancellation);

    public Task<bool> NotePolicyAsync(string version, string text, bool starts, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync(NotePolicy, new { version, text, at = at.ToUnixTimeMilliseconds() });
            return await connection.ExecuteAsync(OtherText, new { version, text, more = starts ? 1 : 0 }) == 0;
        },
        cancellation);

    public async Task<IReadOnlyList<PolicyUse>> PoliciesAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            "SELECT version, first_at, last_at, CASE WHEN policy = '' THEN 0 ELSE 1 END, other_texts FROM policy_use ORDER BY last_at DESC, first_at DESC, version", null,
            r => new PolicyUse(r.GetString(0), r.Time(1), r.Time(2), Convert.ToInt64(r.GetValue(3), System.Globalization.CultureInfo.InvariantCulture) == 1, r.GetInt64(4))),
        cancellation);

    public Task<string?> PolicyTextAsync(string version, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.ExecuteScalarAsync<string?>("SELECT policy FROM policy_use WHERE version = @version", new { version }), cancellation);

    public async Task<IReadOnlyList<KeptRow>> CountKeptAsync(CancellationToken cancellation) =>
        [.. (await desk.ReadAsync(connection => connection.ListAsync(CountKept, null, Kept), cancellation)).Where(row => row.Count > 0).OrderBy(row => row.Kind, StringComparer.Ordinal)];

    public Task WriteKeptAsync(IReadOnlyList<KeptRow> kept, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            await connection.ExecuteAsync("DELETE FROM kept");
            return await connection.ExecuteAsync(
                "INSERT INTO kept (kind, count, oldest_at, at) VALUES (@Kind, @Count, @oldest, @at)",
                kept.Select(row => new { row.Kind, row.Count, oldest = row.OldestAt?.ToUnixTimeMilliseconds(), at = at.ToUnixTimeMilliseconds() }));
        },
        cancellation);

    public async Task<(IReadOnlyList<KeptRow> Rows, DateTimeOffset? At)> KeptAsync(CancellationToken cancellation)
    {
        var rows = await desk.ReadAsync(
            connection => connection.ListAsync("SELECT kind, count, oldest_at, at FROM kept", null, r => (Row: Kept(r), At: r.Time(3))), cancellation);
        return ([.. rows.Select(row => row.Row).OrderBy(row => row.Kind, StringComparer.Ordinal)], rows.Count == 0 ? null : rows[0].At);
    }

    public async Task<IReadOnlyList<string>> HeldLeasesAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync(
            "SELECT name FROM lease WHERE until > @now ORDER BY name", new { now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() }, r => r.GetString(0)),
        cancellation);

    public Task<Page<ReadinessRow>> HandOutsAsync(
        DateTimeOffset from, DateTimeOffset until, string? location, string? party, bool notReady, int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(
            StoreRows.ReadinessColumns, HandOuts + (location is null ? "" : " AND location = @location") + (party is null ? "" : OfParty) + (notReady ? NotReady : ""), "hand_out_at, person, decision_number",
            new { from = from.ToUnixTimeMilliseconds(), until = until.ToUnixTimeMilliseconds(), location, party, skip, take }, StoreRows.Readiness),
        cancellation);

    private Task<int> NoteAsync(DbConnection connection, ActionKind kind, string partner, PauseSide side, string reason, Actor actor, DateTimeOffset at) =>
        DeskOperations.AddAsync(connection, desk, ActionRow.Of(actor, at, kind, $"{partner} {side}", reason));

    private static KeptRow Kept(IDataReader r) => new(r.GetString(0), r.GetInt64(1), r.TimeOrNull(2));
}
