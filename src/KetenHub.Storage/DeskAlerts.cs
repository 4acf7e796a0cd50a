using System.Data;
using System.Data.Common;
using Dapper;
using KetenHub.Decisions;
using KetenHub.Hub;

namespace KetenHub.Storage;

/// <summary>Alerts, for both engines. What is measured and what people say are different columns, written by different statements.</summary>
internal sealed class DeskAlerts(IDesk desk) : IAlerts
{
    private const string Columns =
        "id, rule, subject, since, value, worst, raised_at, quiet_since, resolved_at, acknowledged_at, acknowledged_by, note, escalated_at, escalations";

    // Of two hubs that find the same at once, one has it.
    private const string Add = """
        INSERT INTO alert (id, rule, subject, since, value, worst, raised_at, quiet_since, resolved_at)
        VALUES (@id, @Rule, @Subject, @since, @Value, @Worst, @raised, @quiet, @resolved) ON CONFLICT DO NOTHING
        """;
    private const string Change =
        "UPDATE alert SET value = @Value, worst = @Worst, raised_at = @raised, quiet_since = @quiet, resolved_at = @resolved WHERE id = @id AND resolved_at IS NULL";
    private const string Acknowledge = """
        UPDATE alert SET acknowledged_at = @at, acknowledged_by = @actor, note = @note
        WHERE id = @id AND acknowledged_at IS NULL AND resolved_at IS NULL AND raised_at IS NOT NULL
        """;
    private const string AddEvent = "INSERT INTO alert_event (alert, at, kind, actor, detail) VALUES (@alert, @at, @kind, @Actor, @Detail)";
    private const string EventColumns = "alert, at, kind, actor, detail";

    public async Task<IReadOnlyList<AlertRow>> OpenAsync(CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync($"SELECT {Columns} FROM alert WHERE resolved_at IS NULL ORDER BY since, rule, subject", null, Alert), cancellation);

    public Task<Page<AlertRow>> ResolvedAsync(int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(Columns, "alert WHERE resolved_at IS NOT NULL", "resolved_at DESC, id", new { skip, take }, Alert), cancellation);

    public async Task<AlertRow?> AlertAsync(Guid id, CancellationToken cancellation) => (await desk.ReadAsync(
        connection => connection.ListAsync($"SELECT {Columns} FROM alert WHERE id = @id", new { id = desk.Of(id) }, Alert), cancellation)).SingleOrDefault();

    public Task<bool> KeepAsync(AlertRow alert, IReadOnlyList<AlertEvent> events, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            var values = new
            {
                id = desk.Of(alert.Id), alert.Rule, alert.Subject, since = Time(alert.Course.Since), alert.Course.Value, alert.Course.Worst,
                raised = Time(alert.Course.RaisedAt), quiet = Time(alert.Course.QuietSince), resolved = Time(alert.Course.ResolvedAt),
            };
            if (await connection.ExecuteAsync(Change, values) + await connection.ExecuteAsync(Add, values) == 0)
                return false;
            await AddAsync(connection, events);
            return true;
        },
        cancellation);

    public Task ForgetAsync(Guid id, CancellationToken cancellation) => desk.WriteAsync(
        connection => connection.ExecuteAsync("DELETE FROM alert WHERE id = @id AND raised_at IS NULL", new { id = desk.Of(id) }), cancellation);

    public Task<bool> AcknowledgeAsync(Guid id, string actor, string note, DateTimeOffset at, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            if (await connection.ExecuteAsync(Acknowledge, new { id = desk.Of(id), actor, note, at = Time(at) }) == 0)
                return false;
            await AddAsync(connection, [new AlertEvent(id, at, AlertEventKind.Acknowledged, actor, note)]);
            return true;
        },
        cancellation);

    public Task EscalateAsync(Guid id, DateTimeOffset? escalated, IReadOnlyList<AlertEvent> events, CancellationToken cancellation) => desk.WriteAsync(
        async connection =>
        {
            await AddAsync(connection, events);
            return escalated is null ? 0 : await connection.ExecuteAsync(
                "UPDATE alert SET escalated_at = @at, escalations = escalations + 1 WHERE id = @id", new { id = desk.Of(id), at = Time(escalated) });
        },
        cancellation);

    public async Task<IReadOnlyList<AlertEvent>> EventsOfAsync(Guid id, CancellationToken cancellation) => await desk.ReadAsync(
        connection => connection.ListAsync($"SELECT {EventColumns} FROM alert_event WHERE alert = @id ORDER BY seq", new { id = desk.Of(id) }, Event), cancellation);

    public Task<Page<AlertEvent>> EventsAsync(int skip, int take, CancellationToken cancellation) => desk.ReadAsync(
        connection => connection.PageAsync(EventColumns, "alert_event", "seq DESC", new { skip, take }, Event), cancellation);

    private Task<int> AddAsync(DbConnection connection, IReadOnlyList<AlertEvent> events) => connection.ExecuteAsync(
        AddEvent, events.Select(one => new { alert = desk.Of(one.Alert), at = Time(one.At), kind = Stored.NameOf(one.Kind), one.Actor, one.Detail }));

    private static long? Time(DateTimeOffset? at) => at?.ToUnixTimeMilliseconds();

    private static AlertRow Alert(IDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.GetString(2),
        new AlertCourse(r.Time(3), r.GetInt64(4), r.GetInt64(5), r.TimeOrNull(6), r.TimeOrNull(7), r.TimeOrNull(8)),
        r.TimeOrNull(9), r.GetString(10), r.GetString(11), r.TimeOrNull(12), (int)r.GetInt64(13));

    private static AlertEvent Event(IDataReader r) => new(r.GetGuid(0), r.Time(1), Stored.Read<AlertEventKind>(r.GetString(2)), r.GetString(3), r.GetString(4));
}
