using System.Collections.Concurrent;
using System.Globalization;

namespace KetenHub.Dashboard;

/// <summary>Look-ups that were logged and may be leafed through for a while, each by one session. An address holds the number of a look-up only: it says
/// nothing about the person, and is worth nothing in another session.</summary>
internal sealed class Tickets
{
    private const int Most = 10_000;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    private readonly ConcurrentDictionary<string, LookUp> lookUps = new(StringComparer.Ordinal);
    private long given;

    // Real time, also when the hub's clock is simulated.
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public LookUp Give(string session, Guid person, string purpose)
    {
        var now = Clock.GetUtcNow();
        foreach (var (old, known) in lookUps.OrderBy(entry => entry.Value.End).ToList())
        {
            if (known.End <= now || lookUps.Count >= Most)
                lookUps.TryRemove(old, out _);
        }
        var lookUp = new LookUp(Interlocked.Increment(ref given).ToString(CultureInfo.InvariantCulture), session, person, purpose, now + Lasts);
        return lookUps[lookUp.Number] = lookUp;
    }

    public LookUp? Find(string session, string number) =>
        lookUps.TryGetValue(number, out var lookUp) && lookUp.Session == session && Clock.GetUtcNow() < lookUp.End ? lookUp : null;
}

/// <summary>A look-up that was logged.</summary>
/// <param name="Number">How the pages name it.</param>
/// <param name="Session">Whose.</param>
/// <param name="Person">Of whom.</param>
/// <param name="Purpose">As logged.</param>
/// <param name="End">Until when it may be leafed through.</param>
internal sealed record LookUp(string Number, string Session, Guid Person, string Purpose, DateTimeOffset End);
