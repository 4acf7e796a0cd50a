using System.Security.Cryptography;
using System.Text;
using KetenHub.Hub;

namespace KetenHub.Dashboard;

/// <summary>Who is signed in. All of it stands in the store: whichever hub a browser comes to knows it, and a hub that starts again too.</summary>
internal sealed class Sessions(ISessions store, DashboardOptions options, PartnerList partners, SignInSource? source = null)
{
    // Whoever came with a link has to look for it again: a shift long, also for a page that only hangs on the wall.
    private static readonly SessionLimits OfTokens = new(TimeSpan.FromHours(12), TimeSpan.FromHours(12), TimeSpan.MaxValue, TimeSpan.MaxValue, 1000);

    private static readonly TimeSpan BetweenUses = TimeSpan.FromMinutes(1);

    /// <summary>What who runs the hub may do with the hub's token: everything but to report, which is a partner's own.</summary>
    public static IReadOnlyCollection<Right> RightsOfHub { get; } = [.. Enum.GetValues<Right>().Except([Right.Report])];

    private readonly TimeProvider clock = options.SessionClock;
    private readonly IReadOnlyList<(byte[] Token, SignedIn Who)> accounts =
    [
        .. options.Token.Length == 0 ? [] : new[] { (Digest(options.Token), new SignedIn(options.Actor, null, RightsOfHub)) },
        .. options.Accounts.Select(account => (Digest(account.Token), new SignedIn(account.Account.NameOf(account.Partner), account.Partner, account.Account.Rights))),
    ];

    /// <summary>Whether anybody signs in with a token.</summary>
    public bool TakesTokens => accounts.Count > 0;

    /// <summary>Those who are signed in, the latest first.</summary>
    public async Task<IReadOnlyList<SessionRow>> AllAsync(CancellationToken cancellation)
    {
        var now = clock.GetUtcNow();
        return [.. (await store.OpenAsync(now, cancellation)).Where(row => now < EndsAt(row))];
    }

    /// <summary>When a session ends if nothing more is done.</summary>
    public DateTimeOffset EndsAt(SessionRow row) => row.UsedAt + LimitsOf(row).Idle is var idle && idle < row.EndsAt ? idle : row.EndsAt;

    /// <summary>A new session for who knows a token; null for who does not. Looks at every token, so that the time taken says nothing.</summary>
    public async Task<Session?> BeginAsync(string given, CancellationToken cancellation)
    {
        // Digests have one length, so that comparing tells nothing about the token's.
        var digest = Digest(given);
        SignedIn? who = null;
        foreach (var account in accounts)
        {
            if (CryptographicOperations.FixedTimeEquals(digest, account.Token))
                who = account.Who;
        }
        return who is null ? null : await KeepAsync(who, null, new SealedSession(Convert.ToHexStringLower(digest), [], ""), OfTokens, cancellation);
    }

    /// <summary>A session for who comes from the identity provider; null when they have no account here. Takes the place of the one they had in this browser;
    /// that one goes on as it was, forms that are being filled in with it, when it is the same one and the provider only was asked again unseen.</summary>
    public async Task<Session?> BeginAsync(Provided provided, string? before, bool unseen, CancellationToken cancellation)
    {
        if (AccountOf(provided) is not { } who)
            return null;
        var old = before is null ? null : (await FindAsync(before, isWorking: false, cancellation)).Session;
        if (unseen && old?.Provided is { } known && known.Subject == provided.Subject)
        {
            var again = provided with { AuthenticatedAt = provided.AuthenticatedAt ?? known.AuthenticatedAt };
            var row = RowOf(old.Cookie, who, again, new SealedSession(null, again.Claims, again.IdToken), old.Row.MadeAt, old.Row.EndsAt);
            if (await store.RenewAsync(row, cancellation))
                return new Session(old.Cookie, row, who, again);
        }
        if (old is not null)
            await EndAsync(old.Row, SessionEnd.Unknown, cancellation);
        return await KeepAsync(who, provided, new SealedSession(null, provided.Claims, provided.IdToken), source!.Current.Limits, cancellation);
    }

    /// <summary>The session of a cookie, or why there is none. Ends what is over.</summary>
    /// <param name="cookie">What the cookie says.</param>
    /// <param name="isWorking">A page is opened or a form sent, in place of a page that refreshes itself.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<(Session? Session, SessionEnd Why)> FindAsync(string cookie, bool isWorking, CancellationToken cancellation)
    {
        if (await store.FindAsync(Session.IdOf(cookie), cancellation) is not { } row)
            return (null, SessionEnd.Unknown);
        if (row.EndedAt is not null)
            return (null, Enum.TryParse<SessionEnd>(row.Why, out var why) ? why : SessionEnd.Unknown);
        var now = clock.GetUtcNow();
        if (now >= EndsAt(row))
            return (null, await EndAsync(row, now >= row.EndsAt ? SessionEnd.TooLong : SessionEnd.Idle, cancellation));
        if (SealedSession.Open(cookie, row.Sealed) is not { } contents || Opened(cookie, row, contents) is not { } session)
            return (null, await EndAsync(row, SessionEnd.AccountChanged, cancellation));
        // At most one write a minute, whichever hubs somebody clicks at.
        if (isWorking && now - row.UsedAt >= BetweenUses && await store.UseAsync(row.Id, now, cancellation))
            session = session with { Row = row with { UsedAt = now } };
        return (session, default);
    }

