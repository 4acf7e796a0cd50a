using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in. Held in memory only: after a restart the link is opened again.</summary>
internal sealed class Sessions(DashboardOptions options)
{
    private const int Most = 1000;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    // Sessions and tickets count real time, also when the hub's clock is simulated.
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly ConcurrentDictionary<string, DateTimeOffset> ends = new(StringComparer.Ordinal);
    private readonly byte[] formKey = RandomNumberGenerator.GetBytes(32);
    private readonly byte[] token = SHA256.HashData(Encoding.UTF8.GetBytes(options.Token));

    /// <summary>A new session for who knows the token; null for who does not.</summary>
    public string? Begin(string given)
    {
        // Digests have one length, so that comparing tells nothing about the token's.
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), token))
            return null;
        Forget();
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        ends[session] = clock.GetUtcNow() + Lasts;
        return session;
    }

    /// <summary>Whether this session was begun here and has not ended.</summary>
    public bool Knows(string session) => ends.TryGetValue(session, out var end) && clock.GetUtcNow() < end;

    /// <summary>Goes with every form of this session, so that no other site can post one.</summary>
    public string FormToken(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(formKey, Encoding.UTF8.GetBytes(session)));

    /// <summary>Whether a form came from a page of this session.</summary>
    public bool IsFormToken(string session, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(session)), Encoding.UTF8.GetBytes(given));

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (session, end) in ends.OrderBy(entry => entry.Value).ToList())
        {
            if (end <= now || ends.Count >= Most)
                ends.TryRemove(session, out _);
        }
    }
}
