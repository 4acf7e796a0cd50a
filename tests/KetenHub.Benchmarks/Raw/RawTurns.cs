using System.Security.Cryptography;
using System.Threading.Channels;
using Npgsql;

namespace KetenHub.Benchmarks;

/// <summary>One transaction at a time with what all lanes brought while the one before ran, as the hub does it: lanes beside each other wait in the
/// database for the same persons.</summary>
internal sealed class RawTurns(NpgsqlDataSource source, int stateBytes, IReadOnlyDictionary<string, RawRelay> relays)
{
    // As the hub: SharedTurns.MostMessages.
    private const int MostMessages = 512;

    // Random, as ciphertext is: zeros would be compressed by the database.
    private readonly byte[] state = RandomNumberGenerator.GetBytes(stateBytes);
    private readonly Channel<Part> waiting = Channel.CreateUnbounded<Part>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Waits until these messages of a lane are committed.</summary>
    public Task HandleAsync(string publisher, List<RawMessage> messages)
    {
        var part = new Part(publisher, messages, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        waiting.Writer.TryWrite(part);
        return part.Done.Task;
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        await using var connection = await source.OpenConnectionAsync(cancellation);
        Part? left = null;
        while (left is not null || await waiting.Reader.WaitToReadAsync(cancellation))
        {
            var parts = new List<Part>();
            var count = 0;
            while ((left is not null || waiting.Reader.TryRead(out left)) && (parts.Count == 0 || count + left.Messages.Count <= MostMessages))
            {
                parts.Add(left);
                count += left.Messages.Count;
                left = null;
            }
            var batch = new RawBatch(state);
            await batch.HandleAsync(connection, [.. parts.SelectMany(part => part.Messages.Select(message => (part.Publisher, message)))], cancellation);
            foreach (var (recipient, notification, _) in batch.Notifications)
                relays[recipient].Send(notification);
            parts.ForEach(part => part.Done.SetResult());
        }
    }

    private sealed record Part(string Publisher, List<RawMessage> Messages, TaskCompletionSource Done);
}