    /// <summary>Ends a session at every hub; who has its cookie is nobody from now on.</summary>
    public async Task<SessionEnd> EndAsync(SessionRow row, SessionEnd why, CancellationToken cancellation)
    {
        await store.EndAsync(row.Id, why.ToString(), clock.GetUtcNow(), cancellation);
        return why;
    }

    /// <summary>The identity provider ended sessions there: those here end with them.</summary>
    /// <returns>Those that ended by it.</returns>
    public Task<IReadOnlyList<SessionRow>> EndOfAsync(string subject, string providerSession, CancellationToken cancellation) =>
        store.EndOfAsync(subject, providerSession, nameof(SessionEnd.Ended), clock.GetUtcNow(), cancellation);

    /// <summary>How a session is called where others see it.</summary>
    public static string ReferenceOf(SessionRow row) => row.Id[..16];

    /// <summary>Whether somebody signed in recently enough for what weighs most. A token is shown once, and was shown when the session began.</summary>
    public bool IsFresh(Session session) => session.Provided is not { } provided
        || clock.GetUtcNow() - (provided.AuthenticatedAt ?? session.Row.MadeAt) <= source!.Current.Limits.Fresh;

    /// <summary>Whether it is time to ask the provider whether it still knows them.</summary>
    public bool IsToBeChecked(Session session) => session.Provided is { } provided && clock.GetUtcNow() - provided.CheckedAt > source!.Current.Limits.Recheck;

    /// <summary>Goes with every form of this session, so that no other site can post one. The same at every hub.</summary>
    public static string FormToken(string cookie) => Convert.ToHexStringLower(Session.KeyOf(cookie, "form"));

    /// <summary>Whether a form came from a page of this session.</summary>
    public static bool IsFormToken(string cookie, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(FormToken(cookie)), Encoding.UTF8.GetBytes(given));

    /// <summary>How logs name who comes from a provider: their number there, hashed, so that only who knows it can tell whose it is.</summary>
    public static string NameOf(string? partner, string subject) => $"{partner ?? PartnerList.Hub}/p{subject[..12]}";

    /// <summary>Who the sign-in file says it is; null for nobody, and for who is of two organisations at once.</summary>
    public SignedIn? AccountOf(Provided provided)
    {
        if (source?.Current.AccountOf([.. provided.Claims.Select(claim => (claim.Key, claim.Value))]) is not { } account)
            return null;
        var partner = account.Partner is null ? null : partners.Find(account.Partner);
        var rights = account.Roles.SelectMany(StaffRoles.RightsOf).Distinct();
        // To report is a partner's own.
        return new SignedIn(NameOf(account.Partner, provided.Subject), partner, [.. partner is null ? rights.Except([Right.Report]) : rights]) { Roles = account.Roles };
    }

    // Null when it is not any more who it was: the account went, its role or its token changed.
    private Session? Opened(string cookie, SessionRow row, SealedSession contents)
    {
        if (row.Subject.Length == 0)
        {
            var known = accounts.FirstOrDefault(account => account.Who.Name == row.Account && Convert.ToHexStringLower(account.Token) == contents.Token);
            return known.Who is null ? null : new Session(cookie, row, known.Who, null);
        }
        var provided = new Provided(row.Subject, row.ProviderSession, contents.Claims, contents.IdToken, row.CheckedAt ?? row.MadeAt, row.AuthenticatedAt);
        return AccountOf(provided) is { } who && who.Name == row.Account && RolesOf(who) == row.Roles ? new Session(cookie, row, who, provided) : null;
    }

    private SessionLimits LimitsOf(SessionRow row) => row.Subject.Length == 0 || source is null ? OfTokens : source.Current.Limits;

    private async Task<Session> KeepAsync(SignedIn who, Provided? provided, SealedSession contents, SessionLimits limits, CancellationToken cancellation)
    {
        var (cookie, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)), clock.GetUtcNow());
        var row = RowOf(cookie, who, provided, contents, now, now + limits.Longest);
        await store.BeginAsync(row, limits.Most, cancellation);
        return new Session(cookie, row, who, provided);
    }

    private SessionRow RowOf(string cookie, SignedIn who, Provided? provided, SealedSession contents, DateTimeOffset madeAt, DateTimeOffset endsAt) => new(
        Session.IdOf(cookie), who.Name, who.Partner?.Code ?? "", RolesOf(who), provided?.Subject ?? "", provided?.Session ?? "", contents.Seal(cookie), madeAt, clock.GetUtcNow(), endsAt)
    {
        CheckedAt = provided?.CheckedAt, AuthenticatedAt = provided?.AuthenticatedAt,
    };

    private static string RolesOf(SignedIn who) => string.Join(",", who.Roles);

    private static byte[] Digest(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
