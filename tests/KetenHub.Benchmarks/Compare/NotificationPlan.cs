using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>What the hub notified, as its log says: per event the recipients and lengths. The other ways get it with the messages, so that they
/// write and send as much.</summary>
/// <param name="ByEvent">Per id of an event <c>recipient:bytes</c>, joined with ",".</param>
/// <param name="StateBytes">Average bytes of a person's state, by how often it is written.</param>
internal sealed record NotificationPlan(IReadOnlyDictionary<string, string> ByEvent, int StateBytes)
{
    private const string PerEvent = """
        SELECT c.event_id, string_agg(n.party || ':' || octet_length(n.sealed_body), ',' ORDER BY n.n)
        FROM log n JOIN log c ON c.person = n.person AND c.n = n.cause_n WHERE n.kind = 'Notified' AND c.kind = 'Received' GROUP BY c.event_id
        """;

    public static NotificationPlan None { get; } = new(new Dictionary<string, string>(), 0);

    public static async Task<NotificationPlan> ReadAsync(NpgsqlDataSource hub)
    {
        var byEvent = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var find = hub.CreateCommand(PerEvent);
        await using (var rows = await find.ExecuteReaderAsync())
        {
            while (await rows.ReadAsync())
                byEvent.Add(rows.GetString(0), rows.GetString(1));
        }
        await using var state = hub.CreateCommand("SELECT coalesce(sum(n * octet_length(sealed_state)) / sum(n), 0)::int FROM person");
        return new NotificationPlan(byEvent, (int)(await state.ExecuteScalarAsync())!);
    }

    /// <summary>How many notifications these messages cause.</summary>
    public long CountOf(IEnumerable<Sample> samples) =>
        samples.Sum(sample => ByEvent.TryGetValue(sample.Id, out var plan) ? plan.Count(c => c == ':') : 0);
}
