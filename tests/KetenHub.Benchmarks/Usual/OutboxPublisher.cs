using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>A notification as MassTransit sends it, in its envelope.</summary>
internal sealed record Notification(string Causationid, string Text);

/// <summary>Looks ten times a second what is not sent, and goes on without a pause while there is more.</summary>
internal sealed class OutboxPublisher(NpgsqlDataSource source, IBus bus) : BackgroundService
{
    private const int Most = 100;
    private const string Unsent = """
        SELECT o.id, o.recipient, l.sealed_body FROM outbox o JOIN log l ON l.person = o.person AND l.n = o.n
        WHERE o.sent_at IS NULL ORDER BY o.seq LIMIT $1 FOR UPDATE OF o SKIP LOCKED
        """;
    private const string Sent = "UPDATE outbox SET sent_at = $1 WHERE id = ANY ($2)";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            if (await PublishAsync(stoppingToken) < Most)
                await Task.Delay(Poll, stoppingToken);
        }
    }

    private async Task<int> PublishAsync(CancellationToken stopping)
    {
        await using var connection = await source.OpenConnectionAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var rows = new List<(Guid Id, string Recipient, byte[] Body)>();
        await using (var find = new NpgsqlCommand(Unsent, connection) { Parameters = { new NpgsqlParameter { Value = Most } } })
        await using (var reader = await find.ExecuteReaderAsync(stopping))
        {
            while (await reader.ReadAsync(stopping))
                rows.Add((reader.GetGuid(0), reader.GetString(1), (byte[])reader.GetValue(2)));
        }
        if (rows.Count == 0)
            return 0;
        await Task.WhenAll(rows.Select(async row =>
        {
            // Confirmed when it returns: confirms are on by default.
            var endpoint = await bus.GetSendEndpoint(new Uri($"exchange:{UsualWay.OutPrefix}{row.Recipient}"));
            await endpoint.Send(JsonSerializer.Deserialize<Notification>(row.Body, JsonSerializerOptions.Web)!, stopping);
        }));
        await using var mark = new NpgsqlCommand(Sent, connection)
        {
            Parameters = { new NpgsqlParameter { Value = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() }, new NpgsqlParameter { Value = rows.ConvertAll(row => row.Id).ToArray() } },
        };
        await mark.ExecuteNonQueryAsync(stopping);
        await transaction.CommitAsync(stopping);
        return rows.Count;
    }
}
