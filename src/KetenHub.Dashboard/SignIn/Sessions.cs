using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in. Held in memory only: after a restart the link is opened again.</summary>
internal sealed class Sessions(DashboardOptions options)
{
    private const int Most = 1000;
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(12);

    /// <summary>What who runs the hub may do: everything but to report, which is a partner's own.</summary>
    public static IReadOnlyCollection<Right> RightsOfHub { get; } = [.. Enum.GetValues<Right>().Except([Right.Report])];

    // Sessions and tickets count real time, also when the hub's clock is simulated.
    private readonly TimeProvider clock = TimeProvider.System;
    private readonly ConcurrentDictionary<string, (DateTimeOffset End, SignedIn Who)> sessions = new(StringComparer.Ordinal);
    private readonly byte[] formKey = RandomNumberGenerator.GetBytes(32);
    private readonly IReadOnlyList<(byte[] Token, SignedIn Who)> accounts =
    [
        (Digest(options.Token), new SignedIn(options.Actor, null, RightsOfHub)),
        .. options.Accounts.Select(account => (Digest(account.Token), new SignedIn($"{account.Partner.Code}/{account.Account.Name}", account.Partner, account.Account.Rights))),
    ];

    /// <summary>A new session for who knows a token; null for who does not. Looks at every token, so that the time taken says nothing.</summary>
    public string? Begin(string given)
    {
        // Digests have one length, so that comparing tells nothing about the token's.
        var digest = Digest(given);
        SignedIn? who = null;
        foreach (var account in accounts)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, account.Token))
                who = account.Who;
        }
        if (who is null)
            return null;
        Forget();
        var session = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        sessions[session] = (clock.GetUtcNow() + Lasts, who);
        return session;
    }

    /// <summary>Whose session this is; null when it was not begun here or has ended.</summary>
    public SignedIn? Find(string session) => sessions.TryGetValue(session, out var known) && clock.GetUtcNow() < known.End ? known.Who : null;

    /// <summary>Goes with every form of this session, so that no other site can post one.</summary>
    public string FormToken(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(formKey, Encoding.UTF8.GetBytes(session)));

    /// <summary>Whether a form came from a page of this session.</summary>
    public bool IsFormToken(string session, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(session)), Encoding.UTF8.GetBytes(given));

    private void Forget()
    {
        var now = clock.GetUtcNow();
        foreach (var (session, (end, _)) in sessions.OrderBy(entry => entry.Value.End).ToList())
        {
            if (end <= now || sessions.Count >= Most)
                sessions.TryRemove(session, out _);
        }
    }

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
