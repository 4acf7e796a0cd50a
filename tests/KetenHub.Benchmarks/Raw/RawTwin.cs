using System.Text;
using System.Text.Json;
using Npgsql;
using RabbitMQ.Client;

namespace KetenHub.Benchmarks;

/// <summary>The ceiling: RabbitMQ.Client and Npgsql with the durable work of the hub and nothing else, as tight as it goes. It takes the same
/// lanes with the same prefetch and batches and writes the same rows of the same bytes to the tables of the hub: inbox, chained log,
/// state, outbox; it locks persons, notifies in order with confirms and marks what was sent. It has no rules, no check of what comes in, no
/// encryption, no identifiers, deadlines, board, counters or sequences, no fail-over; what to notify stands in a header.</summary>
internal sealed class RawTwin(ServerSettings settings, int stateBytes)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(settings.Postgres)
        {
            MaxAutoPrepare = 50, AutoPrepareMinUsages = 2, Options = "-c synchronous_commit=on",
        });
        var factory = settings.Factory();
        var relays = new Dictionary<string, RawRelay>(StringComparer.Ordinal);
        foreach (var partner in Loader.Partners)
            relays.Add(partner, await RawRelay.OpenAsync(await factory.CreateConnectionAsync(cancellation), source, partner));
        var running = relays.Values.Select(relay => relay.RunAsync(cancellation)).ToList();
        var turns = new RawTurns(source, stateBytes, relays);
        running.Add(turns.RunAsync(cancellation));
        foreach (var partner in Loader.Partners)
            running.Add((await RawLane.OpenAsync(await factory.CreateConnectionAsync(cancellation), partner, turns)).RunAsync(cancellation));
        Console.WriteLine("KetenHub: raw twin runs");
        await await Task.WhenAny(running);
    }
}

/// <summary>Where the servers are, from the settings file of <c>ketenhub run</c>.</summary>
internal sealed record ServerSettings(string Postgres, string RabbitMq, string VirtualHost, string RabbitMqPasswordFile)
{
    public const string User = "ketenhub";

    public string Password => File.ReadAllText(RabbitMqPasswordFile).Trim();

    public static ServerSettings Read(string file) => JsonSerializer.Deserialize<ServerSettings>(File.ReadAllBytes(file))!;

    public ConnectionFactory Factory() => new()
    {
        Uri = new Uri(RabbitMq), VirtualHost = VirtualHost, UserName = User, Password = Password, ConsumerDispatchConcurrency = 1,
    };
}

/// <summary>The notifications of those who have no rules: as many, for the same recipients and as long as the hub's for the same event.</summary>
internal static class PlannedNotifications
{
    public static IEnumerable<(string Recipient, byte[] Body)> Of(string? plan, string eventId)
    {
        foreach (var one in plan?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [])
        {
            var colon = one.IndexOf(':', StringComparison.Ordinal);
            yield return (one[..colon], Body(eventId, int.Parse(one.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture)));
        }
    }

    private static byte[] Body(string eventId, int length)
    {
        var head = $$"""{"causationid":"{{eventId}}","text":""" + "\"";
        return Encoding.ASCII.GetBytes(head + new string('x', Math.Max(0, length - head.Length - 2)) + "\"}");
    }
}
