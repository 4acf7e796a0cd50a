using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in.</summary>
internal sealed class Sessions(DashboardOptions options, PartnerList partners, SignInSource? source = null)
{
    private const int Most = 1000;

    // Whoever came with a link has to look for it again: a shift long, also for a page that only hangs on the wall.
    private static readonly SessionLimits OfTokens = new(TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.MaxValue, TimeSpan.MaxValue, Most);

    /// <summary>What who runs the hub may do with the hub's token: everything but to report, which is a partner's own.</summary>
    public static IReadOnlyCollection<Right> RightsOfHub { get; } = [.. Enum.GetValues<Right>().Except([Right.Report])];

    private readonly TimeProvider clock = options.SessionClock;
    private readonly ConcurrentDictionary<string, Session> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (DateTimeOffset At, SessionEnd Why)> ended = new(StringComparer.Ordinal);
    private readonly byte[] formKey = RandomNumberGenerator.GetBytes(32);
    private readonly IReadOnlyList<(byte[] Token, SignedIn Who)> accounts =
    [
        .. options.Token.Length == 0 ? [] : new[] { (Digest(options.Token), new SignedIn(options.Actor, null, RightsOfHub)) },
        .. options.Accounts.Select(account => (Digest(account.Token), new SignedIn($"{account.Partner.Code}/{account.Account.Name}", account.Partner, account.Account.Rights))),
    ];

    /// <summary>Those who are signed in, the latest first.</summary>
    public IReadOnlyList<Session> All => [.. sessions.Keys.Select(id => Find(id, isWorking: false).Session).OfType<Session>().OrderByDescending(session => session.Began)];

    /// <summary>Whether anybody signs in with a token.</summary>
    public bool TakesTokens => accounts.Count > 0;

    /// <summary>A new session for who knows a token; null for who does not. Looks at every token, so that the time taken says nothing.</summary>
    public Session? Begin(string given)
    {
        // Digests have one length, so that comparing tells nothing about the token's.
        var digest = Digest(given);
        SignedIn? who = null;
        foreach (var account in accounts)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, account.Token))
                who = account.Who;
        }
        return who is null ? null : Keep(new Session(NewId(), who, clock.GetUtcNow(), OfTokens));
    }

    /// <summary>A session for who comes from the identity provider; null when they have no account here. Takes the place of the one they had in this browser;
    /// that one goes on as it was, forms that are being filled in with it, when it is the same one and the provider only was asked again unseen.</summary>
    public Session? Begin(Provided provided, string? before, bool unseen)
    {
        if (AccountOf(provided) is not { } who)
            return null;
        var (now, old) = (clock.GetUtcNow(), before is null ? null : Find(before, isWorking: false).Session);
        if (unseen && old?.Provided is { } known && known.Subject == provided.Subject)
            return sessions[old.Id] = old with { Who = who, SeenAt = now, Provided = provided with { AuthenticatedAt = provided.AuthenticatedAt ?? known.AuthenticatedAt } };
        if (old is not null)
            sessions.TryRemove(old.Id, out _);
        return Keep(new Session(NewId(), who, now, source!.Current.Limits) { Provided = provided });
    }

    /// <summary>The session of a cookie, or why there is none. Ends what is over.</summary>
    /// <param name="id">What the cookie says.</param>
    /// <param name="isWorking">A page is opened or a form sent, in place of a page that refreshes itself.</param>
    public (Session? Session, SessionEnd Why) Find(string id, bool isWorking)
    {
        if (!sessions.TryGetValue(id, out var session))
            return (null, ended.TryGetValue(id, out var end) ? end.Why : SessionEnd.Unknown);
        var now = clock.GetUtcNow();
        if (now >= session.EndsAt)
            return (null, End(session, now >= session.Began + session.Limits.Longest ? SessionEnd.TooLong : SessionEnd.Idle));
        if (session.Provided is { } provided && !IsStill(session.Who, AccountOf(provided)))
            return (null, End(session, SessionEnd.AccountChanged));
        if (isWorking)
            session.SeenAt = now;
        return (session, default);
    }

    /// <summary>Ends a session; who has its cookie is nobody from now on.</summary>
    public SessionEnd End(Session session, SessionEnd why)
    {
        if (why != SessionEnd.Unknown)
            ended[session.Id] = (clock.GetUtcNow(), why);
        sessions.TryRemove(session.Id, out _);
        return why;
    }

    /// <summary>How a session is called where others see it: its cookie stays its own.</summary>
    public static string ReferenceOf(Session session) => Convert.ToHexStringLower(Digest(session.Id))[..16];

    /// <summary>Whether they must sign in anew for what weighs most.</summary>
    public bool IsFresh(Session session) => session.Provided is not { } provided
        || clock.GetUtcNow() - (provided.AuthenticatedAt ?? session.Began) <= source!.Current.Limits.Fresh;

    /// <summary>Whether it is time to ask the provider whether it still knows them.</summary>
    public bool IsToBeChecked(Session session) => session.Provided is { } provided && clock.GetUtcNow() - provided.CheckedAt > source!.Current.Limits.Recheck;

    /// <summary>Goes with every form of this session, so that no other site can post one.</summary>
    public string FormToken(string session) => Convert.ToHexStringLower(HMACSHA256.HashData(formKey, Encoding.UTF8.GetBytes(session)));

    /// <summary>Whether a form came from a page of this session.</summary>
    public bool IsFormToken(string session, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(session)), Encoding.UTF8.GetBytes(given));

    /// <summary>How logs name who comes from a provider: their number there, hashed, so that only who knows it can tell whose it is.</summary>
    public static string NameOf(string? partner, string subject) => $"{partner ?? "hub"}/p{subject[..12]}";

    /// <summary>Who the sign-in file says it is; null for nobody, and for who is of two organisations at once.</summary>
    public SignedIn? AccountOf(Provided provided)
    {
        if (source!.Current.AccountOf(provided.Claims) is not { } account)
            return null;
        var partner = account.Partner is null ? null : partners.Find(account.Partner);
        var rights = account.Roles.SelectMany(StaffRoles.RightsOf).Distinct();
        // To report is a partner's own.
        return new SignedIn(NameOf(account.Partner, provided.Subject), partner, [.. partner is null ? rights.Except([Right.Report]) : rights]) { Roles = account.Roles };
    }

    private static bool IsStill(SignedIn was, SignedIn? now) => now is not null && was.Name == now.Name && was.Roles.SequenceEqual(now.Roles);

    private Session Keep(Session session)
    {
        var now = clock.GetUtcNow();
        foreach (var (id, end) in ended)
        {
            if (now - end.At > TimeSpan.FromDays(1) || ended.Count > Most)
                ended.TryRemove(id, out _);
        }
        foreach (var old in All.Where(old => old.Who.Name == session.Who.Name).Skip(session.Limits.Most - 1).Concat(All.Skip(Most - 1)))
            End(old, SessionEnd.Ended);
        return sessions[session.Id] = session;
    }

    private static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
