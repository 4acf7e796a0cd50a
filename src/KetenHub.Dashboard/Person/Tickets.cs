using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace KetenHub.Dashboard;

/// <summary>Look-ups that were logged and may be leafed through for a while, each by one session. They travel in forms, not in addresses.</summary>
internal sealed class Tickets
{
    private const int Most = 10_000;
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(15);

    // Real time, also when the hub's clock is simulated.
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly ConcurrentDictionary<string, LookUp> lookUps = new(StringComparer.Ordinal);

    public string Give(string session, Guid person, string purpose)
    {
        var now = clock.GetUtcNow();
        foreach (var (old, lookUp) in lookUps.OrderBy(entry => entry.Value.End).ToList())
        {
            if (lookUp.End <= now || lookUps.Count >= Most)
                lookUps.TryRemove(old, out _);
        }
        var ticket = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        lookUps[ticket] = new LookUp(session, person, purpose, now + Lasts);
        return ticket;
    }

    public LookUp? Find(string session, string ticket) =>
        lookUps.TryGetValue(ticket, out var lookUp) && lookUp.Session == session && clock.GetUtcNow() < lookUp.End ? lookUp : null;
}

/// <summary>A look-up that was logged.</summary>
internal sealed record LookUp(string Session, Guid Person, string Purpose, DateTimeOffset End);
