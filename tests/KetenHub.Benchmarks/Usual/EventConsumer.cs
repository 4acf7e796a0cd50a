using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MassTransit;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>A CloudEvent as a team would declare it.</summary>
internal sealed record IncomingEvent
{
    public string Id { get; init; } = "";
    public string Source { get; init; } = "";
    public string Type { get; init; } = "";
    public JsonElement Data { get; init; }
}

/// <summary>One message, one transaction: inbox, lock and read the person, log, state, outbox.</summary>
internal sealed class EventConsumer(NpgsqlDataSource source, StateSize state) : IConsumer<IncomingEvent>
{
    private const string Inbox = """
        INSERT INTO inbox (publisher, source, event_id, body_digest, person, n, hash, received_at) VALUES ($1, $2, $3, $4, $5, 0, $4, $6)
        ON CONFLICT DO NOTHING
        """;
    private const string NewPerson = """
        INSERT INTO person (id, n, head, sealed_state, wrapped_key) VALUES ($1, 0, $2, $3, '') ON CONFLICT DO NOTHING
        """;
    private const string Lock = "SELECT n, head, sealed_state FROM person WHERE id = $1 FOR UPDATE";
    private const string Log = """
        INSERT INTO log (person, n, kind, at, party, type, event_id, cause_n, policy_version, why, trace, body_digest, prev_hash, hash, sealed_body)
        VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, '1', 'recorded', '', $8, $9, $10, $11)
        """;
    private const string Outbox = "INSERT INTO outbox (id, person, n, recipient, type, created_at) VALUES ($1, $2, $3, $4, $5, $6)";
    private const string Update = "UPDATE person SET n = $2, head = $3, sealed_state = $4 WHERE id = $1";

    public async Task Consume(ConsumeContext<IncomingEvent> context)
    {
        var received = context.Message;
        var publisher = context.ReceiveContext.InputAddress.AbsolutePath.Split('.')[^1];
        var body = context.ReceiveContext.GetBody();
        var digest = SHA256.HashData(body);
        var person = RawMessage.PersonOf(received.Data.GetProperty("person").GetProperty("identifiers")[0].GetProperty("value").GetString()!);
        var at = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        await using var connection = await source.OpenConnectionAsync(context.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
        if (await ExecuteAsync(connection, Inbox, publisher, received.Source, received.Id, digest, person, at) == 0)
            return;
        var (n, head) = await LockAsync(connection, person);
        head = await AppendAsync(connection, person, ++n, "Received", at, publisher, received.Type, received.Id, body, digest, head);
        var plan = context.ReceiveContext.TransportHeaders.TryGetHeader(Loader.PlanHeader, out var header) ? header?.ToString() : null;
        foreach (var (recipient, notification) in PlannedNotifications.Of(plan, received.Id))
        {
            var id = Guid.NewGuid();
            head = await AppendAsync(
                connection, person, ++n, "Notified", at, recipient, "notification", id.ToString(), notification, SHA256.HashData(notification), head);
            await ExecuteAsync(connection, Outbox, id, person, n, recipient, "notification", at);
        }
        await ExecuteAsync(connection, Update, person, n, head, state.Sample);
        await transaction.CommitAsync(context.CancellationToken);
    }

    private async Task<(long N, byte[] Head)> LockAsync(NpgsqlConnection connection, Guid person)
    {
        for (var isNew = false; ; isNew = true)
        {
            if (isNew)
                await ExecuteAsync(connection, NewPerson, person, new byte[32], state.Sample);
            await using var find = Command(connection, Lock, person);
            await using var row = await find.ExecuteReaderAsync();
            if (await row.ReadAsync())
                return (row.GetInt64(0), (byte[])row.GetValue(1));
        }
    }

    private static async Task<byte[]> AppendAsync(
        NpgsqlConnection connection, Guid person, long n, string kind, long at, string party, string type, string eventId, byte[] body, byte[] digest, byte[] previous)
    {
        var hash = SHA256.HashData([.. previous, .. digest, .. Encoding.ASCII.GetBytes($"{person}|{n}|{at}")]);
        await ExecuteAsync(connection, Log, person, n, kind, at, party, type, eventId, digest, previous, hash, body);
        return hash;
    }

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, params object[] values)
    {
        await using var command = Command(connection, sql, values);
        return await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
