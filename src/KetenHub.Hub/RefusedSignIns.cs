using System.Collections.Concurrent;

namespace KetenHub.Hub;

/// <summary>Writes down who came with a token that nobody has. The first try of an address within a minute at once, the others as a number with the first of a later one:
/// who only knocks must not be able to fill the store.</summary>
/// <param name="store">Store.</param>
/// <param name="clock">Clock.</param>
public sealed class RefusedSignIns(IHubStore store, TimeProvider clock)
{
    private const int MostAddresses = 1000;
    private const string ManyAddresses = "many addresses";

    private readonly ConcurrentDictionary<string, (long Minute, int Since)> tries = new(StringComparer.Ordinal);

    /// <summary>Writes it down. A store that can't be written changes nothing about the refusal.</summary>
    /// <param name="subject">What was asked: method and path.</param>
    /// <param name="origin">Network address it came from.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task NoteAsync(string subject, string origin, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        var minute = now.ToUnixTimeSeconds() / 60;
        var from = tries.Count < MostAddresses || tries.ContainsKey(origin) ? origin : ManyAddresses;
        var isFirst = false;
        var earlier = 0;
        tries.AddOrUpdate(
            from,
            _ =>
            {
                (isFirst, earlier) = (true, 0);
                return (minute, 0);
            },
            (_, known) =>
            {
                (isFirst, earlier) = known.Minute == minute ? (false, 0) : (true, known.Since);
                return isFirst ? (minute, 0) : (known.Minute, known.Since + 1);
            });
        if (!isFirst)
            return;
        foreach (var (address, known) in tries.Where(known => known.Value.Minute < minute && known.Value.Since == 0).ToList())
            tries.TryRemove(KeyValuePair.Create(address, known));
        try
        {
            await store.Operations.NoteActionAsync(
                ActionRow.Of(new Actor("", from), now, ActionKind.SignInRefused, subject, earlier == 0 ? "" : $"and {earlier} before it"), cancellation);
        }
        catch (StoreUnavailableException)
        {
            // Said by the store's own probe.
        }
    }
}
